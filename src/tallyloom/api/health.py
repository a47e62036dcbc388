"""Whether the process is alive, and whether it can do its work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from fastapi import APIRouter, Response
from sqlalchemy import text

if TYPE_CHECKING:
    from tallyloom.house import House

ROOM = 256 * 1024**2  # bytes; with less than this the embedded database soon cannot write
log = structlog.get_logger()


def routes(house: House) -> APIRouter:
    router = APIRouter()

    @router.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
    def alive() -> dict[str, Any]:
        """Answers as long as the process lives."""
        return {"status": "alive"}

    @router.api_route("/readyz", methods=["GET", "HEAD"], include_in_schema=False)
    def ready(response: Response) -> dict[str, Any]:
        """200 when everything that runs need is there; else 503 and what is missing."""
        checks = {name: _found(look, house) for name, look in CHECKS.items()}
        good = all(found == "ok" for found in checks.values())
        response.status_code = 200 if good else 503
        return {"status": "ready" if good else "not ready", "checks": checks}

    return router


def _found(look: Callable[[House], str], house: House) -> str:
    """What a look found. Whoever asks need not sign in, so a trouble is told by its kind alone."""
    try:
        return look(house)
    except Exception as error:
        log.warning("a check of readiness failed", check=look.__name__, error=str(error))
        return f"It cannot be told ({type(error).__name__}); the log says more."


def _database(house: House) -> str:
    try:
        with house.database.connect() as on:
            on.execute(text("SELECT 1"))
    except Exception as error:
        return f"The database does not answer ({type(error).__name__})."
    return "ok"


def _engine(house: House) -> str:
    """This process moves runs, or another one does that was heard of just now."""
    # One that nobody has used yet is not made for being asked after.
    made = vars(house).get("engine")
    if made and made.running:
        return "ok"
    from tallyloom.engine.presence import SILENCE

    if any(process.moves_runs for process in house.processes.seen(SILENCE)):
        return "ok"
    return "Nobody moves runs: the engine of this process is not launched, and no worker is there."


def _key(house: House) -> str:
    return "ok" if house.vault.names else "There is no key."


def _disk(house: House) -> str:
    if house.database.embedded is None:
        return "ok"
    free = shutil.disk_usage(house.settings.home).free
    return "ok" if free >= ROOM else f"Only {free // 1024**2} MB are free where the database is."


CHECKS: dict[str, Callable[[House], str]] = {
    "database": _database,
    "engine": _engine,
    "key": _key,
    "disk": _disk,
}
