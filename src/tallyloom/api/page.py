"""Pages that need no script: to sign in, to come back from a service, to say that something is
wrong. A frame, a style sheet, and headers that trust nobody."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from tallyloom.api.headers import ALWAYS
from tallyloom.api.markup import Child, element, together
from tallyloom.api.route import Asked
from tallyloom.api.style import sheet

# Only the style sheet, its letters and the sign are loaded; nothing runs, nobody may frame it.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = ALWAYS | {"Content-Security-Policy": POLICY}
WITH_FORMS = ALWAYS | {
    "Content-Security-Policy": POLICY.replace("form-action 'none'", "form-action 'self'")
}
SIGN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<circle cx="16" cy="16" r="16" fill="#0B6E6E"/>'
    '<path d="M8 9h16v4h-6v11h-4V13H8z" fill="#fff"/></svg>'
)


def page(
    title: str, *children: Child, status: int = 200, asked: Asked | None = None, forms: bool = False
) -> HTMLResponse:
    """A whole page; its first heading should say the same as `title`.

    With `asked` it says who is signed in, and offers to sign out.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{title} · Tallyloom"),
        element("link", rel="icon", href="/sign.svg", type="image/svg+xml"),
        element("link", rel="stylesheet", href="/style.css"),
    )
    body = element(
        "body",
        element("header", _home()),
        element("main", children),
        _person(asked),
    )
    html = Markup("<!doctype html>\n") + element("html", together((head, body)), lang="en")
    headers = WITH_FORMS if forms or asked else HEADERS
    return HTMLResponse(str(html), status_code=status, headers=headers)


def _person(asked: Asked | None) -> Markup | None:
    """Who is signed in with a session; a program has nothing to sign out of."""
    if asked is None or not asked.who.session_id:
        return None
    out = element("button", "Sign out", type="submit")
    token = element("input", type="hidden", name="csrf", value=asked.place.csrf)
    leave = element("form", token, out, method="post", action="/logout")
    return element("footer", element("span", asked.who.name), leave)


def trouble_page(status: int, said: str, heading: str = "") -> HTMLResponse:
    """What a person reads in place of the page they asked for."""
    heading = heading or ("Not found" if status == 404 else HTTPStatus(status).phrase)
    back = element("p", element("a", "Back to Tallyloom", href="/"))
    return page(heading, element("h1", heading), element("p", said), back, status=status)


def _home() -> Markup:
    disc = element("span", "T", class_="disc", aria_hidden="true")
    return element("a", disc, "Tallyloom", href="/", rel="home", class_="brand")


def routes() -> APIRouter:
    """The style sheet and the sign."""
    router = APIRouter()
    style = sheet()

    @router.get("/style.css", include_in_schema=False)
    def style_sheet() -> Response:
        return _asset(style, "text/css")

    @router.get("/sign.svg", include_in_schema=False)
    def sign() -> Response:
        return _asset(SIGN, "image/svg+xml")

    return router


def _asset(text: str, type_: str) -> Response:
    headers = {"Cache-Control": "max-age=300", "X-Content-Type-Options": "nosniff"}
    return Response(text, media_type=type_, headers=headers)
