"""Which status a record may be created in and moved to, as the reference says, for every kind.

Written from the reference's section 5.3 with the source of each edge, not from the emulator's
tables: `test_status_tables.py` holds the two against each other.

Sources: S the specification's text, R a recorded answer of Xero, T a secondary transcript of its
documentation, D derived from those, U unverified: the likeliest rule, marked so in the file itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from xero_emulator.accounting import (
    accounts,
    bank_transactions,
    bank_transfers,
    batch_payments,
    contact_groups,
    contacts,
    credit_notes,
    expense_claims,
    invoices,
    manual_journals,
    overpayments,
    payments,
    prepayments,
    purchase_orders,
    quotes,
    receipts,
    repeating_invoices,
    tax_rates,
    tracking_categories,
)
from xero_emulator.direct import Answer, Direct

WHO = {"Name": "Ridgeway University"}
LINE = {"Description": "Lamps", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
COST = {**LINE, "AccountCode": "429"}
SALE = {"Contact": WHO, "Date": "2026-02-14", "DueDate": "2026-03-14", "LineItems": [LINE]}
BANK = {"Account": {"Code": "090"}, "Date": "2026-03-01"}
MOVED = {"Contact": WHO, "BankAccount": {"Code": "090"}, "Date": "2026-03-01"}


@dataclass(frozen=True)
class Table:
    """The rules of one kind of record; `edges` says for each state where a caller may move it.

    `made` makes a record, with more fields, and gives the answer; `by_system` brings a record into
    a state that no caller asks for. `never` are words that nothing leads to here. Records may stand
    `within` others of the resource, by a `key` of their own.
    """

    module: ModuleType
    resource: str
    words: str
    born: str
    edges: Mapping[str, str]
    source: str
    made: Callable[..., Answer]
    by_system: Mapping[str, Callable[[Direct], str]] = field(default_factory=dict)
    never: str = ""
    status: str = "Status"
    asks: Callable[[Direct, str, str], Answer] | None = None
    within: str = ""
    key: str = ""

    @property
    def name(self) -> str:
        return self.within or self.resource

    def record(self, xero: Direct, key: str) -> dict[str, Any]:
        """The record as it stands, or nothing once it is gone."""
        records = xero.books.resources[self.resource].records
        if not self.within:
            return records.get(key.lower(), {})
        parts = [part for each in records.values() for part in each[self.within]]
        return next((part for part in parts if part[self.key] == key), {})

    def allows(self, before: str, after: str) -> bool:
        return after in self.edges.get(before, "").split()


def creating(operation: str, **fields: Any) -> Callable[..., Answer]:
    def made(xero: Direct, **more: Any) -> Answer:
        return xero.call(operation, {**fields, **more})

    return made


def updating(operation: str, key: str) -> Callable[[Direct, str, str], Answer]:
    """Asks for a status with the id in the path."""
    return lambda xero, record, status: xero.call(operation, {"Status": status}, **{key: record})


def deleting(
    operation: str, otherwise: Callable[[Direct, str, str], Answer], key: str
) -> Callable[[Direct, str, str], Answer]:
    """Asks for DELETED with the method of that name, for all else as usual."""

    def asks(xero: Direct, record: str, status: str) -> Answer:
        if status == "DELETED":
            return xero.call(operation, **{key: record})
        return otherwise(xero, record, status)

    return asks


def upserting(operation: str, key: str, status: str = "Status") -> Callable[..., Answer]:
    """Asks for a status with the id in the body."""
    return lambda xero, record, wanted: xero.call(operation, {key: record, status: wanted})


def invoice(xero: Direct) -> str:
    row = xero.call("createInvoices", {**SALE, "Type": "ACCREC", "Status": "AUTHORISED"}).row()
    return str(row["InvoiceID"])


def paid_invoice(xero: Direct) -> str:
    key = invoice(xero)
    due = xero.books.invoices.records[key]["AmountDue"]
    xero.call("createPayments", {**BANK, "Invoice": {"InvoiceID": key}, "Amount": due}).row()
    return key


def paid_note(xero: Direct) -> str:
    sent = {**SALE, "Type": "ACCRECCREDIT", "Status": "AUTHORISED"}
    note = xero.call("createCreditNotes", sent).row()
    refund = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Amount": note["Total"]}
    xero.call("createPayments", {**BANK, **refund}).row()
    return str(note["CreditNoteID"])


def payment(xero: Direct, **more: Any) -> Answer:
    return xero.call(
        "createPayments", {**BANK, "Invoice": {"InvoiceID": invoice(xero)}, "Amount": 10, **more}
    )


def batch_payment(xero: Direct, **more: Any) -> Answer:
    paid = [{"Invoice": {"InvoiceID": invoice(xero)}, "Amount": 10}]
    return xero.call("createBatchPayment", {**BANK, "Payments": paid, **more})


def transfer(xero: Direct, **more: Any) -> Answer:
    accounts = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}}
    return xero.call("createBankTransfer", {**accounts, "Amount": 10, "Date": "2026-03-01", **more})


def purchase_order(xero: Direct, **more: Any) -> Answer:
    supplier = xero.call("updateOrCreateContacts", WHO).row()["ContactID"]
    sent = {"Contact": {"ContactID": supplier}, "Date": "2026-02-14", "LineItems": [COST]}
    return xero.call("createPurchaseOrders", {**sent, **more})


def account(xero: Direct, **more: Any) -> Answer:
    code = f"X{len(xero.books.accounts.records)}"
    return xero.call("createAccount", {"Code": code, "Name": code, "Type": "EXPENSE", **more})


def numbered(operation: str, name: str, plural: str, **fields: Any) -> Callable[..., Answer]:
    """Creating something whose names must differ."""

    def made(xero: Direct, **more: Any) -> Answer:
        unlike = f"Lamps {len(xero.books.resources[plural].records)}"
        return xero.call(operation, {name: unlike, **fields, **more})

    return made


def of_bank_transaction(kind: str) -> Callable[..., Answer]:
    """Overpayments and prepayments are born from a bank transaction."""

    def made(xero: Direct, **more: Any) -> Answer:
        code = "620" if kind == "RECEIVE-PREPAYMENT" else "610"
        line = {**LINE, "AccountCode": code}
        sent = {**MOVED, "Type": kind, "LineItems": [line], **more}
        return xero.call("createBankTransactions", sent)

    return made


def spent(made: Callable[..., Answer], key: str, name: str) -> Callable[[Direct], str]:
    """All of the credit paid back."""

    def run(xero: Direct) -> str:
        credit = str(made(xero).row()[key])
        record = xero.books.resources[name].records[credit]
        refund = {key.removesuffix("ID"): {key: credit}, "Amount": record["RemainingCredit"]}
        xero.call("createPayments", {**BANK, **refund}).row()
        return credit

    return run


def option(xero: Direct, **more: Any) -> Answer:
    held = xero.books.tracking_categories
    if not held.records:
        xero.call("createTrackingCategory", {"Name": "Area"})
    (category,) = held.records
    name = f"Lamps {len(held.records[category]['Options'])}"
    return xero.call("createTrackingOptions", {"Name": name, **more}, TrackingCategoryID=category)


def asking_option(xero: Direct, key: str, status: str) -> Answer:
    (category,) = xero.books.tracking_categories.records
    path = {"TrackingCategoryID": category, "TrackingOptionID": key}
    if status == "DELETED":
        return xero.call("deleteTrackingOptions", **path)
    return xero.call("updateTrackingOptions", {"Status": status}, **path)


def claimant(xero: Direct) -> dict[str, str]:
    return {"UserID": next(iter(xero.books.users.records))}


def receipt(xero: Direct, **more: Any) -> Answer:
    sent = {"Contact": WHO, "User": claimant(xero), "LineItems": [COST], "Date": "2026-02-14"}
    return xero.call("createReceipt", {**sent, **more})


def claim(xero: Direct, **more: Any) -> Answer:
    spent = {"ReceiptID": receipt(xero).row()["ReceiptID"]}
    sent = {"User": claimant(xero), "Receipts": [spent]}
    return xero.call("createExpenseClaims", {**sent, **more})


def claimed(status: str) -> Callable[[Direct], str]:
    """A receipt whose claim has been brought so far."""

    def run(xero: Direct) -> str:
        made = claim(xero).row()["ExpenseClaimID"]
        xero.call("updateExpenseClaim", {"Status": status}, ExpenseClaimID=made).row()
        (spent,) = xero.books.receipts.records
        return spent

    return run


overpayment = of_bank_transaction("RECEIVE-OVERPAYMENT")
prepayment = of_bank_transaction("RECEIVE-PREPAYMENT")

TABLES = (
    Table(
        invoices,
        "invoices",
        "DRAFT SUBMITTED DELETED AUTHORISED PAID VOIDED",
        "DRAFT SUBMITTED AUTHORISED",
        {
            "DRAFT": "DRAFT SUBMITTED AUTHORISED DELETED",
            "SUBMITTED": "SUBMITTED DRAFT AUTHORISED DELETED",
            "AUTHORISED": "AUTHORISED VOIDED",
        },
        "T; AUTHORISED to DELETED refused R; PAID by the system",
        creating("createInvoices", **SALE, Type="ACCREC"),
        {"PAID": paid_invoice},
        asks=updating("updateInvoice", "InvoiceID"),
    ),
    Table(
        credit_notes,
        "credit_notes",
        "DRAFT SUBMITTED DELETED AUTHORISED PAID VOIDED",
        "DRAFT SUBMITTED AUTHORISED",
        {
            "DRAFT": "DRAFT SUBMITTED AUTHORISED DELETED",
            "SUBMITTED": "SUBMITTED DRAFT AUTHORISED DELETED",
            "AUTHORISED": "AUTHORISED VOIDED",
        },
        "same set as invoices S; the edges of invoices U; PAID at no remaining credit D",
        creating("createCreditNotes", **SALE, Type="ACCRECCREDIT"),
        {"PAID": paid_note},
        asks=updating("updateCreditNote", "CreditNoteID"),
    ),
    Table(
        payments,
        "payments",
        "AUTHORISED DELETED",
        "AUTHORISED",
        {"AUTHORISED": "DELETED"},
        "immutable but for delete S",
        payment,
        asks=updating("deletePayment", "PaymentID"),
    ),
    Table(
        batch_payments,
        "batch_payments",
        "AUTHORISED DELETED",
        "AUTHORISED",
        {"AUTHORISED": "DELETED"},
        "has deleteBatchPayment S",
        batch_payment,
        asks=upserting("deleteBatchPayment", "BatchPaymentID"),
    ),
    Table(
        bank_transactions,
        "bank_transactions",
        "AUTHORISED DELETED VOIDED",
        "AUTHORISED",
        {"AUTHORISED": "AUTHORISED DELETED"},
        "delete by POST of DELETED S; that nothing becomes VOIDED U",
        creating("createBankTransactions", **MOVED, Type="SPEND", LineItems=[COST]),
        asks=upserting("updateOrCreateBankTransactions", "BankTransactionID"),
        never="VOIDED",
    ),
    Table(
        bank_transfers,
        "bank_transfers",
        "AUTHORISED DELETED",
        "AUTHORISED",
        {"AUTHORISED": "DELETED"},
        "delete since July 2026 S",
        transfer,
        asks=updating("deleteBankTransfer", "BankTransferID"),
    ),
    Table(
        manual_journals,
        "manual_journals",
        "DRAFT POSTED DELETED VOIDED ARCHIVED",
        "DRAFT POSTED",
        {"DRAFT": "DRAFT POSTED DELETED", "POSTED": "POSTED VOIDED"},
        "names S, edges D; that nothing becomes ARCHIVED U",
        creating(
            "createManualJournals",
            Narration="Lamps",
            Date="2026-03-01",
            JournalLines=[
                {"LineAmount": 10, "AccountCode": "429"},
                {"LineAmount": -10, "AccountCode": "850"},
            ],
        ),
        asks=updating("updateManualJournal", "ManualJournalID"),
        never="ARCHIVED",
    ),
    Table(
        quotes,
        "quotes",
        "DRAFT SENT DECLINED ACCEPTED INVOICED DELETED",
        "DRAFT SENT",
        {
            "DRAFT": "DRAFT SENT DELETED",
            "SENT": "SENT ACCEPTED DECLINED DELETED",
            "DECLINED": "DECLINED SENT DELETED",
            "ACCEPTED": "ACCEPTED SENT INVOICED DELETED",
            "INVOICED": "INVOICED SENT DELETED",
        },
        "ACCEPTED to DELETED R; the other edges U",
        creating("createQuotes", **{k: v for k, v in SALE.items() if k != "DueDate"}),
        asks=lambda xero, key, status: xero.call(
            "updateQuote",
            {"Status": status, "Contact": WHO, "Date": "2026-02-14"},
            QuoteID=key,
        ),
    ),
    Table(
        purchase_orders,
        "purchase_orders",
        "DRAFT SUBMITTED AUTHORISED BILLED DELETED",
        "DRAFT SUBMITTED AUTHORISED BILLED",
        {
            "DRAFT": "DRAFT SUBMITTED AUTHORISED BILLED DELETED",
            "SUBMITTED": "SUBMITTED DRAFT AUTHORISED BILLED DELETED",
            "AUTHORISED": "AUTHORISED BILLED DELETED",
            "BILLED": "BILLED AUTHORISED DELETED",
        },
        "BILLED to DELETED and a frozen DELETED R; the other edges U",
        purchase_order,
        asks=updating("updatePurchaseOrder", "PurchaseOrderID"),
    ),
    Table(
        repeating_invoices,
        "repeating_invoices",
        "DRAFT AUTHORISED DELETED",
        "DRAFT AUTHORISED",
        {"DRAFT": "DELETED", "AUTHORISED": "DELETED"},
        "states and deletion by POST S; that nothing else changes U",
        creating(
            "createRepeatingInvoices",
            Type="ACCREC",
            Contact=WHO,
            LineItems=[LINE],
            Schedule={
                "Period": 1,
                "Unit": "MONTHLY",
                "DueDate": 10,
                "DueDateType": "OFFOLLOWINGMONTH",
                "StartDate": "2026-04-01",
            },
        ),
        asks=updating("updateRepeatingInvoice", "RepeatingInvoiceID"),
    ),
    Table(
        contacts,
        "contacts",
        "ACTIVE ARCHIVED GDPRREQUEST",
        "ACTIVE ARCHIVED",
        {"ACTIVE": "ACTIVE ARCHIVED"},
        "archived is frozen R; born archived, and GDPRREQUEST by no caller, U",
        numbered("createContacts", "Name", "contacts"),
        asks=upserting("updateOrCreateContacts", "ContactID", "ContactStatus"),
        never="GDPRREQUEST",
        status="ContactStatus",
    ),
    Table(
        accounts,
        "accounts",
        "ACTIVE ARCHIVED DELETED",
        "ACTIVE",
        {"ACTIVE": "ACTIVE ARCHIVED DELETED", "ARCHIVED": "DELETED"},
        "ACTIVE to ARCHIVED and deletion S; that an archived one can be deleted, no more, U",
        account,
        asks=deleting("deleteAccount", updating("updateAccount", "AccountID"), "AccountID"),
    ),
    Table(
        tax_rates,
        "tax_rates",
        "ACTIVE DELETED ARCHIVED PENDING",
        "ACTIVE",
        {"ACTIVE": "ACTIVE DELETED ARCHIVED"},
        "states S; edges U; PENDING by no caller U",
        numbered(
            "createTaxRates", "Name", "tax_rates", TaxComponents=[{"Name": "Levy", "Rate": 5}]
        ),
        asks=upserting("updateTaxRate", "TaxType"),
        never="PENDING",
    ),
    Table(
        tracking_categories,
        "tracking_categories",
        "ACTIVE ARCHIVED DELETED",
        "ACTIVE",
        {"ACTIVE": "ACTIVE ARCHIVED DELETED", "ARCHIVED": "ARCHIVED ACTIVE DELETED"},
        "states and deletion S; both ways of archiving U",
        numbered("createTrackingCategory", "Name", "tracking_categories"),
        asks=deleting(
            "deleteTrackingCategory",
            updating("updateTrackingCategory", "TrackingCategoryID"),
            "TrackingCategoryID",
        ),
    ),
    Table(
        tracking_categories,
        "tracking_categories",
        "ACTIVE ARCHIVED DELETED",
        "ACTIVE",
        {"ACTIVE": "ACTIVE ARCHIVED DELETED", "ARCHIVED": "ARCHIVED ACTIVE DELETED"},
        "states and deletion S; both ways of archiving U",
        option,
        asks=asking_option,
        within="Options",
        key="TrackingOptionID",
    ),
    Table(
        contact_groups,
        "contact_groups",
        "ACTIVE DELETED",
        "ACTIVE",
        {"ACTIVE": "ACTIVE DELETED"},
        "states, and deletion by POST, S",
        numbered("createContactGroup", "Name", "contact_groups"),
        asks=updating("updateContactGroup", "ContactGroupID"),
    ),
    Table(
        receipts,
        "receipts",
        "DRAFT SUBMITTED AUTHORISED DECLINED VOIDED",
        "DRAFT",
        {"DRAFT": "DRAFT VOIDED"},
        "states S; edges, and that a receipt follows its claim, U",
        receipt,
        {"SUBMITTED": claimed("SUBMITTED"), "AUTHORISED": claimed("AUTHORISED")},
        asks=updating("updateReceipt", "ReceiptID"),
        never="DECLINED",
    ),
    Table(
        expense_claims,
        "expense_claims",
        "SUBMITTED AUTHORISED PAID VOIDED DELETED",
        "SUBMITTED",
        {"SUBMITTED": "SUBMITTED AUTHORISED DELETED", "AUTHORISED": "AUTHORISED VOIDED"},
        "states S; edges, and PAID by a person alone, U",
        claim,
        asks=updating("updateExpenseClaim", "ExpenseClaimID"),
        never="PAID",
    ),
    Table(
        overpayments,
        "overpayments",
        "AUTHORISED PAID VOIDED",
        "AUTHORISED",
        {},
        "born from a bank transaction S; PAID when used up D; no operation moves them S",
        overpayment,
        {"PAID": spent(overpayment, "OverpaymentID", "overpayments")},
    ),
    Table(
        prepayments,
        "prepayments",
        "AUTHORISED PAID VOIDED",
        "AUTHORISED",
        {},
        "born from a bank transaction S; PAID when used up D; no operation moves them S",
        prepayment,
        {"PAID": spent(prepayment, "PrepaymentID", "prepayments")},
    ),
)
