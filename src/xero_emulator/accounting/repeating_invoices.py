"""Repeating invoices: templates, and the invoices and bills that are written from them.

How it was checked: fields, paths, and that a template can be created or deleted and no more, from
Xero's OpenAPI 16.1.0 and its examples. Unverified: the texts marked so below; that a deleted
template stays listed; and all of the writing: on its scheduled day, in the organisation's time
zone, by the first call that comes then or later, in the template's status, for every day that has
passed; a day whose invoice is refused (a contact that was archived, a locked period) is passed over
and told in the history. Words such as [Month] in texts are not filled in; nothing is e-mailed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xero_emulator import wire
from xero_emulator.accounting import attachments, contacts, history, lines, schedules
from xero_emulator.accounting.documents import LINE_AMOUNT_TYPES
from xero_emulator.accounting.orders import Orders
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, flag, guid, many, names, one, text
from xero_emulator.resource import (
    Asked,
    States,
    fetching,
    listing,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States("DRAFT AUTHORISED", DRAFT="DELETED", AUTHORISED="DELETED")

SCOPES = ("accounting.transactions", "accounting.invoices")
UNKNOWN = (  # unverified text
    "An existing Repeating Invoice with the specified RepeatingInvoiceID could not be found"
)
ONLY_DELETED = "A repeating invoice cannot be edited, only deleted."  # unverified text
NO_TYPE = "The repeating invoice type must be specified."  # unverified text
NO_SCHEDULE = "The Schedule must be specified."  # unverified text
FLAGS = ("ApprovedForSending", "SendCopy", "MarkAsSent", "IncludePDF")
NOT_SHOWN = ("CurrencyRate", "HasAttachments")
ON_INVOICES = names("Type Reference LineAmountTypes BrandingThemeID CurrencyCode Status")
NO_DAY = wire.millis(schedules.NEVER)


class RepeatingInvoices(Orders):
    plural = "RepeatingInvoices"
    key = "RepeatingInvoiceID"
    noun = "repeating invoice"
    states = STATES
    unknown = UNKNOWN
    error_flag = ""
    days = ()
    columns = Columns(
        text="Type Reference Status CurrencyCode LineAmountTypes Schedule.Unit "
        "Schedule.DueDateType Contact.Name",
        guid="RepeatingInvoiceID ID BrandingThemeID Contact.ContactID",
        number="SubTotal TotalTax Total Schedule.Period Schedule.DueDate",
        flag="HasAttachments ApprovedForSending SendCopy MarkAsSent IncludePDF",
        day="Schedule.StartDate Schedule.NextScheduledDate Schedule.EndDate",
    )
    carried = names(
        "Type Schedule LineAmountTypes Reference BrandingThemeID CurrencyCode Status "
        "ApprovedForSending SendCopy MarkAsSent IncludePDF"
    )
    fields = Fields(
        RepeatingInvoiceID=guid,
        Type=choice("InvoiceType", "ACCPAY", "ACCREC"),
        Contact=one(contacts.FIELDS),
        Schedule=schedules.FIELD,
        LineItems=many(lines.FIELDS),
        LineAmountTypes=choice("LineAmountType", *LINE_AMOUNT_TYPES),
        Reference=text,
        BrandingThemeID=guid,
        CurrencyCode=text,
        Status=choice("RepeatingInvoiceStatus", "DRAFT", "AUTHORISED", "DELETED"),
        **dict.fromkeys(FLAGS, flag),
    )

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self._soonest: int | None = NO_DAY

    def begun(self, old: Record | None) -> Record:
        return {"LineAmountTypes": "Exclusive", "LineItems": [], **dict.fromkeys(FLAGS, False)}

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.meant(sent)
        if old is None:
            return super().save(sent, call, create=create)
        if not STATES.allows(old["Status"], sent.get("Status", "")):
            raise Invalid(ONLY_DELETED)
        return self.kept({**old, "Status": "DELETED"}, old, call)

    def drawn(self, old: Record | None, sent: Record, call: Call) -> Record:
        record = super().drawn(old, sent, call)
        today = self.books.today(call.now)
        schedule = schedules.begun(record["Schedule"], today)
        return {**record, "ID": record[self.key], "Schedule": schedule}

    def rules(self, record: Record, line_amount_types: str) -> lines.Rules:
        bill = record.get("Type") == "ACCPAY"
        return lines.Rules(line_amount_types, unitdp=2, discounts=not bill, purchases=bill)

    def incomplete(self, record: Record) -> Iterable[str]:
        yield from super().incomplete(record)
        if "Type" not in record:
            yield NO_TYPE
        if "Schedule" not in record:
            yield NO_SCHEDULE
        yield from schedules.wrong(record["Schedule"]) if "Schedule" in record else ()
        if record["Status"] == "AUTHORISED":
            yield from lines.unready(record["LineItems"], self.books)

    def stamped(self, record: Record, call: Call) -> Record:
        return record

    def changed(self, record: Record) -> str:
        return ""

    def _put(self, key: str, old: Record | None, new: Record | None) -> None:
        super()._put(key, old, new)
        if old is not None and _next(old) == self._soonest:
            self._soonest = None
        if new is not None and self._soonest is not None:
            self._soonest = min(self._soonest, _next(new))

    def fall_due(self, call: Call) -> None:
        """Writes the invoices whose day has come; quick when there are none."""
        if not self.records:
            return
        today = wire.millis(wire.day(self.books.today(call.now)))
        while self._first() <= today:
            for record in [each for each in self.records.values() if _next(each) <= today]:
                with self.books.whole():
                    self._write(record, call)

    def _first(self) -> int:
        if self._soonest is None:
            self._soonest = min((_next(each) for each in self.records.values()), default=NO_DAY)
        return self._soonest

    def _write(self, record: Record, call: Call) -> None:
        """One invoice on its day; the template then waits for the next."""
        self.keep({**record, "Schedule": schedules.advanced(record["Schedule"])})
        try:
            with self.books.whole():
                made = self._invoice(record, call)
            told = ("Invoice created", made["InvoiceID"])
        except Invalid as refusal:
            told = ("Invoice not created", " ".join(refusal.messages))
        self.books.history.add(record[self.key], *told, call.now)

    def _invoice(self, record: Record, call: Call) -> Record:
        day = wire.date_of(record["Schedule"]["NextScheduledDate"])
        sent = {name: record[name] for name in ON_INVOICES if name in record} | {
            "Contact": record["Contact"],
            "Date": wire.day(day),
            "DueDate": wire.day(schedules.due(record["Schedule"], day)),
            "LineItems": [_again(line) for line in record["LineItems"]],
            "SentToContact": record["MarkAsSent"],
        }
        maker = self.makers.get(record[self.key], call.client_id)
        invoices = self.books.invoices
        made = invoices.save(sent, replace(call, client_id=maker), create=True)
        return invoices.keep({**made, "RepeatingInvoiceID": record[self.key]})

    def listed(self, record: Record, asked: Asked) -> Record:
        contact = self.books.contacts.card(record["Contact"]["ContactID"])
        shown = {name: value for name, value in record.items() if name not in NOT_SHOWN}
        has_files = record.get("HasAttachments", False)
        return {**shown, "Contact": contact, "HasAttachments": has_files}

    def fetched(self, record: Record, asked: Asked) -> Record:
        return {**self.listed(record, asked), **self.with_files(record)}

    def load(self, dumped: Mapping[str, Any]) -> None:
        super().load(dumped)
        self._soonest = None


def _next(record: Record) -> int:
    """The day of a template's next invoice, in milliseconds."""
    if record["Status"] == "DELETED":
        return NO_DAY
    return wire.millis(record["Schedule"].get("NextScheduledDate", schedules.NEVER))


def _again(line: Record) -> Record:
    return {name: value for name, value in line.items() if name not in ("LineItemID", "AccountID")}


def repeating_invoices(books: Books) -> RepeatingInvoices:
    return books.repeating_invoices


_AT = "/RepeatingInvoices/{RepeatingInvoiceID}"

ROUTES = (
    route(
        "getRepeatingInvoices",
        "GET",
        "/RepeatingInvoices",
        reads(*SCOPES),
        listing(repeating_invoices),
    ),
    route(
        "createRepeatingInvoices",
        "PUT",
        "/RepeatingInvoices",
        writes(*SCOPES),
        writing(repeating_invoices, create=True),
    ),
    route(
        "updateOrCreateRepeatingInvoices",
        "POST",
        "/RepeatingInvoices",
        writes(*SCOPES),
        writing(repeating_invoices),
    ),
    route(
        "getRepeatingInvoice",
        "GET",
        _AT,
        reads(*SCOPES),
        fetching(repeating_invoices, "RepeatingInvoiceID"),
    ),
    route(
        "updateRepeatingInvoice",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(repeating_invoices, "RepeatingInvoiceID"),
    ),
    *history.routes(_AT, "RepeatingInvoice", repeating_invoices, reads(*SCOPES), writes(*SCOPES)),
    *attachments.routes(_AT, "RepeatingInvoice", repeating_invoices),
)
