"""Pay templates: what an employee earns in every period beside salary and wages.

How it was checked: shapes and the odd pagination block of an unpaged answer from Xero's OpenAPI
16.1.0 and its examples. Unverified: that the name is always the earnings rate's.
"""

from __future__ import annotations

from xero_emulator.calls import Call, Route
from xero_emulator.fields import guid, number
from xero_emulator.payroll import shelves
from xero_emulator.payroll.dialect import PAGE, Answer, Api, Form, Told, sent_objects
from xero_emulator.payroll.operations import (
    Noun,
    creating_of_employee,
    owned,
    removing_of_employee,
    updating_of_employee,
)
from xero_emulator.wire import Record

AT = "/Employees/{EmployeeID}"
SEGMENT = "PayTemplateEarningID"
UNPAGED = {"page": 1, "pageSize": PAGE, "pageCount": 0, "itemCount": 0}

EARNINGS = Noun(
    "earnings_templates",
    "earningTemplate",
    "earningTemplates",
    Form(
        "earningsRateID",
        ratePerUnit=number,
        numberOfUnits=number,
        fixedAmount=number,
        earningsRateID=guid,
    ),
    ("name",),
)


def named(call: Call, sent: Record) -> Record:
    rate = shelves.shelf(call.books, "earnings_rates").get(sent["earningsRateID"])
    return {**sent, "name": rate["name"]}


def fetch(call: Call) -> Told:
    owner = shelves.employee(call.books, call.path["EmployeeID"])
    rows = [EARNINGS.shown(each) for each in owned(EARNINGS, call)]
    template = {"employeeID": owner["employeeID"], "earningTemplates": rows}
    return Told("payTemplate", template, UNPAGED)


def create_several(call: Call) -> Told:
    owner = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
    sent = [EARNINGS.form.read(each) for each in sent_objects(call)]
    for each in sent:
        shelves.check(call.books, each)
    kept = EARNINGS.shelf(call)
    made = [kept.put({**named(call, each), "employeeID": owner}) for each in sent]
    return Told(EARNINGS.many, [EARNINGS.shown(each) for each in made])


def routes(api: Api, fetching: str, word: str, several: str, gone: Told) -> tuple[Route, ...]:
    """`word` and `several` are how the country spells the paths of one and of several, `gone` is
    what it answers when one has been deleted."""

    def route(operation: str, method: str, at: str, answer: Answer, refused: Told) -> Route:
        return api.route(operation, method, f"{AT}/{at}", "employees", answer, refused)

    at, one = f"PayTemplates/{word}", "EmployeeEarningsTemplate"
    single = f"{at}/{{{SEGMENT}}}"
    create = creating_of_employee(EARNINGS, named)
    update = updating_of_employee(EARNINGS, SEGMENT, named)
    remove = removing_of_employee(EARNINGS, SEGMENT, gone)
    return (
        route(fetching, "GET", "PayTemplates", fetch, Told("payTemplate")),
        route(f"create{one}", "POST", at, create, EARNINGS.none),
        route(f"update{one}", "PUT", single, update, EARNINGS.none),
        route(f"delete{one}", "DELETE", single, remove, Told()),
        route(f"createMultiple{one}", "POST", several, create_several, EARNINGS.nothing),
    )
