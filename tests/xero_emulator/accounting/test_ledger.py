"""The journal under every document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from xero_emulator import wire
from xero_emulator.accounting.ledger import Entry, Source, Unbalanced
from xero_emulator.books import Books
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


def summed(xero, until=date.max):
    """What all journals up to a day come to, read one by one."""
    found = {}
    for journal in xero.books.journals.journals:
        if wire.date_of(journal["JournalDate"]) <= until:
            for line in journal["JournalLines"]:
                at = line["AccountID"]
                found[at] = found.get(at, 0) + line["NetAmount"]
    return {key: amount for key, amount in found.items() if amount}


def nonzero(balances):
    return {key: amount for key, amount in balances.items() if amount}


def test_running_balances_are_the_sums_over_all_journals_at_any_day(xero):
    made = invoice(xero, Date="2026-02-01")
    invoice(xero, Type="ACCPAY", LineItems=[COST], Date="2026-02-20")
    paid = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 50}
    xero.call("createPayments", {**paid, "Date": "2026-03-01"}).row()
    for until in (date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)):
        assert nonzero(xero.books.journals.balances(until)) == summed(xero, until)


def test_what_failed_leaves_no_trace_in_the_running_balances(xero):
    invoice(xero)
    before = xero.books.journals.balances(), xero.books.journals.tax_totals()
    sent = {"Type": "ACCREC", "Contact": {"Name": "A"}, "DueDate": "2026-04-01"}
    good = {**sent, "Status": "AUTHORISED", "LineItems": [LINE]}
    assert (
        xero.call("createInvoices", {"Invoices": [good, {**good, "LineItems": []}]}).status == 400
    )
    assert (xero.books.journals.balances(), xero.books.journals.tax_totals()) == before


def test_books_that_were_saved_and_loaded_have_the_same_sums(xero):
    made = invoice(xero, CurrencyCode="USD", CurrencyRate=2)
    xero.call("updateInvoice", {"Reference": "again"}, InvoiceID=made["InvoiceID"]).row()
    books = Books.load(xero.books.dump())
    assert books.journals.balances() == xero.books.journals.balances()
    assert books.journals.tax_totals() == xero.books.journals.tax_totals()
    assert books.journals.owed(made["InvoiceID"]) == xero.books.journals.owed(made["InvoiceID"])


def test_every_journal_of_a_document_is_found_by_its_id(xero):
    made = invoice(xero)
    invoice(xero)
    xero.call("updateInvoice", {"Status": "VOIDED"}, InvoiceID=made["InvoiceID"]).row()
    posted, reversed_ = xero.books.journals.of(made["InvoiceID"])
    assert xero.books.journals.reverses(reversed_)
    assert not xero.books.journals.reverses(posted)
    assert xero.books.journals.standing(made["InvoiceID"]) is None


def test_what_a_document_owes_goes_down_with_its_payments(xero):
    made = invoice(xero, Date="2026-02-01", CurrencyCode="USD", CurrencyRate="1.37")
    assert xero.books.journals.owed(made["InvoiceID"]) == Decimal("87.59")
    paid = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}}
    for amount in (40, 40, 40):
        sent = {**paid, "Amount": amount, "CurrencyRate": "1.5", "Date": "2026-03-01"}
        xero.call("createPayments", sent).row()
    assert xero.books.journals.owed(made["InvoiceID"]) == 0
    assert xero.books.journals.owed(made["InvoiceID"], date(2026, 2, 28)) == Decimal("87.59")


def test_tax_totals_are_those_of_the_documents(xero):
    sales = [invoice(xero, Date="2026-02-01"), invoice(xero, LineAmountTypes="Inclusive")]
    bill = invoice(xero, Type="ACCPAY", LineItems=[COST])
    note = {"Type": "ACCRECCREDIT", "Contact": {"Name": "A"}, "Status": "AUTHORISED"}
    credit = xero.call("createCreditNotes", {**note, "LineItems": [LINE]}).row()
    net = sum(each["SubTotal"] for each in sales) - credit["SubTotal"]
    tax = sum(each["TotalTax"] for each in sales) - credit["TotalTax"]
    assert xero.books.journals.tax_totals() == [
        ("PURCHASES", "INPUT2", bill["SubTotal"], bill["TotalTax"]),
        ("SALES", "OUTPUT2", net, tax),
    ]
    february = xero.books.journals.tax_totals(date(2026, 2, 1), date(2026, 2, 28))
    assert february == [("PURCHASES", "INPUT2", 0, 0), ("SALES", "OUTPUT2", 100, 20)]


def test_tax_totals_make_up_the_tax_account(xero):
    invoice(xero, LineItems=[LINE, {**LINE, "TaxType": "RROUTPUT", "UnitAmount": "33.33"}])
    invoice(xero, Type="ACCPAY", LineItems=[COST])
    found = xero.books.journals.tax_totals()
    due = sum(each.tax if each.side == "SALES" else -each.tax for each in found)
    assert -standing(xero)["820"] == due == Decimal("1.67")


def test_lines_carry_their_tracking_into_the_journal(xero):
    xero.call("createTrackingCategory", {"Name": "Region"}).row()
    (category,) = xero.call("getTrackingCategories").rows()
    key = category["TrackingCategoryID"]
    option = xero.call("createTrackingOptions", {"Name": "North"}, TrackingCategoryID=key).row()
    invoice(xero, LineItems=[{**LINE, "Tracking": [{"Name": "Region", "Option": "North"}]}])
    (journal,) = xero.books.journals.journals
    assert [line["TrackingCategories"] for line in journal["JournalLines"]][1:] == [[], []]
    (tracked,) = journal["JournalLines"][0]["TrackingCategories"]
    assert tracked["TrackingOptionID"] == option["TrackingOptionID"]
