"""Leave that employees take, cut into pay periods.

How it was checked: fields, period statuses, approving and rejecting from Xero's OpenAPI 16.1.0; in
its examples leave is SCHEDULED when it is made, a working day counts 7.6 units, and only version 2
of the list has leave that is requested or rejected. Unverified: what leave may change, that an
employee's pay template says how long a day is, every text, and that REQUESTED may be sent (in Xero
it comes from the employee).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, guid, many, text
from xero_emulator.money import half_up
from xero_emulator.payroll.au import pay_items
from xero_emulator.payroll.au.employees import employees, exists
from xero_emulator.payroll.au.payroll_calendars import Period, period_of
from xero_emulator.payroll.au.records import Payroll, backwards, figure, implausible, route, unknown
from xero_emulator.payroll.au.weekly_hours import of_week
from xero_emulator.resource import Answer, Asked, States, Test, fetching, listing, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(  # of each pay period
    "SCHEDULED REQUESTED",
    REQUESTED="REQUESTED SCHEDULED REJECTED",
    SCHEDULED="SCHEDULED",  # and PROCESSED, when its pay run is posted
)
OPEN = frozenset({"REQUESTED", "REJECTED"})
WORKING_DAYS = 5
LONGEST = timedelta(days=3 * 366)
PAID = "Leave that has been processed cannot be changed."  # unverified text
NO_CALENDAR = "The employee must have a payroll calendar."  # unverified text
TOO_LONG = "Leave cannot be longer than three years."  # unverified text, and unverified that it is
OTHER_PERIOD = "LeavePeriods must be pay periods of the leave."  # unverified text
NOT_REQUESTED = "Only requested leave can be approved or rejected."  # unverified text

PERIOD = Fields(
    NumberOfUnits=figure,
    PayPeriodStartDate=day,
    PayPeriodEndDate=day,
    LeavePeriodStatus=choice(
        "LeavePeriodStatus", "SCHEDULED", "PROCESSED", "REQUESTED", "REJECTED"
    ),
)


class LeaveApplications(Payroll):
    plural = "LeaveApplications"
    key = "LeaveApplicationID"
    required = ("EmployeeID", "LeaveTypeID", "Title", "StartDate", "EndDate")
    columns = Columns(
        text="Title Description PayOutType",
        guid="LeaveApplicationID EmployeeID LeaveTypeID",
        day="StartDate EndDate UpdatedDateUTC",
    )
    fields = Fields(
        LeaveApplicationID=guid,
        EmployeeID=guid,
        LeaveTypeID=guid,
        Title=text,
        StartDate=day,
        EndDate=day,
        Description=text,
        PayOutType=choice("PayOutType", "DEFAULT", "CASHED_OUT"),
        LeavePeriods=many(PERIOD),
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "employee", record["EmployeeID"]

    def hidden(self, call: Call) -> Test | None:
        """Version 1 of the list leaves out what nobody has approved."""
        return None if call.path.get("version") == "2" else _is_open

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = self._meant(sent)
        if old is not None and _statuses(old) & {"PROCESSED"}:
            raise Invalid(PAID)
        record = {"PayOutType": "DEFAULT", self.key: self.books.new_id(), **(old or {}), **sent}
        wrong = list(self._wrong(record))
        if wrong:
            raise Invalid(*wrong)
        periods = list(self._periods(record, old, sent))
        kept = self.stamped({**record, "LeavePeriods": periods}, call)
        return self.keep(kept, call.client_id if old is None else None)

    def _meant(self, sent: Record) -> Record | None:
        if self.key not in sent:
            return None
        found = self.match(sent[self.key])
        if found is None:
            raise Invalid(f"{self.key} {sent[self.key]} does not exist.")
        return found

    def _wrong(self, record: Record) -> Iterator[str]:
        dates = ("StartDate", "EndDate")
        yield from self.lacking(record)
        yield from exists(self.books, record)
        types = pay_items.of_kind(self.books, "LeaveTypes")
        yield from unknown([record], "LeaveTypeID", types.find)
        yield from implausible(record, *dates)
        yield from backwards(record, *dates)
        if all(name in record for name in dates):
            first, last = (wire.date_of(record[name]) for name in dates)
            if last - first > LONGEST:
                yield TOO_LONG

    def _periods(self, record: Record, old: Record | None, sent: Record) -> Iterator[Record]:
        """The leave cut into pay periods; what was sent about a period wins."""
        employee = employees(self.books).records[record["EmployeeID"]]
        calendar = employees(self.books).calendar(employee)
        if calendar is None:
            raise Invalid(NO_CALENDAR)
        told = {each.get("PayPeriodEndDate"): each for each in sent.get("LeavePeriods", [])}
        before = {each["PayPeriodEndDate"]: each for each in (old or {}).get("LeavePeriods", [])}
        a_day = of_week(employee, calendar) / WORKING_DAYS
        first, last = wire.date_of(record["StartDate"]), wire.date_of(record["EndDate"])
        for period in _cut(calendar, first, last):
            end = wire.day(period.last)
            units = a_day * _working_days(period, first, last)
            yield _period(period, half_up(units, 4), before.get(end), told.pop(end, {}))
        if told:
            raise Invalid(OTHER_PERIOD)

    def move(self, record: Record, before: str, after: str, call: Call) -> Record:
        """Moves the periods that are in one status to another."""
        periods = [
            {**each, "LeavePeriodStatus": after} if each["LeavePeriodStatus"] == before else each
            for each in record["LeavePeriods"]
        ]
        return self.keep(self.stamped({**record, "LeavePeriods": periods}, call))

    def process(self, employee: str, period: Period, call: Call) -> None:
        """Marks an employee's scheduled leave of a pay period as paid."""
        end = wire.day(period.last)
        for record in list(self.found_by("employee", employee)):
            periods = [
                {**each, "LeavePeriodStatus": "PROCESSED"} if _due(each, end) else each
                for each in record["LeavePeriods"]
            ]
            if periods != record["LeavePeriods"]:
                self.keep(self.stamped({**record, "LeavePeriods": periods}, call))

    def due(self, employee: str, period: Period) -> Iterator[tuple[Record, Decimal]]:
        """An employee's leave to be paid in a pay period, and its units."""
        end = wire.day(period.last)
        for record in self.found_by("employee", employee):
            for each in record["LeavePeriods"]:
                if _due(each, end):
                    yield record, each["NumberOfUnits"]


def _due(period: Record, end: str) -> bool:
    return bool(period["PayPeriodEndDate"] == end and period["LeavePeriodStatus"] == "SCHEDULED")


def _statuses(record: Record) -> set[str]:
    return {each["LeavePeriodStatus"] for each in record["LeavePeriods"]}


def _is_open(record: Record) -> bool:
    return bool(_statuses(record) & OPEN)


def _cut(calendar: Record, first: date, last: date) -> Iterator[Period]:
    period = period_of(calendar, first)
    while period.first <= last:
        yield period
        period = period_of(calendar, period.last + timedelta(days=1))


def _working_days(period: Period, first: date, last: date) -> int:
    taken = (day for day in period.days() if first <= day <= last)
    return sum(day.weekday() < WORKING_DAYS for day in taken)


def _period(period: Period, units: Decimal, before: Record | None, told: Record) -> Record:
    status = _status(before, told)
    return {
        "PayPeriodStartDate": wire.day(period.first),
        "PayPeriodEndDate": wire.day(period.last),
        "LeavePeriodStatus": status,
        "NumberOfUnits": told.get("NumberOfUnits", units),
    }


def _status(before: Record | None, told: Record) -> str:
    old = before["LeavePeriodStatus"] if before is not None else None
    wanted: str = told.get("LeavePeriodStatus") or old or STATES.first
    if wanted not in STATES.born if old is None else not STATES.allows(old, wanted):
        raise Invalid(f"A leave period cannot become {wanted}.")  # unverified text
    return wanted


def leave_applications(books: Books) -> LeaveApplications:
    return cast(LeaveApplications, books.resources["au_leave_applications"])


def every(call: Call) -> Reply:
    """Version 2 of the list."""
    return listing(leave_applications)(replace(call, path={"version": "2"}))


def deciding(status: str) -> Answer:
    def answer(call: Call) -> Reply:
        held = leave_applications(call.books)
        record = held.get(call.path["LeaveApplicationID"])
        if "REQUESTED" not in _statuses(record):
            raise Invalid(NOT_REQUESTED)
        decided = held.move(record, "REQUESTED", status, call)
        return held.envelope(call, [held.fetched(decided, Asked.of(call, held))])

    return answer


RESOURCES = {"au_leave_applications": LeaveApplications}
SCOPE = "employees"
_ALL = "/LeaveApplications"
_AT = f"{_ALL}/{{LeaveApplicationID}}"
_ONE = "LeaveApplicationID"

ROUTES = (
    route("getLeaveApplications", "GET", _ALL, SCOPE, listing(leave_applications)),
    route("createLeaveApplication", "POST", _ALL, SCOPE, writing(leave_applications)),
    route("getLeaveApplicationsV2", "GET", f"{_ALL}/v2", SCOPE, every),
    route("getLeaveApplication", "GET", _AT, SCOPE, fetching(leave_applications, _ONE)),
    route("updateLeaveApplication", "POST", _AT, SCOPE, writing(leave_applications, _ONE)),
    route("approveLeaveApplication", "POST", f"{_AT}/approve", SCOPE, deciding("SCHEDULED")),
    route("rejectLeaveApplication", "POST", f"{_AT}/reject", SCOPE, deciding("REJECTED")),
)
