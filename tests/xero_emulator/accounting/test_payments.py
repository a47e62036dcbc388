"""Payments and refunds: what they do to documents, and that they can only be deleted."""

from __future__ import annotations

from decimal import Decimal

import pytest

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
