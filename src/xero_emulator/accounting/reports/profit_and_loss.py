"""The Profit and Loss: income less costs, for one period, several, or by tracking option.

How it was checked: shape and defaults from Xero's description of the report, its periods and its
tracking columns. Unverified: that tracking columns end with Unassigned and Total and take no
earlier periods, that two options share a heading with a comma, and where gross profit stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.accounting.reports import figures
from xero_emulator.accounting.reports.cash_basis import basis
from xero_emulator.accounting.reports.figures import COSTS, EXPENSES, INCOME, OTHER, Column
from xero_emulator.accounting.reports.layout import (
    cells,
    header,
    long_day,
    money,
    report,
    row,
    section,
    shortest_day,
)
from xero_emulator.accounting.reports.periods import (
    Period,
    asked_id,
    asked_period,
    asked_yes,
    compared,
)
from xero_emulator.accounting.running import Options, Sums
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.money import ZERO
from xero_emulator.resource import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.reports.read", "accounting.reports.profitandloss.read")
UNASSIGNED = "Unassigned"

NO_CATEGORY = "The tracking category {} could not be found."
NO_OPTION = "The tracking option {} could not be found."


@dataclass(frozen=True, slots=True)
class Choice:
    """One column's part of a tracking category: lines with `option`, or with none of `others`."""

    title: str
    option: str = ""
    others: Options = frozenset()

    def takes(self, carried: Options) -> bool:
        return self.option in carried if self.option else not (carried & self.others)


def answer(call: Call) -> Reply:
    books, period = call.books, asked_period(call)
    sums = basis(books, payments_only=asked_yes(call, "paymentsOnly"))
    titled = list(_tracked(call, sums, period) or _compared(call, sums, period))
    columns = [column for _title, column in titled]
    days = f"{long_day(period.first)} to {long_day(period.last)}"
    told = [header("", *(title for title, _column in titled)), *rows(books, columns)]
    return report(
        call, "ProfitAndLoss", "Profit and Loss", ("Profit & Loss", books.name, days), told
    )


def rows(books: Books, columns: list[Column]) -> Iterator[Record]:
    """The sections of the report, with gross profit after costs and net profit at the end."""
    gross = [
        figures.total(books, INCOME, column) - figures.total(books, COSTS, column)
        for column in columns
    ]
    yield from figures.shown(books, INCOME, columns)
    yield from figures.shown(books, COSTS, columns)
    yield _result("Gross Profit", gross)
    yield from figures.shown(books, OTHER, columns)
    yield from figures.shown(books, EXPENSES, columns)
    yield _result("Net Profit", [figures.profit(books, column) for column in columns])


def _result(title: str, amounts: Iterable[Decimal]) -> Record:
    return section("", row(*cells((title, *map(money, amounts)))))


def _compared(call: Call, sums: Sums, period: Period) -> Iterator[tuple[str, Column]]:
    count, months = compared(call) or (0, 0)
    for at in range(count + 1):
        each = period.back(at * months)
        yield shortest_day(each.last), sums.balances(each.last, each.first)


def _tracked(call: Call, sums: Sums, period: Period) -> list[tuple[str, Column]]:
    first = _choices(call, "trackingCategoryID", "trackingOptionID")
    if not first:
        return []
    second = _choices(call, "trackingCategoryID2", "trackingOptionID2")
    pairs = [(a, b) for a in first for b in second]
    chosen: list[tuple[Choice, ...]] = [*pairs] if second else [(each,) for each in first]
    found = [
        (", ".join(each.title for each in choices), _column(sums, period, choices))
        for choices in chosen
    ]
    if len(found) > 1:
        found.append(("Total", sums.balances(period.last, period.first)))
    return found


def _column(sums: Sums, period: Period, chosen: tuple[Choice, ...]) -> Column:
    found: dict[str, Decimal] = {}
    for account, carried, amount in sums.tracked(period.last, period.first):
        if all(choice.takes(carried) for choice in chosen):
            found[account] = found.get(account, ZERO) + amount
    return found


def _choices(call: Call, category_name: str, option_name: str) -> list[Choice]:
    """The options of the category asked for, or the one option asked for."""
    wanted, only = asked_id(call, category_name), asked_id(call, option_name)
    if not wanted:
        return []
    category = call.books.tracking_categories.records.get(wanted)
    if category is None:
        raise Invalid(NO_CATEGORY.format(wanted))
    options = category["Options"]
    found = [Choice(each["Name"], each["TrackingOptionID"]) for each in options]
    if only:
        one = [choice for choice in found if choice.option == only]
        if not one:
            raise Invalid(NO_OPTION.format(only))
        return one
    others = frozenset(choice.option for choice in found)
    return [*found, Choice(UNASSIGNED, others=others)]


ROUTES = (route("getReportProfitAndLoss", "GET", "/Reports/ProfitAndLoss", SCOPES, answer),)
