"""The emulator inside a test, with real books: what strangers use."""

from __future__ import annotations

from decimal import Decimal

import httpx2

from xero_emulator.fixture import Running, xero_emulator  # noqa: F401

INVOICE = {
    "Type": "ACCREC",
    "Contact": {"Name": "Ridgeway University"},
    "Date": "2026-03-02",
    "DueDate": "2026-03-30",
    "Status": "AUTHORISED",
    "LineItems": [
        {"Description": "Desk", "Quantity": 3, "UnitAmount": 33.35, "AccountCode": "200"}
    ],
}


def headers(running: Running, country: str) -> dict[str, str]:
    token = running.consent()["access_token"]
    tenant = running.tenants()[country]
    return {
        "authorization": f"Bearer {token}",
        "xero-tenant-id": tenant,
        "accept": "application/json",
    }


def test_the_demo_has_an_organisation_in_each_country(xero_emulator: Running) -> None:  # noqa: F811
    assert sorted(xero_emulator.tenants()) == ["AU", "GB", "NZ", "US"]


def test_an_invoice_survives_a_snapshot_to_the_cent(xero_emulator: Running) -> None:  # noqa: F811
    sent = headers(xero_emulator, "GB")
    address = f"{xero_emulator.url}/api.xro/2.0/Invoices"
    made = httpx2.post(address, headers=sent, json=INVOICE).json()["Invoices"][0]
    before = xero_emulator.control.ledger(sent["xero-tenant-id"])
    kept = xero_emulator.control.snapshot()
    xero_emulator.control.reset("empty")
    xero_emulator.control.load_snapshot(kept)
    again = httpx2.get(f"{address}/{made['InvoiceID']}", headers=sent).json()["Invoices"][0]
    assert (again["SubTotal"], again["TotalTax"], again["Total"]) == (100.05, 20.01, 120.06)
    assert xero_emulator.control.ledger(sent["xero-tenant-id"]) == before
    (invoice,) = before["invoices"]
    assert invoice["Total"] == Decimal("120.06")


def test_books_of_one_organisation_are_not_those_of_another(
    xero_emulator: Running,  # noqa: F811
) -> None:
    british, australian = headers(xero_emulator, "GB"), headers(xero_emulator, "AU")
    address = f"{xero_emulator.url}/api.xro/2.0/Invoices"
    assert httpx2.post(address, headers=british, json=INVOICE).status_code == 200
    assert httpx2.get(address, headers=australian).json()["Invoices"] == []
