"""How control is spoken to: JSON in, JSON out, and a sentence when it cannot be done.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import msgspec
from starlette.exceptions import HTTPException
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


async def sent(request: Request) -> dict[str, Any]:
    """The request's JSON object; without a body an empty one."""
    body = await request.body()
    read = msgspec.json.decode(body) if body else {}
    if not isinstance(read, dict):
        raise Wrong('send a JSON object, as in {"name": "value"}, or no body at all')
    return read


async def lost(request: Request, trouble: Exception) -> Response:
    """The answer to a path or a method that control does not have."""
    assert isinstance(trouble, HTTPException)
    allowed = (trouble.headers or {}).get("Allow")
    if allowed is None:
        return told({"error": "control has nothing here: GET /_emulator/state is one of it"}, 404)
    return told({"error": f"this path takes {allowed}, not {request.method}"}, trouble.status_code)


def guarded(handler: Handler) -> Handler:
    """The handler, with every trouble turned into the answer that says what to do."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Wrong as trouble:
            return told({"error": str(trouble)}, trouble.status)
        except ClockIsElsewhere as trouble:
            return told({"error": str(trouble)}, 409)
        except ClockUnreadable as trouble:
            return told({"error": str(trouble)}, 503)
        except RecursionError:
            return told({"error": "the JSON is nested too deeply: send a flatter one"}, 400)
        except (SnapshotUnreadable, *MALFORMED) as trouble:
            return told({"error": str(trouble)}, 400)

    return answer
