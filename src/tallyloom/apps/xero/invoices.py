"""Sales invoices (ACCREC) and bills (ACCPAY)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyloom.apps.xero import documents, wire
from tallyloom.apps.xero.fields import (
    ADDRESSES_OF_SALE,
    AMOUNTS,
    BRANDING,
    CURRENCY,
    DATE,
    DUE_DATE,
    IDS,
    INCLUDE_ARCHIVED,
    LINE_ID,
    LINES,
    NUMBER,
    ON_DOCUMENT,
    ORDER,
    RATE,
    REFERENCE,
    SEARCH_TERM,
    SENT,
    STATUS,
    SUMMARY_ONLY,
    WHERE,
)
from tallyloom.apps.xero.scopes import INVOICES, INVOICES_READ
from tallyloom.apps.xero.shape import BATCH, JSON, Query, Resource, asked
from tallyloom.apps.xero.where import OR, all_of, equals, on_or_after, on_or_before
from tallyloom.kit import (
    Again,
    BadInput,
    Boolean,
    Broken,
    Bundle,
    Choice,
    Date,
    Element,
    Field,
    Inputs,
    Money,
    NotThere,
    Output,
    Reference,
    Request,
    Steps,
    Text,
    Texts,
)

TYPE = Choice(
    name="Type",
    label="Type",
    options={"ACCREC": "Sales invoice", "ACCPAY": "Bill"},
)
INVOICE_ID = Reference(
    name="InvoiceID",
    label="Invoice",
    search="search_invoices",
    required=True,
    help="Xero's id of the invoice or bill.",
)
FILE_NAME = Text(name="file_name", label="File name", max_length=255)

DETAILS: tuple[Field, ...] = (
    *ON_DOCUMENT,
    NUMBER(
        label="Invoice number",
        help="Unique for sales invoices: what keeps one from being posted twice. Without, Xero"
        " counts on.",
    ),
    DATE,
    DUE_DATE,
    AMOUNTS,
    REFERENCE(help="Sales invoices only."),
    CURRENCY,
    RATE,
    BRANDING,
    Text(
        name="Url",
        label="Link to the source",
        max_length=2000,
        advanced=True,
        help="Shown in Xero as “Go to …”.",
    ),
    SENT,
    Date(
        name="ExpectedPaymentDate",
        label="Payment expected on",
        advanced=True,
        help="Sales invoices only.",
    ),
    Date(
        name="PlannedPaymentDate",
        label="Payment planned for",
        advanced=True,
        help="Bills only.",
    ),
    ADDRESSES_OF_SALE,
    Money(name="SubTotal", label="Total without tax", advanced=True),
    Money(name="TotalTax", label="Total tax", advanced=True),
    Money(
        name="Total",
        label="Total",
        advanced=True,
        help="Xero leaves out a total that does not match the lines.",
    ),
    Money(
        name="RoundingAmount",
        label="Rounding",
        minimum=-1,
        maximum=1,
        advanced=True,
        help="From -0.10 to 0.10, together with the three totals; where the organisation has it.",
    ),
    Money(
        name="EnteredTotal",
        label="Total as entered",
        advanced=True,
        help="Before rounding; drafts only.",
    ),
    Boolean(
        name="allowBackorders",
        label="Sell stock that is not there",
        advanced=True,
        help="Lets tracked items go below zero; counts where all invoices of a request ask for it.",
    ),
)

_document = documents.Document("Invoice", "InvoiceNumber", "ACCREC")


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    """By number, 50 in a call; a number with a comma, or a very long one, by a filter."""
    wanted = {element.key: element.body for element in elements if element.key is not None}
    numbers = list(dict.fromkeys(body["InvoiceNumber"] for body in wanted.values()))
    filtered = [number for number in numbers if _needs_filter(number)]
    plain = [number for number in numbers if not _needs_filter(number)]
    found = yield from invoices.found_by("InvoiceNumbers", plain, ",", BATCH)
    conditions = [equals("InvoiceNumber", number) for number in filtered]
    found += yield from invoices.found_by("where", conditions, OR)
    return documents.found_for(_document, wanted, found)


def _needs_filter(number: str) -> bool:
    return "," in number or len(number) > 100 or equals("", number) != f'=="{number}"'


invoices = Resource(
    plural="Invoices",
    one="invoice",
    id="InvoiceID",
    group="Invoices",
    reads=INVOICES_READ,
    writes=INVOICES,
    exact={"unitdp": "4"},
    switches=("allowBackorders",),
    outputs=documents.outputs(
        TYPE,
        STATUS,
        LINES,
        *DETAILS,
        own=(
            Output("InvoiceID", "text", "Invoice"),
            Output("InvoiceNumber", "text", "Invoice number"),
            Output("AmountDue", "money", "Still to pay"),
            Output("AmountPaid", "money", "Paid"),
            Output("AmountCredited", "money", "Credited"),
            Output("FullyPaidOnDate", "date", "Paid in full on"),
            Output("TotalDiscount", "money", "Total discount"),
        ),
    ),
    sample={
        "InvoiceID": "243216c5-369e-4056-ac67-05388f86dc81",
        "InvoiceNumber": "536365",
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51", "Name": "ABC Furniture"},
        "Date": "2010-12-01",
        "DueDate": "2010-12-31",
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": "GBP",
        "LineItems": [{"Description": "Lantern", "Quantity": 6, "AccountCode": "200"}],
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)

# Searching


def _query(given: Inputs) -> Query:
    days = {"from": on_or_after, "to": on_or_before}
    filters = [ask("Date", given[name]) for name, ask in days.items() if given.get(name)]
    if given.get("Type"):
        filters.append(equals("Type", given["Type"]))
    where = all_of([*filters, given.get("where")])
    rest = asked(
        given,
        *("order", "IDs", "InvoiceNumbers", "ContactIDs", "Statuses", "searchTerm"),
        *("includeArchived", "createdByMyApp", "summaryOnly"),
    )
    return dict(rest) | ({"where": where} if where else {})


STATUSES = Texts(
    name="Statuses",
    label="Statuses",
    help="Such as DRAFT, SUBMITTED, AUTHORISED, PAID, VOIDED, DELETED.",
)
CONTACT_IDS = Texts(name="ContactIDs", label="Contacts", help="Xero's ids of the contacts.")

watch_invoices = invoices.watch(
    "Watch Invoices",
    "Gives each sales invoice or bill that is new or was changed.",
    TYPE,
    STATUSES,
    CONTACT_IDS,
    WHERE,
    query=_query,
)

search_invoices = invoices.search(
    "Search for Invoices",
    "Finds sales invoices and bills by number, contact, status, date or any other value.",
    TYPE,
    STATUSES,
    Texts(name="InvoiceNumbers", label="Invoice numbers"),
    CONTACT_IDS,
    Date(name="from", label="Dated from"),
    Date(name="to", label="Dated until"),
    SEARCH_TERM(help="In numbers, references and contact names."),
    WHERE,
    ORDER,
    IDS,
    INCLUDE_ARCHIVED,
    Boolean(name="createdByMyApp", label="Only those made by this Xero app", advanced=True),
    SUMMARY_ONLY,
    query=_query,
)

# Writing

create_invoice = invoices.create(
    "Create an Invoice",
    "Creates a sales invoice or a bill.",
    TYPE(required=True),
    *DETAILS[:7],
    LINES(required=True),
    STATUS,
    *DETAILS[7:],
    key=_document.keyed(_look_up),
)

update_invoice = invoices.update(
    "Update an Invoice",
    "Changes the given values of a sales invoice or bill and leaves the others.",
    INVOICE_ID,
    STATUS(
        options={**STATUS.options, "DELETED": "Deleted (drafts)", "VOIDED": "Voided (approved)"},
        help="To change nothing but the status, give no lines.",
    ),
    LINES(
        of=(LINE_ID(advanced=False), *LINES.of),
        help="Replaces all lines: a line without its id is made anew, one left out is deleted.",
    ),
    *DETAILS,
)


@invoices.steps(
    "Send an Invoice via Email",
    "Lets Xero email an approved sales invoice to its contact.",
    INVOICE_ID,
    scopes=INVOICES,
    outputs=(
        Output("InvoiceID", "text", "Invoice"),
        Output("sent", "boolean", "Whether Xero took it on"),
    ),
    sample={"InvoiceID": "243216c5-369e-4056-ac67-05388f86dc81", "sent": True},
    help=(
        "Xero sends at most 1,000 a day (20 in a trial, none from the demo company). When the"
        " answer is lost nothing can tell whether this email went out, so a person is asked."
    ),
)
def email_invoice(given: Inputs) -> Steps[Bundle]:
    # SentToContact may have been set by an earlier email or by hand: it proves nothing.
    path = invoices.at(given["InvoiceID"], "Email")
    answer = yield Request("POST", path, headers=JSON, body={}, again=Again.NEVER)
    wire.judge(answer)
    return {"InvoiceID": given["InvoiceID"], "sent": True}


# Reading


@invoices.steps(
    "Get an Invoice",
    "Reads one sales invoice or bill by Xero's id or by its number.",
    INVOICE_ID(required=False),
    NUMBER(label="Invoice number", help="Instead of the id."),
)
def get_invoice(given: Inputs) -> Steps[Bundle]:
    if given.get("InvoiceID"):
        answer = yield invoices.fetch(given["InvoiceID"])
        return wire.one(answer, "Invoices", "such invoice")
    if not given.get("InvoiceNumber"):
        raise BadInput("Invoice: give Xero's id or the invoice number.", field="InvoiceID")
    number = given["InvoiceNumber"].strip()
    name, text = ("InvoiceNumbers", number)
    if _needs_filter(number):
        name, text = "where", equals("InvoiceNumber", number)
    listed = yield from invoices.pages({name: text})
    found = [record for record in listed if record.get("InvoiceNumber") == number]
    if not found:
        raise NotThere(f"Xero has no invoice with the number {number} in this organisation.")
    if len(found) > 1:
        raise BadInput(
            f"{len(found)} invoices or bills have the number {number}; give Xero's id.",
            field="InvoiceID",
        )
    return found[0]


@invoices.steps(
    "Get an Invoice URL",
    "Reads the address under which the customer sees and pays an approved sales invoice.",
    INVOICE_ID,
    outputs=(
        Output("InvoiceID", "text", "Invoice"),
        Output("OnlineInvoiceUrl", "text", "Address"),
    ),
    sample={
        "InvoiceID": "243216c5-369e-4056-ac67-05388f86dc81",
        "OnlineInvoiceUrl": "https://in.xero.com/bCWCCfytGdTXoJam9HENWlQt07G6zcDaj4gQojHu",
    },
)
def get_invoice_url(given: Inputs) -> Steps[Bundle]:
    answer = yield Request("GET", invoices.at(given["InvoiceID"], "OnlineInvoice"), headers=JSON)
    found = wire.one(answer, "OnlineInvoices", "online invoice")
    if not found.get("OnlineInvoiceUrl"):
        raise Broken("Xero gave no address for the invoice; it may still be a draft.")
    return {"InvoiceID": given["InvoiceID"], "OnlineInvoiceUrl": found["OnlineInvoiceUrl"]}


_PDF = {
    "outputs": (Output("InvoiceID", "text", "Invoice"), Output("file", "file", "PDF file")),
    "sample": {
        "InvoiceID": "243216c5-369e-4056-ac67-05388f86dc81",
        "file": {
            "name": "536365.pdf",
            "type": "application/pdf",
            "size": 28416,
            "sha256": "0" * 64,
        },
    },
}


@invoices.steps(
    "Get a Sales Invoice PDF",
    "Saves a sales invoice as the PDF that the customer gets.",
    INVOICE_ID(label="Sales invoice", help="Bills have no PDF."),
    **_PDF,
)
def get_sales_invoice_pdf(given: Inputs) -> Steps[Bundle]:
    return (yield from invoices.pdf(given["InvoiceID"], f"Invoice {given['InvoiceID']}"))


@invoices.steps(
    "Download an Invoice",
    "Saves an invoice as a PDF file under a name of your choice.",
    INVOICE_ID,
    FILE_NAME(default="invoice.pdf"),
    **_PDF,
)
def download_invoice(given: Inputs) -> Steps[Bundle]:
    return (yield from invoices.pdf(given["InvoiceID"], given["file_name"]))
