"""The headers that every answer carries, set where nothing can leave without passing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing is loaded, nothing runs, nobody may frame it. Pages say for themselves what they load.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
ALWAYS = {
    "Content-Security-Policy": NOTHING,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
# The same for what answers without anything around it.
RAW = [(name.lower().encode(), value.encode()) for name, value in ALWAYS.items()]
# Two years, as browsers' lists of such sites ask.
STRICT = "max-age=63072000"


class Headers:
    """Adds to every answer what it does not say itself, also to errors, redirects and files."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        strict = {"Strict-Transport-Security": STRICT} if https else {}
        self._headers = ALWAYS | strict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)
