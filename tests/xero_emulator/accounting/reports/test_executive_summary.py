"""The Executive Summary."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator.accounting.reports.executive_summary import variance


def test_a_month_stands_beside_the_month_before(books):
    books.pay(books.document("ACCREC", 100, "2026-02-10"), 60, "2026-02-11")
    books.document("ACCREC", 40, "2026-03-01", line={"TaxType": "NONE"})
    books.pay(books.document("ACCPAY", 30, "2026-03-01"), 18, "2026-03-02")
    found = books.table("ExecutiveSummary")
    assert found[""] == ("Mar 2026", "Feb 2026", "Variance")
    assert found["Cash received"] == ("0.00", "60.00", "-100.0%")
    assert found["Cash spent"] == ("18.00", "0.00", "0.0%")
    assert found["Closing bank balance"] == ("42.00", "60.00", "-30.0%")
    assert found["Profit (loss)"] == ("10.00", "100.00", "-90.0%")
    assert found["Debtors"] == ("100.00", "60.00", "66.7%")
    assert found["Number of invoices issued"] == ("1", "1", "0.0%")
    assert found["Average value of invoices"] == ("40.00", "120.00", "-66.7%")
    assert found["Gross profit margin"] == ("100.0%", "100.0%", "0.0%")
    assert found["Average debtors days"] == ("77.5", "16.8", "361.3%")
    assert found["Short term cash forecast"] == ("82.00", "60.00", "36.7%")


def test_it_agrees_with_the_reports_it_sums_up(books):
    books.pay(books.document("ACCREC", 100, "2026-03-10"), 60, "2026-03-11")
    found = books.table("ExecutiveSummary")
    profit, sheet = books.table("ProfitAndLoss"), books.table("BalanceSheet")
    assert found["Profit (loss)"][0] == profit["Net Profit"][0]
    assert found["Net assets"][0] == sheet["Net Assets"][0]
    assert found["Closing bank balance"][0] == books.table("BankSummary")["Total"][3]


def test_an_empty_month_has_no_margins(books):
    found = books.table("ExecutiveSummary", date="2020-01-15")
    assert found["Gross profit margin"] == ("", "", "0.0%")
    assert found["Average debtors days"] == ("0", "0", "0.0%")
    assert found["Current assets to liabilities"] == ("", "", "0.0%")


def test_the_title_names_the_month(books):
    found = books.report("ExecutiveSummary", date="2025-11-14")
    assert found["ReportTitles"][2] == "For the month of November 2025"


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [  # figures of the example in Xero's OpenAPI 16.1.0
        ("590.00", "550.00", "7.3%"),
        ("594.16", "759.56", "-21.8%"),
        ("40.00", "0.00", "0.0%"),
        ("634.00", "594.00", "6.7%"),
        ("4.0729764675459012154124644427", "-62.034024896265560165975103734", "106.6%"),
    ],
)
def test_the_variance_is_the_change_in_percent_of_the_month_before(now, before, expected):
    assert variance(Decimal(now), Decimal(before)) == expected
