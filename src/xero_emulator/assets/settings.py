"""What the organisation has decided about fixed assets.

How it was checked: fields and the sequence of numbers from Xero's OpenAPI 16.1.0. Unverified: that
a new organisation's assets start with its current financial year, and that the accounts for gains
and losses are left out until somebody chooses them (as in the example).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from xero_emulator import wire
from xero_emulator.assets.answers import route
from xero_emulator.calls import Call, Reply
from xero_emulator.wire import Record

PREFIX = "FA-"


def number_at(sequence: int) -> str:
    return f"{sequence:04}"


def year_start(organisation: Record, today: date) -> date:
    """The first day of the financial year that `today` is in."""
    month, last = organisation["FinancialYearEndMonth"], organisation["FinancialYearEndDay"]
    end = _end(today.year, month, last)
    if today <= end:
        end = _end(today.year - 1, month, last)
    return end + timedelta(days=1)


def _end(year: int, month: int, last: int) -> date:
    return date(year, month, min(last, monthrange(year, month)[1]))


def fetch(call: Call) -> Reply:
    books = call.books
    start = year_start(books.organisation, books.today(call.now))
    return wire.reply(
        {
            "assetNumberPrefix": PREFIX,
            "assetNumberSequence": number_at(books.assets.next_number()),
            "assetStartDate": wire.day_text(start),
            "optInForTax": False,
        }
    )


ROUTES = (route("getAssetSettings", "GET", "/Settings", fetch),)
