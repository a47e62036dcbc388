"""Payments and refunds: what they do to documents, and that they can only be deleted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.xero_emulator.accounting.at_the_bank import balances, euros, locked

from xero_emulator.accounting.payments import STATES
from xero_emulator.direct import Direct

LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}


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


def payment(target, **differences):
    sent = {
        "Invoice": {"InvoiceID": target["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-03-10",
        "Amount": 120,
    }
    return {**sent, **differences}


def pay(xero, target, **differences):
    return xero.call("createPayments", {"Payments": [payment(target, **differences)]})


def get(xero, target):
    return xero.call("getInvoice", InvoiceID=target["InvoiceID"]).row()


def test_a_payment_comes_back_as_it_was_sent(xero):
    target = invoice(xero)
    made = pay(xero, target, Amount="20.50", Reference="Thanks", IsReconciled=True).row()
    assert xero.call("getPayment", PaymentID=made["PaymentID"]).row() == made
    assert (made["Amount"], made["BankAmount"]) == (Decimal("20.50"), Decimal("20.50"))
    assert (made["Reference"], made["IsReconciled"]) == ("Thanks", True)
    assert (made["Status"], made["PaymentType"]) == ("AUTHORISED", "ACCRECPAYMENT")
    assert made["Date"] == "/Date(1773100800000+0000)/"
    assert made["Account"]["Code"] == "090"
    assert made["Invoice"]["InvoiceID"] == target["InvoiceID"]
    assert made["Invoice"]["AmountDue"] == Decimal("99.50")


def test_a_part_payment_leaves_the_rest_due(xero):
    target = invoice(xero)
    xero.advance(minutes=1)
    pay(xero, target, Amount=20).row()
    found = get(xero, target)
    assert (found["AmountPaid"], found["AmountDue"], found["Status"]) == (20, 100, "AUTHORISED")
    assert found["Payments"][0]["Amount"] == 20
    assert found["UpdatedDateUTC"] > target["UpdatedDateUTC"]
    assert "FullyPaidOnDate" not in found


def test_the_last_payment_pays_the_invoice(xero):
    target = invoice(xero)
    pay(xero, target, Amount=20, Date="2026-03-20").row()
    pay(xero, target, Amount=100, Date="2026-03-10").row()
    found = get(xero, target)
    assert (found["AmountDue"], found["Status"]) == (0, "PAID")
    assert found["FullyPaidOnDate"] == "/Date(1773964800000+0000)/"


def test_a_deleted_payment_opens_the_invoice_again(xero):
    target = invoice(xero)
    made = pay(xero, target).row()
    assert get(xero, target)["Status"] == "PAID"
    sent = {"Payments": [{"Status": "DELETED"}]}
    gone = xero.call("deletePayment", sent, PaymentID=made["PaymentID"]).row()
    assert gone["Status"] == "DELETED"
    found = get(xero, target)
    assert (found["AmountDue"], found["Status"], found["Payments"]) == (120, "AUTHORISED", [])
    assert "FullyPaidOnDate" not in found
    (listed,) = xero.call("getPayments").rows()
    assert (listed["PaymentID"], listed["Status"]) == (made["PaymentID"], "DELETED")


def test_a_payment_only_goes_from_authorised_to_deleted(xero):
    assert STATES.edges == {"AUTHORISED": ("DELETED",)}
    made = pay(xero, invoice(xero)).row()
    for sent in ({"Amount": 1}, {"Status": "AUTHORISED"}):
        answer = xero.call("deletePayment", sent, PaymentID=made["PaymentID"])
        assert answer.messages() == ["A payment cannot be edited, only deleted."]
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=made["PaymentID"]).row()
    for status in ("DELETED", "AUTHORISED"):
        answer = xero.call("deletePayment", {"Status": status}, PaymentID=made["PaymentID"])
        assert answer.messages() == ["A payment cannot be edited, only deleted."]


def test_a_voided_invoice_cannot_be_paid(xero):
    target = invoice(xero)
    xero.call("updateInvoice", {"Status": "VOIDED"}, InvoiceID=target["InvoiceID"]).row()
    answer = pay(xero, target)
    assert answer.messages() == ["Payments can only be made against Authorised documents"]


@pytest.mark.parametrize(
    ("differences", "message"),
    [
        ({"Amount": "120.01"}, "Payment amount exceeds the amount outstanding on this document"),
        ({"Amount": 0}, "The payment amount must be greater than zero."),
        ({"Amount": -5}, "The payment amount must be greater than zero."),
        ({"Account": {"Code": "999"}}, "Account could not be found."),
        ({"Account": None}, "Account could not be found."),
        (
            {"Account": {"Code": "200"}},
            "The account is not a bank account and does not take payments.",
        ),
        (
            {"Invoice": {"InvoiceNumber": "123"}},
            "Invoice with invoice number 123 does not exist for this organisation",
        ),
        ({"Invoice": None}, "The payment names no document that exists."),
    ],
)
def test_a_payment_is_refused(xero, differences, message):
    target = invoice(xero)
    answer = pay(xero, target, **differences)
    assert answer.status == 400
    assert answer.messages() == [message]
    (element,) = answer.json["Elements"]
    assert element["HasValidationErrors"] is True
    assert get(xero, target)["AmountPaid"] == 0


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
def test_an_invoice_that_is_not_approved_cannot_be_paid(xero, status):
    answer = pay(xero, invoice(xero, Status=status))
    assert answer.messages() == ["Payments can only be made against Authorised documents"]


def test_two_payments_cannot_together_exceed_what_is_due(xero):
    target = invoice(xero)
    body = {"Payments": [payment(target, Amount=100), payment(target, Amount=100)]}
    assert xero.call("createPayments", body).status == 400
    assert get(xero, target)["AmountDue"] == 120
    answer = xero.call("createPayments", body, query={"summarizeErrors": "false"})
    assert [row["StatusAttributeString"] for row in answer.rows()] == ["OK", "ERROR"]
    assert get(xero, target)["AmountDue"] == 20


@pytest.mark.parametrize("by", [{"Invoice": {"InvoiceNumber": "A-1"}}, {"InvoiceNumber": "a-1"}])
def test_the_invoice_may_be_named_by_its_number(xero, by):
    target = invoice(xero, InvoiceNumber="A-1")
    pay(xero, target, **{"Invoice": None, **by}).row()
    assert get(xero, target)["Status"] == "PAID"


@pytest.mark.parametrize("account", [{"Code": "880"}, {"Code": "091"}])
def test_the_account_is_a_bank_or_takes_payments(xero, account):
    assert pay(xero, invoice(xero), Account=account).row()["Account"]["Code"] == account["Code"]


@pytest.mark.parametrize(
    ("kind", "code", "payment_type"),
    [("ACCREC", "200", "ACCRECPAYMENT"), ("ACCPAY", "400", "ACCPAYPAYMENT")],
)
def test_the_type_follows_the_invoice(xero, kind, code, payment_type):
    target = invoice(xero, Type=kind, LineItems=[{**LINE, "AccountCode": code}])
    assert pay(xero, target).row()["PaymentType"] == payment_type


@pytest.mark.parametrize(
    ("kind", "code", "payment_type"),
    [("ACCRECCREDIT", "200", "ARCREDITPAYMENT"), ("ACCPAYCREDIT", "400", "APCREDITPAYMENT")],
)
def test_a_refund_follows_the_credit_note(xero, kind, code, payment_type):
    sent = {"Type": kind, "Contact": {"Name": "A"}, "Status": "AUTHORISED"}
    line = {**LINE, "AccountCode": code}
    note = xero.call("createCreditNotes", {**sent, "LineItems": [line]}).row()
    by = {"Invoice": None, "CreditNote": {"CreditNoteID": note["CreditNoteID"]}}
    made = pay(xero, note | {"InvoiceID": None}, **by).row()
    assert made["PaymentType"] == payment_type
    assert made["CreditNote"]["CreditNoteID"] == note["CreditNoteID"]
    assert (made["Invoice"]["Type"], made["Invoice"]["InvoiceID"]) == (kind, note["CreditNoteID"])


def test_it_can_be_asked_for(xero):
    target = invoice(xero, InvoiceNumber="A-1")
    pay(xero, target, Amount=20, Reference="one")
    pay(xero, target, Amount=30, Reference="two")
    for where, references in (
        ('Status=="AUTHORISED" AND Amount>25', ["two"]),
        ('Invoice.InvoiceNumber=="a-1"', ["one", "two"]),
        (f'Invoice.InvoiceID==Guid("{target["InvoiceID"]}")', ["one", "two"]),
        ('Invoice.Contact.Name=="A" AND Reference=="one"', ["one"]),
        ('CreditNote.CreditNoteNumber=="x"', []),
        ('Account.Code=="090" AND PaymentType=="ACCRECPAYMENT"', ["one", "two"]),
    ):
        shown = xero.call("getPayments", query={"where": where, "order": "Reference"}).rows()
        assert [row["Reference"] for row in shown] == references


def test_a_foreign_invoice_is_paid_at_another_rate(xero):
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate="1.2")
    made = pay(xero, target, CurrencyRate="1.0").row()
    assert (made["Amount"], made["BankAmount"]) == (120, 120)
    balances = xero.books.journals.balances()
    debtors = xero.books.accounts.system("DEBTORS")["AccountID"]
    gains = xero.books.accounts.system("REALISEDCURRENCYGAIN")["AccountID"]
    assert balances[debtors] == 0
    assert balances[gains] == -20


def test_a_rate_counts_only_where_something_is_foreign(xero):
    made = pay(xero, invoice(xero), CurrencyRate="1.3").row()
    assert (made["CurrencyRate"], made["BankAmount"]) == (1, 120)
    assert "499" not in balances(xero)


def test_a_missing_rate_is_the_day_rate(xero):
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate="1.2")
    made = pay(xero, target).row()
    assert made["CurrencyRate"] == xero.books.currencies.rate("EUR") == Decimal("1.125")
    assert balances(xero)["090"] == made["BankAmount"] == Decimal("106.67")
    assert balances(xero)["499"] == Decimal("-6.67")


@pytest.mark.parametrize(
    ("sent", "rate", "in_bank"),
    [
        ({"CurrencyRate": "1.25"}, "1.25", "96"),
        ({"BankAmount": "100"}, "1.2", "100"),
        ({"BankAmount": "80", "CurrencyRate": "1.25"}, "1.5", "80"),
    ],
)
def test_a_foreign_invoice_is_paid_from_home(xero, sent, rate, in_bank):
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate="1.2")
    made = pay(xero, target, **sent).row()
    assert (made["Amount"], made["CurrencyRate"], made["BankAmount"]) == (
        *(120, Decimal(rate), Decimal(in_bank)),
    )
    assert get(xero, target)["Status"] == "PAID"
    assert balances(xero)["090"] == Decimal(in_bank)
    assert "610" not in balances(xero)


def test_a_foreign_invoice_is_paid_from_an_account_of_its_currency(xero):
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate="1.2")
    made = pay(xero, target, Account={"Code": euros(xero)}, CurrencyRate="1.5").row()
    assert (made["Amount"], made["BankAmount"]) == (120, 120)
    assert (balances(xero)["092"], balances(xero)["499"]) == (80, 20)


def test_an_invoice_at_home_is_paid_from_a_foreign_account(xero):
    made = pay(xero, invoice(xero), Account={"Code": euros(xero)}).row()
    assert (made["Amount"], made["BankAmount"], made["CurrencyRate"]) == (120, 135, 1)
    assert balances(xero)["092"] == 120


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"CurrencyRate": 0}, "The currency rate must be greater than zero."),
        ({"CurrencyRate": -1}, "The currency rate must be greater than zero."),
        ({"CurrencyRate": "0.0000001"}, "The currency rate must be greater than zero."),
        ({"BankAmount": 0}, "The bank amount must be greater than zero."),
        ({"BankAmount": "0.001"}, "The bank amount must be greater than zero."),
    ],
)
def test_a_worthless_exchange_is_refused(xero, sent, message):
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate="1.2")
    assert pay(xero, target, **sent).messages() == [message]
    assert get(xero, target)["AmountPaid"] == 0


def test_an_account_of_a_third_currency_is_refused(xero):
    target = invoice(xero, CurrencyCode="USD")
    assert pay(xero, target, Account={"Code": euros(xero)}).messages() == [
        "The account must be in the currency of the document or in the organisation's own."
    ]


@settings(max_examples=50, deadline=None)
@given(
    parts=st.lists(st.integers(1, 4000), min_size=1, max_size=5),
    rates=st.lists(st.decimals("0.5", "2", places=4), min_size=6, max_size=6),
    own=st.decimals("0.5", "2", places=4),
)
def test_payments_at_any_rates_clear_the_debtors(parts, rates, own):
    xero = Direct()
    target = invoice(xero, CurrencyCode="EUR", CurrencyRate=own)
    for cents, rate in zip(parts, rates, strict=False):
        pay(xero, target, Amount=Decimal(cents) / 100, CurrencyRate=rate)
    left = get(xero, target)["AmountDue"]
    if left:
        pay(xero, target, Amount=left, CurrencyRate=rates[-1]).row()
    assert get(xero, target)["Status"] == "PAID"
    assert "610" not in balances(xero)
    banked = sum(each["BankAmount"] for each in xero.call("getPayments").rows())
    assert balances(xero)["090"] == banked


def test_a_number_may_be_a_credit_notes(xero):
    sent = {"Type": "ACCRECCREDIT", "Contact": {"Name": "A"}, "Status": "AUTHORISED"}
    xero.call("createCreditNotes", {**sent, "CreditNoteNumber": "C-1", "LineItems": [LINE]}).row()
    for by in ({"InvoiceNumber": "C-1"}, {"CreditNoteNumber": "c-1"}):
        made = pay(xero, {"InvoiceID": None}, Amount=10, **{"Invoice": None, **by}).row()
        assert made["PaymentType"] == "ARCREDITPAYMENT"


def test_an_account_needs_no_code_to_be_paid_from(xero):
    sent = {"Name": "Till", "Type": "BANK", "BankAccountNumber": "8"}
    account = xero.call("createAccount", sent).row()
    made = pay(xero, invoice(xero), Account={"AccountID": account["AccountID"]}).row()
    assert made["Account"] == {"AccountID": account["AccountID"], "Name": "Till"}


def test_a_payment_is_deleted_at_the_shared_address_too(xero):
    target = invoice(xero)
    made = pay(xero, target).row()
    gone = xero.call("createPayment", {"PaymentID": made["PaymentID"], "Status": "DELETED"}).row()
    assert gone["Status"] == "DELETED"
    assert get(xero, target)["AmountDue"] == 120


def test_payments_heed_the_lock_date(xero):
    target = invoice(xero)
    made = pay(xero, target, Amount=20).row()
    locked(xero, date(2026, 3, 10))
    message = (
        "The document date cannot be before the period lock date, currently set at 10 March 2026"
    )
    gone = xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=made["PaymentID"])
    for answer in (pay(xero, target, Amount=20), gone):
        assert answer.messages() == [message]
    assert pay(xero, target, Amount=20, Date="2026-03-11").status == 200


def test_what_the_bank_is_told_is_kept(xero):
    told = {"BankAccountNumber": "12", "Particulars": "P", "Details": "D"}
    made = pay(xero, invoice(xero), **told).row()
    assert {name: made[name] for name in told} == told
