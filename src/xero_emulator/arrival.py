"""One HTTP request as it came in, before anybody knows what it means.

How it was checked: by our own tests; this file holds no fact about Xero but the 10 MB bound, from
the reference's section 3.1, where another source says 3.5 MB (unverified which).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

LARGEST_BODY = 10 * 1024 * 1024


class CallerGone(Exception):
    """The client closed the connection before its request was whole; nothing happens."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """`path` and `query` as sent, header names lower-case, `origin` without a closing slash."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    origin: str
    now: datetime

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    def parameters(self) -> dict[str, str]:
        """The last value of each query parameter."""
        return dict(parse_qsl(self.query, keep_blank_values=True)) if self.query else {}

    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)


def headers_of(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def origin_of(scope: Scope, headers: Mapping[str, str]) -> str:
    host = headers.get("host") or ":".join(str(part) for part in scope["server"])
    return f"{scope['scheme']}://{host}"


async def read_body(receive: Receive, headers: Mapping[str, str]) -> bytes | None:
    """The whole body, or None when it is too large; it is read to its end all the same, because a
    client that is still sending would lose the answer."""
    if "content-length" not in headers and "transfer-encoding" not in headers:
        return b""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerGone
        piece = message.get("body", b"")
        size += len(piece)
        if size <= LARGEST_BODY:
            parts.append(piece)
        if not message.get("more_body", False):
            return b"".join(parts) if size <= LARGEST_BODY else None
