"""The Bank Summary: opening balance, cash received, cash spent, closing balance of each account.

How it was checked: columns and attributes from the example of Xero's OpenAPI 16.1.0. Unverified:
that accounts in foreign currencies stand in base currency, and that what was deleted again does not
count as cash either way.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xero_emulator.accounting.reports.figures import totals
from xero_emulator.accounting.reports.layout import (
    cell,
    header,
    long_day,
    money,
    report,
    row,
    section,
    summary,
)
from xero_emulator.accounting.reports.periods import Period, asked_period, day_before
from xero_emulator.calls import Call, Reply
from xero_emulator.resource import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.reports.read", "accounting.reports.banksummary.read")
HEADINGS = ("Bank Accounts", "Opening Balance", "Cash Received", "Cash Spent", "Closing Balance")


class Cash(NamedTuple):
    """One bank account in a period, in base currency; opening + received - spent = closing."""

    opening: Decimal
    received: Decimal
    spent: Decimal
    closing: Decimal


def cash(books: Books, account_id: str, period: Period) -> Cash:
    sums = books.journals.sums
    opening = sums.balance(account_id, day_before(period.first))
    received, spent = sums.flows(account_id, period.last, period.first)
    return Cash(opening, received, spent, opening + received - spent)


def bank_accounts(books: Books) -> list[Record]:
    """The bank accounts in use, and others that something was posted to, by name."""
    found = [
        account
        for account in books.accounts.records.values()
        if account["Type"] == "BANK"
        and (account["Status"] == "ACTIVE" or books.journals.touches(account["AccountID"]))
    ]
    return sorted(found, key=lambda account: str(account["Name"]).lower())


def answer(call: Call) -> Reply:
    books, period = call.books, asked_period(call)
    held = [(each, cash(books, each["AccountID"], period)) for each in bank_accounts(books)]
    sums = totals([found for _account, found in held], len(Cash._fields))
    titles = (
        "Bank Summary",
        books.name,
        f"From {long_day(period.first)} to {long_day(period.last)}",
    )
    rows = [_row(account, found) for account, found in held]
    told = [header(*HEADINGS), section("", *rows, summary("Total", *map(money, sums)))]
    return report(call, "BankSummary", "Bank Summary", titles, told)


def _row(account: Record, found: Cash) -> Record:
    key = account["AccountID"]
    return row(
        cell(account["Name"], accountID=key),
        cell(money(found.opening)),
        cell(money(found.received), account=key),
        cell(money(found.spent), account=key),
        cell(money(found.closing)),
    )


ROUTES = (route("getReportBankSummary", "GET", "/Reports/BankSummary", SCOPES, answer),)
