"""The history of runs: the list with its filters, one run, and what a person may do with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from tallyloom.api import spreadsheet
from tallyloom.api.access import Permission
from tallyloom.api.figures import moment
from tallyloom.api.problems import CorrectRequest, LookAgain
from tallyloom.api.route import Asked, Routes
from tallyloom.api.run_facts import (
    SIGNS,
    Call,
    Failure,
    RunLine,
    RunModule,
    call_of,
    document_of,
    failures,
    line,
    modules,
)
from tallyloom.flow.plan import plan
from tallyloom.flow.read import read
from tallyloom.flow.stack import Item
from tallyloom.kit import Trouble
from tallyloom.store.history import KINDS, Wanted
from tallyloom.store.runs import Run

if TYPE_CHECKING:
    from tallyloom.flow.plan import Plan
    from tallyloom.house import House
    from tallyloom.store.scenarios import Version

routes = Routes("runs")

MOST_EXPORTED = 100_000
MOST_NUMBER = 2**62

Count = Annotated[int | None, Query(ge=0, le=MOST_NUMBER)]
Seconds = Annotated[float | None, Query(ge=0, allow_inf_nan=False)]
Moment = Annotated[AwareDatetime | None, Query()]
Limit = Annotated[int, Query(ge=1, le=1000)]


class HasEnded(Exception):
    """The run has ended."""


class BundlesGone(Trouble):
    """What the run was given is not kept any more, so it cannot be run again."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs, newest first; `next` is for `before`, `previous` for `after`."""

    items: list[RunLine]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """All runs of a list together; `statuses` counts those of each status that there is."""

    runs: int
    statuses: dict[str, int]
    operations: int
    api_calls: int
    bytes: int


@dataclass(frozen=True, slots=True)
class RunDetail(RunLine):
    """All that is told of one run.

    Each of `modules` has its first operations in `shown`. `failures` are alike ones together, with
    the ids of the incomplete runs that answer them. `deliveries` are the calls of services that
    brought its events.
    """

    modules: list[RunModule]
    failures: list[Failure]
    calls: list[Call]
    deliveries: list[int]


@dataclass(frozen=True, slots=True)
class RunAgain:
    """A run that was added and waits to be taken."""

    run_id: str


def filters(
    scenario: str = "",
    status: str = "",
    began: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    shortest: float | None = None,
    longest: float | None = None,
    least: int | None = None,
    most: int | None = None,
    text: str = "",
    checks: bool = True,
) -> Wanted:
    """What a list is narrowed to. Raises CorrectRequest."""
    return Wanted(
        scenario=scenario,
        statuses=_words(status, "status", list(SIGNS)),
        kinds=_words(began, "began", list(KINDS)),
        since=since,
        until=until,
        shortest=shortest,
        longest=longest,
        least=least,
        most=most,
        text=text,
        checks=checks,
    )


def _words(given: str, field: str, known: Sequence[str]) -> list[str]:
    words = [word.strip() for word in given.split(",") if word.strip()]
    for word in words:
        if word not in known:
            said = f"{field} has no {word!r}; it is of {', '.join(known)}, several with commas."
            raise CorrectRequest(said, field=field)
    return words


@routes.get("/runs", Permission.HISTORY_READ)
def list_runs(
    asked: Asked,
    *,
    scenario: str = "",
    status: str = "",
    began: str = "",
    since: Moment = None,
    until: Moment = None,
    shortest: Seconds = None,
    longest: Seconds = None,
    least: Count = None,
    most: Count = None,
    text: str = "",
    checks: bool = True,
    limit: Limit = 50,
    before: str = "",
    after: str = "",
) -> Runs:
    """Runs, newest first.

    `scenario` is a name or an id; `status` and `began` (scheduled, instant, manual, API, resume)
    take several words with commas; `since` and `until` bound the start; `shortest` and `longest`
    are seconds, `least` and `most` operations; `text` is looked for in the scenario's name, the
    run's id and the reason. `checks=false` leaves out runs whose trigger found nothing.
    """
    wanted = filters(
        scenario, status, began, since, until, shortest, longest, least, most, text, checks
    )
    wanted = dataclasses.replace(wanted, before=before, after=after)
    now = asked.house.clock.now()
    found = asked.house.runs.wanted(wanted, now, limit + 1)
    forward = bool(after) and not before
    more = len(found) > limit
    found = (found[-limit:] if forward else found[:limit]) if more else found
    newer = more if forward else bool(before)
    older = bool(after) if forward else more
    return Runs(
        [line(run, now) for run in found],
        found[-1].id if found and older else None,
        found[0].id if found and newer else None,
    )


@routes.get("/runs/summary", Permission.HISTORY_READ)
def sum_runs(
    asked: Asked,
    *,
    scenario: str = "",
    status: str = "",
    began: str = "",
    since: Moment = None,
    until: Moment = None,
    shortest: Seconds = None,
    longest: Seconds = None,
    least: Count = None,
    most: Count = None,
    text: str = "",
    checks: bool = True,
) -> Summary:
    """The same list in figures: all of it, not only a page."""
    wanted = filters(
        scenario, status, began, since, until, shortest, longest, least, most, text, checks
    )
    found = asked.house.runs.summed(wanted, asked.house.clock.now())
    return Summary(
        runs=sum(one.runs for one in found),
        statuses={one.status: one.runs for one in found},
        operations=sum(one.operations for one in found),
        api_calls=sum(one.api_calls for one in found),
        bytes=sum(one.bytes for one in found),
    )


@routes.get("/runs/export", Permission.HISTORY_READ, media="text/csv")
def export_runs(
    asked: Asked,
    *,
    scenario: str = "",
    status: str = "",
    began: str = "",
    since: Moment = None,
    until: Moment = None,
    shortest: Seconds = None,
    longest: Seconds = None,
    least: Count = None,
    most: Count = None,
    text: str = "",
    checks: bool = True,
) -> StreamingResponse:
    """The same list as a CSV file (UTF-8, RFC 4180), at most 100,000 runs.

    No cell of it is a formula to a spreadsheet, whatever a name or a reason says.
    """
    wanted = filters(
        scenario, status, began, since, until, shortest, longest, least, most, text, checks
    )
    house = asked.house
    return StreamingResponse(
        spreadsheet.lines(_COLUMNS, _exported(house, wanted)),
        media_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="runs.csv"'},
    )


_COLUMNS = (
    "id", "scenario", "version", "status", "reason", "began", "started_at", "ended_at", "seconds",
    "operations", "failed", "api_calls", "bytes", "waited_seconds",
)  # fmt: skip


def _exported(house: House, wanted: Wanted) -> Any:
    now, left = house.clock.now(), MOST_EXPORTED
    while left and (found := house.runs.wanted(wanted, now, min(1000, left))):
        left -= len(found)
        for run in found:
            told = line(run, now)
            yield [_cell(getattr(told, name)) for name in _COLUMNS]
        wanted = dataclasses.replace(wanted, before=found[-1].id)


def _cell(value: Any) -> Any:
    return moment(value) if isinstance(value, datetime) else value


@routes.get("/runs/{run_id}", Permission.HISTORY_READ)
def show_run(
    asked: Asked,
    *,
    run_id: str,
    module: int | None = None,
    limit: Annotated[int, Query(ge=0, le=1000)] = 5,
) -> RunDetail:
    """One run: what each module did, what failed and why, and the calls.

    `run_id` may be a beginning or an end that is its alone; `limit` is how many operations of each
    module are shown, `module` narrows it to one. Without any, the calls are left out, too.
    """
    house, run = asked.house, the_run(asked.house, run_id)
    document = document_of(house, run)
    if module is not None and module not in (there := [step.id for step in document.steps()]):
        listed = ", ".join(map(str, there))
        raise LookAgain(f"{run.scenario} has no module {module}; it has {listed}.")
    told = modules(house, run, document, only=module, limit=limit)
    calls = house.calls.page(run.id, module, -1, MOST_NUMBER) if limit else []
    told_line = line(run, house.clock.now())
    return RunDetail(
        **{each.name: getattr(told_line, each.name) for each in dataclasses.fields(told_line)},
        modules=[one.told() for one in told],
        failures=failures(house, run, document, told),
        calls=[call_of(id_, made) for id_, made in calls],
        deliveries=house.runs.deliveries_of(run.id),
    )


@routes.post("/runs/{run_id}/cancel", Permission.SCENARIOS_RUN)
def cancel_run(asked: Asked, *, run_id: str) -> RunLine:
    """End a run where it stands; what it has written stays written."""
    house, run = asked.house, the_run(asked.house, run_id)
    now = house.clock.now()
    if not house.runs.end(run.id, "cancelled", f"Cancelled by {asked.who.name}.", now):
        raise HasEnded(f"The run has ended ({run.status}); it cannot be cancelled any more.")
    return line(the_run(house, run.id), now)


@routes.post("/runs/{run_id}/resume", Permission.SCENARIOS_RUN)
def resume_run(asked: Asked, *, run_id: str) -> RunLine:
    """Let a waiting run go on now; one that moves is left as it is."""
    house, run = asked.house, the_run(asked.house, run_id)
    if run.ended:
        raise HasEnded(f"The run has ended ({run.status}); there is nothing to go on with.")
    house.runs.wake(run.id, house.clock.now())
    return line(the_run(house, run.id), house.clock.now())


@routes.post("/runs/{run_id}/again", Permission.SCENARIOS_RUN, status=202)
def run_again(
    asked: Asked, *, run_id: str, version: Literal["present", "same"] = "present"
) -> RunAgain:
    """Run the scenario again with the same inputs, and the same events where it began with some.

    The present version runs, or the same one. A polling trigger looks anew, from where the last
    run left off. What is in the service already is not posted twice where it has a natural key.
    """
    house, run = asked.house, the_run(asked.house, run_id)
    if run.forgotten_at is not None or (run.confidential and run.ended):
        raise BundlesGone
    made = _version(house, run, present=version == "present")
    planned = plan(read(made.document, made.name), house.modules)
    origin = {"by": "again", "run": run.id, "who": asked.who.name}
    stack = _heard(house, run, planned) if planned.listens else None
    return RunAgain(house.engine.add(made, planned, run.inputs, origin=origin, stack=stack))


def _version(house: House, run: Run, *, present: bool) -> Version:
    """The version that is to run. Raises LookAgain where the scenario was deleted."""
    if not present:
        return house.scenarios.version(run.scenario_id, run.version)
    stored = house.scenarios.get(run.scenario_id)
    if stored is None:
        raise LookAgain(f"The scenario {run.scenario} was deleted; only the same version can run.")
    return stored.version


def _heard(house: House, run: Run, planned: Plan) -> list[Item]:
    """The cycles of the events that a run began with."""
    events = house.runs.events_of(run.id)
    if not events:
        raise BundlesGone("The events that the run began with are not kept any more.")
    return planned.hear(events)


def the_run(house: House, start: str) -> Run:
    """The one run whose id is this, or begins or ends so. Raises LookAgain."""
    exact = house.runs.get(start)
    if exact is not None:
        return exact
    found = house.runs.find(start) if len(start) >= 4 else []
    if len(found) > 1:
        raise LookAgain(f"{len(found)} runs have {start!r} in their id; write more of it.")
    run = house.runs.get(found[0]) if found else None
    if run is None:
        raise LookAgain(f"There is no run {start!r}; `tallyloom runs list` shows those there are.")
    return run
