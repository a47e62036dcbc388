"""`tallyloom modules`: what a scenario can be made of."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.exits import CorrectCommand, LookAgain
from tallyloom.cli.screen import Screen, clean, clean_lines

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.engine.picks import Choices
    from tallyloom.house import House
    from tallyloom.kit import App, Module, Value

HANG = 6  # how far a meaning's second line is set in where its column is too narrow
ROOM = 30

app = noun("modules", "The modules that scenarios are made of.")


@command(app, "list")
def list_(
    screen: Screen,
    of: Annotated[str, typer.Option("--app", metavar="APP", help="Only of this app.")] = "",
) -> None:
    """Every module with what it does and the permissions it needs, in both vocabularies."""
    modules = [module for module in _modules().values() if of in ("", module.app)]
    if not modules:
        raise LookAgain(f"There is no app {of!r}; see tallyloom apps list.")
    screen.list(map(_value, modules), lambda out: _table(out, modules))


@command(app)
def show(
    screen: Screen,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as csv.parse.")],
) -> None:
    """One module: its inputs, what it gives, the permissions it needs."""
    from tallyloom.kit.render import describe, form

    apps = _apps()
    module = the_module(apps, name)
    lists = apps[module.app].pick_lists
    text = clean_lines(describe(module, lists).rstrip())
    screen.object(form(module, lists), lambda out: _print(out, text))


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
    values = dict(_pair(text) for text in given or ())
    with screen.house() as house:
        of, named = _pick_list(house, name, path)
        found = house.picks.choices(
            connection, organisation, of, named, values, search=search, after=_token(after)
        )
    screen.object(_choices(found), lambda out: _picks(out, found))


def _pick_list(house: House, name: str, path: str) -> tuple[str, str]:
    """(app, pick-list) of a module's field, or of APP:LIST."""
    of, colon, listed = name.partition(":")
    if colon:
        return of, listed
    module = the_module(house.apps, name)
    return module.app, house.picks.list_of(module, path)


def _token(text: str) -> Value:
    """Where a page ended, as it was printed; a text that is no JSON stands for itself."""
    import msgspec

    from tallyloom.kit import from_json

    try:
        return from_json(text) if text else None
    except msgspec.DecodeError:
        return text


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise CorrectCommand(f"--given {text}: write FIELD=VALUE.")
    return name, value


def _choices(found: Choices) -> dict[str, Any]:
    picks = [{"value": one.value, "label": one.label, "hint": one.hint} for one in found.picks]
    return {"picks": picks, "after": found.after}


def _picks(out: Console, found: Choices) -> None:
    from tallyloom.cli.tables import Rows
    from tallyloom.store.json import dumps

    if not found.picks:
        out.print("Nothing to choose.")
        return
    made = Rows(["Value", "Label*", "Hint"])
    for one in found.picks:
        made.add(clean(one.value), clean(one.label), clean(one.hint))
    made.print(out)
    if found.after is not None:
        out.print(f"More: --after '{clean(dumps(found.after))}'", style="dim")


def _print(out: Console, text: str) -> None:
    for line in text.split("\n"):
        columns = re.match(r"  \S+ +\S+ +", line)
        hang = columns.end() if columns and columns.end() <= out.width - ROOM else HANG
        later = " " * hang if columns else ""
        filled = textwrap.fill(line, out.width, subsequent_indent=later, break_long_words=False)
        out.print(filled)


def _apps() -> dict[str, App]:
    from tallyloom.house import installed_apps
    from tallyloom.settings import load

    return installed_apps(load().apps)


def _modules() -> dict[str, Module]:
    from tallyloom.house import modules_by_name

    return modules_by_name(_apps())


def the_module(apps: Mapping[str, App], name: str) -> Module:
    """Raises LookAgain, which tells what was meant."""
    from tallyloom.house import modules_by_name

    modules = modules_by_name(apps)
    if name not in modules:
        near = difflib.get_close_matches(name, modules, 1)
        hint = f"Did you mean {near[0]}?" if near else "See tallyloom modules list."
        raise LookAgain(f"There is no module {name!r}. {hint}")
    return modules[name]


def _value(module: Module) -> dict[str, Any]:
    return {
        "name": module.name,
        "label": module.label,
        "kind": module.kind,
        "group": module.group,
        "about": module.about,
        "permissions": {
            "granular": list(module.scopes.granular),
            "broad": list(module.scopes.broad),
        },
    }


def _table(out: Console, modules: Sequence[Module]) -> None:
    """By app and group, in the order in which the apps have them."""
    from rich.text import Text

    width = max(len(module.name) for module in modules)
    for of, group in dict.fromkeys((module.app, module.group) for module in modules):
        out.print(Text(group or of, style="bold"))
        for module in modules:
            if (module.app, module.group) == (of, group):
                out.print(f"  {module.name:<{width}}  {clean(module.label)}{_special(module)}")
        out.print()
    out.print("Permissions, inputs and outputs: tallyloom modules show NAME", style="dim")


def _special(module: Module) -> str:
    """What tells it from an action, which most modules are."""
    return "" if module.kind == "action" else f" · {module.kind}"
