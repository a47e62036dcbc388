"""Billable expenses through Xero's official SDK."""

from __future__ import annotations

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON, a_contact, a_line, made_invoice
from tests.xero_emulator.sdk.given_orders import made_link
from xero_python.accounting import Invoice, LinkedTransaction, LinkedTransactions


def a_bill(sdk: Sdk) -> Invoice:
    lines = [a_line("1", "10", account_code="404")]
    return made_invoice(sdk, type="ACCPAY", contact=a_contact("Supplier"), line_items=lines)


def source(bill: Invoice) -> dict[str, str]:
    line = bill.line_items[0].line_item_id
    return {"source_transaction_id": bill.invoice_id, "source_line_item_id": line}


def target(invoice: Invoice) -> dict[str, str]:
    line = invoice.line_items[0].line_item_id
    return {"target_transaction_id": invoice.invoice_id, "target_line_item_id": line}


def links(**sent: str) -> LinkedTransactions:
    return LinkedTransactions(linked_transactions=[LinkedTransaction(**sent)])


@exercises("createLinkedTransaction", "getLinkedTransaction")
def test_a_line_of_a_bill_becomes_a_billable_expense(sdk: Sdk) -> None:
    bill = a_bill(sdk)
    made = made_link(sdk, **source(bill))
    kept = sdk("getLinkedTransaction", made.linked_transaction_id).linked_transactions[0]
    assert kept.source_transaction_id == bill.invoice_id
    assert kept.source_line_item_id == bill.line_items[0].line_item_id
    assert (kept.status, kept.type) == ("APPROVED", "BILLABLEEXPENSE")
    assert (kept.source_transaction_type_code, kept.updated_date_utc) == ("ACCPAY", NOON)
    assert sdk.refused("getLinkedTransaction", ELSEWHERE).status == 404


@exercises("createLinkedTransaction")
def test_a_line_of_another_bill_is_refused(sdk: Sdk) -> None:
    wrong = {**source(a_bill(sdk)), "source_line_item_id": ELSEWHERE}
    refusal = sdk.refused("createLinkedTransaction", LinkedTransaction(**wrong))
    assert refusal.messages == ("The SourceLineItemID and SourceTransactionID do not match",)


@exercises("updateLinkedTransaction")
def test_an_expense_is_billed_to_a_customer(sdk: Sdk) -> None:
    made = made_link(sdk, **source(a_bill(sdk)))
    draft, approved = made_invoice(sdk, status="DRAFT"), made_invoice(sdk)
    answer = sdk("updateLinkedTransaction", made.linked_transaction_id, links(**target(draft)))
    found = answer.linked_transactions[0]
    assert (found.status, found.contact_id) == ("ONDRAFT", draft.contact.contact_id)
    other = made_invoice(sdk, contact=a_contact("Ada")).contact.contact_id
    wrong = links(contact_id=other)
    refusal = sdk.refused("updateLinkedTransaction", made.linked_transaction_id, wrong)
    assert refusal.messages == ("The ContactID and the TargetTransaction ContactID do not match",)
    answer = sdk("updateLinkedTransaction", made.linked_transaction_id, links(**target(approved)))
    found = answer.linked_transactions[0]
    assert (found.status, found.target_transaction_id) == ("BILLED", approved.invoice_id)


@exercises("getLinkedTransactions")
def test_expenses_are_found_by_what_they_join(sdk: Sdk) -> None:
    bill, invoice = a_bill(sdk), made_invoice(sdk, status="DRAFT")
    first, second = (
        made_link(sdk, **source(bill)),
        made_link(sdk, **source(a_bill(sdk)), **target(invoice)),
    )
    asked = (
        ({"linked_transaction_id": first.linked_transaction_id}, [first]),
        ({"source_transaction_id": bill.invoice_id}, [first]),
        ({"target_transaction_id": invoice.invoice_id}, [second]),
        ({"contact_id": invoice.contact.contact_id, "status": "ONDRAFT"}, [second]),
        ({"status": "VOIDED"}, []),
        ({"page": 2}, []),
    )
    for how, wanted in asked:
        found = sdk("getLinkedTransactions", **how).linked_transactions
        assert [each.linked_transaction_id for each in found] == [
            each.linked_transaction_id for each in wanted
        ], how


@exercises("deleteLinkedTransaction", "getLinkedTransactions")
def test_a_deleted_expense_is_gone(sdk: Sdk) -> None:
    made = made_link(sdk, **source(a_bill(sdk)))
    assert sdk("deleteLinkedTransaction", made.linked_transaction_id) is None
    assert sdk("getLinkedTransactions").linked_transactions == []
    assert sdk.refused("deleteLinkedTransaction", made.linked_transaction_id).status == 404
