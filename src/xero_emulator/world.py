"""Everything that one emulator holds: organisations, grants, limits, faults, the log and the time.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from xero_emulator.calls import Route
from xero_emulator.changes import Change
from xero_emulator.clock import Clock
from xero_emulator.egress import Egress
from xero_emulator.faults import Faults
from xero_emulator.idempotency import Idempotency
from xero_emulator.identity.apps import Apps
from xero_emulator.identity.grants import Client, Grants
from xero_emulator.identity.keys import Keys
from xero_emulator.limits import Limits
from xero_emulator.log import RequestLog
from xero_emulator.webhooks.registry import Webhooks
from xero_emulator.webhooks.sender import Sender
from xero_emulator.webhooks.subscriptions import Subscription

if TYPE_CHECKING:
    from xero_emulator.books import Books

T = TypeVar("T")
THREADS = 8
ENCODER = msgspec.json.Encoder(decimal_format="number")
DECODER = msgspec.json.Decoder(float_hook=Decimal)


class SnapshotUnreadable(Exception):
    """This is no snapshot of this version of the emulator."""


class Snapshot(msgspec.Struct, forbid_unknown_fields=True):
    """A world as JSON."""

    version: Literal[1]
    seed: str
    clock: dict[str, Any]
    organisations: list[Any]
    keys: dict[str, Any]
    grants: dict[str, Any]
    limits: dict[str, Any]
    idempotency: list[Any]
    webhooks: dict[str, Any] = {}
    apps: dict[str, Any] = {}
    egress: dict[str, Any] = {}


def _try(kept: Snapshot) -> None:
    """Load every part on the side, so that a broken one is found before anything changes."""
    Clock().load(kept.clock)
    Keys().load(kept.keys)
    Grants().load(kept.grants)
    Limits().load(kept.limits)
    Idempotency().load(kept.idempotency)
    Webhooks(lambda client_id, tenant_id: False).load(kept.webhooks)
    Apps().load(kept.apps)
    Egress().load(kept.egress)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the resources' half gives: operations, how books begin, how they come back.

    `opened` makes books ready for whoever looks into them: the first time it may take a while.
    """

    routes: tuple[Route, ...]
    plant: Callable[[str, datetime], Iterable[Books]]
    load: Callable[[Any], Books]
    opened: Callable[[Books], Books] = lambda books: books


def real_parts() -> Parts:
    from xero_emulator.apis import ROUTES
    from xero_emulator.books import Books
    from xero_emulator.seeds import plant

    return Parts(ROUTES, plant, Books.load, Books.opened)


@dataclass(slots=True)
class Organisation:
    """One tenant; whoever reads or changes its books holds the lock."""

    books: Books
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class World:
    """All state of one server. Only the event loop touches it; books are touched in threads,
    one call at a time for each organisation."""

    def __init__(
        self,
        parts: Parts,
        clock: Clock | None = None,
        seed: str = "demo",
        clients: Iterable[Client] = (),
        auto_consent: bool = False,
        rules: Mapping[str, str | None] | None = None,
        webhook: tuple[str, str | None] | None = None,
    ) -> None:
        self.parts = parts
        self.clock = clock or Clock()
        self.seed = seed
        self.auto_consent = auto_consent
        self.keys = Keys()
        self.grants = Grants(clients)
        self.apps = Apps()
        self._rules = {name: rule for name, rule in (rules or {}).items() if rule is not None}
        self._webhook = webhook
        self.limits = Limits(self.apps, self.grants.connected_since)
        self.egress = Egress()
        self.idempotency = Idempotency()
        self.faults = Faults()
        self.log = RequestLog()
        self.webhooks = Webhooks(self.grants.connected)
        self.sender = Sender(self.webhooks, self.clock, self.grants.person.email)
        self.organisations: dict[str, Organisation] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="books")

    def begin(self, state: Path | None = None) -> Subscription | None:
        """From the state that was saved, else from the seed; what was said at the start (apps,
        rules, a webhook) counts more than what was saved. Gives the webhook that has to show that
        it can receive. Raises SnapshotUnreadable, SeedUnreadable and UnusableAddress.
        """
        if state is not None and state.exists():
            self.restore(state)
        else:
            self.plant()
        self.apps.rule(self._rules)
        if self._webhook is None:
            return None
        found, must_show = self.webhooks.begin_with(*self._webhook)
        return found if must_show else None

    def plant(self) -> None:
        self._take(self.parts.plant(self.seed, self.clock.now()))

    def _take(self, books: Iterable[Books]) -> None:
        self.organisations = {each.tenant_id: Organisation(each) for each in books}
        for each in self.organisations.values():
            each.books.changes.watched = True

    def reset(self, seed: str | None = None, keep_identity: bool = False) -> None:
        """Begin again from the seed; limits' settings, the clock and the signing key stay."""
        planted = self.parts.plant(seed or self.seed, self.clock.now())
        self.seed = seed or self.seed
        self._take(planted)
        if not keep_identity:
            self.grants.clear()
        self.idempotency.clear()
        self.limits.forget()
        self.egress.forget()
        self.webhooks.forget(keep_subscriptions=keep_identity)
        self.faults.clear()
        self.log.clear()

    async def with_books(self, organisation: Organisation, work: Callable[[Books], T]) -> T:
        """Do something with one organisation's books, alone, without blocking the others."""
        loop = asyncio.get_running_loop()

        def opened_and_done() -> T:
            return work(self.parts.opened(organisation.books))

        async with organisation.lock:
            return await loop.run_in_executor(self._threads, opened_and_done)

    def changed(self, organisation: Organisation, changes: list[Change]) -> None:
        """What a request changed in these books: whoever subscribed hears of it."""
        if changes and self.webhooks.changed(
            organisation.books.tenant_id, changes, self.clock.now()
        ):
            self.sender.wake()

    async def pass_time(self, to: datetime) -> None:
        """Move the clock; what is due on the way happens on the way, each at its own time.

        Raises ClockIsElsewhere.
        """
        forward = to > self.clock.now()
        await self.sender.send_due(to)
        if not forward or self.clock.now() < to:
            self.clock.set(to)

    async def dump(self) -> dict[str, Any]:
        organisations = list(self.organisations.values())
        return {
            "version": 1,
            "seed": self.seed,
            "clock": self.clock.dump(),
            "organisations": [
                await self.with_books(each, lambda books: books.dump()) for each in organisations
            ],
            "keys": self.keys.dump(),
            "grants": self.grants.dump(),
            "limits": self.limits.dump(),
            "idempotency": self.idempotency.dump(),
            "webhooks": self.webhooks.dump(),
            "apps": self.apps.dump(),
            "egress": self.egress.dump(),
        }

    def load(self, dumped: object) -> None:
        """Take over a dump whole, or nothing of it. Faults and the request log are no part of it.

        Raises SnapshotUnreadable; needs a running loop.
        """
        try:
            kept = msgspec.convert(dumped, Snapshot)
            books = [self.parts.load(each) for each in kept.organisations]
            _try(kept)
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as trouble:
            raise SnapshotUnreadable(f"{SnapshotUnreadable.__doc__} {trouble}") from trouble
        self.seed = kept.seed
        self.clock.load(kept.clock)
        self.keys.load(kept.keys)
        self.grants.load(kept.grants)
        self.limits.load(kept.limits)
        self.idempotency.load(kept.idempotency)
        self.webhooks.load(kept.webhooks)
        self.apps.load(kept.apps)
        self.egress.load(kept.egress)
        self._take(books)
        self.sender.wake()

    def revoke(self, what: str, client_id: str | None, tenant_id: str | None) -> dict[str, int]:
        """Take away access tokens, refresh tokens, connections or all; how many of each went."""
        gone = {}
        if what in ("access", "all"):
            gone["access"] = self.grants.drop_access(client_id)
        if what in ("refresh", "all"):
            gone["refresh"] = self.grants.drop_refresh(client_id)
        if what in ("connections", "all"):
            gone["connections"] = self.grants.drop_connections(client_id, tenant_id)
        return gone

    async def save(self, file: Path) -> None:
        """Write the state so that the file is whole or the old one; it holds tokens: mode 0600."""
        written = ENCODER.encode(await self.dump())
        beside = file.with_name(f".{file.name}.new")
        beside.touch(mode=0o600)
        beside.write_bytes(written)
        beside.replace(file)

    def restore(self, file: Path) -> None:
        """Take over what `save` wrote."""
        try:
            self.load(DECODER.decode(file.read_bytes()))
        except (msgspec.DecodeError, RecursionError, SnapshotUnreadable) as trouble:
            told = f"{file} is no state to go on from: move it away, or give another --state"
            raise SnapshotUnreadable(f"{told} ({trouble})") from trouble

    async def close(self) -> None:
        self.faults.clear()
        self._threads.shutdown(wait=False)
        await self.clock.close()
