"""`tallyloom runs`: list, show, resume, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.exits import LookAgain
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import Console

    from tallyloom.house import House
    from tallyloom.store.runs import Run

app = noun("runs", "What ran, what it did, and what it waits for.")


class HasEnded(Exception):
    """The run has ended."""


RunId = Annotated[
    str, typer.Argument(metavar="RUN", help="A run's id, or a beginning or end that is its alone.")
]


Patience = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for trouble to pass.")
]


@command(app, "list")
def list_(
    screen: Screen,
    scenario: Annotated[str, typer.Option(help="Only of this scenario.")] = "",
    status: Annotated[
        str, typer.Option(help="Only success, warning, error, running, waiting or cancelled.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=10000, help="At most so many.")] = 50,
    before: Annotated[str, typer.Option(metavar="RUN", help="Only older than this run.")] = "",
) -> None:
    """Runs, newest first."""
    from tallyloom.api.runs import facts

    with screen.house() as house:
        since = the_id(house, before) if before else ""
        found = house.runs.newest(scenario=scenario, status=status, limit=limit, before=since)
        now = house.clock.now()
        values = [facts(run, now) for run in found]
    screen.list(values, lambda out: _table(out, values, now))
    if len(values) == limit and not screen.json:
        screen.say(f"Older ones: tallyloom runs list --before {values[-1]['id'][-8:]}")


@command(app)
def show(
    screen: Screen,
    run: RunId,
    module: Annotated[
        int | None, typer.Option("--module", "-m", help="Only this module's operations.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, help="At most so many operations of each module.")
    ] = 5,
) -> None:
    """What each module took in and gave out, the calls, what failed and why."""
    from tallyloom.cli.journal import Shown

    with screen.house() as house:
        found = the_run(house, run)
        if module is not None:
            _assure_module(house, found, module)
        shown = Shown.of(house, found, only=module, limit=limit)
    screen.object(shown.value(), shown.print)


@command(app)
def resume(screen: Screen, run: RunId, patience: Patience = 90.0) -> int:
    """Let a waiting run go on now, take over what dead processes left, and wait for it."""
    from tallyloom.cli.journal import finished
    from tallyloom.cli.waiting import moved

    with screen.house() as house:
        found = the_run(house, run)
        if found.ended:
            raise HasEnded(f"The run has ended ({found.status}); there is nothing to go on with.")
        house.runs.wake(found.id, house.clock.now())
        return finished(screen, house, moved(screen, house, found.id, patience))


@command(app)
def cancel(screen: Screen, run: RunId) -> None:
    """End a run where it stands; what it has written stays written."""
    from tallyloom.api.runs import facts

    with screen.house() as house:
        found = the_run(house, run)
        now = house.clock.now()
        if not house.runs.end(found.id, "cancelled", "Cancelled by a person.", now):
            raise HasEnded(f"The run has ended ({found.status}); it cannot be cancelled any more.")
        ended = the_run(house, found.id)
    screen.object(facts(ended, now), lambda out: out.print(f"Cancelled run {ended.id}."))


def the_id(house: House, start: str) -> str:
    """The id of the one run that begins or ends so. Raises LookAgain."""
    found = house.runs.find(start) if start else []
    if len(found) == 1:
        return found[0]
    if found:
        raise LookAgain(f"{len(found)} runs have {start!r} in their id; write more of it.")
    raise LookAgain(f"There is no run {start!r}; `tallyloom runs list` shows those there are.")


def the_run(house: House, start: str) -> Run:
    from tallyloom.cli.waiting import the_run as by_id

    return by_id(house, the_id(house, start))


def _assure_module(house: House, run: Run, module: int) -> None:
    from tallyloom.api.runs import document_of

    there = [step.id for step in document_of(house, run).steps()]
    if module not in there:
        listed = ", ".join(map(str, there))
        raise LookAgain(f"{run.scenario} has no module {module}; it has {listed}.")


def _table(out: Console, found: Sequence[Mapping[str, Any]], now: datetime) -> None:
    from tallyloom.api.figures import duration, number, size
    from tallyloom.cli.tables import ROOMY, Rows, state, when

    if not found:
        out.print("No runs. Run a scenario: tallyloom scenario run FILE")
        return
    roomy = out.width >= ROOMY
    operations = "Operations>" if roomy else "Ops>"
    made = Rows(["Run", "Start", "Scenario*", "Status", "Took>", operations, "Calls>", "Data>"])
    for run in found:
        made.add(
            run["id"][-8:],
            when(run["started_at"], now, brief=not roomy),
            clean(run["scenario"]),
            state(run["status"]),
            duration(float(run["seconds"])),
            number(run["operations"]),
            number(run["api_calls"]),
            size(run["bytes"]),
        )
    made.print(out)
