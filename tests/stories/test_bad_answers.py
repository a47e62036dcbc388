"""Xero is ill, or says no for a while: a run waits, asks again, and ends as if nothing had been."""

from __future__ import annotations

import dataclasses

import pytest
from tests.stories.installation import MovedClock
from tests.stories.shop import assert_booked, rows
from tests.stories.test_incomplete import CALLS

from tallyloom.egress import Door, Incoming, Outgoing

ROWS = rows(invoices=52, credit_notes=2)
INVOICES = "/api.xro/2.0/Invoices"
ILLS = {
    "an internal error that the key remembers": {"do": "status", "status": 500},
    "three internal errors": {"do": "status", "status": 500, "times": 3, "remembered": False},
    "unavailable": {"do": "status", "status": 503, "times": 2},
    "unavailable for long": {"do": "status", "status": 503, "times": 9},
    "a page of maintenance": {"do": "html", "status": 503},
    "a page that claims to be an answer": {"do": "html"},
    "an empty answer": {"do": "status", "status": 200},
    "half an answer": {"do": "cut", "at": 1000},
    "too many calls this minute": {"do": "throttle", "retry_after": 26},
    "too many calls at once": {"do": "throttle", "problem": "concurrent", "retry_after": None},
    "too many calls today": {"do": "throttle", "problem": "day", "retry_after": 40000},
    "tokens taken away": {"do": "revoke", "what": "access"},
}


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("ill", ILLS)
def test_a_run_survives(installation, emulator, ill, method):
    emulator.control.fault(**ILLS[ill], method=method, path=INVOICES)
    with installation.opened(MovedClock(emulator)) as shop:
        run = shop.ended(shop.start(ROWS))
        assert (run.status, run.reason) == ("success", "")
        shop.assert_clean()
    assert_booked(emulator.control.ledger(), ROWS)
    assert emulator.control.faults()[0]["struck"] >= 1


class Garbling(Door):
    """The real door, behind which some machine replaces the body of answers to a method."""

    method = "PUT"
    body = b"<html>Sorry</html>"
    times = 1

    def send(self, outgoing: Outgoing) -> Incoming:
        incoming = super().send(outgoing)
        if outgoing.method != self.method or "api.xro" not in outgoing.url or not self.times:
            return incoming
        self.times -= 1
        return dataclasses.replace(incoming, body=self.body)


@pytest.fixture
def garbled(installation, emulator):
    """A house behind such a door."""
    with installation.opened(MovedClock(emulator)) as shop:
        house = shop.house
        house.__dict__["door"] = Garbling(house.settings.allow_addresses, house.clock)
        yield shop


GARBLED = {"page": b"<html>Sorry</html>", "nothing": b"", "other": b"{}", "half": b'{"Invoi'}


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("body", GARBLED)
def test_an_answer_that_cannot_be_read_is_no_refusal(garbled, emulator, body, times):
    """What was asked for has been done; only the answer is unreadable, however often it is asked
    for under the same key. So it is looked for, and not posted twice."""
    garbled.house.door.body, garbled.house.door.times = GARBLED[body], times
    run = garbled.ended(garbled.start(ROWS))
    assert (run.status, run.reason) == ("success", "")
    garbled.assert_clean()
    assert_booked(emulator.control.ledger(), ROWS)


def test_an_unreadable_answer_to_what_nothing_can_confirm_is_parked(garbled, emulator):
    garbled.house.door.method, garbled.house.door.times = "POST", -1
    run = garbled.ended(garbled.start(b"what\nPaper\n", CALLS))
    assert (run.status, run.failed) == ("error", 1)
    (one,) = garbled.house.incomplete.those()
    assert one.kind == "parked"
    assert len(emulator.control.ledger(garbled.home_books)["contacts"]) == 1


def test_what_xero_fails_to_do_again_and_again_has_failed(installation, emulator):
    emulator.control.fault("status", status=500, method="PUT", path=INVOICES, times=None)
    with installation.opened(MovedClock(emulator)) as shop:
        run = shop.ended(shop.start(ROWS))
        assert (run.status, run.failed) == ("warning", 52)
        assert {one.kind for one in shop.house.incomplete.those()} == {"failed"}
    books = emulator.control.ledger(emulator.tenants()["GB"])
    assert (len(books["invoices"]), len(books["credit_notes"])) == (0, 2)


def test_a_consent_that_was_withdrawn_makes_the_run_wait_for_a_person(installation, emulator):
    emulator.control.fault("revoke", what="all", method="PUT", path=INVOICES)
    with installation.opened() as shop:
        run = shop.run(ROWS)
        assert (run.status, run.not_before) == ("waiting", None)
        assert "connect" in run.reason
        shop.connect_again()
        shop.house.runs.wake(run.id, shop.house.clock.now())
        shop.moving(run)
        assert shop.waited(run.id).status == "success"
        shop.assert_clean()
    assert_booked(emulator.control.ledger(), ROWS)


NAMELESS = """
schema: 1
name: Nameless
inputs: [{name: rows, type: file, required: true}]
connections: {books: {app: xero, connection: xero, organisation: Demo Company (UK)}}
flow:
  - {id: 1, module: csv.parse, map: {file: "{{input.rows}}"}}
  - id: 2
    module: xero.create_invoice
    connection: books
    map:
      Type: ACCREC
      Contact.Name: "{{1.customer}}"
      InvoiceNumber: "{{1.number}}"
      LineItems: [{Description: A thing, Quantity: 1, UnitAmount: 10, AccountCode: "200"}]
"""


def test_a_document_that_cannot_be_written_down_stops_alone(installation, emulator):
    with installation.opened() as shop:
        run = shop.run(b"number,customer\nN1,Ada\nN2,\nN3,Bert\n", NAMELESS)
    assert (run.status, run.failed, run.completed) == ("warning", 1, 2)
    ledger = emulator.control.ledger(emulator.tenants()["GB"])
    assert {each["InvoiceNumber"] for each in ledger["invoices"]} == {"N1", "N3"}
