"""A process dies while nobody knows what became of its write, and longer than Xero knows its key.

Service and processes go by one clock, that of the emulator; it is moved on by the story.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.stories.installation import LOOK, Installation
from tests.stories.process import Command
from tests.stories.shop import assert_booked, documents_in, rows

from xero_emulator.fixture import Running

pytestmark = pytest.mark.crash

ROWS = rows(invoices=4, credit_notes=1)
INVOICES = "/api.xro/2.0/Invoices"
TOO_OLD = 301.0  # seconds; Xero would know the key for another minute, we do not count on it
A_MINUTE = 61.0
FIRST = "700001"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_bytes(ROWS)
    return path


@pytest.fixture
def clock(emulator: Running) -> dict[str, str]:
    """The setting that makes a process go by the emulator's clock."""
    return {"TALLYLOOM_TEST_CLOCK": f"{emulator.url}/_emulator/clock"}


@pytest.fixture
def processed(installation, emulator, file, clock) -> None:
    """The invoices are in the books, and the process that sent them died before their answer."""
    held = emulator.control.fault("hold", method="PUT", path=INVOICES)
    killed = installation.running_example(file, **clock)
    emulator.control.wait_held(held)
    killed.kill()
    emulator.control.release(held)
    while not invoices(emulator):
        time.sleep(LOOK)


@pytest.fixture
def never_arrived(installation, emulator, file, clock) -> None:
    """The process died while it tried to send the invoices, of which none has arrived."""
    emulator.control.fault("drop_before", method="PUT", path=INVOICES, times=None)
    killed = installation.running_example(file, **clock)
    while not emulator.control.faults()[0]["struck"]:
        time.sleep(LOOK)
    killed.kill()
    emulator.control.clear_faults()
    assert invoices(emulator) == []


def invoices(emulator: Running) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.control.ledger(emulator.tenants()["GB"])["invoices"]
    return found


def resumed(installation: Installation, clock: dict[str, str]) -> Command:
    with installation.opened() as shop:
        (run,) = shop.house.runs.newest()
    return installation.command("runs", "resume", run.id, **clock)


def wait_until_it_waits(installation: Installation) -> str:
    """The reason for which the run waits."""
    with installation.opened() as shop:
        while True:
            (run,) = shop.house.runs.newest()
            assert not run.ended, f"{run.status}: {run.reason}"
            if run.status == "waiting" and run.reason:
                return run.reason
            time.sleep(LOOK)


def calls(emulator: Running, method: str) -> list[dict[str, Any]]:
    return [call for call in emulator.control.log(INVOICES) if call["method"] == method]


def test_what_has_arrived_is_found_and_adopted(installation, emulator, processed, clock):
    made = {each["InvoiceID"] for each in invoices(emulator)}
    emulator.control.clear_log()
    emulator.control.advance(TOO_OLD)
    other = resumed(installation, clock)
    assert other.end() == 0, other.told
    assert (len(calls(emulator, "GET")), calls(emulator, "PUT")) == (1, [])
    assert {each["InvoiceID"] for each in invoices(emulator)} == made
    assert_booked(emulator.control.ledger(), ROWS)
    with installation.opened() as shop:
        shop.assert_clean()


def test_what_has_not_arrived_is_sent_under_a_new_key_after_two_looks(
    installation, emulator, never_arrived, clock
):
    with installation.opened() as shop:
        old = shop.keys()
    emulator.control.advance(TOO_OLD)
    emulator.control.clear_log()
    other = resumed(installation, clock)
    assert "unknown" in wait_until_it_waits(installation)
    assert (len(calls(emulator, "GET")), calls(emulator, "PUT")) == (1, [])
    emulator.control.advance(A_MINUTE)
    assert other.end() == 0, other.told
    (sent,) = calls(emulator, "PUT")
    assert sent["idempotency_key"] not in old
    assert_booked(emulator.control.ledger(), ROWS)
    with installation.opened() as shop:
        shop.assert_clean()


def test_what_arrives_between_the_two_looks_is_not_sent_again(installation, emulator, file, clock):
    """The worst of networks: the request comes through minutes after its process has died."""
    held = emulator.control.fault("hold", method="PUT", path=INVOICES)
    killed = installation.running_example(file, **clock)
    emulator.control.wait_held(held)
    killed.kill()
    emulator.control.advance(TOO_OLD)
    other = resumed(installation, clock)
    wait_until_it_waits(installation)
    emulator.control.release(held)
    while not invoices(emulator):
        time.sleep(LOOK)
    emulator.control.advance(A_MINUTE)
    assert other.end() == 0, other.told
    assert_booked(emulator.control.ledger(), ROWS)
    with installation.opened() as shop:
        shop.assert_clean()


def test_a_key_that_xero_forgets_too_early_posts_nothing_twice(
    installation, emulator, processed, clock
):
    """Only Xero's clock goes on: the same request under the same key is another one to it, and
    refused, since the numbers are taken. That they are is no failure but a sign to look."""
    emulator.control.advance(TOO_OLD * 2)
    other = resumed(installation, {})
    assert other.end() == 0, other.told
    assert_booked(emulator.control.ledger(), ROWS)
    with installation.opened() as shop:
        shop.assert_clean()


def test_what_somebody_changed_meanwhile_is_left_to_a_person(
    installation, emulator, processed, clock
):
    changed = next(each for each in invoices(emulator) if each["InvoiceNumber"] == FIRST)
    edit(emulator, changed["InvoiceID"], LineItems=[line("Something else")])
    emulator.control.advance(TOO_OLD)
    other = resumed(installation, clock)
    assert other.end() == 1, other.told
    with installation.opened() as shop:
        (run,) = shop.house.runs.newest()
        assert (run.status, run.failed) == ("warning", 1)
        (one,) = shop.house.incomplete.those()
    assert (one.kind, FIRST in one.trouble["message"]) == ("parked", True)
    assert "Something else" in one.trouble["message"]
    booked = documents_in(emulator.control.ledger(emulator.tenants()["GB"]))
    assert len(booked) == 5


def line(description: str) -> dict[str, Any]:
    return {"Description": description, "Quantity": 1, "UnitAmount": 1, "AccountCode": "200"}


def edit(emulator: Running, invoice: str, **values: Any) -> None:
    """A person changes an invoice in Xero."""
    token = emulator.consent(client_id="a person")["access_token"]
    answer = httpx2.post(
        f"{emulator.url}{INVOICES}/{invoice}",
        headers={
            "authorization": f"Bearer {token}",
            "xero-tenant-id": emulator.tenants()["GB"],
        },
        json=values,
    )
    assert answer.status_code == 200, answer.text
