"""The Trial Balance."""

from __future__ import annotations

import pytest


def test_debits_equal_credits_for_the_month_and_the_year(books):
    books.document("ACCREC", 100, "2026-02-10")
    books.pay(books.document("ACCPAY", 40, "2026-03-01"), 20, "2026-03-02")
    assert books.table("TrialBalance") == {
        "Account": ("Debit", "Credit", "YTD Debit", "YTD Credit"),
        "Sales (200)": ("", "0.00", "", "100.00"),
        "Advertising (400)": ("40.00", "", "40.00", ""),
        "Accounts Receivable (610)": ("0.00", "", "120.00", ""),
        "Business Bank Account (090)": ("", "20.00", "", "20.00"),
        "Accounts Payable (800)": ("", "28.00", "", "28.00"),
        "VAT (820)": ("8.00", "", "", "12.00"),
        "Total": ("48.00", "48.00", "160.00", "160.00"),
    }


def test_what_comes_after_the_date_does_not_count(books):
    books.document("ACCREC", 100, "2026-02-10")
    assert books.table("TrialBalance", date="2026-02-09") == {
        "Account": ("Debit", "Credit", "YTD Debit", "YTD Credit"),
        "Total": ("0.00",) * 4,
    }


def test_profit_of_past_years_is_retained(books):
    books.document("ACCREC", 100, "2025-03-31", line={"TaxType": "NONE"})
    found = books.table("TrialBalance", date="2025-04-01")
    assert found["Retained Earnings (960)"] == ("", "0.00", "", "100.00")
    assert "Sales (200)" not in found
    assert found["Total"] == ("0.00", "0.00", "100.00", "100.00")


def test_retained_earnings_tell_the_year_they_were_closed_with(books):
    books.document("ACCREC", 100, "2024-12-31")
    sections = {each["Title"]: each for each in books.report("TrialBalance")["Rows"][1:]}
    account = books.xero.books.accounts.system("RETAINEDEARNINGS")["AccountID"]
    cells = sections["Equity"]["Rows"][0]["Cells"]
    assert cells[0]["Attributes"] == [{"Value": account, "Id": "account"}]
    assert cells[1]["Attributes"] == [
        {"Value": account, "Id": "account"},
        {"Value": "", "Id": "fromDate"},
        {"Value": "3/31/2025", "Id": "toDate"},
    ]


def test_on_a_cash_basis_documents_count_as_far_as_they_are_paid(books):
    books.pay(books.document("ACCREC", 100, "2026-02-10"), 50, "2026-03-01")
    found = books.table("TrialBalance", paymentsOnly="True")
    assert found["Sales (200)"] == ("", "41.67", "", "41.67")
    assert found["VAT (820)"] == ("", "8.33", "", "8.33")
    assert "Accounts Receivable (610)" not in found


def test_on_a_cash_basis_shares_of_partial_payments_lose_no_cent(books):
    made = books.document("ACCREC", 100, "2026-02-10")
    for amount in (39.99, 40, 40.01):
        books.pay(made, amount, "2026-03-01")
    cash, accrual = (books.table("TrialBalance", paymentsOnly=each) for each in ("true", "false"))
    assert [row[2:] for row in cash.values()] == [
        row[2:] for name, row in accrual.items() if "Receivable" not in name
    ]


def test_titles_and_day_stand_above(books):
    found = books.report("TrialBalance", date="2026-01-05")
    assert found["ReportTitles"] == ["Trial Balance", "Demo Company (UK)", "As at 5 January 2026"]
    assert (found["ReportID"], found["ReportType"]) == ("TrialBalance", "TrialBalance")
    assert found["ReportDate"] == "2 March 2026"


@pytest.mark.parametrize("name", ["TrialBalance", "BalanceSheet", "ExecutiveSummary"])
@pytest.mark.parametrize("day", ["31/01/2026", "soon", "0001-01-01"])
def test_a_date_that_is_none_is_refused(books, name, day):
    answer = books.xero.call(f"getReport{name}", query={"date": day})
    assert answer.status == 400
    assert answer.messages() == [f"The date parameter '{day}' is not a date."]


def test_a_cash_basis_follows_each_new_payment(books):
    made = books.document("ACCREC", 100, "2026-02-10")
    assert books.table("TrialBalance", paymentsOnly="true")["Total"] == ("0.00",) * 4
    books.pay(made, 60, "2026-03-01")
    found = books.table("TrialBalance", paymentsOnly="true")
    assert found["Total"] == ("60.00", "60.00", "60.00", "60.00")


def test_a_manual_journal_may_stay_out_of_the_cash_basis(books):
    lines = [
        {"Description": "x", "AccountCode": code, "LineAmount": amount, "TaxType": "NONE"}
        for code, amount in (("400", 10), ("850", -10))
    ]
    sent = {"Narration": "n", "Date": "2026-03-01", "Status": "POSTED", "JournalLines": lines}
    made = books.xero.call("createManualJournals", sent).row()
    assert "Advertising (400)" in books.table("TrialBalance", paymentsOnly="true")
    hidden = {"ShowOnCashBasisReports": False}
    books.xero.call("updateManualJournal", hidden, ManualJournalID=made["ManualJournalID"]).row()
    assert "Advertising (400)" not in books.table("TrialBalance", paymentsOnly="true")
    assert "Advertising (400)" in books.table("TrialBalance")
