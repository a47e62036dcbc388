"""Files and notes on what has them, through Xero's official SDK."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    NOON,
    made_bank_transaction,
    made_bank_transfer,
    made_contact,
    made_credit_note,
    made_invoice,
    sales_account,
)
from tests.xero_emulator.sdk.given_entries import made_manual_journal, made_receipt
from tests.xero_emulator.sdk.given_orders import made_order, made_quote, made_template
from xero_python.accounting import HistoryRecord, HistoryRecords

OWNERS = {
    "Account": lambda sdk: sales_account(sdk).account_id,
    "ManualJournal": lambda sdk: made_manual_journal(sdk).manual_journal_id,
    "Receipt": lambda sdk: made_receipt(sdk).receipt_id,
    "Contact": lambda sdk: made_contact(sdk).contact_id,
    "Invoice": lambda sdk: made_invoice(sdk).invoice_id,
    "CreditNote": lambda sdk: made_credit_note(sdk).credit_note_id,
    "BankTransaction": lambda sdk: made_bank_transaction(sdk).bank_transaction_id,
    "BankTransfer": lambda sdk: made_bank_transfer(sdk).bank_transfer_id,
    "Quote": lambda sdk: made_quote(sdk).quote_id,
    "PurchaseOrder": lambda sdk: made_order(sdk).purchase_order_id,
    "RepeatingInvoice": lambda sdk: made_template(sdk).repeating_invoice_id,
}
KINDS = tuple(OWNERS)
NOTED = ("Contact", "Invoice", "CreditNote", "Quote", "PurchaseOrder", "RepeatingInvoice")
FILES = (
    *("get{kind}Attachments", "get{kind}AttachmentById", "get{kind}AttachmentByFileName"),
    *("create{kind}AttachmentByFileName", "update{kind}AttachmentByFileName"),
)
NOTES = ("create{kind}History", "get{kind}History")
BYTES = bytes(range(256)) * 4


@exercises(*FILES, kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_comes_back_byte_by_byte(sdk: Sdk, kind: str) -> None:
    owner = OWNERS[kind](sdk)
    made = sdk(f"create{kind}AttachmentByFileName", owner, "scan.bin", BYTES).attachments[0]
    assert (made.file_name, made.content_length) == ("scan.bin", 1024)
    changed = sdk(f"update{kind}AttachmentByFileName", owner, "scan.bin", b"new").attachments[0]
    assert (changed.attachment_id, changed.content_length) == (made.attachment_id, 3)
    sdk(f"create{kind}AttachmentByFileName", owner, "two.bin", BYTES)
    listed = sdk(f"get{kind}Attachments", owner).attachments
    assert [(each.file_name, each.content_length) for each in listed] == [
        *(("scan.bin", 3), ("two.bin", 1024)),
    ]
    kind_of_file = "application/octet-stream"
    by_id = sdk(f"get{kind}AttachmentById", owner, made.attachment_id, kind_of_file)
    assert Path(by_id).read_bytes() == b"new"
    by_name = sdk(f"get{kind}AttachmentByFileName", owner, "two.bin", kind_of_file)
    assert (Path(by_name).name, Path(by_name).read_bytes()) == ("two.bin", BYTES)


@exercises(FILES[0], FILES[3], kinds=KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_refused_where_nothing_is(sdk: Sdk, kind: str) -> None:
    refusal = sdk.refused(f"create{kind}AttachmentByFileName", ELSEWHERE, "a.bin", BYTES)
    assert refusal.status == 404
    assert sdk.refused(f"get{kind}Attachments", ELSEWHERE).status == 404


@exercises(*NOTES, kinds=NOTED)
@pytest.mark.parametrize("kind", NOTED)
def test_a_note_stands_in_the_history(sdk: Sdk, kind: str) -> None:
    owner = OWNERS[kind](sdk)
    sent = HistoryRecords(history_records=[HistoryRecord(details="Called the customer")])
    made = sdk(f"create{kind}History", owner, sent).history_records[0]
    assert (made.details, made.date_utc) == ("Called the customer", NOON)
    told = sdk(f"get{kind}History", owner).history_records
    assert [each.changes for each in told] == ["Note", "Created"]
    assert (told[0].details, told[0].date_utc) == ("Called the customer", NOON)
    empty = HistoryRecords(history_records=[HistoryRecord(details="")])
    assert sdk.refused(f"create{kind}History", owner, empty).status == 400
