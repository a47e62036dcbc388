"""Quotes: what a customer is offered.

Xero's list of quotes takes no conditions, only filters of its own, one value each.
"""

from __future__ import annotations

from tallyloom.apps.xero import documents
from tallyloom.apps.xero.cautions import checks
from tallyloom.apps.xero.fields import (
    AMOUNTS,
    BRANDING,
    CONTACT_ID,
    CURRENCY,
    DATE,
    LINES,
    NUMBER,
    ON_DOCUMENT,
    ORDER,
    RATE,
    REFERENCE,
    changed,
    kept,
)
from tallyloom.apps.xero.scopes import INVOICES, INVOICES_READ
from tallyloom.apps.xero.shape import Paging, Query, Resource, asked
from tallyloom.kit import Choice, Date, Field, Inputs, Output, Reference, Text

QUOTE_ID = Reference(
    name="QuoteID",
    label="Quote",
    search="search_quotes",
    required=True,
    help="Xero's id of the quote.",
)
QUOTE_NUMBER = NUMBER(name="QuoteNumber", label="Quote number")
STATUS = Choice(
    name="Status",
    label="Status",
    options={
        "DRAFT": "Draft",
        "SENT": "Sent",
        "DECLINED": "Declined",
        "ACCEPTED": "Accepted",
        "INVOICED": "Invoiced",
        "DELETED": "Deleted",
    },
)
DETAILS: tuple[Field, ...] = (
    *ON_DOCUMENT,
    QUOTE_NUMBER(
        help="Unique: what keeps one from being made twice. If left out, Xero gives the next"
        " number.",
    ),
    DATE,
    Date(name="ExpiryDate", label="Expiry date"),
    AMOUNTS(options={name.upper(): label for name, label in AMOUNTS.options.items()}),
    REFERENCE,
    Text(name="Title", label="Title", max_length=100),
    Text(name="Summary", label="Summary", max_length=3000, multiline=True),
    Text(name="Terms", label="Terms", max_length=4000, multiline=True),
    CURRENCY,
    RATE,
    BRANDING,
)

_document = documents.Document("Quote", "QuoteNumber", places=(2, 4))

quotes = Resource(
    plural="Quotes",
    one="quote",
    id="QuoteID",
    number="QuoteNumber",
    numbers="QuoteNumber",
    filters=False,
    paging=Paging.FIXED,
    group="Quotes",
    reads=INVOICES_READ,
    writes=INVOICES,
    outputs=documents.outputs(
        STATUS,
        LINES,
        *DETAILS,
        own=(
            Output("QuoteID", "text", "Quote"),
            Output("QuoteNumber", "text", "Quote number"),
            Output("TotalDiscount", "money", "Total discount"),
        ),
    ),
    sample={
        "QuoteID": "3f2d9a5c-8b41-4c7e-9a57-1d1f5b0a2c63",
        "QuoteNumber": "QU-0008",
        "Status": "SENT",
        "Contact": {"ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51", "Name": "ABC Furniture"},
        "Date": "2010-12-01",
        "ExpiryDate": "2010-12-31",
        "LineAmountTypes": "EXCLUSIVE",
        "CurrencyCode": "GBP",
        "Title": "Lanterns for the yard",
        "LineItems": [{"Description": "Lantern", "Quantity": 6, "AccountCode": "200"}],
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)

FILTERS: tuple[Field, ...] = (
    STATUS,
    CONTACT_ID(required=False),
    Date(name="DateFrom", label="Dated from"),
    Date(name="DateTo", label="Dated until"),
    Date(name="ExpiryDateFrom", label="Expiry date from", advanced=True),
    Date(name="ExpiryDateTo", label="Expiry date until", advanced=True),
)
_CHECKS = checks(side=lambda _body: "sale")
_NEW = (*DETAILS[:7], LINES(required=True), STATUS(help="If left out, a draft."), *DETAILS[7:])


def _query(given: Inputs) -> Query:
    return dict(asked(given, "order", "QuoteNumber", *(field.name for field in FILTERS)))


watch_quotes = quotes.watch(
    "Watch Quotes",
    "Gives each quote that is new or was changed.",
    *FILTERS,
    query=_query,
    chosen="search_quotes",
)

create_quote = quotes.create(
    "Create a Quote",
    "Creates a quote for a customer.",
    *_NEW,
    key=_document.keyed(quotes),
    trace=_document.trace,
    checks=_CHECKS,
)

update_quote = quotes.update(
    "Update a Quote",
    "Changes the given values of a quote, such as its status, and leaves the others.",
    *(QUOTE_ID, STATUS, changed(LINES), *kept(DETAILS)),
    checks=checks(new=False, side=lambda _body: "sale"),
    help="Xero's own example names contact and date with every change: give both.",
)

get_quote = quotes.get(
    "Get a Quote",
    "Reads one quote by Xero's id or by its number.",
    *(QUOTE_ID(required=False), QUOTE_NUMBER(help="Instead of the id.")),
)

search_quotes = quotes.search(
    "Search for Quotes",
    "Finds quotes by number, status, contact or date.",
    *(QUOTE_NUMBER, *FILTERS, ORDER),
    query=_query,
)
