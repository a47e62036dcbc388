"""Sales invoices (ACCREC) and bills (ACCPAY)."""

from __future__ import annotations

from decimal import Decimal

from tallyloom.apps.xero import bills, documents, settlements, wire
from tallyloom.apps.xero.cautions import checks
from tallyloom.apps.xero.fields import (
    ADDRESSES_OF_SALE,
    AMOUNTS,
    BRANDING,
    CURRENCY,
    DATE,
    DATED,
    DUE_DATE,
    IDS,
    INCLUDE_ARCHIVED,
    LINES,
    NUMBER,
    ON_DOCUMENT,
    ORDER,
    RATE,
    REFERENCE,
    SEARCH_TERM,
    SENT,
    SOURCE_URL,
    STATUS,
    SUMMARY_ONLY,
    WHERE,
    changed,
    kept,
)
from tallyloom.apps.xero.scopes import INVOICES, INVOICES_READ
from tallyloom.apps.xero.shape import JSON, Query, Resource, filtered
from tallyloom.apps.xero.watching import HELP
from tallyloom.apps.xero.where import chosen, dated
from tallyloom.kit import (
    Again,
    Boolean,
    Broken,
    Bundle,
    Choice,
    Date,
    Field,
    Inputs,
    Money,
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
FILE_NAME = Text(name="file_name", label="File name", max_length=255, default="invoice.pdf")

DETAILS: tuple[Field, ...] = (
    *ON_DOCUMENT,
    NUMBER(
        label="Invoice number",
        help="Unique for sales invoices: what keeps one from being posted twice. If left out, Xero"
        " gives the next number.",
    ),
    DATE,
    DUE_DATE,
    AMOUNTS,
    REFERENCE(help="Sales invoices only."),
    CURRENCY,
    RATE,
    BRANDING,
    SOURCE_URL,
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
        minimum=Decimal("-0.10"),
        maximum=Decimal("0.10"),
        advanced=True,
        help="Together with the three totals; where the organisation has it.",
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
        help="Lets the stock of tracked items go below zero. Up to 50 invoices go to Xero together;"
        " it counts where all of them ask for it.",
    ),
)

_document = documents.Document("Invoice", "InvoiceNumber", "ACCREC")

invoices = Resource(
    plural="Invoices",
    one="invoice",
    id="InvoiceID",
    number="InvoiceNumber",
    group="Invoices",
    reads=INVOICES_READ,
    writes=INVOICES,
    exact={"unitdp": "4"},
    ids="IDs",
    numbers="InvoiceNumbers",
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
            Output("IsDiscounted", "boolean", "Has a discount"),
            Output("RepeatingInvoiceID", "text", "Repeating invoice"),
            *(settlements.PAYMENTS, *settlements.CREDITS, *settlements.DEDUCTIONS),
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


_PLAIN = (
    *("order", "IDs", "InvoiceNumbers", "ContactIDs", "Statuses", "searchTerm"),
    *("includeArchived", "createdByMyApp", "summaryOnly"),
)


def _query(given: Inputs) -> Query:
    return filtered(given, *dated(given), *chosen(given, "Type"), plain=_PLAIN)


STATUSES = Texts(
    name="Statuses",
    label="Statuses",
    options=("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"),
)
CONTACT_IDS = Texts(
    name="ContactIDs", label="Contacts", pick="contacts", help="Xero's ids of the contacts."
)
FILTERS: tuple[Field, ...] = (
    TYPE,
    STATUSES,
    Texts(name="InvoiceNumbers", label="Invoice numbers"),
    CONTACT_IDS,
    *DATED,
    SEARCH_TERM(help="In numbers, references and contact names."),
    WHERE,
    ORDER,
    IDS,
    INCLUDE_ARCHIVED,
    Boolean(name="createdByMyApp", label="Only those made by this Xero app", advanced=True),
    SUMMARY_ONLY,
)

watch_invoices = invoices.watch(
    "Watch Invoices",
    "Gives each sales invoice or bill that is new or was changed.",
    *(TYPE, STATUSES, CONTACT_IDS, WHERE),
    query=_query,
    chosen="search_invoices",
    help=f"{HELP} Another due date of an invoice that is paid in part is no change to Xero.",
)

search_invoices = invoices.search(
    "Search for Invoices",
    "Finds sales invoices and bills by number, contact, status, date or any other value.",
    *FILTERS,
    query=_query,
)

# Writing

_SIDES = {"ACCPAY": "purchase", "ACCREC": "sale"}
_CHECKS = checks(side=lambda body: _SIDES.get(body.get("Type", ""), ""))
_NEW = (TYPE(required=True), *DETAILS[:7], LINES(required=True), STATUS, *DETAILS[7:])
_AFTERWARDS = STATUS(
    options={**STATUS.options, "DELETED": "Deleted (drafts)", "VOIDED": "Voided"},
    help="To change nothing but the status, give no lines.",
)
_NOW = Choice(
    name="now",
    label="Its status now",
    default="AUTHORISED",
    options={
        "AUTHORISED": "Approved: it is voided",
        "SUBMITTED": "Awaiting approval: it is deleted",
        "DRAFT": "Draft: it is deleted",
    },
    help="Map the status of the invoice, or choose. What is paid in part cannot be voided.",
)

create_invoice = invoices.create(
    "Create an Invoice",
    "Creates a sales invoice or a bill.",
    *_NEW,
    key=_document.keyed(invoices),
    trace=_document.trace,
    checks=_CHECKS | bills.duplicates(invoices),
)

update_invoice = invoices.update(
    "Update an Invoice",
    "Changes the given values of a sales invoice or bill and leaves the others.",
    *(INVOICE_ID, _AFTERWARDS, changed(LINES), *kept(DETAILS)),
    checks=checks(new=False),
)

void_invoice = invoices.update(
    "Void or Delete an Invoice",
    "Voids an approved sales invoice or bill, or deletes one that is not approved yet.",
    *(INVOICE_ID, _NOW),
    body=lambda given: {
        "InvoiceID": given["InvoiceID"],
        "Status": "VOIDED" if given["now"] == "AUTHORISED" else "DELETED",
    },
    done=lambda record: record.get("Status") in documents.DEAD,
    destructive=True,
)

_EMAIL = {
    "scopes": INVOICES,
    "outputs": (
        Output("InvoiceID", "text", "Invoice"),
        Output("sent", "boolean", "Whether Xero took it on"),
    ),
    "sample": {"InvoiceID": invoices.sample["InvoiceID"], "sent": True},
    "help": (
        "Xero sends at most 1,000 a day (20 in a trial, none from the demo company). When the"
        " answer is lost nothing can tell whether this email went out, so a person is asked."
    ),
}


@invoices.steps(
    "Send an Invoice via Email",
    "Lets Xero email an approved sales invoice to its contact.",
    INVOICE_ID,
    **_EMAIL,
)
def email_invoice(given: Inputs) -> Steps[Bundle]:
    # SentToContact may have been set by an earlier email or by hand: it proves nothing.
    path = invoices.at(given["InvoiceID"], "Email")
    answer = yield Request("POST", path, headers=JSON, body={}, again=Again.NEVER)
    wire.judge(answer)
    return {"InvoiceID": given["InvoiceID"], "sent": True}


# Reading

get_invoice = invoices.get(
    "Get an Invoice",
    "Reads one sales invoice or bill by Xero's id or by its number.",
    INVOICE_ID(required=False),
    NUMBER(label="Invoice number", help="Instead of the id."),
)

_URL = {
    "outputs": (
        Output("InvoiceID", "text", "Invoice"),
        Output("OnlineInvoiceUrl", "text", "Address"),
    ),
    "sample": {
        "InvoiceID": invoices.sample["InvoiceID"],
        "OnlineInvoiceUrl": "https://in.xero.com/bCWCCfytGdTXoJam9HENWlQt07G6zcDaj4gQojHu",
    },
}


@invoices.steps(
    "Get an Invoice URL",
    "Reads the address under which the customer sees and pays an approved sales invoice.",
    INVOICE_ID,
    **_URL,
)
def get_invoice_url(given: Inputs) -> Steps[Bundle]:
    answer = yield Request("GET", invoices.at(given["InvoiceID"], "OnlineInvoice"), headers=JSON)
    found = wire.one(answer, "OnlineInvoices", "online invoice")
    if not found.get("OnlineInvoiceUrl"):
        raise Broken("Xero gave no address for the invoice; it may still be a draft.")
    return {"InvoiceID": given["InvoiceID"], "OnlineInvoiceUrl": found["OnlineInvoiceUrl"]}


get_sales_invoice_pdf = invoices.pdf(
    "Get a Sales Invoice PDF",
    "Saves a sales invoice as the PDF that the customer gets.",
    INVOICE_ID(label="Sales invoice", help="Bills have no PDF."),
)

download_invoice = invoices.pdf(
    "Download an Invoice",
    "Saves an invoice as a PDF file under a name of your choice.",
    *(INVOICE_ID, FILE_NAME),
)
