"""The Executive Summary: a month beside the month before it, with common ratios.

How it was checked: rows, formats and every ratio from the figures in the example of Xero's OpenAPI
16.1.0. Unverified: that the value of invoices includes tax (its example has none), and what counts
as issued (here: approved sales invoices dated in the month).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting.posting import POSTED
from xero_emulator.accounting.reports import figures
from xero_emulator.accounting.reports.balance_sheet import Sheet, sheet
from xero_emulator.accounting.reports.bank_summary import Cash, bank_accounts, cash
from xero_emulator.accounting.reports.figures import Column
from xero_emulator.accounting.reports.layout import (
    cells,
    header,
    money,
    report,
    row,
    section,
)
from xero_emulator.accounting.reports.periods import Period, asked_day, end_of_month
from xero_emulator.calls import Call, Reply
from xero_emulator.money import HUNDRED, ZERO
from xero_emulator.resource import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.reports.read", "accounting.reports.executivesummary.read")
NO_CHANGE = "0.0%"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is written: money, percent, count, or a ratio in full."""

    value: Decimal | None
    form: str = "money"

    def text(self) -> str:
        if self.value is None:
            return ""
        return _FORMS[self.form](self.value)


def percent(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP) + ZERO:.1f}%"


_FORMS: dict[str, Callable[[Decimal], str]] = {
    "money": money,
    "percent": percent,
    "count": str,
    "ratio": str,
}


def variance(now: Decimal | None, before: Decimal | None) -> str:
    """The change against the month before, in percent of it; none where there was nothing."""
    if now is None or not before:
        return NO_CHANGE
    return percent((now - before) / abs(before) * HUNDRED)


@dataclass(frozen=True, slots=True)
class Month:
    """One month's books."""

    books: Books
    period: Period
    moved: Column
    sheet: Sheet
    bank: Cash

    def group(self, group: figures.Group) -> Decimal:
        return figures.total(self.books, group, self.moved)

    @property
    def gross(self) -> Decimal:
        return self.group(figures.INCOME) - self.group(figures.COSTS)

    @property
    def profit(self) -> Decimal:
        return figures.profit(self.books, self.moved)

    def control(self, name: str, sign: int) -> Decimal:
        account = self.books.accounts.system(name)
        return self.sheet.balances.get(account["AccountID"], ZERO) * sign

    def days(self, owed: Decimal, turned: Decimal) -> Decimal:
        """How many days of turnover are owed."""
        return owed / turned * self.period.last.day if turned else Decimal(0)

    def issued(self) -> list[Decimal]:
        """The sales invoices of the month, in base currency."""
        days = {wire.day(day) for day in self.period.days()}
        return [
            self.books.journals.sums.debt(record["InvoiceID"]).total
            for record in self.books.invoices.records.values()
            if record["Date"] in days and record["Type"] == "ACCREC" and record["Status"] in POSTED
        ]


def month(books: Books, period: Period) -> Month:
    sums = books.journals.sums
    held = [cash(books, each["AccountID"], period) for each in bank_accounts(books)]
    bank = Cash(*figures.totals(held, len(Cash._fields)))
    moved = sums.balances(period.last, period.first)
    return Month(books, period, moved, sheet(books, sums, period.last), bank)


def _cash(of: Month) -> Iterable[tuple[str, Figure]]:
    yield "Cash received", Figure(of.bank.received)
    yield "Cash spent", Figure(of.bank.spent)
    yield "Cash surplus (deficit)", Figure(of.bank.received - of.bank.spent)
    yield "Closing bank balance", Figure(of.bank.closing)


def _profitability(of: Month) -> Iterable[tuple[str, Figure]]:
    yield "Income", Figure(of.group(figures.INCOME))
    yield "Direct costs", Figure(of.group(figures.COSTS))
    yield "Gross profit (loss)", Figure(of.gross)
    yield "Other Income", Figure(of.group(figures.OTHER))
    yield "Expenses", Figure(of.group(figures.EXPENSES))
    yield "Profit (loss)", Figure(of.profit)


def _balance_sheet(of: Month) -> Iterable[tuple[str, Figure]]:
    yield "Debtors", Figure(of.control("DEBTORS", 1))
    yield "Creditors", Figure(of.control("CREDITORS", -1))
    yield "Net assets", Figure(of.sheet.net_assets(of.books))


def _income(of: Month) -> Iterable[tuple[str, Figure]]:
    issued = of.issued()
    average = sum(issued, ZERO) / len(issued) if issued else ZERO
    yield "Number of invoices issued", Figure(Decimal(len(issued)), "count")
    yield "Average value of invoices", Figure(average)


def _performance(of: Month) -> Iterable[tuple[str, Figure]]:
    income, net = of.group(figures.INCOME), of.sheet.net_assets(of.books)
    yield "Gross profit margin", Figure(_over(of.gross * HUNDRED, income), "percent")
    yield "Net profit margin", Figure(_over(of.profit * HUNDRED, income), "percent")
    yearly = _over(of.profit * 12 * HUNDRED, net)
    yield "Return on investment (p.a.)", Figure(yearly, "percent")


def _position(of: Month) -> Iterable[tuple[str, Figure]]:
    debtors, creditors = of.control("DEBTORS", 1), of.control("CREDITORS", -1)
    spent = of.group(figures.COSTS) + of.group(figures.EXPENSES)
    current = of.sheet.total(of.books, figures.BANK, figures.CURRENT_ASSETS)
    term = of.sheet.total(of.books, figures.FIXED_ASSETS, figures.OTHER_ASSETS)
    owed_soon = of.sheet.total(of.books, figures.CURRENT_DEBTS)
    owed_later = of.sheet.total(of.books, figures.OTHER_DEBTS)
    yield "Average debtors days", Figure(of.days(debtors, of.group(figures.INCOME)), "ratio")
    yield "Average creditors days", Figure(of.days(creditors, spent), "ratio")
    yield "Short term cash forecast", Figure(debtors - creditors)
    yield "Current assets to liabilities", Figure(_over(current, owed_soon), "ratio")
    yield "Term assets to liabilities", Figure(_over(term, owed_later), "ratio")


def _over(amount: Decimal, by: Decimal) -> Decimal | None:
    return amount / by if by else None


SECTIONS = (
    ("Cash", _cash),
    ("Profitability", _profitability),
    ("Balance Sheet", _balance_sheet),
    ("Income", _income),
    ("Performance", _performance),
    ("Position", _position),
)


def answer(call: Call) -> Reply:
    books = call.books
    on = asked_day(call, "date") or books.today(call.now)
    period = Period(on.replace(day=1), end_of_month(on))
    now, before = month(books, period), month(books, period.back(1))
    heading = [f"{each.period.last:%b %Y}" for each in (now, before)]
    titles = ("Executive Summary", books.name, f"For the month of {on:%B %Y}")
    told = [header("", *heading, "Variance")]
    for title, rows in SECTIONS:
        told.append(section(title, *map(_row, rows(now), rows(before))))
    return report(call, "ExecutiveSummary", "Executive Summary", titles, told)


def _row(now: tuple[str, Figure], before: tuple[str, Figure]) -> Record:
    name, figure = now
    changed = variance(figure.value, before[1].value)
    return row(*cells((name, figure.text(), before[1].text(), changed)))


ROUTES = (route("getReportExecutiveSummary", "GET", "/Reports/ExecutiveSummary", SCOPES, answer),)
