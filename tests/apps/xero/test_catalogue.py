"""Saved scenarios name modules by id: a rename is a broken promise, and shows up here."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tallyloom.apps.xero import app

CATALOGUE = Path(__file__).with_name("catalogue.txt")
# Beside those of the list of 92, because bookkeepers need them beside it.
BEYOND = {
    "allocate_credit_note",
    "allocate_overpayment",
    "allocate_prepayment",
    "approve_timesheet",
    "delete_payment",
    "get_aged_payables_by_contact",
    "get_aged_receivables_by_contact",
    "get_balance_sheet",
    "get_organisation",
    "get_profit_and_loss",
    "get_quote",
    "get_trial_balance",
    "revert_timesheet",
    "search_bank_transactions",
    "search_credit_notes",
    "search_purchase_orders",
    "search_quotes",
    "search_repeating_invoices",
    "update_manual_journal",
    "update_quote",
    "void_invoice",
}


@pytest.fixture
def listed(reference: Path) -> Counter[tuple[str, str]]:
    """Group and name of every module that the list of 92 has."""
    rows = json.loads((reference / "reference" / "xero-modules.json").read_text())
    return Counter((row["group"], row["name"]) for row in rows)


def test_every_promised_module_is_there_under_its_id_and_its_name() -> None:
    lines = CATALOGUE.read_text().splitlines()
    promised = {tuple(re.split(r"\s{2,}", line, maxsplit=2)) for line in lines}
    assert {(m.group, id_, m.label) for id_, m in app.modules.items()} == promised


def test_all_of_the_92_are_there_by_group_and_name(listed: Counter[tuple[str, str]]) -> None:
    ours = Counter((module.group, module.label) for module in app.modules.values())
    assert listed.total() == 92
    assert listed - ours == Counter()


def test_what_is_beyond_the_92_is_meant_to_be(listed: Counter[tuple[str, str]]) -> None:
    beyond = {id_ for id_, m in app.modules.items() if (m.group, m.label) not in listed}
    assert beyond == BEYOND
