"""What Xero refuses to search in an organisation that has very many records.

How it was checked: more than 100,000 records, the kinds of record and the optimised fields of
invoices from the reference's sections 3.1 and 5.2; number 51, the name HighVolumeException and the
sentence from public reports of clients (XeroAPI/Xero-NetStandard 604, freakboy3742/pyxero 373,
XeroAPI/xero-php-oauth2-app 31, which also says that an unpaged list is refused). Unverified: the
optimised fields of other records than invoices (each file names its guess), that any OR or text
method is too slow, and in which orders a list may be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator.errors import HighVolume
from xero_emulator.where import slow_parts

if TYPE_CHECKING:
    from xero_emulator.calls import Call
    from xero_emulator.resource import Resource

MOST = 100_000
NARROWING = ("IDs", "InvoiceNumbers", "ContactIDs", "page", "summaryOnly")


def check(resource: Resource, call: Call) -> None:
    """Raises HighVolume for a list that would look at too many records one by one."""
    if resource.optimised is None or len(resource.records) <= MOST:
        return
    unpaged = not any(resource.asked(call, name) for name in NARROWING)
    where = call.query.get("where", "").strip()
    slow = slow_parts(where) - resource.optimised if where else set()
    if unpaged or slow or not _fast_order(resource, call.query.get("order", "")):
        raise HighVolume(resource.plural)


def _fast_order(resource: Resource, order: str) -> bool:
    allowed = {*resource.optimised_orders, resource.key.lower(), "updateddateutc"}
    return all(
        not (words := part.lower().split()) or words[0] in allowed for part in order.split(",")
    )
