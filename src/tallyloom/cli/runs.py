"""`tallyloom runs`: list, show, log, follow, search, resume, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import Console

    from tallyloom.cli.desk import Desk

app = noun("runs", "What ran, what it did, and what it waits for.")
WHOLE = 36  # characters of a whole id

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
        str,
        typer.Option(
            help="Only success, warning, error, running, waiting or cancelled; several with commas."
        ),
    ] = "",
    began: Annotated[
        str, typer.Option(help="Only scheduled, instant, manual, API or resume ones.")
    ] = "",
    text: Annotated[
        str, typer.Option(help="Only with this in the scenario's name, the id or the reason.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=10000, help="At most so many.")] = 50,
    before: Annotated[str, typer.Option(metavar="RUN", help="Only older than this run.")] = "",
) -> None:
    """Runs, newest first."""
    from tallyloom.api.runs import list_runs

    with screen.desk() as desk:
        since = the_id(desk, before) if before else ""
        narrowed = {"scenario": scenario, "status": status, "began": began, "text": text}
        values = list(desk.pages(list_runs, limit, before=since, **narrowed))
        now = desk.now()
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
        int, typer.Option(min=0, max=1000, help="At most so many operations of each module.")
    ] = 5,
) -> None:
    """What each module took in and gave out, the calls, what failed and why."""
    from tallyloom.api.runs import show_run
    from tallyloom.cli.journal import print_run

    with screen.desk() as desk:
        value = desk(show_run, run_id=run, module=module, limit=limit)
    screen.object(value, lambda out: print_run(out, value))


@command(app)
def resume(screen: Screen, run: RunId, patience: Patience = 90.0) -> int:
    """Let a waiting run go on now, take over what dead processes left, and wait for it."""
    from tallyloom.api.runs import resume_run
    from tallyloom.cli.waiting import finished

    with screen.desk() as desk:
        woken = desk(resume_run, run_id=run)
        return finished(screen, desk, woken["id"], patience)


@command(app)
def cancel(screen: Screen, run: RunId) -> None:
    """End a run where it stands; what it has written stays written."""
    from tallyloom.api.runs import cancel_run

    with screen.desk() as desk:
        value = desk(cancel_run, run_id=run)
    screen.object(value, lambda out: out.print(f"Cancelled run {value['id']}."))


@command(app)
def log(
    screen: Screen,
    run: RunId,
    advanced: Annotated[
        bool, typer.Option("--advanced", help="Every page and every call.")
    ] = False,
) -> None:
    """What a run did, in sentences, the newest last."""
    from tallyloom.api.run_contents import show_log
    from tallyloom.cli.following import print_lines

    with screen.desk() as desk:
        lines = list(desk.pages(show_log, cursor="after", run_id=run, advanced=advanced))
    screen.list(lines, lambda out: print_lines(out, lines))


@command(app)
def follow(screen: Screen, run: RunId) -> int:
    """Print what a run does while it does it, until it has ended; Ctrl-C leaves it going."""
    from tallyloom.cli.following import followed
    from tallyloom.cli.waiting import code_of_run

    with screen.desk() as desk:
        return code_of_run(followed(screen, desk, the_id(desk, run)))


@command(app)
def search(
    screen: Screen,
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help='Words, "exact phrases", numbers, addresses.')
    ],
    scenario: Annotated[str, typer.Option(help="Only of this scenario.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10000, help="At most so many.")] = 20,
) -> None:
    """Find runs by what their bundles held, newest first."""
    from tallyloom.api.run_search import search_runs

    with screen.desk() as desk:
        found = desk.pages(search_runs, limit, cursor="after", q=words, scenario=scenario)
        values = list(found)[:limit]
        now = desk.now()
    screen.list(values, lambda out: _hits(out, values, now))


def _hits(out: Console, values: Sequence[Mapping[str, Any]], now: datetime) -> None:
    from tallyloom.cli.tables import Rows, when

    if not values:
        out.print("Nothing was found.")
        return
    made = Rows(["Run", "Start", "Scenario", "#>", "Where", "What*"])
    for one in values:
        module = "" if one["module"] is None else str(one["module"])
        where = clean(f"{one['side']} {one['field']}".strip())
        start = when(one["started_at"], now, brief=True)
        head = (one["run_id"][-8:], start, clean(one["scenario"]), module)
        made.add(*head, where, clean(one["text"]))
    made.print(out)


def the_id(desk: Desk, start: str) -> str:
    """The id of the one run that begins or ends so. Raises LookAgain."""
    from tallyloom.api.runs import show_run

    return start if len(start) == WHOLE else str(desk(show_run, run_id=start, limit=0)["id"])


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
