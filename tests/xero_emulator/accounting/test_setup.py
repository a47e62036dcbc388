"""Setup: a chart of accounts and opening balances from elsewhere."""

from __future__ import annotations

import pytest

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    return Direct()


def setup(xero, **sent):
    return xero.call("postSetup", sent)


def accounts(xero, *sent):
    return setup(xero, Accounts=list(sent)).json["ImportSummary"]["Accounts"]


def balances(xero):
    held = xero.books.accounts.records
    found = xero.books.journals.balances().items()
    return {held[key]["Code"]: balance for key, balance in found if balance}


def test_accounts_are_made_or_changed_by_their_code(xero):
    told = accounts(
        xero,
        {"Code": "200", "Name": "Turnover", "Type": "REVENUE", "ReportingCode": "REV"},
        {"Code": "299", "Name": "Rent received", "Type": "REVENUE"},
    )
    assert (told["New"], told["Updated"], told["NewOrUpdated"]) == (1, 1, 2)
    assert (told["Total"], told["Deleted"], told["System"], told["Present"]) == (48, 0, 12, True)
    assert xero.books.accounts.by_code("200")["Name"] == "Turnover"
    assert xero.books.accounts.by_code("299")["Class"] == "REVENUE"


def test_a_system_account_keeps_its_type(xero):
    assert accounts(xero, {"Code": "610", "Name": "Owed", "Type": "LIABILITY"})["Updated"] == 1
    found = xero.books.accounts.by_code("610")
    assert (found["Name"], found["Type"], found["SystemAccount"]) == ("Owed", "CURRENT", "DEBTORS")


def test_what_cannot_be_kept_is_counted(xero):
    told = accounts(xero, {"Code": "998"}, {"Code": "999", "Name": "Sales", "Type": "REVENUE"})
    assert (told["Errored"], told["New"]) == (2, 0)
    archived = xero.books.accounts.by_code("485")
    xero.call("updateAccount", {"Status": "ARCHIVED"}, AccountID=archived["AccountID"]).row()
    assert accounts(xero, {"Code": "485", "Name": "Papers", "Type": "EXPENSE"})["Locked"] == 1


def test_opening_balances_stand_on_the_day_before_and_replace_each_other(xero):
    date = {"Month": 1, "Year": 2026}
    for amount in (1000, 250):
        sent = [{"AccountCode": "090", "Balance": amount}, {"AccountCode": "900", "Balance": -100}]
        told = setup(xero, ConversionDate=date, ConversionBalances=sent).json["ImportSummary"]
        assert told["Organisation"] == {"Present": True}
        assert balances(xero) == {"090": amount, "900": -100, "840": 100 - amount}
    days = {each["JournalDate"] for each in xero.call("getJournals").rows()}
    assert days == {"/Date(1767139200000+0000)/"}  # 31 December 2025


@pytest.mark.parametrize(
    "sent",
    [
        {"ConversionDate": {"Month": 13, "Year": 2026}},
        {"ConversionDate": {"Month": 1, "Year": 2006}},
        {"ConversionBalances": [{"AccountCode": "090", "Balance": 1}]},
        {
            "ConversionDate": {"Month": 1, "Year": 2026},
            "ConversionBalances": [{"AccountCode": "x", "Balance": 1}],
        },
    ],
)
def test_what_cannot_be_taken_over_is_refused_and_nothing_is_kept(xero, sent):
    new = {"Code": "299", "Name": "Rent received", "Type": "REVENUE"}
    assert setup(xero, Accounts=[new], **sent).status == 400
    assert xero.books.accounts.by_code("299") is None


def test_an_empty_setup_changes_nothing(xero):
    told = setup(xero, ConversionDate={}, ConversionBalances=[], Accounts=[]).json["ImportSummary"]
    assert (told["Accounts"]["New"], told["Accounts"]["Updated"]) == (0, 0)
    assert xero.call("postSetup", []).status == 200
    assert xero.call("postSetup", b"").json["ErrorNumber"] == 14
