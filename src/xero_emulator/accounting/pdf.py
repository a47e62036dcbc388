"""A document as a one-page PDF, as Xero answers it to `Accept: application/pdf` or `/pdf`.

How it was checked: that both ways exist, from Xero's OpenAPI 16.1.0 and from how its SDKs call it.
The page itself is ours. Unverified: PDFs of drafts (here: given).
"""

from __future__ import annotations

from collections.abc import Iterable

from fpdf import FPDF, XPos, YPos

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.wire import Record

WIDTHS = (88, 22, 28, 22, 30)
HEADS = ("Description", "Quantity", "Unit price", "Tax", "Amount")
MOST_LINES = 24


def reply(record: Record, number: str, title: str, call: Call) -> Reply:
    name = record.get(number) or title
    body = draw(record, f"{title} {name}", call)
    return Reply(200, body, "application/pdf", wire.named(f"{name}.pdf"))


def draw(record: Record, title: str, call: Call) -> bytes:
    """The document on one A4 page; lines beyond what fits are counted, not drawn."""
    page = FPDF(format="A4")
    page.set_creation_date(call.now)
    page.set_title(_latin(title))
    page.add_page()
    _heading(page, record, title, call)
    _lines(page, record)
    _totals(page, record)
    return bytes(page.output())


def _heading(page: FPDF, record: Record, title: str, call: Call) -> None:
    contact = call.books.contacts.records[record["Contact"]["ContactID"]]
    _row(page, call.books.name, size=11)
    _row(page, title, size=18)
    _row(page, f"To {contact['Name']}")
    _row(page, f"Date {wire.date_of(record['Date']).isoformat()}")
    if "DueDate" in record:
        _row(page, f"Due {wire.date_of(record['DueDate']).isoformat()}")
    if record.get("Reference"):
        _row(page, f"Reference {record['Reference']}")
    page.ln(4)


def _lines(page: FPDF, record: Record) -> None:
    _cells(page, HEADS, bold=True)
    for line in record["LineItems"][:MOST_LINES]:
        shown = [line.get(name, "") for name in ("Description", "Quantity", "UnitAmount")]
        _cells(page, [*shown, line["TaxAmount"], line["LineAmount"]])
    rest = len(record["LineItems"]) - MOST_LINES
    if rest > 0:
        _row(page, f"and {rest} more lines")
    page.ln(4)


def _totals(page: FPDF, record: Record) -> None:
    for words, name in (("Subtotal", "SubTotal"), ("Tax", "TotalTax"), ("Total", "Total")):
        _row(page, f"{words} {record['CurrencyCode']} {record[name]:,.2f}", align="R")


def _row(page: FPDF, text: str, size: int = 10, align: str = "L") -> None:
    page.set_font("helvetica", size=size)
    page.cell(0, size * 0.6, _latin(text)[:110], align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _cells(page: FPDF, texts: Iterable[object], bold: bool = False) -> None:
    page.set_font("helvetica", style="B" if bold else "", size=9)
    for at, text in enumerate(texts):
        page.cell(WIDTHS[at], 6, _latin(str(text))[:52], border="B", align="L" if at == 0 else "R")
    page.ln()


def _latin(text: str) -> str:
    """The text in the letters that PDF's built-in fonts have."""
    return text.encode("latin-1", "replace").decode("latin-1")
