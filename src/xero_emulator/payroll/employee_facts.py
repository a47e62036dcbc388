"""What an employee has once: how they are paid and taxed, what they brought from before.

How it was checked: fields from Xero's OpenAPI 16.1.0 and its examples. Unverified: what an employee
has before any of it was set (here: nothing, every field null), and that what is sent anew replaces
what was there.
"""

from __future__ import annotations

from collections.abc import Mapping

from xero_emulator.calls import Call, Route
from xero_emulator.fields import Reader, choice
from xero_emulator.payroll import shelves
from xero_emulator.payroll.dialect import Answer, Api, Form, Told, many
from xero_emulator.payroll.operations import Noun, creating_of_employee
from xero_emulator.wire import Record

AT = "/Employees/{EmployeeID}"
SCOPE = "employees"


def fact(kind: str, name: str, form: Form) -> Noun:
    """Something an employee has once."""
    return Noun(kind, name, name, form, keyed=False)


def kept(noun: Noun, call: Call) -> Record:
    """What the employee in the path has of it; nothing if it was never set."""
    owner = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
    return noun.shelf(call).records.get(owner, {})


def fetching(noun: Noun, before: Mapping[str, object]) -> Answer:
    def answer(call: Call) -> Told:
        return noun.told({**before, **kept(noun, call)})

    return answer


def routes(
    api: Api, noun: Noun, word: str, reads: str, writes: str, before: Mapping[str, object]
) -> tuple[Route, Route]:
    """Reading a fact and setting it; `before` is what is told until it was set."""
    at = f"{AT}/{word}"
    return (
        api.route(reads, "GET", at, SCOPE, fetching(noun, before), noun.none),
        api.route(writes, "POST", at, SCOPE, creating_of_employee(noun), noun.none),
    )


def payment_method(required: str, account: str, **more: Reader) -> Noun:
    form = Form(
        required,
        paymentMethod=choice("PaymentMethod", "Cheque", "Electronically", "Manual"),
        bankAccounts=many(Form(account, **more)),
    )
    return fact("payment_methods", "paymentMethod", form)


def payment_routes(api: Api, noun: Noun) -> tuple[Route, Route]:
    name = "EmployeePaymentMethod"
    return routes(api, noun, "PaymentMethods", f"get{name}", f"create{name}", {"bankAccounts": []})
