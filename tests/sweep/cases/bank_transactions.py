"""Money spent and received."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.cases.invoices import contact

LINE = {"Description": "Stamps", "Quantity": 2, "UnitAmount": "7.5", "AccountCode": "425"}


def transaction(books: Books, **more: Any) -> dict[str, Any]:
    """15.00 with tax, spent from the business account."""
    facts = {
        "Type": "SPEND",
        "BankAccount": {"Code": "090"},
        "Contact": {"ContactID": contact(books)["ContactID"]},
        "Date": "2026-09-02",
        "LineAmountTypes": "Inclusive",
        "LineItems": [LINE],
    }
    return books.made("BankTransactions", **facts | more)


def account(books: Books, code: str) -> str:
    """The id of an account."""
    return next(a["AccountID"] for a in books.all("Accounts") if a.get("Code") == code)


def _new(books: Books) -> Given:
    return {
        "Type": "SPEND",
        "BankAccount.Code": "090",
        "Contact.Name": contact(books)["Name"],
        "Date": "2026-09-02",
        "Reference": f"SB-{uuid4().hex[:8]}",
        "LineAmountTypes": "Inclusive",
        "LineItems": [LINE],
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"BankTransactions/{outcome.bundle['BankTransactionID']}")
    assert (found["Type"], found["Reference"]) == ("SPEND", given["Reference"])
    assert found["BankAccount"]["Code"] == "090"
    assert found["Contact"]["Name"] == given["Contact.Name"]
    assert found["DateString"][:10] == "2026-09-02"
    assert (found["Total"], found["Status"]) == (Decimal("15.00"), "AUTHORISED")
    given_lines = [line["AccountCode"] for line in given["LineItems"]]
    assert [line["AccountCode"] for line in found["LineItems"]] == given_lines


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"BankTransactions/{given['BankTransactionID']}")
    assert outcome.bundle["Total"] == found["Total"] == Decimal("15.00")
    assert outcome.bundle["LineItems"][0]["LineItemID"] == found["LineItems"][0]["LineItemID"]


def _searched(books: Books) -> Given:
    spent = transaction(books, BankAccount={"Code": "091"}, Date="2026-08-31")
    transaction(books, BankAccount={"Code": "091"}, Date="2026-09-01")
    return {
        "BankAccount.AccountID": spent["BankAccount"]["AccountID"],
        "Type": "SPEND",
        "from": "2026-08-31",
        "to": "2026-08-31",
    }


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    wanted = {
        each["BankTransactionID"]
        for each in books.all("BankTransactions", page="1", pageSize="1000")
        if each["Type"] == "SPEND"
        and each["BankAccount"]["AccountID"] == given["BankAccount.AccountID"]
        and each["DateString"][:10] == "2026-08-31"
    }
    assert {bundle["BankTransactionID"] for bundle in outcome.bundles} == wanted
    assert wanted


def _watched(books: Books) -> Given:
    transaction(books, Type="RECEIVE", BankAccount={"Code": "091"})
    savings = account(books, "091")
    return {"BankAccount.AccountID": savings, "Type": "RECEIVE", "start": "all", "limit": 1000}


def _seen(books: Books, outcome: Outcome, given: Given) -> None:
    found = books.all("BankTransactions", page="1", pageSize="1000")
    wanted = {
        each["BankTransactionID"]
        for each in found
        if each["Type"] == "RECEIVE"
        and each["BankAccount"]["AccountID"] == given["BankAccount.AccountID"]
    }
    assert {bundle["BankTransactionID"] for bundle in outcome.bundles} == wanted
    assert all(bundle["LineItems"] for bundle in outcome.bundles)


def _count(books: Books) -> int:
    found = books.all("BankTransactions", page="1", pageSize="1000")
    return len([each for each in found if each.get("Reference", "").startswith("SB-")])


CASES = [
    Case(
        module="watch_bank_transactions",
        given=_watched,
        check=_seen,
        bad={"start": "after"},
        says="Record to begin with",
    ),
    Case(
        module="search_bank_transactions",
        given=_searched,
        check=_found,
        bad={"from": "31.8.26"},
        says="Dated from",
    ),
    Case(
        module="create_bank_transaction",
        given=_new,
        check=_created,
        bad={"BankAccount.Code": ""},
        says="Bank account: give its id or its code",
        count=_count,
    ),
    Case(
        module="get_bank_transaction",
        given=lambda books: {"BankTransactionID": transaction(books)["BankTransactionID"]},
        check=_read,
        bad={"BankTransactionID": ""},
        says="a value is required",
    ),
]
