"""Overpayments and prepayments, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    NOON,
    SENT,
    TODAY,
    an_allocation,
    made_bank_transaction,
    made_invoice,
)
from tests.xero_emulator.sdk.given import TOTAL as DUE
from xero_python.accounting import (
    Account,
    Allocations,
    CurrencyCode,
    HistoryRecord,
    HistoryRecords,
    Overpayment,
    Payment,
    Payments,
    Prepayment,
)

from xero_emulator.fixture import Running

KINDS = ("Overpayment", "Prepayment")
TOTAL = Decimal("49.20")
PLURALS = {"Overpayment": "overpayments", "Prepayment": "prepayments"}
MODELS = {"Overpayment": Overpayment, "Prepayment": Prepayment}


def key_of(kind: str, record: Any) -> str:
    found: str = getattr(record, f"{kind.lower()}_id")
    return found


def made(sdk: Sdk, kind: str, side: str = "RECEIVE", **more: Any) -> str:
    """The id of the credit that a new bank transaction gives birth to."""
    return key_of(kind, made_bank_transaction(sdk, f"{side}-{kind.upper()}", **more))


def got(sdk: Sdk, kind: str, key: str) -> Any:
    return getattr(sdk(f"get{kind}", key), PLURALS[kind])[0]


@exercises("get{kind}", kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_bank_transaction_gives_birth_to_credit(sdk: Sdk, kind: str) -> None:
    credit = got(sdk, kind, made(sdk, kind, reference="R-1"))
    assert (credit.type, credit.status) == (f"RECEIVE-{kind.upper()}", "AUTHORISED")
    assert (credit.total, credit.remaining_credit, credit.date) == (TOTAL, TOTAL, SENT)
    assert credit.total_tax == (0 if kind == "Overpayment" else Decimal("8.20"))
    assert (credit.reference, credit.currency_code) == ("R-1", CurrencyCode.GBP)
    assert (credit.contact.name, credit.updated_date_utc) == ("Ridgeway University", NOON)
    assert [each.line_amount for each in credit.line_items] == [TOTAL]
    assert sdk.refused(f"get{kind}", ELSEWHERE).status == 404


@exercises("get{kind}s", kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_credit_is_found_by_page_by_where_by_reference_and_by_time(
    sdk: Sdk, xero: Running, kind: str
) -> None:
    first = made(sdk, kind, reference="R-1")
    xero.control.advance(1200)
    last = made(sdk, kind, "SPEND", reference="R-2")
    asked: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({"where": f'Type=="SPEND-{kind.upper()}"'}, [last]),
        ({"order": "Reference DESC"}, [last, first]),
        ({"references": ["R-1"]}, [first]),
        ({"if_modified_since": NOON.replace(minute=10)}, [last]),
        ({"page": 2, "page_size": 1, "order": "Reference"}, [last]),
    )
    for how, wanted in asked:
        found = getattr(sdk(f"get{kind}s", **how), PLURALS[kind])
        assert [key_of(kind, each) for each in found] == wanted, how
    assert sdk(f"get{kind}s", page=1).pagination.item_count == 2


@exercises("getPrepayments")
def test_prepayments_are_found_by_invoice_number(sdk: Sdk) -> None:
    made(sdk, "Prepayment", reference="INV-7")
    wanted = made(sdk, "Prepayment", reference="INV-8")
    found = sdk("getPrepayments", invoice_numbers=["INV-8"]).prepayments
    assert [(each.prepayment_id, each.invoice_number) for each in found] == [(wanted, "INV-8")]


@exercises("create{kind}Allocations", kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_allocated_credit_pays_invoices(sdk: Sdk, kind: str) -> None:
    key, one, two = made(sdk, kind), made_invoice(sdk), made_invoice(sdk)
    parts = [*an_allocation(one, "40").allocations, *an_allocation(two, "9.20").allocations]
    sent = Allocations(allocations=parts)
    answer = sdk(f"create{kind}Allocations", key, sent).allocations
    assert [(each.amount, each.date) for each in answer] == [(40, TODAY), (Decimal("9.20"), TODAY)]
    used = got(sdk, kind, key)
    assert (used.status, used.remaining_credit, len(used.allocations)) == ("PAID", 0, 2)
    paid = sdk("getInvoice", one.invoice_id).invoices[0]
    assert (paid.amount_credited, paid.amount_due, paid.amount_paid) == (40, DUE - 40, 0)
    shown = getattr(paid, PLURALS[kind])
    assert [(key_of(kind, each), each.applied_amount) for each in shown] == [(key, 40)]
    assert paid.credit_notes == []


@exercises("create{kind}Allocations", kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_credit_is_allocated_only_as_far_as_it_goes(sdk: Sdk, kind: str) -> None:
    key, invoice, bill = made(sdk, kind), made_invoice(sdk), made_invoice(sdk, type="ACCPAY")
    over = an_allocation(invoice, "48.07")
    refusal = sdk.refused(f"create{kind}Allocations", key, over)
    assert refusal.messages == (
        "The allocation amount exceeds the amount outstanding on the invoice.",
    )
    unlike = an_allocation(bill, "1")
    assert sdk.refused(f"create{kind}Allocations", key, unlike).status == 400
    assert sdk.refused(f"create{kind}Allocations", ELSEWHERE, unlike).status == 404
    untouched = got(sdk, kind, key)
    assert (untouched.remaining_credit, untouched.allocations) == (TOTAL, [])


@exercises("delete{kind}Allocations", kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_deleted_allocation_gives_the_credit_back(sdk: Sdk, kind: str) -> None:
    key, invoice = made(sdk, kind), made_invoice(sdk)
    sent = an_allocation(invoice, "48.06")
    one = sdk(f"create{kind}Allocations", key, sent).allocations[0]
    assert sdk("getInvoice", invoice.invoice_id).invoices[0].status == "PAID"
    gone = sdk(f"delete{kind}Allocations", key, one.allocation_id)
    assert (gone.allocation_id, gone.is_deleted) == (one.allocation_id, True)
    back = sdk("getInvoice", invoice.invoice_id).invoices[0]
    assert (back.status, back.amount_due, back.amount_credited) == ("AUTHORISED", DUE, 0)
    assert got(sdk, kind, key).remaining_credit == TOTAL
    assert sdk.refused(f"delete{kind}Allocations", key, one.allocation_id).status == 404


@exercises("createPayments", "get{kind}", kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_payment_refunds_the_credit(sdk: Sdk, kind: str) -> None:
    key = made(sdk, kind)
    named = {kind.lower(): MODELS[kind](**{f"{kind.lower()}_id": key})}
    refund = Payment(account=Account(code="090"), date=TODAY, amount=Decimal("9.20"), **named)
    payment = sdk("createPayments", Payments(payments=[refund])).payments[0]
    assert (payment.amount, payment.payment_type) == (
        *(Decimal("9.20"), f"AR{kind.upper()}PAYMENT"),
    )
    assert key_of(kind, getattr(payment, kind.lower())) == key
    assert (payment.invoice.type, payment.invoice.invoice_id) == (f"AR{kind.upper()}", key)
    left = got(sdk, kind, key)
    assert (left.remaining_credit, left.status) == (40, "AUTHORISED")
    assert [each.payment_id for each in left.payments] == [payment.payment_id]


@exercises("getJournals")
@pytest.mark.parametrize("side", ["RECEIVE", "SPEND"])
@pytest.mark.parametrize("kind", KINDS)
def test_credit_and_its_refund_stand_in_the_journals(sdk: Sdk, kind: str, side: str) -> None:
    key = made(sdk, kind, side)
    named = {kind.lower(): MODELS[kind](**{f"{kind.lower()}_id": key})}
    refund = Payment(account=Account(code="090"), date=TODAY, amount=TOTAL, **named)
    payment = sdk("createPayments", Payments(payments=[refund])).payments[0]
    letter = {"RECEIVE": "AR", "SPEND": "AP"}[side]
    journals = sdk("getJournals").journals
    assert [(each.source_id, each.source_type) for each in journals] == [
        (key, f"{letter}{kind.upper()}"),
        (payment.payment_id, f"{letter}CREDITPAYMENT"),
    ]
    for each in journals:
        assert sum(line.net_amount for line in each.journal_lines) == 0


@exercises("create{kind}History", "get{kind}History", kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_history_of_credit_tells_what_happened_and_takes_no_note(sdk: Sdk, kind: str) -> None:
    key = made(sdk, kind)
    note = HistoryRecords(history_records=[HistoryRecord(details="Hello")])
    refusal = sdk.refused(f"create{kind}History", key, note)
    assert refusal.messages == (
        "The document with the supplied id was not found for this endpoint.",
    )
    told = sdk(f"get{kind}History", key).history_records
    assert [(each.changes, each.date_utc) for each in told] == [("Created", NOON)]
