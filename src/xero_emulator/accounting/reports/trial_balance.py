"""The Trial Balance: the month's movements and the year to date, debits against credits.

How it was checked: titles, columns and attributes from the example of Xero's OpenAPI 16.1.0: the
month up to the date, income and expenses of the financial year, all else as it stands. Unverified:
that accounts without movement or balance are left out, and the order of accounts (here: by name).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.accounting.reports.cash_basis import basis
from xero_emulator.accounting.reports.figures import EARNED, Earnings, earnings
from xero_emulator.accounting.reports.layout import (
    attribute_day,
    cell,
    header,
    long_day,
    money,
    report,
    row,
    section,
    summary,
)
from xero_emulator.accounting.reports.periods import asked_day, asked_yes, day_before
from xero_emulator.accounting.running import Sums
from xero_emulator.calls import Call, Reply
from xero_emulator.money import ZERO
from xero_emulator.resource import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.reports.read", "accounting.reports.trialbalance.read")
CLASSES = {  # in the order of the report; +1 where the debit column is the usual one
    "REVENUE": ("Revenue", -1),
    "EXPENSE": ("Expenses", 1),
    "ASSET": ("Assets", 1),
    "LIABILITY": ("Liabilities", -1),
    "EQUITY": ("Equity", -1),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One account: what moved in the month, and where the year to date stands; debits positive."""

    account: Record
    moved: Decimal
    stands: Decimal

    @property
    def title(self) -> str:
        code = self.account.get("Code")
        return f"{self.account['Name']} ({code})" if code else str(self.account["Name"])


def standings(books: Books, sums: Sums, on: date) -> list[Standing]:
    """Every account with a movement or a balance; both columns sum to zero."""
    earned = earnings(books, sums, on)
    moved = sums.balances(on, on.replace(day=1))
    at_end, this_year = sums.balances(on), sums.balances(on, earned.year)
    retained = books.accounts.system("RETAINEDEARNINGS")
    found = []
    for account in books.accounts.records.values():
        key = account["AccountID"]
        stands = (this_year if account["Type"] in EARNED else at_end).get(key, ZERO)
        if account is retained:
            stands -= earned.before
        if stands or moved.get(key):
            found.append(Standing(account, moved.get(key, ZERO), stands))
    return sorted(found, key=lambda each: (each.title.lower(), each.account["AccountID"]))


def answer(call: Call) -> Reply:
    books = call.books
    on = asked_day(call, "date") or books.today(call.now)
    sums = basis(books, payments_only=asked_yes(call, "paymentsOnly"))
    found = standings(books, sums, on)
    titles = ("Trial Balance", books.name, f"As at {long_day(on)}")
    told = [
        header("Account", "Debit", "Credit", "YTD Debit", "YTD Credit"),
        *_sections(books, found, earnings(books, sums, on)),
        section("", summary("Total", *_totals(found))),
    ]
    return report(call, "TrialBalance", "Trial Balance", titles, told)


def _sections(books: Books, found: list[Standing], earned: Earnings) -> Iterator[Record]:
    retained = books.accounts.system("RETAINEDEARNINGS")
    closed = {"fromDate": "", "toDate": attribute_day(day_before(earned.year))}
    for name, (title, sign) in CLASSES.items():
        rows = [
            _row(each, sign, closed if each.account is retained else {})
            for each in found
            if each.account["Class"] == name
        ]
        if rows:
            yield section(title, *rows)


def _row(standing: Standing, sign: int, more: dict[str, str]) -> Record:
    about = {"account": standing.account["AccountID"]}
    values = (*_sides(standing.moved, sign), *_sides(standing.stands, sign))
    return row(cell(standing.title, **about), *(cell(value, **about, **more) for value in values))


def _sides(amount: Decimal, sign: int) -> tuple[str, str]:
    """The debit and the credit cell; nothing stands on the account's usual side."""
    debit = amount > ZERO or (not amount and sign > 0)
    return (money(amount), "") if debit else ("", money(-amount))


def _totals(found: list[Standing]) -> Iterator[str]:
    for column in ([each.moved for each in found], [each.stands for each in found]):
        yield money(sum((amount for amount in column if amount > ZERO), ZERO))
        yield money(-sum((amount for amount in column if amount < ZERO), ZERO))


ROUTES = (route("getReportTrialBalance", "GET", "/Reports/TrialBalance", SCOPES, answer),)
