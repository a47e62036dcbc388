"""`tallyloom apps`: what is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallyloom.cli.command import command, noun
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from rich.console import Console

app = noun("apps", "The apps that are installed.")


@command(app, "list")
def list_(screen: Screen) -> None:
    """Every installed app, with the number of its modules."""
    from tallyloom.api.apps import list_apps

    with screen.desk() as desk:
        values = desk(list_apps)["items"]
    screen.list(values, lambda out: _table(out, values))


def _table(out: Console, values: list[dict[str, Any]]) -> None:
    from tallyloom.cli.tables import Rows

    made = Rows(["App", "Modules>", "Connection", "About*"])
    for one in values:
        needs = "needed" if one["needs_connection"] else "none"
        made.add(one["name"], str(one["modules"]), needs, clean(one["about"]))
    made.print(out)
