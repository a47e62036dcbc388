"""Leave of employees: one list in Australia, a list of each employee in the other countries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tallyloom.apps.xero import apis, payroll, watching, wire
from tallyloom.apps.xero.apis import JSON, PAYROLL_AU
from tallyloom.apps.xero.scopes import PAYROLL_EMPLOYEES_READ, PAYROLL_SETTINGS_READ
from tallyloom.apps.xero.where import OR, all_of
from tallyloom.kit import (
    Answer,
    BadInput,
    Bundle,
    Field,
    Inputs,
    Known,
    NotThere,
    Output,
    Request,
    Seen,
    Steps,
    Texts,
    Value,
    Watch,
)

MARKS = watching.Marks(id="leaveID", stamp="updatedDateUTC", dead=())
AT_ONCE = 50  # employees of one poll, so that a minute's calls suffice for it
HELP = (
    f"{watching.HELP} In Australia a look with nothing new is one call. New Zealand and the United"
    " Kingdom have no list of all leave and none of changes: a look is one call for each employee,"
    f" and one for each hundred of them; {AT_ONCE} employees are asked in a run, the rest in the"
    " next. Choose employees, or look less often, to spend fewer calls."
)
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PERIOD = (
    Output("periodStartDate", "date", "From"),
    Output("periodEndDate", "date", "To"),
    Output("numberOfUnits", "decimal", "Units"),
    Output("periodStatus", "text", "Status"),
    Output("typeOfUnits", "text", "Kind of units; New Zealand"),
    Output("numberOfUnitsTaken", "decimal", "Units taken; New Zealand"),
    Output("typeOfUnitsTaken", "text", "Kind of units taken; New Zealand"),
)
_OUTPUTS = (
    Output("leaveID", "text", "Leave"),
    Output("employeeID", "text", "Employee"),
    Output("employeeName", "text", "Employee's name"),
    Output("leaveTypeID", "text", "Leave type"),
    Output("leaveTypeName", "text", "Name of the leave type"),
    Output("title", "text", "Title; Australia"),
    Output("description", "text", "Description"),
    Output("startDate", "date", "First day"),
    Output("endDate", "date", "Last day"),
    Output("payOutType", "text", "How it is paid out; Australia"),
    Output("periods", "lines", "By pay period", _PERIOD),
    Output("updatedDateUTC", "moment", "Changed"),
)
_SAMPLE: Bundle = {
    "leaveID": "e311d45f-122e-4fbf-b068-4e3f92dd2729",
    "employeeID": "68342973-c405-4b86-b5d3-d7b877c27995",
    "employeeName": "Karen Jones",
    "leaveTypeID": "0441497f-5dc7-4cd3-a90d-f2e07e21b2a6",
    "leaveTypeName": "Annual Leave",
    "description": "Holiday",
    "startDate": "2026-07-01",
    "endDate": "2026-07-07",
    "periods": [
        {
            "periodStartDate": "2026-07-01",
            "periodEndDate": "2026-07-07",
            "numberOfUnits": 36,
            "periodStatus": "Approved",
        }
    ],
    "updatedDateUTC": "2026-09-14T09:29:59.000Z",
}
_WHOSE: tuple[Field, ...] = (
    Texts(
        name="employees",
        label="Employees",
        pick="employees",
        help="Xero's ids. If left out, all employees.",
    ),
    Texts(
        name="leave_types",
        label="Leave types",
        pick="leave_types",
        help="Xero's ids. If left out, leave of every kind.",
    ),
)


# Australia: one list, which says what was changed since a moment. Its second version (v2 in the
# address) holds leave that is asked for or rejected, too.


def _listing(query: Mapping[str, str], page: int, since: str) -> Request:
    asked = {**query, "order": "UpdatedDateUTC ASC", "page": str(page)}
    headers = JSON | ({"If-Modified-Since": since} if since else {})
    return Request("GET", f"{PAYROLL_AU}/LeaveApplications/v2", query=asked, headers=headers)


def _records(answer: Answer) -> list[Bundle]:
    return [payroll.common(record) for record in wire.records(answer, "LeaveApplications")]


def _filter(given: Inputs) -> dict[str, str]:
    names = {"employees": "EmployeeID", "leave_types": "LeaveTypeID"}
    where = all_of(
        OR.join(f'{name}==Guid("{id_}")' for id_ in given.get(field) or ())
        for field, name in names.items()
    )
    return {"where": where} if where else {}


def _check(given: Inputs) -> None:
    for field in _WHOSE:
        for id_ in given.get(field.name) or ():
            if not _GUID.fullmatch(id_):
                raise BadInput(f"{field.label}: “{id_}” is no id of Xero's.", field=field.name)


def _poll_list(given: Inputs, cursor: Value) -> Steps[Seen]:
    query = _filter(given)
    feed = watching.Feed(
        marks=MARKS,
        records=_records,
        listing=lambda page, _size, since: _listing(query, page, since),
        fetch=lambda id_: payroll.get("AU", f"LeaveApplications/{quote(id_, safe='')}"),
        size=payroll.PAGE,
        fixed=True,
    )
    return (yield from watching.poll(feed, given, cursor))


# New Zealand and the United Kingdom: a round asks every employee's leave, over as many polls as
# that takes, and is then looked through as one list. The cursor of a round under way is {state,
# now, left, held}: where the trigger stands, when the round began by Xero's clock, the employees
# not asked yet, and the leave that may be new.

Round = dict[str, Any]


def _poll_each(code: str, given: Inputs, cursor: Value) -> Steps[Seen]:
    here: Round = dict(cursor or {"state": None})
    if "now" not in here:
        here = yield from _begun(code, given, here["state"])
    if here["state"] is None and given["start"] == "now":
        return Seen([], {"state": watching.beginning(MARKS, [], here["now"])})
    asked, here["left"] = here["left"][:AT_ONCE], here["left"][AT_ONCE:]
    for employee in asked:
        answer = yield from _asked(code, employee, given)
        if answer is None:
            continue
        here["now"] = here["now"] or apis.clock(answer)
        here["held"] = [*here["held"], *_leave_of(employee, answer, given, here["state"])]
    if here["left"]:
        return Seen([], here, more=True)
    seen = watching.changes(MARKS, here["held"], given, here["state"], here["now"])
    rest = here if seen.more else {}
    return Seen(seen.bundles, rest | {"state": seen.cursor}, more=seen.more)


def _asked(code: str, employee: str, given: Inputs) -> Steps[Answer | None]:
    """The employee's leave; None of one who was listed and is there no more."""
    try:
        answer: Answer = yield payroll.get(code, f"Employees/{quote(employee, safe='')}/Leave")
        wire.judge(answer)
    except NotThere:
        if employee not in given.get("employees", ()):
            return None
        said = f"Employees: Xero has no employee {employee} in this organisation; leave them out."
        raise BadInput(said, field="employees") from None
    return answer


def _begun(code: str, given: Inputs, state: Value) -> Steps[Round]:
    """A new round: whom to ask, and the moment by Xero's clock before the first is asked.

    Where employees are chosen no list is read; then the first answer tells the moment, which the
    overlap of `watching` makes up for. Where it all begins only the moment counts.
    """
    chosen = given.get("employees")
    only_now = state is None and given["start"] == "now"
    if chosen and state is not None:
        return {"state": state, "now": "", "left": chosen, "held": []}
    answer = yield payroll.get(code, "Employees", page="1")
    found, more = payroll.page(code, answer, "employees", 1)
    number = 1
    while more and not (chosen or only_now):
        number += 1
        following = yield payroll.get(code, "Employees", page=str(number))
        records, more = payroll.page(code, following, "employees", number)
        found += records
    ids = chosen or [str(employee["employeeID"]) for employee in found]
    return {"state": state, "now": apis.clock(answer), "left": ids, "held": []}


def _leave_of(employee: str, answer: Answer, given: Inputs, state: Value) -> list[Bundle]:
    """The employee's leave that was changed since the trigger looked last, of the wanted kinds."""
    since = watching.edge(state) if state else ""
    kinds = [kind.lower() for kind in given.get("leave_types") or ()]
    return [
        {"employeeID": employee} | leave
        for leave in apis.part(answer, "leave")
        if (MARKS.ageless(leave) or MARKS.time(leave) >= since)
        and (not kinds or str(leave.get("leaveTypeID")).lower() in kinds)
    ]


# Both


def _named(found: Sequence[Bundle]) -> Steps[list[Bundle]]:
    """The same with names beside the ids; asked for only where there is something to name."""
    if not found:
        return []
    types = yield Known("leave_types")
    people = yield Known("employees")
    kinds = {one["leaveTypeID"]: one.get("name") for one in types}
    names = {one["employeeID"]: f"{one['firstName']} {one['lastName']}" for one in people}
    return [
        leave
        | {
            "employeeName": names.get(leave["employeeID"], ""),
            "leaveTypeName": kinds.get(leave["leaveTypeID"], ""),
        }
        for leave in found
    ]


def _poll(given: Inputs, cursor: Value) -> Steps[Seen]:
    _check(given)
    code = yield from payroll.country()
    if code == "AU":
        seen = yield from _poll_list(given, cursor)
    else:
        seen = yield from _poll_each(code, given, cursor)
    return Seen((yield from _named(seen.bundles)), seen.cursor, seen.more)


watch_employee_leaves = Watch(
    label="Watch Employee Leaves",
    about="Gives leave of employees that is new or was changed.",
    group="Employees",
    inputs=(*_WHOSE, *watching.inputs(MARKS)),
    outputs=_OUTPUTS,
    sample=_SAMPLE,
    scopes=PAYROLL_EMPLOYEES_READ | PAYROLL_SETTINGS_READ,
    help=HELP,
    poll=_poll,
)
