"""The way back from a service's consent page: finish the connection, then go to a clean address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from tallyloom.api.markup import element
from tallyloom.api.page import HEADERS, page
from tallyloom.kit import Trouble

if TYPE_CHECKING:
    from tallyloom.house import House

CALLBACK = "/oauth/callback"
SESSION = "tallyloom_session"

# What came of it, by a word that is safe in an address: status, heading, what to do.
OUTCOMES = {
    "done": (200, "Connected", "You can close this page and go on where you were."),
    "AskAgain": (
        410,
        "Ask again",
        "This consent has expired, was used already or was asked for elsewhere. Begin once more: "
        "tallyloom connections add.",
    ),
    "Refused": (
        403,
        "Not connected",
        "Consent was not given, so nothing was connected. Begin once more whenever you like.",
    ),
    "CheckRegistration": (
        400,
        "Check the registration",
        "The service refuses the client id, its secret or a permission. Compare them with the "
        "service's developer site.",
    ),
    "failed": (
        502,
        "Not connected",
        "The service could not be asked, so nothing was connected. The log says why; try again.",
    ),
}
log = structlog.get_logger()


def routes(house: House) -> APIRouter:
    router = APIRouter()

    @router.get(CALLBACK, include_in_schema=False)
    def callback(request: Request) -> RedirectResponse:
        """303 to a page whose address holds no code; the same whatever came of it."""
        outcome = _finished(house, request)
        return RedirectResponse(f"/consent/{outcome}", status_code=303, headers=HEADERS)

    @router.get("/consent/{outcome}", response_class=HTMLResponse, include_in_schema=False)
    def result(outcome: str) -> HTMLResponse:
        status, heading, said = OUTCOMES.get(outcome, OUTCOMES["failed"])
        runs = element("p", element("a", "Runs", href="/"))
        return page(heading, element("h1", heading), element("p", said), runs, status=status)

    return router


def _finished(house: House, request: Request) -> str:
    session = request.cookies.get(SESSION, "")
    try:
        house.connections.finish(_address(house, request), session=session)
    except Trouble as trouble:
        log.warning("a consent was not finished", why=trouble.message)
        return trouble.remedy if trouble.remedy in OUTCOMES else "failed"
    return "done"


def _address(house: House, request: Request) -> str:
    """The address as the browser has it, also where a server in front changes it on the way."""
    public = house.settings.public_url
    return f"{public}{CALLBACK}?{request.url.query}" if public else str(request.url)
