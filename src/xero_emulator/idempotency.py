"""Idempotency-Key: one processing for each key, and the same answer for six minutes.

How it was checked: life, scope, the text of the 400 and the order after rate limiting from the
reference's section 5.6. Unverified: the shape around that text, what an empty or too long key
gets, and that another organisation under the same key is a different request.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from xero_emulator.calls import Reply
from xero_emulator.refusals import problem

SECONDS = 360
LONGEST = 128
METHODS = frozenset({"POST", "PUT", "PATCH"})

Owner: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class Remembered:
    """A key in use: what was asked, when first (epoch seconds), and the answer once it is there."""

    request: str
    first: float
    reply: asyncio.Future[Reply]


def fingerprint(method: str, address: str, tenant: str, body: bytes) -> str:
    """What makes two requests the same; `address` is path and query as sent."""
    digest = hashlib.sha256(f"{method}\n{address}\n{tenant}\n".encode())
    digest.update(body)
    return digest.hexdigest()


def unusable(key: str) -> Reply | None:
    if 0 < len(key) <= LONGEST:
        return None
    return problem(400, "Bad Request", f"Idempotency Key must have 1 to {LONGEST} characters.")


def used_otherwise(key: str) -> Reply:
    return problem(400, "Bad Request", f"Idempotency Key {key} is used with a different request.")


class Idempotency:
    """Every key of the last six minutes, per app."""

    def __init__(self) -> None:
        self._answers: dict[Owner, Remembered] = {}

    def _forget(self, now: float) -> None:
        for owner, kept in list(self._answers.items()):
            if 0 <= now - kept.first < SECONDS:
                return
            del self._answers[owner]

    async def once(
        self,
        owner: Owner,
        request: str,
        now: float,
        process: Callable[[], Awaitable[Reply]],
    ) -> tuple[Reply, bool]:
        """The answer for this key, and whether it is a replay; equal keys wait for the first."""
        self._forget(now)
        kept = self._answers.get(owner)
        if kept is None:
            return await self._first(owner, request, now, process), False
        if kept.request != request:
            return used_otherwise(owner[1]), False
        return await asyncio.shield(kept.reply), True

    async def _first(
        self, owner: Owner, request: str, now: float, process: Callable[[], Awaitable[Reply]]
    ) -> Reply:
        kept = Remembered(request, now, asyncio.get_running_loop().create_future())
        self._answers[owner] = kept
        try:
            reply = await process()
        except BaseException:
            self._answers.pop(owner, None)
            kept.reply.cancel()
            raise
        kept.reply.set_result(reply)
        return reply

    def clear(self) -> None:
        self._answers.clear()

    def dump(self) -> list[object]:
        return [
            [*owner, kept.request, kept.first, msgspec.to_builtins(kept.reply.result())]
            for owner, kept in self._answers.items()
            if kept.reply.done() and not kept.reply.cancelled()
        ]

    def load(self, dumped: object) -> None:
        """Take over a dump; needs a running loop."""
        rows = msgspec.convert(dumped, list[tuple[str, str, str, float, Mapping[str, object]]])
        self._answers = {}
        for client, key, request, first, reply in rows:
            answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
            answer.set_result(msgspec.convert(reply, Reply))
            self._answers[(client, key)] = Remembered(request, first, answer)
