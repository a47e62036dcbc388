"""Whether the process is alive, and whether it can do its work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response
from sqlalchemy import text

if TYPE_CHECKING:
    from tallyloom.house import House


def routes(house: House) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz", include_in_schema=False)
    def alive() -> dict[str, Any]:
        """Answers as long as the process lives."""
        return {"status": "alive"}

    @router.get("/readyz", include_in_schema=False)
    def ready(response: Response) -> dict[str, Any]:
        """200 when the database answers and the engine moves runs; else 503 and what is missing."""
        checks = {"database": _database(house), "engine": _engine(house)}
        good = all(found == "ok" for found in checks.values())
        response.status_code = 200 if good else 503
        return {"status": "ready" if good else "not ready", "checks": checks}

    return router


def _database(house: House) -> str:
    try:
        with house.database.connect() as on:
            on.execute(text("SELECT 1"))
    except Exception as error:
        return f"The database does not answer ({type(error).__name__})."
    return "ok"


def _engine(house: House) -> str:
    # One that nobody has used yet is not made for being asked after.
    made = vars(house).get("engine")
    return "ok" if made and made.running else "The engine of this process is not launched."
