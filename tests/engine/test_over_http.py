"""Modules of the real app against the emulator: what a crash may repeat, and what it may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.engine.workshop import Workshop

from tallyloom.connections.connections import Connections
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Door
from tallyloom.engine import crash
from tallyloom.house import installed_apps
from tallyloom.store.database import Database
from xero_emulator.fixture import Running, running_emulator

XERO = installed_apps(("xero",))
KEY = "a2V5IG9mIHRoZSB0ZXN0cywgdGhpcnR5LXR3byBieXQ="
REDIRECT = "http://localhost:8080/callback"
CONTACTS, INVOICES = "/api.xro/2.0/Contacts", "/api.xro/2.0/Invoices"
CONTACT = {"Contacts": [{"Name": "Zoe Newman"}]}


class Crash(BaseException):
    """The process dies here, and no handler of Exception sees it."""


@dataclass
class Office:
    """A workshop whose service is the emulator."""

    workshop: Workshop
    emulator: Running

    def run(self, flow: list[Any], dies: str = "") -> str:
        """The id of a run that ended, after a crash where one is named."""
        run_id = self.workshop.start(flow, {})
        if dies:
            with pytest.MonkeyPatch.context() as patch, pytest.raises(Crash):
                patch.setattr(crash, "point", _dying(dies))
                self.workshop.finish(run_id)
        self.workshop.finish(run_id)
        return run_id

    def called(self, method: str, path: str) -> int:
        """How often the emulator was asked so."""
        log = self.emulator.control.log()
        rows = log["calls"] if isinstance(log, dict) else log
        return sum(row["method"] == method and row["path"] == path for row in rows)


def _dying(at: str) -> Any:
    def point(name: str) -> None:
        if name == at:
            raise Crash

    return point


@pytest.fixture(scope="module")
def emulator() -> Iterator[Running]:
    with running_emulator(seed="empty") as running:
        yield running


@pytest.fixture
def office(database: Database, emulator: Running) -> Iterator[Office]:
    emulator.control.reset()
    workshop = Workshop(database, apps=XERO, organisation="Demo Company (UK)")
    emulator.control.set_clock(workshop.clock.now().isoformat())
    with closing(Door([urlsplit(emulator.url).netloc], workshop.clock)) as door:
        connections = Connections(database, door, Vault([KEY]), workshop.clock, XERO)
        bases = dict.fromkeys(("login", "identity", "api"), emulator.url)
        registration = connections.registrations.add("xero", "web", Secret("s"), bases=bases)
        begun = connections.begin("main", registration.id, redirect=REDIRECT)
        connections.walk(begun)
        workshop.service = connections  # type: ignore[assignment]
        emulator.control.clear_log()
        yield Office(workshop, emulator)


def call(method: str, path: str, body: Any = None) -> list[Any]:
    """Make an API Call, in the demo organisation."""
    mapped = {"method": method, "path": path} | ({"body": body} if body else {})
    return [{"id": 1, "module": "xero.make_api_call", "connection": "demo", "map": mapped}]


def email(invoice: str) -> list[Any]:
    mapped = {"InvoiceID": invoice}
    return [{"id": 1, "module": "xero.email_invoice", "connection": "demo", "map": mapped}]


def invoice(office: Office) -> str:
    """The id of an approved sales invoice that can be sent."""
    contact = {"Name": "Ada", "EmailAddress": "ada@example.com"}
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200"}
    body = {
        "Type": "ACCREC",
        "Contact": contact,
        "LineItems": [line],
        "Status": "AUTHORISED",
        "Date": "2026-03-01",
        "DueDate": "2026-03-31",
    }
    run_id = office.run(call("PUT", INVOICES, {"Invoices": [body]}))
    ((_, answer),) = office.workshop.outcome(run_id).out[1]
    assert answer["statusCode"] == 200, answer
    office.emulator.control.clear_log()
    return str(answer["body"]["Invoices"][0]["InvoiceID"])


def test_a_call_that_reads_is_made_and_told(office: Office) -> None:
    run_id = office.run(call("GET", "/api.xro/2.0/Organisation"))
    ((_, answer),) = office.workshop.outcome(run_id).out[1]
    assert answer["body"]["Organisations"][0]["Name"] == "Demo Company (UK)"


@pytest.mark.parametrize(
    ("moment", "calls"),
    [("before-intent", 1), ("after-intent", 1), ("answered", 2), ("recorded", 1)],
)
def test_a_call_that_writes_leaves_one_record_wherever_it_crashed(
    office: Office, moment: str, calls: int
) -> None:
    run_id = office.run(call("PUT", CONTACTS, CONTACT), moment)
    assert office.workshop.run(run_id).status == "success"
    assert office.called("PUT", CONTACTS) == calls
    books = office.run(call("GET", CONTACTS))
    ((_, answer),) = office.workshop.outcome(books).out[1]
    assert [one["Name"] for one in answer["body"]["Contacts"]].count("Zoe Newman") == 1


@pytest.mark.parametrize("moment", ["", "after-intent", "recorded"])
def test_an_email_goes_out_once(office: Office, moment: str) -> None:
    sent = invoice(office)
    run_id = office.run(email(sent), moment)
    assert office.workshop.outcome(run_id).out[1] == [("", {"InvoiceID": sent, "sent": True})]
    assert office.called("POST", f"{INVOICES}/{sent}/Email") == 1


def test_an_email_whose_answer_came_too_late_to_be_recorded_is_left_to_a_person(
    office: Office,
) -> None:
    sent = invoice(office)
    run_id = office.workshop.start(email(sent), {})
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Crash):
        patch.setattr(crash, "point", _dying("answered"))
        office.workshop.finish(run_id)
    office.workshop.clock.time += timedelta(minutes=6)
    assert office.workshop.finish(run_id).status == "error"
    (one,) = office.workshop.incomplete.those(run=run_id)
    assert one.kind == "parked"
    assert office.called("POST", f"{INVOICES}/{sent}/Email") == 1
