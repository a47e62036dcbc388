"""From a document to the ledger: what an approved one posts, and when it is posted anew.

How it was checked: by arithmetic, and by tests that add the ledger up. Unverified: that Xero
reverses and posts again when an approved document changes; that rounding goes to the account of
that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from xero_emulator import money
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.accounting.stock import Move
from xero_emulator.calls import Call
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

POSTED = ("AUTHORISED", "PAID")
TELLING = (
    *("Date", "LineItems", "LineAmountTypes", "CurrencyRate", "CurrencyCode", "Reference"),
    "RoundingAmount",
)


class Side(Protocol):
    """What posting needs to know of a kind of document; `sign` is +1 where control is debited."""

    @property
    def control(self) -> str: ...
    @property
    def sign(self) -> int: ...


def post(
    record: Record,
    old: Record | None,
    source_id: str,
    side: Side,
    call: Call,
    *,
    backorders: bool = False,
) -> None:
    """Brings ledger and stock from the old document to the new one; raises Invalid for stock."""
    before = old is not None and old["Status"] in POSTED
    after = record["Status"] in POSTED
    if not (before or after) or (before and after and _alike(record, old)):
        return
    books = call.books
    if before:
        books.journals.reverse(source_id, call.now)
    source = Source(record["Type"], source_id, record["Date"], record.get("Reference", ""))
    moved = moves(record, side, books) if after else ()
    stock = books.stock.settle(source, moved, call.now, backorders=backorders)
    if after:
        books.journals.post(source, [*_entries(record, source_id, side, books), *stock], call.now)


def _alike(record: Record, old: Record | None) -> bool:
    return old is not None and all(record.get(name) == old.get(name) for name in TELLING)


def _entries(record: Record, source_id: str, side: Side, books: Books) -> Iterator[Entry]:
    found = list(of_lines(record, side, books))
    total = sum((entry.net for entry in found), ZERO)
    yield from found
    rounding = record.get("RoundingAmount", ZERO)
    if rounding:
        rounded = money.in_base(rounding, record["CurrencyRate"]) * -side.sign
        total += rounded
        yield Entry(books.accounts.system("ROUNDING"), rounded)
    yield Entry(books.accounts.system(side.control), -total, document=source_id)


def of_lines(record: Record, side: Side, books: Books) -> Iterator[Entry]:
    """The lines of a document or a bank transaction, and their tax."""
    taxes = ZERO
    for line in record["LineItems"]:
        net, tax = _in_base(line, record, side)
        taxes += tax
        if "AccountID" in line:
            account = books.accounts.records[line["AccountID"]]
            tracking = tuple(line.get("Tracking", ()))
            yield Entry(account, net, tax, line["TaxType"], line.get("Description"), tracking)
    yield Entry(books.accounts.system("GST"), taxes)


def _in_base(line: Record, record: Record, side: Side) -> tuple[Decimal, Decimal]:
    """What a line debits without tax, and its tax, in the organisation's currency."""
    inclusive = record["LineAmountTypes"] == "Inclusive"
    tax = money.in_base(line["TaxAmount"], record["CurrencyRate"]) * -side.sign
    gross = line["LineAmount"] if inclusive else line["LineAmount"] + line["TaxAmount"]
    return money.in_base(gross, record["CurrencyRate"]) * -side.sign - tax, tax


def moves(record: Record, side: Side, books: Books) -> Iterator[Move]:
    """What the lines with tracked items do to the stock."""
    for line in record["LineItems"]:
        item = books.items.records.get(line["Item"]["ItemID"]) if "Item" in line else None
        if item is None or not item["IsTrackedAsInventory"] or "Quantity" not in line:
            continue
        net, _tax = _in_base(line, record, side)
        stored = line.get("AccountCode") == item["InventoryAssetAccountCode"]
        bought = net if side.control == "CREDITORS" else None
        quantity = line["Quantity"] * -side.sign
        yield Move(item["ItemID"], quantity, net if stored else ZERO, bought)
