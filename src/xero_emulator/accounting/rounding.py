"""Totals that the sender states: an invoice may be rounded by up to ten cents.

How it was checked: the six rules from the field texts of Xero's OpenAPI 19.0.0, as the reference's
drift sheet gives them (section 2.1). Unverified: both texts; that an in-range amount counts on a
draft without the totals; that stated totals are checked also without a RoundingAmount (then none);
that a rounding stays until the lines come to something else; that a list's Total is that of the
lines, while its AmountDue is the true one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xero_emulator.fields import number
from xero_emulator.money import ZERO, half_up
from xero_emulator.wire import Record

MOST = Decimal("0.10")
STATED = ("SubTotal", "TotalTax", "Total")
FIELDS = ("RoundingAmount", "EnteredTotal")
READERS = dict.fromkeys((*STATED, *FIELDS), number)

TOO_MUCH = "The rounding amount must be between -0.10 and 0.10."
MISMATCH = "The SubTotal, TotalTax, Total and RoundingAmount do not match the line items."


def apply(record: Record, old: Record | None, sent: Record) -> Iterator[str]:
    """Rounds the total of a document, whose sums are those of its lines, in place.

    `sent` is empty where the organisation may not round; tells what is wrong otherwise.
    """
    amount = _standing(record, old)
    if record["Status"] == "DRAFT":
        amount = _wished(sent, amount)
        if "EnteredTotal" in sent:
            record["EnteredTotal"] = half_up(sent["EnteredTotal"])
    else:
        wrong = list(_wrong(record, sent))
        yield from wrong
        if not wrong and _states_all(sent):
            amount = half_up(sent.get("RoundingAmount", ZERO))
    record["Total"] += amount
    if amount:
        record["RoundingAmount"] = amount
    else:
        record.pop("RoundingAmount", None)


def _standing(record: Record, old: Record | None) -> Decimal:
    """What the document was rounded by, while its lines come to the same."""
    if old is None or any(record[name] != old[name] for name in ("SubTotal", "TotalTax")):
        return ZERO
    found: Decimal = old.get("RoundingAmount", ZERO)
    return found


def _wished(sent: Record, otherwise: Decimal) -> Decimal:
    """A draft's rounding; one that is too much is ignored."""
    wished: Decimal = half_up(sent.get("RoundingAmount", otherwise))
    return wished if abs(wished) <= MOST else otherwise


def _states_all(sent: Record) -> bool:
    return all(name in sent for name in STATED)


def _wrong(record: Record, sent: Record) -> Iterator[str]:
    amount = half_up(sent.get("RoundingAmount", ZERO))
    if abs(amount) > MOST:
        yield TOO_MUCH
    elif _states_all(sent):
        sums = (record["SubTotal"], record["TotalTax"], record["Total"] + amount)
        if tuple(half_up(sent[name]) for name in STATED) != sums:
            yield MISMATCH


def shown(record: Record) -> Record:
    """The two fields as an organisation that may round sees them on one invoice."""
    told = {"RoundingAmount": record.get("RoundingAmount", ZERO)}
    if record["Status"] != "DRAFT":
        return {**record, **told, "EnteredTotal": record["Total"]}
    return {**record, **told}


def hidden(record: Record) -> Record:
    """The invoice without the two fields."""
    if not any(name in record for name in FIELDS):
        return record
    return {name: value for name, value in record.items() if name not in FIELDS}


def unrounded(record: Record) -> Record:
    """The invoice as lists show it: as if nobody had stated a total."""
    if not record.get("RoundingAmount"):
        return hidden(record)
    return {**hidden(record), "Total": record["SubTotal"] + record["TotalTax"]}
