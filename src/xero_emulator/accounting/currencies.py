"""The currencies an organisation is subscribed to, and a rate for each day.

How it was checked: fields and paths from Xero's OpenAPI 16.1.0; it lists a creation but its example
is doubtful, so that PUT subscribes is unverified. The day rates are invented and never change: Xero
takes XE.com's.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, text
from xero_emulator.money import RATE_PLACES, half_up
from xero_emulator.resource import Resource, listing, reads, route, writes, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.settings",)
NAMES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "EUR": "Euro",
    "GBP": "British Pound",
    "JPY": "Japanese Yen",
    "NZD": "New Zealand Dollar",
    "SGD": "Singapore Dollar",
    "USD": "United States Dollar",
    "ZAR": "South African Rand",
}
PER_US_DOLLAR = {
    "AUD": Decimal("1.5"),
    "CAD": Decimal("1.4"),
    "EUR": Decimal("0.9"),
    "GBP": Decimal("0.8"),
    "JPY": Decimal("150"),
    "NZD": Decimal("1.7"),
    "SGD": Decimal("1.3"),
    "USD": Decimal("1"),
    "ZAR": Decimal("18"),
}


class Currencies(Resource):
    plural = "Currencies"
    key = "Code"
    error_flag = ""
    guids = False
    columns = Columns(text="Code Description")
    fields = Fields(Code=text, Description=text)

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        code = sent.get("Code", "").upper()
        if code not in NAMES:
            raise Invalid(f"'{code}' is not a currency that this emulator knows.")
        return self.keep({"Code": code, "Description": sent.get("Description") or NAMES[code]})

    def changed(self, record: Record) -> str:
        return ""

    def rate(self, code: str) -> Decimal:
        """Units of this currency for one of the organisation's own."""
        return half_up(PER_US_DOLLAR[code] / PER_US_DOLLAR[self.books.base_currency], RATE_PLACES)


def currencies(books: Books) -> Currencies:
    return books.currencies


ROUTES = (
    route("getCurrencies", "GET", "/Currencies", reads(*SCOPES), listing(currencies)),
    route(
        "createCurrency", "PUT", "/Currencies", writes(*SCOPES), writing(currencies, create=True)
    ),
)
