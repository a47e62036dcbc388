"""The Budget Summary: what the overall budget plans, month by month or in longer periods.

How it was checked: titles, headings and the three results from the example of Xero's OpenAPI
16.1.0. Unverified: twelve months where nothing is asked, the sections between the results, and that
several overall budgets (here: the first) cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.accounting.reports import figures
from xero_emulator.accounting.reports.figures import COSTS, EXPENSES, INCOME, OTHER, Column, Group
from xero_emulator.accounting.reports.layout import (
    header,
    money,
    report,
    section,
    shown_month,
    summary,
)
from xero_emulator.accounting.reports.periods import asked_day, asked_number, shifted
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.money import ZERO
from xero_emulator.resource import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.reports.read", "accounting.reports.budgetsummary.read")
MOST = 12
TIMEFRAMES = (1, 3, 12)
BAD_TIMEFRAME = "The timeframe parameter must be 1, 3 or 12."


def answer(call: Call) -> Reply:
    books = call.books
    first = (asked_day(call, "date") or books.today(call.now)).replace(day=1)
    periods = asked_number(call, "periods", 1, MOST) or MOST
    months = asked_number(call, "timeframe", 1, MOST) or 1
    if months not in TIMEFRAMES:
        raise Invalid(BAD_TIMEFRAME)
    starts = [shifted(first, at * months) for at in range(periods)]
    ends = [shifted(start, months - 1) for start in starts]
    columns = [planned(books, *ends_of) for ends_of in zip(starts, ends, strict=True)]
    days = f"{first:%B %Y} to {ends[-1]:%B %Y}"
    titles = ("Overall Budget", "Budget Summary", books.name, days)
    told = [header("Account", *map(shown_month, ends)), *_rows(books, columns)]
    return report(call, "BudgetSummary", "Budget Summary", titles, told)


def planned(books: Books, first: date, last: date) -> Column:
    """What is budgeted for each account from one month to another, debits positive."""
    since, until = f"{first:%Y-%m}", f"{last:%Y-%m}"
    found: dict[str, Decimal] = {}
    for line in _overall(books).get("BudgetLines", ()):
        account = books.accounts.records[line["AccountID"]]
        sign = -1 if account["Class"] == "REVENUE" else 1
        for balance in line.get("BudgetBalances", ()):
            if since <= balance["Period"] <= until:
                planned_before = found.get(line["AccountID"], ZERO)
                found[line["AccountID"]] = planned_before + balance["Amount"] * sign
    return found


def _overall(books: Books) -> Record:
    held = books.resources.get("budgets")
    records = held.records.values() if held is not None else ()
    return next((each for each in records if each["Type"] == "OVERALL"), {})


def _rows(books: Books, columns: Sequence[Column]) -> Iterator[Record]:
    def totals(group: Group) -> list[Decimal]:
        return [figures.total(books, group, column) for column in columns]

    income, costs = totals(INCOME), totals(COSTS)
    gross = [earned - spent for earned, spent in zip(income, costs, strict=True)]
    yield from figures.shown(books, INCOME, columns)
    yield from figures.shown(books, COSTS, columns)
    yield section("", summary("Gross Profit", *map(money, gross)))
    yield from figures.shown(books, OTHER, columns)
    yield from figures.shown(books, EXPENSES, columns)
    yield section("", summary("Total Expenses", *map(money, totals(EXPENSES))))
    net = [figures.profit(books, column) for column in columns]
    yield section("", summary("Net Profit", *map(money, net)))


ROUTES = (route("getReportBudgetSummary", "GET", "/Reports/BudgetSummary", SCOPES, answer),)
