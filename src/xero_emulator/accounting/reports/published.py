"""The list of published reports, and one of them by its id.

How it was checked: from Xero's OpenAPI 16.1.0 and Xero's descriptions: both lead to the published
tax returns of Australian and New Zealand organisations and nothing else. Unverified: that other
countries have an empty list and 404 for any id.
"""

from __future__ import annotations

from xero_emulator import wire
from xero_emulator.accounting.reports import bank_statement, tax_returns
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import NotThere
from xero_emulator.resource import route

SCOPES = ("accounting.reports.read", "accounting.reports.taxreports.read")


def listed(call: Call) -> Reply:
    books, now = call.books, call.now
    found = [
        tax_returns.told(books, key, period, now)
        for key, period in tax_returns.published(books, now)
    ]
    return wire.envelope(call, "Reports", found)


def one(call: Call) -> Reply:
    books, wanted = call.books, call.path["ReportID"].lower()
    if books.switches.legacy_bank_statement and wanted == bank_statement.KIND.lower():
        return bank_statement.answer(call)
    for key, period in tax_returns.published(books, call.now):
        if key == wanted:
            found = tax_returns.told_whole(books, key, period, call.now)
            return wire.envelope(call, "Reports", [found])
    raise NotThere(wanted)


ROUTES = (
    route("getReportsList", "GET", "/Reports", SCOPES, listed),
    route("getReportFromId", "GET", "/Reports/{ReportID}", SCOPES, one),
)
