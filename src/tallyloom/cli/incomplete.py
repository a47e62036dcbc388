"""`tallyloom incomplete`: what failed or nobody can tell, and a person's answers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from tallyloom.cli.command import command, noun
from tallyloom.cli.desk import here
from tallyloom.cli.exits import CorrectCommand
from tallyloom.cli.screen import Screen, clean, clean_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import Console

    from tallyloom.house import House
    from tallyloom.store.incomplete import Incomplete

app = noun("incomplete", "Bundles that failed or are parked, and your answers to them.")

Id = Annotated[
    str, typer.Argument(metavar="ID", help="Its id, or a beginning or end that is its alone.")
]
Patience = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for trouble to pass.")
]


@command(app, "list")
def list_(
    screen: Screen,
    run: Annotated[str, typer.Option(metavar="RUN", help="Only of this run.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Those that were answered, too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10000, help="At most so many.")] = 100,
) -> None:
    """What waits for an answer, the oldest first."""
    from tallyloom.api.runs import incomplete_facts
    from tallyloom.cli.runs import the_id

    with screen.desk() as desk:
        house = here(desk, "This")
        of = the_id(desk, run) if run else ""
        found = house.incomplete.those(state="" if all_ else "open", run=of, limit=limit)
        now = house.clock.now()
    values = [incomplete_facts(one) for one in found]
    screen.list(values, lambda out: _table(out, values, now))
    if len(found) == limit and not screen.json:
        screen.say(f"There may be more than these {limit}; see --limit.")


@command(app)
def show(screen: Screen, id_: Id) -> None:
    """One of them: why it stopped, what it carried, and what was sent."""
    with screen.house() as house:
        one = house.answers.find(id_)
        value = _value(house, one)
    screen.object(value, lambda out: _print(out, value))


@command(app)
def retry(screen: Screen, id_: Id, patience: Patience = 90.0) -> int:
    """Send it again: the bundle goes on, in a new run, from the module where it stopped."""
    from tallyloom.cli.waiting import finished

    with screen.desk() as desk:
        return finished(screen, desk, here(desk, "This").answers.retry(id_), patience)


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
    from tallyloom.cli.waiting import finished

    if bool(posted_as) == drop:
        raise CorrectCommand("Say --posted-as RECORD or --drop, one of the two.")
    with screen.desk() as desk:
        house = here(desk, "This")
        one = house.answers.find(id_)
        next_run = None
        if drop:
            house.answers.drop(one.id)
        else:
            next_run = house.answers.posted_as(one.id, posted_as)
        if next_run is not None:
            return finished(screen, desk, next_run, patience)
    answer = "dropped" if drop else f"posted as {posted_as}"
    screen.object(
        {"id": one.id, "answer": answer, "next_run": None},
        lambda out: out.print(f"{one.id}: {clean(answer)}."),
    )
    return 0


def _value(house: House, one: Incomplete) -> dict[str, Any]:
    from tallyloom.api.runs import incomplete_facts
    from tallyloom.flow.stack import Page, load
    from tallyloom.store.json import unpacked

    item = load(unpacked(one.item))
    bundles = dict(item.rows[0].seen) if isinstance(item, Page) and item.rows else {}
    effect = house.sends.effect(one.effect_id) if one.effect_id else None
    send = house.sends.get(effect.send_id) if effect and effect.send_id else None
    request = send.thawed() if send else None
    return {
        **incomplete_facts(one),
        "bundles": bundles,
        "natural_key": effect.natural_key if effect else None,
        "request": f"{request.method} {request.path}" if request else None,
        "sent_at": str(send.last_sent_at) if send and send.last_sent_at else None,
    }


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
    if value["state"] == "open":
        short = value["id"][-8:]
        out.print()
        out.print(f"Send it again:   tallyloom incomplete retry {short}", style="dim")
        out.print(
            f"It is there:     tallyloom incomplete resolve {short} --posted-as RECORD", style="dim"
        )
        out.print(f"Let it be:       tallyloom incomplete resolve {short} --drop", style="dim")


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
