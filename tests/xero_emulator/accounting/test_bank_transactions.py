"""Money spent and received: what it says, what it posts, when it may change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.xero_emulator.accounting.at_the_bank import (
    KINDS,
    SPENT,
    WHO,
    again,
    allocate,
    balances,
    banked,
    euros,
    invoice,
    locked,
    told,
    transaction,
)

from xero_emulator.accounting.bank_transactions import STATES
from xero_emulator.direct import Direct

RECONCILED = (
    "This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement."
)


@pytest.fixture
def xero() -> Direct:
    return Direct()


def change(xero, made, **sent):
    key = made["BankTransactionID"]
    return xero.call("updateBankTransaction", {"BankTransactions": [sent]}, BankTransactionID=key)


def test_a_bank_transaction_comes_back_as_it_was_sent(xero):
    made = banked(xero, Reference="Card 7", Url="https://a.test").row()
    assert xero.call("getBankTransaction", BankTransactionID=made["BankTransactionID"]).row() == (
        made
    )
    assert (made["Type"], made["Status"], made["IsReconciled"]) == ("SPEND", "AUTHORISED", False)
    assert (made["Reference"], made["Url"]) == ("Card 7", "https://a.test")
    assert (made["Date"], made["DateString"]) == (
        *("/Date(1772323200000+0000)/", "2026-03-01T00:00:00"),
    )
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (100, 20, 120)
    assert (made["LineAmountTypes"], made["CurrencyCode"], made["CurrencyRate"]) == (
        *("Inclusive", "GBP", 1),
    )
    assert made["BankAccount"]["Name"] == "Business Bank Account"
    assert made["Contact"]["Name"] == "Ridgeway Bank"


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("SPEND", {"090": -120, "429": 100, "820": 20}),
        ("RECEIVE", {"090": 120, "200": -100, "820": -20}),
        ("SPEND-OVERPAYMENT", {"090": -120, "800": 120}),
        ("RECEIVE-OVERPAYMENT", {"090": 120, "610": -120}),
        ("SPEND-PREPAYMENT", {"090": -120, "429": 100, "820": 20}),
        ("RECEIVE-PREPAYMENT", {"090": 120, "200": -100, "820": -20}),
    ],
)
def test_each_type_posts_against_the_bank(xero, kind, wanted):
    banked(xero, kind).row()
    assert balances(xero) == wanted


@pytest.mark.parametrize(
    ("types", "totals"),
    [("Inclusive", (100, 20, 120)), ("Exclusive", (120, 24, 144)), ("NoTax", (120, 0, 120))],
)
def test_line_amounts_mean_what_they_are_said_to(xero, types, totals):
    made = banked(xero, LineAmountTypes=types).row()
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == totals
    assert balances(xero)["090"] == -totals[2]


def test_the_bank_account_decides_the_currency(xero):
    account = {"Code": euros(xero)}
    made = banked(xero, BankAccount=account, CurrencyRate="1.2").row()
    assert (made["CurrencyCode"], made["CurrencyRate"], made["Total"]) == (
        "EUR",
        Decimal("1.2"),
        120,
    )
    assert balances(xero)["092"] == -100
    answer = banked(xero, BankAccount=account, CurrencyCode="GBP")
    assert answer.messages() == ["The currency must be that of the bank account, EUR."]


def test_a_missing_rate_is_the_day_rate_and_a_rate_at_home_is_ignored(xero):
    made = banked(xero, BankAccount={"Code": euros(xero)}).row()
    assert made["CurrencyRate"] == xero.books.currencies.rate("EUR")
    assert banked(xero, CurrencyRate="1.3").row()["CurrencyRate"] == 1


@pytest.mark.parametrize(
    ("differences", "message"),
    [
        ({"Contact": None}, "A Contact must be specified for this type of transaction"),
        ({"Type": None}, "The bank transaction type must be specified."),
        (
            {"Type": "SPEND-TRANSFER"},
            "Transfers can only be made and deleted as bank transfers.",
        ),
        ({"BankAccount": None}, "A bank account must be specified that exists and is active."),
        (
            {"BankAccount": {"Code": "999"}},
            "A bank account must be specified that exists and is active.",
        ),
        ({"BankAccount": {"Code": "200"}}, "The account must be of type BANK."),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"LineItems": None}, "One or more line items must be specified"),
        (
            {"LineItems": [{**SPENT, "AccountCode": "X"}]},
            "Account code 'X' is not a valid code for this document.",
        ),
        (
            {"LineItems": [{**SPENT, "UnitAmount": -1}]},
            "The document total cannot be less than zero.",
        ),
        ({"Status": "DELETED"}, "Bank transaction not of valid status for modification"),
    ],
)
def test_a_bank_transaction_is_refused(xero, differences, message):
    answer = banked(xero, **differences)
    assert (answer.status, answer.messages()) == (400, [message])
    assert xero.call("getBankTransactions").rows() == []
    assert balances(xero) == {}


@pytest.mark.parametrize(
    "differences", [{"Date": "soon"}, {"Type": "GIFT"}, {"LineItems": 7}, {"BankAccount": "090"}]
)
def test_a_value_of_the_wrong_type_is_not_read(xero, differences):
    answer = banked(xero, **differences)
    assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)


def test_new_lines_replace_the_old_ones_and_are_posted_anew(xero):
    made = banked(xero).row()
    xero.advance(minutes=1)
    lines = [{**SPENT, "UnitAmount": 12}, {**SPENT, "UnitAmount": 24, "AccountCode": "400"}]
    changed = change(xero, made, LineItems=lines).row()
    assert (changed["Total"], len(changed["LineItems"])) == (36, 2)
    assert changed["UpdatedDateUTC"] > made["UpdatedDateUTC"]
    assert balances(xero) == {"090": -36, "429": 10, "400": 20, "820": 6}


def test_what_is_not_sent_again_stays(xero):
    made = banked(xero, Reference="R").row()
    changed = change(xero, made, Date="2026-02-28").row()
    assert (changed["Reference"], changed["Total"]) == ("R", 120)
    assert changed["LineItems"][0]["LineItemID"] == made["LineItems"][0]["LineItemID"]
    assert balances(xero) == {"090": -120, "429": 100, "820": 20}


def test_tax_that_was_overridden_stays_until_the_amounts_mean_something_else(xero):
    made = banked(xero, LineItems=[{**SPENT, "TaxAmount": "19.99"}]).row()
    assert change(xero, made, Reference="x").row()["TotalTax"] == Decimal("19.99")
    assert change(xero, made, LineAmountTypes="Exclusive").row()["TotalTax"] == 24
    assert balances(xero) == {"090": -144, "429": 120, "820": 24}


def test_a_bank_transaction_moves_to_another_account(xero):
    made = banked(xero).row()
    assert change(xero, made, BankAccount={"Code": "091"}).row()["BankAccount"]["Code"] == "091"
    assert balances(xero)["091"] == -120
    assert "090" not in balances(xero)


def test_the_type_stays(xero):
    answer = change(xero, banked(xero).row(), Type="RECEIVE")
    assert answer.messages() == ["The bank transaction type cannot be changed."]


def test_the_table_is_the_expected_one():
    assert STATES.born == ("AUTHORISED",)
    assert STATES.edges == {"AUTHORISED": ("AUTHORISED", "DELETED")}


@pytest.mark.parametrize("kind", ["SPEND", "RECEIVE"])
def test_a_deleted_transaction_leaves_nothing_behind(xero, kind):
    made = banked(xero, kind).row()
    xero.advance(minutes=1)
    gone = change(xero, made, Status="DELETED").row()
    assert (gone["Status"], gone["Total"]) == ("DELETED", 120)
    assert gone["UpdatedDateUTC"] > made["UpdatedDateUTC"]
    assert balances(xero) == {}
    (listed,) = xero.call("getBankTransactions").rows()
    assert listed["Status"] == "DELETED"
    for status in ("AUTHORISED", "DELETED", "VOIDED"):
        answer = change(xero, made, Status=status)
        assert answer.messages() == ["Bank transaction not of valid status for modification"]


@pytest.mark.parametrize(
    "sent", [{"Reference": "x"}, {"Status": "DELETED"}, {"IsReconciled": False}]
)
def test_a_reconciled_transaction_stays_as_it_is(xero, sent):
    made = banked(xero, IsReconciled=True).row()
    assert made["IsReconciled"] is True
    assert change(xero, made, **sent).messages() == [RECONCILED]


def test_a_transaction_can_be_marked_as_reconciled(xero):
    assert change(xero, banked(xero).row(), IsReconciled=True).row()["IsReconciled"] is True


def test_nothing_changes_before_a_lock_date(xero):
    made = banked(xero).row()
    locked(xero, date(2026, 3, 1))
    message = (
        "The document date cannot be before the period lock date, currently set at 01 March 2026"
    )
    for answer in (
        banked(xero),
        change(xero, made, Date="2026-03-02"),
        change(xero, made, Status="DELETED"),
        change(xero, banked(xero, Date="2026-03-02").row(), Date="2026-03-01"),
    ):
        assert answer.messages() == [message]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", ["SPEND", "RECEIVE"])
def test_a_credit_is_born_changed_and_voided_with_its_transaction(xero, kind, side):
    made = banked(xero, f"{side}-{kind.upper()}").row()
    born = again(xero, kind, made)
    assert (born["Status"], born["RemainingCredit"], born["Total"]) == ("AUTHORISED", 120, 120)
    line = {**made["LineItems"][0], "UnitAmount": 60, "LineAmount": None}
    change(xero, made, LineItems=[line], Contact={"Name": "Bo"}, Date="2026-03-02").row()
    changed = again(xero, kind, made)
    assert (changed["Total"], changed["RemainingCredit"]) == (60, 60)
    assert (changed["Contact"]["Name"], changed["DateString"]) == ("Bo", "2026-03-02T00:00:00")
    assert abs(balances(xero)["090"]) == 60
    change(xero, made, Status="DELETED").row()
    assert again(xero, kind, made)["Status"] == "VOIDED"
    assert balances(xero) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_used_credit_keeps_its_transaction(xero, kind):
    made = banked(xero, f"RECEIVE-{kind.upper()}").row()
    allocate(xero, kind, made, invoice(xero), 20).row()
    for sent in ({"Status": "DELETED"}, {"Date": "2026-03-02"}):
        assert change(xero, made, **sent).messages() == [
            "This document cannot be edited as it has a payment or credit note allocated to it."
        ]


def test_an_overpayment_stands_on_the_control_account_without_tax(xero):
    (line,) = banked(xero, "RECEIVE-OVERPAYMENT", LineAmountTypes="Exclusive").row()["LineItems"]
    assert (line["AccountCode"], line["TaxType"], line["TaxAmount"]) == ("610", "NONE", 0)
    assert banked(xero, "RECEIVE-OVERPAYMENT", LineItems=[{**SPENT, "AccountCode": "610"}]).row()
    answer = banked(xero, "RECEIVE-OVERPAYMENT", LineItems=[SPENT])
    assert answer.messages() == ["The lines of this type can only have the account code '610'."]


@pytest.mark.parametrize("kind", KINDS)
def test_credit_is_of_something(xero, kind):
    line = {**SPENT, "UnitAmount": 0}
    if kind == "Overpayment":
        del line["AccountCode"]
    answer = banked(xero, f"SPEND-{kind.upper()}", LineItems=[line])
    assert answer.messages() == ["The total must be greater than zero."]


def test_only_money_spent_and_received_has_a_reference(xero):
    assert banked(xero, "RECEIVE", Reference="R").row()["Reference"] == "R"
    assert "Reference" not in banked(xero, "RECEIVE-PREPAYMENT", Reference="R").row()


@pytest.mark.parametrize("kind", KINDS)
def test_a_transaction_answers_to_the_id_of_its_credit(xero, kind):
    made = banked(xero, f"RECEIVE-{kind.upper()}").row()
    key = {"BankTransactionID": made[f"{kind}ID"]}
    png = {"content-type": "image/png"}
    xero.call(
        "createBankTransactionAttachmentByFileName", b"x", headers=png, FileName="a.png", **key
    ).row()
    assert xero.call("getBankTransaction", **key).row()["HasAttachments"] is True
    shown = again(xero, kind, made)
    assert shown["HasAttachments"] is True
    assert [each["FileName"] for each in shown["Attachments"]] == ["a.png"]


def test_money_spent_on_tracked_items_brings_them_in(xero):
    item = {
        "Code": "LAMP",
        "InventoryAssetAccountCode": "630",
        "PurchaseDetails": {"UnitPrice": 10, "COGSAccountCode": "310", "TaxType": "NONE"},
        "SalesDetails": {"UnitPrice": 20, "AccountCode": "200"},
    }
    xero.call("createItems", {"Items": [item]}).row()
    line = {"Description": "x", "ItemCode": "LAMP", "Quantity": 5, "UnitAmount": 10}
    stock = {**line, "AccountCode": "630", "TaxType": "NONE"}
    made = banked(xero, LineItems=[stock]).row()
    assert xero.call("getItem", ItemID="LAMP").row()["QuantityOnHand"] == 5
    assert balances(xero) == {"090": -50, "630": 50}
    change(xero, made, Status="DELETED").row()
    assert xero.call("getItem", ItemID="LAMP").row()["QuantityOnHand"] == 0
    assert balances(xero) == {}


def test_bank_transactions_are_kept_alone_when_asked(xero):
    body = {"BankTransactions": [transaction(), transaction(Contact=None)]}
    assert xero.call("createBankTransactions", body).status == 400
    answer = xero.call("createBankTransactions", body, query={"summarizeErrors": "false"})
    assert [row["StatusAttributeString"] for row in answer.rows()] == ["OK", "ERROR"]
    assert balances(xero)["090"] == -120


def test_an_unknown_id_is_refused_in_a_body_and_not_there_in_a_path(xero):
    nobody = "11111111-1111-4111-8111-111111111111"
    sent = {**transaction(), "BankTransactionID": nobody}
    answer = xero.call("updateOrCreateBankTransactions", sent)
    assert answer.messages() == ["The bank transaction could not be found."]
    assert xero.call("getBankTransaction", BankTransactionID=nobody).status == 404


def test_the_history_tells_what_happened(xero):
    made = banked(xero).row()
    change(xero, made, Reference="x").row()
    change(xero, made, Status="DELETED").row()
    key = {"BankTransactionID": made["BankTransactionID"]}
    assert told(xero, "getBankTransactionsHistory", **key) == ["Created", "Edited", "Deleted"]


def test_they_can_be_asked_for(xero):
    banked(xero, Reference="one").row()
    banked(xero, "RECEIVE", Reference="two", Contact={"Name": "Bo"}).row()
    for query, references in (
        ({"where": 'Contact.Name=="bo"'}, ["two"]),
        ({"where": 'Type=="SPEND" AND Total>100'}, ["one"]),
        ({"where": 'BankAccount.Code=="091"'}, []),
        ({"References": '"one","two"', "order": "Reference DESC"}, ["two", "one"]),
        ({"References": "ONE"}, []),
    ):
        shown = xero.call("getBankTransactions", query=query).rows()
        assert [row["Reference"] for row in shown] == references, query
    assert all(row["LineItems"] == [] for row in xero.call("getBankTransactions").rows())
    assert xero.call("getBankTransactions", query={"page": "1"}).rows()[0]["LineItems"] != []


def test_a_contact_is_made_as_it_is_named_and_an_archived_one_refused(xero):
    made = banked(xero, Contact={"Name": "New"}).row()
    key = made["Contact"]["ContactID"]
    xero.call("updateContact", {"ContactStatus": "ARCHIVED"}, ContactID=key).row()
    (message,) = banked(xero, Contact={"ContactID": key}).messages()
    assert message.startswith("The contact with the specified contact details has been archived.")
    assert banked(xero, Contact=WHO).status == 200
