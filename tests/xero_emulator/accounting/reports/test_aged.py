"""Aged receivables and payables of one contact."""

from __future__ import annotations

from decimal import Decimal

import pytest

HEADINGS = ("Due Date", "", "Total", "Paid", "Credited", "Due")


def rows(books, name, document, **query):
    found = books.report(
        f"Aged{name}ByContact", contactId=document["Contact"]["ContactID"], **query
    )
    return [
        [cell["Value"] for cell in row["Cells"]]
        for section in found["Rows"][1:]
        for row in section["Rows"]
    ]


def test_each_invoice_stands_with_what_was_paid_and_credited(books):
    sale = books.document("ACCREC", 100, "2026-02-10", DueDate="2026-02-20")
    books.pay(sale, 50, "2026-03-01")
    note = books.document("ACCRECCREDIT", 25, "2026-02-15")
    allocated = {"Invoice": {"InvoiceID": sale["InvoiceID"]}, "Amount": 10, "Date": "2026-03-01"}
    books.xero.call("createCreditNoteAllocation", allocated, CreditNoteID=note["CreditNoteID"])
    assert rows(books, "Receivables", sale) == [
        [
            *("2026-02-10 00:00:00", "INV-0001", "2026-02-20 00:00:00", "39 days overdue"),
            *("120.00", "50.00", "10.00", "60.00"),
        ],
        ["2026-02-15 00:00:00", "CN-0001", "", "", "-30.00", "0.00", "-10.00", "-20.00"],
        ["Total", "", "", "", "90.00", "50.00", "0.00", "40.00"],
    ]


@pytest.mark.parametrize(
    ("name", "kind", "code"), [("Receivables", "ACCREC", "610"), ("Payables", "ACCPAY", "800")]
)
def test_the_sum_agrees_with_the_control_account(books, name, kind, code):
    made = books.document(kind, 33.33, "2026-02-10", CurrencyCode="USD", CurrencyRate="1.377")
    for amount in ("1.11", "2.22"):
        books.pay(made, amount, "2026-03-01", CurrencyRate="1.5")
    books.document(f"{kind}CREDIT", 5, "2026-03-01")
    total = rows(books, name, made)[-1]
    sign = 1 if kind == "ACCREC" else -1
    assert Decimal(total[-1]) == books.balance(code) * sign != 0


def test_payments_after_the_date_do_not_count(books):
    sale = books.document("ACCREC", 100, "2026-02-10")
    books.pay(sale, 120, "2026-03-01")
    assert rows(books, "Receivables", sale, date="2026-02-28")[-1][4:] == [
        *("120.00", "0.00", "0.00", "120.00"),
    ]
    assert rows(books, "Receivables", sale)[0][3:] == ["", "120.00", "120.00", "0.00", "0.00"]


def test_with_a_first_day_it_opens_and_closes_with_balances(books):
    sale = books.document("ACCREC", 100, "2026-01-10")
    books.document("ACCREC", 10, "2026-02-10")
    assert rows(books, "Receivables", sale, fromDate="2026-02-01", toDate="2026-02-28") == [
        ["2026-02-01 00:00:00", "Opening Balance", "", "", "", "", "", "120.00"],
        [
            *("2026-02-10 00:00:00", "INV-0002", "2026-02-10 00:00:00", "49 days overdue"),
            *("12.00", "0.00", "0.00", "12.00"),
        ],
        ["Total", "", "", "", "12.00", "0.00", "0.00", "12.00"],
        ["Closing Balance", "", "", "", "12.00", "0.00", "0.00", "132.00"],
    ]


def test_titles_tell_whose_documents_and_which_days(books):
    sale = books.document("ACCREC", 100, "2026-01-10")
    about = {"contactId": sale["Contact"]["ContactID"]}
    assert books.report("AgedReceivablesByContact", **about)["ReportTitles"] == [
        "Invoices",
        "Ridgeway",
        "To 31 March 2026",
        "Showing payments to 31 March 2026",
    ]


@pytest.mark.parametrize("status", ["DRAFT", "VOIDED"])
def test_what_is_not_owed_is_not_there(books, status):
    sale = books.document("ACCREC", 100, "2026-01-10", Status="DRAFT")
    if status == "VOIDED":
        for each in ("AUTHORISED", "VOIDED"):
            sent = {"Status": each}
            books.xero.call("updateInvoice", sent, InvoiceID=sale["InvoiceID"]).row()
    assert rows(books, "Receivables", sale) == [
        ["Total", "", "", "", "0.00", "0.00", "0.00", "0.00"]
    ]


def test_a_settled_foreign_document_leaves_no_cent_behind(books):
    made = books.document("ACCREC", 100, "2026-02-10", CurrencyCode="USD", CurrencyRate="1.37")
    for amount in (40, 40, 40):
        books.pay(made, amount, "2026-03-01", CurrencyRate="1.41")
    assert books.balance("610") == 0


def test_without_a_contact_it_is_refused(books):
    answer = books.xero.call("getReportAgedPayablesByContact")
    assert answer.messages() == ["The contactId parameter must be specified."]
    answer = books.xero.call("getReportAgedPayablesByContact", query={"contactID": "x"})
    assert answer.messages() == ["The contactId parameter is not a valid identifier."]


def test_a_contact_that_does_not_exist_is_not_found(books):
    nobody = {"contactId": "00000000-0000-0000-0000-000000000001"}
    assert books.xero.call("getReportAgedReceivablesByContact", query=nobody).status == 404
