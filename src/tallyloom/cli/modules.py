"""`tallyloom modules`: what a scenario can be made of."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.exits import CorrectCommand
from tallyloom.cli.screen import Screen, clean, clean_lines

if TYPE_CHECKING:
    from rich.console import Console

HANG = 6  # how far a meaning's second line is set in where its column is too narrow
ROOM = 30

app = noun("modules", "The modules that scenarios are made of.")


@command(app, "list")
def list_(
    screen: Screen,
    of: Annotated[str, typer.Option("--app", metavar="APP", help="Only of this app.")] = "",
    search: Annotated[str, typer.Option(help="Only those whose description holds this.")] = "",
) -> None:
    """Every module with what it does and the permissions it needs, in both vocabularies."""
    from tallyloom.api.modules import list_modules

    with screen.desk() as desk:
        values = desk(list_modules, app=of, search=search)["items"]
    screen.list(values, lambda out: _table(out, values))


@command(app)
def show(
    screen: Screen,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as csv.parse.")],
) -> None:
    """One module: its inputs, what it gives, the permissions it needs."""
    from tallyloom.api.modules import show_module

    with screen.desk() as desk:
        found = desk(show_module, name=name)
    text = clean_lines(found["text"].rstrip())
    screen.object(found["form"], lambda out: _print(out, text))


@command(app)
def picks(
    screen: Screen,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A module, or a pick-list as APP:LIST.")
    ],
    path: Annotated[
        str, typer.Argument(metavar="[FIELD]", help="Such as LineItems.AccountCode.")
    ] = "",
    connection: Annotated[str, typer.Option(help="Whose permission is used.")] = "",
    organisation: Annotated[str, typer.Option(help="Its name or its id.")] = "",
    search: Annotated[str, typer.Option(help="Only those that hold this text.")] = "",
    given: Annotated[
        list[str] | None,
        typer.Option("--given", metavar="FIELD=VALUE", help="What the form holds beside it."),
    ] = None,
    after: Annotated[str, typer.Option(help="Go on after this page; see what it said.")] = "",
) -> None:
    """What can be chosen for a field, read from the service and kept for ten minutes."""
    if not connection or not organisation:
        raise CorrectCommand("Say of whom: --connection NAME --organisation NAME.")
    from tallyloom.api.modules import list_app_picks, list_module_picks
    from tallyloom.kit import from_json

    where: dict[str, Any] = {"connection": connection, "organisation": organisation}
    where |= {"search": search, "given": given or [], "after": after}
    of, colon, listed = name.partition(":")
    with screen.desk() as desk:
        if colon:
            found = desk(list_app_picks, name=of, listed=listed, **where)
        else:
            found = desk(list_module_picks, name=name, field=path, **where)
    more = found["next"]
    value = {"picks": found["items"], "after": from_json(more) if more else None}
    screen.object(value, lambda out: _picks(out, value))


def _picks(out: Console, value: Mapping[str, Any]) -> None:
    from tallyloom.cli.tables import Rows
    from tallyloom.store.json import dumps

    if not value["picks"]:
        out.print("Nothing to choose.")
        return
    made = Rows(["Value", "Label*", "Hint"])
    for one in value["picks"]:
        made.add(clean(one["value"]), clean(one["label"]), clean(one["hint"]))
    made.print(out)
    if value["after"] is not None:
        out.print(f"More: --after '{clean(dumps(value['after']))}'", style="dim")


def _print(out: Console, text: str) -> None:
    for line in text.split("\n"):
        columns = re.match(r"  \S+ +\S+ +", line)
        hang = columns.end() if columns and columns.end() <= out.width - ROOM else HANG
        later = " " * hang if columns else ""
        filled = textwrap.fill(line, out.width, subsequent_indent=later, break_long_words=False)
        out.print(filled)


def _table(out: Console, modules: Sequence[Mapping[str, Any]]) -> None:
    """By app and group, in the order in which the apps have them."""
    from rich.text import Text

    width = max((len(module["name"]) for module in modules), default=0)
    for of, group in dict.fromkeys((module["app"], module["group"]) for module in modules):
        out.print(Text(clean(group or of), style="bold"))
        for module in modules:
            if (module["app"], module["group"]) == (of, group):
                label = f"{clean(module['label'])}{_special(module)}"
                out.print(f"  {clean(module['name']):<{width}}  {label}")
        out.print()
    out.print("Permissions, inputs and outputs: tallyloom modules show NAME", style="dim")


def _special(module: Mapping[str, Any]) -> str:
    """What tells it from an action, which most modules are."""
    return "" if module["kind"] == "action" else f" · {module['kind']}"
