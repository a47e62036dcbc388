"""Payments of invoices; refunds of credit notes, overpayments and prepayments.

How it was checked: fields, payment types, the amount rule and a number that may be an invoice's or
a credit note's from Xero's OpenAPI 16.1.0; only AUTHORISED documents, only deletable, PAID and back
again from the reference's sections 5.3 and 5.4; that a payment in a batch stays as one integrator
quotes it. Unverified: the texts marked so below; that deleted payments stay listed; that a refund
shows what it refunds both under its own name and, as the OpenAPI's example does, as Invoice; that a
reconciled payment may be deleted; that a missing rate is the day's, not the document's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from xero_emulator import money, wire
from xero_emulator.accounting import exchange, history
from xero_emulator.accounting.exchange import Exchange
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.accounting.settled import Settled
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, flag, guid, names, number, one, text
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
from xero_emulator.where import Columns, Path, reach
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States("AUTHORISED", AUTHORISED="DELETED")

SCOPES = ("accounting.transactions", "accounting.payments")
TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
    "AROVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "APOVERPAYMENT": "APOVERPAYMENTPAYMENT",
    "ARPREPAYMENT": "ARPREPAYMENTPAYMENT",
    "APPREPAYMENT": "APPREPAYMENTPAYMENT",
}
KINDS = {
    "Invoice": "invoices",
    "CreditNote": "credit_notes",
    "Overpayment": "overpayments",
    "Prepayment": "prepayments",
}
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
NO_ACCOUNT = "Account could not be found."
NO_NUMBER = "Invoice with invoice number {} does not exist for this organisation"
NO_DOCUMENT = "The payment names no document that exists."  # unverified text
NOT_PAYABLE = "The account is not a bank account and does not take payments."  # unverified text
TOO_LITTLE = "The payment amount must be greater than zero."  # unverified text
ONLY_DELETED = "A payment cannot be edited, only deleted."  # unverified text
IN_A_BATCH = "Payments within a batch cannot be deleted."


@dataclass(frozen=True, slots=True)
class Target:
    """The document that a payment is for: in which resource, and under which name."""

    name: str
    held: Settled
    record: Record

    @property
    def key(self) -> str:
        return cast(str, self.record[self.held.key])

    @property
    def open(self) -> Decimal:
        return cast(Decimal, self.record[self.held.left])

    @property
    def comes_in(self) -> bool:
        return self.held.side(self.record).sign > 0


@dataclass(frozen=True, slots=True)
class Paying:
    """A payment that is about to be made: what for, from or to which account, how much, when."""

    target: Target
    account: Record
    amount: Decimal
    on: str
    exchange: Exchange


class Payments(Resource):
    plural = "Payments"
    key = "PaymentID"
    webhook_category = "PAYMENT"
    error_flag = "HasValidationErrors"
    takes = ("page", "If-Modified-Since")
    takes_notes = False
    optimised = frozenset(names("paymentid paymenttype status date invoice.invoiceid"))
    optimised_orders = frozenset({"date"})
    columns = Columns(
        text="Status PaymentType Reference Account.Code Invoice.InvoiceNumber Invoice.Type "
        "Invoice.Contact.Name CreditNote.CreditNoteNumber",
        guid="PaymentID BatchPaymentID Account.AccountID Invoice.InvoiceID "
        "Invoice.Contact.ContactID CreditNote.CreditNoteID Overpayment.OverpaymentID "
        "Prepayment.PrepaymentID",
        number="Amount BankAmount CurrencyRate",
        flag="IsReconciled",
        day="Date UpdatedDateUTC",
    )
    fields = Fields(
        PaymentID=guid,
        Invoice=one(Fields(InvoiceID=guid, InvoiceNumber=text)),
        CreditNote=one(Fields(CreditNoteID=guid, CreditNoteNumber=text)),
        Overpayment=one(Fields(OverpaymentID=guid)),
        Prepayment=one(Fields(PrepaymentID=guid)),
        InvoiceNumber=text,
        CreditNoteNumber=text,
        Account=one(Fields(AccountID=guid, Code=text)),
        Code=text,
        Date=day,
        CurrencyRate=number,
        Amount=number,
        BankAmount=number,
        Reference=text,
        IsReconciled=flag,
        Status=choice("PaymentStatus", "AUTHORISED", "DELETED"),
        BankAccountNumber=text,
        Particulars=text,
        Details=text,
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "document", self._paid(record)
        if "BatchPaymentID" in record:
            yield "batch", record["BatchPaymentID"]

    def _paid(self, record: Record) -> str:
        """The id of the document that a payment is for."""
        held = self._held(_name(record))
        return cast(str, record[_name(record)][held.key])

    def against(self, document_id: str) -> Iterator[Record]:
        """The live payments of a document."""
        found = self.found_by("document", document_id)
        return (payment for payment in found if payment["Status"] == "AUTHORISED")

    def stub(self, record: Record) -> Record:
        """A payment as it stands on its document."""
        names = ("PaymentID", "Date", "Amount", "Reference", "CurrencyRate")
        stub = {name: record[name] for name in names}
        return {**stub, "HasAccount": False, "HasValidationErrors": False}

    def reach(self, record: Record, path: Path) -> Any:
        if len(path) == 1 or path[0] == "Account":
            return reach(record, path)
        if path[0] not in record:
            return None
        held = self._held(path[0])
        return held.reach(held.records[record[path[0]][held.key]], path[1:])

    def _held(self, name: str) -> Settled:
        return cast(Settled, self.books.resources[KINDS[name]])

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.records.get(sent.get("PaymentID", ""))
        if old is None:
            return self.pay(sent, call)
        if not STATES.allows(old["Status"], sent.get("Status") or old["Status"]):
            raise Invalid(ONLY_DELETED)
        if "BatchPaymentID" in old:
            raise Invalid(IN_A_BATCH)
        return self.take_back(old, call)

    def pay(self, sent: Record, call: Call, batch: str | None = None) -> Record:
        """Makes a payment, alone or in a batch payment of this id; raises Invalid."""
        paying = self._meant(sent, call)
        record = self.keep(self._drawn(sent, paying, batch, call), call.client_id)
        self._post(record, paying, call)
        received = "Payment Received" if paying.target.comes_in else "Payment Made"
        self._rebalance(record, call, received)
        return record

    def _meant(self, sent: Record, call: Call) -> Paying:
        target, account = self._target(sent), self._account(sent)
        on = sent.get("Date", wire.day(self.books.today(call.now)))
        amount = money.half_up(sent.get("Amount", money.ZERO))
        wrong = [*_wrong(target, account, amount), *self.books.locked(on)]
        if wrong:
            raise Invalid(*wrong)
        code = target.record["CurrencyCode"]
        exchanged = exchange.exchanged(sent, amount, code, account, self.books)
        return Paying(target, account, amount, on, exchanged)

    def _drawn(self, sent: Record, paying: Paying, batch: str | None, call: Call) -> Record:
        target, account = paying.target, paying.account
        kept = [name for name in ("BankAccountNumber", "Particulars", "Details") if name in sent]
        return {
            "PaymentID": self.books.new_id(),
            **({} if batch is None else {"BatchPaymentID": batch}),
            "Date": paying.on,
            "BankAmount": paying.exchange.in_bank,
            "Amount": paying.amount,
            "Reference": sent.get("Reference", ""),
            "CurrencyRate": paying.exchange.rate,
            "PaymentType": TYPES[target.held.source_type(target.record)],
            "Status": STATES.first,
            "HasAccount": True,
            "HasValidationErrors": False,
            "IsReconciled": sent.get("IsReconciled", False),
            "Account": {n: account[n] for n in ("AccountID", "Code", "Name") if n in account},
            target.name: {target.held.key: target.key},
            **{name: sent[name] for name in kept},
            **_stamp(call),
        }

    def _target(self, sent: Record) -> Target:
        """By id under each name; then by number, which may be an invoice's or a credit note's."""
        for name in KINDS:
            held = self._held(name)
            record = held.records.get(sent.get(name, {}).get(held.key, ""))
            if record is not None:
                return Target(name, held, record)
        number = sent.get("Invoice", {}).get("InvoiceNumber") or sent.get("InvoiceNumber")
        other = sent.get("CreditNote", {}).get("CreditNoteNumber") or sent.get("CreditNoteNumber")
        for name, wanted in (("Invoice", number), ("CreditNote", other or number)):
            found = self._held(name).by_number(wanted) if wanted else None
            if found is not None:
                return Target(name, self._held(name), found)
        raise Invalid(NO_NUMBER.format(number) if number else NO_DOCUMENT)

    def _account(self, sent: Record) -> Record:
        found = self.books.accounts.named({"Code": sent.get("Code"), **sent.get("Account", {})})
        if found is None:
            raise Invalid(NO_ACCOUNT)
        return found

    def take_back(self, old: Record, call: Call) -> Record:
        """Deletes a payment, so that its document is open again; raises Invalid."""
        wrong = list(self.books.locked(old["Date"]))
        if wrong:
            raise Invalid(*wrong)
        record = self.keep({**old, "Status": "DELETED", **_stamp(call)})
        self.books.journals.reverse(record["PaymentID"], call.now)
        self._rebalance(record, call, "Payment Deleted")
        return record

    def _rebalance(self, record: Record, call: Call, changes: str) -> None:
        details = f"Payment of {record['Amount']}."
        self._held(_name(record)).rebalance(self._paid(record), call, changes, details)
        self.books.history.add(record["PaymentID"], changes, details, call.now)

    def _post(self, record: Record, paying: Paying, call: Call) -> None:
        """Bank against the document; what the rates make different is a gain or loss."""
        target, accounts = paying.target, self.books.accounts
        sign = 1 if target.comes_in else -1
        bank = Entry(accounts.records[paying.account["AccountID"]], paying.exchange.in_base * sign)
        entries = [bank, *target.held.clearing(target.record, paying.amount)]
        gain = -sum((entry.net for entry in entries), money.ZERO)
        source = Source(
            record["PaymentType"], record["PaymentID"], record["Date"], record["Reference"]
        )
        entries.append(Entry(accounts.system("REALISEDCURRENCYGAIN"), gain))
        self.books.journals.post(source, entries, call.now)

    def listed(self, record: Record, asked: Asked) -> Record:
        return {**record, **self._about(record), **self._batch(record)}

    def _about(self, record: Record) -> Record:
        """What was paid, under its own name; a refund shows it as an Invoice as well."""
        name, key = _name(record), self._paid(record)
        held = self._held(name)
        brief = held.brief(held.records[key])
        if name == "Invoice":
            return {name: brief}
        as_invoice = {
            "Type": held.source_type(brief),
            "InvoiceID": key,
            "InvoiceNumber": brief.get(held.number, ""),
            "Contact": brief["Contact"],
        }
        return {name: brief, "Invoice": as_invoice}

    def _batch(self, record: Record) -> Record:
        if "BatchPaymentID" not in record:
            return {}
        return {"BatchPayment": self.books.batch_payments.card(record["BatchPaymentID"])}

    def fetched(self, record: Record, asked: Asked) -> Record:
        return self.listed(record, asked)


def _wrong(target: Target, account: Record, amount: Decimal) -> Iterable[str]:
    if target.record["Status"] != "AUTHORISED":
        yield NOT_AUTHORISED
    elif amount > target.open:
        yield TOO_MUCH
    if amount <= money.ZERO:
        yield TOO_LITTLE
    if account["Type"] != "BANK" and not account["EnablePaymentsToAccount"]:
        yield NOT_PAYABLE


def _name(record: Record) -> str:
    """What a payment calls the document that it is for."""
    return next(name for name in KINDS if name in record)


def _stamp(call: Call) -> Record:
    return {
        "UpdatedDateUTC": wire.instant(call.now),
        "UpdatedDateUTCString": wire.instant_text(call.now),
    }


def payments(books: Books) -> Payments:
    return books.payments


_AT = "/Payments/{PaymentID}"

ROUTES = (
    route("getPayments", "GET", "/Payments", reads(*SCOPES), listing(payments)),
    route("createPayments", "PUT", "/Payments", writes(*SCOPES), writing(payments, create=True)),
    route("createPayment", "POST", "/Payments", writes(*SCOPES), writing(payments)),
    route("getPayment", "GET", _AT, reads(*SCOPES), fetching(payments, "PaymentID")),
    route("deletePayment", "POST", _AT, writes(*SCOPES), writing(payments, "PaymentID")),
    *history.routes(_AT, "Payment", payments, reads(*SCOPES), writes(*SCOPES)),
)
