"""Sales (ACCRECCREDIT) and purchase (ACCPAYCREDIT) credit notes.

How it was checked: fields from Xero's OpenAPI 16.1.0, with SentToContact writable as 19.0.0 has it;
states and the remaining credit from the reference's sections 5.3 and 5.4. Unverified: the text for
a number that is taken, that edges equal those of invoices, and that nothing but the sent mark is
editable once credit has been used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import attachments, history
from xero_emulator.accounting.documents import COMMON, Documents, Side, closed
from xero_emulator.calls import Call, Reply
from xero_emulator.fields import Fields, choice, guid, names, text
from xero_emulator.money import ZERO
from xero_emulator.resource import States, fetching, listing, reads, route, writes, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "DRAFT SUBMITTED AUTHORISED",
    DRAFT="DRAFT SUBMITTED AUTHORISED DELETED",
    SUBMITTED="SUBMITTED DRAFT AUTHORISED DELETED",
    AUTHORISED="AUTHORISED VOIDED",  # and PAID, when no credit remains
)

SCOPES = ("accounting.transactions", "accounting.invoices")
NUMBER_TAKEN = "Credit Note # must be unique."  # unverified text
UNKNOWN = "An existing Credit Note with the specified CreditNoteID could not be found"


class CreditNotes(Documents):
    plural = "CreditNotes"
    key = "CreditNoteID"
    webhook_category = "CREDITNOTE"
    noun = "Credit note"
    states = STATES
    number = "CreditNoteNumber"
    prefix = "CN-"
    number_taken = NUMBER_TAKEN
    unknown = UNKNOWN
    forgiven = dict.fromkeys(("ACCRECCREDIT", "ACCPAYCREDIT"), frozenset({"SentToContact"}))
    sides = {
        "ACCRECCREDIT": Side("DEBTORS", -1, numbered=True),
        "ACCPAYCREDIT": Side("CREDITORS", 1),
    }
    takes = names("page If-Modified-Since")
    optimised = frozenset(
        names("creditnoteid creditnotenumber reference type status date contact.contactid")
    )
    optimised_orders = frozenset({"date"})
    columns = Columns(
        text="Type CreditNoteNumber Reference Status CurrencyCode LineAmountTypes Contact.Name "
        "Contact.ContactNumber Contact.EmailAddress",
        guid="CreditNoteID BrandingThemeID Contact.ContactID",
        number="RemainingCredit SubTotal TotalTax Total CurrencyRate",
        flag="SentToContact HasAttachments HasErrors",
        day="Date DueDate UpdatedDateUTC FullyPaidOnDate",
    )
    carried = names(
        "Type CreditNoteNumber Reference BrandingThemeID Date DueDate LineAmountTypes "
        "CurrencyCode Status SentToContact"
    )
    fields = Fields(
        **COMMON,
        CreditNoteID=guid,
        CreditNoteNumber=text,
        Type=choice("CreditNoteType", *sides),
    )

    def blank(self) -> Record:
        return {
            "CreditNoteNumber": "",
            "Reference": "",
            "Payments": [],
            "Allocations": [],
            "SentToContact": False,
            "HasErrors": False,
            "HasAttachments": False,
            "LineAmountTypes": "Exclusive",
            "LineItems": [],
        }

    def applied(self, record: Record) -> bool:
        return bool(record["Payments"] or record["Allocations"])

    def balanced(self, record: Record) -> Record:
        refunds = list(self.books.payments.against(record["CreditNoteID"]))
        allocated = list(self.books.allocations.out_of(record["CreditNoteID"]))
        used = sum((entry["Amount"] for entry in (*refunds, *allocated)), ZERO)
        balance = {
            "ID": record["CreditNoteID"],
            "Payments": [self.books.payments.stub(payment) for payment in refunds],
            "Allocations": [self.books.allocations.stub(one) for one in allocated],
            "RemainingCredit": record["Total"] - used,
        }
        return closed({**record, **balance}, record["Total"] - used, [*refunds, *allocated])

    def stub(self, allocation: Record) -> Record:
        """A credit note as it stands on the invoice that it was allocated to."""
        note = self.records[allocation["CreditNote"]["CreditNoteID"]]
        return {
            "CreditNoteID": note["CreditNoteID"],
            "CreditNoteNumber": note["CreditNoteNumber"],
            "ID": note["CreditNoteID"],
            "HasErrors": False,
            "AppliedAmount": allocation["Amount"],
            "DateString": wire.day_text(wire.date_of(allocation["Date"])),
            "Date": allocation["Date"],
            "LineItems": [],
            "Total": note["Total"],
        }

    def brief(self, record: Record) -> Record:
        """A credit note as it stands on the payment that refunds it."""
        hidden = ("LineItems", "Payments", "Allocations")
        brief = {name: value for name, value in record.items() if name not in hidden}
        brief["Contact"] = self.books.contacts.card(record["Contact"]["ContactID"])
        return brief


def credit_notes(books: Books) -> CreditNotes:
    return books.credit_notes


def as_pdf(call: Call) -> Reply:
    from xero_emulator.accounting import pdf

    record = call.books.credit_notes.get(call.path["CreditNoteID"])
    return pdf.reply(record, "CreditNoteNumber", "Credit Note", call)


_fetch = fetching(credit_notes, "CreditNoteID")


def fetch(call: Call) -> Reply:
    wants_pdf = "application/pdf" in call.headers.get("accept", "").lower()
    return as_pdf(call) if wants_pdf else _fetch(call)


_AT = "/CreditNotes/{CreditNoteID}"

ROUTES = (
    route("getCreditNotes", "GET", "/CreditNotes", reads(*SCOPES), listing(credit_notes)),
    route(
        "createCreditNotes",
        "PUT",
        "/CreditNotes",
        writes(*SCOPES),
        writing(credit_notes, create=True),
    ),
    route(
        "updateOrCreateCreditNotes", "POST", "/CreditNotes", writes(*SCOPES), writing(credit_notes)
    ),
    route("getCreditNote", "GET", _AT, reads(*SCOPES), fetch),
    route("updateCreditNote", "POST", _AT, writes(*SCOPES), writing(credit_notes, "CreditNoteID")),
    route("getCreditNoteAsPdf", "GET", f"{_AT}/pdf", reads(*SCOPES), as_pdf),
    *history.routes(_AT, "CreditNote", credit_notes, reads(*SCOPES), writes(*SCOPES)),
    *attachments.routes(_AT, "CreditNote", credit_notes),
)
