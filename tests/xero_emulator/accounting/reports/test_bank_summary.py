"""The Bank Summary."""

from __future__ import annotations


def test_opening_and_received_less_spent_is_closing(books):
    sale, bill = (
        books.document("ACCREC", 100, "2026-02-10"),
        books.document("ACCPAY", 40, "2026-02-10"),
    )
    books.pay(sale, 50, "2026-02-28")
    books.pay(sale, 30, "2026-03-01")
    books.pay(bill, 20, "2026-03-31")
    books.pay(sale, 7, "2026-04-01")
    assert books.table("BankSummary") == {
        "Bank Accounts": ("Opening Balance", "Cash Received", "Cash Spent", "Closing Balance"),
        "Business Bank Account": ("50.00", "30.00", "20.00", "60.00"),
        "Business Savings Account": ("0.00", "0.00", "0.00", "0.00"),
        "Total": ("50.00", "30.00", "20.00", "60.00"),
    }


def test_a_payment_that_was_deleted_is_neither_received_nor_spent(books):
    made = books.pay(books.document("ACCREC", 100, "2026-02-10"), 50, "2026-03-01")
    books.xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=made["PaymentID"]).row()
    assert books.table("BankSummary")["Total"] == ("0.00",) * 4


def test_cells_carry_the_account(books):
    row = books.report("BankSummary")["Rows"][1]["Rows"][0]
    account = books.xero.books.accounts.by_code("090")["AccountID"]
    ids = [cell.get("Attributes") for cell in row["Cells"]]
    flow = [{"Value": account, "Id": "account"}]
    assert ids == [[{"Value": account, "Id": "accountID"}], None, flow, flow, None]


def test_an_account_that_was_archived_stays_while_it_has_a_past(books):
    books.pay(books.document("ACCREC", 100, "2026-02-10"), 50, "2026-03-01")
    for code in ("090", "091"):
        account = books.xero.books.accounts.by_code(code)["AccountID"]
        books.xero.call("updateAccount", {"Status": "ARCHIVED"}, AccountID=account).row()
    found = books.table("BankSummary")
    assert "Business Bank Account" in found
    assert "Business Savings Account" not in found


def test_other_days_may_be_asked_for(books):
    found = books.report("BankSummary", fromDate="2026-01-01", toDate="2026-01-31")
    assert found["ReportTitles"][2] == "From 1 January 2026 to 31 January 2026"
