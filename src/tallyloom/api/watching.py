"""What a worker answers: how it is, and its figures. It has no pages and no API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.middleware.trustedhost import TrustedHostMiddleware

from tallyloom.api import guard, health, metrics
from tallyloom.settings import is_loopback

if TYPE_CHECKING:
    from tallyloom.house import House

LOCAL = ["localhost", "127.0.0.1", "[::1]"]


def watching(house: House, host: str) -> FastAPI:
    """Answers on `host`. Where only this machine can reach it, figures need no token; a program
    on this machine could read them in the database all the same.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.router.routes.extend(health.routes(house).routes)
    if not is_loopback(host.strip("[]")):
        guard.mount(app, house, [metrics.routes])
        return app
    # A page of another site cannot read them by giving our address a name of its own.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL, www_redirect=False)

    @app.get("/metrics")
    def figures() -> Response:
        return Response(metrics.exposed(house), media_type=CONTENT_TYPE_LATEST)

    return app
