"""Whether an installation can work, and what it works with."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from tallyloom.api import processes
from tallyloom.api.access import Permission
from tallyloom.api.limits import lasting, limits_of
from tallyloom.api.problems import problem_of
from tallyloom.api.route import Asked, Routes

if TYPE_CHECKING:
    from tallyloom.house import House

routes = Routes("doctor")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `found` says what was found, or what to do."""

    check: str
    ok: bool
    found: str


@dataclass(frozen=True, slots=True)
class CheckUp:
    """What an installation works with by its name, and whether everything is well."""

    facts: dict[str, str]
    checks: list[Check]
    ok: bool


@routes.get("/doctor", Permission.INSTALLATION_READ)
def check_up(asked: Asked) -> CheckUp:
    """Check the database, the disk, the key, the apps, the connections and their limits."""
    settings = asked.house.settings
    facts = {
        "tallyloom": metadata.version("tallyloom"),
        "python": platform.python_version(),
        "database": "TALLYLOOM_DATABASE_URL" if settings.database_url else "embedded",
        "address": settings.public_url or f"http://{settings.listen}",
    }
    checks = [_checked(name, look, asked.house) for name, look in CHECKS]
    return CheckUp(facts, checks, all(check.ok for check in checks))


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
    house.governor.check_usual()
    rows = [row for row in house.connections.list() if row.state == "connected"]
    found = [limits_of(house, row, house.connections.tenants(row.name)) for row in rows]
    ending = [
        f"{left.name}: {lasting(left, each.limits.day_reserve if each.limits else 0)}"
        for each in found
        for left in each.left
        if left.runs_out_at is not None
    ]
    many = sum(len(each.left) for each in found)
    return ". ".join(ending) or f"{many} organisations, the day's calls last for each"


CHECKS: tuple[tuple[str, Callable[[House], str]], ...] = (
    ("database", _database),
    ("disk", _disk),
    ("key", _key),
    ("apps", _apps),
    ("connections", _connections),
    ("limits", _limits),
    *processes.LOOKS,
)


def _checked(name: str, look: Callable[[House], str], house: House) -> Check:
    try:
        return Check(name, ok=True, found=look(house))
    except Exception as error:
        problem = problem_of(error)
        if problem.status == 500:
            raise
        return Check(name, ok=False, found=problem.detail)
