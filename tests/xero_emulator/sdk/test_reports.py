"""Reports through Xero's official SDK."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    SENT,
    TOTAL,
    an_invoice,
    made_invoice,
)
from xero_python.accounting import (
    Account,
    Invoice,
    Invoices,
    Payment,
    Payments,
    ReportWithRow,
    RowType,
)


def cells(report: ReportWithRow) -> dict[str, list[str]]:
    """Every row by its first cell."""
    found = {}
    for row in report.rows:
        for each in (row, *(row.rows or ())):
            if each.cells:
                name, *values = (cell.value for cell in each.cells)
                found[name] = values
    return found


def paid(sdk: Sdk, invoice: Invoice, amount: str, on: date) -> None:
    sent = Payment(
        invoice=Invoice(invoice_id=invoice.invoice_id),
        account=Account(code="090"),
        amount=Decimal(amount),
        date=on,
    )
    sdk("createPayments", Payments(payments=[sent]))


@exercises("getReportTrialBalance")
def test_the_trial_balance_balances(sdk: Sdk) -> None:
    made_invoice(sdk)
    report = sdk("getReportTrialBalance", date=date(2026, 3, 2)).reports[0]
    found = cells(report)
    assert found["Accounts Receivable (610)"] == ["0.00", "", "48.06", ""]
    assert found["Total"] == ["0.00", "0.00", "48.06", "48.06"]
    assert report.report_titles[2] == "As at 2 March 2026"
    assert report.rows[0].row_type == RowType.HEADER


@exercises("getReportProfitAndLoss")
def test_the_profit_and_loss_compares_months(sdk: Sdk) -> None:
    made_invoice(sdk)
    days = {"from_date": date(2026, 3, 1), "to_date": date(2026, 3, 31)}
    more = {"periods": 1, "timeframe": "MONTH", "standard_layout": True, "payments_only": False}
    report = sdk("getReportProfitAndLoss", **days, **more).reports[0]
    found = cells(report)
    assert found[""] == ["31 Mar 26", "28 Feb 26"]
    assert found["Net Profit"] == ["0.00", "40.05"]
    account = report.rows[1].rows[0].cells[0].attributes[0]
    assert (account.id, len(account.value)) == ("account", 36)


@exercises("getReportBalanceSheet")
def test_the_balance_sheet_has_equity_for_what_is_owned(sdk: Sdk) -> None:
    paid(sdk, made_invoice(sdk), "8.06", date(2026, 3, 1))
    found = cells(sdk("getReportBalanceSheet", date=date(2026, 3, 31)).reports[0])
    assert (found["Total Bank"][0], found["Accounts Receivable"][0]) == ("8.06", "40.00")
    assert found["Net Assets"] == found["Total Equity"] == ["40.05", "0.00"]


@exercises("getReportBankSummary")
def test_the_bank_summary_closes_with_what_came_in(sdk: Sdk) -> None:
    paid(sdk, made_invoice(sdk), "8.06", date(2026, 3, 1))
    days = {"from_date": date(2026, 3, 1), "to_date": date(2026, 3, 31)}
    found = cells(sdk("getReportBankSummary", **days).reports[0])
    assert found["Business Bank Account"] == ["0.00", "8.06", "0.00", "8.06"]


@exercises("getReportExecutiveSummary")
def test_the_executive_summary_counts_invoices(sdk: Sdk) -> None:
    made_invoice(sdk)
    found = cells(sdk("getReportExecutiveSummary", date=date(2026, 2, 28)).reports[0])
    assert found["Number of invoices issued"] == ["1", "0", "0.0%"]
    assert found["Debtors"] == ["48.06", "0.00", "0.0%"]


@exercises("getReportBudgetSummary")
def test_the_budget_summary_plans_by_quarters(sdk: Sdk) -> None:
    asked = {"date": date(2025, 11, 14), "periods": 2, "timeframe": 3}
    found = cells(sdk("getReportBudgetSummary", **asked).reports[0])
    assert found["Account"] == ["Jan-26", "Apr-26"]
    assert found["Sales"] == ["36000.00", "36000.00"]


@pytest.mark.parametrize("kind", ["Receivables", "Payables"])
@exercises("getReportAged{kind}ByContact", kinds=("Receivables", "Payables"))
def test_aged_reports_tell_what_is_due(sdk: Sdk, kind: str) -> None:
    sent = an_invoice(type="ACCREC" if kind == "Receivables" else "ACCPAY")
    made = sdk("createInvoices", Invoices(invoices=[sent])).invoices[0]
    paid(sdk, made, "8.06", date(2026, 3, 1))
    asked = {"date": date(2026, 4, 1), "from_date": SENT, "to_date": date(2026, 3, 31)}
    operation = f"getReportAged{kind}ByContact"
    report = sdk(operation, made.contact.contact_id, **asked).reports[0]
    row = report.rows[2].rows[0]
    assert [cell.value for cell in row.cells][3:] == [
        *("16 days overdue", "48.06", "8.06", "0.00", "40.00"),
    ]
    assert row.cells[0].attributes[0].value == made.invoice_id
    assert cells(report)["Closing Balance"][-1] == str(TOTAL - Decimal("8.06"))


@exercises("getReportAgedReceivablesByContact")
def test_a_contact_that_does_not_exist_has_no_aged_report(sdk: Sdk) -> None:
    made = made_invoice(sdk)
    sdk("getReportAgedReceivablesByContact", made.contact.contact_id)
    assert sdk.refused("getReportAgedReceivablesByContact", ELSEWHERE).status == 404
