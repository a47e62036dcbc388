"""Xero calls an installation: one that answers over HTTP, and a bookkeeper at work in Xero."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx2
from sqlalchemy import text
from tests.stories.installation import LOOK, Installation, Shop
from tests.stories.process import Command

from tallyloom.api.serving import serving
from tallyloom.connections.vault import Secret
from tallyloom.engine.deliveries import Deliveries
from tallyloom.engine.switching import Hears
from tallyloom.store.runs import Run
from xero_emulator.fixture import SCOPES, Running

KEY = "the signing key of the tests"
TENANTS = "SELECT name, id FROM tenants"


@dataclass(frozen=True)
class Bookkeeper:
    """Somebody who writes into the books by another program."""

    emulator: Running

    @cached_property
    def _token(self) -> str:
        return str(self.emulator.consent("bookkeeping", SCOPES)["access_token"])

    def write(self, plural: str, records: Sequence[Any], tenant: str) -> list[Any]:
        answer = httpx2.post(
            f"{self.emulator.url}/api.xro/2.0/{plural}",
            json={plural: list(records)},
            headers={"authorization": f"Bearer {self._token}", "xero-tenant-id": tenant},
        )
        assert answer.status_code == 200, answer.text
        return list(answer.json()[plural])

    def contacts(self, tenant: str, *names: str) -> list[Any]:
        return self.write("Contacts", [{"Name": name} for name in names], tenant)

    def invoices(self, tenant: str, *numbers: str, contact: str = "Ridgeway") -> list[Any]:
        return self.write("Invoices", [_invoice(n, contact) for n in numbers], tenant)

    def credit_notes(self, tenant: str, *numbers: str, contact: str = "Ridgeway") -> list[Any]:
        records = [
            {"CreditNoteNumber": number, **_document("ACCRECCREDIT", contact)} for number in numbers
        ]
        return self.write("CreditNotes", records, tenant)


def _invoice(number: str, contact: str) -> dict[str, Any]:
    return {"InvoiceNumber": number, "DueDate": "2026-12-31", **_document("ACCREC", contact)}


def _document(kind: str, contact: str) -> dict[str, Any]:
    line = {"Description": "Lantern", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}
    return {"Type": kind, "Contact": {"Name": contact}, "LineItems": [line]}


@dataclass
class Hearing:
    """A house that Xero may call."""

    shop: Shop
    address: str
    hook: str = ""
    client: str = "client"

    @property
    def emulator(self) -> Running:
        return self.shop.emulator

    @cached_property
    def bookkeeper(self) -> Bookkeeper:
        return Bookkeeper(self.emulator)

    @cached_property
    def registration(self) -> str:
        registrations = self.shop.house.connections.registrations.list()
        return next(each.id for each in registrations if each.client_id == self.client)

    @property
    def url(self) -> str:
        """What is pasted at Xero's developer site."""
        return f"{self.address}/webhooks/{self.registration}"

    @cached_property
    def tenants(self) -> dict[str, str]:
        """Ids by names of organisations."""
        with self.shop.house.database.connect() as on:
            return {row.name: row.id for row in on.execute(text(TENANTS))}

    def subscribe(self, key: str = KEY) -> Any:
        """As a person does at Xero's developer site; what became of it."""
        hook = self.emulator.control.webhook(self.url, self.client, key=key)
        self.hook = hook["id"]
        return hook

    def enable(self) -> None:
        """Everything that is done once, on both sides."""
        self.shop.house.connections.registrations.listen(self.registration, Secret(KEY))
        assert self.subscribe()["status"] == "OK"

    def on(self, document: str) -> Hears:
        """Switch a scenario on."""
        ready = self.shop.ready(document)
        house = self.shop.house
        house.switch.assure(ready.plan, "test")
        version = house.scenarios.keep(ready.document.name, ready.text, house.clock.now())
        hears = house.switch.on(version, ready.plan).hears
        assert hears is not None
        return hears

    def heard(self) -> None:
        """Return when all that has happened was told, sorted, and run."""
        self.emulator.control.settle()
        self.moved()

    def moved(self) -> None:
        if not self.shop.launched:
            self.shop.house.engine.launch()
            self.shop.launched = True
        while self.shop.house.deliveries.waiting(1) or self.open_runs():
            time.sleep(LOOK)

    def sort(self) -> None:
        """Sort what was delivered, and start nothing."""
        house = self.shop.house
        Deliveries(
            house.deliveries,
            house.gaps,
            house.scenarios,
            house.connections,
            house.apps,
            house.clock,
        ).sort()

    def healed(self) -> None:
        """Return when what was missed in gaps has been looked for."""
        while "open" in {state for _, _, state in self.shop.house.gaps.of(self.registration)}:
            time.sleep(LOOK)
        while not any(run.origin["by"] == "gap" for run in self.runs()):
            time.sleep(LOOK)
        self.moved()

    def count(self, rows: str) -> int:
        """How many rows a table has; a condition may follow its name."""
        with self.shop.house.database.connect() as on:
            found: int = on.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one()  # noqa: S608
        return found

    @contextmanager
    def without(self, table: str) -> Iterator[None]:
        """While nothing can be written there."""
        self._rename(table, f"{table}_away")
        yield
        self._rename(f"{table}_away", table)

    def _rename(self, table: str, name: str) -> None:
        with self.shop.house.database.begin() as on:
            on.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """While what is delivered is thrown away."""
        keep = self.shop.house.deliveries.keep
        vars(self.shop.house.deliveries)["keep"] = lambda *_: None
        yield
        vars(self.shop.house.deliveries)["keep"] = keep

    def swap_names(self, one: str, other: str) -> None:
        """As if the organisations had been renamed in the service."""
        names = {self.tenants[one]: other, self.tenants[other]: one}
        with self.shop.house.database.begin() as on:
            for id_, name in names.items():
                on.execute(
                    text("UPDATE tenants SET name = :name WHERE id = :id"),
                    {"id": id_, "name": name},
                )

    def open_runs(self) -> list[Run]:
        return [run for run in self.runs() if not run.ended and not _stuck(run)]

    def runs(self, scenario: str = "") -> list[Run]:
        """All runs, the first one first."""
        return self.shop.house.runs.newest(scenario=scenario, limit=1000)[::-1]

    def given(self, scenario: str, module: int = 1) -> list[Any]:
        """The bundles that a module gave in all runs of a scenario."""
        return [
            bundle
            for run in self.runs(scenario)
            for entry in self.shop.house.journal.read(run.id, module)
            for operation in entry.operations
            for bundle in operation.get("out", ())
        ]

    def outcomes(self) -> list[str]:
        """How Xero took the answers to its last calls."""
        told = self.emulator.control.deliveries(self.hook)
        return [attempt["outcome"] for one in told for attempt in one["attempts"]]


def _stuck(run: Run) -> bool:
    return run.status == "waiting" and bool(run.reason)


def served(installation: Installation, **more: str) -> tuple[Command, str]:
    """`tallyloom up` in a process of its own, and where it answers."""
    listen = ("--listen", "127.0.0.1:0", "--no-open", "--json")
    command = installation.command("up", *listen, **more)
    while not command.json:
        assert not command.ended, command.told
        time.sleep(LOOK)
    return command, str(command.json[0]["address"]).replace("localhost", "127.0.0.1")


@contextmanager
def hearing(shop: Shop) -> Iterator[Hearing]:
    """The shop, answering on a port of its own."""
    with serving(shop.house, "127.0.0.1", (0,)) as address:
        yield Hearing(shop, address.replace("localhost", "127.0.0.1"))


TEN = """
organisations:
{organisations}
"""
ONE = """
  - name: Books {number}
    country: GB
    version: UK
    currency: GBP
    currencies: [GBP]
    timezone: GMTSTANDARDTIME
    short_code: "!books{number}"
    year_end: [31, 3]
    sales_tax: [ACCRUAL, QUARTERLY]
    tax_number: "GB 123 4567 {number:02}"
    tax: {{sales: OUTPUT2, purchases: INPUT2, none: NONE}}
    rates:
      - [OUTPUT2, 20% (VAT on Income), 20, OUTPUT, AELR]
      - [INPUT2, 20% (VAT on Expenses), 20, INPUT, AEXL]
      - [NONE, No VAT, 0, NONE, AEXLR]
    chart:
      - ["090", Bank, BANK, none, bank]
      - ["200", Sales, REVENUE, sales]
      - ["429", General Expenses, OVERHEADS, purchases]
      - ["610", Accounts Receivable, CURRENT, none, DEBTORS]
      - ["800", Accounts Payable, CURRLIAB, none, CREDITORS]
      - ["820", VAT, CURRLIAB, none, GST]
"""


def seed(organisations: int) -> str:
    """A seed file of so many organisations, Books 1 and so on."""
    numbers = range(1, organisations + 1)
    return TEN.format(organisations="".join(ONE.format(number=number) for number in numbers))
