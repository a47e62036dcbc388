"""The web application of a house: every noun's routes, put together."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from tallyloom.api import (
    apps,
    audit,
    callback,
    connections,
    consents,
    deliveries,
    doctor,
    files,
    first_start,
    functions,
    guard,
    health,
    incomplete,
    live,
    me,
    metrics,
    modules,
    notices,
    page,
    people_pages,
    registrations,
    run_call,
    run_contents,
    run_search,
    runs,
    scenario_routes,
    scenario_running,
    scenario_steps,
    scenario_versions,
    scenarios,
    schedules,
    screens,
    session,
    users,
)
from tallyloom.api.headers import Headers
from tallyloom.api.problems import SCHEMA, problem_of
from tallyloom.api.route import API, Routes
from tallyloom.api.signing import cookie_name, https

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from tallyloom.house import House

LOCAL = ("localhost", "127.0.0.1", "[::1]")
ANY = ("0.0.0.0", "[::]", "::")  # noqa: S104 - compared with, not listened on

# Every noun's table; a route of a table that is not here is on no offer.
TABLES: tuple[Routes, ...] = (
    apps.routes,
    audit.routes,
    connections.routes,
    consents.routes,
    deliveries.routes,
    doctor.routes,
    files.routes,
    first_start.routes,
    functions.routes,
    incomplete.routes,
    live.routes,
    me.routes,
    metrics.routes,
    modules.routes,
    notices.routes,
    registrations.routes,
    run_call.routes,
    run_contents.routes,
    run_search.routes,
    runs.routes,
    scenario_running.routes,
    scenario_steps.routes,
    scenario_routes.routes,
    scenario_versions.routes,
    scenarios.routes,
    schedules.routes,
    screens.routes,
    session.routes,
    users.routes,
)


class Application(FastAPI):
    """Answers for one house. The headers are put on outside of everything else."""

    def __init__(self, house: House) -> None:
        super().__init__(
            title="Tallyloom",
            version=metadata.version("tallyloom"),
            openapi_url=f"{API}/openapi.json",
            docs_url=None,
            redoc_url=None,
        )
        self._house = house
        self._outside = Headers(super().__call__, https=https(house))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._outside(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The description that programs and our own fuzzing read."""
        if self.openapi_schema is None:
            told = get_openapi(
                title=self.title, version=self.version, routes=self.routes, description=ABOUT
            )
            parts = told.setdefault("components", {})
            parts.setdefault("schemas", {})["Problem"] = SCHEMA
            parts["securitySchemes"] = {
                "token": {"type": "http", "scheme": "bearer", "description": "tly_…"},
                "session": {"type": "apiKey", "in": "cookie", "name": cookie_name(self._house)},
            }
            self.openapi_schema = told
        return self.openapi_schema


ABOUT = (
    "Connect your apps and let them work. Moments are RFC 3339 in UTC, lists are paged by cursor, "
    "trouble is problem+json, and a POST with an Idempotency-Key is done once."
)


def application(house: House) -> Application:
    """Answers for one house; the engine is launched by whoever serves it. Raises DeclareAccess."""
    app = Application(house)
    # A page of another site cannot read ours by giving our address a name of its own.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_hosts(house), www_redirect=False)
    for beside in (page.routes(), screens.files(), health.routes(house), callback.routes(house)):
        app.router.routes.extend(beside.routes)
    app.router.routes.extend(people_pages.routes(house))
    guard.mount(app, house, TABLES)
    guard.check_declared(app)
    for kind in (HTTPException, Exception):
        app.add_exception_handler(kind, _trouble)
    return app


def _hosts(house: House) -> list[str]:
    listens = house.settings.listen.rpartition(":")[0]
    public = urlsplit(house.settings.public_url or "").hostname
    if listens in ANY and not public:
        return ["*"]
    return [*LOCAL, listens, *([public] if public else [])]


def _trouble(request: Request, error: Exception) -> Response:
    """Programs read problem+json, people a page."""
    told = problem_of(error)
    if request.url.path.startswith(API):
        answer = told.response()
    else:
        answer = page.trouble_page(told.status, told.detail)
    answer.headers.update(dict(getattr(error, "headers", None) or {}))
    return answer
