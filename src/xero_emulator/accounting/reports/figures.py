"""The figures that reports share: accounts in groups, profit, and earnings by financial year.

How it was checked: groups and their order from the examples of Xero's OpenAPI 16.1.0 and Xero's
descriptions of its reports, FXGROUPID among them. Unverified: the name of that line; types that no
example shows (here: EXPENSE with overheads, LIABILITY with non-current, PAYG with current).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from xero_emulator.accounting.reports.layout import cell, money, row, section, summary
from xero_emulator.accounting.reports.periods import day_before, year_start
from xero_emulator.accounting.running import NEVER, Sums
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

Column: TypeAlias = Mapping[str, Decimal]

CURRENCY_GAINS = ("REALISEDCURRENCYGAIN", "UNREALISEDCURRENCYGAIN", "BANKCURRENCYGAIN")
GAINS_NAME = "Foreign Currency Gains and Losses"
GAINS_ID = "FXGROUPID"


@dataclass(frozen=True, slots=True)
class Group:
    """A section of accounts: its title, its total's name, and +1 where debits are positive."""

    title: str
    total: str
    sign: int
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One account, or several as one, with an amount for each column, already signed."""

    name: str
    id: str
    amounts: tuple[Decimal, ...]


def _group(title: str, total: str, sign: int, types: str) -> Group:
    return Group(title, total, sign, frozenset(types.split()))


INCOME = _group("Income", "Total Income", -1, "REVENUE SALES")
COSTS = _group("Less Cost of Sales", "Total Cost of Sales", 1, "DIRECTCOSTS")
OTHER = _group("Plus Other Income", "Total Other Income", -1, "OTHERINCOME")
EXPENSES = _group(
    "Less Operating Expenses",
    "Total Operating Expenses",
    1,
    "EXPENSE OVERHEADS DEPRECIATN WAGESEXPENSE SUPERANNUATIONEXPENSE",
)
BANK = _group("Bank", "Total Bank", 1, "BANK")
CURRENT_ASSETS = _group("Current Assets", "Total Current Assets", 1, "CURRENT INVENTORY PREPAYMENT")
FIXED_ASSETS = _group("Fixed Assets", "Total Fixed Assets", 1, "FIXED")
OTHER_ASSETS = _group("Non-current Assets", "Total Non-current Assets", 1, "NONCURRENT")
CURRENT_DEBTS = _group(
    "Current Liabilities",
    "Total Current Liabilities",
    -1,
    "CURRLIAB PAYG PAYGLIABILITY SUPERANNUATIONLIABILITY WAGESPAYABLELIABILITY",
)
OTHER_DEBTS = _group(
    "Non-current Liabilities", "Total Non-current Liabilities", -1, "LIABILITY TERMLIAB"
)
EQUITY = _group("Equity", "Total Equity", -1, "EQUITY")
PROFIT = (INCOME, COSTS, OTHER, EXPENSES)
ASSETS = (BANK, CURRENT_ASSETS, FIXED_ASSETS, OTHER_ASSETS)
DEBTS = (CURRENT_DEBTS, OTHER_DEBTS)
EARNED = frozenset().union(*(group.types for group in PROFIT))


def lines(books: Books, group: Group, columns: Sequence[Column]) -> list[Line]:
    """The accounts of a group that have an amount in any column, by name."""
    found = [
        Line(account["Name"], account["AccountID"], amounts)
        for account in books.accounts.records.values()
        if account["Type"] in group.types
        and any(amounts := _signed(columns, account["AccountID"], group.sign))
    ]
    return sorted(_grouped(books, found), key=lambda line: (line.name.lower(), line.id))


def _signed(columns: Sequence[Column], account_id: str, sign: int) -> tuple[Decimal, ...]:
    return tuple(column.get(account_id, ZERO) * sign for column in columns)


def _grouped(books: Books, found: list[Line]) -> list[Line]:
    """Outside the United States the currency accounts stand as one line."""
    if books.country == "US" or (books.country == "AU" and books.organisation["Class"] == "DEMO"):
        return found
    gains = {
        account["AccountID"]
        for name in CURRENCY_GAINS
        for account in books.accounts.found_by("system", name)
    }
    apart = [line for line in found if line.id not in gains]
    together = [line.amounts for line in found if line.id in gains]
    if not together:
        return found
    return [*apart, Line(GAINS_NAME, GAINS_ID, totals(together))]


def totals(amounts: Sequence[tuple[Decimal, ...]], width: int = 0) -> tuple[Decimal, ...]:
    """The sum of each column; nothing, `width` times, for no lines."""
    if not amounts:
        return (ZERO,) * width
    return tuple(sum(column, ZERO) for column in zip(*amounts, strict=True))


def total(books: Books, group: Group, column: Column) -> Decimal:
    """What a group comes to, signed so that what is usual for it is positive."""
    records = books.accounts.records
    held = (amount for key, amount in column.items() if records[key]["Type"] in group.types)
    return sum(held, ZERO) * group.sign


def shown(books: Books, group: Group, columns: Sequence[Column]) -> Iterator[Record]:
    """The section of a group with its total, or nothing if no account has an amount."""
    found = lines(books, group, columns)
    if found:
        sums = totals([line.amounts for line in found])
        yield section(
            group.title,
            *(shown_line(line) for line in found),
            summary(group.total, *map(money, sums)),
        )


def shown_line(line: Line) -> Record:
    about = {"account": line.id}
    return row(cell(line.name, **about), *(cell(money(each), **about) for each in line.amounts))


def profit(books: Books, column: Column) -> Decimal:
    """What was earned: income less costs and expenses."""
    records = books.accounts.records
    earned = (amount for key, amount in column.items() if records[key]["Type"] in EARNED)
    return -sum(earned, ZERO)


@dataclass(frozen=True, slots=True)
class Earnings:
    """Profit up to a day, credits positive: of its financial year, and of all years before."""

    year: date
    current: Decimal
    before: Decimal


def earnings(books: Books, sums: Sums, on: date, options: Sequence[str] = ()) -> Earnings:
    year = year_start(books, on)
    current = profit(books, sums.balances(on, year, options))
    before = profit(books, sums.balances(day_before(year), NEVER, options))
    return Earnings(year, current, before)
