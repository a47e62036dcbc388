"""The journal under every document."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator.accounting.ledger import Entry, Source, Unbalanced
from xero_emulator.direct import NOW, Direct

LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
COST = {**LINE, "AccountCode": "400"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def invoice(xero, **differences):
    sent = {
        "Type": "ACCREC",
        "Contact": {"Name": "A"},
        "DueDate": "2026-04-01",
        "LineItems": [LINE],
    }
    return xero.call("createInvoices", {**sent, "Status": "AUTHORISED", **differences}).row()


def standing(xero):
    """Each account's balance by code, without those at nothing."""
    by_id = xero.books.accounts.records
    found = xero.books.journals.balances()
    return {by_id[key]["Code"]: balance for key, balance in found.items() if balance}


@pytest.mark.parametrize("types", ["Exclusive", "Inclusive", "NoTax"])
@pytest.mark.parametrize(
    ("kind", "line", "control", "sign"), [("ACCREC", LINE, "610", 1), ("ACCPAY", COST, "800", -1)]
)
def test_an_approved_invoice_posts_to_its_control_account(xero, types, kind, line, control, sign):
    made = invoice(xero, Type=kind, LineItems=[line], LineAmountTypes=types)
    expected = {
        control: made["Total"] * sign,
        line["AccountCode"]: made["SubTotal"] * -sign,
        "820": made["TotalTax"] * -sign,
    }
    assert standing(xero) == {code: amount for code, amount in expected.items() if amount}


@pytest.mark.parametrize(
    ("kind", "line", "control", "sign"),
    [("ACCRECCREDIT", LINE, "610", -1), ("ACCPAYCREDIT", COST, "800", 1)],
)
def test_a_credit_note_posts_the_other_way(xero, kind, line, control, sign):
    sent = {"Type": kind, "Contact": {"Name": "A"}, "Status": "AUTHORISED", "LineItems": [line]}
    xero.call("createCreditNotes", sent).row()
    expected = {control: 120 * sign, line["AccountCode"]: -100 * sign, "820": -20 * sign}
    assert standing(xero) == expected


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
def test_what_is_not_approved_posts_nothing(xero, status):
    invoice(xero, Status=status)
    assert xero.books.journals.journals == []


def test_a_voided_invoice_is_reversed(xero):
    made = invoice(xero)
    xero.call("updateInvoice", {"Status": "VOIDED"}, InvoiceID=made["InvoiceID"]).row()
    assert standing(xero) == {}
    assert [journal["JournalNumber"] for journal in xero.books.journals.journals] == [1, 2]


def test_an_edited_invoice_is_reversed_and_posted_anew(xero):
    made = invoice(xero)
    sent = {"LineItems": [{**LINE, "UnitAmount": 10}]}
    xero.call("updateInvoice", sent, InvoiceID=made["InvoiceID"]).row()
    assert standing(xero) == {"610": 12, "200": -10, "820": -2}
    xero.call("updateInvoice", {"DueDate": "2026-05-01"}, InvoiceID=made["InvoiceID"]).row()
    assert len(xero.books.journals.journals) == 3


def test_a_payment_moves_from_the_control_account_to_the_bank(xero):
    made = invoice(xero)
    sent = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 50}
    paid = xero.call("createPayment", sent).row()
    assert standing(xero) == {"610": 70, "090": 50, "200": -100, "820": -20}
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=paid["PaymentID"]).row()
    assert standing(xero) == {"610": 120, "200": -100, "820": -20}


def test_a_foreign_invoice_posts_in_the_organisations_currency(xero):
    invoice(xero, CurrencyCode="EUR", CurrencyRate="1.25")
    assert standing(xero) == {"610": 96, "200": -80, "820": -16}


def test_a_journal_has_xeros_form(xero):
    made = invoice(xero, Reference="PO-9")
    (journal,) = xero.books.journals.journals
    assert journal["SourceID"] == made["InvoiceID"]
    assert (journal["SourceType"], journal["Reference"]) == ("ACCREC", "PO-9")
    assert journal["JournalDate"] == made["Date"]
    sales = journal["JournalLines"][0]
    assert (sales["AccountCode"], sales["AccountType"]) == ("200", "REVENUE")
    assert (sales["NetAmount"], sales["TaxAmount"], sales["GrossAmount"]) == (-100, -20, -120)
    assert sales["TaxType"] == "OUTPUT2"


def test_a_journal_that_does_not_balance_is_our_fault(xero):
    account = xero.books.accounts.by_code("200")
    with pytest.raises(Unbalanced, match="ACCREC"):
        source = Source("ACCREC", "x", "/Date(0+0000)/")
        xero.books.journals.post(source, [Entry(account, Decimal(1))], NOW)
