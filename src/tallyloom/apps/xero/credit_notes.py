"""Credit notes, given to customers (ACCRECCREDIT) or got from suppliers (ACCPAYCREDIT)."""

from __future__ import annotations

from tallyloom.apps.xero import documents, settlements
from tallyloom.apps.xero.cautions import checks
from tallyloom.apps.xero.fields import (
    ADDRESSES_OF_SALE,
    AMOUNTS,
    BRANDING,
    CREDIT_LINES,
    CURRENCY,
    DATE,
    DUE_DATE,
    NUMBER,
    ON_DOCUMENT,
    ORDER,
    RATE,
    REFERENCE,
    SENT,
    STATUS,
    WHERE,
)
from tallyloom.apps.xero.scopes import INVOICES, INVOICES_READ
from tallyloom.apps.xero.shape import Query, Resource, filtered
from tallyloom.apps.xero.where import chosen
from tallyloom.kit import Choice, Field, Inputs, Output, Reference

_NUMBER = "CreditNoteNumber"
CREDIT_NOTE_ID = Reference(
    name="CreditNoteID",
    label="Credit note",
    search="search_credit_notes",
    required=True,
    help="Xero's id of the credit note.",
)
TYPE = Choice(
    name="Type",
    label="Type",
    options={"ACCRECCREDIT": "To a customer", "ACCPAYCREDIT": "From a supplier"},
)
DETAILS: tuple[Field, ...] = (
    *ON_DOCUMENT,
    NUMBER(
        name="CreditNoteNumber",
        label="Credit note number",
        help="Unique for customers' credit notes: what keeps one from being posted twice. If left"
        " out, Xero gives the next number.",
    ),
    DATE,
    AMOUNTS,
    REFERENCE(help="Customers' credit notes only."),
    CURRENCY,
    RATE,
    DUE_DATE(advanced=True),
    BRANDING,
    SENT,
    ADDRESSES_OF_SALE,
)

_document = documents.Document("Credit note", "CreditNoteNumber", "ACCRECCREDIT")

credit_notes = Resource(
    plural="CreditNotes",
    one="credit note",
    id="CreditNoteID",
    number="CreditNoteNumber",
    group="Credit Notes",
    reads=INVOICES_READ,
    writes=INVOICES,
    exact={"unitdp": "4"},
    outputs=documents.outputs(
        TYPE,
        STATUS,
        CREDIT_LINES,
        *DETAILS,
        own=(
            Output("CreditNoteID", "text", "Credit note"),
            Output("CreditNoteNumber", "text", "Credit note number"),
            Output("RemainingCredit", "money", "Credit that remains"),
            Output("FullyPaidOnDate", "date", "Used up on"),
            Output("AppliedAmount", "money", "Amount used"),
            *(settlements.ALLOCATIONS, settlements.PAYMENTS, *settlements.DEDUCTIONS),
        ),
    ),
    sample={
        "CreditNoteID": "aea95d78-ea48-456b-9b08-6bc012600072",
        "CreditNoteNumber": "C536379",
        "Type": "ACCRECCREDIT",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51", "Name": "ABC Furniture"},
        "Date": "2010-12-01",
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": "GBP",
        "LineItems": [{"Description": "Discount", "Quantity": 1, "AccountCode": "200"}],
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)


STATE = STATUS(
    options={
        **STATUS.options,
        **{"PAID": "Used up", "VOIDED": "Voided", "DELETED": "Deleted"},
    },
    help="",
)
_SIDES = {"ACCPAYCREDIT": "purchase", "ACCRECCREDIT": "sale"}
_NEW = (TYPE(required=True), *DETAILS[:6], CREDIT_LINES(required=True), STATUS, *DETAILS[6:])


def _query(given: Inputs) -> Query:
    return filtered(given, *chosen(given, "Type", "Status", _NUMBER))


watch_credit_notes = credit_notes.watch(
    "Watch Credit Notes",
    "Gives each credit note that is new or was changed.",
    *(TYPE, STATE, WHERE),
    query=_query,
    chosen="search_credit_notes",
)

search_credit_notes = credit_notes.search(
    "Search for Credit Notes",
    "Finds credit notes by type, status, number or any other value.",
    *(TYPE, STATE, NUMBER(name=_NUMBER, label="Credit note number"), WHERE, ORDER),
    query=_query,
    whole=(_NUMBER,),
)

create_credit_note = credit_notes.create(
    "Create a Credit Note",
    "Creates a credit note to a customer or from a supplier.",
    *_NEW,
    key=_document.keyed(credit_notes),
    trace=_document.trace,
    checks=checks(side=lambda body: _SIDES.get(body.get("Type", ""), "")),
)

get_credit_note = credit_notes.get(
    "Get a Credit Note",
    "Reads one credit note by Xero's id or by its number.",
    CREDIT_NOTE_ID(required=False),
    NUMBER(name=_NUMBER, label="Credit note number", help="Instead of the id."),
)
