"""Published tax returns: Australia's activity statement and New Zealand's GST return.

How it was checked: names, types and fields from Xero's examples of both reports; each box adds up
`Ledger.tax_totals`. Unverified: the boxes that the examples cut off; that cents are dropped in
Australia; how periods lie in the year. In Xero a person publishes a return: here every period that
is over, from the first journal on, counts as published; W and PAYG boxes are always nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING
from uuid import UUID

from xero_emulator import wire
from xero_emulator.accounting.reports.cash_basis import basis
from xero_emulator.accounting.reports.layout import money, short_day
from xero_emulator.accounting.reports.periods import Period, end_of_month, shifted
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

MONTHS = {
    **dict.fromkeys(("MONTHLY", "1MONTHLY"), 1),
    **dict.fromkeys(("TWOMONTHS", "2MONTHLY"), 2),
    **dict.fromkeys(("QUARTERLY", "QUARTERLY1", "QUARTERLY2", "QUARTERLY3", "3MONTHLY"), 3),
    **dict.fromkeys(("SIXMONTHS", "6MONTHLY"), 6),
    **dict.fromkeys(("ANNUALLY", "YEARLY"), 12),
}
CASH = ("CASH", "PAYMENTS")
OUTSIDE = ("NONE", "BASEXCLUDED")
EVERY_TWO = {1: "Monthly", 2: "2 Monthly", 3: "Quarterly", 6: "6 Monthly", 12: "Yearly"}


@dataclass(frozen=True, slots=True)
class Boxes:
    """What the boxes of a return add up, in base currency, tax included unless said otherwise."""

    sales: Decimal
    zero_rated: Decimal
    exports: Decimal
    free: Decimal
    sales_tax: Decimal
    capital: Decimal
    purchases: Decimal
    purchases_tax: Decimal

    @property
    def payable(self) -> Decimal:
        return self.sales_tax - self.purchases_tax


def boxes(books: Books, period: Period) -> Boxes:
    """The boxes of one period, by the organisation's basis: cash or accruals."""
    sums = basis(books, payments_only=_on_cash(books))
    found = [
        each for each in sums.tax_totals(period.first, period.last) if each.tax_type not in OUTSIDE
    ]
    sales = {each.tax_type: each.net + each.tax for each in found if each.side == "SALES"}
    bought = {each.tax_type: each.net + each.tax for each in found if each.side == "PURCHASES"}
    capital = {key: amount for key, amount in bought.items() if key.startswith("CAP")}
    return Boxes(
        sales=_sum(sales),
        zero_rated=_sum({key: each for key, each in sales.items() if key.startswith("ZERO")}),
        exports=sales.get("EXEMPTEXPORT", ZERO),
        free=sales.get("EXEMPTOUTPUT", ZERO),
        sales_tax=sum((each.tax for each in found if each.side == "SALES"), ZERO),
        capital=_sum(capital),
        purchases=_sum(bought) - _sum(capital),
        purchases_tax=sum((each.tax for each in found if each.side == "PURCHASES"), ZERO),
    )


def _sum(amounts: dict[str, Decimal]) -> Decimal:
    return sum(amounts.values(), ZERO)


def _on_cash(books: Books) -> bool:
    return books.organisation.get("SalesTaxBasis") in CASH


def published(books: Books, now: datetime) -> Iterator[tuple[str, Period]]:
    """The returns of all periods that are over, newest first, by ReportID."""
    first = books.journals.sums.first_day()
    months = MONTHS.get(books.organisation.get("SalesTaxPeriod", ""), 0)
    if books.country not in RETURNS or first is None or not months:
        return
    today = books.today(now)
    start = date(today.year, (today.month - 1) // months * months + 1, 1)
    while start > first:
        start = shifted(start, -months)
        period = Period(start, end_of_month(shifted(start, months - 1)))
        yield _report_id(books, period), period


def _report_id(books: Books, period: Period) -> str:
    about = f"{books.tenant_id}:tax return:{period.first.isoformat()}"
    return str(UUID(bytes=blake2b(about.encode(), digest_size=16).digest(), version=4))


def told(books: Books, key: str, period: Period, now: datetime) -> Record:
    """A return as the list of reports shows it."""
    name, kind, _fields = RETURNS[books.country]
    return {
        "ReportID": key,
        "ReportName": name,
        "ReportType": kind,
        "ReportDate": f"{short_day(period.first)} to {short_day(period.last)}",
        "UpdatedDateUTC": wire.bare_instant(now),
        "Fields": [],
    }


def told_whole(books: Books, key: str, period: Period, now: datetime) -> Record:
    """A return with its boxes."""
    fields = RETURNS[books.country][2](books, period)
    shown = [dict(zip(("FieldID", "Description", "Value"), each, strict=True)) for each in fields]
    return {**told(books, key, period, now), "Fields": shown}


def _activity_statement(books: Books, period: Period) -> Iterator[tuple[str, str, str]]:
    found = boxes(books, period)
    basis_of = "Cash Basis" if _on_cash(books) else "Accruals Basis"
    yield "ABN", "ABN", books.organisation.get("TaxNumber", "").replace(" ", "")
    yield "GSTBasis", "GST Accounting Method", basis_of
    yield "G1", "Total sales (including any GST)", _dollars(found.sales)
    yield "G2", "Export sales", _dollars(found.exports)
    yield "G3", "Other GST-free sales", _dollars(found.free)
    yield "G10", "Capital purchases (including any GST)", _dollars(found.capital)
    yield "G11", "Non-capital purchases (including any GST)", _dollars(found.purchases)
    for box, text in PAYROLL_BOXES:
        yield box, text, "0"
    yield "1A", "GST on sales", _dollars(found.sales_tax)
    yield "8A", "1A + 4 + 7", _dollars(found.sales_tax)
    yield "1B", "GST on purchases", _dollars(found.purchases_tax)
    yield "8B", "1B", _dollars(found.purchases_tax)
    due = _whole(found.sales_tax) - _whole(found.purchases_tax)
    yield "9", "Your payment" if due >= 0 else "Your refund", str(abs(due))


PAYROLL_BOXES = (
    ("W1", "Total salary, wages and other payments"),
    ("W2", "Amount withheld from payments shown at W1"),
    ("W4", "Amount withheld where no ABN is quoted"),
    ("W3", "Other amounts withheld (excluding any amount shown in W2 or W4)"),
    ("W5", "Total amounts withheld (W2 + W4 + W3)"),
    ("4", "PAYG tax withheld"),
    ("7", "Deferred company/fund instalment"),
)


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_DOWN) + 0


def _dollars(amount: Decimal) -> str:
    return str(_whole(amount))


def _gst_return(books: Books, period: Period) -> Iterator[tuple[str, str, str]]:
    found = boxes(books, period)
    months = MONTHS[books.organisation["SalesTaxPeriod"]]
    yield "1", "Registration number", books.organisation.get("TaxNumber", "")
    yield "GSTBasis", "GST basis", "Payments Basis" if _on_cash(books) else "Invoice Basis"
    yield "PeriodCovered", "Period covered by the return", EVERY_TWO[months]
    yield "From", "From", wire.day_text(period.first)
    yield "2", "To", wire.day_text(period.last)
    yield "5", SALES_BOX, money(found.sales)
    yield "6", "Zero-rated supplies included in Box 5", money(found.zero_rated)
    yield "7", "Box 5 less Box 6", money(found.sales - found.zero_rated)
    yield "8", "GST in Box 7", money(found.sales_tax)
    yield "9", "Adjustments from your calculation sheet", money(ZERO)
    yield "10", "Total GST collected on sales and income", money(found.sales_tax)
    bought = found.purchases + found.capital
    yield "11", "Total purchases and expenses (including GST)", money(bought)
    yield "12", "GST in Box 11", money(found.purchases_tax)
    yield "13", "Credit adjustments from your calculation sheet", money(ZERO)
    yield "14", "Total GST credit for purchases and expenses", money(found.purchases_tax)
    yield "15", "Difference between Box 10 and Box 14", money(found.payable)


SALES_BOX = "Total sales and income for the period (including GST and zero-rated Supplies)"
RETURNS = {
    "AU": ("Activity Statement", "SalesTaxReturn", _activity_statement),
    "NZ": ("GST and Provisional Tax Return", "GSTReturn", _gst_return),
}
