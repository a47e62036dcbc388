"""What selling and buying have in common in the demo: documents, and money for them.

How it was checked: by our own tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xero_emulator import money
from xero_emulator.seeds.contacts import CUSTOMER_PAYS, SUPPLIER_WAITS, who
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

BANK = {"Code": "090"}
RECENT = 10  # days for which nobody has looked at the bank statement yet
LINE_TAXED = "Exclusive"
FOREIGNERS = ("abroad", "software")


def basket(year: Year, part: str, quantities: Sequence[int]) -> list[Record]:
    """Lines of goods, one for each quantity above zero."""
    return [
        _goods_line(year, part, at, quantity) for at, quantity in enumerate(quantities) if quantity
    ]


def _goods_line(year: Year, part: str, at: int, quantity: int) -> Record:
    goods = year.company.goods[at]
    line: Record = {
        "ItemCode": goods.code,
        "Description": goods.name,
        "Quantity": quantity,
        "Tracking": _tracking(year, part, stock=bool(goods.cost)),
    }
    if part == "abroad":
        price = money.half_up(goods.price * year.books.currencies.rate(year.company.foreign))
        line |= {"TaxType": year.company.export, "UnitAmount": price}
    return line


def _tracking(year: Year, part: str, *, stock: bool) -> list[Record]:
    home, away, abroad = year.company.regions
    region = abroad if part == "abroad" else away if part in ("steady", "slow") else home
    return [
        {"Name": "Region", "Option": region},
        {"Name": "Department", "Option": "Shop" if stock else "Workshop"},
    ]


def expense(account: str, amount: Decimal, what: str, tax: str | None = None) -> list[Record]:
    """The one line of a bill or of money spent."""
    line: Record = {
        "Description": what,
        "Quantity": 1,
        "UnitAmount": amount,
        "AccountCode": account,
    }
    return [line if tax is None else {**line, "TaxType": tax}]


def document(kind: str, year: Year, part: str, lines: list[Record], **more: Any) -> Record:
    """An approved ACCREC or ACCPAY of today, unless `more` says otherwise."""
    days = CUSTOMER_PAYS if kind == "ACCREC" else SUPPLIER_WAITS
    sent: Record = {
        "Type": kind,
        "Contact": who(year, part),
        "Date": year.day.isoformat(),
        "DueDate": (year.day + timedelta(days)).isoformat(),
        "LineAmountTypes": LINE_TAXED,
        "LineItems": lines,
        "Status": "AUTHORISED",
        **currency(year, part),
        **more,
    }
    return year.make("createInvoices", sent)


def become(year: Year, made: Record, status: str) -> None:
    """An invoice or bill is voided or deleted."""
    year.change("updateInvoice", "InvoiceID", made["InvoiceID"], Status=status)


def currency(year: Year, part: str) -> Record:
    """Foreign documents carry the rate of their day, which is never far from the usual one."""
    if part not in FOREIGNERS:
        return {}
    return {"CurrencyCode": year.company.foreign, **rate(year, year.company.foreign)}


def rate(year: Year, code: str) -> Record:
    """The day's rate of a currency, where it is not the company's own."""
    if code == year.books.base_currency:
        return {}
    thousandths = 1000 + year.some(20) - 20
    usual = year.books.currencies.rate(code)
    return {"CurrencyRate": money.half_up(usual * thousandths / 1000, money.RATE_PLACES)}


def pay(year: Year, /, paid: Record, share: Decimal = Decimal(1), **more: Any) -> Record:
    """Pays what is left of an invoice or bill, or a share of it."""
    left = year.books.invoices.records[paid["InvoiceID"]]["AmountDue"]
    sent: Record = {
        "Invoice": {"InvoiceID": paid["InvoiceID"]},
        "Account": BANK,
        "Date": year.day.isoformat(),
        "Amount": money.half_up(left * share),
        "IsReconciled": reconciled(year),
        **rate(year, paid["CurrencyCode"]),
        **more,
    }
    return year.make("createPayment", sent)


def reconciled(year: Year) -> bool:
    return (year.today - year.day).days > RECENT


def pay_together(year: Year, bills: Iterable[Record]) -> None:
    """One batch payment for what is left of these bills."""
    held = year.books.invoices.records
    payments = [
        {"Invoice": {"InvoiceID": key}, "Amount": held[key]["AmountDue"]}
        for key in (bill["InvoiceID"] for bill in bills)
    ]
    if payments:
        sent = {"Account": BANK, "Date": year.day.isoformat(), "Payments": payments}
        year.call("createBatchPayment", {**sent, "Reference": f"Bills {year.day:%B}"[:12]})
