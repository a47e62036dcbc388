"""Bank statements of the Finance API."""

from __future__ import annotations

import itertools

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

_numbers = itertools.count(1)
DAY = "2026-02-10"


def _moved(books: Books) -> Given:
    """Money that left an account."""
    (account,) = (a for a in books.all("Accounts") if a["Code"] == "091")
    line = {"Description": "Fee", "Quantity": 1, "UnitAmount": 7.25, "AccountCode": "404"}
    books.made(
        "BankTransactions",
        Type="SPEND",
        Contact={"Name": "Bank"},
        BankAccount={"Code": "091"},
        Date=DAY,
        Reference=f"Fee {next(_numbers)}",
        LineItems=[line],
    )
    return {"BankAccountID": account["AccountID"], "FromDate": DAY, "ToDate": "2026-02-28"}


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    there = books.get("/finance.xro/1.0/BankStatementsPlus/statements", **given)
    found = outcome.bundle
    assert found["bankAccountId"] == given["BankAccountID"]
    lines = [line for each in there["statements"] for line in each["statementLines"]]
    ours = [line for each in found["statements"] for line in each["statementLines"]]
    assert lines
    assert [line["amount"] for line in ours] == [line["amount"] for line in lines]
    assert {line["postedDate"] for line in ours} == {DAY}


CASES = [
    Case(
        module="get_bank_statements_report",
        given=_moved,
        check=_read,
        bad={"ToDate": "2027-02-28"},
        says="at most twelve months",
    )
]
