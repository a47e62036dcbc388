"""The Journals endpoint: everything that was posted, read from the ledger.

How it was checked: paths, parameters and shapes from Xero's OpenAPI 16.1.0 (`offset` is a journal
number, a hundred come at a time, the newest scope is accounting.journals.read). Unverified: that
If-Modified-Since looks at the date of posting; that the cash basis of `paymentsOnly` is what is
left without the journals of sales and purchase documents, each as it was posted.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import NotThere
from xero_emulator.resource import route, said_yes
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.journals.read",)
MOST = 100
DIGITS = 10  # more than any journal's number has
ACCRUED = frozenset({"ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT"})
REFUNDS = {  # the specification knows no SourceType for these: unverified
    **dict.fromkeys(("AROVERPAYMENTPAYMENT", "ARPREPAYMENTPAYMENT"), "ARCREDITPAYMENT"),
    **dict.fromkeys(("APOVERPAYMENTPAYMENT", "APPREPAYMENTPAYMENT"), "APCREDITPAYMENT"),
}


def listed(call: Call) -> Reply:
    """At most a hundred journals whose numbers are above `offset`."""
    journals = call.books.journals.journals
    since = wire.read_since(call.headers.get("if-modified-since") or "")
    payments_only = said_yes(call, "paymentsOnly")
    later = islice(journals, _offset(call), None)
    wanted = (journal for journal in later if _wanted(journal, since, payments_only))
    found = [_shown(journal, call.books) for journal in islice(wanted, MOST)]
    return wire.envelope(call, "Journals", found)


def _offset(call: Call) -> int:
    text = call.query.get("offset", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else 0


def _wanted(journal: Record, since: int | None, payments_only: bool) -> bool:
    if payments_only and journal["SourceType"] in ACCRUED:
        return False
    return since is None or wire.millis(journal["CreatedDateUTC"]) // 1000 * 1000 >= since


def _shown(journal: Record, books: Books) -> Record:
    source = REFUNDS.get(journal["SourceType"], journal["SourceType"])
    lines = [_line(line, books) for line in journal["JournalLines"]]
    return {**journal, "SourceType": source, "JournalLines": lines}


def _line(line: Record, books: Books) -> Record:
    tracked = [books.tracking_categories.named(one) for one in line["TrackingCategories"]]
    rate = books.tax_rates.match(line.get("TaxType", ""))
    tax = {"TaxName": rate["Name"]} if rate is not None else {}
    return {**line, **tax, "TrackingCategories": tracked}


def one(call: Call) -> Reply:
    """A journal by its id or its number."""
    token = call.path.get("JournalID") or call.path["JournalNumber"]
    return wire.envelope(call, "Journals", [_shown(_find(token, call.books), call.books)])


def _find(token: str, books: Books) -> Record:
    for journal in books.journals.journals:
        if token.lower() in (journal["JournalID"], str(journal["JournalNumber"])):
            return journal
    raise NotThere(token)


ROUTES = (
    route("getJournals", "GET", "/Journals", SCOPES, listed),
    route("getJournal", "GET", "/Journals/{JournalID}", SCOPES, one),
    route("getJournalByNumber", "GET", "/Journals/{JournalNumber}", SCOPES, one),
)
