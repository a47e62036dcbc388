"""Timesheets: the units that an employee worked on each day of a pay period.

How it was checked: fields, the units for each day, and that a tracking item is an option of the
category for timesheets, from Xero's OpenAPI 16.1.0; states from the reference's section 5.3, the
overlap's text from its 6.2 (unverified there). Unverified: the edges between states, that a
timesheet must be a pay period of the employee's calendar, and every other text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, Unreadable
from xero_emulator.fields import Fields, choice, day, guid, many
from xero_emulator.payroll.au import pay_items
from xero_emulator.payroll.au.employees import employees, exists
from xero_emulator.payroll.au.payroll_calendars import Period, period_of
from xero_emulator.payroll.au.records import Payroll, backwards, figure, implausible, route, unknown
from xero_emulator.payroll.au.settings import tracking
from xero_emulator.resource import States, listing, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "DRAFT REQUESTED APPROVED",
    DRAFT="DRAFT REQUESTED APPROVED",
    REQUESTED="REQUESTED DRAFT APPROVED REJECTED",
    REJECTED="REJECTED DRAFT REQUESTED",
    APPROVED="APPROVED DRAFT",  # and PROCESSED, when its pay run is posted
)
STATUSES = ("DRAFT", "PROCESSED", "APPROVED", "REJECTED", "REQUESTED")
OVERLAP = "Timesheet overlaps an existing timesheet"
NO_CALENDAR = "The employee must have a payroll calendar."  # unverified text
NO_PERIOD = "StartDate and EndDate must be a pay period of the employee's calendar."  # unverified
WRONG_COUNT = "NumberOfUnits must have a value for each of the {} days."  # unverified text
MOST_DAYS = 100


def units(value: Any, path: str) -> list[Decimal]:
    if not isinstance(value, list):
        raise Unreadable(f"NumberOfUnits must be an array. Path '{path}'")
    return [figure(each, f"{path}[{at}]") for at, each in enumerate(value)]


LINE = Fields(EarningsRateID=guid, TrackingItemID=guid, NumberOfUnits=units)


class Timesheets(Payroll):
    plural = "Timesheets"
    key = "TimesheetID"
    required = ("EmployeeID", "StartDate", "EndDate")
    columns = Columns(
        text="Status",
        guid="TimesheetID EmployeeID",
        number="Hours",
        day="StartDate EndDate UpdatedDateUTC",
    )
    fields = Fields(
        TimesheetID=guid,
        EmployeeID=guid,
        StartDate=day,
        EndDate=day,
        Status=choice("TimesheetStatus", *STATUSES),
        TimesheetLines=many(LINE),
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "employee", record["EmployeeID"]

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = self._meant(sent)
        record = {self.key: self.books.new_id(), "TimesheetLines": [], **(old or {}), **sent}
        record["Status"] = self._status(old, sent)
        wrong = list(self._wrong(record))
        if wrong:
            raise Invalid(*wrong)
        kept = self.stamped(_counted(record, wire.instant(call.now)), call)
        return self.keep(kept, call.client_id if old is None else None)

    def _meant(self, sent: Record) -> Record | None:
        if self.key not in sent:
            return None
        found = self.match(sent[self.key])
        if found is None:
            raise Invalid(f"{self.key} {sent[self.key]} does not exist.")
        return found

    def _status(self, old: Record | None, sent: Record) -> str:
        before = old["Status"] if old is not None else None
        wanted: str = sent.get("Status") or before or STATES.first
        allowed = STATES.allows(before, wanted) if before else wanted in STATES.born
        if not allowed:
            raise Invalid(f"A timesheet cannot become {wanted}.")  # unverified text
        return wanted

    def _wrong(self, record: Record) -> Iterator[str]:
        dates = ("StartDate", "EndDate")
        ahead = [
            *self.lacking(record),
            *exists(self.books, record),
            *implausible(record, *dates),
            *backwards(record, *dates),
        ]
        yield from ahead
        if not ahead:
            period = Period(*(wire.date_of(record[name]) for name in dates))
            yield from self._misplaced(record, period)
        yield from self._wrong_lines(record["TimesheetLines"])

    def _misplaced(self, record: Record, period: Period) -> Iterator[str]:
        employee = employees(self.books).records[record["EmployeeID"]]
        calendar = employees(self.books).calendar(employee)
        if calendar is None:
            yield NO_CALENDAR
            return
        if period != period_of(calendar, period.first):
            yield NO_PERIOD
            return
        if any(self._clashes(other, record, period) for other in self._of(employee)):
            yield OVERLAP
        days = len(list(period.days()))
        for line in record["TimesheetLines"]:
            if len(line.get("NumberOfUnits", ())) != days:
                yield WRONG_COUNT.format(days)

    def _of(self, employee: Record) -> Iterator[Record]:
        return self.found_by("employee", employee["EmployeeID"])

    def _clashes(self, other: Record, record: Record, period: Period) -> bool:
        if other[self.key] == record[self.key]:
            return False
        return period.meets(wire.date_of(other["StartDate"]), wire.date_of(other["EndDate"]))

    def _wrong_lines(self, lines: list[Record]) -> Iterator[str]:
        rates = pay_items.of_kind(self.books, "EarningsRates")
        for line in lines:
            if "EarningsRateID" not in line:
                yield "EarningsRateID is required."
        yield from unknown(lines, "EarningsRateID", rates.find)
        yield from unknown(lines, "TrackingItemID", self._option)

    def _option(self, identity: str) -> Record | None:
        """An option of the tracking category that timesheets use."""
        category = tracking(self.books).get("TimesheetCategories", {})
        options = category.get("Options", [])
        return next((each for each in options if each["TrackingOptionID"] == identity), None)

    def due(self, employee: str, period: Period) -> Iterator[Record]:
        """An employee's approved timesheets of a pay period."""
        for record in self.found_by("employee", employee):
            if record["Status"] == "APPROVED" and record["EndDate"] == wire.day(period.last):
                yield record

    def process(self, employee: str, period: Period, call: Call) -> None:
        """Marks an employee's approved timesheets of a pay period as paid."""
        for record in list(self.due(employee, period)):
            self.keep(self.stamped({**record, "Status": "PROCESSED"}, call))


def _counted(record: Record, at: str) -> Record:
    lines = [{**line, "UpdatedDateUTC": at} for line in record["TimesheetLines"]]
    hours = sum((sum(line["NumberOfUnits"]) for line in lines), Decimal())
    return {**record, "TimesheetLines": lines, "Hours": hours}


def timesheets(books: Books) -> Timesheets:
    return cast(Timesheets, books.resources["au_timesheets"])


def fetch(call: Call) -> Reply:
    """One timesheet, not an array of one."""
    record = timesheets(call.books).get(call.path["TimesheetID"])
    return wire.envelope(call, "Timesheet", record)


RESOURCES = {"au_timesheets": Timesheets}
_AT = "/Timesheets/{TimesheetID}"

ROUTES = (
    route("getTimesheets", "GET", "/Timesheets", "timesheets", listing(timesheets)),
    route("createTimesheet", "POST", "/Timesheets", "timesheets", writing(timesheets)),
    route("getTimesheet", "GET", _AT, "timesheets", fetch),
    route("updateTimesheet", "POST", _AT, "timesheets", writing(timesheets, "TimesheetID")),
)
