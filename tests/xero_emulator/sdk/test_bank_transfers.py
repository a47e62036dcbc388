"""Money between bank accounts, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON, SENT, made_bank_transfer
from xero_python.accounting import (
    Account,
    BankTransfer,
    BankTransferDelete,
    BankTransferDeleteByUrlParam,
    BankTransfers,
    BankTransfersDelete,
    HistoryRecord,
    HistoryRecords,
)

from xero_emulator.fixture import Running

GONE = BankTransferDeleteByUrlParam(status="DELETED")


@exercises("createBankTransfer", "getBankTransfer")
def test_a_transfer_is_kept_as_it_was_sent_and_makes_two_transactions(sdk: Sdk) -> None:
    made = made_bank_transfer(sdk, "50", reference="Savings", to_is_reconciled=True)
    kept = sdk("getBankTransfer", made.bank_transfer_id).bank_transfers[0]
    assert (kept.amount, kept.date, kept.reference) == (50, SENT, "Savings")
    assert (kept.from_bank_account.code, kept.to_bank_account.code) == ("090", "091")
    assert (kept.status, kept.currency_rate, kept.created_date_utc) == ("AUTHORISED", 1, NOON)
    assert (kept.from_is_reconciled, kept.to_is_reconciled) == (False, True)
    for key, kind in (
        (kept.from_bank_transaction_id, "SPEND-TRANSFER"),
        (kept.to_bank_transaction_id, "RECEIVE-TRANSFER"),
    ):
        side = sdk("getBankTransaction", key).bank_transactions[0]
        assert (side.type, side.total, side.date) == (kind, 50, SENT)


@exercises("createBankTransfer")
def test_a_transfer_of_nothing_is_refused(sdk: Sdk) -> None:
    nothing = BankTransfer(
        from_bank_account=Account(code="090"),
        to_bank_account=Account(code="091"),
        amount=Decimal(0),
    )
    refusal = sdk.refused("createBankTransfer", BankTransfers(bank_transfers=[nothing]))
    assert refusal.messages == ("The transfer amount must be greater than zero.",)
    assert sdk("getBankTransfers").bank_transfers == []


@exercises("getBankTransfers", "deleteBankTransfer")
def test_transfers_are_found_and_deleted_ones_only_when_asked_for(sdk: Sdk, xero: Running) -> None:
    first = made_bank_transfer(sdk, "10")
    xero.control.advance(1200)
    last = made_bank_transfer(sdk, "20")
    gone = sdk("deleteBankTransfer", first.bank_transfer_id, GONE).bank_transfers[0]
    assert (gone.bank_transfer_id, gone.status) == (first.bank_transfer_id, "DELETED")
    asked = (
        ({}, [last]),
        ({"include_deleted": True, "order": "Amount"}, [first, last]),
        ({"where": "Amount>15"}, [last]),
        ({"include_deleted": True, "if_modified_since": NOON.replace(minute=10)}, [last]),
    )
    for how, wanted in asked:
        found = [each.bank_transfer_id for each in sdk("getBankTransfers", **how).bank_transfers]
        assert found == [each.bank_transfer_id for each in wanted], how
    assert sdk.refused("deleteBankTransfer", first.bank_transfer_id, GONE).status == 400
    assert sdk.refused("deleteBankTransfer", ELSEWHERE, GONE).status == 404


@exercises("deleteBankTransfers")
def test_several_transfers_are_deleted_at_once(sdk: Sdk) -> None:
    keys = [made_bank_transfer(sdk, amount).bank_transfer_id for amount in ("10", "20")]
    sent = [BankTransferDelete(bank_transfer_id=key, status="DELETED") for key in keys]
    gone = sdk("deleteBankTransfers", BankTransfersDelete(bank_transfers=sent)).bank_transfers
    assert [(each.bank_transfer_id, each.status) for each in gone] == [
        (key, "DELETED") for key in keys
    ]
    assert sdk("getBankTransfers").bank_transfers == []


@exercises("deleteBankTransfers")
def test_a_transfer_that_cannot_be_deleted_is_told_apart(sdk: Sdk) -> None:
    stays = made_bank_transfer(sdk, "10", to_is_reconciled=True).bank_transfer_id
    goes = made_bank_transfer(sdk, "20").bank_transfer_id
    sent = [BankTransferDelete(bank_transfer_id=key, status="DELETED") for key in (stays, goes)]
    both = BankTransfersDelete(bank_transfers=sent)
    assert sdk.refused("deleteBankTransfers", both).status == 400
    answers = sdk("deleteBankTransfers", both, summarize_errors=False).bank_transfers
    assert [(each.bank_transfer_id, each.status) for each in answers] == [
        *((stays, "AUTHORISED"), (goes, "DELETED")),
    ]
    assert [bool(each.validation_errors) for each in answers] == [True, False]
    assert [each.bank_transfer_id for each in sdk("getBankTransfers").bank_transfers] == [stays]


@exercises("createBankTransferHistoryRecord", "getBankTransferHistory")
def test_a_transfer_tells_its_history_and_takes_notes(sdk: Sdk) -> None:
    key = made_bank_transfer(sdk).bank_transfer_id
    note = HistoryRecords(history_records=[HistoryRecord(details="Checked")])
    sdk("createBankTransferHistoryRecord", key, note)
    told = sdk("getBankTransferHistory", key).history_records
    assert [each.changes for each in told] == ["Note", "Created"]
    assert told[1].details == (
        "Bank transfer from Business Bank Account to Business Savings Account for 50.00."
    )
