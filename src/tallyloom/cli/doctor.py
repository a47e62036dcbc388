"""`tallyloom doctor`: whether an installation can work, and what it works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from tallyloom.cli.command import command
from tallyloom.cli.exits import FAILED
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.cli.desk import Desk


def offer(app: typer.Typer) -> None:
    """Put `doctor` on offer."""
    command(app)(doctor)


def doctor(screen: Screen) -> int:
    """Check the database, the disk, the key, the connections; 1 if one of them is ill.

    Of a server also its engine, and whether its version is the one of this command line.
    """
    from tallyloom.api.doctor import check_up

    with screen.desk(stays=True) as desk:
        value = desk(check_up)
        facts, checks = _place(desk), value["checks"]
        if desk.server:
            checks = [*_server(desk), *checks]
    told = {"tallyloom": value["facts"].pop("tallyloom"), **facts, **value["facts"]}
    ill = any(not check["ok"] for check in checks)
    value = {"facts": told, "checks": checks, "ok": not ill}
    screen.object(value, lambda out: _print(out, value))
    return FAILED if ill else 0


def _place(desk: Desk) -> dict[str, str]:
    """What only whoever sits at the machine is told, or where else the machine is."""
    if desk.house is None:
        return {"server": desk.server}
    settings = desk.house.settings
    return {
        "data folder": str(settings.home),
        "allowed addresses": ", ".join(settings.allow_addresses) or "none",
    }


def _server(desk: Desk) -> list[dict[str, Any]]:
    from tallyloom.cli.remote import RemoteDesk, ours

    assert isinstance(desk, RemoteDesk)
    theirs, mine = desk.version(), ours()
    alike = "the same version" if theirs == mine else f"this command line is of {mine}"
    ready = desk.ready()
    missing = "; ".join(said for said in ready.values() if said != "ok")
    return [
        {"check": "version", "ok": theirs == mine, "found": f"{theirs}, {alike}"},
        {"check": "server", "ok": not missing, "found": missing or "it answers and moves runs"},
    ]


def _print(out: Console, value: dict[str, Any]) -> None:
    for name, fact in value["facts"].items():
        out.print(f"{name:<18} {clean(fact)}")
    out.print()
    for check in value["checks"]:
        line = Text("✓ " if check["ok"] else "✗ ", style="green" if check["ok"] else "red")
        line.append(f"{check['check']:<16} {clean(check['found'])}", style="default")
        out.print(line)
