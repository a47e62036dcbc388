"""Repeating invoices: all of them in one answer, cut to the limit here."""

from __future__ import annotations

from tallyloom.apps.xero import app
from tallyloom.kit.testing import answer, drive

SEARCH = app.modules["search_repeating_invoices"]
TEMPLATE = {
    "RepeatingInvoiceID": "r1",
    "Type": "ACCREC",
    "Schedule": {"Unit": "MONTHLY", "NextScheduledDate": "/Date(1790812800000+0000)/"},
}


def test_templates_are_found_by_type_and_status_in_one_call() -> None:
    given = {"Type": "ACCREC", "Status": "AUTHORISED", "order": "Total DESC"}
    driven = drive(SEARCH, given, answer({"RepeatingInvoices": [TEMPLATE]}))
    assert driven.request.query == {
        "where": '(Type=="ACCREC")&&(Status=="AUTHORISED")',
        "order": "Total DESC",
    }
    assert driven.result.after is None
    (found,) = driven.result.bundles
    assert found["Schedule"]["NextScheduledDate"] == "2026-10-01"


def test_no_more_are_given_than_asked_for() -> None:
    templates = [TEMPLATE | {"RepeatingInvoiceID": str(number)} for number in range(3)]
    driven = drive(SEARCH, {"limit": 2}, answer({"RepeatingInvoices": templates}))
    assert len(driven.result.bundles) == 2
    assert driven.result.after is None
