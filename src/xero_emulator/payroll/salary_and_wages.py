"""What an employee earns, from which day on.

How it was checked: fields from Xero's OpenAPI 16.1.0; that a salary has no rate and an hourly wage
no salary as in its examples and as recorded (NZ); that a record of the future is Pending, whatever
was sent, from the British examples. Unverified: that the latest one in effect is Active and those
before it History, and `annualSalary` required for hourly pay too, as the specification has it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xero_emulator.calls import Call, Route
from xero_emulator.fields import Reader, choice, guid, number
from xero_emulator.payroll import shelves
from xero_emulator.payroll.dialect import Api, Form, Told, day, page, text_of
from xero_emulator.payroll.operations import (
    Noun,
    creating_of_employee,
    found,
    owned,
    removing_of_employee,
    updating_of_employee,
)
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books
    from xero_emulator.payroll.dialect import Answer

AT = "/Employees/{EmployeeID}/SalaryAndWages"
ONE_AT = f"{AT}/{{SalaryAndWagesID}}"
SEGMENT = "SalaryAndWagesID"
UNUSED = {"Salary": "ratePerUnit", "Hourly": "annualSalary"}
ALWAYS = "earningsRateID numberOfUnitsPerWeek effectiveFrom annualSalary status paymentType"


def noun(required: str = "", shows: tuple[str, ...] = (), **more: Reader) -> Noun:
    form = Form(
        f"{ALWAYS} {required}",
        earningsRateID=guid,
        numberOfUnitsPerWeek=number,
        ratePerUnit=number,
        numberOfUnitsPerDay=number,
        effectiveFrom=day,
        annualSalary=number,
        status=choice("Status", "Active", "Pending", "History"),
        paymentType=choice("PaymentType", "Salary", "Hourly"),
        **more,
    )
    return Noun("salary_and_wages", "salaryAndWages", "salaryAndWages", form, shows)


def made(_call: Call, sent: Record) -> Record:
    return {"workPatternType": "RegularWeek", **sent, UNUSED[sent["paymentType"]]: None}


def standing(books: Books, employee_id: str, today: date) -> list[Record]:
    """An employee's records with their statuses of a day, the earliest first."""
    kept = shelves.shelf(books, "salary_and_wages").owned("employeeID", employee_id)
    kept.sort(key=lambda each: str(each["effectiveFrom"]))
    begun = [each for each in kept if each["effectiveFrom"] <= text_of(today)]
    return [
        *({**each, "status": "History"} for each in begun[:-1]),
        *({**each, "status": "Active"} for each in begun[-1:]),
        *({**each, "status": "Pending"} for each in kept[len(begun) :]),
    ]


def active(books: Books, employee_id: str, today: date) -> Record | None:
    every = standing(books, employee_id, today)
    return next((each for each in every if each["status"] == "Active"), None)


def _shown(noun: Noun, call: Call, record: Record) -> Record:
    every = standing(call.books, record["employeeID"], call.books.today(call.now))
    key = record["salaryAndWagesID"]
    return noun.shown(next(each for each in every if each["salaryAndWagesID"] == key))


def listing(noun: Noun) -> Answer:
    def answer(call: Call) -> Told:
        rows = owned(noun, call)
        return page(call, noun.many, rows, lambda each: _shown(noun, call, each))

    return answer


def fetching(noun: Noun) -> Answer:
    def answer(call: Call) -> Told:
        return Told(noun.many, [_shown(noun, call, found(noun, call, SEGMENT))])

    return answer


def writing(noun: Noun, write: Answer) -> Answer:
    """An answer in which the record has the status of the day."""

    def answer(call: Call) -> Told:
        key = write(call).value["salaryAndWagesID"]
        return Told(noun.one, _shown(noun, call, noun.shelf(call).get(key)))

    return answer


def routes(api: Api, noun: Noun, gone: Told) -> tuple[Route, ...]:
    """`gone` is what the country answers when a record has been deleted."""

    def route(operation: str, method: str, at: str, answer: Answer, refused: Told) -> Route:
        return api.route(operation, method, at, "employees", answer, refused)

    create = writing(noun, creating_of_employee(noun, made))
    update = writing(noun, updating_of_employee(noun, SEGMENT, made))
    remove = removing_of_employee(noun, SEGMENT, gone)
    one = "EmployeeSalaryAndWage"
    return (
        route(f"get{one}s", "GET", AT, listing(noun), noun.nothing),
        route(f"get{one}", "GET", ONE_AT, fetching(noun), noun.nothing),
        route(f"create{one}", "POST", AT, create, noun.none),
        route(f"update{one}", "PUT", ONE_AT, update, noun.none),
        route(f"delete{one}", "DELETE", ONE_AT, remove, Told()),
    )
