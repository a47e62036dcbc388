"""Credit notes, given to customers (ACCRECCREDIT) or got from suppliers (ACCPAYCREDIT)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyloom.apps.xero import documents, wire
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
    RATE,
    REFERENCE,
    SENT,
    STATUS,
    WHERE,
)
from tallyloom.apps.xero.scopes import INVOICES, INVOICES_READ
from tallyloom.apps.xero.shape import Query, Resource
from tallyloom.apps.xero.where import OR, all_of, equals
from tallyloom.kit import Bundle, Choice, Element, Field, Inputs, Output, Steps, Text

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
        help="Unique for customers' credit notes: what keeps one from being posted twice. Without,"
        " Xero counts on.",
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


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    """By number, as many in a call as its address can hold."""
    wanted = {element.key: element.body for element in elements if element.key is not None}
    numbers = dict.fromkeys(body["CreditNoteNumber"] for body in wanted.values())
    conditions = [equals("CreditNoteNumber", number) for number in numbers]
    found = yield from credit_notes.found_by("where", conditions, OR)
    return documents.found_for(_document, wanted, found)


credit_notes = Resource(
    plural="CreditNotes",
    one="credit note",
    id="CreditNoteID",
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


def _query(given: Inputs) -> Query:
    filters = [equals(name, given[name]) for name in ("Type", "Status") if given.get(name)]
    where = all_of([*filters, given.get("where")])
    return {"where": where} if where else {}


watch_credit_notes = credit_notes.watch(
    "Watch Credit Notes",
    "Gives each credit note that is new or was changed.",
    TYPE,
    STATUS(
        options={**STATUS.options, "PAID": "Used up", "VOIDED": "Voided", "DELETED": "Deleted"},
        help="",
    ),
    WHERE,
    query=_query,
)

create_credit_note = credit_notes.create(
    "Create a Credit Note",
    "Creates a credit note to a customer or from a supplier.",
    TYPE(required=True),
    *DETAILS[:6],
    CREDIT_LINES(required=True),
    STATUS,
    *DETAILS[6:],
    key=_document.keyed(_look_up),
)


@credit_notes.steps(
    "Get a Credit Note",
    "Reads one credit note by Xero's id.",
    Text(
        name="CreditNoteID",
        label="Credit note",
        required=True,
        help="Xero's id of the credit note.",
    ),
)
def get_credit_note(given: Inputs) -> Steps[Bundle]:
    answer = yield credit_notes.fetch(given["CreditNoteID"])
    return wire.one(answer, "CreditNotes", "such credit note")
