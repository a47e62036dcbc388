"""Aged receivables and payables of one contact: what is owed, and since when it should be paid.

How it was checked: titles, columns, attributes, overdue days and defaults from the examples of
Xero's OpenAPI 16.1.0 and Xero's descriptions; payments after the date do not count; the sums agree
with the control accounts. Unverified: that foreign documents stand in base currency and open
credits as negative rows; that the opening and closing balances come only with a fromDate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting.reports.figures import totals
from xero_emulator.accounting.reports.layout import (
    cells,
    header,
    long_day,
    money,
    report,
    row,
    section,
    summary,
)
from xero_emulator.accounting.reports.periods import (
    asked_day,
    asked_id,
    end_of_month,
)
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, NotThere
from xero_emulator.money import ZERO
from xero_emulator.resource import route
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.reports.read", "accounting.reports.aged.read")
HELD = ("invoices", "credit_notes", "overpayments", "prepayments")
LIVE = ("AUTHORISED", "PAID")

NO_CONTACT = "The contactId parameter must be specified."
BACKWARDS = "The fromDate must not be after the toDate."


@dataclass(frozen=True, slots=True)
class Side:
    """Receivables or payables: the account they stand on, +1 where it is debited, the types."""

    kind: str
    name: str
    number: str
    control: str
    sign: int


RECEIVABLES = Side(
    "AgedReceivablesByContact", "Aged Receivables By Contact", "Number", "DEBTORS", 1
)
PAYABLES = Side("AgedPayablesByContact", "Aged Payables By Contact", "Reference", "CREDITORS", -1)


@dataclass(frozen=True, slots=True)
class Aged:
    """One document as it stood at the end of a day, in base currency; credits are negative."""

    id: str
    number: str
    on: date
    due_on: date | None
    total: Decimal
    paid: Decimal
    credited: Decimal

    @property
    def due(self) -> Decimal:
        return self.total - self.paid - self.credited

    def overdue(self, on: date) -> str:
        if not self.due or self.due_on is None or self.due_on >= on:
            return ""
        return f"{(on - self.due_on).days} days overdue"


def aged(books: Books, side: Side, contact_id: str, shown_to: date) -> list[Aged]:
    """Every document of a contact on one side, oldest first, with payments up to a day."""
    found = []
    for name in HELD:
        held = getattr(books, name)
        for record in held.found_by("contact", contact_id):
            if record["Status"] in LIVE and held.side(record).control == side.control:
                each = _aged(books, side, held.key, record, shown_to)
                found += [each] if any(_amounts(each)) else []
    return sorted(found, key=lambda each: (each.on, each.number, each.id))


def _aged(books: Books, side: Side, key: str, record: Record, shown_to: date) -> Aged:
    debt = books.journals.sums.debt(record[key], shown_to)
    return Aged(
        record[key],
        _number(record, side),
        wire.date_of(record["Date"]),
        wire.date_of(record["DueDate"]) if "DueDate" in record else None,
        debt.total * side.sign,
        -debt.paid * side.sign,
        -debt.credited * side.sign,
    )


def _number(record: Record, side: Side) -> str:
    numbers = ("InvoiceNumber", "CreditNoteNumber", "Reference")
    if side is PAYABLES:
        numbers = ("Reference", *numbers[:2])
    return next((str(record[name]) for name in numbers if record.get(name)), "")


def answer(call: Call, side: Side) -> Reply:
    books = call.books
    contact_id = asked_id(call, "contactId")
    if not contact_id:
        raise Invalid(NO_CONTACT)
    if contact_id not in books.contacts.records:
        raise NotThere(contact_id)
    month_end = end_of_month(books.today(call.now))
    shown_to = asked_day(call, "date") or month_end
    first, last = asked_day(call, "fromDate"), asked_day(call, "toDate") or month_end
    if first is not None and first > last:
        raise Invalid(BACKWARDS)
    found = [each for each in aged(books, side, contact_id, shown_to) if each.on <= last]
    titles = (
        "Invoices",
        books.contacts.records[contact_id]["Name"],
        f"From {long_day(first)} to {long_day(last)}" if first else f"To {long_day(last)}",
        f"Showing payments to {long_day(shown_to)}",
    )
    headings = ("Date", side.number, "Due Date", "", "Total", "Paid", "Credited", "Due")
    told = [header(*headings), *_sections(found, first, shown_to)]
    return report(call, side.kind, side.name, titles, told)


def _sections(found: Sequence[Aged], first: date | None, shown_to: date) -> Iterator[Record]:
    before = [each for each in found if first is not None and each.on < first]
    inside = [each for each in found if first is None or each.on >= first]
    opening = sum((each.due for each in before), ZERO)
    if first is not None:
        blank = ("",) * 5
        shown = cells((_day(first), "Opening Balance", *blank, money(opening)))
        yield section("", row(*shown))
    sums = totals([_amounts(each) for each in inside], 4)
    rows = [_row(each, shown_to) for each in inside]
    yield section("", *rows, summary("Total", "", "", "", *map(money, sums)))
    if first is not None:
        closing = (*map(money, sums[:3]), money(sums[3] + opening))
        yield section("", summary("Closing Balance", "", "", "", *closing))


def _amounts(each: Aged) -> tuple[Decimal, ...]:
    return each.total, each.paid, each.credited, each.due


def _row(each: Aged, shown_to: date) -> Record:
    due_on = "" if each.due_on is None else _day(each.due_on)
    texts = (_day(each.on), each.number, due_on, each.overdue(shown_to))
    return row(*cells((*texts, *map(money, _amounts(each))), invoiceID=each.id))


def _day(on: date) -> str:
    return f"{on.isoformat()} 00:00:00"


ROUTES = (
    route(
        "getReportAgedReceivablesByContact",
        "GET",
        "/Reports/AgedReceivablesByContact",
        SCOPES,
        partial(answer, side=RECEIVABLES),
    ),
    route(
        "getReportAgedPayablesByContact",
        "GET",
        "/Reports/AgedPayablesByContact",
        SCOPES,
        partial(answer, side=PAYABLES),
    ),
)
