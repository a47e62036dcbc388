"""One connection, 64 users in 4 processes, 1,000 expiries of its token: who asks for a new one?

Each time the token has expired, all users of all processes want one at once. Exactly one of them
may ask the service, and all are given the same. Then the same with processes that kill themselves
(SIGKILL) around the moment at which new tokens are saved: each kill may cost one more call, and
never the connection. The service that counts is the emulator, and its word on which refresh token
is the newest is compared with what is stored, after every expiry.

    python bench/tokens.py [--expiries 1000] [--kills 100]

Prints one JSON object and leaves with 1 if a figure misses its goal: as many calls for tokens as
expiries, and one more at most for each kill; no refusal (`invalid_grant`); always the newest token
stored.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import multiprocessing
import os
import secrets
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url, text

from tallyloom.connections.connections import Connections
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Door, Incoming, Outgoing
from tallyloom.house import installed_apps, open_house
from tallyloom.kit import Request
from tallyloom.settings import load
from tallyloom.store.connections import Connection
from tallyloom.store.connections import Connections as Rows
from tallyloom.store.database import Database
from xero_emulator.fixture import Running, running_emulator

PROCESSES = 4
USERS = 16  # of each process
LIFE = timedelta(seconds=1800)
MOMENTS = ("leased", "answered", "saving", "saved")
ORGANISATION = Request("GET", "/api.xro/2.0/Organisation")
TOKEN = "/connect/token"  # noqa: S105 - an address
REDIRECT = "http://localhost:8080/oauth/callback"
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tallyloom.house", "tallyloom.apps.xero", "xero_emulator.fixture"])


@dataclass
class TimeTold:
    """A clock that is set with every order; durations are those of the machine."""

    at: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True)
class Where:
    """An installation as another process needs to know it."""

    database: str
    service: str
    key: str
    connection: str = "main"


@dataclass(frozen=True)
class Order:
    """What the time is, and where the one who makes the file `fate` first dies."""

    at: datetime
    moment: str = ""
    fate: str = ""


class Mortal:
    """Dies where an order says so, if no other process was quicker."""

    order: Order | None = None

    def point(self, name: str) -> None:
        if self.order is None or self.order.moment != name:
            return
        try:
            os.close(os.open(self.order.fate, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


class MortalRows(Rows):
    """The rows, whose reader may die before and after each step of a renewal."""

    mortal: Mortal

    def lease(self, connection_id: str, lasting: timedelta) -> Connection | None:
        leased = super().lease(connection_id, lasting)
        if leased is not None:
            self.mortal.point("leased")
        return leased

    def renew(self, connection_id: str, fence: int, **new: Any) -> bool:
        self.mortal.point("saving")
        kept = super().renew(connection_id, fence, **new)
        self.mortal.point("saved")
        return kept


class MortalDoor(Door):
    mortal: Mortal

    def send(self, outgoing: Outgoing) -> Incoming:
        incoming = super().send(outgoing)
        if urlsplit(outgoing.url).path == TOKEN:
            self.mortal.point("answered")
        return incoming


@contextmanager
def opened(where: Where, clock: TimeTold, mortal: Mortal) -> Iterator[Connections]:
    """The connections of an installation, as one process sees them."""
    with ExitStack() as stack:
        database = stack.enter_context(Database(make_url(where.database), pool_size=USERS))
        door = MortalDoor([urlsplit(where.service).netloc], clock)
        door.mortal = mortal
        stack.callback(door.close)
        made = Connections(
            database,
            door,
            Vault([where.key]),
            clock,
            installed_apps(("xero",)),
            pause=lambda _seconds: time.sleep(0.002),
        )
        rows = MortalRows(database)
        rows.mortal = mortal
        made._keeper._rows = rows
        yield made


def _users(where: Where, orders: Pipe) -> None:
    """A process of users: for each order all of them want a token, and one of them uses it."""
    clock, mortal = TimeTold(), Mortal()
    with opened(where, clock, mortal) as connections:
        id_ = connections.get(where.connection).id
        tenant = connections.tenants(where.connection)[0]
        while (order := orders.recv()) is not None:
            clock.at, mortal.order = order.at, order
            found: list[str] = []
            together = threading.Barrier(USERS)

            def ask(number: int, together: threading.Barrier, found: list[str]) -> None:
                together.wait()
                try:
                    token = connections._keeper.access(id_)
                    if number == 0:
                        client = connections.client(where.connection, tenant.id)
                        assert client.send(ORGANISATION).answer.ok
                    found.append(hashlib.sha256(token.reveal().encode()).hexdigest())
                except Exception as trouble:
                    found.append(repr(trouble))

            threads = [
                threading.Thread(target=ask, args=(number, together, found))
                for number in range(USERS)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            orders.send(found)


class Process:
    """One process of users, begun again when it has died."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.begin()

    def begin(self) -> None:
        self.pipe, theirs = _forks.Pipe()
        self._process = _forks.Process(target=_users, args=(self.where, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def end(self) -> None:
        """Let it end, or find that it has died."""
        with suppress(OSError):
            self.pipe.send(None)
        self._process.join(60)
        self._process.kill()
        self.pipe.close()


@dataclass
class Told:
    """What was seen of all expiries so far."""

    expiries: int = 0
    kills: int = 0
    calls: int = 0
    refused: int = 0
    calls_of_an_expiry: Counter[int] = field(default_factory=Counter)
    not_the_newest: int = 0
    not_the_same: int = 0
    troubles: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def missed(self) -> list[str]:
        return [
            name
            for name, wrong in {
                "one call for each expiry": any(
                    not 1 <= calls <= 2 for calls in self.calls_of_an_expiry
                ),
                "one more at most for each kill": self.calls > self.expiries + self.kills,
                "no refusal": self.refused > 0,
                "always the newest stored": self.not_the_newest > 0,
                "the same for all": self.not_the_same > 0,
                "no trouble": bool(self.troubles),
            }.items()
            if wrong
        ]

    def figures(self) -> dict[str, Any]:
        return {
            "expiries": self.expiries,
            "kills": self.kills,
            "token_calls": self.calls,
            "calls_of_an_expiry": {str(k): n for k, n in sorted(self.calls_of_an_expiry.items())},
            "invalid_grant": self.refused,
            "newest_not_stored": self.not_the_newest,
            "users_given_another": self.not_the_same,
            "troubles": self.troubles[:5],
            "milliseconds_until_all_had_it": round(statistics.median(self.seconds) * 1000, 1),
            "missed": self.missed,
        }


class Office:
    """An installation with one connection, its processes of users, and the service."""

    def __init__(self, where: Where, emulator: Running, folder: Path) -> None:
        self.where = where
        self.emulator = emulator
        self._folder = folder
        self._stack = ExitStack()
        self._clock = TimeTold()
        self._database = self._stack.enter_context(Database(make_url(where.database)))
        emulator.control.limits(enabled=False)
        self._set_time()
        self._connections = self._stack.enter_context(opened(where, self._clock, Mortal()))
        self._connect()
        self._processes = [Process(where) for _ in range(PROCESSES)]

    def close(self) -> None:
        for process in self._processes:
            process.end()
        self._stack.close()

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _set_time(self) -> None:
        self.emulator.control.set_clock(self._clock.at.isoformat())

    def _connect(self) -> None:
        bases = dict.fromkeys(("login", "identity", "api"), self.emulator.url)
        made = self._connections
        by = made.registrations.add("xero", "client", Secret("secret"), bases=bases)
        made.walk(made.begin(self.where.connection, by.id, redirect=REDIRECT))

    def expire(self, told: Told, moment: str = "") -> None:
        """Let the token expire and all users ask; one process dies at the `moment`, if given."""
        self._clock.at += LIFE
        self._set_time()
        self.emulator.control.clear_log()
        fate = str(self._folder / secrets.token_hex(8))
        order = Order(self._clock.at, moment, fate)
        began = time.perf_counter()
        for process in self._processes:
            process.pipe.send(order)
        found = self._answers(moment, told)
        told.seconds.append(time.perf_counter() - began)
        self._count(found, told)

    def _answers(self, moment: str, told: Told) -> list[str]:
        waiting = list(self._processes)
        found: list[str] = []
        while waiting:
            ready = wait([process.pipe for process in waiting])
            for process in [each for each in waiting if each.pipe in ready]:
                waiting.remove(process)
                try:
                    found += process.pipe.recv()
                except (EOFError, ConnectionError):
                    told.kills += 1
                    process.end()
                    if moment != "saved":
                        self._a_minute_passes()
                    process.begin()
        return found

    def _a_minute_passes(self) -> None:
        """The lease of a dead process ends by the database's clock, which no test can move."""
        with self._database.begin() as on:
            on.execute(text("UPDATE connections SET lease_until = now()"))

    def _count(self, found: Sequence[str], told: Told) -> None:
        counts = self.emulator.control.counts(TOKEN)
        told.expiries += 1
        told.calls += counts["identity_calls"]
        told.calls_of_an_expiry[counts["identity_calls"]] += 1
        told.refused += sum(n for status, n in counts["by_status"].items() if status == "400")
        told.not_the_newest += self._stored() != self._newest()
        digests = [each for each in found if len(each) == 64]
        told.troubles += [each for each in found if len(each) != 64]
        told.not_the_same += len(digests) - max(Counter(digests).values(), default=0)

    def _stored(self) -> str:
        row = self._connections.get(self.where.connection)
        refresh = self._connections._keeper.tokens(row).refresh
        return refresh.reveal() if refresh else ""

    def _newest(self) -> str:
        """The refresh token that the service gave last."""
        (given,) = self.emulator.control.snapshot()["grants"]["token_sets"]
        return str(given["current"])


def measured(office: Office, expiries: int, kills: int) -> tuple[Told, Told]:
    """First without kills, then an expiry for each kill, its moments taking turns."""
    quiet, deadly = Told(), Told()
    for _ in range(expiries):
        office.expire(quiet)
    for number in range(kills):
        office.expire(deadly, MOMENTS[number % len(MOMENTS)])
    return quiet, deadly


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--expiries", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tallyloom-bench-")))
        house = stack.enter_context(open_house(load({"home": folder / "data"})))
        emulator = stack.enter_context(running_emulator(seed="empty"))
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        where = Where(house.database.url, emulator.url, key)
        office = stack.enter_context(Office(where, emulator, folder))
        quiet, deadly = measured(office, asked.expiries, asked.kills)
    found = {
        "users": PROCESSES * USERS,
        "processes": PROCESSES,
        "without_kills": quiet.figures(),
        "with_kills": deadly.figures() if deadly.expiries else None,
    }
    print(json.dumps(found, indent=2))
    exact = quiet.calls == quiet.expiries
    return 0 if exact and not quiet.missed and not deadly.missed else 1


if __name__ == "__main__":
    sys.exit(main())
