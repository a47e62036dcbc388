"""The main job: a shop's line items become contacts, invoices and credit notes, each once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.stories.installation import EXAMPLE
from tests.stories.shop import assert_booked, documents_in, documents_of

from xero_emulator.fixture import Running

SMALL = EXAMPLE.parent / "rows.csv"


@pytest.fixture
def retail(reference: Path) -> bytes:
    """999 line items of a real shop."""
    return (reference / "data" / "online-retail-1000.csv").read_bytes()


def calls(emulator: Running) -> Mapping[str, Any]:
    """What the emulator counted below /api.xro and /connections."""
    counts: Mapping[str, Any] = emulator.control.counts()
    assert counts["refused_429"] == 0
    return counts


def test_a_shops_rows_are_in_the_books_exactly(shop, retail):
    run = shop.run(retail)
    assert (run.status, run.failed, run.absorbed) == ("success", 0, 999)
    assert_booked(shop.emulator.control.ledger(), retail)
    shop.assert_clean()


def test_the_real_file_gives_the_known_totals(shop, retail):
    shop.run(retail)
    booked = documents_in(shop.emulator.control.ledger(shop.home_books))
    invoices = [each for each in booked if each.kind == "ACCREC"]
    credit_notes = [each for each in booked if each.kind == "ACCRECCREDIT"]
    assert (len(invoices), len(credit_notes)) == (62, 4)
    assert sum(len(each.lines) for each in booked) == 999
    assert sum(each.net for each in invoices) == Decimal("24702.88")
    assert sum(each.net for each in credit_notes) == Decimal("199.13")
    assert len({each.customer for each in booked if each.customer}) == 48
    assert {each.contact for each in booked if not each.customer} == {"Walk-in customer"}
    assert sum(len(each.lines) for each in booked if not each.customer) == 1


def test_the_shipped_rows_are_in_the_books_exactly(shop):
    rows = SMALL.read_bytes()
    run = shop.run(rows)
    assert (run.status, run.failed) == ("success", 0)
    assert_booked(shop.emulator.control.ledger(), rows)
    assert len(documents_of(rows)) >= 4
    shop.assert_clean()


def test_an_empty_organisation_takes_few_calls(shop, retail):
    shop.run(retail)
    counted = calls(shop.emulator)
    assert counted["api_calls"] <= 12
    writes = {name: n for name, n in counted["by_operation"].items() if name.startswith("create")}
    assert writes == {"createContacts": 1, "createInvoices": 2, "createCreditNotes": 1}
    assert counted["writes"] == 4
    assert counted["by_operation"]["getOrganisations"] == 1


def test_running_again_posts_nothing(shop, retail):
    shop.run(retail)
    shop.emulator.control.clear_log()
    run = shop.run(retail)
    assert (run.status, run.operations, run.failed) == ("success", 199, 0)
    counted = calls(shop.emulator)
    assert (counted["writes"], counted["api_calls"] <= 4) == (0, True)
    assert_booked(shop.emulator.control.ledger(), retail)


def test_another_installation_with_the_same_books_posts_nothing(
    installation, emulator, make_installation, retail
):
    with installation.opened() as first:
        first.run(retail)
    emulator.control.clear_log()
    with make_installation() as unused, unused.opened() as other:
        run = other.run(retail)
        assert (run.status, run.failed) == ("success", 0)
        other.assert_clean()
    counted = calls(emulator)
    assert (counted["writes"], counted["api_calls"] <= 8) == (0, True)
    assert_booked(emulator.control.ledger(), retail)


def test_half_of_the_file_first_and_all_of_it_later_posts_the_rest(shop, retail):
    lines = retail.splitlines(keepends=True)
    edge = next(n for n in range(400, len(lines)) if lines[n][:7] != lines[n - 1][:7])
    assert shop.run(b"".join(lines[:edge])).status == "success"
    run = shop.run(retail)
    assert (run.status, run.failed) == ("success", 0)
    assert_booked(shop.emulator.control.ledger(), retail)
