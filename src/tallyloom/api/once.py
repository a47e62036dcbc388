"""A POST with an Idempotency-Key is done once: who sends it again gets the first answer again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from tallyloom.api.problems import AwaitAnswer, ChooseAnotherKey, CorrectRequest
from tallyloom.connections.vault import Secret
from tallyloom.kit import from_json, to_json

if TYPE_CHECKING:
    from tallyloom.api.access import Who
    from tallyloom.house import House
    from tallyloom.store.repeats import Repeat

HEADER = "Idempotency-Key"
AGAIN = "Idempotent-Replayed"
# Then nothing was done, so that the same request may be sent again.
UNDONE = frozenset({401, 403, 408, 429})
TAKEN_ALONG = ("content-type", "etag", "location")
LARGEST = 4 * 1024 * 1024  # bytes of an answer that is kept
_KEY = re.compile(r"[\x21-\x7e]{1,255}")

PARAMETER: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Any text of your own; the same request under it is done once in 24 hours.",
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,255}$"},
}


async def once(
    house: House, who: Who, request: Request, do: Callable[[Request], Awaitable[Response]]
) -> Response:
    """The answer of `do`, or the one that this key was given first.

    Raises CorrectRequest, AwaitAnswer, ChooseAnotherKey, and whatever `do` raises.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return await do(request)
    if not _KEY.fullmatch(key):
        raise CorrectRequest(f"{HEADER} is 1 to 255 printable characters.", field=HEADER)
    fingerprint = _fingerprint(request, await request.body())
    known = await run_in_threadpool(
        house.repeats.begin, who.principal, key, fingerprint, house.clock.now()
    )
    if known is not None:
        return await run_in_threadpool(_again, house, who, key, fingerprint, known)
    try:
        response = await do(request)
    except BaseException:
        await run_in_threadpool(house.repeats.release, who.principal, key)
        raise
    await run_in_threadpool(_keep, house, who, key, response)
    return response


def _fingerprint(request: Request, body: bytes) -> bytes:
    head = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(head.encode() + body).digest()


def _purpose(who: Who, key: str) -> str:
    return f"repeats/{who.principal}/{key}"


def _again(house: House, who: Who, key: str, fingerprint: bytes, known: Repeat) -> Response:
    if known.request != fingerprint:
        raise ChooseAnotherKey
    if known.answer is None:
        raise AwaitAnswer
    kept: Any = from_json(house.vault.open(known.answer, _purpose(who, key)).reveal())
    return Response(kept["body"], int(kept["status"]), {**kept["headers"], AGAIN: "true"})


def _keep(house: House, who: Who, key: str, response: Response) -> None:
    """What streams, sets cookies, is too large or told of trouble of ours is not kept."""
    body = getattr(response, "body", None)
    undone = response.status_code >= 500 or response.status_code in UNDONE
    if body is None or undone or len(body) > LARGEST or "set-cookie" in response.headers:
        house.repeats.release(who.principal, key)
        return
    headers = {name: response.headers[name] for name in TAKEN_ALONG if name in response.headers}
    kept = {"status": response.status_code, "headers": headers, "body": bytes(body).decode()}
    sealed = house.vault.seal(Secret(to_json(kept).decode()), _purpose(who, key))
    house.repeats.answer(who.principal, key, sealed)
