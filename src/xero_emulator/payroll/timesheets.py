"""Timesheets and their lines: drawn up, approved, taken back, paid.

How it was checked: shapes, parameters and states from Xero's OpenAPI 16.1.0 and its examples.
Unverified: which state leads where, that only drafts can be changed or deleted, the refusal of
overlaps (from Payroll AU 1.0, third party), of days outside the period and of a calendar that is
not the employee's; that the period need not be one of the calendar's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.calls import Call, Route
from xero_emulator.errors import NotThere
from xero_emulator.fields import Reader, guid, number
from xero_emulator.payroll import shelves
from xero_emulator.payroll.dialect import (
    Answer,
    Api,
    BadRequest,
    Form,
    Told,
    Wrong,
    asked_day,
    day,
    filters,
    invalid,
    many,
    moment,
    page,
    sent_object,
    unknown,
    whole_body,
)
from xero_emulator.payroll.operations import Noun, creating, fetching
from xero_emulator.resource import States
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "Draft",
    Draft="Approved",
    Requested="Approved",  # an employee asked for it, which no operation does
    Approved="Draft",  # and Completed, when it is paid
)

SCOPE = "timesheets"
AT = "/Timesheets/{TimesheetID}"
LINE_AT = f"{AT}/Lines/{{TimesheetLineID}}"
OVERLAPS = "Timesheet overlaps an existing timesheet"
NOT_A_DRAFT = "Only draft timesheets can be changed or deleted."  # unverified text

LINE = Form(
    "date earningsRateID numberOfUnits",
    date=day,
    earningsRateID=guid,
    trackingItemID=guid,
    numberOfUnits=number,
)
FIELDS: dict[str, Reader] = {
    "payrollCalendarID": guid,
    "employeeID": guid,
    "startDate": day,
    "endDate": day,
    "timesheetLines": many(LINE),
}
TIMESHEETS = Noun(
    "timesheets",
    "timesheet",
    "timesheets",
    Form("payrollCalendarID employeeID startDate endDate", **FIELDS),
    ("status", "totalHours", "updatedDateUTC"),
)
NO_LINE = Told("timesheetLine")


def made(call: Call, sent: Record) -> Record:
    if sent["endDate"] < sent["startDate"]:
        raise Wrong(invalid("endDate"))
    _same_calendar(call.books, sent)
    if any(_overlaps(each, sent) for each in _others(call.books, sent["employeeID"])):
        raise whole_body(OVERLAPS)
    lines = [_line(call.books, sent, each) for each in sent.get("timesheetLines", ())]
    return _totalled(call, {**sent, "status": STATES.first}, lines)


def _same_calendar(books: Books, sent: Record) -> None:
    theirs = shelves.employee(books, sent["employeeID"]).get("payrollCalendarID")
    if theirs not in (None, sent["payrollCalendarID"]):
        raise Wrong(invalid("payrollCalendarID"))


def _others(books: Books, employee_id: str) -> list[Record]:
    return shelves.shelf(books, "timesheets").owned("employeeID", employee_id)


def _overlaps(one: Record, other: Record) -> bool:
    before, after = one["endDate"] < other["startDate"], other["endDate"] < one["startDate"]
    return not (before or after)


def _line(books: Books, sheet: Record, sent: Record) -> Record:
    shelves.check(books, sent)
    if not sheet["startDate"] <= sent["date"] <= sheet["endDate"]:
        raise Wrong(invalid("date"))
    tracked = sent.get("trackingItemID")
    if tracked is not None and not _is_option(books, tracked):
        raise Wrong(unknown("trackingItemID"))
    return {"timesheetLineID": books.new_id(), "trackingItemID": None, **sent}


def _is_option(books: Books, token: str) -> bool:
    return any(
        option["TrackingOptionID"] == token
        for category in books.tracking_categories.records.values()
        for option in category["Options"]
    )


def _totalled(call: Call, sheet: Record, lines: list[Record]) -> Record:
    hours = sum((line["numberOfUnits"] for line in lines), Decimal(0))
    changed = {"timesheetLines": lines, "totalHours": hours, "updatedDateUTC": moment(call.now)}
    return {**sheet, **changed}


def listing(every: Callable[[Call], list[Record]]) -> Answer:
    """A page of timesheets without their lines, of those that the query is about."""

    def answer(call: Call) -> Told:
        wanted = filters(call, employeeID=str.lower, payrollCalendarID=str.lower)
        status = call.query.get("status", "").lower()
        first, last = asked_day(call, "startDate"), asked_day(call, "endDate")
        rows = [
            each
            for each in every(call)
            if all(each[name] == value for name, value in wanted.items())
            and (not status or each["status"].lower() == status)
            and (first is None or each["startDate"] >= first)
            and (last is None or each["endDate"] <= last)
        ]
        return page(call, "timesheets", _sorted(call, rows), _brief)

    return answer


def _sorted(call: Call, rows: list[Record]) -> list[Record]:
    asked = call.query.get("sort", "").lower()
    if asked not in ("", "startdate", "createddate"):
        raise BadRequest(f"The sort '{call.query['sort']}' is not supported.")  # unverified text
    if asked != "startdate":
        return rows
    return sorted(rows, key=lambda each: str(each["startDate"]), reverse=True)


def _brief(sheet: Record) -> Record:
    shown = TIMESHEETS.shown(sheet)
    return {name: value for name, value in shown.items() if name != "timesheetLines"}


def remove(call: Call) -> Told:
    TIMESHEETS.shelf(call).discard(_draft(call))
    return Told()


def _draft(call: Call) -> Record:
    found = TIMESHEETS.shelf(call).get(call.path["TimesheetID"])
    if found["status"] != "Draft":
        raise whole_body(NOT_A_DRAFT)
    return found


def moving(state: str) -> Answer:
    """Approving a timesheet, or taking its approval back."""

    def answer(call: Call) -> Told:
        found = TIMESHEETS.shelf(call).get(call.path["TimesheetID"])
        if not STATES.allows(found["status"], state):
            raise whole_body(f"A timesheet cannot go from {found['status']} to {state}.")
        kept = {**found, "status": state, "updatedDateUTC": moment(call.now)}
        return TIMESHEETS.told(TIMESHEETS.shelf(call).keep(kept))

    return answer


def add_line(call: Call) -> Told:
    sheet = _draft(call)
    line = _line(call.books, sheet, LINE.read(sent_object(call)))
    _keep_lines(call, sheet, [*sheet["timesheetLines"], line])
    return Told("timesheetLine", line)


def update_line(call: Call) -> Told:
    sheet = _draft(call)
    old = _named_line(call, sheet)
    sent = _line(call.books, sheet, LINE.read(sent_object(call)))
    line = {**sent, "timesheetLineID": old["timesheetLineID"]}
    _keep_lines(call, sheet, [line if each is old else each for each in sheet["timesheetLines"]])
    return Told("timesheetLine", line)


def remove_line(call: Call) -> Told:
    sheet = _draft(call)
    old = _named_line(call, sheet)
    _keep_lines(call, sheet, [each for each in sheet["timesheetLines"] if each is not old])
    return Told()


def _named_line(call: Call, sheet: Record) -> Record:
    token = call.path["TimesheetLineID"].lower()
    for line in sheet["timesheetLines"]:
        if line["timesheetLineID"] == token:
            found: Record = line
            return found
    raise NotThere(token)


def _keep_lines(call: Call, sheet: Record, lines: list[Record]) -> None:
    TIMESHEETS.shelf(call).keep(_totalled(call, sheet, lines))


ANSWERS: Mapping[str, Answer] = {
    "getTimesheets": listing(lambda call: TIMESHEETS.shelf(call).every()),
    "createTimesheet": creating(TIMESHEETS, made),
    "getTimesheet": fetching(TIMESHEETS, "TimesheetID"),
    "deleteTimesheet": remove,
    "approveTimesheet": moving("Approved"),
    "revertTimesheet": moving("Draft"),
    "createTimesheetLine": add_line,
    "updateTimesheetLine": update_line,
    "deleteTimesheetLine": remove_line,
}
PATHS = {
    "getTimesheets": ("GET", "/Timesheets", TIMESHEETS.nothing),
    "createTimesheet": ("POST", "/Timesheets", TIMESHEETS.none),
    "getTimesheet": ("GET", AT, TIMESHEETS.none),
    "deleteTimesheet": ("DELETE", AT, Told()),
    "approveTimesheet": ("POST", f"{AT}/Approve", TIMESHEETS.none),
    "revertTimesheet": ("POST", f"{AT}/RevertToDraft", TIMESHEETS.none),
    "createTimesheetLine": ("POST", f"{AT}/Lines", NO_LINE),
    "updateTimesheetLine": ("PUT", LINE_AT, NO_LINE),
    "deleteTimesheetLine": ("DELETE", LINE_AT, Told()),
}


def routes(api: Api, answers: Mapping[str, Answer] = ANSWERS) -> tuple[Route, ...]:
    return tuple(
        api.route(operation, method, at, SCOPE, answers[operation], refused)
        for operation, (method, at, refused) in PATHS.items()
    )
