"""A Xero with real books, an app that is connected to it, and a receiver of its webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from tests.xero_emulator.webhooks.receiver import Receiver, listening

from xero_emulator.fixture import Running, running_emulator

NOON = "2026-03-02T12:00:00+00:00"
SCOPES = "accounting.transactions accounting.contacts accounting.settings"
LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}


@dataclass(frozen=True)
class App:
    """An app with its webhook; it writes into one organisation."""

    xero: Running
    client_id: str
    tenant: str
    http: httpx2.Client

    def write(
        self, plural: str, body: Any, method: str = "PUT", *, status: int = 200, **query: str
    ) -> list[dict[str, Any]]:
        """The elements of the answer, which must have this status."""
        answer = self.http.request(
            method, f"{self.xero.url}/api.xro/2.0/{plural}", json=body, params=query
        )
        assert answer.status_code == status, answer.text
        found: list[dict[str, Any]] = answer.json().get(plural.partition("/")[0], [])
        return found

    def contact(self, name: str = "Ridgeway University") -> dict[str, Any]:
        return self.write("Contacts", {"Name": name})[0]

    def contacts(self, *names: str) -> None:
        """All in one request."""
        self.write("Contacts", {"Contacts": [{"Name": name} for name in names]})

    def invoice(self, contact: dict[str, Any], **more: Any) -> dict[str, Any]:
        sent = {"Type": "ACCREC", "Contact": {"ContactID": contact["ContactID"]}}
        sent |= {"DueDate": "2026-04-01", "Status": "AUTHORISED", "LineItems": [LINE]}
        return self.write("Invoices", sent | more)[0]

    def pay(self, invoice: dict[str, Any], amount: int = 10) -> dict[str, Any]:
        sent = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"Code": "090"}}
        return self.write("Payments", {**sent, "Amount": amount})[0]

    def settle(self) -> None:
        """Every event that is due has been sent."""
        self.xero.control.settle()


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    with running_emulator(seed="empty") as emulator:
        emulator.control.limits(enabled=False)
        yield emulator


@pytest.fixture
def xero(running: Running) -> Running:
    """The demo organisations, untouched, at noon of 2 March 2026; nobody has a webhook."""
    running.control.set_clock(NOON)
    running.control.reset()
    settings = {"payments_update_invoices": True, "batch": 100, "seconds": 5.0}
    running.control.call("POST", "/webhooks/settings", settings)
    return running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


@pytest.fixture
def app(xero: Running) -> Iterator[App]:
    """An app without a webhook, connected to the British organisation only."""
    tenant = xero.tenants()["GB"]
    token = xero.consent("our-app", SCOPES, [tenant])["access_token"]
    headers = {"authorization": f"Bearer {token}", "xero-tenant-id": tenant}
    with httpx2.Client(headers=headers, timeout=30.0) as http:
        yield App(xero, "our-app", tenant, http)


@pytest.fixture
def hook(app: App, receiver: Receiver) -> str:
    """The id of the app's enabled webhook, whose probes the receiver has forgotten."""
    made = app.xero.control.webhook(receiver.url, app.client_id, key=receiver.key)
    assert made["status"] == "OK"
    receiver.calls.clear()
    return str(made["id"])
