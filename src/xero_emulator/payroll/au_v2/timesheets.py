"""Australia's timesheets by Payroll 2.0: the same ones that Payroll AU 1.0 has, line by line.

A line is the units of one day here, of all days there: lines are folded into those rows, and rows
that Payroll AU 1.0 wrote are unfolded into lines.

How it was checked: shapes, parameters and states from Xero's OpenAPI 16.1.0. Unverified: that both
APIs show the same timesheets and keep the same rules (see payroll/au/timesheets.py); that what is
requested or rejected there is a draft here; that only drafts can be changed or deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from xero_emulator import wire
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid, NotThere
from xero_emulator.payroll import shelves
from xero_emulator.payroll import timesheets as common
from xero_emulator.payroll.au.employees import employees
from xero_emulator.payroll.au.timesheets import Timesheets, timesheets
from xero_emulator.payroll.au_v2.api import AU
from xero_emulator.payroll.dialect import (
    Answer,
    Told,
    Wrong,
    day_of,
    days,
    invalid,
    sent_object,
    text_of,
    unknown,
    whole_body,
)
from xero_emulator.resource import States
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books
    from xero_emulator.payroll.shelves import Shelf

STATES = States("Draft", Draft="Approved", Approved="Draft")  # and Completed, when it is paid
SHOWN = {  # what Payroll AU 1.0 calls otherwise; only New Zealand's timesheets are Requested
    "DRAFT": "Draft",
    "REQUESTED": "Draft",
    "REJECTED": "Draft",
    "APPROVED": "Approved",
    "PROCESSED": "Completed",
}
LINE = ("timesheetLineID", "date", "earningsRateID", "trackingItemID", "numberOfUnits")


def shown(books: Books, sheet: Record) -> Record:
    """A timesheet of Payroll AU 1.0 as Payroll 2.0 shows it."""
    return {
        "timesheetID": sheet["TimesheetID"],
        "payrollCalendarID": _calendar(books, sheet["EmployeeID"]),
        "employeeID": sheet["EmployeeID"],
        "startDate": text_of(wire.date_of(sheet["StartDate"])),
        "endDate": text_of(wire.date_of(sheet["EndDate"])),
        "status": SHOWN[sheet["Status"]],
        "totalHours": sheet["Hours"],
        "updatedDateUTC": wire.moment_text(sheet["UpdatedDateUTC"]),
        "timesheetLines": [_line(each) for each in lines(books, sheet)],
    }


def _calendar(books: Books, employee_id: str) -> str | None:
    calendar = employees(books).calendar(employees(books).get(employee_id)) or {}
    found: str | None = calendar.get("PayrollCalendarID")
    return found


def _line(line: Record) -> Record:
    return {name: line.get(name) for name in LINE}


def _kept(books: Books) -> Shelf:
    return shelves.shelf(books, "timesheet_lines")


def lines(books: Books, sheet: Record) -> list[Record]:
    """The lines that were written here, unless Payroll AU 1.0 has written others since."""
    own = _kept(books).owned("timesheetID", sheet["TimesheetID"])
    still = _units(folded(sheet, own)) == _units(sheet["TimesheetLines"])
    return own if still else unfolded(sheet)


def _units(rows: list[Record]) -> list[tuple[object, ...]]:
    names = ("EarningsRateID", "TrackingItemID", "NumberOfUnits")
    return [tuple(row.get(name) for name in names) for row in rows]


def folded(sheet: Record, sent: list[Record]) -> list[Record]:
    """Rows of all days of a timesheet: one for each earnings rate and tracking option."""
    period = _days(sheet)
    rows: dict[tuple[str, str | None], list[Decimal]] = {}
    for line in sent:
        what = (line["earningsRateID"], line.get("trackingItemID"))
        units = rows.setdefault(what, [Decimal(0)] * len(period))
        units[period.index(day_of(line["date"]))] += line["numberOfUnits"]
    return [_row(rate, option, units) for (rate, option), units in rows.items()]


def _row(rate: str, option: str | None, units: list[Decimal]) -> Record:
    tracked = {} if option is None else {"TrackingItemID": option}
    return {"EarningsRateID": rate, **tracked, "NumberOfUnits": units}


def unfolded(sheet: Record) -> list[Record]:
    return [
        {
            "timesheetLineID": str(uuid5(UUID(sheet["TimesheetID"]), f"{at}:{day}")),
            "timesheetID": sheet["TimesheetID"],
            "date": text_of(day),
            "earningsRateID": row["EarningsRateID"],
            "trackingItemID": row.get("TrackingItemID"),
            "numberOfUnits": units,
        }
        for at, row in enumerate(sheet["TimesheetLines"])
        for day, units in zip(_days(sheet), row["NumberOfUnits"], strict=False)
        if units
    ]


def _days(sheet: Record) -> list[date]:
    return days(wire.date_of(sheet["StartDate"]), wire.date_of(sheet["EndDate"]))


def every(call: Call) -> list[Record]:
    return [shown(call.books, each) for each in timesheets(call.books).records.values()]


def _told(call: Call, sheet: Record) -> Told:
    return Told("timesheet", shown(call.books, sheet))


def _named(call: Call) -> Record:
    return timesheets(call.books).get(call.path["TimesheetID"])


def fetch(call: Call) -> Told:
    return _told(call, _named(call))


def create(call: Call) -> Told:
    sent = common.TIMESHEETS.form.read(sent_object(call))
    _check(call.books, sent)
    sheet = {
        "EmployeeID": sent["employeeID"],
        "StartDate": wire.day(day_of(sent["startDate"])),
        "EndDate": wire.day(day_of(sent["endDate"])),
    }
    made = _saved(call, {**sheet, "Status": "DRAFT", "TimesheetLines": []}, create=True)
    rows = [_within(made, each) for each in sent.get("timesheetLines") or ()]
    return _told(call, _written(call, made, rows) if rows else made)


def _check(books: Books, sent: Record) -> None:
    if sent["employeeID"] not in employees(books).records:
        raise Wrong(unknown("employeeID"))
    if _calendar(books, sent["employeeID"]) != sent["payrollCalendarID"]:
        raise Wrong(invalid("payrollCalendarID"))
    if sent["endDate"] < sent["startDate"]:
        raise Wrong(invalid("endDate"))


def _within(sheet: Record, line: Record) -> Record:
    """A line of a request, whose day must be one of its timesheet's."""
    if day_of(line["date"]) not in _days(sheet):
        raise Wrong(invalid("date"))
    return {**line, "timesheetID": sheet["TimesheetID"]}


def _saved(call: Call, sent: Record, *, create: bool = False) -> Record:
    """What Payroll AU 1.0 makes of it; raises Wrong with its refusal."""
    kept: Timesheets = timesheets(call.books)
    try:
        return kept.save(sent, call, create=create)
    except Invalid as refusal:
        raise whole_body(" ".join(refusal.messages)) from refusal


def _written(call: Call, sheet: Record, rows: list[Record]) -> Record:
    """A timesheet that has exactly these lines; one without an id gets the next."""
    before = _kept(call.books)
    for each in before.owned("timesheetID", sheet["TimesheetID"]):
        before.discard(each)
    own = [before.put(each) for each in rows]
    sent = {"TimesheetID": sheet["TimesheetID"], "TimesheetLines": folded(sheet, own)}
    return _saved(call, sent)


def _draft(call: Call) -> Record:
    found = _named(call)
    if SHOWN[found["Status"]] != "Draft":
        raise whole_body(common.NOT_A_DRAFT)
    return found


def remove(call: Call) -> Told:
    sheet = _draft(call)
    for each in _kept(call.books).owned("timesheetID", sheet["TimesheetID"]):
        _kept(call.books).discard(each)
    timesheets(call.books).discard(sheet)
    return Told()


def moving(status: str) -> Answer:
    def answer(call: Call) -> Told:
        sheet = _named(call)
        before, after = SHOWN[sheet["Status"]], SHOWN[status]
        if not STATES.allows(before, after):
            raise whole_body(f"A timesheet cannot go from {before} to {after}.")
        if before == "Draft":  # whatever Payroll AU 1.0 calls it
            _saved(call, {"TimesheetID": sheet["TimesheetID"], "Status": "DRAFT"})
        sent = {"TimesheetID": sheet["TimesheetID"], "Status": status}
        return _told(call, _saved(call, sent))

    return answer


def add_line(call: Call) -> Told:
    sheet = _draft(call)
    line = {**_sent_line(call, sheet), "timesheetLineID": call.books.new_id()}
    _written(call, sheet, [*lines(call.books, sheet), line])
    return Told("timesheetLine", _line(line))


def _sent_line(call: Call, sheet: Record) -> Record:
    return _within(sheet, common.LINE.read(sent_object(call)))


def changing(change: Callable[[Call, Record, Record], Iterator[Record]]) -> Answer:
    """Replaces the line in the path by what `change` makes of it: another, or none."""

    def answer(call: Call) -> Told:
        sheet, key = _draft(call), call.path["TimesheetLineID"].lower()
        before = lines(call.books, sheet)
        old = next((each for each in before if each["timesheetLineID"] == key), None)
        if old is None:
            raise NotThere(key)
        new = list(change(call, sheet, old))
        after = [line for each in before for line in (new if each is old else [each])]
        _written(call, sheet, after)
        return Told("timesheetLine", _line(new[0])) if new else Told()

    return answer


def _changed(call: Call, sheet: Record, old: Record) -> Iterator[Record]:
    yield {**_sent_line(call, sheet), "timesheetLineID": old["timesheetLineID"]}


def _dropped(_call: Call, _sheet: Record, _old: Record) -> Iterator[Record]:
    return iter(())


ROUTES = common.routes(
    AU,
    {
        "getTimesheets": common.listing(every),
        "createTimesheet": create,
        "getTimesheet": fetch,
        "deleteTimesheet": remove,
        "approveTimesheet": moving("APPROVED"),
        "revertTimesheet": moving("DRAFT"),
        "createTimesheetLine": add_line,
        "updateTimesheetLine": changing(_changed),
        "deleteTimesheetLine": changing(_dropped),
    },
)
