"""Batch payments, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON, SENT, TOTAL, made_invoice
from xero_python.accounting import (
    Account,
    BatchPayment,
    BatchPaymentDelete,
    BatchPaymentDeleteByUrlParam,
    BatchPayments,
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Payment,
)

from xero_emulator.fixture import Running

GONE = BatchPaymentDeleteByUrlParam(status="DELETED")


def a_batch(*paid: tuple[Invoice, str], **more: Any) -> BatchPayments:
    account = Account(account_id=None, code="090")
    payments = [
        Payment(invoice=Invoice(invoice_id=invoice.invoice_id), amount=Decimal(amount))
        for invoice, amount in paid
    ]
    batch = BatchPayment(account=account, date=SENT, payments=payments, **more)
    return BatchPayments(batch_payments=[batch])


def made_batch(sdk: Sdk, *paid: tuple[Invoice, str], **more: Any) -> BatchPayment:
    return sdk("createBatchPayment", a_batch(*paid, **more)).batch_payments[0]


@exercises("createBatchPayment", "getBatchPayment", "getPayment")
def test_a_batch_is_kept_as_it_was_sent_and_pays_its_invoices(sdk: Sdk) -> None:
    one, two = made_invoice(sdk), made_invoice(sdk)
    made = made_batch(sdk, (one, "48.06"), (two, "8.06"), details="March", narrative="Run 7")
    kept = sdk("getBatchPayment", made.batch_payment_id).batch_payments[0]
    assert (kept.type, kept.status, kept.is_reconciled) == ("RECBATCH", "AUTHORISED", False)
    assert (kept.total_amount, kept.date) == (TOTAL + Decimal("8.06"), SENT)
    assert (kept.details, kept.narrative, kept.updated_date_utc) == ("March", "Run 7", NOON)
    assert [(each.invoice.invoice_id, each.amount) for each in kept.payments] == [
        (one.invoice_id, TOTAL),
        (two.invoice_id, Decimal("8.06")),
    ]
    paid = [sdk("getInvoice", each.invoice_id).invoices[0] for each in (one, two)]
    assert [(each.status, each.amount_due) for each in paid] == [("PAID", 0), ("AUTHORISED", 40)]
    payment = sdk("getPayment", kept.payments[0].payment_id).payments[0]
    assert payment.batch_payment_id == made.batch_payment_id
    assert payment.batch_payment.total_amount == kept.total_amount


@exercises("createBatchPayment")
def test_a_batch_with_a_payment_of_too_much_pays_nothing(sdk: Sdk) -> None:
    one, two = made_invoice(sdk), made_invoice(sdk)
    sent = a_batch((one, "48.06"), (two, "48.07"))
    refusal = sdk.refused("createBatchPayment", sent)
    assert refusal.messages == ("Payment amount exceeds the amount outstanding on this document",)
    answer = sdk("createBatchPayment", sent, summarize_errors=False).batch_payments[0]
    assert len(answer.validation_errors) == 1
    assert sdk("getInvoice", one.invoice_id).invoices[0].amount_due == TOTAL
    assert sdk("getPayments").payments == []


@exercises("getBatchPayments")
def test_batches_are_found_by_where_and_by_time(sdk: Sdk, xero: Running) -> None:
    first = made_batch(sdk, (made_invoice(sdk), "10"), details="One")
    xero.control.advance(1200)
    last = made_batch(sdk, (made_invoice(sdk), "20"), details="Two")
    asked = (
        ({"where": 'Status=="AUTHORISED" AND TotalAmount>15'}, [last]),
        ({"order": "Details DESC"}, [last, first]),
        ({"if_modified_since": NOON.replace(minute=10)}, [last]),
    )
    for how, wanted in asked:
        found = [each.batch_payment_id for each in sdk("getBatchPayments", **how).batch_payments]
        assert found == [each.batch_payment_id for each in wanted], how


@exercises("deleteBatchPayment")
def test_a_deleted_batch_opens_its_invoices_again(sdk: Sdk) -> None:
    one, two = made_invoice(sdk), made_invoice(sdk)
    made = made_batch(sdk, (one, "48.06"), (two, "8.06"))
    sent = BatchPaymentDelete(batch_payment_id=made.batch_payment_id, status="DELETED")
    gone = sdk("deleteBatchPayment", sent).batch_payments[0]
    assert (gone.batch_payment_id, gone.status, gone.payments) == (
        *(made.batch_payment_id, "DELETED", []),
    )
    back = [sdk("getInvoice", each.invoice_id).invoices[0] for each in (one, two)]
    assert [(each.status, each.amount_due) for each in back] == [("AUTHORISED", TOTAL)] * 2
    assert {each.status for each in sdk("getPayments").payments} == {"DELETED"}
    assert sdk.refused("deleteBatchPayment", sent).status == 400


@exercises("deleteBatchPaymentByUrlParam")
def test_a_batch_is_deleted_at_its_own_address(sdk: Sdk) -> None:
    invoice = made_invoice(sdk)
    made = made_batch(sdk, (invoice, "48.06"))
    gone = sdk("deleteBatchPaymentByUrlParam", made.batch_payment_id, GONE).batch_payments[0]
    assert (gone.status, gone.total_amount) == ("DELETED", TOTAL)
    assert sdk("getInvoice", invoice.invoice_id).invoices[0].amount_due == TOTAL
    assert sdk.refused("deleteBatchPaymentByUrlParam", ELSEWHERE, GONE).status == 404


@exercises("createBatchPaymentHistoryRecord", "getBatchPaymentHistory")
def test_a_batch_tells_its_history_and_takes_notes(sdk: Sdk) -> None:
    made = made_batch(sdk, (made_invoice(sdk), "10"))
    note = HistoryRecords(history_records=[HistoryRecord(details="Sent")])
    sdk("createBatchPaymentHistoryRecord", made.batch_payment_id, note)
    told = sdk("getBatchPaymentHistory", made.batch_payment_id).history_records
    assert [each.changes for each in told] == ["Note", "Approved"]
