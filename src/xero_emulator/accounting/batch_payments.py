"""Batch payments: one amount at the bank that pays or collects many invoices.

How it was checked: fields, lengths and both ways to delete from Xero's OpenAPI 16.1.0, whose
example adds the amounts at the bank up, across currencies; that all invoices are approved and of
one kind from the reference (module 37). Unverified: every text; that invoices may be named by
number; that a batch names each invoice once; that fields of another country's banks are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xero_emulator import money, wire
from xero_emulator.accounting import history
from xero_emulator.accounting.bank_transactions import ACCOUNT
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, guid, many, names, number, one, text
from xero_emulator.resource import (
    Asked,
    Resource,
    States,
    fetching,
    listing,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States("AUTHORISED", AUTHORISED="DELETED")

SCOPES = ("accounting.transactions", "accounting.payments")
TYPES = {"ACCREC": "RECBATCH", "ACCPAY": "PAYBATCH"}
LONGEST = {"Reference": 255, "Particulars": 12, "Code": 12, "Details": 18, "Narrative": 18}

UNKNOWN = "The batch payment could not be found."
ONLY_DELETED = "A batch payment cannot be edited, only deleted."
NO_PAYMENTS = "A batch payment needs at least one payment of an invoice."
NO_INVOICE = "Each payment in a batch must name an invoice that exists."
TWICE = "A batch payment can pay an invoice only once."
MIXED = "All invoices in a batch payment must be of the same type."
NO_ACCOUNT = "Account could not be found."

_PAYMENT = Fields(
    Invoice=one(Fields(InvoiceID=guid, InvoiceNumber=text)),
    InvoiceNumber=text,
    Amount=number,
    BankAmount=number,
    CurrencyRate=number,
    Reference=text,
    BankAccountNumber=text,
    Particulars=text,
    Details=text,
)


class BatchPayments(Resource):
    plural = "BatchPayments"
    key = "BatchPaymentID"
    error_flag = ""
    takes = ("If-Modified-Since",)
    columns = Columns(
        text="Type Status Reference Particulars Code Details Narrative",
        guid="BatchPaymentID Account.AccountID",
        number="TotalAmount",
        flag="IsReconciled",
        day="Date UpdatedDateUTC",
    )
    fields = Fields(
        BatchPaymentID=guid,
        Account=one(ACCOUNT),
        Date=day,
        DateString=day,
        Payments=many(_PAYMENT),
        Status=choice("BatchPaymentStatus", "AUTHORISED", "DELETED"),
        **dict.fromkeys(LONGEST, text),
    )

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        if create:
            return self._made(sent, call)
        found = self.records.get(sent.get(self.key, ""))
        if found is None:
            raise Invalid(UNKNOWN)
        return self._deleted(found, sent, call)

    def _made(self, sent: Record, call: Call) -> Record:
        invoices, account = self._invoices(sent), self.books.accounts.named(sent.get("Account", {}))
        wrong = [*_wrong(sent, invoices), *([NO_ACCOUNT] if account is None else [])]
        if account is None or wrong:
            raise Invalid(*wrong)
        record = self._drawn(sent, invoices, account, call)
        payments = [self._paid(one, invoice, record, call) for one, invoice in invoices]
        total = sum((payment["BankAmount"] for payment in payments), money.ZERO)
        whole = {"Payments": [_shown(payment) for payment in payments], "TotalAmount": total}
        kept = self.keep({**record, **whole}, call.client_id)
        self._tell(kept, "Approved", call)
        return kept

    def _invoices(self, sent: Record) -> list[tuple[Record, Record]]:
        """Each payment that was sent, and the invoice it is for."""
        return [(payment, self._invoice(payment)) for payment in sent.get("Payments", ())]

    def _invoice(self, payment: Record) -> Record:
        held, about = self.books.invoices, payment.get("Invoice", {})
        number_ = about.get("InvoiceNumber") or payment.get("InvoiceNumber", "")
        found = held.records.get(about.get("InvoiceID", "")) or held.by_number(number_)
        if found is None:
            raise Invalid(NO_INVOICE)
        return found

    def _drawn(
        self, sent: Record, invoices: list[tuple[Record, Record]], account: Record, call: Call
    ) -> Record:
        code = account.get("CurrencyCode", self.books.base_currency)
        on = sent.get("Date") or sent.get("DateString") or wire.day(self.books.today(call.now))
        return {
            self.key: self.books.new_id(),
            "Account": {"AccountID": account["AccountID"], "CurrencyCode": code},
            **{name: sent[name] for name in LONGEST if name in sent},
            "Date": on,
            "DateString": wire.day_text(wire.date_of(on)),
            "Type": TYPES[invoices[0][1]["Type"]],
            "Status": STATES.first,
            "UpdatedDateUTC": wire.instant(call.now),
            "IsReconciled": False,
        }

    def _paid(self, sent: Record, invoice: Record, batch: Record, call: Call) -> Record:
        decided = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"AccountID": batch["Account"]["AccountID"]},
            "Date": batch["Date"],
        }
        return self.books.payments.pay({**sent, **decided}, call, batch[self.key])

    def _deleted(self, old: Record, sent: Record, call: Call) -> Record:
        if not STATES.allows(old["Status"], sent.get("Status") or old["Status"]):
            raise Invalid(ONLY_DELETED)
        for payment in old["Payments"]:
            held = self.books.payments
            held.take_back(held.records[payment["PaymentID"]], call)
        gone = {"Status": "DELETED", "Payments": [], "UpdatedDateUTC": wire.instant(call.now)}
        record = self.keep({**old, **gone})
        self._tell(record, "Deleted", call)
        return record

    def _tell(self, record: Record, changes: str, call: Call) -> None:
        details = f"{record['Type']} of {record['TotalAmount']}."
        self.books.history.add(record[self.key], changes, details, call.now)

    def card(self, key: str) -> Record:
        """A batch payment as it stands on each of its payments."""
        about = names("BatchPaymentID Date Type Status TotalAmount UpdatedDateUTC IsReconciled")
        record = self.records[key]
        account = {"AccountID": record["Account"]["AccountID"]}
        return {"Account": account, **{name: record[name] for name in about}}

    def listed(self, record: Record, asked: Asked) -> Record:
        shown = [{**one, "Invoice": self._named(one)} for one in record["Payments"]]
        return {**record, "Payments": shown}

    def _named(self, payment: Record) -> Record:
        invoice = self.books.invoices.records[payment["Invoice"]["InvoiceID"]]
        lists = names("Payments CreditNotes Prepayments Overpayments LineItems")
        about = {name: invoice[name] for name in ("InvoiceID", "CurrencyCode")}
        empty: Record = {name: [] for name in lists}
        return {**about, **empty, "HasErrors": False, "IsDiscounted": False}

    def fetched(self, record: Record, asked: Asked) -> Record:
        return self.listed(record, asked)


def _wrong(sent: Record, invoices: list[tuple[Record, Record]]) -> Iterator[str]:
    if not invoices:
        yield NO_PAYMENTS
    if len({invoice["InvoiceID"] for _payment, invoice in invoices}) < len(invoices):
        yield TWICE
    if len({invoice["Type"] for _payment, invoice in invoices}) > 1:
        yield MIXED
    yield from _too_long(sent)


def _too_long(sent: Record) -> Iterable[str]:
    for name, most in LONGEST.items():
        if len(sent.get(name, "")) > most:
            yield f"The {name} must be {most} characters or fewer."


def _shown(payment: Record) -> Record:
    """A payment as it stands in its batch."""
    told = names("PaymentID Amount BankAmount Reference BankAccountNumber Particulars Details")
    invoice = {"Invoice": payment["Invoice"]}
    return {**invoice, **{name: payment[name] for name in told if name in payment}}


def batch_payments(books: Books) -> BatchPayments:
    return books.batch_payments


_AT = "/BatchPayments/{BatchPaymentID}"

ROUTES = (
    route("getBatchPayments", "GET", "/BatchPayments", reads(*SCOPES), listing(batch_payments)),
    route(
        "createBatchPayment",
        "PUT",
        "/BatchPayments",
        writes(*SCOPES),
        writing(batch_payments, create=True),
    ),
    route("deleteBatchPayment", "POST", "/BatchPayments", writes(*SCOPES), writing(batch_payments)),
    route(
        "getBatchPayment", "GET", _AT, reads(*SCOPES), fetching(batch_payments, "BatchPaymentID")
    ),
    route(
        "deleteBatchPaymentByUrlParam",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(batch_payments, "BatchPaymentID"),
    ),
    *history.routes(
        _AT,
        "BatchPayment",
        batch_payments,
        reads(*SCOPES),
        writes(*SCOPES),
        ("get{}History", "create{}HistoryRecord"),
    ),
)
