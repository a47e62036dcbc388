"""One server and several workers on one database, each in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlalchemy import text
from tests.stories.hearing import KEY, Hearing
from tests.stories.installation import LOOK, Installation
from tests.stories.process import Command

from tallyloom.connections.vault import Secret
from xero_emulator.webhooks import envelope

STARTS = 60.0
SENDERS = 8
MOVERS = (
    "SELECT w.executor_id FROM dispatch.workflow_status w JOIN runs r"
    " ON w.workflow_uuid = r.scenario_id || '/' || r.id || '/' || r.part"
)


@dataclass(frozen=True)
class Fleet:
    """`house` is the same installation, looked at from the test's own process."""

    installation: Installation
    server: Command
    house: Hearing
    workers: list[Command] = field(default_factory=list)

    def work(self, **more: str) -> Command:
        """Begin one more worker."""
        worker, _ = _started(self.installation, "worker", **more)
        self.workers.append(worker)
        return worker

    def listen(self) -> None:
        """Let the service's calls in, signed with the key of the tests."""
        registrations = self.house.shop.house.connections.registrations
        registrations.listen(self.house.registration, Secret(KEY))

    def deliver(self, bodies: Sequence[bytes]) -> list[int]:
        """Post signed calls, several at once; what each was answered."""
        with httpx2.Client() as client, ThreadPoolExecutor(SENDERS) as senders:
            return list(senders.map(lambda body: self._post(client, body), bodies))

    def _post(self, client: httpx2.Client, body: bytes) -> int:
        signed = {"x-xero-signature": envelope.signature(KEY, body)}
        return client.post(self.house.url, content=body, headers=signed).status_code

    def mover(self) -> Command:
        """The worker that moves the one run which is being moved."""
        [mover] = self._movers("r.status = 'running'")
        return mover

    def known(self, executor: str) -> Command:
        """The worker that is known as this to the others."""
        return next(each for each in self.workers if f"-{each.pid}-" in executor)

    def last_movers(self) -> set[Command]:
        """Who moved the last links of the runs that were moved in several."""
        return self._movers("r.part > 0")

    def _movers(self, of: str) -> set[Command]:
        """Who moved the newest links of some runs."""
        with self.house.shop.house.database.connect() as on:
            rows = on.execute(text(f"{MOVERS} WHERE {of}"))
            return {self.known(row.executor_id) for row in rows}


@contextmanager
def fleet(installation: Installation, workers: int) -> Iterator[Fleet]:
    """They are asked to stop at the end, those that a test has not ended."""
    server, address = _started(installation, "server", "--listen", "127.0.0.1:0")
    with installation.opened() as shop:
        shop.launched = True  # others move runs
        made = Fleet(installation, server, Hearing(shop, address))
        try:
            for _ in range(workers):
                made.work()
            yield made
        finally:
            left = [each for each in (server, *made.workers) if not each.ended]
            for each in left:
                each.stop()
            for each in left:
                each.end()


def _started(installation: Installation, *words: str, **more: str) -> tuple[Command, str]:
    command = installation.command(*words, "--json", **more)
    until = time.monotonic() + STARTS
    while not command.json:
        assert not command.ended, command.told
        assert time.monotonic() < until, command.told
        time.sleep(LOOK)
    told: dict[str, Any] = command.json[0]
    return command, str(told["address"]).replace("localhost", "127.0.0.1")
