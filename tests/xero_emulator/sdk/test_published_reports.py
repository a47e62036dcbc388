"""The published reports of an Australian organisation, through Xero's official SDK."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import an_invoice
from xero_python.accounting import Invoices


@pytest.fixture
def sdk(sdk_of: Callable[..., Sdk]) -> Sdk:
    return sdk_of(country="AU")


@exercises("getReportsList", "getReportFromId")
def test_a_published_activity_statement_is_listed_and_fetched(sdk: Sdk) -> None:
    invoice = an_invoice(date=date(2025, 11, 1), due_date=date(2025, 12, 1))
    sdk("createInvoices", Invoices(invoices=[invoice]))
    (listed,) = sdk("getReportsList").reports
    assert (listed.report_name, listed.report_date) == (
        *("Activity Statement", "1 Oct 2025 to 31 Dec 2025"),
    )
    report = sdk("getReportFromId", listed.report_id).reports[0]
    boxes = {field.field_id: field.value for field in report.fields}
    assert (boxes["G1"], boxes["1A"], boxes["9"]) == ("44", "4", "4")
    assert sdk.refused("getReportFromId", "BankStatement").status == 404
