"""`tallyloom modules`: what a scenario can be made of."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.exits import LookAgain
from tallyloom.cli.screen import Screen, clean, clean_lines

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.kit import Module

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
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as xero.create_invoice.")],
) -> None:
    """One module: its inputs, what it gives, the permissions it needs."""
    from tallyloom.kit.render import describe, form

    modules = _modules()
    if name not in modules:
        near = difflib.get_close_matches(name, modules, 1)
        hint = f"Did you mean {near[0]}?" if near else "See tallyloom modules list."
        raise LookAgain(f"There is no module {name!r}. {hint}")
    module = modules[name]
    text = clean_lines(describe(module).rstrip())
    screen.object(form(module), lambda out: _print(out, text))


def _print(out: Console, text: str) -> None:
    for line in text.split("\n"):
        columns = re.match(r"  \S+ +\S+ +", line)
        hang = columns.end() if columns and columns.end() <= out.width - ROOM else HANG
        later = " " * hang if columns else ""
        filled = textwrap.fill(line, out.width, subsequent_indent=later, break_long_words=False)
        out.print(filled)


def _modules() -> dict[str, Module]:
    from tallyloom.house import installed_apps, modules_by_name
    from tallyloom.settings import load

    return modules_by_name(installed_apps(load().apps))


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
    from tallyloom.cli.tables import Rows

    made = Rows(["Module", "Kind", "What it does*"])
    for module in modules:
        made.add(module.name, module.kind, clean(module.label))
    made.print(out)
    out.print("Permissions, inputs and outputs: tallyloom modules show NAME", style="dim")
