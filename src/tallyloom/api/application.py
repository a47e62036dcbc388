"""The web application of a house: every noun's routes, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from tallyloom.api import consent, health, home, page, run_page, webhooks
from tallyloom.api.markup import element
from tallyloom.store.trouble import StoreTrouble

if TYPE_CHECKING:
    from tallyloom.house import House

LOCAL = ("localhost", "127.0.0.1", "[::1]")
ANY = ("0.0.0.0", "[::]", "::")  # noqa: S104 - compared with, not listened on


def application(house: House) -> FastAPI:
    """Answers for one house; the engine is launched by whoever serves it."""
    app = FastAPI(title="Tallyloom", openapi_url=None, docs_url=None, redoc_url=None)
    # A page of another site cannot read ours by giving our address a name of its own.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_hosts(house), www_redirect=False)
    app.router.routes.append(webhooks.route(house))
    app.include_router(page.routes())
    for noun in (health, consent, home, run_page):
        app.include_router(noun.routes(house))
    app.add_exception_handler(404, _not_there)
    app.add_exception_handler(StoreTrouble, _store_trouble)
    return app


def _hosts(house: House) -> list[str]:
    listens = house.settings.listen.rpartition(":")[0]
    public = urlsplit(house.settings.public_url or "").hostname
    if listens in ANY and not public:
        return ["*"]
    return [*LOCAL, listens, *([public] if public else [])]


def _not_there(_request: Request, _error: Exception) -> HTMLResponse:
    said = element("p", "There is nothing at this address.")
    back = element("p", element("a", "Runs", href="/"))
    return page.page("Not found", element("h1", "Not found"), said, back, status=404)


def _store_trouble(_request: Request, error: Exception) -> HTMLResponse:
    said = element("p", str(error))
    return page.page("Not now", element("h1", "Not now"), said, status=503)
