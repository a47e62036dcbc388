"""Putting an answer on the wire: whole, in drips, cut short, or not at all.

How it was checked: by our own tests, at the client; this file holds no fact about Xero.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.client import responses
from typing import Any

from starlette.types import Receive, Scope, Send

from xero_emulator.calls import Reply
from xero_emulator.faults import Cut, Drip, DropAfter, Rule


def head_of(reply: Reply) -> list[tuple[bytes, bytes]]:
    """The headers as they go out, with lengths and type."""
    told = dict(reply.headers)
    if reply.content_type:
        told["Content-Type"] = reply.content_type
    if reply.status not in (204, 304):
        told["Content-Length"] = str(len(reply.body))
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told.items()
    ]


def _as_bytes(reply: Reply) -> tuple[bytes, bytes]:
    phrase = responses.get(reply.status, "")
    lines = b"".join(b"%s: %s\r\n" % header for header in head_of(reply))
    return f"HTTP/1.1 {reply.status} {phrase}\r\n".encode() + lines + b"\r\n", reply.body


async def hang_up(scope: Scope, receive: Receive, sends: bytes = b"") -> None:
    """Write raw bytes, close the connection, and wait until it is closed."""
    transport: asyncio.Transport = scope["state"]["transport"]
    if sends:
        transport.write(sends)
        transport.close()
    else:
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        continue


def cut_of(reply: Reply, fault: Cut) -> bytes:
    """The bytes that leave before the connection is cut."""
    head, body = _as_bytes(reply)
    return head + body[: fault.at] if fault.of == "body" else (head + body)[: fault.at]


def last(rules: list[Rule], kind: type[Any]) -> Any:
    """The fault of this kind that was added last, or None."""
    return next((rule.fault for rule in reversed(rules) if isinstance(rule.fault, kind)), None)


def body_bytes_sent(reply: Reply, rules: list[Rule]) -> int | None:
    """How much of the body will leave; None when the client gets no answer at all."""
    if last(rules, DropAfter) is not None:
        return None
    cut = last(rules, Cut)
    if cut is None:
        return len(reply.body)
    head, body = _as_bytes(reply)
    return max(0, min(len(body), len(cut_of(reply, cut)) - len(head)))


async def deliver(
    reply: Reply,
    rules: list[Rule],
    leave: Callable[[], None],
    channel: tuple[Scope, Receive, Send],
) -> None:
    """Send the answer as the faults allow; `leave` is called before its last byte goes."""
    scope, receive, send = channel
    if last(rules, DropAfter) is not None:
        leave()
        return await hang_up(scope, receive)
    cut = last(rules, Cut)
    if cut is not None:
        leave()
        return await hang_up(scope, receive, cut_of(reply, cut))
    await _send(reply, last(rules, Drip), leave, send)
    return None


async def _send(reply: Reply, drip: Drip | None, leave: Callable[[], None], send: Send) -> None:
    start = {"type": "http.response.start", "status": reply.status, "headers": head_of(reply)}
    step = drip.bytes if drip is not None else max(1, len(reply.body))
    pieces = [reply.body[at : at + step] for at in range(0, len(reply.body), step)] or [b""]
    if drip is None:
        leave()
    await send(start)
    for place, piece in enumerate(pieces):
        more = place + 1 < len(pieces)
        if drip is not None:
            await asyncio.sleep(drip.seconds)
            if not more:
                leave()
        await send({"type": "http.response.body", "body": piece, "more_body": more})
