"""Where services call: checked by its signature, kept for good, and only then answered.

Plain ASGI, in front of everything else: the bytes are taken as they come, and what is answered is
a status and nothing more: no body, no cookies, within seconds. Calls that come together share the
transaction that keeps them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import structlog

from tallyloom.api.headers import RAW
from tallyloom.api.together import Together
from tallyloom.connections.registrations import listening
from tallyloom.engine import crash
from tallyloom.engine.counted import WEBHOOK_CALLS
from tallyloom.store.deliveries import Arrival

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tallyloom.connections.vault import Secret
    from tallyloom.house import House
    from tallyloom.kit import Listen

PATH = "/webhooks"
LARGEST = 1024 * 1024  # bytes of one call
PATIENCE = 4.0  # seconds for its bytes to come
LOOK = 1.0  # seconds for which keys, and how much waits, are not looked up again; keys twice that
TOGETHER = 256  # calls in one transaction
SHARE = 20  # how much of the time may go into counting what waits: one part in so many
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


class Callers:
    """Who may call, by registration; looked up once a second, and for many calls at once."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[str, Caller] = {}
        self._looking = Together(self._look_up, TOGETHER)
        self._refreshing: asyncio.Task[None] | None = None

    async def of(self, registration: str, headers: Headers, body: bytes) -> Caller | int:
        """Who signed this call; the status to answer where nobody did that may call there.

        A wrong signature is looked at once more with fresh keys: the right one may be new.
        """
        caller = self._recent(registration)
        if caller is not None and caller.verifies(headers, body):
            return caller
        caller = await self._looking.ask(registration)
        if caller is None:
            return 404
        return caller if caller.verifies(headers, body) else 401

    def _recent(self, registration: str) -> Caller | None:
        """Where calls come all the time nobody waits: keys are looked up beside them."""
        caller = self._known.get(registration)
        age = self._house.clock.monotonic() - caller.known_at if caller else 2 * LOOK
        if LOOK < age < 2 * LOOK and self._refreshing is None:
            self._refreshing = asyncio.get_running_loop().create_task(self._refresh(registration))
        return caller if age < 2 * LOOK else None

    async def _refresh(self, registration: str) -> None:
        try:
            await self._looking.ask(registration)
        except Exception as error:
            log.warning("the keys of a webhook cannot be looked up", why=str(error))
        finally:
            self._refreshing = None

    def _look_up(self, asked: Sequence[str]) -> list[Caller | None]:
        found = {registration: self._found(registration) for registration in set(asked)}
        for registration, caller in found.items():
            if caller is not None:
                self._known[registration] = caller
            else:
                self._known.pop(registration, None)
        return [found[registration] for registration in asked]

    def _found(self, registration: str) -> Caller | None:
        now = self._house.clock.monotonic()
        registrations = self._house.connections.registrations
        row = registrations.find(registration)
        app = self._house.apps.get(row.app) if row else None
        module = listening(app) if app else None
        keys = registrations.webhook_keys(row) if row and module else []
        if not (row and module and keys):
            return None
        return Caller(row.id, module, tuple(keys), now)


class Room:
    """Whether more can wait. It is counted now and then, and what came since is added."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._counted: int | None = None
        self._taken = 0  # since the last count
        self._kept = 0  # of these, so that the next count has them
        self._next_look = float("-inf")
        self._looking: asyncio.Task[None] | None = None

    async def full(self) -> bool:
        """Whether the next call would be one too many; it counts as waiting if not."""
        if self._looking is None and self._house.clock.monotonic() >= self._next_look:
            self._looking = asyncio.get_running_loop().create_task(self._look())
        if self._counted is None and self._looking is not None:
            await asyncio.shield(self._looking)
        if (self._counted or 0) + self._taken >= self._house.settings.webhook_queue:
            return True
        self._taken += 1
        return False

    def kept(self) -> None:
        """A call that was counted as waiting is in the database now, or will never be."""
        self._kept += 1

    async def _look(self) -> None:
        """Count beside what goes on; the longer it takes, the later it is done again."""
        clock, before = self._house.clock, self._kept
        began = clock.monotonic()
        try:
            most = self._house.settings.webhook_queue
            self._counted = await asyncio.to_thread(self._house.deliveries.waiting, most)
            self._taken -= before
            self._kept -= before
        except Exception as error:
            log.warning("what waits cannot be counted", why=str(error))
        finally:
            took = clock.monotonic() - began
            self._next_look = began + max(LOOK, took * SHARE)
            self._looking = None


class Webhooks:
    """Answers POST /webhooks/REGISTRATION.

    200 when the delivery is on disk, 401 for a wrong signature or none, 404 where nobody may call,
    413 and 408 for what is too large or too slow, 503 with Retry-After while too much waits or
    nothing can be kept.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._callers = Callers(house)
        self._room = Room(house)
        self._keeping = Together(self._keep, TOGETHER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = await self._answer(scope, receive) if scope["method"] == "POST" else 404
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
        try:
            return await self._take(scope["path"].removeprefix(f"{PATH}/"), headers, body)
        except Exception as error:
            log.warning("a delivery was not kept", why=str(error))
            return 503

    async def _take(self, registration: str, headers: Headers, body: bytes) -> int:
        if "\0" in registration:  # which no column holds: all who are looked up with it would fail
            return 404
        caller = await self._callers.of(registration, headers, body)
        if isinstance(caller, int):
            return caller
        if await self._room.full():
            return 503
        try:
            await self._keeping.ask(Arrival(caller.registration_id, body))
        finally:
            self._room.kept()
        return 200

    def _keep(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        self._house.deliveries.keep(arrivals, self._house.clock.now())
        crash.point("delivered")
        return arrivals


def in_front(house: House, behind: ASGIApp) -> ASGIApp:
    """The webhooks of a house, and behind them whatever answers everything else.

    Services send, people look: at the same address there is a page about the webhook.
    """
    webhooks = Webhooks(house)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        sent = scope["type"] == "http" and scope["method"] not in ("GET", "HEAD")
        ours = sent and scope["path"].startswith(f"{PATH}/")
        await (webhooks if ours else behind)(scope, receive, send)

    return answer


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
    WEBHOOK_CALLS.add(str(status))
    headers = [(b"content-length", b"0"), *RAW]
    if status == 503:
        headers.append((b"retry-after", LATER.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
