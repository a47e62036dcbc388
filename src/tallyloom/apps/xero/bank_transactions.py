"""Money spent and received, as it stands in the bank accounts of the books."""

from __future__ import annotations

from tallyloom.apps.xero import cautions, documents
from tallyloom.apps.xero.bank_accounts import account_of, name_of, one_account
from tallyloom.apps.xero.fields import (
    AMOUNTS,
    CREDIT_LINES,
    CURRENCY,
    DATE,
    DATED,
    ON_DOCUMENT,
    ORDER,
    RATE,
    REFERENCE,
    SOURCE_URL,
    WHERE,
)
from tallyloom.apps.xero.fingerprint import Fingerprint, amounts
from tallyloom.apps.xero.scopes import BANK, BANK_READ
from tallyloom.apps.xero.shape import Query, Resource, filtered
from tallyloom.apps.xero.where import chosen, dated, has_id
from tallyloom.kit import (
    BadInput,
    Boolean,
    Bundle,
    Choice,
    Field,
    Inputs,
    Output,
    Reference,
    Value,
)

TYPE = Choice(
    name="Type",
    label="Type",
    options={
        "SPEND": "Money spent",
        "RECEIVE": "Money received",
        "SPEND-PREPAYMENT": "Prepayment to a supplier",
        "RECEIVE-PREPAYMENT": "Prepayment by a customer",
        "SPEND-OVERPAYMENT": "Overpayment to a supplier",
        "RECEIVE-OVERPAYMENT": "Overpayment by a customer",
    },
)
_TRANSFERS = {"SPEND-TRANSFER": "Transfer out", "RECEIVE-TRANSFER": "Transfer in"}
STATUS = Choice(
    name="Status",
    label="Status",
    options={"AUTHORISED": "Approved", "VOIDED": "Voided", "DELETED": "Deleted"},
)
BANK_TRANSACTION_ID = Reference(
    name="BankTransactionID",
    label="Bank transaction",
    search="search_bank_transactions",
    required=True,
    help="Xero's id of the bank transaction.",
)
_ACCOUNT = account_of("BankAccount", "Bank account")
DETAILS: tuple[Field, ...] = (
    *_ACCOUNT,
    *ON_DOCUMENT,
    DATE,
    AMOUNTS,
    REFERENCE(help="Only of money spent or received, not of prepayments and overpayments."),
    RATE,
    CURRENCY(advanced=True, help="Of overpayments only; others have their bank account's."),
    SOURCE_URL,
    Boolean(
        name="IsReconciled",
        label="Is reconciled",
        advanced=True,
        help="For books moved from another system: Xero then waits for no bank statement.",
    ),
)


def _check(body: Bundle) -> Bundle:
    contact = body.get("Contact") or {}
    if not any(contact.get(name) for name in ("ContactID", "ContactNumber", "Name")):
        said = "Contact: give Xero's id, your contact number or a name."
        raise BadInput(said, field="Contact.ContactID")
    if body.get("Reference") and body["Type"] not in ("SPEND", "RECEIVE"):
        said = "Reference: Xero keeps one of money spent or received only; leave it empty."
        raise BadInput(said, field="Reference")
    one_account(body, "BankAccount", "Bank account")
    return body


def _says(record: Bundle) -> list[Value] | None:
    lines = amounts(record.get("LineItems") or ())
    return lines and [record.get("Type"), record.get("Reference") or "", *lines]


_fingerprint = Fingerprint(
    _says,
    (
        ("BankAccount.AccountID", "BankAccount.Code"),
        ("Contact.ContactID", "Contact.Name"),
        ("Date", ""),
    ),
)


bank_transactions = Resource(
    plural="BankTransactions",
    one="bank transaction",
    id="BankTransactionID",
    group="Bank Transactions",
    reads=BANK_READ,
    writes=BANK,
    exact={"unitdp": "4"},
    outputs=documents.outputs(
        TYPE,
        STATUS,
        CREDIT_LINES,
        *DETAILS,
        name_of("BankAccount"),
        own=(
            Output("BankTransactionID", "text", "Bank transaction"),
            Output("PrepaymentID", "text", "Prepayment"),
            Output("OverpaymentID", "text", "Overpayment"),
        ),
    ),
    sample={
        "BankTransactionID": "d20b6c54-7f5d-4ce6-ab83-55f609719126",
        "Type": "SPEND",
        "Status": "AUTHORISED",
        "BankAccount": {"AccountID": "297c2dc5-cc47-4afd-8ec8-74990b8761e9", "Code": "090"},
        "Contact": {"ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51", "Name": "ABC Furniture"},
        "Date": "2010-12-01",
        "LineAmountTypes": "Inclusive",
        "LineItems": [{"Description": "Postage", "Quantity": 1, "AccountCode": "425"}],
        "IsReconciled": False,
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)


FILTERS: tuple[Field, ...] = (TYPE(options={**TYPE.options, **_TRANSFERS}), _ACCOUNT[0], STATUS)


def _query(given: Inputs) -> Query:
    account = has_id(_ACCOUNT[0].name, given.get(_ACCOUNT[0].name, ""))
    return filtered(given, *chosen(given, "Type", "Status"), *dated(given), account)


watch_bank_transactions = bank_transactions.watch(
    "Watch Bank Transactions",
    "Gives money spent or received that is new or was changed.",
    *(*FILTERS, WHERE),
    query=_query,
    chosen="search_bank_transactions",
)

search_bank_transactions = bank_transactions.search(
    "Search for Bank Transactions",
    "Finds money spent or received by type, bank account, status, date or any other value.",
    *(*FILTERS, *DATED, WHERE, ORDER),
    query=_query,
)

create_bank_transaction = bank_transactions.create(
    "Create a Bank Transaction",
    "Records money spent or received in a bank account.",
    TYPE(required=True, help="A transfer between two accounts has a module of its own."),
    *(*DETAILS[:7], CREDIT_LINES(required=True), *DETAILS[7:]),
    check=_check,
    trace=_fingerprint,
    checks=cautions.checks(draft=False),
)

get_bank_transaction = bank_transactions.get(
    "Get a Bank Transaction",
    "Reads one bank transaction by Xero's id.",
    BANK_TRANSACTION_ID,
)
