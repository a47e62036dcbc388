"""Statutory leave in the United Kingdom: sick leave, and what is left of every kind.

How it was checked: fields, enums and the weeks of sick leave (28, less what was asked for before)
from Xero's OpenAPI 16.1.0 and its examples. No operation makes other kinds than sick leave.
Unverified: when sick leave is entitled to pay (here: four days in a row, notice given, and weekly
earnings of the lower limit of April 2025), all but two names of failures, and the weeks of the
other kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.calls import Call
from xero_emulator.errors import Unreadable
from xero_emulator.fields import choice, flag, guid
from xero_emulator.money import half_up
from xero_emulator.payroll import leave, salary_and_wages, shelves
from xero_emulator.payroll.dialect import (
    Form,
    Told,
    Wrong,
    asked_day,
    asked_flag,
    day,
    day_of,
    days,
    each,
    invalid,
    text_of,
)
from xero_emulator.payroll.operations import Noun, fetching
from xero_emulator.payroll.uk.api import UK
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

WEEKS = {
    "Sick": 28,
    "Adoption": 39,
    "Maternity": 39,
    "Paternity": 2,
    "Sharedparental": 37,
    "Bereavement": 2,
    "NeonatalCare": 12,
}
KIND = choice("LeaveType", *WEEKS)
LOWER_EARNINGS_LIMIT = Decimal(125)
WAITING = 4
WEEKS_A_YEAR = 52
OVERLAPPING = ("Paternity", "Sharedparental")
DAY_NAMES = [name.capitalize() for name in leave.WEEKDAYS]
SUMMARY = ("statutoryLeaveID", "employeeID", "type", "startDate", "endDate", "isEntitled")

SICK = Noun(
    "statutory_leave",
    "statutorySickLeave",
    "statutorySickLeave",
    Form(
        "employeeID leaveTypeID startDate endDate workPattern isPregnancyRelated sufficientNotice",
        employeeID=guid,
        leaveTypeID=guid,
        startDate=day,
        endDate=day,
        workPattern=each(choice("WorkPattern", *DAY_NAMES)),
        isPregnancyRelated=flag,
        sufficientNotice=flag,
    ),
    (
        *("isEntitled", "entitlementWeeksRequested", "entitlementWeeksQualified"),
        *("entitlementWeeksRemaining", "overlapsWithOtherLeave", "entitlementFailureReasons"),
    ),
)


def create_sick(call: Call) -> Told:
    sent = SICK.read(call)
    first, last = day_of(sent["startDate"]), day_of(sent["endDate"])
    if not 0 <= (last - first).days <= leave.LONGEST_LEAVE:
        raise Wrong(invalid("endDate"))
    if not sent["workPattern"]:
        raise Wrong(invalid("workPattern"))
    return SICK.told(SICK.shelf(call).put({**sent, "type": "Sick", **_entitlement(call, sent)}))


def _entitlement(call: Call, sent: Record) -> Record:
    failures = list(_failures(call.books, sent))
    asked, left = weeks(sent), _left(call.books, sent["employeeID"], "Sick")
    others = _of(call.books, sent["employeeID"])
    return {
        "isEntitled": not failures,
        "entitlementWeeksRequested": asked,
        "entitlementWeeksQualified": left,
        "entitlementWeeksRemaining": max(left - asked, Decimal(0)),
        "overlapsWithOtherLeave": any(_overlaps(sent, other) for other in others),
        "entitlementFailureReasons": failures,
    }


def _failures(books: Books, sent: Record) -> Iterator[str]:
    first, last = day_of(sent["startDate"]), day_of(sent["endDate"])
    if len(days(first, last)) < WAITING:
        yield "NotQualifiedInPreviousPiw"
    if weekly_earnings(books, sent["employeeID"], first) < LOWER_EARNINGS_LIMIT:
        yield "AweLowerThanLel"
    if not sent["sufficientNotice"]:
        yield "InsufficientNotice"  # unverified name


def weekly_earnings(books: Books, employee_id: str, at: date) -> Decimal:
    wage = salary_and_wages.active(books, employee_id, at)
    if wage is None:
        return Decimal(0)
    if wage["paymentType"] == "Salary":
        return Decimal(wage["annualSalary"]) / WEEKS_A_YEAR
    return Decimal((wage.get("ratePerUnit") or 0) * wage["numberOfUnitsPerWeek"])


def weeks(taken: Record) -> Decimal:
    """How many weeks some leave takes of the pattern that its employee works."""
    pattern = set(taken["workPattern"])
    off = days(day_of(taken["startDate"]), day_of(taken["endDate"]))
    worked = [each for each in off if DAY_NAMES[each.weekday()] in pattern]
    return half_up(Decimal(len(worked)) / len(pattern))


def _of(books: Books, employee_id: str) -> list[Record]:
    return shelves.shelf(books, "statutory_leave").owned("employeeID", employee_id)


def _overlaps(one: Record, other: Record) -> bool:
    apart = one["endDate"] < other["startDate"] or other["endDate"] < one["startDate"]
    return other["type"] in OVERLAPPING and not apart


def _left(books: Books, employee_id: str, kind: str, until: str = "9") -> Decimal:
    """The weeks that remain of a kind, counting what begins up to a day."""
    every = (each for each in _of(books, employee_id) if each["type"] == kind)
    taken = sum((weeks(each) for each in every if each["startDate"] <= until), Decimal(0))
    return max(WEEKS[kind] - taken, Decimal(0))


def balance(call: Call) -> Told:
    worker = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
    kind = _kind(call)
    at = asked_day(call, "AsOfDate") or text_of(call.books.today(call.now))
    hours = [leave.hours_on(call.books, worker, each) for each in _week(day_of(at))]
    remaining = _left(call.books, worker, kind, at) * sum(hours, Decimal(0))
    told = {"leaveType": kind, "balanceRemaining": remaining, "units": "Hours"}
    return Told("leaveBalance", told)


def _kind(call: Call) -> str:
    try:
        found: str = KIND(call.query.get("LeaveType") or "Sick", "leaveType")
    except Unreadable as trouble:
        raise Wrong(invalid("leaveType")) from trouble
    return found


def _week(at: date) -> list[date]:
    """The seven days of a day's week."""
    monday = at.toordinal() - at.weekday()
    return [date.fromordinal(monday + step) for step in range(7)]


def summary(call: Call) -> Told:
    worker = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
    today = text_of(call.books.today(call.now))
    rows = [_summed(each, today) for each in _of(call.books, worker)]
    if asked_flag(call, "activeOnly"):
        rows = [each for each in rows if each["status"] != "Completed"]
    return Told("statutoryLeaves", rows)


def _summed(taken: Record, today: str) -> Record:
    status = "Pending" if today < taken["startDate"] else "In-Progress"
    over = today > taken["endDate"]
    return {**{name: taken[name] for name in SUMMARY}, "status": "Completed" if over else status}


ROUTES = (
    UK.route(
        "getEmployeeStatutoryLeaveBalances",
        "GET",
        f"{leave.AT}/StatutoryLeaveBalance",
        "employees",
        balance,
        Told("leaveBalance"),
    ),
    UK.route(
        "getStatutoryLeaveSummary",
        "GET",
        "/StatutoryLeaves/Summary/{EmployeeID}",
        "settings",
        summary,
        Told("statutoryLeaves", []),
    ),
    UK.route(
        "createEmployeeStatutorySickLeave",
        "POST",
        "/StatutoryLeaves/Sick",
        "settings",
        create_sick,
        SICK.none,
    ),
    UK.route(
        "getEmployeeStatutorySickLeave",
        "GET",
        "/StatutoryLeaves/Sick/{StatutorySickLeaveID}",
        "settings",
        fetching(SICK, "StatutorySickLeaveID"),
        SICK.none,
    ),
)
