"""Timesheets, by Payroll API 2.0 in Australia, New Zealand and the United Kingdom alike.

Australia has an older form beside it (1.0, a number for each day and no way to delete). Which of
the two an organisation should use Xero does not say; 2.0 came in February 2026, does all that the
modules offer, and is what Xero's own connector for assistants moves to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tallyloom.apps.xero import apis, payroll
from tallyloom.apps.xero.apis import JSON, PAYROLL, Resource
from tallyloom.apps.xero.fields import IF_EXISTS, LIMIT
from tallyloom.apps.xero.payroll_fields import CALENDAR, EARNINGS_RATE, EMPLOYEE_ID
from tallyloom.apps.xero.scopes import PAYROLL_TIMESHEETS, PAYROLL_TIMESHEETS_READ
from tallyloom.kit import (
    Again,
    Answer,
    BadInput,
    Bulk,
    Bundle,
    Choice,
    Date,
    Element,
    Field,
    Found,
    Inputs,
    Knowing,
    Lines,
    Number,
    Output,
    Refused,
    Request,
    Steps,
    Text,
    Trouble,
    Value,
    outputs_of,
)

TIMESHEET_ID = Text(
    name="timesheetID", label="Timesheet", required=True, help="Xero's id of the timesheet."
)
START = Date(name="startDate", label="First day")
END = Date(name="endDate", label="Last day")
LINES = Lines(
    name="timesheetLines",
    label="Lines",
    of=(
        Date(name="date", label="Day", required=True),
        EARNINGS_RATE,
        Number(name="numberOfUnits", label="Units", required=True, help="Such as hours."),
        Text(name="trackingItemID", label="Tracking option", pick="tracking_option_ids"),
    ),
)
_WHOLE = "The whole of the calendar's period: Xero refuses a part of it."
_NEW: tuple[Field, ...] = (
    EMPLOYEE_ID(required=True),
    CALENDAR(required=True, help="The employee's own."),
    START(required=True, help=_WHOLE),
    END(required=True, help=_WHOLE),
    LINES,
)
_LINE_ID = Output("timesheetLineID", "text", "Line")
_STATUSES = {
    "Draft": "Draft",
    "Requested": "Requested (New Zealand)",
    "Approved": "Approved",
    "Completed": "Completed",
}

timesheets = Resource(
    path=f"{PAYROLL}/Timesheets",
    one="timesheet",
    id="timesheetID",
    group="Timesheets",
    reads=PAYROLL_TIMESHEETS_READ,
    writes=PAYROLL_TIMESHEETS,
    outputs=(
        *outputs_of(TIMESHEET_ID, *_NEW[:-1]),
        Output("timesheetLines", "lines", "Lines", (_LINE_ID, *outputs_of(*LINES.of))),
        Output("status", "text", "Status"),
        Output("totalHours", "decimal", "Hours"),
        Output("updatedDateUTC", "moment", "Changed"),
    ),
    sample={
        "timesheetID": "88d2038a-06f7-4b8a-bdab-809804c0aa1d",
        "employeeID": "aad6b292-7b94-408b-93f6-e489867e3fb0",
        "payrollCalendarID": "216d80e6-af55-47b1-b718-9457c3f5d2fe",
        "startDate": "2026-04-13",
        "endDate": "2026-04-19",
        "status": "Draft",
        "totalHours": 8,
        "timesheetLines": [
            {
                "timesheetLineID": "53ebdb54-b604-4d15-8c42-5162a7fe88e6",
                "date": "2026-04-13",
                "earningsRateID": "87f5b43a-cf51-4b74-92de-94c819e82d27",
                "numberOfUnits": 8,
            }
        ],
        "updatedDateUTC": "2026-04-21T03:07:36.813Z",
    },
)


# Creating: an employee has one timesheet of a period (Xero refuses overlaps; seen in Australia,
# unverified in the other countries), which is how one is known again.


def _checked(body: Bundle) -> Bundle:
    start, end = body["startDate"], body["endDate"]
    if end < start:
        raise BadInput(f"Last day: {end} is before the first day, {start}.", field="endDate")
    for number, line in enumerate(body.get("timesheetLines", ()), start=1):
        if not start <= line["date"] <= end:
            raise BadInput(
                f"Lines, line {number} › Day: {line['date']} is not between {start} and {end}.",
                field="timesheetLines",
            )
    return body


def _key(sheet: Mapping[str, Value]) -> str:
    return f"{str(sheet['employeeID']).lower()} {sheet['startDate']} {sheet['endDate']}"


def _element(given: Inputs, organisation: Sequence[Bundle]) -> Element:
    payroll.country_of(organisation)
    body = _checked({name: value for name, value in given.items() if name != "if_exists"})
    return Element(_key(body), body, given["if_exists"])


def _write(elements: Sequence[Element]) -> Request:
    (only,) = elements
    return Request("POST", timesheets.path, headers=JSON, body=only.body, again=Again.LOOK)


def _read(answer: Answer, _elements: Sequence[Element]) -> list[Bundle | Trouble]:
    return [apis.part(answer, "timesheet")]


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    """A list for each period; a list has no lines, so those that are found are read one by one."""
    wanted = {element.key: element.body for element in elements}
    found: dict[str, Bundle] = {}
    for query in _periods(wanted.values()):
        for sheet in (yield from payroll.everything("", "Timesheets", "timesheets", **query)):
            if _key(sheet) in wanted:
                answer = yield Request("GET", timesheets.at(sheet["timesheetID"]), headers=JSON)
                found[_key(sheet)] = apis.part(answer, "timesheet")
    return found


def _periods(bodies: Any) -> Iterator[dict[str, str]]:
    """What finds them: each period once, and of a single employee only that one's."""
    periods: dict[tuple[str, str], set[str]] = {}
    for body in bodies:
        period = (body["startDate"], body["endDate"])
        periods.setdefault(period, set()).add(str(body["employeeID"]))
    for (start, end), people in periods.items():
        alone = {"filter": f"employeeId=={next(iter(people))}"} if len(people) == 1 else {}
        yield {"startDate": start, "endDate": end} | alone


def _differs(element: Element, found: Bundle) -> str:
    if str(element.body["payrollCalendarID"]).lower() != str(found["payrollCalendarID"]).lower():
        return "The employee's timesheet of that period is there with another calendar."
    if _sums(element.body) != _sums(found):
        return "The employee's timesheet of that period is there with other lines."
    return ""


def _sums(sheet: Mapping[str, Value]) -> dict[tuple[str, ...], Decimal]:
    """Units by day, rate and tracking, whatever the order of the lines."""
    sums: dict[tuple[str, ...], Decimal] = {}
    for line in sheet.get("timesheetLines") or ():
        names = ("date", "earningsRateID", "trackingItemID")
        at = tuple(str(line.get(name) or "").lower() for name in names)
        sums[at] = sums.get(at, Decimal(0)) + Decimal(line["numberOfUnits"])
    return {at: units for at, units in sums.items() if units}


_SAME_PERIOD = IF_EXISTS(
    options={"fail": "Fail: Xero refuses it", "use": "Use it, when it says the same"},
    help="An employee has one timesheet of a period.",
)
_CREATION = Bulk(
    element=Knowing("organisation", _element),
    write=_write,
    read=_read,
    look_up=_look_up,
    differs=_differs,
    identity="timesheetID",
    most=1,
)

create_timesheet = timesheets.action(
    "Create a Timesheet",
    "Creates an employee's timesheet of a pay period, as a draft.",
    *_NEW,
    _SAME_PERIOD,
    bulk=_CREATION,
    scopes=PAYROLL_TIMESHEETS,
)


def _fetched(id_: str) -> Steps[Bundle]:
    answer = yield Request("GET", timesheets.at(id_), headers=JSON)
    found: Bundle = apis.part(answer, "timesheet")
    return found


@timesheets.steps("Get a Timesheet", "Reads one timesheet with its lines.", TIMESHEET_ID)
def get_timesheet(given: Inputs) -> Steps[Bundle]:
    yield from payroll.country()
    return (yield from _fetched(given["timesheetID"]))


def _page(given: Inputs, after: Value) -> Steps[Found]:
    yield from payroll.country()
    number, taken = after or (1, 0)
    names = {"employeeId": "employeeID", "payrollCalendarId": "payrollCalendarID"}
    only = ",".join(f"{name}=={given[of]}" for name, of in names.items() if of in given)
    asked = {name: name for name in ("status", "startDate", "endDate", "sort")}
    query = dict(apis.queried(given, **asked)) | ({"filter": only} if only else {})
    answer = yield payroll.get("", "Timesheets", **query, page=str(number))
    found, more = payroll.page("", answer, "timesheets", number)
    limit = given.get("limit")
    total = taken + len(found)
    last = not more or (limit is not None and total >= limit)
    bundles = found if limit is None else found[: limit - taken]
    return Found(bundles, None if last else [number + 1, total])


_FILTERS: tuple[Field, ...] = (
    EMPLOYEE_ID,
    CALENDAR,
    Choice(name="status", label="Status", options=_STATUSES),
    START(label="First day on or after"),
    END(label="Last day on or before"),
    Choice(
        name="sort",
        label="Order",
        advanced=True,
        options={"startDate": "Latest period first"},
        help="If left out, in the order in which they were made.",
    ),
    LIMIT,
)

search_timesheets = timesheets.search(
    "Search Timesheets",
    "Finds timesheets by employee, calendar, status and period.",
    *_FILTERS,
    help="Xero lists timesheets without their lines; Get a Timesheet reads them.",
    page=_page,
)


def _moved(given: Inputs, way: str, status: str) -> Steps[Bundle]:
    """Into another status; a timesheet that is refused because it has it already, has it."""
    yield from payroll.country()
    id_ = given["timesheetID"]
    try:
        answer = yield Request("POST", timesheets.at(id_, way), headers=JSON, again=Again.SAFE)
        moved: Bundle = apis.part(answer, "timesheet")
    except Refused:
        found = yield from _fetched(id_)
        if found.get("status") != status:
            raise
        return found
    return moved


@timesheets.writing(
    "Approve a Timesheet",
    "Approves a draft, so that the next pay run pays it; an approved one stays so.",
    TIMESHEET_ID,
)
def approve_timesheet(given: Inputs) -> Steps[Bundle]:
    return (yield from _moved(given, "Approve", "Approved"))


@timesheets.writing(
    "Revert a Timesheet to Draft",
    "Makes an approved timesheet a draft again; a draft stays so.",
    TIMESHEET_ID,
)
def revert_timesheet(given: Inputs) -> Steps[Bundle]:
    return (yield from _moved(given, "RevertToDraft", "Draft"))


def _delete(given: Inputs) -> Steps[Bundle]:
    yield from payroll.country()
    yield from apis.deleted(timesheets.at(given["timesheetID"]))
    return {"timesheetID": given["timesheetID"], "deleted": True}


delete_timesheet = timesheets.deletion(
    "Delete a Timesheet",
    "Deletes a timesheet that is a draft.",
    TIMESHEET_ID,
    help="An approved timesheet is first made a draft again: Revert a Timesheet to Draft.",
    run=_delete,
)
