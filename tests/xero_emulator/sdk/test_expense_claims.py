"""Receipts and the claims that they are handed in with, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NET, NOON, SENT, TAX, TODAY, TOTAL
from tests.xero_emulator.sdk.given_entries import a_receipt, made_receipt, the_subscriber
from xero_python.accounting import (
    ExpenseClaim,
    ExpenseClaims,
    HistoryRecord,
    HistoryRecords,
    LineItem,
    Receipt,
    Receipts,
    User,
)

from xero_emulator.fixture import Running


def made_claim(sdk: Sdk, *receipts: Receipt, **more: Any) -> ExpenseClaim:
    claim = ExpenseClaim(
        user=User(user_id=the_subscriber(sdk).user_id),
        receipts=[Receipt(receipt_id=each.receipt_id) for each in receipts],
        **more,
    )
    sent = ExpenseClaims(expense_claims=[claim])
    return sdk("createExpenseClaims", sent).expense_claims[0]


def changed(sdk: Sdk, claim: ExpenseClaim, status: str) -> ExpenseClaim:
    sent = ExpenseClaims(expense_claims=[ExpenseClaim(status=status)])
    return sdk("updateExpenseClaim", claim.expense_claim_id, sent).expense_claims[0]


@exercises("createReceipt", "getReceipt")
def test_a_receipt_is_kept_as_it_was_sent_and_added_up(sdk: Sdk) -> None:
    made = made_receipt(sdk, reference="Taxi", status="DRAFT")
    kept = sdk("getReceipt", made.receipt_id).receipts[0]
    assert (kept.status, kept.receipt_number, kept.reference) == ("DRAFT", "1", "Taxi")
    assert (kept.date, kept.updated_date_utc) == (SENT, NOON)
    assert (kept.sub_total, kept.total_tax, kept.total) == (NET, TAX, TOTAL)
    assert (kept.contact.name, kept.user.first_name) == ("Corner Shop", "Ada")
    assert [(line.quantity, line.account_code) for line in kept.line_items] == [
        (3, "429"),
        (1, "429"),
    ]
    assert made_receipt(sdk).receipt_number == "2"
    assert sdk.refused("getReceipt", ELSEWHERE).status == 404


@exercises("createReceipt")
def test_a_receipt_needs_somebody_who_paid(sdk: Sdk) -> None:
    sent = Receipts(receipts=[a_receipt(User(user_id=ELSEWHERE))])
    refusal = sdk.refused("createReceipt", sent)
    assert refusal.messages == ("A valid user should be identified using the UserID.",)


@exercises("createReceipt", "getReceipt", "updateReceipt")
def test_four_decimals_are_kept_and_shown_when_asked_for(sdk: Sdk) -> None:
    fine = LineItem(
        description="Nails",
        quantity=Decimal(1000),
        unit_amount=Decimal("0.0125"),
        account_code="429",
    )
    sent = Receipts(receipts=[a_receipt(the_subscriber(sdk), line_items=[fine])])
    made = sdk("createReceipt", sent, unitdp=4).receipts[0]
    kept = sdk("getReceipt", made.receipt_id, unitdp=4).receipts[0]
    assert (kept.sub_total, kept.line_items[0].unit_amount) == (Decimal("12.5"), Decimal("0.0125"))
    again = Receipts(receipts=[Receipt(line_items=kept.line_items)])
    answer = sdk("updateReceipt", made.receipt_id, again, unitdp=4).receipts[0]
    assert answer.line_items[0].unit_amount == Decimal("0.0125")


@exercises("updateReceipt", "getReceipts")
def test_receipts_are_changed_and_found(sdk: Sdk, xero: Running) -> None:
    first = made_receipt(sdk)
    xero.control.advance(1200)
    second = made_receipt(sdk, reference="B")
    sent = Receipts(receipts=[Receipt(reference="A", line_items=[])])
    answer = sdk("updateReceipt", first.receipt_id, sent).receipts[0]
    assert (answer.reference, answer.total) == ("A", TOTAL)
    sent = Receipts(receipts=[Receipt(status="VOIDED")])
    assert sdk("updateReceipt", second.receipt_id, sent).receipts[0].status == "VOIDED"
    assert sdk.refused("updateReceipt", second.receipt_id, sent).status == 400
    asked = (
        ({"where": 'Status=="VOIDED"'}, [second]),
        ({"order": "Reference DESC"}, [second, first]),
        ({"if_modified_since": NOON.replace(minute=30)}, []),
    )
    for how, wanted in asked:
        found = [each.receipt_id for each in sdk("getReceipts", **how).receipts]
        assert found == [each.receipt_id for each in wanted], how
    listed = sdk("getReceipts", unitdp=4).receipts[0]
    assert (listed.line_items, listed.contact.name) == ([], "Corner Shop")


@exercises("createExpenseClaims", "getExpenseClaim")
def test_a_claim_takes_its_receipts_along(sdk: Sdk) -> None:
    one, two = made_receipt(sdk), made_receipt(sdk)
    made = made_claim(sdk, one, two)
    kept = sdk("getExpenseClaim", made.expense_claim_id).expense_claims[0]
    assert (kept.status, kept.total, kept.amount_due) == ("SUBMITTED", TOTAL * 2, TOTAL * 2)
    assert (kept.amount_paid, kept.payments, kept.reporting_date) == (0, [], TODAY)
    assert [each.receipt_id for each in kept.receipts] == [one.receipt_id, two.receipt_id]
    assert [each.status for each in kept.receipts] == ["SUBMITTED", "SUBMITTED"]
    assert sdk.refused("getExpenseClaim", ELSEWHERE).status == 404


@exercises("updateExpenseClaim", "getExpenseClaims")
def test_a_claim_goes_only_where_its_status_leads(sdk: Sdk) -> None:
    claim, other = made_claim(sdk, made_receipt(sdk)), made_claim(sdk, made_receipt(sdk))
    approved = changed(sdk, claim, "AUTHORISED")
    assert (approved.status, approved.receipts[0].status) == ("AUTHORISED", "AUTHORISED")
    posted = sdk("getJournals").journals[0]
    assert (posted.source_type, posted.source_id) == ("EXPCLAIM", claim.expense_claim_id)
    assert changed(sdk, other, "DELETED").receipts[0].status == "DRAFT"
    found = sdk("getExpenseClaims", where='Status=="AUTHORISED"').expense_claims
    assert [each.expense_claim_id for each in found] == [claim.expense_claim_id]
    asked = {"order": "Status ASC", "if_modified_since": NOON}
    listed = sdk("getExpenseClaims", **asked).expense_claims
    assert [each.status for each in listed] == ["AUTHORISED", "DELETED"]
    assert changed(sdk, claim, "VOIDED").amount_due == 0
    sent = ExpenseClaims(expense_claims=[ExpenseClaim(status="AUTHORISED")])
    assert sdk.refused("updateExpenseClaim", claim.expense_claim_id, sent).status == 400


@exercises("createExpenseClaimHistory", "getExpenseClaimHistory")
def test_a_note_stands_in_the_history_of_a_claim(sdk: Sdk) -> None:
    key = made_claim(sdk, made_receipt(sdk)).expense_claim_id
    sent = HistoryRecords(history_records=[HistoryRecord(details="Receipt is hard to read")])
    made = sdk("createExpenseClaimHistory", key, sent).history_records[0]
    assert made.details == "Receipt is hard to read"
    told = sdk("getExpenseClaimHistory", key).history_records
    assert [each.changes for each in told] == ["Note", "Created"]


@exercises("createReceiptHistory", "getReceiptHistory")
def test_a_note_stands_in_the_history_of_a_receipt(sdk: Sdk) -> None:
    key = made_receipt(sdk).receipt_id
    sent = HistoryRecords(history_records=[HistoryRecord(details="Found in the car")])
    made = sdk("createReceiptHistory", key, sent).history_records[0]
    assert made.details == "Found in the car"
    told = sdk("getReceiptHistory", key).history_records
    assert [each.changes for each in told] == ["Note", "Created"]
