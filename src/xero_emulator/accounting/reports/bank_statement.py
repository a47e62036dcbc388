"""The Bank Statement report that Xero withdrew: the lines of one bank account with its balance.

How it was checked: the path and its parameters from the reference's section 6.4; it is in no
specification and answers only with the organisation's `legacy_bank_statement` switch on.
Unverified: its whole layout, and what stands in Source; as the emulator has no bank feeds, the
lines are those that the ledger has.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting.reports.bank_summary import cash
from xero_emulator.accounting.reports.layout import (
    cells,
    header,
    long_day,
    money,
    report,
    row,
    section,
)
from xero_emulator.accounting.reports.periods import Period, asked_id, asked_period
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

KIND = "BankStatement"
HEADINGS = ("Date", "Description", "Reference", "Reconciled", "Source", "Amount", "Balance")
NO_ACCOUNT = "The bankAccountID parameter must be the id of a bank account."


def answer(call: Call) -> Reply:
    books, period = call.books, asked_period(call)
    account = books.accounts.records.get(asked_id(call, "bankAccountID"))
    if account is None or account["Type"] != "BANK":
        raise Invalid(NO_ACCOUNT)
    key = account["AccountID"]
    standing = cash(books, key, period)
    titles = (
        "Bank Statement",
        account["Name"],
        books.name,
        f"From {long_day(period.first)} to {long_day(period.last)}",
    )
    rows = [
        _edge(period.first, "Opening Balance", standing.opening),
        *_lines(books, key, period, standing.opening),
        _edge(period.last, "Closing Balance", standing.closing),
    ]
    told = [header(*HEADINGS), section("", *rows)]
    return report(call, KIND, "Bank Statement", titles, told)


def _edge(on: object, title: str, balance: Decimal) -> Record:
    return row(*cells((f"{on}T00:00:00", title, "", "", "", "", money(balance))))


def _lines(books: Books, key: str, period: Period, opening: Decimal) -> Iterator[Record]:
    balance = opening
    for journal, amount in _moves(books, key, period):
        balance += amount
        on = wire.day_text(wire.date_of(journal["JournalDate"]))
        about = (journal["SourceType"], journal["Reference"], "", "Ledger")
        yield row(*cells((on, *about, money(amount), money(balance))))


def _moves(books: Books, key: str, period: Period) -> list[tuple[Record, Decimal]]:
    """What stands on the account in a period, by date; what was deleted again is not there."""
    found = [
        (journal, line["NetAmount"])
        for journal in books.journals.journals
        if books.journals.standing(journal["SourceID"]) is journal
        for line in journal["JournalLines"]
        if line["AccountID"] == key
        and period.first <= wire.date_of(journal["JournalDate"]) <= period.last
    ]
    return sorted(found, key=lambda each: wire.millis(each[0]["JournalDate"]))
