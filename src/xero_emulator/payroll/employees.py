"""Employees and how they come to be employed.

How it was checked: fields, filters and shapes from Xero's OpenAPI 16.1.0 and its examples, the New
Zealand ones as recorded; that a calendar and a start come only with an employment, whatever an
employee is created with, as users of Xero's SDKs met it. Unverified: filters compare without
letter case, an update keeps what it does not name, and a second employment replaces the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from xero_emulator.calls import Call, Route
from xero_emulator.fields import Reader, choice, guid, text
from xero_emulator.payroll import shelves
from xero_emulator.payroll.dialect import (
    Answer,
    Api,
    Form,
    Told,
    day,
    filters,
    moment,
    one,
    page,
    sent_object,
)
from xero_emulator.payroll.operations import Make, Noun, creating, fetching
from xero_emulator.wire import Record

ADDRESS = dict.fromkeys(("addressLine1", "addressLine2", "city"), text)
EMPLOYED = ("startDate", "endDate", "payrollCalendarID")
STAMPS = ("updatedDateUTC", "createdDateUTC")
SPARED = ("niCategory",)  # a letter or nothing: null is not among the letters that clients know
AT = "/Employees/{EmployeeID}"


@dataclass(frozen=True, slots=True)
class Employees:
    """The employees of one country: which fields a list leaves out, what an employment may hold,
    what a filter may name, and how a request becomes a record."""

    noun: Noun
    employment: Form
    filters: dict[str, Callable[[str], Any]]
    make: Make
    employ: Make
    unlisted: tuple[str, ...] = ()


def noun(
    required: str,
    *shows: str,
    address: dict[str, Reader],
    spared: tuple[str, ...] = (),
    **more: Reader,
) -> Noun:
    form = Form(
        required,
        firstName=text,
        lastName=text,
        dateOfBirth=day,
        gender=choice("Gender", "M", "F"),
        email=text,
        phoneNumber=text,
        address=one(Form("addressLine1 city postCode", **ADDRESS, **address)),
        **more,
    )
    shown = (*EMPLOYED, *STAMPS, *shows)
    return Noun("employees", "employee", "employees", form, shown, spared=spared)


def employment(required: str, **more: Reader) -> Form:
    return Form(required, payrollCalendarID=guid, startDate=day, **more)


def listing(of: Employees) -> Answer:
    def answer(call: Call) -> Told:
        wanted = filters(call, **of.filters)
        rows = [each for each in of.noun.shelf(call).every() if _matches(each, wanted)]
        return page(
            call, of.noun.many, rows, lambda each: _without(of.noun.shown(each), of.unlisted)
        )

    return answer


def _matches(record: Record, wanted: Record) -> bool:
    return all(_plain(record.get(name)) == _plain(value) for name, value in wanted.items())


def _plain(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _without(shown: Record, names: Iterable[str]) -> Record:
    return {name: value for name, value in shown.items() if name not in names}


def making(of: Employees) -> Answer:
    def make(call: Call, sent: Record) -> Record:
        made = of.make(call, sent)
        return {**made, "createdDateUTC": moment(call.now), "updatedDateUTC": moment(call.now)}

    return creating(of.noun, make)


def updating(of: Employees) -> Answer:
    def answer(call: Call) -> Told:
        old = shelves.employee(call.books, call.path["EmployeeID"])
        changed = of.make(call, {**old, **of.noun.read(call)})
        kept = of.noun.shelf(call).keep({**changed, "updatedDateUTC": moment(call.now)})
        return of.noun.told(kept)

    return answer


def employing(of: Employees) -> Answer:
    def answer(call: Call) -> Told:
        hired = shelves.employee(call.books, call.path["EmployeeID"])
        sent = of.employment.read(sent_object(call))
        shelves.check(call.books, sent)
        made = of.employ(call, {**dict.fromkeys(of.employment.readers), **sent})
        of.noun.shelf(call).keep({**hired, **made, "updatedDateUTC": moment(call.now)})
        absent = [name for name in SPARED if made.get(name) is None]
        return Told("employment", _without(made, absent))

    return answer


def routes(api: Api, of: Employees) -> tuple[Route, ...]:
    every, single, scope = of.noun.nothing, of.noun.none, "employees"
    fetch = fetching(of.noun, "EmployeeID")
    return (
        api.route("getEmployees", "GET", "/Employees", scope, listing(of), every),
        api.route("createEmployee", "POST", "/Employees", scope, making(of), single),
        api.route("getEmployee", "GET", AT, scope, fetch, single),
        api.route("updateEmployee", "PUT", AT, scope, updating(of), single),
        api.route(
            "createEmployment", "POST", f"{AT}/Employment", scope, employing(of), Told("employment")
        ),
    )
