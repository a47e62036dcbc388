"""What a shop's rows must become, computed from the file alone, and what is in the books.

Nothing of the product is used here: two ways that share nothing and agree prove something.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

CENT = Decimal("0.01")
HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
HOME = "GB"  # the only organisation that may hold anything
DOCUMENTS = {"invoices": "InvoiceNumber", "credit_notes": "CreditNoteNumber"}


@dataclass(frozen=True, order=True)
class Line:
    """One row of the file, one line of a document."""

    description: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    tax: Decimal
    account: str = "200"
    rate: str = "OUTPUT2"


@dataclass(frozen=True, order=True)
class Document:
    """An invoice or a credit note; `customer` is the contact's number, "" for a walk-in."""

    number: str
    kind: str
    contact: str
    customer: str
    date: str
    lines: tuple[Line, ...]
    currency: str = "GBP"
    amounts: str = "Exclusive"
    status: str = "AUTHORISED"

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal())


def documents_of(file: bytes) -> list[Document]:
    """What the rows of a file must become, by number."""
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    ordered = sorted(rows, key=lambda row: row["InvoiceNo"])  # stable: lines keep their order
    groups = groupby(ordered, key=lambda row: row["InvoiceNo"])
    return [_document(number, list(group)) for number, group in groups]


def _document(number: str, rows: Sequence[Mapping[str, str]]) -> Document:
    sign = -1 if number.startswith("C") else 1
    customer = rows[0]["CustomerID"]
    lines = tuple(_line(row, sign) for row in rows)
    return Document(
        number=number,
        kind="ACCREC" if sign == 1 else "ACCRECCREDIT",
        contact=f"Customer {customer}" if customer else "Walk-in customer",
        customer=customer,
        date=datetime.strptime(rows[0]["InvoiceDate"], "%m/%d/%y %H:%M").date().isoformat(),  # noqa: DTZ007
        lines=lines,
        # Of a document over nothing there is nothing left to pay.
        status="AUTHORISED" if any(line.net for line in lines) else "PAID",
    )


def _line(row: Mapping[str, str], sign: int) -> Line:
    quantity, price = sign * Decimal(row["Quantity"]), Decimal(row["UnitPrice"])
    net = (quantity * price).quantize(CENT, ROUND_HALF_UP)
    tax = (net * 20 / 100).quantize(CENT, ROUND_HALF_UP)
    text = row["Description"] if row["Description"].strip() else row["StockCode"]
    return Line(text, quantity, price, net, tax)


def documents_in(books: Mapping[str, Any]) -> list[Document]:
    """What an organisation's ledger holds, by number; a duplicate is there twice."""
    contacts = {contact["ContactID"]: contact for contact in books["contacts"]}
    return sorted(
        _posted(record, record[number], contacts[record["Contact"]["ContactID"]])
        for name, number in DOCUMENTS.items()
        for record in books[name]
    )


def _posted(record: Mapping[str, Any], number: str, contact: Mapping[str, Any]) -> Document:
    return Document(
        number=number,
        kind=record["Type"],
        contact=contact["Name"],
        customer=contact.get("ContactNumber", ""),
        date=record["Date"],
        lines=tuple(_posted_line(line) for line in record["LineItems"]),
        currency=record["CurrencyCode"],
        amounts=record["LineAmountTypes"],
        status=record["Status"],
    )


def _posted_line(line: Mapping[str, Any]) -> Line:
    return Line(
        line["Description"],
        line["Quantity"],
        line["UnitAmount"],
        line["LineAmount"],
        line["TaxAmount"],
        line["AccountCode"],
        line["TaxType"],
    )


def assert_booked(ledgers: Mapping[str, Any], file: bytes) -> None:
    """Every row is in the books once, in the right organisation, and nothing else is anywhere."""
    expected = documents_of(file)
    for books in ledgers.values():
        found = documents_in(books)
        names = sorted(contact["Name"] for contact in books["contacts"])
        if books["country"] != HOME:
            assert not found, f"{books['name']} was written to"
            assert not names, f"{books['name']} was written to"
            continue
        assert [each.number for each in found] == [each.number for each in expected]
        for booked, wanted in zip(found, expected, strict=True):
            assert booked == wanted
        assert names == sorted({each.contact for each in expected})
        assert _posted_totals(books) == sum((each.net for each in expected), Decimal())


def _posted_totals(books: Mapping[str, Any]) -> Decimal:
    totals = (record["SubTotal"] for name in DOCUMENTS for record in books[name])
    return sum(totals, Decimal())


def rows(invoices: int, credit_notes: int) -> bytes:
    """An invented shop's file: one to three rows a document, some without customer or text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD.split(","))
    writer.writerows(_rows(invoices, credit_notes))
    return text.getvalue().encode()


def _rows(invoices: int, credit_notes: int) -> Iterator[tuple[object, ...]]:
    for at in range(invoices + credit_notes):
        number = f"{700001 + at}" if at < invoices else f"C{700001 + at}"
        sign = 1 if at < invoices else -1
        customer = "" if at % 11 == 10 else 30001 + at % 17
        for line in range(1 + at % 3):
            article = f"{20000 + 7 * at + line}"
            text = "" if at % 13 == 12 else f"Article {article}, boxed"
            price = f"{1 + (at * 37 + line * 11) % 900 / 100:.2f}"
            day = f"{1 + at % 12}/{1 + at % 28}/26 {8 + line}:{at % 60:02}"
            yield number, article, text, sign * (1 + at % 12), day, price, customer, "France"
