"""Money between two bank accounts of the organisation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.accounting.at_the_bank import (
    EUROS,
    balances,
    banked,
    euros,
    locked,
    told,
)

from xero_emulator.accounting.bank_transfers import STATES
from xero_emulator.direct import Direct

NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def xero() -> Direct:
    return Direct()


def move(xero, **differences):
    sent = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": 50}
    body = {"BankTransfers": [{**sent, "Date": "2026-03-01", **differences}]}
    return xero.call("createBankTransfer", body)


def delete(xero, made):
    key = made["BankTransferID"]
    return xero.call("deleteBankTransfer", {"Status": "DELETED"}, BankTransferID=key)


def sides(xero, made):
    return [
        xero.call("getBankTransaction", BankTransactionID=made[f"{side}BankTransactionID"]).row()
        for side in ("From", "To")
    ]


def test_a_transfer_comes_back_as_it_was_sent(xero):
    made = move(xero, Reference="Savings", FromIsReconciled=True).row()
    assert xero.call("getBankTransfer", BankTransferID=made["BankTransferID"]).row() == made
    assert (made["Amount"], made["Reference"], made["Status"]) == (50, "Savings", "AUTHORISED")
    assert (made["FromBankAccount"]["Code"], made["ToBankAccount"]["Code"]) == ("090", "091")
    assert (made["FromIsReconciled"], made["ToIsReconciled"]) == (True, False)
    assert (made["CurrencyRate"], made["HasAttachments"]) == (1, False)
    assert made["CreatedDateUTC"] == "/Date(1772452800000+0000)/"


def test_it_makes_two_bank_transactions_and_one_journal(xero):
    made = move(xero, ToIsReconciled=True).row()
    spent, received = sides(xero, made)
    assert (spent["Type"], spent["Total"], spent["BankAccount"]["Code"]) == (
        *("SPEND-TRANSFER", 50, "090"),
    )
    assert (received["Type"], received["Total"], received["BankAccount"]["Code"]) == (
        *("RECEIVE-TRANSFER", 50, "091"),
    )
    assert [side["IsReconciled"] for side in (spent, received)] == [False, True]
    assert "Contact" not in spent
    assert balances(xero) == {"090": -50, "091": 50}
    (journal,) = xero.books.journals.journals
    assert (journal["SourceType"], journal["SourceID"]) == ("TRANSFER", made["BankTransferID"])


@pytest.mark.parametrize(
    ("differences", "message"),
    [
        ({"Amount": 0}, "The transfer amount must be greater than zero."),
        ({"Amount": "0.004"}, "The transfer amount must be greater than zero."),
        ({"Amount": -5}, "The transfer amount must be greater than zero."),
        ({"Amount": None}, "The transfer amount must be greater than zero."),
        (
            {"ToBankAccount": {"Code": "090"}},
            "Money can only be transferred to another bank account.",
        ),
        ({"ToBankAccount": {"Code": "200"}}, "The account must be of type BANK."),
        (
            {"FromBankAccount": None},
            "A bank account must be specified that exists and is active.",
        ),
    ],
)
def test_a_transfer_is_refused(xero, differences, message):
    answer = move(xero, **differences)
    assert (answer.status, answer.messages()) == (400, [message])
    assert xero.call("getBankTransactions").rows() == []


def test_both_accounts_have_one_currency(xero):
    answer = move(xero, ToBankAccount={"Code": euros(xero)})
    assert answer.messages() == [
        "Money can only be transferred between bank accounts of the same currency."
    ]


def test_a_foreign_transfer_is_booked_at_the_day_rate(xero):
    other = {**EUROS, "Name": "More euros", "Code": "093", "CurrencyCode": "EUR"}
    xero.call("createAccount", other).row()
    rate = xero.books.currencies.rate("EUR")
    account = {"Code": euros(xero)}
    made = move(xero, FromBankAccount=account, ToBankAccount={"Code": "093"}, Amount=90).row()
    assert made["CurrencyRate"] == rate == Decimal("1.125")
    assert balances(xero) == {"092": -80, "093": 80}
    assert [side["CurrencyCode"] for side in sides(xero, made)] == ["EUR", "EUR"]


def test_the_table_is_the_expected_one():
    assert (STATES.born, STATES.edges) == (("AUTHORISED",), {"AUTHORISED": ("DELETED",)})


def test_a_deleted_transfer_takes_both_transactions_with_it(xero):
    made = move(xero).row()
    xero.advance(minutes=1)
    gone = delete(xero, made).row()
    assert (gone["Status"], gone["Amount"]) == ("DELETED", 50)
    assert [side["Status"] for side in sides(xero, made)] == ["DELETED", "DELETED"]
    assert sides(xero, made)[0]["UpdatedDateUTC"] == "/Date(1772452860000+0000)/"
    assert balances(xero) == {}
    assert xero.call("getBankTransfers").rows() == []
    (shown,) = xero.call("getBankTransfers", query={"includeDeleted": "true"}).rows()
    assert shown["Status"] == "DELETED"
    assert delete(xero, made).messages() == ["A bank transfer cannot be edited, only deleted."]


@pytest.mark.parametrize("sent", [{"Amount": 10}, {"Status": "AUTHORISED"}, {}])
def test_a_transfer_can_only_be_deleted(xero, sent):
    key = {"BankTransferID": move(xero).row()["BankTransferID"]}
    answer = xero.call("deleteBankTransfer", sent, **key)
    assert answer.messages() == ["A bank transfer cannot be edited, only deleted."]


def test_a_reconciled_transfer_stays(xero):
    made = move(xero, ToIsReconciled=True).row()
    assert delete(xero, made).messages() == [
        "This bank transfer cannot be deleted as it has been reconciled."
    ]


def test_its_transactions_change_only_with_it(xero):
    for side in sides(xero, move(xero).row()):
        key = {"BankTransactionID": side["BankTransactionID"]}
        for sent in ({"Status": "DELETED"}, {"Reference": "x"}):
            answer = xero.call("updateBankTransaction", sent, **key)
            assert answer.messages() == [
                "Transfers can only be made and deleted as bank transfers."
            ]


def test_several_are_deleted_whole_or_each_alone(xero):
    made = move(xero).row()
    sent = [
        {"BankTransferID": each, "Status": "DELETED"} for each in (made["BankTransferID"], NOBODY)
    ]
    answer = xero.call("deleteBankTransfers", {"BankTransfers": sent})
    assert answer.messages() == ["The bank transfer could not be found."]
    assert balances(xero) == {"090": -50, "091": 50}
    alone = xero.call("deleteBankTransfers", sent, query={"summarizeErrors": "false"})
    assert [row["StatusAttributeString"] for row in alone.rows()] == ["OK", "ERROR"]
    assert balances(xero) == {}


def test_nothing_moves_before_a_lock_date(xero):
    made = move(xero).row()
    locked(xero, date(2026, 3, 1))
    for answer in (move(xero), delete(xero, made)):
        assert answer.messages()[0].startswith("The document date cannot be before the period lock")


def test_each_side_may_be_tracked(xero):
    region = xero.call("createTrackingCategory", {"Name": "Region"}).row()
    at = {"TrackingCategoryID": region["TrackingCategoryID"]}
    options = xero.call("createTrackingOptions", {"Name": "North"}, **at).rows()
    option = {**at, "TrackingOptionID": options[0]["TrackingOptionID"]}
    made = move(xero, FromTracking=[option]).row()
    assert [(each["Name"], each["Option"]) for each in made["FromTracking"]] == [
        ("Region", "North")
    ]
    assert made["ToTracking"] == []
    to, from_ = xero.books.journals.journals[0]["JournalLines"]
    assert (to["TrackingCategories"], len(from_["TrackingCategories"])) == ([], 1)
    assert move(xero, FromTracking=[option, option]).status == 400


def test_they_can_be_asked_for(xero):
    move(xero, Reference="one").row()
    banked(xero).row()
    xero.advance(hours=1)
    move(xero, Reference="two", Amount=70).row()
    for query, headers, references in (
        ({"where": "Amount>60"}, {}, ["two"]),
        ({"where": 'FromBankAccount.Code=="090"', "order": "Amount DESC"}, {}, ["two", "one"]),
        ({}, {"if-modified-since": "2026-03-02T12:30:00"}, ["two"]),
    ):
        shown = xero.call("getBankTransfers", query=query, headers=headers).rows()
        assert [row["Reference"] for row in shown] == references


def test_the_history_tells_what_happened(xero):
    made = move(xero).row()
    delete(xero, made).row()
    key = {"BankTransferID": made["BankTransferID"]}
    assert told(xero, "getBankTransferHistory", **key) == ["Created", "Deleted"]
