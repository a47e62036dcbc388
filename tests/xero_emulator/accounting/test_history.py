"""The history of a record, and notes."""

from __future__ import annotations

import pytest

from xero_emulator.direct import Direct

LINE = {"Description": "x", "UnitAmount": 100, "AccountCode": "200"}


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


def changes(xero, made):
    found = xero.call("getInvoiceHistory", InvoiceID=made["InvoiceID"]).rows()
    return [record["Changes"] for record in found]


def test_every_change_is_told_newest_first(xero):
    made = invoice(xero, Status="DRAFT")
    at = {"InvoiceID": made["InvoiceID"]}
    xero.call("updateInvoice", {"Reference": "R"}, **at)
    xero.call("updateInvoice", {"Status": "AUTHORISED"}, **at)
    payment = {"Invoice": at, "Account": {"Code": "090"}, "Amount": 120}
    paid = xero.call("createPayment", payment).row()
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=paid["PaymentID"])
    xero.call("updateInvoice", {"Status": "VOIDED"}, **at)
    assert changes(xero, made) == [
        "Voided",
        "Payment Deleted",
        "Paid",
        "Payment Received",
        "Approved",
        "Edited",
        "Created",
    ]


def test_a_record_says_when_and_by_whom(xero):
    made = invoice(xero)
    (record,) = xero.call("getInvoiceHistory", InvoiceID=made["InvoiceID"]).rows()
    assert record == {
        "DateUTCString": "2026-03-02T12:00:00",
        "Changes": "Created",
        "DateUTC": "/Date(1772452800000+0000)/",
        "Details": "INV-0001 to A for 120.00.",
        "User": "System Generated",
    }


def test_a_refused_change_leaves_no_trace(xero):
    made = invoice(xero)
    assert (
        xero.call("updateInvoice", {"Status": "DRAFT"}, InvoiceID=made["InvoiceID"]).status == 400
    )
    assert changes(xero, made) == ["Created"]


@pytest.mark.parametrize("name", ["Invoice", "Contact", "CreditNote"])
def test_a_note_can_be_left_on(xero, name):
    made = invoice(xero)
    sent = {"Type": "ACCRECCREDIT", "Contact": {"Name": "A"}}
    note = xero.call("createCreditNotes", sent).row()
    path = {
        "Invoice": {"InvoiceID": made["InvoiceID"]},
        "Contact": {"ContactID": made["Contact"]["ContactID"]},
        "CreditNote": {"CreditNoteID": note["CreditNoteID"]},
    }[name]
    body = {"HistoryRecords": [{"Details": "Hello World"}, {"Details": "Again"}]}
    answer = xero.call(f"create{name}History", body, **path)
    assert answer.rows()[0] == {"DateUTC": "/Date(1772452800000)/", "Details": "Hello World"}
    told = xero.call(f"get{name}History", **path).rows()
    assert [record["Details"] for record in told[:2]] == ["Again", "Hello World"]


def test_a_payment_takes_no_note(xero):
    made = invoice(xero)
    payment = {"Invoice": made, "Account": {"Code": "090"}, "Amount": 1}
    paid = xero.call("createPayment", {**payment, "Invoice": {"InvoiceNumber": "INV-0001"}}).row()
    path = {"PaymentID": paid["PaymentID"]}
    answer = xero.call("createPaymentHistory", {"HistoryRecords": [{"Details": "x"}]}, **path)
    assert answer.messages() == [
        "The document with the supplied id was not found for this endpoint."
    ]
    told = xero.call("getPaymentHistory", **path).rows()
    assert [record["Changes"] for record in told] == ["Payment Received"]


@pytest.mark.parametrize("details", ["", "x" * 2501])
def test_a_note_has_between_1_and_2500_characters(xero, details):
    made = invoice(xero)
    body = {"HistoryRecords": [{"Details": "fine"}, {"Details": details}]}
    answer = xero.call("createInvoiceHistory", body, InvoiceID=made["InvoiceID"])
    assert answer.messages() == ["Details must be between 1 and 2500 characters."]
    assert changes(xero, made) == ["Created"]


def test_a_note_on_nothing_is_refused(xero):
    answer = xero.call("createInvoiceHistory", {"Details": "x"}, InvoiceID="nothing")
    assert answer.messages() == [
        "The document with the supplied id was not found for this endpoint."
    ]
    assert xero.call("getInvoiceHistory", InvoiceID="nothing").status == 404
