"""Bundles that failed, or of which nobody can tell, wait for what a person says to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
from tests.stories.installation import Installation, MovedClock

from xero_emulator.fixture import Running

# A bill has no number that is unique, and with a line of mere text it is not known by what it says:
# nothing can tell whether one whose answer was lost is there.
BILLS = """
schema: 1
name: Bills
inputs: [{name: rows, type: file, required: true}]
connections: {books: {app: xero, connection: xero, organisation: Demo Company (UK)}}
flow:
  - {id: 1, module: csv.parse, map: {file: "{{input.rows}}"}}
  - id: 2
    module: xero.create_invoice
    connection: books
    map:
      Type: ACCPAY
      Contact.Name: Supplier
      DueDate: "2026-05-01"
      LineItems:
        - {Description: "{{1.what}}", Quantity: 1, UnitAmount: 10, AccountCode: "400"}
        - {Description: As agreed}
  - {id: 3, module: xero.get_invoice, connection: books, map: {InvoiceID: "{{2.InvoiceID}}"}}
"""
CALLS = """
schema: 1
name: Calls
inputs: [{name: rows, type: file, required: true}]
connections: {books: {app: xero, connection: xero, organisation: Demo Company (UK)}}
flow:
  - {id: 1, module: csv.parse, map: {file: "{{input.rows}}"}}
  - id: 2
    module: xero.make_api_call
    connection: books
    map:
      method: POST
      path: /api.xro/2.0/Contacts
      body: {Contacts: [{Name: "{{1.what}}"}]}
"""
SALES = """
schema: 1
name: Sales
inputs: [{name: rows, type: file, required: true}]
connections: {books: {app: xero, connection: xero, organisation: Demo Company (UK)}}
flow:
  - {id: 1, module: csv.parse, map: {file: "{{input.rows}}"}}
  - id: 2
    module: xero.create_invoice
    connection: books
    map:
      Type: ACCREC
      Contact.Name: Customer
      InvoiceNumber: "{{1.number}}"
      Status: AUTHORISED
      DueDate: "2026-05-01"
      LineItems:
        - {Description: A thing, Quantity: 1, UnitAmount: 10, AccountCode: "{{1.account}}"}
"""
PAPER = b"what\nPaper\n"
FIFTY = b"number,account\n" + b"".join(
    b"S%03d,%s\n" % (n, b"9999" if n == 17 else b"200") for n in range(1, 51)
)


def books(emulator: Running) -> Mapping[str, Any]:
    ledger: Mapping[str, Any] = emulator.control.ledger(emulator.tenants()["GB"])
    return ledger


def bills(emulator: Running) -> list[str]:
    """The ids of the bills in the books."""
    return [each["InvoiceID"] for each in books(emulator)["invoices"]]


def never_answered(installation: Installation, scenario: str, rows: bytes, do: str) -> None:
    """Run a scenario whose writes get no answer, for longer than Xero knows their keys."""
    control = installation.emulator.control
    for method in ("PUT", "POST"):
        control.fault(do, method=method, path="/api.xro/*", times=None)
    with installation.opened(MovedClock(installation.emulator)) as shop:
        run = shop.ended(shop.start(rows, scenario))
        assert (run.status, run.failed) == ("error", 1)
    control.clear_faults()


def told(installation: Installation, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    command = installation.command("incomplete", *arguments, "--json")
    assert command.end() == code, command.told
    return command.json


def open_one(installation: Installation) -> dict[str, Any]:
    (one,) = told(installation, "list")
    return one


@pytest.mark.parametrize("scenario", [BILLS, CALLS], ids=["bill", "call"])
def test_a_write_that_nothing_can_confirm_is_parked_not_sent_again(
    installation, emulator, scenario
):
    never_answered(installation, scenario, PAPER, "drop_after")
    one = open_one(installation)
    assert (one["kind"], one["module"], one["state"]) == ("parked", 2, "open")
    assert "no answer came" in one["message"]
    (shown,) = told(installation, "show", one["id"])
    assert shown["bundles"]["1"] == {"what": "Paper"}
    assert shown["request"].endswith(("Invoices", "Contacts"))
    keys = {call["idempotency_key"] for call in emulator.control.log("/api.xro/")} - {None}
    assert len(keys) == 1
    assert len(books(emulator)["contacts"]) == 1


def test_what_is_found_in_xero_by_a_person_goes_on_as_if_it_had_been_answered(
    installation, emulator
):
    never_answered(installation, BILLS, PAPER, "drop_after")
    (bill,) = bills(emulator)
    (run,) = told(installation, "resolve", open_one(installation)["id"], "--posted-as", bill)
    assert (run["status"], run["modules"][2]["operations"]) == ("success", 1)
    assert bills(emulator) == [bill]
    assert told(installation, "list") == []
    (answered,) = told(installation, "list", "--all")
    assert (answered["state"], answered["next_run"]) == ("resolved", run["id"])


def test_what_a_person_does_not_find_in_xero_is_sent_again(installation, emulator):
    never_answered(installation, BILLS, PAPER, "drop_before")
    assert bills(emulator) == []
    (run,) = told(installation, "retry", open_one(installation)["id"])
    assert run["status"] == "success"
    assert len(bills(emulator)) == 1
    assert told(installation, "list") == []


def test_a_call_that_a_person_sends_again_is_sent_under_another_key(installation, emulator):
    never_answered(installation, CALLS, PAPER, "drop_after")
    before = {call["idempotency_key"] for call in emulator.control.log("/api.xro/")}
    (run,) = told(installation, "retry", open_one(installation)["id"])
    assert run["status"] == "success"
    after = {call["idempotency_key"] for call in emulator.control.log("/api.xro/")}
    assert len(after - before) == 1


def test_what_a_person_drops_is_left_as_it_is(installation, emulator):
    never_answered(installation, BILLS, PAPER, "drop_after")
    (bill,) = bills(emulator)
    one = open_one(installation)
    emulator.control.clear_log()
    told(installation, "resolve", one["id"], "--drop")
    assert bills(emulator) == [bill]
    assert emulator.control.counts()["api_calls"] == 0
    assert told(installation, "list") == []
    assert [each["state"] for each in told(installation, "list", "--all")] == ["dropped"]


def test_what_was_answered_once_cannot_be_answered_again(installation, emulator):
    never_answered(installation, BILLS, PAPER, "drop_after")
    one = open_one(installation)
    told(installation, "resolve", one["id"], "--drop")
    again = installation.command("incomplete", "retry", one["id"])
    assert again.end() == 6
    assert "answered before" in again.told
    assert len(bills(emulator)) == 1


@pytest.fixture
def one_of_fifty_refused(installation):
    with installation.opened() as shop:
        run = shop.run(FIFTY, SALES)
        assert (run.status, run.failed, run.completed) == ("warning", 1, 49)
    return open_one(installation)


def numbers(emulator: Running) -> set[str]:
    return {each["InvoiceNumber"] for each in books(emulator)["invoices"]}


def test_one_refused_of_fifty_stops_alone_with_xeros_words(emulator, one_of_fifty_refused):
    assert numbers(emulator) == {f"S{n:03}" for n in range(1, 51)} - {"S017"}
    assert len(books(emulator)["invoices"]) == 49
    assert emulator.control.counts()["by_operation"]["createInvoices"] == 1
    assert (one_of_fifty_refused["kind"], one_of_fifty_refused["module"]) == ("failed", 2)
    assert any("9999" in words for words in one_of_fifty_refused["words"])


def test_what_is_refused_again_waits_again(installation, emulator, one_of_fifty_refused):
    told(installation, "retry", one_of_fifty_refused["id"], code=1)
    assert len(books(emulator)["invoices"]) == 49
    other = open_one(installation)
    assert other["id"] != one_of_fifty_refused["id"]
    assert other["words"] == one_of_fifty_refused["words"]


def test_what_was_refused_is_posted_when_its_cause_is_mended(
    installation, emulator, one_of_fifty_refused
):
    tenant = emulator.tenants()["GB"]
    token = emulator.consent(client_id="a person")["access_token"]
    made = httpx2.put(
        f"{emulator.url}/api.xro/2.0/Accounts",
        headers={"authorization": f"Bearer {token}", "xero-tenant-id": tenant},
        json={"Code": "9999", "Name": "Late sales", "Type": "REVENUE"},
    )
    assert made.status_code == 200, made.text
    (run,) = told(installation, "retry", one_of_fifty_refused["id"])
    assert run["status"] == "success"
    assert numbers(emulator) == {f"S{n:03}" for n in range(1, 51)}
    assert len(books(emulator)["invoices"]) == 50
    assert told(installation, "list") == []
