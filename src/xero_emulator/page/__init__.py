"""The page at `/`, for a person who looks: organisations, documents, limits, webhooks, requests.

How it was checked: in a browser; this file holds no fact about Xero.
"""

from __future__ import annotations

from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from xero_emulator.clock import ClockUnreadable
from xero_emulator.page import books, overview
from xero_emulator.page.parts import document
from xero_emulator.world import World

SHEET = "/page/style.css"
SCRIPT = "/page/follow.js"
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}


def owns(path: str) -> bool:
    """Whether this page answers there; Xero has no such paths."""
    return path == "/" or path.startswith(("/books/", "/page/"))


def page(world: World) -> Starlette:
    """The application that answers at `/`, `/books/{tenant}` and for what they need."""

    async def home(request: Request) -> Response:
        try:
            await world.clock.refresh()
        except ClockUnreadable as trouble:
            told = document("No clock", overview.timeless(str(trouble)))
            return HTMLResponse(told, 503, headers=HEADERS)
        return HTMLResponse(document("Xero emulator", await overview.shown(world)), headers=HEADERS)

    async def organisation(request: Request) -> Response:
        found = world.organisations.get(request.path_params["tenant"].lower())
        if found is None:
            told = document("No such organisation", overview.nowhere())
            return HTMLResponse(told, 404, headers=HEADERS)
        inside = await books.shown(world, found)
        return HTMLResponse(document(f"{found.books.name}, Xero emulator", inside), headers=HEADERS)

    def file(name: str, kind: str) -> Response:
        return Response(files(__name__).joinpath(name).read_bytes(), media_type=kind)

    async def sheet(request: Request) -> Response:
        return file("style.css", "text/css")

    async def script(request: Request) -> Response:
        return file("follow.js", "text/javascript")

    return Starlette(
        routes=[
            Route("/", home),
            Route("/books/{tenant}", organisation),
            Route(SHEET, sheet),
            Route(SCRIPT, script),
        ]
    )
