"""Money spent and received, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import (
    ELSEWHERE,
    NOON,
    SENT,
    a_bank_transaction,
    a_line,
    made_bank_transaction,
)
from xero_python.accounting import (
    BankTransaction,
    BankTransactions,
    CurrencyCode,
    HistoryRecord,
    HistoryRecords,
    LineAmountTypes,
)

from xero_emulator.fixture import Running

NET, TAX, TOTAL = Decimal("41.00"), Decimal("8.20"), Decimal("49.20")


def one(transaction: BankTransaction) -> BankTransactions:
    return BankTransactions(bank_transactions=[transaction])


@exercises("createBankTransactions", "getBankTransaction")
@pytest.mark.parametrize("kind", ["SPEND", "RECEIVE"])
def test_a_bank_transaction_is_kept_as_it_was_sent_and_added_up(sdk: Sdk, kind: str) -> None:
    made = made_bank_transaction(sdk, kind, reference="Card 7", url="https://a.test/1")
    kept = sdk("getBankTransaction", made.bank_transaction_id).bank_transactions[0]
    assert (kept.type, kept.status, kept.is_reconciled) == (kind, "AUTHORISED", False)
    assert (kept.reference, kept.url, kept.date) == ("Card 7", "https://a.test/1", SENT)
    assert (kept.sub_total, kept.total_tax, kept.total) == (NET, TAX, TOTAL)
    assert kept.line_amount_types == LineAmountTypes.INCLUSIVE
    assert (kept.currency_code, kept.currency_rate) == (CurrencyCode.GBP, 1)
    assert (kept.bank_account.code, kept.updated_date_utc) == ("090", NOON)
    assert kept.contact.name == "Ridgeway University"
    assert [(each.quantity, each.tax_amount) for each in kept.line_items] == [(4, TAX)]


@exercises("createBankTransactions")
def test_a_bank_transaction_without_a_contact_is_told_apart(sdk: Sdk) -> None:
    sent = BankTransactions(
        bank_transactions=[a_bank_transaction(contact=None), a_bank_transaction()]
    )
    refusal = sdk.refused("createBankTransactions", sent)
    assert refusal.messages == ("A Contact must be specified for this type of transaction",)
    answers = sdk("createBankTransactions", sent, summarize_errors=False).bank_transactions
    assert [each.status_attribute_string for each in answers] == ["ERROR", "OK"]
    assert [each.total for each in sdk("getBankTransactions").bank_transactions] == [TOTAL]


@exercises("updateBankTransaction")
def test_a_bank_transaction_is_changed_and_deleted(sdk: Sdk) -> None:
    made = made_bank_transaction(sdk)
    line = a_line("1", "12", account_code="400")
    sent = one(BankTransaction(line_items=[line], type="SPEND", bank_account=made.bank_account))
    changed = sdk("updateBankTransaction", made.bank_transaction_id, sent).bank_transactions[0]
    assert (changed.total, changed.total_tax) == (12, 2)
    bank = made.bank_account
    gone = one(BankTransaction(status="DELETED", type="SPEND", line_items=[], bank_account=bank))
    deleted = sdk("updateBankTransaction", made.bank_transaction_id, gone).bank_transactions[0]
    assert (deleted.status, deleted.total) == ("DELETED", 12)
    assert sdk.refused("updateBankTransaction", made.bank_transaction_id, gone).status == 400


@exercises("updateOrCreateBankTransactions")
def test_bank_transactions_are_changed_by_id_and_created_without(sdk: Sdk) -> None:
    made = made_bank_transaction(sdk)
    change = a_bank_transaction(bank_transaction_id=made.bank_transaction_id, reference="Again")
    sent = BankTransactions(bank_transactions=[change, a_bank_transaction("RECEIVE")])
    changed, created = sdk("updateOrCreateBankTransactions", sent).bank_transactions
    assert changed.bank_transaction_id == made.bank_transaction_id
    assert (changed.reference, created.type) == ("Again", "RECEIVE")
    assert len(sdk("getBankTransactions").bank_transactions) == 2


@exercises("getBankTransactions")
def test_bank_transactions_are_found_by_page_by_where_by_reference_and_by_time(
    sdk: Sdk, xero: Running
) -> None:
    first = made_bank_transaction(sdk, reference="R-1")
    xero.control.advance(1200)
    last = made_bank_transaction(sdk, "RECEIVE", reference="R-2")
    asked = (
        ({"where": 'Type=="RECEIVE"'}, [last]),
        ({"where": 'BankAccount.Code=="090" AND Reference=="R-1"'}, [first]),
        ({"order": "Reference DESC"}, [last, first]),
        ({"references": ["R-1"]}, [first]),
        ({"references": ["R-1", "R-2"], "order": "Reference"}, [first, last]),
        ({"if_modified_since": NOON.replace(minute=10)}, [last]),
        ({"page": 2, "page_size": 1, "order": "Reference"}, [last]),
    )
    for how, wanted in asked:
        found = sdk("getBankTransactions", **how).bank_transactions
        assert [each.bank_transaction_id for each in found] == [
            each.bank_transaction_id for each in wanted
        ], how
    paged = sdk("getBankTransactions", page=1)
    assert (paged.pagination.item_count, len(paged.bank_transactions[0].line_items)) == (2, 1)
    assert sdk("getBankTransactions").bank_transactions[0].line_items == []


@exercises("createBankTransactionHistoryRecord", "getBankTransactionsHistory")
def test_a_bank_transaction_tells_its_history_and_takes_notes(sdk: Sdk) -> None:
    made = made_bank_transaction(sdk)
    note = HistoryRecords(history_records=[HistoryRecord(details="Checked")])
    sdk("createBankTransactionHistoryRecord", made.bank_transaction_id, note)
    told = sdk("getBankTransactionsHistory", made.bank_transaction_id).history_records
    assert [(each.changes, each.details) for each in told] == [
        ("Note", "Checked"),
        ("Created", "SPEND of Ridgeway University for 49.20."),
    ]


@exercises("getBankTransaction")
def test_an_unknown_bank_transaction_is_not_there(sdk: Sdk) -> None:
    assert sdk.refused("getBankTransaction", ELSEWHERE).status == 404
