"""The Balance Sheet: what is owned, what is owed, and the equity that makes up the difference.

How it was checked: sections, attributes and the two earnings lines from the example of Xero's
OpenAPI 16.1.0; the end of the date's month and the year before it from Xero's description.
Unverified: that foreign balances stand at the rates of their documents (nothing is revalued), that
a timeframe alone compares one period, and which lines tracking options leave (here: only theirs).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting.reports import figures
from xero_emulator.accounting.reports.cash_basis import basis
from xero_emulator.accounting.reports.figures import (
    ASSETS,
    DEBTS,
    EQUITY,
    Column,
    Earnings,
    Group,
    Line,
)
from xero_emulator.accounting.reports.layout import (
    attribute_day,
    cell,
    cells,
    header,
    long_day,
    money,
    report,
    row,
    section,
    short_day,
    summary,
)
from xero_emulator.accounting.reports.periods import (
    asked_day,
    asked_id,
    asked_yes,
    compared,
    end_of_month,
    shifted,
)
from xero_emulator.accounting.running import Sums
from xero_emulator.calls import Call, Reply
from xero_emulator.money import ZERO
from xero_emulator.resource import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.reports.read", "accounting.reports.balancesheet.read")
CURRENT_YEAR = "Current Year Earnings"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One column: the balances at the end of a day, and the earnings that belong to equity."""

    on: date
    balances: Column
    earned: Earnings

    def total(self, books: Books, *groups: Group) -> Decimal:
        return sum((figures.total(books, group, self.balances) for group in groups), ZERO)

    def net_assets(self, books: Books) -> Decimal:
        return self.total(books, *ASSETS) - self.total(books, *DEBTS)

    def equity(self, books: Books) -> Decimal:
        return self.total(books, EQUITY) + self.earned.current + self.earned.before


def sheet(books: Books, sums: Sums, on: date, options: Sequence[str] = ()) -> Sheet:
    balances = sums.balances(on, options=options)
    return Sheet(on, balances, figures.earnings(books, sums, on, options))


def answer(call: Call) -> Reply:
    books = call.books
    last = end_of_month(asked_day(call, "date") or books.today(call.now))
    options = [
        option
        for name in ("trackingOptionID1", "trackingOptionID2")
        if (option := asked_id(call, name))
    ]
    sums = basis(books, payments_only=asked_yes(call, "paymentsOnly"))
    count, months = compared(call) or (1, 12)
    days = [end_of_month(shifted(last, -at * months)) for at in range(count + 1)]
    sheets = [sheet(books, sums, day, options) for day in days]
    titles = ("Balance Sheet", books.name, f"As at {long_day(last)}")
    told = [header("", *map(short_day, days)), *rows(books, sheets)]
    return report(call, "BalanceSheet", "Balance Sheet", titles, told)


def rows(books: Books, sheets: Sequence[Sheet]) -> Iterator[Record]:
    yield section("Assets")
    yield from _half(books, sheets, ASSETS, "Total Assets")
    yield section("Liabilities")
    yield from _half(books, sheets, DEBTS, "Total Liabilities")
    net = [money(each.net_assets(books)) for each in sheets]
    yield section("", row(*cells(("Net Assets", *net))))
    equity = [money(each.equity(books)) for each in sheets]
    yield section("Equity", *_equity(books, sheets), summary("Total Equity", *equity))


def _half(
    books: Books, sheets: Sequence[Sheet], groups: Sequence[Group], title: str
) -> Iterator[Record]:
    for group in groups:
        yield from figures.shown(books, group, [each.balances for each in sheets])
    totals = [money(each.total(books, *groups)) for each in sheets]
    yield section("", summary(title, *totals))


def _equity(books: Books, sheets: Sequence[Sheet]) -> Iterator[Record]:
    """The equity accounts by name, and among them what was earned."""
    retained = books.accounts.system("RETAINEDEARNINGS")
    found = figures.lines(books, EQUITY, [each.balances for each in sheets])
    named = {line.name: figures.shown_line(line) for line in found if line.id != _id(retained)}
    named[CURRENT_YEAR] = _current(sheets)
    named[retained["Name"]] = _retained(retained, found, sheets)
    for name in sorted(named, key=str.lower):
        yield named[name]


def _id(account: Record) -> str:
    return str(account["AccountID"])


def _current(sheets: Sequence[Sheet]) -> Record:
    shown = [cell(CURRENT_YEAR, account=wire.NOBODY)]
    for each in sheets:
        since, until = attribute_day(each.earned.year), attribute_day(each.on)
        about = {"account": wire.NOBODY, "fromDate": since, "toDate": until}
        shown.append(cell(money(each.earned.current), **about))
    return row(*shown)


def _retained(account: Record, found: list[Line], sheets: Sequence[Sheet]) -> Record:
    booked = next(
        (line.amounts for line in found if line.id == _id(account)), (ZERO,) * len(sheets)
    )
    shown = [cell(account["Name"], account=_id(account))]
    for each, amount in zip(sheets, booked, strict=True):
        about = {"account": _id(account), "fromDate": "", "toDate": attribute_day(each.on)}
        shown.append(cell(money(amount + each.earned.before), **about))
    return row(*shown)


ROUTES = (route("getReportBalanceSheet", "GET", "/Reports/BalanceSheet", SCOPES, answer),)
