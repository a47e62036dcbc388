"""The chart of accounts."""

from __future__ import annotations

from typing import Any

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _postage(books: Books) -> int:
    return len([each for each in books.all("Accounts") if each["Name"].startswith("Postage")])


def _facts(books: Books) -> dict[str, Any]:
    number = len(books.all("Accounts"))
    return {"Type": "EXPENSE", "Code": f"P{number}", "Name": f"Postage {number}"}


def _new(books: Books) -> Given:
    return {**_facts(books), "Description": "Stamps", "EnablePaymentsToAccount": True}


def _made(books: Books) -> str:
    return str(books.put("Accounts", _facts(books))["Accounts"][0]["AccountID"])


def _there(books: Books, outcome: Outcome, given: Given) -> None:
    (there,) = books.all(f"Accounts/{outcome.bundle['AccountID']}")
    assert {name: there[name] for name in given} == dict(given)
    assert there["Status"] == "ACTIVE"


def _renamed(books: Books) -> Given:
    id_ = _made(books)
    return {"AccountID": id_, "Name": f"Stamps {id_[:8]}", "Description": "By the roll"}


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    (there,) = books.all(f"Accounts/{given['AccountID']}")
    names = ("AccountID", "Code", "Name", "Type", "Class", "Status")
    assert {name: outcome.bundle[name] for name in names} == {name: there[name] for name in names}


def _found(books: Books, outcome: Outcome, _given: Given) -> None:
    expenses = [each for each in books.all("Accounts") if each["Type"] == "EXPENSE"]
    active = {each["AccountID"] for each in expenses if each["Status"] == "ACTIVE"}
    assert active
    assert {bundle["AccountID"] for bundle in outcome.bundles} == active


CASES = [
    Case(
        module="create_account",
        given=_new,
        check=_there,
        bad={"BankAccountType": "CREDITCARD"},
        says="cannot create credit card or PayPal accounts",
        count=_postage,
    ),
    Case(
        module="update_account",
        given=_renamed,
        check=_there,
        bad={"Name": "x" * 151},
        says="at most 150",
    ),
    Case(
        module="get_account",
        given=lambda books: {"AccountID": _made(books)},
        check=_read,
        bad={"AccountID": ""},
        says="a value is required",
    ),
    Case(
        module="search_accounts",
        given=lambda _books: {"Type": "EXPENSE", "Status": "ACTIVE"},
        check=_found,
        bad={"Type": "INCOME"},
        says="is not one of",
    ),
]
