"""How many calls of Xero's API the usual work takes, counted by the emulator.

Each piece of work is a scenario run by the house over HTTP against an emulator with Xero's limits
on, under an app of its own. What counts is what the emulator has been asked for the organisation's
data: every read and write, retries included; tokens and consent are not counted by Xero either.

    python bench/economy.py

Prints one JSON object and leaves with 1 if a figure misses its goal.
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx2
from tests.database import new_database
from tests.stories.backlog import ORGANISATIONS, PROMISED, backlog
from tests.stories.hearing import seed

from tallyloom.connections.vault import Secret
from tallyloom.flow.plan import plan
from tallyloom.flow.read import read
from tallyloom.house import House, open_house
from tallyloom.kit import File
from tallyloom.settings import load
from tallyloom.store.embedded import Embedded
from tallyloom.store.runs import Run
from xero_emulator.fixture import Running, running_emulator

BATCH = 50
GOALS = {
    "create_1000_invoices": 20,
    "update_1000_invoices": 20,
    "search_10000_invoices": 10,
    "get_500_invoices_by_id": 10,
    "watch_with_nothing_new": 1,
    "look_at_a_pick_list_again": 0,
    "hear_1000_events": PROMISED[0],
    "hear_1000_events_200_of_credit_notes": PROMISED[20],
}
PERMISSIONS = ("offline_access", "accounting.invoices", "accounting.settings.read")
REDIRECT = "http://localhost:8080/oauth/callback"
LINE = {"Description": "Lamps", "Quantity": 3, "UnitAmount": 12.5, "AccountCode": "200"}


@dataclass
class Economy:
    """A house and an emulator whose British organisation holds invoices B-0, B-1 and so on."""

    house: House
    emulator: Running
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        token = self.emulator.consent()["access_token"]
        self.tenant = self.emulator.tenants()["GB"]
        self.organisation = self.emulator.tenants_by_id()[self.tenant]
        headers = {"authorization": f"Bearer {token}", "xero-tenant-id": self.tenant}
        base = f"{self.emulator.url}/api.xro/2.0"
        self._http = httpx2.Client(base_url=base, headers=headers, timeout=60.0)

    def measured(self) -> dict[str, int]:
        """Every figure, in the order in which one stands on the other."""
        contact = self._sent("Contacts", [{"Name": "Ridgeway"}])[0]["ContactID"]
        figures = {"create_1000_invoices": self.created(contact, 1000)}
        figures["update_1000_invoices"] = self.updated(1000)
        self.emulator.control.limits(enabled=False)
        ids = self.planted(contact, 1000, 10_000)
        self.emulator.control.limits(enabled=True)
        figures["search_10000_invoices"] = self.searched(10_000)
        figures["get_500_invoices_by_id"] = self.got(ids[:500])
        figures["watch_with_nothing_new"] = self.watched()
        figures["look_at_a_pick_list_again"] = self.picked_again()
        return figures

    def created(self, contact: str, count: int) -> int:
        rows = [{"n": f"B-{at}", "c": contact} for at in range(count)]
        inputs = {
            "Type": "ACCREC",
            "InvoiceNumber": "{{1.n}}",
            "Contact.ContactID": "{{1.c}}",
            "LineItems": [LINE],
        }
        return self._asked("create_invoice", inputs, rows, count, writes=True)

    def updated(self, count: int) -> int:
        rows = [{"id": each["InvoiceID"]} for each in self._listed(count)]
        inputs = {"InvoiceID": "{{1.id}}", "Reference": "checked"}
        return self._asked("update_invoice", inputs, rows, count, writes=True)

    def searched(self, count: int) -> int:
        return self._asked("search_invoices", {"Type": "ACCREC"}, [{"n": 1}], count)

    def got(self, ids: Sequence[str]) -> int:
        rows = [{"id": id_} for id_ in ids]
        return self._asked("get_invoice", {"InvoiceID": "{{1.id}}"}, rows, len(ids))

    def watched(self) -> int:
        """The poll after the one that fixes where to begin."""
        connection = self._connect()
        steps = [self._step(1, "xero.watch_invoices", {"start": "now"})]
        self._run(connection, "watching", steps)
        return self._counted(lambda: self._run(connection, "watching", steps))

    def picked_again(self) -> int:
        connection = self._connect()
        look = partial(self.house.picks.choices, connection, self.organisation, "xero")
        assert self._counted(lambda: look("account_codes")) == 1
        return self._counted(lambda: look("account_codes", search="sales"))

    def planted(self, contact: str, first: int, last: int) -> list[str]:
        """Further invoices, made by another program; their ids."""
        made: list[str] = []
        for at in range(first, last, BATCH):
            numbers = range(at, min(at + BATCH, last))
            bodies = [
                {
                    "Type": "ACCREC",
                    "InvoiceNumber": f"B-{number}",
                    "Contact": {"ContactID": contact},
                    "LineItems": [LINE],
                }
                for number in numbers
            ]
            made += [each["InvoiceID"] for each in self._sent("Invoices", bodies)]
        return made

    def _asked(
        self,
        module: str,
        inputs: Mapping[str, Any],
        rows: Sequence[Mapping[str, Any]],
        expected: int,
        *,
        writes: bool = False,
    ) -> int:
        """The calls of one module fed with these rows, once it has given what is expected."""
        connection = self._connect()
        columns = list(rows[0])
        lines = [",".join(columns), *(",".join(str(row[c]) for c in columns) for row in rows)]
        steps = [
            {"id": 1, "module": "csv.parse", "map": {"file": "{{input.rows}}"}},
            self._step(2, f"xero.{module}", inputs),
        ]
        given = "\n".join(lines).encode()
        found: list[Run] = []
        name = f"{module} {next(self._numbers)}"
        calls = self._counted(
            lambda: found.append(self._run(connection, name, steps, given)), writes=writes
        )
        (run,) = found
        given_out = sum(
            len(operation.get("out", ()))
            for entry in self.house.journal.read(run.id, module=2)
            for operation in entry.operations
        )
        assert given_out == expected, f"{module} gave {given_out}: {run.reason}"
        return calls

    def _counted(self, work: Callable[[], object], *, writes: bool = False) -> int:
        self.emulator.control.clear_log()
        work()
        counts = self.emulator.control.counts("/api.xro")
        assert counts["refused_429"] == 0
        return int(counts["writes" if writes else "api_calls"])

    def _connect(self) -> str:
        """A connection of an app that has made no calls yet."""
        name = f"app-{next(self._numbers)}"
        bases = dict.fromkeys(("login", "identity", "api"), self.emulator.url)
        connections = self.house.connections
        made = connections.registrations.add("xero", name, Secret("s"), name=name, bases=bases)
        asked = connections.begin(name, made.id, redirect=REDIRECT, scopes=PERMISSIONS)
        connections.walk(asked)
        return name

    def _step(self, id_: int, module: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        return {"id": id_, "module": module, "connection": "books", "map": dict(inputs)}

    def _run(
        self, connection: str, name: str, steps: Sequence[Mapping[str, Any]], rows: bytes = b""
    ) -> Run:
        use = {"app": "xero", "connection": connection, "organisation": self.organisation}
        document = {
            "schema": 1,
            "name": name,
            "inputs": [{"name": "rows", "type": "file"}] if rows else [],
            "connections": {"books": use},
            "flow": list(steps),
        }
        text = json.dumps(document)
        version = self.house.scenarios.keep(name, text, self.house.clock.now())
        planned = plan(read(text), self.house.modules)
        inputs = {"rows": self._file(rows)} if rows else {}
        if not self.house.engine.running:
            self.house.engine.launch()
        run_id = self.house.engine.add(version, planned, inputs, origin={"by": "bench"})
        while (found := self.house.runs.get(run_id)) is None or not found.ended:
            assert not (found and found.reason), found
            time.sleep(0.02)
        assert found.status == "success", found.reason
        return found

    def _file(self, content: bytes) -> dict[str, Any]:
        kept = self.house.blobs.save([content])
        return File("rows.csv", "text/csv", kept.size, kept.sha256).as_value()

    def _listed(self, count: int) -> list[dict[str, Any]]:
        answer = self._http.get("/Invoices", params={"page": "1", "pageSize": str(count)})
        found: list[dict[str, Any]] = answer.json()["Invoices"]
        return found

    def _sent(self, plural: str, bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        answer = self._http.post(f"/{plural}", json={plural: list(bodies)})
        assert answer.status_code == 200, answer.text
        made: list[dict[str, Any]] = answer.json()[plural]
        return made

    def close(self) -> None:
        self._http.close()


@contextmanager
def begun() -> Iterator[Economy]:
    """A fresh house and a fresh emulator."""
    with running_emulator(seed="empty") as emulator, tempfile.TemporaryDirectory() as home:
        given = {"home": Path(home) / "data", "allow_addresses": urlsplit(emulator.url).netloc}
        with open_house(load(given)) as house:
            economy = Economy(house, emulator)
            try:
                yield economy
            finally:
                economy.close()


def heard(notes: int) -> int:
    """A thousand events of ten organisations that wait at once, so many a hundred of notes."""
    with (
        tempfile.TemporaryDirectory(prefix="tallyloom-bench-") as folder,
        Embedded(Path(folder) / "database") as server,
        new_database(server, "template0") as url,
    ):
        file = Path(folder) / "ten.yaml"
        file.write_text(seed(ORGANISATIONS), "utf-8")
        with running_emulator(seed=str(file)) as emulator:
            found = backlog(url, Path(folder) / "home", emulator, notes)
    assert found.complete
    return found.calls


def main() -> int:
    with begun() as economy:
        figures = economy.measured()
    figures["hear_1000_events"] = heard(0)
    figures["hear_1000_events_200_of_credit_notes"] = heard(20)
    missed = [name for name, most in GOALS.items() if figures[name] > most]
    print(json.dumps({"economy": figures, "goals": GOALS, "missed": missed}, indent=2))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
