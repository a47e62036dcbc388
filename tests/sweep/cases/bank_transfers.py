"""Transfers between the two bank accounts."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def transfer(books: Books) -> dict[str, Any]:
    return books.made(
        "BankTransfers",
        FromBankAccount={"Code": "090"},
        ToBankAccount={"Code": "091"},
        Amount="50.00",
        Date="2026-09-03",
    )


def _deleted(books: Books) -> Given:
    transfer(books)
    books.post(f"BankTransfers/{transfer(books)['BankTransferID']}", {"Status": "DELETED"})
    return {"start": "all", "deleted": True, "limit": 1000}


def _seen(books: Books, outcome: Outcome, _given: Given) -> None:
    found = books.all("BankTransfers", includeDeleted="true")
    wanted = {(each["BankTransferID"], each["Status"]) for each in found}
    assert {(bundle["BankTransferID"], bundle["Status"]) for bundle in outcome.bundles} == wanted
    assert {status for _, status in wanted} == {"AUTHORISED", "DELETED"}


def _new(_books: Books) -> Given:
    return {
        "FromBankAccount.Code": "090",
        "ToBankAccount.Code": "091",
        "Amount": "75.25",
        "Date": "2026-09-03",
        "Reference": f"ST-{uuid4().hex[:8]}",
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"BankTransfers/{outcome.bundle['BankTransferID']}")
    assert (found["FromBankAccount"]["Code"], found["ToBankAccount"]["Code"]) == ("090", "091")
    assert (str(found["Amount"]), found["Reference"]) == ("75.25", given["Reference"])
    (spent,) = books.all(f"BankTransactions/{found['FromBankTransactionID']}")
    assert (spent["Type"], str(spent["Total"])) == ("SPEND-TRANSFER", "75.25")
    (got,) = books.all(f"BankTransactions/{found['ToBankTransactionID']}")
    assert (got["Type"], str(got["Total"])) == ("RECEIVE-TRANSFER", "75.25")
    assert got["BankAccount"]["Code"] == "091"


def _count(books: Books) -> int:
    found = books.all("BankTransfers")
    return len([each for each in found if each.get("Reference", "").startswith("ST-")])


CASES = [
    Case(
        module="watch_bank_transfers",
        given=_deleted,
        check=_seen,
        bad={"start": "since"},
        says="Date to begin with",
    ),
    Case(
        module="create_bank_transfer",
        given=_new,
        check=_created,
        bad={"ToBankAccount.Code": "090"},
        says="it is the one that the money comes from",
        count=_count,
    ),
]
