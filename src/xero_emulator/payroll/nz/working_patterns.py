"""The working patterns of employees in New Zealand: how many hours on which weekday.

How it was checked: fields from Xero's OpenAPI 16.1.0; lists without their weeks, and days as
numbers of hours, as recorded. Unverified: that any pattern can be deleted, also the only one.
"""

from __future__ import annotations

from xero_emulator.calls import Call
from xero_emulator.errors import Unreadable
from xero_emulator.fields import Reader, number
from xero_emulator.payroll.dialect import Form, Told, day, many, page
from xero_emulator.payroll.leave import WEEKDAYS
from xero_emulator.payroll.nz.api import NZ
from xero_emulator.payroll.operations import (
    Noun,
    creating_of_employee,
    fetching_of_employee,
    owned,
    removing_of_employee,
)
from xero_emulator.wire import Record

AT = "/Employees/{EmployeeID}/Working-Patterns"
SEGMENT = "EmployeeWorkingPatternID"
LONGEST_DAY = 24


def hours(value: object, path: str) -> object:
    found = number(value, path)
    if not 0 <= found <= LONGEST_DAY:
        raise Unreadable(path)
    return found


def weeks() -> Reader:
    """At least one week, with every weekday."""
    several = many(Form(" ".join(WEEKDAYS), **dict.fromkeys(WEEKDAYS, hours)))

    def read(value: object, path: str) -> object:
        found = several(value, path)
        if not found:
            raise Unreadable(path)
        return found

    return read


PATTERNS = Noun(
    "working_patterns",
    "payeeWorkingPattern",
    "payeeWorkingPatterns",
    Form("effectiveFrom workingWeeks", effectiveFrom=day, workingWeeks=weeks()),
)


def listing(call: Call) -> Told:
    return page(call, PATTERNS.many, owned(PATTERNS, call), _brief)


def _brief(pattern: Record) -> Record:
    return {name: pattern[name] for name in ("payeeWorkingPatternID", "effectiveFrom")}


ROUTES = (
    NZ.route("getEmployeeWorkingPatterns", "GET", AT, "employees", listing, PATTERNS.nothing),
    NZ.route(
        "createEmployeeWorkingPattern",
        "POST",
        AT,
        "employees",
        creating_of_employee(PATTERNS),
        PATTERNS.none,
    ),
    NZ.route(
        "getEmployeeWorkingPattern",
        "GET",
        f"{AT}/{{{SEGMENT}}}",
        "employees",
        fetching_of_employee(PATTERNS, SEGMENT),
        PATTERNS.none,
    ),
    NZ.route(
        "deleteEmployeeWorkingPattern",
        "DELETE",
        f"{AT}/{{{SEGMENT}}}",
        "employees",
        removing_of_employee(PATTERNS, SEGMENT, Told()),
        Told(),
    ),
)
