"""Published tax returns, and the Bank Statement that Xero withdrew."""

from __future__ import annotations

import msgspec
import pytest
from tests.xero_emulator.accounting.reports.conftest import Bookkeeper


def listed(books):
    return books.xero.call("getReportsList").rows()


def fields(books, at=0):
    key = listed(books)[at]["ReportID"]
    (found,) = books.xero.call("getReportFromId", ReportID=key).json["Reports"]
    return {each["FieldID"]: each["Value"] for each in found["Fields"]}


def test_an_activity_statement_adds_up_sales_and_purchases_with_their_tax():
    books = Bookkeeper("AU")
    books.document("ACCREC", 100, "2025-10-01")
    books.document("ACCREC", 50, "2025-12-31", line={"TaxType": "EXEMPTOUTPUT"})
    books.document("ACCREC", 999, "2026-01-01")
    books.document("ACCPAY", 40, "2025-11-11")
    (found,) = listed(books)
    assert found["ReportType"] == "SalesTaxReturn"
    assert found["ReportDate"] == "1 Oct 2025 to 31 Dec 2025"
    boxes = fields(books)
    assert [boxes[box] for box in ("G1", "G3", "1A", "G11", "1B", "9")] == [
        *("160", "50", "10", "44", "4", "6"),
    ]


def test_a_gst_return_on_the_payments_basis_counts_what_was_paid():
    books = Bookkeeper("NZ")
    books.pay(books.document("ACCREC", 100, "2025-11-10"), 57.5, "2026-01-15")
    assert [each["ReportDate"] for each in listed(books)] == [
        "1 Jan 2026 to 28 Feb 2026",
        "1 Nov 2025 to 31 Dec 2025",
    ]
    boxes = fields(books)
    assert [boxes[box] for box in ("5", "8", "10", "15")] == ["57.50", "7.50", "7.50", "7.50"]
    assert fields(books, 1)["5"] == "0.00"


@pytest.mark.parametrize("country", ["AU", "NZ", "GB", "US"])
def test_without_a_period_that_is_over_nothing_is_published(country):
    books = Bookkeeper(country)
    books.document("ACCREC", 100, "2026-03-01")
    assert listed(books) == []


@pytest.mark.parametrize(
    "key", ["BankStatement", "Nothing", "00000000-0000-0000-0000-000000000001"]
)
def test_other_ids_are_not_found(books, key):
    assert books.xero.call("getReportFromId", ReportID=key).status == 404


def test_a_return_keeps_its_id():
    books = Bookkeeper("AU")
    books.document("ACCREC", 100, "2025-10-01")
    before = listed(books)
    books.document("ACCREC", 100, "2025-10-02")
    assert listed(books) == before


def test_the_withdrawn_bank_statement_answers_behind_its_switch(books):
    held = books.xero.books
    held.switches = msgspec.structs.replace(held.switches, legacy_bank_statement=True)
    sale = books.document("ACCREC", 100, "2026-02-10")
    books.pay(sale, 50, "2026-02-11")
    gone = books.pay(sale, 5, "2026-03-01")
    books.xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=gone["PaymentID"]).row()
    books.pay(sale, 30, "2026-03-02", Reference="second")
    account = held.accounts.by_code("090")["AccountID"]
    asked = {"bankAccountID": account, "fromDate": "2026-03-01", "toDate": "2026-03-31"}
    (found,) = books.xero.call("getReportFromId", query=asked, ReportID="BankStatement").rows()
    rows = found["Rows"][1]["Rows"]
    assert [[cell["Value"] for cell in row["Cells"]] for row in rows] == [
        ["2026-03-01T00:00:00", "Opening Balance", "", "", "", "", "50.00"],
        ["2026-03-02T00:00:00", "ACCRECPAYMENT", "second", "", "Ledger", "30.00", "80.00"],
        ["2026-03-31T00:00:00", "Closing Balance", "", "", "", "", "80.00"],
    ]


def test_the_bank_statement_needs_a_bank_account(books):
    held = books.xero.books
    held.switches = msgspec.structs.replace(held.switches, legacy_bank_statement=True)
    answer = books.xero.call("getReportFromId", ReportID="BankStatement")
    assert answer.messages() == ["The bankAccountID parameter must be the id of a bank account."]
