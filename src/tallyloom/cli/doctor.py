"""`tallyloom doctor`: whether this installation can work, and what it works with."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib import metadata
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from tallyloom.cli.command import command
from tallyloom.cli.exits import FAILED, code_of, said_of
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.house import House


def offer(app: typer.Typer) -> None:
    """Put `doctor` on offer."""
    command(app)(doctor)


def doctor(screen: Screen) -> int:
    """Check the data folder, the database, the key and the connections; 1 if one of them is ill."""
    from tallyloom.settings import load

    settings = load()
    facts = {
        "tallyloom": metadata.version("tallyloom"),
        "python": platform.python_version(),
        "data folder": str(settings.home),
        "database": "TALLYLOOM_DATABASE_URL" if settings.database_url else "embedded",
        "address": settings.public_url or f"http://{settings.listen}",
        "allowed addresses": ", ".join(settings.allow_addresses) or "none",
    }
    with screen.house(settings, stays=True) as house:
        checks = [_checked(name, look, house) for name, look in CHECKS]
    ill = any(not check["ok"] for check in checks)
    value = {"facts": facts, "checks": checks, "ok": not ill}
    screen.object(value, lambda out: _print(out, facts, checks))
    return FAILED if ill else 0


def _database(house: House) -> str:
    from sqlalchemy import text

    from tallyloom.store.database import SCHEMA
    from tallyloom.store.migrations import current

    with house.database.connect() as on:
        version = on.execute(text("SHOW server_version")).scalar_one()
        return f"PostgreSQL {version}, tables at step {current(on, SCHEMA)}"


def _disk(house: House) -> str:
    import shutil

    from tallyloom.api.figures import size

    if house.database.embedded is None:
        return "the database is elsewhere"
    return f"{size(shutil.disk_usage(house.settings.home).free)} free"


def _key(house: House) -> str:
    from tallyloom.connections.vault import Vault

    Vault.of(house.settings)
    return "credentials can be encrypted"


def _apps(house: House) -> str:
    return f"{len(house.apps)} apps, {len(house.modules)} modules"


def _connections(house: House) -> str:
    from tallyloom.kit import Reconnect

    rows = house.connections.list()
    ended = [row.name for row in rows if row.state != "connected"]
    if ended:
        raise Reconnect(f"{', '.join(ended)}: connect again with connections add --again")
    return f"{len(rows)} connected"


def _limits(house: House) -> str:
    from tallyloom.cli.limits import forecasts, lasting

    house.governor.check_usual()
    rows = [row for row in house.connections.list() if row.state == "connected"]
    found = [
        each for row in rows for each in forecasts(house, row, house.connections.tenants(row.name))
    ]
    ending = [
        f"{tenant.name}: {lasting(each)}" for tenant, each in found if each.runs_out_at is not None
    ]
    return ". ".join(ending) or f"{len(found)} organisations, the day's calls last for each"


CHECKS: tuple[tuple[str, Callable[[House], str]], ...] = (
    ("database", _database),
    ("disk", _disk),
    ("key", _key),
    ("apps", _apps),
    ("connections", _connections),
    ("limits", _limits),
)


def _checked(name: str, look: Callable[[House], str], house: House) -> dict[str, Any]:
    try:
        return {"check": name, "ok": True, "found": look(house)}
    except Exception as error:
        if code_of(error) is None:
            raise
        return {"check": name, "ok": False, "found": said_of(error)}


def _print(out: Console, facts: dict[str, str], checks: list[dict[str, Any]]) -> None:
    for name, fact in facts.items():
        out.print(f"{name:<18} {clean(fact)}")
    out.print()
    for check in checks:
        line = Text("✓ " if check["ok"] else "✗ ", style="green" if check["ok"] else "red")
        line.append(f"{check['check']:<16} {clean(check['found'])}", style="default")
        out.print(line)
