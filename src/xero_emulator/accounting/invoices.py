"""Sales invoices (ACCREC) and bills (ACCPAY).

How it was checked: fields from Xero's OpenAPI 16.1.0; status edges and what stays editable on a
paid bill from the reference's section 5.3 (AUTHORISED to DELETED refused and the state after a void
recorded), numbers and unpaged lists from 5.2 and 5.4; that a new sales invoice takes the default
branding theme from a recorded answer. Unverified: the texts marked so below; that a
DELETED or VOIDED invoice frees its number; what stays editable on a paid sales invoice (here: due
date and the sent mark), and that a credited bill keeps its contact; what a summary leaves out; that
an ACCPAY has no PDF, web page or e-mail; that a payment date of the other type is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from xero_emulator import wire
from xero_emulator.accounting import attachments, emails, history, lines, rounding
from xero_emulator.accounting.documents import COMMON, Documents, Side, closed
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import NotThere
from xero_emulator.fields import Fields, choice, day, guid, names, text
from xero_emulator.money import ZERO
from xero_emulator.resource import (
    Asked,
    States,
    Test,
    fetching,
    listing,
    reads,
    route,
    said_yes,
    words,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "DRAFT SUBMITTED AUTHORISED",
    DRAFT="DRAFT SUBMITTED AUTHORISED DELETED",
    SUBMITTED="SUBMITTED DRAFT AUTHORISED DELETED",
    AUTHORISED="AUTHORISED VOIDED",  # and PAID, which only payments and credits bring about
)

SCOPES = ("accounting.transactions", "accounting.invoices")

NUMBER_TAKEN = "Invoice # must be unique."
UNKNOWN = "An existing Invoice with the specified InvoiceID could not be found"  # unverified text
NO_DUE_DATE = "The Due Date must be specified for approved invoices."  # unverified text

FORGIVEN = {
    "ACCREC": frozenset({"DueDate", "DueDateString", "SentToContact"}),
    "ACCPAY": frozenset(
        names(
            "Reference DueDate DueDateString InvoiceNumber BrandingThemeID Contact Url "
            "LineItems PlannedPaymentDate SentToContact"
        )
    ),
}
DATES = {"ACCREC": "ExpectedPaymentDate", "ACCPAY": "PlannedPaymentDate"}
HEAVY = frozenset(names("LineItems Payments CreditNotes Prepayments Overpayments LineAmountTypes"))


class Invoices(Documents):
    """Every invoice and bill. `outbox` holds the e-mails that would have gone out, oldest first:
    {"InvoiceID", "To": an address, "Day": ISO, the organisation's own}."""

    plural = "Invoices"
    key = "InvoiceID"
    left = "AmountDue"
    webhook_category = "INVOICE"
    noun = "Invoice"
    states = STATES
    number = "InvoiceNumber"
    prefix = "INV-"
    number_taken = NUMBER_TAKEN
    unknown = UNKNOWN
    forgiven = FORGIVEN
    sides = {
        "ACCREC": Side("DEBTORS", 1, "IsCustomer", discounts=True, numbered=True),
        "ACCPAY": Side("CREDITORS", -1, "IsSupplier"),
    }
    takes = names(
        "page IDs InvoiceNumbers ContactIDs Statuses includeArchived createdByMyApp summaryOnly "
        "searchTerm If-Modified-Since"
    )
    searched = ("InvoiceNumber", "Reference", "Contact.Name")
    optimised = frozenset(
        names(
            "status contact.contactid contact.name contact.contactnumber reference invoicenumber "
            "invoiceid type amountpaid date duedate amountdue"
        )
    )
    optimised_orders = frozenset({"invoicenumber", "date", "duedate"})
    columns = Columns(
        text="Type InvoiceNumber Reference Status CurrencyCode LineAmountTypes Url Contact.Name "
        "Contact.ContactNumber Contact.EmailAddress",
        guid="InvoiceID BrandingThemeID Contact.ContactID",
        number="AmountDue AmountPaid AmountCredited SubTotal TotalTax Total TotalDiscount "
        "CurrencyRate",
        flag="SentToContact HasAttachments HasErrors IsDiscounted",
        day="Date DueDate UpdatedDateUTC FullyPaidOnDate ExpectedPaymentDate PlannedPaymentDate",
    )
    carried = names(
        "Type InvoiceNumber Reference BrandingThemeID Url Date DueDate LineAmountTypes "
        "CurrencyCode Status SentToContact ExpectedPaymentDate PlannedPaymentDate"
    )
    fields = Fields(
        **COMMON,
        InvoiceID=guid,
        Type=choice("InvoiceType", *sides),
        InvoiceNumber=text,
        Url=text,
        ExpectedPaymentDate=day,
        PlannedPaymentDate=day,
        **rounding.READERS,
    )

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self.outbox: list[Record] = []

    def dump(self) -> Record:
        return {**super().dump(), "outbox": self.outbox}

    def load(self, dumped: Mapping[str, Any]) -> None:
        super().load(dumped)
        self.outbox = list(dumped["outbox"])

    def blank(self) -> Record:
        return {
            "InvoiceNumber": "",
            "Reference": "",
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "SentToContact": False,
            "HasErrors": False,
            "HasAttachments": False,
            "LineAmountTypes": "Exclusive",
            "LineItems": [],
        }

    def _typed(self, record: Record, old: Record | None) -> None:
        super()._typed(record, old)
        for kind, name in DATES.items():
            if kind != record["Type"]:
                record.pop(name, None)
        if old is None and record["Type"] == "ACCREC":
            for name, theme in self.books.branding_themes.on_document().items():
                record.setdefault(name, theme)

    def rounded(self, record: Record, old: Record | None, sent: Record) -> Iterable[str]:
        return rounding.apply(record, old, sent if self.books.switches.rounding else {})

    def free(self, record: Record) -> frozenset[str]:
        """Credit binds a bill to its contact; payments do not."""
        free = super().free(record)
        return free - {"Contact"} if record["AmountCredited"] else free

    def unready(self, record: Record) -> Iterable[str]:
        if "DueDate" not in record:
            yield NO_DUE_DATE

    def applied(self, record: Record) -> bool:
        return bool(record["AmountPaid"] or record["AmountCredited"])

    def balanced(self, record: Record) -> Record:
        paid = list(self.books.payments.against(record["InvoiceID"]))
        credited = list(self.books.allocations.onto(record["InvoiceID"]))
        amount_paid = sum((payment["Amount"] for payment in paid), ZERO)
        amount_credited = sum((allocation["Amount"] for allocation in credited), ZERO)
        due = record["Total"] - amount_paid - amount_credited
        discount = lines.discount(record["LineItems"])
        balance = {
            "Payments": [self.books.payments.stub(payment) for payment in paid],
            **self.books.allocations.on_invoice(credited),
            "AmountPaid": amount_paid,
            "AmountCredited": amount_credited,
            "AmountDue": due,
            "IsDiscounted": bool(discount),
            "TotalDiscount": discount,
        }
        return closed({**record, **balance}, due, [*paid, *credited])

    def brief(self, record: Record) -> Record:
        """An invoice as it stands on a payment: without its lines and payments."""
        hidden = HEAVY | {"TotalDiscount", *rounding.FIELDS}
        stub = {name: value for name, value in record.items() if name not in hidden}
        stub["Contact"] = self.books.contacts.card(record["Contact"]["ContactID"])
        return stub

    def backorders(self, call: Call) -> bool:
        return said_yes(call, "allowBackorders")

    def hidden(self, call: Call) -> Test | None:
        numbers = {word.lower() for word in words(self.asked(call, "InvoiceNumbers"))}
        contacts = {word.lower() for word in words(self.asked(call, "ContactIDs"))}
        statuses = {word.upper() for word in words(self.asked(call, "Statuses"))}
        if not (numbers or contacts or statuses):
            return None
        return lambda record: (
            (bool(numbers) and record["InvoiceNumber"].lower() not in numbers)
            or (bool(contacts) and record["Contact"]["ContactID"] not in contacts)
            or (bool(statuses) and record["Status"] not in statuses)
        )

    def listed(self, record: Record, asked: Asked) -> Record:
        shown = super().listed(rounding.unrounded(record), asked)
        if asked.summary:
            return {name: value for name, value in shown.items() if name not in HEAVY}
        return shown

    def fetched(self, record: Record, asked: Asked) -> Record:
        may = self.books.switches.rounding
        return super().fetched(rounding.shown(record) if may else rounding.hidden(record), asked)

    def mark_sent(self, record: Record, call: Call) -> None:
        """Notes that the contact has it; no change of a document with payments (section 5.3)."""
        sent = {**record, "SentToContact": True}
        self.keep(sent if self.applied(record) else self.stamped(sent, call))


def invoices(books: Books) -> Invoices:
    return books.invoices


def _sales(call: Call) -> Record:
    """The sales invoice in the path; bills have no paper, web page or e-mail."""
    record = call.books.invoices.get(call.path["InvoiceID"])
    if record["Type"] != "ACCREC":
        raise NotThere(record["InvoiceID"])
    return record


def as_pdf(call: Call) -> Reply:
    from xero_emulator.accounting import pdf

    return pdf.reply(_sales(call), "InvoiceNumber", "Invoice", call)


_fetch = fetching(invoices, "InvoiceID")


def fetch(call: Call) -> Reply:
    wants_pdf = "application/pdf" in call.headers.get("accept", "").lower()
    return as_pdf(call) if wants_pdf else _fetch(call)


def online(call: Call) -> Reply:
    record = _sales(call)
    if record["Status"] not in emails.SENDABLE:
        raise NotThere(record["InvoiceID"])
    token = sha256(record["InvoiceID"].encode()).hexdigest()[:40]
    return wire.envelope(
        call, "OnlineInvoices", [{"OnlineInvoiceUrl": f"https://in.xero.com/{token}"}]
    )


_AT = "/Invoices/{InvoiceID}"

ROUTES = (
    route("getInvoices", "GET", "/Invoices", reads(*SCOPES), listing(invoices)),
    route("createInvoices", "PUT", "/Invoices", writes(*SCOPES), writing(invoices, create=True)),
    route("updateOrCreateInvoices", "POST", "/Invoices", writes(*SCOPES), writing(invoices)),
    route("getInvoice", "GET", _AT, reads(*SCOPES), fetch),
    route("updateInvoice", "POST", _AT, writes(*SCOPES), writing(invoices, "InvoiceID")),
    route("getInvoiceAsPdf", "GET", f"{_AT}/pdf", reads(*SCOPES), as_pdf),
    route("getOnlineInvoice", "GET", f"{_AT}/OnlineInvoice", reads(*SCOPES), online),
    route("emailInvoice", "POST", f"{_AT}/Email", writes(*SCOPES), emails.email),
    *history.routes(_AT, "Invoice", invoices, reads(*SCOPES), writes(*SCOPES)),
    *attachments.routes(_AT, "Invoice", invoices),
)
