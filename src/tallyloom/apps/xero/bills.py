"""Bills that seem to be in Xero already: their numbers are not unique, so Xero takes both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from tallyloom.apps.xero.cautions import DUPLICATE_BILL, Checks, amount_of
from tallyloom.apps.xero.documents import DEAD, contact_agrees
from tallyloom.apps.xero.lists import PAGE, Listed
from tallyloom.apps.xero.where import OR, all_of, equals, on
from tallyloom.kit import Bundle, Caution, Element, Steps


def duplicates(invoices: Listed) -> Checks:
    """Says of a bill that its contact, with its number or its date and total, is there already.

    A number is looked up with all others of the page; so is a date, for bills without a number.
    A bill that is looked up anyway ("if it exists already") is passed over.
    """

    def look(elements: Sequence[Element]) -> Steps[Sequence[Sequence[Caution]]]:
        bodies = [e.body if _counts(e) else {} for e in elements]
        known = yield from _known(invoices, [body for body in bodies if body])
        return [list(_said(at, body, bodies, known)) for at, body in enumerate(bodies)]

    return Checks(DUPLICATE_BILL, look)


def _counts(element: Element) -> bool:
    return element.body.get("Type") == "ACCPAY" and element.if_exists == "fail"


def _known(invoices: Listed, bodies: Sequence[Bundle]) -> Steps[list[Bundle]]:
    """Living bills that have one of these numbers, or one of these dates."""
    numbers = [body["InvoiceNumber"] for body in bodies if body.get("InvoiceNumber")]
    dates = {body["Date"] for body in bodies if _by_total(body)}
    conditions = [all_of([equals("Type", "ACCPAY"), on("Date", day)]) for day in sorted(dates)]
    found = yield from invoices.numbered(numbers)
    found += yield from invoices.found_by("where", [f"({one})" for one in conditions], OR, PAGE)
    return [r for r in found if r.get("Type") == "ACCPAY" and r.get("Status") not in DEAD]


def _said(
    at: int, body: Bundle, bodies: Sequence[Bundle], known: Iterable[Bundle]
) -> Iterator[Caution]:
    if not body:
        return
    field = "InvoiceNumber" if body.get("InvoiceNumber") else "Date"
    what = f"number {body['InvoiceNumber']}" if field == "InvoiceNumber" else "date and total"
    there = next((record for record in known if _same(body, record)), None)
    if there:
        name = (there.get("Contact") or {}).get("Name", "this contact")
        yield Caution("duplicate_bill", f"Xero has a bill of {name} with this {what}.", field)
    elif any(_same(body, other) for other in bodies[:at] if other):
        yield Caution("duplicate_bill", f"A bill just before has the same {what}.", field)


def _same(body: Bundle, other: Bundle) -> bool:
    if not contact_agrees(body, other):
        return False
    if body.get("InvoiceNumber"):
        return bool(body["InvoiceNumber"] == other.get("InvoiceNumber"))
    total = _total(body)
    return _by_total(body) and body["Date"] == other.get("Date") and total == _total(other)


def _by_total(body: Bundle) -> bool:
    return not body.get("InvoiceNumber") and bool(body.get("Date")) and _total(body) is not None


def _total(bill: Bundle) -> Decimal | None:
    """What the lines come to, with or without tax as they are stated."""
    amounts = [amount_of(line) for line in bill.get("LineItems") or ()]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if known and len(known) == len(amounts) else None
