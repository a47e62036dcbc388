"""The Balance Sheet."""

from __future__ import annotations


def test_assets_less_liabilities_are_the_equity(books):
    books.pay(books.document("ACCREC", 100, "2026-02-10"), 50, "2026-03-01")
    books.document("ACCPAY", 40, "2026-03-01", "710")
    found = books.table("BalanceSheet")
    assert found["Total Bank"] == ("50.00", "0.00")
    assert found["Total Current Assets"] == ("70.00", "0.00")
    assert found["Office Equipment"] == ("40.00", "0.00")
    assert found["Total Assets"] == ("160.00", "0.00")
    assert found["Total Liabilities"] == ("60.00", "0.00")
    assert found["Net Assets"] == found["Total Equity"] == ("100.00", "0.00")


def test_it_stands_at_the_end_of_the_month_beside_the_year_before(books):
    found = books.report("BalanceSheet", date="2026-02-03")
    assert found["ReportTitles"][2] == "As at 28 February 2026"
    assert [cell["Value"] for cell in found["Rows"][0]["Cells"]] == [
        "",
        "28 Feb 2026",
        "28 Feb 2025",
    ]


def test_earlier_months_may_be_compared(books):
    books.document("ACCREC", 100, "2026-01-31")
    found = books.table("BalanceSheet", date="2026-02-28", periods="2", timeframe="MONTH")
    assert found[""] == ("28 Feb 2026", "31 Jan 2026", "31 Dec 2025")
    assert found["Accounts Receivable"] == ("120.00", "120.00", "0.00")


def test_earnings_pass_from_the_current_year_to_the_retained_ones(books):
    books.document("ACCREC", 100, "2025-03-31")
    books.document("ACCREC", 10, "2025-04-01")
    found = books.table("BalanceSheet", date="2025-04-30", periods="1", timeframe="MONTH")
    assert found["Current Year Earnings"] == ("10.00", "100.00")
    assert found["Retained Earnings"] == ("100.00", "0.00")
    assert found["Total Equity"] == ("110.00", "100.00")


def test_the_current_year_tells_its_days(books):
    equity = books.report("BalanceSheet", date="2026-03-31")["Rows"][-1]
    current = equity["Rows"][0]["Cells"][1]
    assert current["Attributes"] == [
        {"Value": "00000000-0000-0000-0000-000000000000", "Id": "account"},
        {"Value": "4/1/2025", "Id": "fromDate"},
        {"Value": "3/31/2026", "Id": "toDate"},
    ]


def test_the_change_in_earnings_is_the_profit_and_loss(books):
    books.document("ACCREC", 100, "2026-02-10")
    books.document("ACCPAY", 33.33, "2026-03-10")
    found = books.table("BalanceSheet", periods="1", timeframe="MONTH")
    profit = books.table("ProfitAndLoss", periods="1", timeframe="MONTH")
    assert found["Current Year Earnings"] == ("66.67", "100.00")
    assert profit["Net Profit"] == ("-33.33", "100.00")


def test_a_tracking_option_leaves_only_its_lines(books):
    key = books.xero.call("createTrackingCategory", {"Name": "Region"}).row()["TrackingCategoryID"]
    option = books.xero.call("createTrackingOptions", {"Name": "N"}, TrackingCategoryID=key).row()
    tracking = {"Tracking": [{"Name": "Region", "Option": "N"}]}
    books.document("ACCREC", 10, "2026-03-01", line=tracking)
    books.document("ACCREC", 5, "2026-03-01")
    found = books.table("BalanceSheet", trackingOptionID1=option["TrackingOptionID"])
    assert found["Current Year Earnings"] == ("10.00", "0.00")
    assert found["Net Assets"] == ("0.00", "0.00")


def test_on_a_cash_basis_nobody_owes_anything(books):
    books.pay(books.document("ACCREC", 100, "2026-02-10"), 60, "2026-03-01")
    found = books.table("BalanceSheet", paymentsOnly="true")
    assert "Accounts Receivable" not in found
    assert found["Current Year Earnings"] == ("50.00", "0.00")
    assert found["Net Assets"] == found["Total Equity"] == ("50.00", "0.00")


def test_on_a_cash_basis_credit_that_was_allocated_realises_both_documents(books):
    sale, credit = (
        books.document("ACCREC", 100, "2026-02-10"),
        books.document("ACCRECCREDIT", 100, "2026-02-11"),
    )
    allocated = {"Invoice": {"InvoiceID": sale["InvoiceID"]}, "Amount": 60, "Date": "2026-03-01"}
    books.xero.call(
        "createCreditNoteAllocation", allocated, CreditNoteID=credit["CreditNoteID"]
    ).row()
    found = books.table("BalanceSheet", paymentsOnly="true")
    assert found["Net Assets"] == ("0.00", "0.00")
    assert found["Total Assets"] == ("0.00", "0.00")
