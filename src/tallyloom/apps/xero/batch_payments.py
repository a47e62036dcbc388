"""Batch payments: many invoices or many bills paid at once, as one line of the bank account."""

from __future__ import annotations

from tallyloom.apps.xero.bank_accounts import above_zero, account_of, one_account
from tallyloom.apps.xero.cautions import dates
from tallyloom.apps.xero.fields import DATE, REFERENCE
from tallyloom.apps.xero.fingerprint import Fingerprint, money
from tallyloom.apps.xero.payments import AMOUNT, ON_STATEMENTS, PAID
from tallyloom.apps.xero.scopes import PAYMENTS, PAYMENTS_READ
from tallyloom.apps.xero.shape import Paging, Resource
from tallyloom.kit import BadInput, Bundle, Field, Lines, Output, Text, Value, outputs_of

_OF_ONE: tuple[Field, ...] = (
    PAID[0](required=True, help="Xero's id of an approved invoice or bill."),
    AMOUNT(required=True),
    REFERENCE(max_length=255),
    *ON_STATEMENTS,
    Text(name="Code", label="Code", max_length=12, advanced=True, help="New Zealand only."),
)
PAYMENTS_OF_IT = Lines(
    name="Payments",
    label="Payments",
    of=_OF_ONE,
    at_least=1,
    help="Of sales invoices or of bills, not of both; all in the account's currency.",
)
DETAILS: tuple[Field, ...] = (
    *account_of("Account", "Account"),
    DATE,
    REFERENCE(max_length=255, help="New Zealand only."),
    Text(
        name="Details",
        label="Details",
        max_length=18,
        help="What the bank is told of the whole batch. Not in New Zealand.",
    ),
    Text(
        name="Narrative",
        label="Narrative",
        max_length=18,
        advanced=True,
        help="United Kingdom only: shown with the statement line in Xero.",
    ),
    Text(
        name="Particulars",
        label="Particulars",
        max_length=12,
        advanced=True,
        help="New Zealand only.",
    ),
    Text(name="Code", label="Code", max_length=12, advanced=True, help="New Zealand only."),
)


def _check(body: Bundle) -> Bundle:
    one_account(body, "Account", "Account")
    met: set[str] = set()
    for number, payment in enumerate(body["Payments"], start=1):
        id_ = payment["Invoice"]["InvoiceID"].strip().lower()
        if id_ in met:
            said = f"Payments, line {number} › Invoice or bill: {id_} is in the batch already."
            raise BadInput(said, field="Payments")
        met.add(id_)
        try:
            above_zero(payment)
        except BadInput as trouble:
            said = f"Payments, line {number} › {trouble.message}"
            raise BadInput(said, field="Payments") from None
    return body


def _says(record: Bundle) -> list[Value]:
    paid = [
        f"{str((payment.get('Invoice') or {}).get('InvoiceID')).lower()} "
        f"{money(payment.get('Amount'))}"
        for payment in record.get("Payments") or ()
    ]
    return sorted(paid)


# Xero names the account of a batch by its id alone; which invoices it pays tells it well enough.
_fingerprint = Fingerprint(_says, (("Date", ""),))

batch_payments = Resource(
    plural="BatchPayments",
    one="batch payment",
    id="BatchPaymentID",
    group="Payments",
    reads=PAYMENTS_READ,
    writes=PAYMENTS,
    paging=Paging.NONE,
    outputs=(
        Output("BatchPaymentID", "text", "Batch payment"),
        Output("Type", "text", "Type"),
        Output("Status", "text", "Status"),
        Output("TotalAmount", "money", "Total"),
        *outputs_of(*DETAILS),
        Output(
            "Payments",
            "lines",
            "Payments",
            (Output("PaymentID", "text", "Payment"), *outputs_of(*_OF_ONE)),
        ),
        Output("IsReconciled", "boolean", "Is reconciled"),
        Output("UpdatedDateUTC", "moment", "Changed"),
    ),
    sample={
        "BatchPaymentID": "d318c343-208e-49fe-b04a-45642349bcf1",
        "Type": "PAYBATCH",
        "Status": "AUTHORISED",
        "TotalAmount": 50,
        "Account": {"AccountID": "5ec2f302-cd60-4f8b-a915-9229dd45e6fa"},
        "Date": "2010-12-15",
        "Payments": [
            {
                "PaymentID": "c05098fa-ae3c-4f00-80ec-0a9df07dedff",
                "Invoice": {"InvoiceID": "3323652c-155e-433b-8a73-4dde7cfbf410"},
                "Amount": 50,
            }
        ],
        "IsReconciled": False,
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)

create_batch_payment = batch_payments.create(
    "Create a Batch Payment",
    "Pays several approved invoices, or several bills, from one bank account at once.",
    *(*DETAILS[:3], PAYMENTS_OF_IT(required=True), *DETAILS[3:]),
    check=_check,
    trace=_fingerprint,
    checks=dates(),
)
