"""The web application of a house: every noun's routes, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from tallyloom.api import health

if TYPE_CHECKING:
    from tallyloom.house import House


def application(house: House) -> FastAPI:
    """Answers for one house; the engine is launched by whoever serves it."""
    app = FastAPI(title="Tallyloom", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(health.routes(house))
    return app
