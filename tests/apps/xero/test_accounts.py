"""Accounts: one in a request, known again by code or name, and never a credit card or a bank."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec, lengths, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import Action, Again, BadInput, NotThere, Refused
from tallyloom.kit.testing import answer, drive, elements_of, look_up

CREATE = app.modules["create_account"]
UPDATE = app.modules["update_account"]
GET = app.modules["get_account"]
SEARCH = app.modules["search_accounts"]
ID = "562555f2-8cde-4ce9-8203-0363922537a4"
OTHER = "13918178-849a-4823-9a31-57b7eac713d7"
SALES = {"AccountID": ID, "Code": "200", "Name": "Sales", "Type": "REVENUE", "Status": "ACTIVE"}
BANK = {"AccountID": OTHER, "Code": "090", "Name": "Current", "Type": "BANK", "Status": "ACTIVE"}

_EXPENSE = {
    "Type": "EXPENSE",
    "Code": "489",
    "Name": "Postage",
    "TaxType": "INPUT2",
    "Description": "Stamps",
    "EnablePaymentsToAccount": False,
    "ShowInExpenseClaims": True,
    "AddToWatchlist": False,
    "ReportingCode": "EXP",
}
_BANK = {
    "Type": "BANK",
    "Code": "092",
    "Name": "Savings",
    "BankAccountNumber": "09-0000",
    "BankAccountType": "BANK",
    "CurrencyCode": "GBP",
}
CASES = {
    "create_account": (Case(_EXPENSE), Case(_BANK)),
    "update_account": (
        Case(
            {"AccountID": ID, **_EXPENSE},
            known={"accounts": [SALES]},
        ),
    ),
}


def found(*accounts: dict[str, Any]) -> Any:
    return answer({"Accounts": list(accounts)})


# Creating


def test_an_account_is_sent_as_it_is_and_alone() -> None:
    driven = drive(CREATE, {"Type": "REVENUE", "Code": "200", "Name": "Sales"}, found(SALES))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/Accounts")
    assert request.body == {"Type": "REVENUE", "Code": "200", "Name": "Sales"}
    assert request.again is Again.LOOK
    assert driven.result[0]["AccountID"] == ID
    assert isinstance(CREATE, Action)
    assert CREATE.bulk
    assert CREATE.bulk.most == 1


@pytest.mark.parametrize("kind", ["CREDITCARD", "PAYPAL"])
def test_credit_cards_and_paypal_accounts_are_refused_with_the_address_of_the_rule(
    kind: str,
) -> None:
    with pytest.raises(BadInput, match=r"https://developer\.xero\.com") as refused:
        drive(CREATE, _BANK | {"BankAccountType": kind})
    assert refused.value.field == "BankAccountType"
    assert "https://developer.xero.com" in CREATE.help


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"Type": "EXPENSE", "Name": "Postage"}, "Code", "needs one"),
        ({"Type": "BANK", "Name": "Savings"}, "BankAccountNumber", "needs one"),
        (_EXPENSE | {"BankAccountNumber": "1"}, "BankAccountNumber", "only bank accounts"),
        (_EXPENSE | {"CurrencyCode": "GBP"}, "CurrencyCode", "only bank accounts"),
        (_BANK | {"Description": "Ours"}, "Description", "a bank account has none"),
        (_EXPENSE | {"Code": "12345678901"}, "Code", "at most 10"),
        (_EXPENSE | {"Name": "x" * 151}, "Name", "at most 150"),
        (_EXPENSE | {"Type": "INCOME"}, "Type", "is not one of"),
    ],
)
def test_what_xero_would_refuse_is_refused_before_the_call(
    given: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        drive(CREATE, given)
    assert refused.value.field == field


def test_the_code_is_the_key_and_of_a_bank_account_without_one_the_name() -> None:
    named = {"Type": "BANK", "Name": "Savings", "BankAccountNumber": "1"}
    assert [e.key for e in elements_of(CREATE, [_EXPENSE, named])] == ["code 489", "name savings"]


def test_accounts_are_looked_up_in_one_call() -> None:
    driven = look_up(CREATE, [_EXPENSE, _BANK], found(SALES, {**BANK, "Code": "092"}))
    assert len(driven.requests) == 1
    assert set(driven.result) == {"code 092"}


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"Code": "489", "Name": "Postage", "Type": "EXPENSE"}, ""),
        ({"Code": "489", "Name": "Stamps", "Type": "EXPENSE"}, "is “Stamps” (EXPENSE) in Xero"),
        ({"Code": "489", "Name": "Postage", "Type": "OVERHEADS"}, "(OVERHEADS) in Xero"),
        ({"Code": "489", "Name": "Postage", "Status": "ARCHIVED"}, "is archived"),
        (
            {
                "Code": "489",
                "Name": "Postage",
                "Type": "EXPENSE",
                "TaxType": "NONE",
                "ShowInExpenseClaims": False,
            },
            "is there with another tax rate, offered in expense claims.",
        ),
    ],
)
def test_an_account_that_exists_differs_by_whatever_is_said_of_it(
    there: dict[str, Any], said: str
) -> None:
    (element,) = elements_of(CREATE, _EXPENSE)
    assert isinstance(CREATE, Action)
    assert CREATE.bulk
    difference = CREATE.bulk.differs(element, there)
    assert said in difference
    assert bool(said) == bool(difference)


def test_an_account_that_is_archived_already_is_archived() -> None:
    archived = {**SALES, "Status": "ARCHIVED"}
    refused = Refused(words=("The account cannot be archived twice.",))
    known = {"accounts": [SALES]}
    given = {"AccountID": ID, "Status": "ARCHIVED"}
    driven = drive(UPDATE, given, refused, found(archived), known=known)
    assert driven.result == archived
    with pytest.raises(Refused, match="twice"):
        drive(UPDATE, given, refused, found(SALES), known=known)


def test_a_bank_account_that_exists_is_not_changed() -> None:
    assert isinstance(CREATE, Action)
    assert CREATE.bulk
    assert CREATE.bulk.renew
    (element,) = elements_of(CREATE, _BANK)
    with pytest.raises(BadInput, match="is a bank account, which Xero's API cannot change"):
        CREATE.bulk.renew([(element, BANK)])


def test_an_account_that_exists_is_updated_at_its_own_address() -> None:
    assert isinstance(CREATE, Action)
    assert CREATE.bulk
    assert CREATE.bulk.renew
    (element,) = elements_of(CREATE, _EXPENSE)
    request = CREATE.bulk.renew([(element, SALES)])
    assert (request.method, request.path) == ("POST", f"/api.xro/2.0/Accounts/{ID}")
    assert request.body["Accounts"][0] == _EXPENSE | {"AccountID": ID}


# Updating


def test_a_change_is_sent_to_the_accounts_own_address() -> None:
    given = {"AccountID": ID, "Name": "Sales at home"}
    driven = drive(UPDATE, given, found(SALES), known={"accounts": [SALES, BANK]})
    request = driven.request
    assert (request.method, request.path) == ("POST", f"/api.xro/2.0/Accounts/{ID}")
    assert request.body == {"Accounts": [given]}
    assert request.again is Again.SAFE


def test_a_bank_account_is_refused_before_a_write_with_the_address_of_the_rule() -> None:
    given = {"AccountID": OTHER.upper(), "Name": "Savings"}
    with pytest.raises(BadInput, match=r"https://developer\.xero\.com"):
        drive(UPDATE, given, known={"accounts": [SALES, BANK]})
    assert "https://developer.xero.com" in UPDATE.help


def test_an_account_that_is_not_known_yet_is_read_before_it_is_changed() -> None:
    given = {"AccountID": OTHER, "Name": "Savings"}
    with pytest.raises(BadInput, match="is a bank account"):
        drive(UPDATE, given, found(BANK))
    driven = drive(UPDATE, given, found({**SALES, "AccountID": OTHER}), found(SALES))
    assert [request.method for request in driven.requests] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "at least one value"), ({"Status": "ARCHIVED", "Name": "x"}, "change nothing else")],
)
def test_a_change_that_says_nothing_or_too_much_is_refused(
    given: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        drive(UPDATE, {"AccountID": ID, **given}, known={"accounts": [SALES]})


def test_writes_make_the_known_accounts_stale() -> None:
    assert CREATE.changes == UPDATE.changes == ("accounts",)


# Reading


def test_one_account_is_read_by_its_address_and_many_in_one_call() -> None:
    alone = drive(GET, [{"AccountID": ID}, {"AccountID": ID.upper()}], found(SALES))
    assert alone.request.path == f"/api.xro/2.0/Accounts/{ID}"
    assert [account["Code"] for account in alone.result] == ["200", "200"]
    many = drive(GET, [{"AccountID": OTHER}, {"AccountID": ID}], found(SALES, BANK))
    assert many.request.path == "/api.xro/2.0/Accounts"
    assert [account["Code"] for account in many.result] == ["090", "200"]


def test_an_account_that_is_not_listed_is_asked_for_alone() -> None:
    none = answer(b"<html>not found</html>", status=404)
    driven = drive(GET, [{"AccountID": OTHER}, {"AccountID": ID}], found(SALES), none)
    assert len(driven.requests) == 2
    missing, there = driven.result
    assert isinstance(missing, NotThere)
    assert there["Code"] == "200"
    told = drive(GET, [{"AccountID": OTHER}, {"AccountID": ID}], found(SALES), NotThere())
    assert isinstance(told.result[0], NotThere)


def test_a_search_filters_by_what_is_given_and_changed_since() -> None:
    given = {
        "Type": "EXPENSE",
        "Status": "ACTIVE",
        "where": 'TaxType=="INPUT2"',
        "order": "Code ASC",
        "modified_since": "2026-09-14T09:29:59+02:00",
        "limit": 1,
    }
    driven = drive(SEARCH, given, found(SALES, BANK))
    assert driven.request.query == {
        "where": '(Type=="EXPENSE")&&(Status=="ACTIVE")&&(TaxType=="INPUT2")',
        "order": "Code ASC",
    }
    assert driven.request.headers["If-Modified-Since"] == "2026-09-14T07:29:59"
    assert [account["Code"] for account in driven.result.bundles] == ["200"]
    assert driven.result.after is None


# The specification


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    every = writable(spec, "Account")
    # A new account is active; what it is and where it is held does not change.
    assert offered(CREATE.inputs) == every - {"AccountID", "Status"}
    assert offered(UPDATE.inputs) == every - {
        "BankAccountNumber",
        "BankAccountType",
        "CurrencyCode",
    }
    lengths(spec, "Account", CREATE.inputs)


def test_every_type_is_xeros(spec: Spec) -> None:
    (types,) = (one for one in CREATE.inputs if one.name == "Type")
    assert types.bounds()["enum"] == spec.schema("AccountType")["enum"]
