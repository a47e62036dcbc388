"""Leave: what an employee may take, what they take, and what is left.

How it was checked: shapes from Xero's OpenAPI 16.1.0 and its examples, balances as recorded (NZ);
periods follow the pay calendar and count the working days in it, as in the examples. Unverified:
eight hours for a day without a working pattern or a wage, weeks from Monday for somebody without a
calendar, that leave of a type the employee does not have is refused, that a balance is what it
opened with and has accrued less all leave that is booked, and that paid leave cannot be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.calls import Call, Route
from xero_emulator.fields import Reader, choice, guid, number
from xero_emulator.payroll import calendars, salary_and_wages, shelves
from xero_emulator.payroll.dialect import (
    Answer,
    Api,
    Form,
    Told,
    Wrong,
    asked_day,
    day,
    day_of,
    days,
    invalid,
    many,
    moment,
    page,
    required,
    short,
    text_of,
    whole_body,
)
from xero_emulator.payroll.operations import (
    Make,
    Noun,
    creating_of_employee,
    found,
    listing_of_employee,
)
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

AT = "/Employees/{EmployeeID}"
LONGEST_DESCRIPTION = 50
LONGEST_LEAVE = 366 * 5
DAY = Decimal(8)
WORKING_DAYS = 5
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NOT_ASSIGNED = "The employee does not have this leave type."  # unverified text
PAID = "Leave that has been paid cannot be changed."  # unverified text
ASSIGNED = "The employee already has this leave type."  # unverified text
ZERO = Decimal(0)
EMPTY_BALANCES, EMPTY_PERIODS = Told("leaveBalances", []), Told("periods", [])


@dataclass(frozen=True, slots=True)
class Leave:
    """The leave of one country: the nouns, what a period shows, how an expected one is marked."""

    noun: Noun
    types: Noun
    period: tuple[str, ...]
    expected: str | None

    @classmethod
    def of(cls, types: Noun, expected: str | None, **period: Reader) -> Leave:
        held = Form(
            "periodStartDate periodEndDate numberOfUnits",
            periodStartDate=day,
            periodEndDate=day,
            numberOfUnits=number,
            **period,
        )
        form = Form(
            "leaveTypeID description startDate endDate",
            leaveTypeID=guid,
            description=short(LONGEST_DESCRIPTION),
            startDate=day,
            endDate=day,
            periods=many(held),
        )
        noun = Noun("leave", "leave", "leave", form, ("updatedDateUTC",))
        return cls(noun, types, tuple(held.readers), expected)

    def cut(self, period: Record, state: str | None) -> Record:
        """A period as this country shows it."""
        return {**{name: period.get(name) for name in self.period}, "periodStatus": state}


def status(*names: str) -> Reader:
    return choice("PeriodStatus", *names)


def making(of: Leave) -> Make:
    def make(call: Call, sent: Record) -> Record:
        if not _has(call.books, sent):
            raise whole_body(NOT_ASSIGNED)
        first, last = _span(day_of(sent["startDate"]), day_of(sent["endDate"]))
        owner = sent["employeeID"]
        given = sent.get("periods") or list(_periods(call.books, owner, first, last))
        kept = [of.cut(each, each.get("periodStatus") or "Approved") for each in given]
        return {**sent, "periods": kept, "updatedDateUTC": moment(call.now)}

    return make


def _has(books: Books, sent: Record) -> bool:
    return any(each["leaveTypeID"] == sent["leaveTypeID"] for each in assigned(books, sent))


def assigned(books: Books, record: Record) -> list[Record]:
    """What leave the employee of a record may take."""
    return shelves.shelf(books, "assigned_leave").owned("employeeID", record["employeeID"])


def _span(first: date, last: date) -> tuple[date, date]:
    if not 0 <= (last - first).days <= LONGEST_LEAVE or not 1900 <= first.year < 9990:
        raise Wrong(invalid("endDate"))
    return first, last


def _periods(books: Books, employee_id: str, first: date, last: date) -> Iterator[Record]:
    worker = shelves.employee(books, employee_id)
    for start, end in calendars.periods(_calendar(books, worker, first), first, last):
        off = days(max(start, first), min(end, last))
        hours = [hours_on(books, employee_id, each) for each in off]
        yield {
            "periodStartDate": text_of(start),
            "periodEndDate": text_of(end),
            "numberOfUnits": sum(hours, ZERO),
            **_weeks(len(list(filter(None, hours)))),
        }


def _weeks(taken: int) -> Record:
    """What New Zealand adds, where leave is taken in weeks."""
    weeks = Decimal(taken) / WORKING_DAYS
    return {
        "typeOfUnits": "Hours",
        "numberOfUnitsTaken": weeks.normalize() + ZERO,
        "typeOfUnitsTaken": "Weeks",
    }


def _calendar(books: Books, worker: Record, first: date) -> Record:
    known = shelves.shelf(books, "calendars").records.get(worker.get("payrollCalendarID") or "")
    monday = first - timedelta(days=first.weekday())
    return known or {"calendarType": "Weekly", "periodStartDate": text_of(monday)}


def hours_on(books: Books, employee_id: str, at: date) -> Decimal:
    """How long somebody works on a day: by their working pattern, their wage, or eight hours."""
    patterns = shelves.shelf(books, "working_patterns").owned("employeeID", employee_id)
    begun = [each for each in patterns if each["effectiveFrom"] <= text_of(at)]
    if begun:
        return _by_pattern(max(begun, key=lambda each: str(each["effectiveFrom"])), at)
    if at.weekday() >= WORKING_DAYS:
        return ZERO
    wage = salary_and_wages.active(books, employee_id, at)
    if wage is None:
        return DAY
    daily = wage.get("numberOfUnitsPerDay")
    return Decimal(daily) if daily else Decimal(wage["numberOfUnitsPerWeek"]) / WORKING_DAYS


def _by_pattern(pattern: Record, at: date) -> Decimal:
    """The hours of a day; several weeks take turns from the pattern's first day on."""
    weeks, start = pattern["workingWeeks"], day_of(pattern["effectiveFrom"])
    monday = start - timedelta(days=start.weekday())
    week = weeks[(at - monday).days // 7 % len(weeks)]
    return Decimal(week[WEEKDAYS[at.weekday()]])


def changeable(of: Leave, call: Call) -> Record:
    """The leave in a path, unless a part of it has been paid."""
    leave = found(of.noun, call, "LeaveID")
    if any(each["periodStatus"] == "Completed" for each in leave["periods"]):
        raise whole_body(PAID)
    return leave


def updating(of: Leave) -> Answer:
    """Changes leave; periods that are not sent are counted anew."""
    make = making(of)

    def answer(call: Call) -> Told:
        old = changeable(of, call)
        changed = make(call, {**old, "periods": None, **of.noun.read(call)})
        return of.noun.told(of.noun.shelf(call).keep(changed))

    return answer


def removing(of: Leave) -> Answer:
    def answer(call: Call) -> Told:
        of.noun.shelf(call).discard(changeable(of, call))
        return Told()

    return answer


def expecting(of: Leave) -> Answer:
    """The periods that leave on some days would have."""

    def answer(call: Call) -> Told:
        worker = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
        start, end = asked_day(call, "startDate"), asked_day(call, "endDate")
        if start is None or end is None:
            raise Wrong(required("startDate" if start is None else "endDate"))
        first, last = _span(day_of(start), day_of(end))
        rows = _periods(call.books, worker, first, last)
        return Told("periods", [of.cut(each, of.expected) for each in rows])

    return answer


def assigning(call: Call, sent: Record) -> Record:
    """A leave type for an employee, who must not have it yet."""
    if "leaveTypeID" in sent and _has(call.books, sent):
        raise whole_body(ASSIGNED)
    return sent


def balances(call: Call) -> Told:
    worker = shelves.employee(call.books, call.path["EmployeeID"])
    rows = [_balance(call.books, each) for each in assigned(call.books, worker)]
    return page(call, "leaveBalances", rows)


def _balance(books: Books, assigned: Record) -> Record:
    kind = shelves.shelf(books, "leave_types").get(assigned["leaveTypeID"])
    opened = assigned.get("openingBalance") or ZERO
    return {
        "name": kind["name"],
        "leaveTypeID": kind["leaveTypeID"],
        "balance": opened + assigned.get("accrued", ZERO) - taken(books, assigned),
        "typeOfUnits": kind.get("typeOfUnits") or "Hours",
    }


def taken(books: Books, assigned: Record) -> Decimal:
    """All units of one leave type that an employee has booked."""
    every = shelves.shelf(books, "leave").owned("employeeID", assigned["employeeID"])
    return sum(
        (
            period["numberOfUnits"]
            for leave in every
            if leave["leaveTypeID"] == assigned["leaveTypeID"]
            for period in leave["periods"]
        ),
        ZERO,
    )


def routes(api: Api, of: Leave, assign: Make) -> tuple[Route, ...]:
    """The operations that both countries have; `assign` makes a leave type an employee's."""

    def route(operation: str, method: str, at: str, answer: Answer, refused: Told) -> Route:
        return api.route(operation, method, f"{AT}/{at}", "employees", answer, refused)

    leave, types = of.noun, of.types
    create, give = creating_of_employee(leave, making(of)), creating_of_employee(types, assign)
    one, every = "Leave/{LeaveID}", types.nothing
    return (
        route("getEmployeeLeaves", "GET", "Leave", listing_of_employee(leave), leave.nothing),
        route("createEmployeeLeave", "POST", "Leave", create, leave.none),
        route("updateEmployeeLeave", "PUT", one, updating(of), leave.none),
        route("deleteEmployeeLeave", "DELETE", one, removing(of), Told()),
        route("getEmployeeLeaveBalances", "GET", "LeaveBalances", balances, EMPTY_BALANCES),
        route("getEmployeeLeavePeriods", "GET", "LeavePeriods", expecting(of), EMPTY_PERIODS),
        route("getEmployeeLeaveTypes", "GET", "LeaveTypes", listing_of_employee(types), every),
        route("createEmployeeLeaveType", "POST", "LeaveTypes", give, types.none),
    )
