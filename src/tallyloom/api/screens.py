"""The pages that run in the browser: one document for all of their addresses, and what it loads.

They are built from `web/` into the package. What they show comes from the API alone.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from tallyloom.api.access import Permission
from tallyloom.api.headers import ALWAYS
from tallyloom.api.markup import element
from tallyloom.api.page import page
from tallyloom.api.route import Asked, Routes
from tallyloom.api.style import BUILT

# First parts of addresses; what stands behind them is the pages' own.
PLACES = (
    "scenarios", "runs", "incomplete", "connections", "registrations", "webhooks", "apps",
    "settings",
)  # fmt: skip
# The document has this where every answer has a word of its own.
NONCE = "{{nonce}}"
# Only our own files run and style; styles that scripts write carry the word of their document.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}';"
    " img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
# The name of a file with a digest says what is in it, so that it never changes.
FOREVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300"

routes = Routes("screens")


def document(asked: Asked) -> HTMLResponse:
    """The document that every page begins with."""
    html = built()
    if not html:
        return missing(asked)
    nonce = secrets.token_urlsafe(16)
    headers = ALWAYS | {"Content-Security-Policy": POLICY.format(nonce=nonce)}
    return HTMLResponse(html.replace(NONCE, nonce), headers=headers)


def missing(asked: Asked) -> HTMLResponse:
    """What stands in place of pages that were not built."""
    return page(
        "The pages are not built",
        element("h1", "The pages are not built"),
        element(
            "p",
            "The command line and the API work. The pages are part of a released package; in a"
            " checkout they are built by:",
        ),
        element("pre", "./dev web"),
        status=503,
        asked=asked,
    )


@routes.page("/", Permission.OWN)
def home_screen(asked: Asked) -> HTMLResponse:
    """What needs somebody, first of all."""
    return document(asked)


def _place(place: str) -> None:
    def screen(asked: Asked) -> HTMLResponse:
        return document(asked)

    def screen_within(asked: Asked, *, rest: str) -> HTMLResponse:
        return document(asked)

    screen.__name__, screen_within.__name__ = f"{place}_screen", f"{place}_screen_within"
    routes.page(f"/{place}", Permission.OWN)(screen)
    routes.page(f"/{place}/{{rest:path}}", Permission.OWN)(screen_within)


for each in PLACES:
    _place(each)


def built() -> str:
    """The document as it was built; "" where it was not."""
    try:
        return (BUILT / "index.html").read_text("utf-8")
    except OSError:
        return ""


@cache
def _file(path: Path, _changed: float) -> bytes:
    return path.read_bytes()


def _given(name: str, packed: bool) -> tuple[bytes, bool] | None:
    """A file of this name, and whether it is compressed; None where nothing of it was built."""
    if Path(name).name != name:
        return None
    for file in (f"{name}.gz", name) if packed else (name,):
        path = BUILT / "assets" / file
        with suppress(OSError, ValueError):  # what cannot be a name is not there either
            return _file(path, path.stat().st_mtime), file != name
    return None


def files() -> APIRouter:
    """What the document loads. It is the same for everybody."""
    router = APIRouter()

    @router.api_route("/assets/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    def asset(request: Request, name: str) -> Response:
        type_ = TYPES.get(Path(name).suffix)
        found = _given(name, "gzip" in request.headers.get("accept-encoding", ""))
        if type_ is None or found is None:
            return Response(status_code=404)
        content, packed = found
        headers = ALWAYS | {
            "Cache-Control": FOREVER if "-" in name else SHORT,
            "Vary": "Accept-Encoding",
        }
        headers |= {"Content-Encoding": "gzip"} if packed else {}
        return Response(content, media_type=type_, headers=headers)

    return router
