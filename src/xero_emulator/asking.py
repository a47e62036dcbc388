"""How control is spoken to: JSON in, JSON out, and a sentence when it cannot be done.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from xero_emulator.clock import ClockIsElsewhere, ClockUnreadable
from xero_emulator.world import ENCODER, SnapshotUnreadable

MALFORMED = (msgspec.MsgspecError, ArithmeticError, KeyError, TypeError, ValueError)
Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


class Wrong(Exception):
    """A control request that cannot be done; its text says what to send instead."""

    def __init__(self, says: str, status: int = 400) -> None:
        super().__init__(says)
        self.status = status


def told(answer: Any, status: int = 200) -> Response:
    return Response(ENCODER.encode(answer), status, media_type="application/json")


async def sent(request: Request) -> Any:
    """The request's JSON; without a body an empty object."""
    body = await request.body()
    return msgspec.json.decode(body) if body else {}


def guarded(handler: Handler) -> Handler:
    """The handler, with every trouble turned into the answer that says what to do."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Wrong as trouble:
            return told({"error": str(trouble)}, trouble.status)
        except ClockIsElsewhere as trouble:
            return told({"error": str(trouble)}, 409)
        except (ClockUnreadable, SnapshotUnreadable, *MALFORMED) as trouble:
            return told({"error": str(trouble)}, 400)

    return answer
