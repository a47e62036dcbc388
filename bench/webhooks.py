"""How many webhooks are taken in a second, and how many are worked off: beside n8n, if it is there.

Accepting: a server and a worker, processes of their own on one database that writes to the disk,
are called with signed webhooks at a steady rate for half a minute, and the worker draws them off
meanwhile. Taken is what was answered with 200; lost is what of that is not in the database after.

Finishing: calls are made as fast as they are taken, and the clock runs until all are finished and
in the history with the bundles of each module: webhook, set, filter, set. n8n does the same on the
same machine, right before and after.

    TALLYLOOM_BENCH_N8N=FOLDER python bench/webhooks.py

Prints one JSON object and leaves with 1 if a figure misses its goal. Without n8n (see
bench/beside/n8n.py) it says so, and the ratio is not there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.beside import n8n
from sqlalchemy import text
from tests.database import new_database
from tests.stories.hearing import KEY, Hearing
from tests.stories.installation import Installation
from tests.stories.process import Command

from tallyloom.api.access import TERMINAL
from tallyloom.api.deliveries import list_deliveries, show_delivery
from tallyloom.api.route import Asked
from tallyloom.connections.vault import Secret
from tallyloom.store.database import Database
from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import running_emulator
from xero_emulator.webhooks import envelope

SECONDS = 30
RATE = 1050  # calls a second
LINES = 64  # connections that they come over
WORKED = 3000  # deliveries that are worked off, as many as share runs
ALONE = 150  # the same, each in a run of its own
BESIDE = 600  # n8n's share
ROUNDS = 2
GOALS = {"accepted_per_second": 1000, "p99_ms": 50, "lost": 0, "times_n8n": 3}
PAGE = 500
EACH = 25  # of so many deliveries the bundles of one are looked at
MODULES = {1, 2, 3}
LONGEST = 300.0  # seconds
LOOK = 0.02
BOOKS = "Demo Company (UK)"
BEGAN = datetime.now(UTC)
SCENARIO = """
schema: 1
name: Heard
connections: {{books: {{app: xero, connection: xero, organisation: "{organisation}"}}}}
settings: {{strict_order: {strict}}}
flow:
  - {{id: 1, module: xero.watch_events, connection: books, map: {{enrich: no}}}}
  - id: 2
    module: tools.set_variable
    map: {{name: kind, value: "{{{{1.eventCategory}}}}"}}
  - id: 3
    module: tools.set_variable
    filter:
      name: Created
      conditions: [[{{a: "{{{{1.eventType}}}}", o: "text:equal", b: CREATE}}]]
    map: {{name: said, value: "{{{{2.kind}}}} was created"}}
"""


@dataclass(frozen=True)
class Call:
    """A signed webhook."""

    body: bytes
    signature: str


def calls(tenant: str, first: int, count: int) -> list[Call]:
    """Signed calls of one event each, numbered as the service numbers them."""
    return [_call(tenant, number) for number in range(first, first + count)]


def _call(tenant: str, number: int) -> Call:
    id_ = str(uuid5(NAMESPACE_URL, str(number)))
    event = {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{id_}",
        "resourceId": id_,
        "tenantId": tenant,
        "tenantType": "ORGANISATION",
        "eventCategory": "INVOICE",
        "eventType": "CREATE",
        "eventDateUtc": f"{BEGAN + timedelta(milliseconds=number):%Y-%m-%dT%H:%M:%S.%f}"[:-3],
    }
    body = envelope.body([event], number, number)
    return Call(body, envelope.signature(KEY, body))


@dataclass
class Line:
    """One connection that calls go over, one after another."""

    host: str
    path: str
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, call: Call) -> int:
        """The status of the answer; 0 where there was none."""
        try:
            if self._streams is None:
                host, _, port = self.host.rpartition(":")
                self._streams = await asyncio.open_connection(host, int(port))
            reader, writer = self._streams
            writer.write(self._head(call) + call.body)
            answer = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(answer))
        except (OSError, asyncio.IncompleteReadError):
            self._streams = None
            return 0
        return int(answer.split(b" ", 2)[1])

    def _head(self, call: Call) -> bytes:
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(call.body)}\r\nx-xero-signature: {call.signature}\r\n\r\n"
        ).encode()

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


def _length(head: bytes) -> int:
    """How many bytes of an answer follow its head."""
    found = re.search(rb"(?i)content-length: *(\d+)", head)
    return int(found[1]) if found else 0


@dataclass
class Sent:
    """What became of calls. `latencies` are seconds from when a call was due to its answer."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    taken: list[Call] = field(default_factory=list)

    def percentile(self, of_100: int) -> float:
        """In milliseconds."""
        return round(quantiles(self.latencies, n=100)[of_100 - 1] * 1000, 1)


async def send(url: str, given: Sequence[Call], lines: int, rate: float = 0) -> Sent:
    """Make calls, each when it is due: `rate` a second, or at once where it is 0.

    A call that finds every connection busy waits, and that counts as the receiver's time.
    """
    parts, sent, waiting = urlsplit(url), Sent(), iter(enumerate(given))
    began = time.perf_counter()

    async def one(line: Line) -> None:
        for at, call in waiting:
            due = began + at / rate if rate else time.perf_counter()
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            status = await line.send(call)
            sent.latencies.append(time.perf_counter() - due)
            sent.statuses[status] = sent.statuses.get(status, 0) + 1
            if status == 200:
                sent.taken.append(call)
        line.close()

    await asyncio.gather(*(one(Line(parts.netloc, parts.path)) for _ in range(lines)))
    sent.seconds = time.perf_counter() - began
    return sent


@dataclass
class Ours:
    """A server and a worker, and what hears of the calls."""

    house: Hearing
    server: Command
    worker: Command
    _next: int = 1

    @property
    def database(self) -> Database:
        return self.house.shop.house.database

    def made(self, count: int) -> list[Call]:
        first, self._next = self._next, self._next + count
        return calls(self.house.tenants[BOOKS], first, count)

    def hear(self, *, strict: bool) -> None:
        """Switch the scenario on; in strict order each delivery has a run of its own."""
        self.house.on(SCENARIO.format(organisation=BOOKS, strict=str(strict).lower()))

    def accepting(self, seconds: int) -> dict[str, Any]:
        before = self.finished()
        given = self.made(RATE * seconds)
        sent = asyncio.run(send(self.house.url, given, LINES, RATE))
        meanwhile = self.finished() - before
        took = time.perf_counter()
        lost = len(sent.taken) - self.kept(sent.taken)
        self.wait(before + len(sent.taken))
        return {
            "calls": len(given),
            "seconds": round(sent.seconds, 1),
            "accepted_per_second": round(len(sent.taken) / sent.seconds),
            "p50_ms": sent.percentile(50),
            "p99_ms": sent.percentile(99),
            "other_answers": {s: n for s, n in sent.statuses.items() if s != 200},
            "lost": lost + before + len(sent.taken) - self.finished(),
            "finished_meanwhile": meanwhile,
            "all_finished_after_seconds": round(time.perf_counter() - took, 1),
        }

    def finishing(self, count: int) -> tuple[int, float]:
        """How many deliveries, and the seconds from the first call until all are in the history."""
        before = self.finished()
        given = self.made(count)
        began = time.perf_counter()
        sent = asyncio.run(send(self.house.url, given, LINES))
        assert len(sent.taken) == count, sent.statuses
        self.wait(before + count)
        took = time.perf_counter() - began
        return count, took

    def finished(self) -> int:
        """Deliveries that have their outcome in the history."""
        return self._count(
            "SELECT count(*) FROM heard h JOIN runs r ON r.id = h.run_id WHERE r.status = 'success'"
        )

    def findable(self) -> dict[str, int]:
        """Deliveries that the history tells of; of some of them it is asked for every bundle."""
        asked = Asked(self.house.shop.house, TERMINAL)
        told = {"in_the_history": 0, "bundles_looked_at": 0, "bundles_missing": 0}
        before = 0
        while page := list_deliveries(asked, outcome="success", limit=PAGE, before=before).items:
            told["in_the_history"] += len(page)
            for one in page[::EACH]:
                flowed = show_delivery(asked, delivery_id=one.id).flowed[0]
                done = {each.module for each in flowed.operations if each.out}
                told["bundles_looked_at"] += len(MODULES)
                told["bundles_missing"] += len(MODULES - done)
            before = page[-1].id
        return told

    def kept(self, taken: Sequence[Call]) -> int:
        """How many of these are in the database, byte for byte."""
        with self.database.connect() as on:
            rows = on.execute(text("SELECT body FROM deliveries")).scalars()
            there = {bytes(body) for body in rows}
        return sum(call.body in there for call in taken)

    def wait(self, finished: int) -> None:
        until = time.monotonic() + LONGEST
        while self.finished() < finished:
            assert time.monotonic() < until, self.worker.told
            time.sleep(LOOK * 5)

    def _count(self, statement: str) -> int:
        with self.database.connect() as on:
            found: int = on.execute(text(statement)).scalar_one()
        return found


@contextmanager
def ours(folder: Path) -> Iterator[Ours]:
    """Everything in processes of its own, on a database that writes to the disk."""
    with (
        Embedded(folder / "database") as server,
        new_database(server, "template0") as url,
        running_emulator(seed="demo") as emulator,
    ):
        installation = Installation(url, folder / "home", emulator)
        installation.connect()
        commands = [installation.command(name, "--json", *_anywhere()) for name in ROLES]
        try:
            address, _ = [_address(one) for one in commands]
            with installation.opened() as shop:
                house = Hearing(shop, address)
                registrations = shop.house.connections.registrations
                registrations.listen(house.registration, Secret(KEY))
                yield Ours(house, *commands)
        finally:
            for one in commands:
                one.stop()
            for one in commands:
                one.end()


ROLES = ("server", "worker")


def _anywhere() -> tuple[str, str]:
    return "--listen", "127.0.0.1:0"


def _address(command: Command) -> str:
    until = time.monotonic() + LONGEST
    while not command.json:
        assert not command.ended and time.monotonic() < until, command.told
        time.sleep(LOOK)
    return str(command.json[0]["address"]).replace("localhost", "127.0.0.1")


def theirs(there: n8n.N8n, count: int) -> tuple[int, float]:
    """n8n's share of the same work, in the same way."""
    before = there.finished()
    given = calls("tenant", 1, count)
    began = time.perf_counter()
    sent = asyncio.run(send(there.url, given, LINES))
    assert len(sent.taken) == count, sent.statuses
    until = time.monotonic() + LONGEST
    while there.finished() < before + count:
        assert time.monotonic() < until
        time.sleep(LOOK * 5)
    return count, time.perf_counter() - began


def rounds(work: Callable[[int], tuple[int, float]], count: int, times: int) -> list[float]:
    """Finished in a second, round by round."""
    done = [work(count) for _ in range(times)]
    return [round(finished / seconds, 1) for finished, seconds in done]


def measured(arguments: argparse.Namespace) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="tallyloom-bench-") as made:
        folder = Path(made)
        with ours(folder / "ours") as one:
            one.hear(strict=False)
            one.finishing(100)  # so that everything is warm
            figures["accepting"] = one.accepting(arguments.seconds)
            figures["finished_per_second"] = rounds(one.finishing, WORKED, ROUNDS)
            one.hear(strict=True)
            figures["finished_per_second_one_a_run"] = rounds(one.finishing, ALONE, 1)
            figures["history"] = one.findable()
        where = n8n.found(arguments.n8n)
        if where is not None:
            (folder / "n8n").mkdir()
            with n8n.running(where, folder / "n8n") as there:
                theirs(there, 50)
                figures["n8n_finished_per_second"] = rounds(
                    lambda count: theirs(there, count), BESIDE, ROUNDS
                )
    return figures


def judged(figures: dict[str, Any]) -> list[str]:
    """The goals that were missed; what was not measured is none."""
    accepting = figures["accepting"]
    missed = [name for name in ("p99_ms", "lost") if accepting[name] > GOALS[name]]
    if figures["history"]["bundles_missing"]:
        missed.append("history")
    if accepting["accepted_per_second"] < GOALS["accepted_per_second"]:
        missed.append("accepted_per_second")
    if "n8n_finished_per_second" in figures:
        best = max(figures["n8n_finished_per_second"])
        figures["times_n8n"] = round(min(figures["finished_per_second"]) / best, 1)
        if figures["times_n8n"] < GOALS["times_n8n"]:
            missed.append("times_n8n")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description="Webhooks taken and worked off.")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--n8n", default=os.environ.get("TALLYLOOM_BENCH_N8N", ""))
    arguments = parser.parse_known_args()[0]
    if n8n.found(arguments.n8n) is None:
        said = f"SKIPPED n8n {n8n.VERSION}: it is not installed; see bench/beside/n8n.py"
        print(said, file=sys.stderr)
    figures = measured(arguments)
    missed = judged(figures)
    print(json.dumps({"webhooks": figures, "goals": GOALS, "missed": missed}, indent=2))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
