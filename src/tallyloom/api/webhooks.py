"""Where services call: checked by its signature, kept for good, and only then answered.

Plain ASGI, in front of everything else: the bytes are taken as they come, and what is answered is
a status and nothing more: no body, no cookies, within seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from tallyloom.connections.registrations import listening
from tallyloom.engine import crash

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from tallyloom.connections.vault import Secret
    from tallyloom.house import House
    from tallyloom.kit import Listen

PATH = "/webhooks"
LARGEST = 1024 * 1024  # bytes of one call
PATIENCE = 4.0  # seconds for its bytes to come
LOOK = 1.0  # seconds for which keys, and how much waits, are not looked up again
LATER = "60"  # seconds after which to try again

Headers: TypeAlias = Mapping[str, str]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Caller:
    """A registration whose service may call, what it signs with, and when that was looked up."""

    registration_id: str
    module: Listen
    keys: tuple[Secret, ...] = field(repr=False)
    known_at: float

    def verifies(self, headers: Headers, body: bytes) -> bool:
        """Every key is tried, so that it takes the same time whichever is right."""
        found = [self.module.verify(headers, body, key.reveal()) for key in self.keys]
        return any(found)


class Webhooks:
    """Answers POST /webhooks/REGISTRATION.

    200 when the delivery is on disk, 401 for a wrong signature or none, 404 where nobody may call,
    413 and 408 for what is too large or too slow, 503 with Retry-After while too much waits or
    nothing can be kept.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._callers: dict[str, Caller] = {}
        self._room = Room(house)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 404
        if scope["method"] == "POST":
            status = await self._answer(scope, receive)
        await _say(send, status)

    async def _answer(self, scope: Scope, receive: Receive) -> int:
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _whole(receive, headers)
        except TimeoutError:
            return 408
        if body is None:
            return 413
        registration = scope["path_params"]["registration"]
        try:
            return await run_in_threadpool(self._take, registration, headers, body)
        except Exception as error:
            log.warning("a delivery was not kept", why=str(error))
            return 503

    def _take(self, registration: str, headers: Headers, body: bytes) -> int:
        caller = self._callers.get(registration)
        now = self._house.clock.monotonic()
        old = caller is None or now - caller.known_at > LOOK
        if caller is None or old or not caller.verifies(headers, body):
            caller = self._looked_up(registration, now)
            if caller is None:
                return 404
            if not caller.verifies(headers, body):
                return 401
        if self._room.full():
            return 503
        self._house.deliveries.keep(caller.registration_id, [body], self._house.clock.now())
        crash.point("delivered")
        return 200

    def _looked_up(self, registration: str, now: float) -> Caller | None:
        """Who calls there; looked up anew after a wrong signature, for the key may be a new one."""
        self._callers.pop(registration, None)
        registrations = self._house.connections.registrations
        row = registrations.find(registration)
        app = self._house.apps.get(row.app) if row else None
        module = listening(app) if app else None
        keys = registrations.webhook_keys(row) if row and module else []
        if not (row and module and keys):
            return None
        self._callers[registration] = Caller(row.id, module, tuple(keys), now)
        return self._callers[registration]


@dataclass(slots=True)
class Room:
    """Whether more can wait. It is looked at once a second, and what came since is added."""

    house: House
    _waiting: int = 0
    _looked_at: float = float("-inf")

    def full(self) -> bool:
        most, now = self.house.settings.webhook_queue, self.house.clock.monotonic()
        if now - self._looked_at > LOOK:
            self._looked_at = now
            self._waiting = self.house.deliveries.waiting(most)
        self._waiting += 1
        return self._waiting > most


def route(house: House) -> Route:
    return Route(f"{PATH}/{{registration}}", Webhooks(house))


def address(house: House, registration_id: str) -> str:
    """What is pasted at the service's developer site."""
    settings = house.settings
    return f"{settings.public_url or f'http://{settings.listen}'}{PATH}/{registration_id}"


async def _whole(receive: Receive, headers: Headers) -> bytes | None:
    """The bytes as they come; None where there are too many."""
    told = headers.get("content-length", "0")
    if told.isdecimal() and int(told) > LARGEST:
        return None
    body = bytearray()
    while True:
        message: MutableMapping[str, Any] = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _say(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", LATER.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
