"""`tallyloom incomplete`: what failed or nobody can tell, and a person's answers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from tallyloom.cli.command import command, noun
from tallyloom.cli.exits import CorrectCommand
from tallyloom.cli.screen import Screen, clean, clean_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import Console

app = noun("incomplete", "Bundles that failed or are parked, and your answers to them.")

Id = Annotated[
    str, typer.Argument(metavar="ID", help="Its id, or a beginning or end that is its alone.")
]
Patience = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for trouble to pass.")
]
OfRun = Annotated[str, typer.Option(metavar="RUN", help="Only of this run.")]
OfScenario = Annotated[str, typer.Option(metavar="NAME", help="Only of this scenario.")]


@command(app, "list")
def list_(
    screen: Screen,
    run: OfRun = "",
    scenario: OfScenario = "",
    cause: Annotated[str, typer.Option(help="Only those alike; see incomplete causes.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Those that were answered, too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10000, help="At most so many.")] = 100,
) -> None:
    """What waits for an answer, the oldest first."""
    from tallyloom.api.incomplete import list_incomplete

    narrowed = {"run": run, "scenario": scenario, "cause": cause}
    state = "all" if all_ else "open"
    with screen.desk() as desk:
        values = list(desk.pages(list_incomplete, limit, cursor="after", state=state, **narrowed))
        now = desk.now()
    screen.list(values, lambda out: _table(out, values, now))
    if len(values) == limit and not screen.json:
        screen.say(f"There may be more than these {limit}; see --limit.")


@command(app)
def causes(screen: Screen, run: OfRun = "", scenario: OfScenario = "") -> None:
    """What waits for an answer, alike ones together, those of which there are most first."""
    from tallyloom.api.incomplete import list_causes

    with screen.desk() as desk:
        values = desk(list_causes, run=run, scenario=scenario, limit=1000)["items"]
    screen.list(values, lambda out: _causes(out, values))


@command(app)
def show(screen: Screen, id_: Id) -> None:
    """One of them: why it stopped, what it carried, and what was sent."""
    from tallyloom.api.incomplete import show_incomplete

    with screen.desk() as desk:
        value = desk(show_incomplete, incomplete_id=id_)
    screen.object(value, lambda out: _print(out, value))


@command(app)
def look(screen: Screen, id_: Id) -> None:
    """Ask the service what it holds of it now; nothing is changed."""
    from tallyloom.api.incomplete import look_incomplete

    with screen.desk() as desk:
        value = desk(look_incomplete, incomplete_id=id_)

    def shown(out: Console) -> None:
        out.print(Text(clean(value["held"]), style="bold"))
        out.print(f"  {clean_lines(value['said'])}")
        if value["identity"]:
            out.print(f"  its id there {clean(value['identity'])}")

    screen.object(value, shown)


@command(app)
def retry(screen: Screen, id_: Id, patience: Patience = 90.0) -> int:
    """Send it again: the bundle goes on, in a new run, from the module where it stopped."""
    from tallyloom.api.incomplete import retry_incomplete
    from tallyloom.cli.waiting import finished

    with screen.desk() as desk:
        answered = desk(retry_incomplete, incomplete_id=id_)
        return finished(screen, desk, answered["next_run"], patience)


@command(app)
def resolve(
    screen: Screen,
    id_: Id,
    posted_as: Annotated[
        str, typer.Option(metavar="RECORD", help="It is in the service, under this id.")
    ] = "",
    drop: Annotated[bool, typer.Option("--drop", help="Do nothing more with it.")] = False,
    patience: Patience = 90.0,
) -> int:
    """Answer it by hand: it was posted as a record of the service, or it is to be dropped."""
    if bool(posted_as) == drop:
        raise CorrectCommand("Say --posted-as RECORD or --drop, one of the two.")
    from tallyloom.api.incomplete import Resolved, drop_incomplete, resolve_incomplete
    from tallyloom.cli.waiting import finished

    with screen.desk() as desk:
        if drop:
            value = desk(drop_incomplete, incomplete_id=id_)
        else:
            body = Resolved(record=posted_as)
            value = desk(resolve_incomplete, incomplete_id=id_, body=body)
        if value["next_run"] is not None:
            return finished(screen, desk, value["next_run"], patience)
    screen.object(value, lambda out: out.print(f"{value['id']}: {clean(value['answer'])}."))
    return 0


def _print(out: Console, value: dict[str, Any]) -> None:
    from tallyloom.store.json import dumps

    out.print(Text(f"{value['kind']} at module {value['module']}", style="bold"))
    out.print(f"  {value['id']}  ({value['state']})", style="dim")
    for line in clean_lines(value["message"]).split("\n"):
        out.print(f"  {line}")
    for label in ("natural_key", "request", "sent_at", "answer", "next_run", "run"):
        if value[label]:
            fact = f"  {label.replace('_', ' '):<12} {clean(value[label])}"
            out.print(fact)
    for module, bundle in value["bundles"].items():
        head = Text(f"  bundle of {module:<3}", style="dim")
        out.print(head.append(clean(dumps(bundle)), style="not dim"))
    short = value["id"][-8:]
    ways = {
        "retry": f"Send it again:   tallyloom incomplete retry {short}",
        "resolve": f"It is there:     tallyloom incomplete resolve {short} --posted-as RECORD",
        "drop": f"Let it be:       tallyloom incomplete resolve {short} --drop",
    }
    if value["answers"]:
        out.print()
    for answer in value["answers"]:
        out.print(ways[answer], style="dim")


def _causes(out: Console, values: Sequence[Mapping[str, Any]]) -> None:
    from tallyloom.cli.tables import Rows

    if not values:
        out.print("Nothing waits for an answer.")
        return
    made = Rows(["Cause", "Count>", "Scenario", "#>", "Why*"])
    for one in values:
        why = clean(one["message"].split("\n", maxsplit=1)[0])
        made.add(one["id"], str(one["count"]), clean(one["scenario"]), str(one["module"]), why)
    made.print(out)


def _table(out: Console, found: Sequence[Mapping[str, Any]], now: datetime) -> None:
    from tallyloom.cli.tables import Rows, when

    if not found:
        out.print("Nothing waits for an answer.")
        return
    made = Rows(["Id", "Since", "Run", "#>", "Kind", "State", "Why*"])
    for one in found:
        why = one["message"].split("\n", maxsplit=1)[0]
        since = when(one["created_at"], now, brief=True)
        short = (one["id"][-8:], since, one["run"][-8:], str(one["module"]))
        made.add(*short, one["kind"], one["state"], clean(why))
    made.print(out)
