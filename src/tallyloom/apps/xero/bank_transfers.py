"""Transfers of money between two of the organisation's own bank accounts."""

from __future__ import annotations

from tallyloom.apps.xero.bank_accounts import above_zero, account_of, name_of, one_account
from tallyloom.apps.xero.cautions import dates
from tallyloom.apps.xero.fields import DATE, REFERENCE, WHERE
from tallyloom.apps.xero.fingerprint import Fingerprint, money
from tallyloom.apps.xero.scopes import BANK, BANK_READ
from tallyloom.apps.xero.shape import Paging, Query, Resource, Wrap
from tallyloom.apps.xero.watching import Marks
from tallyloom.kit import (
    BadInput,
    Boolean,
    Bundle,
    Field,
    Inputs,
    Lines,
    Money,
    Output,
    Text,
    outputs_of,
)

_WHERE = WHERE(help="Such as Amount>=100.")
AMOUNT = Money(name="Amount", label="Amount", help="More than zero.")
_BY_ID = (
    Text(
        name="TrackingCategoryID",
        label="Category",
        required=True,
        pick="tracking_category_ids",
        help="Xero's id of the tracking category.",
    ),
    Text(
        name="TrackingOptionID",
        label="Option",
        required=True,
        pick="tracking_option_ids",
        help="Xero's id of the tracking option.",
    ),
)


def _tracking(name: str, label: str) -> Lines:
    return Lines(name=name, label=label, of=_BY_ID, advanced=True, at_most=2)


DETAILS: tuple[Field, ...] = (
    *account_of("FromBankAccount", "From bank account"),
    *account_of("ToBankAccount", "To bank account"),
    AMOUNT,
    DATE,
    REFERENCE,
    _tracking("FromTracking", "Tracking of the account that pays"),
    _tracking("ToTracking", "Tracking of the account that receives"),
    Boolean(name="FromIsReconciled", label="Is reconciled in the account that pays", advanced=True),
    Boolean(
        name="ToIsReconciled", label="Is reconciled in the account that receives", advanced=True
    ),
)


def _check(body: Bundle) -> Bundle:
    source = one_account(body, "FromBankAccount", "From bank account")
    if source == one_account(body, "ToBankAccount", "To bank account"):
        said = "To bank account: it is the one that the money comes from; give another."
        raise BadInput(said, field="ToBankAccount.AccountID")
    above_zero(body)
    return body


_fingerprint = Fingerprint(
    lambda record: [money(record.get("Amount")), record.get("Reference") or ""],
    (
        ("FromBankAccount.AccountID", "FromBankAccount.Code"),
        ("ToBankAccount.AccountID", "ToBankAccount.Code"),
        ("Date", ""),
    ),
)

bank_transfers = Resource(
    plural="BankTransfers",
    one="bank transfer",
    id="BankTransferID",
    group="Bank Transfers",
    reads=BANK_READ,
    writes=BANK,
    paging=Paging.NONE,
    creates=Wrap.SINGLE,  # nothing tells whether Xero takes several at once (unverified)
    outputs=(
        Output("BankTransferID", "text", "Bank transfer"),
        Output("Status", "text", "Status"),
        *outputs_of(*DETAILS, name_of("FromBankAccount"), name_of("ToBankAccount")),
        Output("FromBankTransactionID", "text", "Bank transaction of the account that pays"),
        Output("ToBankTransactionID", "text", "Bank transaction of the account that receives"),
        Output("CurrencyRate", "decimal", "Currency rate"),
        Output("HasAttachments", "boolean", "Has attachments"),
        Output("CreatedDateUTC", "moment", "Made"),
    ),
    sample={
        "BankTransferID": "76eea4b6-f026-464c-b6f3-5fb39a196145",
        "Status": "AUTHORISED",
        "FromBankAccount": {"AccountID": "7e5e243b-9fcd-4aef-8e3a-c70be1e39bfa", "Code": "090"},
        "ToBankAccount": {"AccountID": "6f7594f2-f059-4d56-9e67-47ac9733bfe9", "Code": "088"},
        "Amount": 50,
        "Date": "2010-12-01",
        "Reference": "To savings",
        "FromBankTransactionID": "e4059952-5acb-4a56-b076-53fad85f2930",
        "ToBankTransactionID": "88e4ac17-293b-4e5a-8d8b-3ce3a0b1ee17",
        "CreatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)


def _query(given: Inputs) -> Query:
    gone = {"includeDeleted": "true"} if given.get("deleted") else {}
    return gone | ({"where": given["where"]} if given.get("where") else {})


watch_bank_transfers = bank_transfers.watch(
    "Watch Bank Transfers",
    "Gives each transfer between two bank accounts that is new, or was deleted.",
    _WHERE,
    query=_query,
    marks=Marks(id="BankTransferID", stamp="CreatedDateUTC", quiet=True),
    help="A transfer cannot be changed in Xero, only deleted; nothing tells when that was done.",
)

create_bank_transfer = bank_transfers.create(
    "Create a Bank Transfer",
    "Transfers money from one of your bank accounts to another.",
    *(*DETAILS[:4], AMOUNT(required=True), *DETAILS[5:]),
    check=_check,
    trace=_fingerprint,
    recent=bank_transfers.recent(includeDeleted="true"),
    checks=dates(),
)
