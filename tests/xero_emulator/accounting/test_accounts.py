"""The chart of accounts."""

from __future__ import annotations

import pytest
from tests.xero_emulator.accounting.at_the_bank import banked

from xero_emulator.accounting.accounts import CLASSES, STATES
from xero_emulator.direct import Direct

EXPENSE = {"Code": "411", "Name": "Legal Fees", "Type": "EXPENSE"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def create(xero, **differences):
    return xero.call("createAccount", {**EXPENSE, **differences})


def change(xero, made, **sent):
    return xero.call("updateAccount", {"Accounts": [sent]}, AccountID=made["AccountID"])


def coded(xero, code):
    return xero.books.accounts.by_code(code)


def test_an_account_comes_back_as_it_was_sent(xero):
    made = create(xero, Description="Lawyers", EnablePaymentsToAccount="true").row()
    assert xero.call("getAccount", AccountID=made["AccountID"]).row() == made
    assert {name: made[name] for name in EXPENSE} == EXPENSE
    assert (made["Class"], made["TaxType"], made["Status"]) == ("EXPENSE", "INPUT2", "ACTIVE")
    assert (made["Description"], made["EnablePaymentsToAccount"]) == ("Lawyers", True)


@pytest.mark.parametrize(("kind", "class_"), sorted(CLASSES.items()))
def test_every_type_has_a_class(xero, kind, class_):
    bank = {"BankAccountNumber": "1234"} if kind == "BANK" else {}
    assert create(xero, Type=kind, **bank).row()["Class"] == class_


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"Name": "sales"}, "Please enter a unique Name."),
        ({"Code": "200"}, "Please enter a unique Code."),
        ({"Name": None}, "Please enter a Name."),
        ({"Code": None}, "Please enter a Code."),
        ({"Type": None}, "Account type must be specified."),
        ({"Code": "12345678901"}, "The Code must be 10 characters or fewer."),
        ({"TaxType": "NOSUCH"}, "The TaxType code 'NOSUCH' does not exist."),
        ({"Type": "BANK"}, "Bank account number must be specified."),
        (
            {"Type": "BANK", "BankAccountType": "CREDITCARD"},
            "Credit card and PayPal accounts cannot be created via the API.",
        ),
        (
            {"Type": "BANK", "BankAccountType": "PAYPAL"},
            "Credit card and PayPal accounts cannot be created via the API.",
        ),
    ],
)
def test_an_account_is_refused(xero, sent, message):
    before = len(xero.call("getAccounts").rows())
    assert create(xero, **sent).messages() == [message]
    assert len(xero.call("getAccounts").rows()) == before


def test_a_bank_account_has_a_currency_and_may_lack_a_code(xero):
    sent = {"Name": "Till", "Type": "BANK", "BankAccountNumber": "1234"}
    made = xero.call("createAccount", sent).row()
    assert (made["CurrencyCode"], made["BankAccountType"]) == ("GBP", "BANK")


def test_an_account_may_have_only_a_currency_that_the_organisation_has(xero):
    assert create(xero, CurrencyCode="eur").row()["CurrencyCode"] == "EUR"
    assert "CurrencyCode" not in create(xero, Code="X2", Name="B", CurrencyCode="").row()
    refused = create(xero, Code="X3", Name="C", CurrencyCode="JPY")
    assert refused.messages() == ["Organisation is not subscribed to currency JPY"]
    bank = {"Type": "BANK", "BankAccountNumber": "1234", "Code": "099", "Name": "Till"}
    assert create(xero, **bank, CurrencyCode=" ").row()["CurrencyCode"] == "GBP"


def test_a_bank_account_cannot_be_updated(xero):
    answer = change(xero, coded(xero, "090"), Name="Other")
    assert answer.messages() == ["Bank accounts cannot be updated via the API."]


def test_an_account_can_be_changed(xero):
    made = create(xero).row()
    xero.advance(minutes=1)
    changed = change(xero, made, Name="Lawyers", Type="OVERHEADS").row()
    assert (changed["Name"], changed["Type"], changed["Code"]) == ("Lawyers", "OVERHEADS", "411")
    assert changed["UpdatedDateUTC"] > made["UpdatedDateUTC"]


EXPECTED = {"ACTIVE": {"ACTIVE", "ARCHIVED", "DELETED"}, "ARCHIVED": {"DELETED"}}


def test_the_table_is_the_expected_one():
    assert {state: set(edges) for state, edges in STATES.edges.items()} == EXPECTED


@pytest.mark.parametrize("after", ["ACTIVE", "ARCHIVED", "DELETED"])
@pytest.mark.parametrize("before", ["ACTIVE", "ARCHIVED", "DELETED"])
def test_every_edge_works_or_is_refused(xero, before, after):
    made = create(xero).row()
    change(xero, made, Status=before).row()
    answer = change(xero, made, Status=after)
    if after in EXPECTED.get(before, ()):
        assert answer.row()["Status"] == after
    else:
        assert answer.messages() == [f"The account cannot go from {before} to {after}."]


def test_an_unused_account_can_be_deleted(xero):
    made = create(xero).row()
    assert xero.call("deleteAccount", AccountID=made["AccountID"]).row()["Status"] == "DELETED"
    assert create(xero).row()["AccountID"] != made["AccountID"]


def test_a_used_account_cannot_be_deleted(xero):
    line = {"Description": "x", "UnitAmount": 1, "AccountCode": "200"}
    sent = {"Type": "ACCREC", "Contact": {"Name": "A"}, "DueDate": "2026-04-01"}
    xero.call("createInvoices", {**sent, "LineItems": [line], "Status": "AUTHORISED"}).row()
    answer = xero.call("deleteAccount", AccountID=coded(xero, "200")["AccountID"])
    assert answer.messages() == ["The account has transactions and cannot be deleted."]


@pytest.mark.parametrize("status", ["ARCHIVED", "DELETED"])
def test_a_system_account_stays(xero, status):
    answer = change(xero, coded(xero, "610"), Status=status)
    assert answer.messages() == ["System accounts cannot be archived or deleted."]


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ('Type=="BANK"', ["090", "091"]),
        ('Class=="REVENUE" AND TaxType=="OUTPUT2"', ["200", "260"]),
        ('SystemAccount=="DEBTORS" OR SystemAccount=="CREDITORS"', ["610", "800"]),
        ('Code=="200" AND Status=="ACTIVE"', ["200"]),
        ("EnablePaymentsToAccount==true", ["880", "970"]),
    ],
)
def test_it_can_be_asked_for(xero, where, codes):
    shown = xero.call("getAccounts", query={"where": where, "order": "Code"}).rows()
    assert [row["Code"] for row in shown] == codes


def test_only_what_changed_since(xero):
    xero.advance(hours=1)
    create(xero).row()
    since = {"if-modified-since": "Mon, 02 Mar 2026 12:30:00 GMT"}
    assert [row["Code"] for row in xero.call("getAccounts", headers=since).rows()] == ["411"]


def test_it_says_when_it_was_created(xero):
    made = create(xero).row()
    xero.advance(minutes=1)
    changed = change(xero, made, Name="Lawyers").row()
    assert changed["CreatedDateUTC"] == made["CreatedDateUTC"] == "/Date(1772452800000+0000)/"
    assert coded(xero, "200")["CreatedDateUTC"] == made["CreatedDateUTC"]
    where = {"where": "CreatedDateUTC>=DateTime(2026,3,2)", "order": "Code"}
    assert made["AccountID"] in {
        row["AccountID"] for row in xero.call("getAccounts", query=where).rows()
    }


def test_accounts_are_created_one_at_a_time(xero):
    two = [{"Code": code, "Name": f"Legal {code}", "Type": "EXPENSE"} for code in ("X1", "X2")]
    answer = xero.call("createAccount", {"Accounts": two})
    assert answer.messages() == ["Only one account can be created at a time."]
    assert xero.books.accounts.by_code("X1") is None


@pytest.mark.parametrize("kind", ["CREDITCARD", "PAYPAL"])
def test_cards_and_paypal_are_not_created(xero, kind):
    answer = create(xero, Type="BANK", BankAccountType=kind, BankAccountNumber="1")
    assert answer.messages() == ["Credit card and PayPal accounts cannot be created via the API."]


def test_a_bank_account_has_no_description(xero):
    answer = create(xero, Type="BANK", BankAccountNumber="1", Description="x")
    assert answer.messages() == ["A bank account cannot have a description."]


def test_a_status_changes_alone(xero):
    made = create(xero).row()
    answer = change(xero, made, Status="ARCHIVED", Name="Lawyers")
    assert answer.messages() == ["The status of an account can only be changed alone."]
    assert change(xero, made, Status="ARCHIVED", Name=made["Name"]).row()["Status"] == "ARCHIVED"


def test_an_account_becomes_no_bank(xero):
    answer = change(xero, create(xero).row(), Type="BANK")
    assert answer.messages() == ["The type of an account cannot be changed to or from BANK."]


def test_the_type_of_a_system_account_stays(xero):
    answer = change(xero, coded(xero, "610"), Type="REVENUE")
    assert answer.messages() == ["The type of a system account cannot be changed."]
    assert change(xero, coded(xero, "610"), Name="Debtors").row()["Name"] == "Debtors"


def test_a_bank_account_can_be_archived_and_then_takes_nothing(xero):
    bank = coded(xero, "091")
    assert change(xero, bank, Status="ARCHIVED").row()["Status"] == "ARCHIVED"
    answer = banked(xero, BankAccount={"Code": "091"})
    assert answer.messages() == ["A bank account must be specified that exists and is active."]


def test_an_account_used_at_the_bank_cannot_be_deleted(xero):
    banked(xero).row()
    for code in ("090", "429"):
        answer = xero.call("deleteAccount", AccountID=coded(xero, code)["AccountID"])
        assert answer.messages() == ["The account has transactions and cannot be deleted."]
