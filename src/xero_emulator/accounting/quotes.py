"""Quotes: what a customer is offered.

How it was checked: fields and parameters from Xero's OpenAPI 16.1.0. From recorded answers: dates
without an offset, SummarizeErrors before everything else and no pagination block, LineAmountTypes
in capitals, the default branding theme, a line without a TaxType that is not taxed, that an update
which does not name them clears Terms and gives another number, and DRAFT to SENT to ACCEPTED to
DELETED. From third parties: that an update also clears title, summary, reference and expiry date
and falls back to tax-exclusive amounts, that DRAFT and ACCEPTED cannot be DECLINED, and the other
edges. Unverified: the texts marked so below; that a deleted quote gives its number back; that
contact, date, status, currency and line items survive an update which does not name them; that a
list is always paged and shows line items; two decimals of a unit amount; a quote created as SENT.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import attachments, contacts, filters, history, lines
from xero_emulator.accounting.orders import Orders, paging
from xero_emulator.calls import Call, Reply
from xero_emulator.fields import Fields, choice, day, guid, many, names, one, text
from xero_emulator.fields import number as amount
from xero_emulator.money import ZERO
from xero_emulator.resource import (
    Asked,
    States,
    Test,
    fetching,
    reads,
    route,
    stands_alone,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "DRAFT SENT",
    DRAFT="DRAFT SENT DELETED",
    SENT="SENT ACCEPTED DECLINED DELETED",
    DECLINED="DECLINED SENT DELETED",
    ACCEPTED="ACCEPTED SENT INVOICED DELETED",
    INVOICED="INVOICED SENT DELETED",
)

SCOPES = ("accounting.transactions", "accounting.invoices")
STATUS = choice("QuoteStatus", "DRAFT", "SENT", "DECLINED", "ACCEPTED", "INVOICED", "DELETED")
SURVIVING = names("QuoteID Contact Date DateString CurrencyCode CurrencyRate LineItems Status")
NUMBER_TAKEN = "Quote number must be unique."  # unverified text
UNKNOWN = "An existing Quote with the specified QuoteID could not be found"  # unverified text


class Quotes(Orders):
    plural = "Quotes"
    key = "QuoteID"
    noun = "quote"
    states = STATES
    number = "QuoteNumber"
    prefix = "QU-"
    number_taken = NUMBER_TAKEN
    unknown = UNKNOWN
    error_flag = ""
    days = ("Date", "ExpiryDate")
    longest = {"Title": 100, "Summary": 3000, "Terms": 4000, "Reference": 4000}
    takes = names(
        "page If-Modified-Since DateFrom DateTo ExpiryDateFrom ExpiryDateTo ContactID Status "
        "QuoteNumber"
    )
    columns = Columns(
        text="QuoteNumber Reference Title Summary Terms Status CurrencyCode LineAmountTypes "
        "Contact.Name Contact.EmailAddress",
        guid="QuoteID BrandingThemeID Contact.ContactID",
        number="SubTotal TotalTax Total TotalDiscount CurrencyRate",
        day="Date ExpiryDate UpdatedDateUTC",
    )
    carried = names(
        "QuoteNumber Reference Terms Date ExpiryDate Status CurrencyCode Title Summary "
        "BrandingThemeID LineAmountTypes"
    )
    fields = Fields(
        QuoteID=guid,
        QuoteNumber=text,
        Reference=text,
        Terms=text,
        Contact=one(contacts.FIELDS),
        LineItems=many(lines.FIELDS),
        Date=day,
        ExpiryDate=day,
        Status=STATUS,
        CurrencyCode=text,
        CurrencyRate=amount,
        Title=text,
        Summary=text,
        BrandingThemeID=guid,
        LineAmountTypes=choice("QuoteLineAmountType", "EXCLUSIVE", "INCLUSIVE", "NOTAX"),
    )

    def begun(self, old: Record | None) -> Record:
        blank = {
            "Terms": "",
            "LineItems": [],
            **self.books.branding_themes.on_document(),
            "LineAmountTypes": "EXCLUSIVE",
        }
        survived = {name: old[name] for name in SURVIVING if name in old} if old is not None else {}
        return blank | survived

    def drawn(self, old: Record | None, sent: Record, call: Call) -> Record:
        today = {} if old is not None else {"Date": wire.day(self.books.today(call.now))}
        record = super().drawn(old, {**today, **sent}, call)
        return {**record, "TotalDiscount": lines.discount(record["LineItems"])}

    def rules(self, record: Record, line_amount_types: str) -> lines.Rules:
        return lines.Rules(line_amount_types, unitdp=2, discounts=True)

    def settled(self, line: Record, sent: Record, before: Record) -> Record:
        """Only a line that says how, or what item it is, is taxed."""
        kept = {name: value for name, value in line.items() if name != "AccountID"}
        if "TaxType" in sent or "TaxType" in before or "ItemCode" in kept:
            return kept
        kept.pop("TaxType", None)
        return {**kept, "TaxAmount": sent.get("TaxAmount", ZERO)}

    def form(self, day: str) -> str:
        return day.replace("+0000", "")

    def holds_number(self, record: Record) -> bool:
        return bool(record["Status"] != "DELETED")

    def hidden(self, call: Call) -> Test | None:
        return filters.failing(self._wanted(call))

    def _wanted(self, call: Call) -> Iterable[Test]:
        yield from filters.within(self, call, "Date")
        yield from filters.within(self, call, "ExpiryDate")
        yield from filters.equal(self, call, "Status", STATUS)
        yield from filters.equal(self, call, "QuoteNumber", text)
        if contact := self.asked(call, "ContactID"):
            wanted = guid(contact, "ContactID")
            yield lambda record: filters.contact_id(record) == wanted

    def envelope(self, call: Call, rows: list[Record], **between: Record) -> Reply:
        """As others', but it begins with what the request said of errors, and counts no pages."""
        flag = b'{"SummarizeErrors":false,' if stands_alone(call) else b'{"SummarizeErrors":true,'
        usual = wire.envelope(call, self.plural, rows)
        return replace(usual, body=flag + usual.body[1:], content_type="application/json")

    def shown(self, record: Record) -> Record:
        contact = self.books.contacts.records[record["Contact"]["ContactID"]]
        known = names("ContactID Name EmailAddress FirstName LastName")
        who = {name: contact[name] for name in known if name in contact}
        return {name: record[name] for name in record if name != "HasAttachments"} | {
            "Contact": who
        }

    def listed(self, record: Record, asked: Asked) -> Record:
        shown = self.shown(record)
        shown.pop("Terms")
        rows = [{"DiscountAmount": ZERO, **line} for line in record["LineItems"]]
        return {**shown, "LineItems": rows}

    def fetched(self, record: Record, asked: Asked) -> Record:
        shown = self.shown(record)
        if not shown["TotalDiscount"]:
            shown.pop("TotalDiscount")
        return {**shown, "LineItems": [{"ItemCode": "", **line} for line in record["LineItems"]]}


def quotes(books: Books) -> Quotes:
    return books.quotes


def as_pdf(call: Call) -> Reply:
    from xero_emulator.accounting import pdf

    return pdf.reply(quotes(call.books).get(call.path["QuoteID"]), "QuoteNumber", "Quote", call)


_fetch = fetching(quotes, "QuoteID")


def fetch(call: Call) -> Reply:
    wants_pdf = "application/pdf" in call.headers.get("accept", "").lower()
    return as_pdf(call) if wants_pdf else _fetch(call)


_AT = "/Quotes/{QuoteID}"

ROUTES = (
    route("getQuotes", "GET", "/Quotes", reads(*SCOPES), paging(quotes, "where", "pageSize")),
    route("createQuotes", "PUT", "/Quotes", writes(*SCOPES), writing(quotes, create=True)),
    route("updateOrCreateQuotes", "POST", "/Quotes", writes(*SCOPES), writing(quotes)),
    route("getQuote", "GET", _AT, reads(*SCOPES), fetch),
    route("updateQuote", "POST", _AT, writes(*SCOPES), writing(quotes, "QuoteID")),
    route("getQuoteAsPdf", "GET", f"{_AT}/pdf", reads(*SCOPES), as_pdf),
    *history.routes(_AT, "Quote", quotes, reads(*SCOPES), writes(*SCOPES)),
    *attachments.routes(_AT, "Quote", quotes),
)
