"""Payments of invoices and refunds of credit notes, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    NOON,
    TODAY,
    TOTAL,
    a_payment,
    made_credit_note,
    made_invoice,
    made_payment,
)
from xero_python.accounting import (
    Account,
    CreditNote,
    HistoryRecord,
    HistoryRecords,
    Payment,
    PaymentDelete,
    Payments,
)

from xero_emulator.fixture import Running

TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"


@exercises("createPayments", "getPayment")
def test_a_payment_is_kept_as_it_was_sent_and_pays_its_invoice(sdk: Sdk) -> None:
    invoice = made_invoice(sdk)
    sent = Payments(payments=[a_payment(invoice, "48.06", reference="BACS 7")])
    made = sdk("createPayments", sent).payments[0]
    kept = sdk("getPayment", made.payment_id).payments[0]
    assert (kept.amount, kept.bank_amount, kept.date) == (TOTAL, TOTAL, TODAY)
    assert (kept.reference, kept.status, kept.payment_type) == (
        *("BACS 7", "AUTHORISED", "ACCRECPAYMENT"),
    )
    assert (kept.account.code, kept.updated_date_utc) == ("090", NOON)
    assert kept.invoice.invoice_id == invoice.invoice_id
    paid = sdk("getInvoice", invoice.invoice_id).invoices[0]
    assert (paid.status, paid.amount_paid, paid.amount_due) == ("PAID", TOTAL, 0)
    assert paid.fully_paid_on_date == TODAY


@exercises("createPayments")
def test_a_payment_of_too_much_is_told_apart(sdk: Sdk) -> None:
    invoice = made_invoice(sdk)
    sent = Payments(payments=[a_payment(invoice, "48.07"), a_payment(invoice, "8.06")])
    refusal = sdk.refused("createPayments", sent)
    assert (refusal.status, refusal.messages) == (400, (TOO_MUCH,))
    answers = sdk("createPayments", sent, summarize_errors=False).payments
    assert [each.status_attribute_string for each in answers] == ["ERROR", "OK"]
    assert sdk("getInvoice", invoice.invoice_id).invoices[0].amount_due == 40


@exercises("createPayment")
def test_one_payment_refunds_a_credit_note(sdk: Sdk) -> None:
    note = made_credit_note(sdk)
    to = CreditNote(credit_note_id=note.credit_note_id)
    sent = Payment(credit_note=to, account=Account(code="090"), date=TODAY, amount=Decimal("8.06"))
    made = sdk("createPayment", sent).payments[0]
    assert (made.amount, made.payment_type) == (Decimal("8.06"), "ARCREDITPAYMENT")
    kept = sdk("getCreditNote", note.credit_note_id).credit_notes[0]
    assert (kept.remaining_credit, kept.status) == (40, "AUTHORISED")
    assert [each.payment_id for each in kept.payments] == [made.payment_id]


@exercises("getPayments")
def test_payments_are_found_by_page_by_where_and_by_time(sdk: Sdk, xero: Running) -> None:
    invoice = made_invoice(sdk, invoice_number="A-1")
    first = made_payment(sdk, invoice, "8.06")
    xero.control.advance(1200)
    last = made_payment(sdk, made_invoice(sdk), "10")
    asked = (
        ({"where": f'Invoice.InvoiceID==Guid("{invoice.invoice_id}")'}, [first]),
        ({"where": "Amount>=10"}, [last]),
        ({"order": "Amount DESC"}, [last, first]),
        ({"if_modified_since": NOON.replace(minute=10)}, [last]),
        ({"page": 2, "page_size": 1, "order": "Amount ASC"}, [last]),
    )
    for how, wanted in asked:
        found = [each.payment_id for each in sdk("getPayments", **how).payments]
        assert found == [each.payment_id for each in wanted], how
    assert sdk("getPayments", page=1).pagination.item_count == 2


@exercises("deletePayment")
def test_a_deleted_payment_opens_its_invoice_again(sdk: Sdk) -> None:
    invoice = made_invoice(sdk)
    payment = made_payment(sdk, invoice, "48.06")
    gone = sdk("deletePayment", payment.payment_id, PaymentDelete(status="DELETED")).payments[0]
    assert (gone.payment_id, gone.status) == (payment.payment_id, "DELETED")
    back = sdk("getInvoice", invoice.invoice_id).invoices[0]
    assert (back.status, back.amount_due, back.payments) == ("AUTHORISED", TOTAL, [])
    again = sdk.refused("deletePayment", payment.payment_id, PaymentDelete(status="DELETED"))
    assert again.status == 400


@exercises("createPaymentHistory", "getPaymentHistory")
def test_the_history_of_a_payment_tells_what_happened_and_takes_no_note(sdk: Sdk) -> None:
    payment = made_payment(sdk, made_invoice(sdk), "8.06")
    note = HistoryRecords(history_records=[HistoryRecord(details="Hello")])
    refusal = sdk.refused("createPaymentHistory", payment.payment_id, note)
    assert refusal.messages == (
        "The document with the supplied id was not found for this endpoint.",
    )
    told = sdk("getPaymentHistory", payment.payment_id).history_records
    assert [(each.changes, each.date_utc) for each in told] == [("Payment Received", NOON)]


@exercises("getPayment")
def test_an_unknown_payment_is_not_there(sdk: Sdk) -> None:
    assert sdk.refused("getPayment", ELSEWHERE).status == 404
