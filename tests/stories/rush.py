"""Many invoices at once: several scenarios, several worker processes, one organisation's limits."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import URL
from tests.stories.clock import LOOK, START, StoryClock, pass_time, settled, story_clock
from tests.stories.installation import Installation, Shop
from tests.stories.process import Command

from tallyloom.store.runs import Run
from xero_emulator.fixture import Control, Running

HOME, BESIDE = "GB", "AU"
LIMITS = {"minute_window": "rolling", "day_window": "fixed"}  # as the emulator begins
DAY = timedelta(days=1)
READY = "Xero emulator ready at "
STARTS = 60.0
ENDS = 600.0
SCENARIO = """
schema: 1
name: {name}
inputs: [{{name: rows, type: file, required: true}}]
connections:
  books: {{app: xero, connection: xero, organisation: "{organisation}"}}
settings: {{page_size: {page_size}}}
flow:
  - {{id: 1, module: csv.parse, map: {{file: "{{{{input.rows}}}}"}}}}
  - id: 2
    module: xero.create_invoice
    connection: books
    map:
      Type: ACCREC
      Contact.ContactID: {contact}
      InvoiceNumber: "{{{{1.Number}}}}"
      Date: "2026-03-02"
      DueDate: "2026-03-31"
      Status: AUTHORISED
      LineAmountTypes: Exclusive
      LineItems:
        - Description: "{{{{1.What}}}}"
          Quantity: 1
          UnitAmount: "{{{{1.Price}}}}"
          AccountCode: "200"
      if_exists: fail
"""


@contextmanager
def emulator_process(clock: StoryClock) -> Iterator[Running]:
    """An emulator in a process of its own that goes by the clock."""
    command = [sys.executable, "-m", "xero_emulator", "--port", "0", "--seed", "empty"]
    command += ["--auto-consent", "--clock", clock.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith(READY), said
            url = said.removeprefix(READY).split()[0]
            control = Control(url)
            yield Running(url, control)
            control.close()
        finally:
            process.terminate()


@dataclass
class Figures:
    """What the emulator's log says of one organisation: `seconds` from first to last call."""

    calls: int
    seconds: float
    refused: int
    peak: int
    most_in_a_minute: int

    @property
    def allowed_seconds(self) -> float:
        """How long so many calls may take, with a twentieth to spare."""
        return 1.05 * 60 * ((self.calls - 1) // 60)


@dataclass
class Rush:
    """An installation with its workers, the books that it writes to, and their clock."""

    installation: Installation
    clock: StoryClock
    shop: Shop
    workers: list[Command] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    contacts: Mapping[str, str] = field(default_factory=dict)

    @property
    def control(self) -> Control:
        return self.installation.emulator.control

    @cached_property
    def tenants(self) -> Mapping[str, str]:
        return self.installation.emulator.tenants()

    def begin(self) -> None:
        """Another day: empty books with a customer in each, no faults, limits as they are."""
        control = self.control
        self.clock.move(START + ((self.clock.now() - START) // DAY + 1) * DAY)
        for run_id in self.runs:  # of a test that failed
            self.shop.house.runs.end(run_id, "cancelled", "", self.clock.now())
        self.runs.clear()
        control.clear_faults()
        control.reset(keep_identity=True)
        control.limits(**LIMITS)
        self.choose({"minute_window": "", "day_window": "", "tier": ""})
        self.contacts = {
            country: self._contact(self.tenants[country]) for country in (HOME, BESIDE)
        }
        control.clear_log()

    def _contact(self, tenant: str) -> str:
        """A contact that another app has made, whose limits are its own."""
        emulator = self.installation.emulator
        token = emulator.consent("somebody-else")["access_token"]
        answer = httpx2.put(
            f"{emulator.url}/api.xro/2.0/Contacts",
            json={"Contacts": [{"Name": "A customer"}]},
            headers={"Authorization": f"Bearer {token}", "xero-tenant-id": tenant,
                     "Accept": "application/json"},
        )  # fmt: skip
        return str(answer.json()["Contacts"][0]["ContactID"])

    def work(self, workers: int) -> None:
        """Begin so many worker processes."""
        for _ in range(workers):
            more = {"TALLYLOOM_TEST_CLOCK": self.clock.url}
            self.workers.append(
                self.installation.command("up", "--no-open", "--listen", "127.0.0.1:0", **more)
            )
        until = time.monotonic() + STARTS
        for worker in self.workers:
            while "house" not in worker.told and "address" not in worker.told:
                assert time.monotonic() < until, worker.told
                time.sleep(LOOK)

    def add(self, name: str, invoices: int, page_size: int | None, country: str = HOME) -> str:
        """A run of a scenario of its own that writes so many invoices; its id."""
        names = self.installation.emulator.tenants_by_id()
        text = SCENARIO.format(
            name=name,
            organisation=names[self.tenants[country]],
            contact=self.contacts[country],
            page_size=page_size or "null",
        )
        rows = [f"{name}-{at:05},Thing {at},{1 + at % 900}.{at % 100:02}" for at in range(invoices)]
        file = "\n".join(["Number,What,Price", *rows, ""]).encode()
        self.runs.append(self.shop.start(file, text))
        return self.runs[-1]

    def finish(self) -> None:
        """Let time pass until every run has ended."""
        pass_time(self.shop.house, self.clock, ENDS)

    def wait_until_throttled(self) -> None:
        """Return when every run has gone back to the queue for a later time."""
        while following := settled(self.shop.house, self.clock, ENDS):
            if not self.clock.sleepers():
                return
            self.clock.move(following)
        raise AssertionError("all have ended")

    def wait_for_sleepers(self, count: int) -> None:
        """Return when so many runs wait within their processes."""
        until = time.monotonic() + STARTS
        while len(self.clock.sleepers()) < count:
            assert time.monotonic() < until, "they do not wait"
            time.sleep(LOOK)

    def choose(self, limits: Mapping[str, str]) -> None:
        """Say what holds for the registration."""
        (registration,) = self.shop.house.connections.registrations.list()
        self.shop.house.governor.choose(registration.id, registration.app, limits)

    def call_beside(self, calls: int) -> None:
        """Another program calls the home organisation through the same registration."""
        (registration,) = self.shop.house.connections.registrations.list()
        emulator = self.installation.emulator
        token = emulator.consent(registration.client_id)["access_token"]
        headers = {"Authorization": f"Bearer {token}", "xero-tenant-id": self.tenants[HOME]}
        for _ in range(calls):
            httpx2.get(f"{emulator.url}/api.xro/2.0/Organisation", headers=headers)

    def statuses(self) -> dict[str, tuple[str, int, int]]:
        """Of each run its scenario, and how it ended: status, completed and failed bundles."""
        runs = [self.run(run_id) for run_id in self.runs]
        return {run.scenario: (run.status, run.completed, run.failed) for run in runs}

    def run(self, run_id: str) -> Run:
        found = self.shop.house.runs.get(run_id)
        assert found is not None
        return found

    def figures(self, country: str = HOME) -> Figures:
        """What the emulator saw of an organisation."""
        rows = self.calls(country)
        times = sorted(datetime.fromisoformat(row["time"]) for row in rows)
        answered = sorted(datetime.fromisoformat(r["time"]) for r in rows if r["status"] != 429)
        return Figures(
            calls=len(rows),
            seconds=(times[-1] - times[0]).total_seconds() if times else 0.0,
            refused=sum(row["status"] == 429 for row in rows),
            peak=max((row["in_flight"] for row in rows), default=0),
            most_in_a_minute=_most_in_a_minute(answered),
        )

    def calls(self, country: str = HOME) -> list[Mapping[str, Any]]:
        """The emulator's log of one organisation."""
        return [row for row in self.control.log() if row["tenant"] == self.tenants[country]]

    def invoices(self, country: str = HOME) -> list[str]:
        """The numbers of all invoices in an organisation's books."""
        ledger = self.control.ledger(self.tenants[country])
        return sorted(record["InvoiceNumber"] for record in ledger["invoices"])


def _most_in_a_minute(times: Sequence[datetime]) -> int:
    return max(
        (sum(0 <= (other - first).total_seconds() < 60 for other in times) for first in set(times)),
        default=0,
    )


@contextmanager
def rush(url: URL, home: Path) -> Iterator[Rush]:
    """An installation on a database, connected, without workers yet; they are ended at the end."""
    with ExitStack() as opened:
        clock = opened.enter_context(story_clock())
        emulator = opened.enter_context(emulator_process(clock))
        installation = Installation(url, home, emulator)
        shop = opened.enter_context(installation.opened(clock))
        shop.connect()
        made = Rush(installation, clock, shop)
        try:
            yield made
        finally:
            for worker in made.workers:
                worker.stop()
            for worker in made.workers:
                worker.end()
