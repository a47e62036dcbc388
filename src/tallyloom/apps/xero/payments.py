"""Payments of invoices, bills and credit notes, and refunds of prepayments and overpayments."""

from __future__ import annotations

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.bank_accounts import above_zero, account_of, name_of, one_account
from tallyloom.apps.xero.cautions import dates
from tallyloom.apps.xero.fields import DATE, DATED, NUMBER, ORDER, RATE, REFERENCE, WHERE
from tallyloom.apps.xero.fingerprint import Fingerprint, money
from tallyloom.apps.xero.scopes import PAYMENTS, PAYMENTS_READ
from tallyloom.apps.xero.shape import JSON, Query, Resource, filtered
from tallyloom.apps.xero.where import chosen, dated, has_id
from tallyloom.kit import (
    Again,
    BadInput,
    Boolean,
    Bundle,
    Choice,
    Field,
    Inputs,
    Money,
    Output,
    Reference,
    Refused,
    Request,
    Steps,
    Text,
    Value,
    outputs_of,
)

_WHERE = WHERE(help="Such as Amount>=100.")
PAYMENT_ID = Reference(
    name="PaymentID",
    label="Payment",
    search="search_payments",
    required=True,
    help="Xero's id of the payment.",
)
PAID: tuple[Field, ...] = (
    Reference(
        name="Invoice.InvoiceID",
        label="Invoice or bill",
        search="search_invoices",
        help="Xero's id of what is paid; one of these, or a number.",
    ),
    NUMBER(name="Invoice.InvoiceNumber", label="Invoice number", help="Instead of the id."),
    Text(
        name="CreditNote.CreditNoteID",
        label="Credit note",
        help="Xero's id of the credit note that is refunded.",
    ),
    NUMBER(
        name="CreditNote.CreditNoteNumber",
        label="Credit note number",
        help="Instead of the credit note's id.",
    ),
    Text(
        name="Prepayment.PrepaymentID",
        label="Prepayment",
        advanced=True,
        help="Xero's id of the prepayment that is refunded.",
    ),
    Text(
        name="Overpayment.OverpaymentID",
        label="Overpayment",
        advanced=True,
        help="Xero's id of the overpayment that is refunded.",
    ),
)
AMOUNT = Money(name="Amount", label="Amount", help="More than zero, and no more than is due.")
ON_STATEMENTS: tuple[Field, ...] = (
    Text(
        name="BankAccountNumber",
        label="Supplier's bank account",
        advanced=True,
        help="For the file that the bank is given.",
    ),
    Text(name="Particulars", label="Particulars", max_length=12, advanced=True),
    Text(
        name="Details",
        label="Details",
        max_length=18,
        advanced=True,
        help="What the supplier's bank statement shows.",
    ),
)
DETAILS: tuple[Field, ...] = (
    *account_of("Account", "Account", paying=True),
    AMOUNT,
    DATE,
    REFERENCE(help="Such as Direct debit."),
    RATE(help="Of payments in another currency. If left out, the day's rate."),
    Money(
        name="BankAmount",
        label="Amount in the account's currency",
        advanced=True,
        help="Where the account is in another currency than the document.",
    ),
    Boolean(name="IsReconciled", label="Is reconciled", advanced=True),
    *ON_STATEMENTS,
)
_PARTS = tuple(field.name.split(".") for field in PAID)


def _paid(body: Bundle, ending: str = "") -> list[str]:
    """What a body or a record says that is paid: ids and numbers, wherever they stand."""
    found = [(body.get(at) or {}).get(name) for at, name in _PARTS if name.endswith(ending)]
    return [str(one) for one in found if one]


def _check(body: Bundle) -> Bundle:
    if len(_paid(body)) != 1:
        said = "give only one" if _paid(body) else "give an invoice, a credit note or the like"
        raise BadInput(f"Invoice or bill: {said}, by its id or its number.", field=PAID[0].name)
    one_account(body, "Account", "Account")
    above_zero(body)
    return body


def _plain(record: Bundle) -> Bundle:
    """What is paid, in one place: a refunded credit note may stand where invoices do."""
    ends = {"ID": _paid(record, "ID"), "Number": _paid(record, "Number")}
    return record | {"Paid": {name: found[0] for name, found in ends.items() if found}}


def _says(record: Bundle) -> list[Value]:
    batch = str(record.get("BatchPaymentID") or "")
    return [money(record.get("Amount")), record.get("Reference") or "", batch]


_fingerprint = Fingerprint(
    _says,
    (("Paid.ID", "Paid.Number"), ("Account.AccountID", "Account.Code"), ("Date", "")),
    _plain,
)

# What Xero tells of it besides.
_TOLD = (
    Text(name="Invoice.Type", label="Sales invoice or bill"),
    Text(name="Invoice.CurrencyCode", label="Currency of the invoice"),
    Text(name="Invoice.Contact.ContactID", label="Contact"),
    Text(name="Invoice.Contact.Name", label="Contact's name"),
    name_of("Account"),
)

payments = Resource(
    plural="Payments",
    one="payment",
    id="PaymentID",
    group="Payments",
    reads=PAYMENTS_READ,
    writes=PAYMENTS,
    outputs=(
        Output("PaymentID", "text", "Payment"),
        Output("PaymentType", "text", "Type"),
        Output("Status", "text", "Status"),
        *outputs_of(*PAID, *DETAILS, *_TOLD),
        Output("BatchPaymentID", "text", "Batch payment"),
        Output("HasAccount", "boolean", "Has an account"),
        Output("Warnings", "lines", "Xero's warnings", (Output("Message", "text", "Warning"),)),
        Output("UpdatedDateUTC", "moment", "Changed"),
    ),
    sample={
        "PaymentID": "61ed71fc-01bf-4eb8-8419-8a18789ff45f",
        "PaymentType": "ACCRECPAYMENT",
        "Status": "AUTHORISED",
        "Invoice": {
            "InvoiceID": "243216c5-369e-4056-ac67-05388f86dc81",
            "InvoiceNumber": "536365",
        },
        "Account": {"AccountID": "5690f1e8-1d02-4893-90c2-ee1a69eff942", "Code": "090"},
        "Amount": 139,
        "Date": "2010-12-15",
        "Reference": "Direct debit",
        "IsReconciled": False,
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)
TYPE = Choice(
    name="PaymentType",
    label="Type",
    options={
        "ACCRECPAYMENT": "Of a sales invoice",
        "ACCPAYPAYMENT": "Of a bill",
        "ARCREDITPAYMENT": "Of a customer's credit note",
        "APCREDITPAYMENT": "Of a supplier's credit note",
        "AROVERPAYMENTPAYMENT": "Of a customer's overpayment",
        "APOVERPAYMENTPAYMENT": "Of a supplier's overpayment",
        "ARPREPAYMENTPAYMENT": "Of a customer's prepayment",
        "APPREPAYMENTPAYMENT": "Of a supplier's prepayment",
    },
)
STATUS = Choice(
    name="Status",
    label="Status",
    options={"AUTHORISED": "Paid", "DELETED": "Deleted"},
)


def _query(given: Inputs) -> Query:
    paid = has_id("Invoice.InvoiceID", given.get("Invoice.InvoiceID", ""))
    named = chosen(given, "PaymentType", "Status", "Reference")
    return filtered(given, *named, *dated(given), paid)


_FILTERS: tuple[Field, ...] = (
    TYPE,
    STATUS,
    PAID[0](help="Only payments of this one."),
    REFERENCE(help="The whole reference."),
    *DATED,
    _WHERE,
    ORDER,
)

watch_payments = payments.watch(
    "Watch Payments",
    "Gives each payment that is new or was changed.",
    *(TYPE, STATUS, _WHERE),
    query=_query,
    chosen="search_payments",
)

create_payment = payments.create(
    "Create a Payment",
    "Records a payment of an approved invoice or bill, or a refund of a credit.",
    *(*PAID, *DETAILS[:2], AMOUNT(required=True), *DETAILS[3:]),
    check=_check,
    trace=_fingerprint,
    checks=dates(),
)

get_payment = payments.get("Get a Payment", "Reads one payment by Xero's id.", PAYMENT_ID)

search_payments = payments.search(
    "Search Payments",
    "Finds payments by what they paid, date, reference or any other value.",
    *_FILTERS,
    query=_query,
    whole=("Reference",),
)


@payments.steps(
    "Delete a Payment",
    "Deletes a payment, so that what it paid is due again.",
    PAYMENT_ID,
    scopes=PAYMENTS,
    destructive=True,
    help="Xero refuses it for a payment that is reconciled or belongs to a batch.",
)
def delete_payment(given: Inputs) -> Steps[Bundle]:
    path, id_ = payments.at(given["PaymentID"]), given["PaymentID"]
    answer = yield Request("POST", path, headers=JSON, body={"Status": "DELETED"}, again=Again.SAFE)
    try:
        return wire.one(answer, "Payments", "such payment")
    except Refused:
        # It may be refused because it is deleted already: then what was asked for is so.
        record = wire.one((yield payments.fetch(id_)), "Payments", "such payment")
        if record.get("Status") != "DELETED":
            raise
        return record
