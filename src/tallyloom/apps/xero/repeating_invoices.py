"""Repeating invoices: templates from which Xero makes sales invoices and bills by itself."""

from __future__ import annotations

from tallyloom.apps.xero import documents
from tallyloom.apps.xero.fields import (
    AMOUNTS,
    BRANDING,
    CURRENCY,
    LINES,
    ON_DOCUMENT,
    ORDER,
    REFERENCE,
    WHERE,
)
from tallyloom.apps.xero.scopes import INVOICES, INVOICES_READ
from tallyloom.apps.xero.shape import Paging, Query, Resource, filtered
from tallyloom.apps.xero.where import chosen
from tallyloom.kit import Choice, Inputs, Output

_WHERE = WHERE(help="Such as Total>=100.")
TYPE = Choice(name="Type", label="Type", options={"ACCREC": "Sales invoice", "ACCPAY": "Bill"})
STATUS = Choice(
    name="Status",
    label="Status",
    options={"DRAFT": "Makes drafts", "AUTHORISED": "Makes approved ones", "DELETED": "Deleted"},
)

repeating_invoices = Resource(
    plural="RepeatingInvoices",
    one="repeating invoice",
    id="RepeatingInvoiceID",
    paging=Paging.NONE,
    dated=False,
    group="Invoices",
    reads=INVOICES_READ,
    writes=INVOICES,
    outputs=documents.outputs(
        *(TYPE, STATUS, LINES, *ON_DOCUMENT, AMOUNTS, REFERENCE, CURRENCY, BRANDING),
        own=(
            Output("RepeatingInvoiceID", "text", "Repeating invoice"),
            Output("ID", "text", "The same id once more"),
            Output(
                "Schedule",
                "group",
                "Schedule",
                (
                    Output("Period", "integer", "Every how many"),
                    Output("Unit", "text", "Weeks or months"),
                    Output("DueDate", "integer", "Due day"),
                    Output("DueDateType", "text", "Due day counts as"),
                    Output("StartDate", "date", "Begins"),
                    Output("NextScheduledDate", "date", "Next one"),
                    Output("EndDate", "date", "Ends"),
                ),
            ),
            Output("ApprovedForSending", "boolean", "Is emailed"),
            Output("SendCopy", "boolean", "Sends a copy to the sender"),
            Output("MarkAsSent", "boolean", "Is marked as sent"),
            Output("IncludePDF", "boolean", "Is sent with a PDF"),
        ),
    ),
    sample={
        "RepeatingInvoiceID": "428c0d75-909f-4b04-8403-a48dc27283b0",
        "ID": "428c0d75-909f-4b04-8403-a48dc27283b0",
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51", "Name": "ABC Furniture"},
        "Schedule": {"Period": 1, "Unit": "MONTHLY", "NextScheduledDate": "2026-10-01"},
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": "GBP",
        "LineItems": [{"Description": "Rent of lanterns", "Quantity": 1, "AccountCode": "200"}],
    },
)


def _query(given: Inputs) -> Query:
    return filtered(given, *chosen(given, "Type", "Status"))


search_repeating_invoices = repeating_invoices.search(
    "Search for Repeating Invoices",
    "Finds the templates from which Xero makes invoices and bills by itself.",
    *(TYPE, STATUS, _WHERE, ORDER),
    query=_query,
)
