"""Payments of invoices and refunds of credit notes.

How it was checked: fields, payment types and the amount rule from Xero's OpenAPI 16.1.0; only
AUTHORISED documents, only deletable, PAID and back again from the reference's sections 5.3 and 5.4.
Unverified: the texts marked so below; that deleted payments stay listed; that the refund of a
credit note shows it both as CreditNote and, as the OpenAPI's example does, as Invoice; that a
reconciled payment may be deleted. Overpayments and prepayments are not here yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xero_emulator import money, wire
from xero_emulator.accounting import history
from xero_emulator.accounting.documents import Documents
from xero_emulator.accounting.ledger import Entry, Source
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
}
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
NO_ACCOUNT = "Account could not be found."
NO_NUMBER = "Invoice with invoice number {} does not exist for this organisation"
NO_DOCUMENT = "The payment names no document that exists."  # unverified text
NOT_PAYABLE = "The account is not a bank account and does not take payments."  # unverified text
TOO_LITTLE = "The payment amount must be greater than zero."  # unverified text
ONLY_DELETED = "A payment cannot be edited, only deleted."  # unverified text


@dataclass(frozen=True, slots=True)
class Target:
    """The document that a payment is for: in which resource, and under which name."""

    name: str
    held: Documents
    record: Record

    @property
    def open(self) -> Decimal:
        left: Decimal = self.record["AmountDue" if self.name == "Invoice" else "RemainingCredit"]
        return left


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
        guid="PaymentID Account.AccountID Invoice.InvoiceID Invoice.Contact.ContactID "
        "CreditNote.CreditNoteID",
        number="Amount BankAmount CurrencyRate",
        flag="IsReconciled",
        day="Date UpdatedDateUTC",
    )
    fields = Fields(
        PaymentID=guid,
        Invoice=one(Fields(InvoiceID=guid, InvoiceNumber=text)),
        CreditNote=one(Fields(CreditNoteID=guid, CreditNoteNumber=text)),
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
        document = record.get("Invoice") or record["CreditNote"]
        yield "document", document.get("InvoiceID") or document["CreditNoteID"]

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

    def _held(self, name: str) -> Documents:
        return self.books.invoices if name == "Invoice" else self.books.credit_notes

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.records.get(sent.get("PaymentID", ""))
        return self._made(sent, call) if old is None else self._deleted(old, sent, call)

    def _made(self, sent: Record, call: Call) -> Record:
        target, account = self._target(sent), self._account(sent)
        on = sent.get("Date", wire.day(self.books.today(call.now)))
        amount = money.half_up(sent.get("Amount", money.ZERO))
        wrong = [*_wrong(target, account, amount), *self.books.locked(on)]
        if wrong:
            raise Invalid(*wrong)
        record = self.keep(self._drawn(sent, target, account, amount, on, call), call.client_id)
        self._post(record, target, call)
        self._rebalance(record, call, "Payment Received" if _comes_in(target) else "Payment Made")
        return record

    def _drawn(
        self,
        sent: Record,
        target: Target,
        account: Record,
        amount: Decimal,
        on: str,
        call: Call,
    ) -> Record:
        rate = sent.get("CurrencyRate") or target.record["CurrencyRate"]
        rate = money.half_up(rate, money.RATE_PLACES)
        in_bank = amount if self._same_currency(account, target) else money.in_base(amount, rate)
        return {
            "PaymentID": self.books.new_id(),
            "Date": on,
            "BankAmount": money.half_up(sent.get("BankAmount", in_bank)),
            "Amount": amount,
            "Reference": sent.get("Reference", ""),
            "CurrencyRate": rate,
            "PaymentType": TYPES[target.record["Type"]],
            "Status": STATES.first,
            "HasAccount": True,
            "HasValidationErrors": False,
            "IsReconciled": sent.get("IsReconciled", False),
            "Account": {name: account[name] for name in ("AccountID", "Code", "Name")},
            target.name: {target.held.key: target.record[target.held.key]},
            **{name: sent[name] for name in ("Particulars", "Details") if name in sent},
            **_stamp(call),
        }

    def _same_currency(self, account: Record, target: Target) -> bool:
        held_in = account.get("CurrencyCode", self.books.base_currency)
        return bool(held_in == target.record["CurrencyCode"])

    def _target(self, sent: Record) -> Target:
        invoice = {"InvoiceNumber": sent.get("InvoiceNumber"), **sent.get("Invoice", {})}
        note = {"CreditNoteNumber": sent.get("CreditNoteNumber"), **sent.get("CreditNote", {})}
        found = self._find("Invoice", invoice) or self._find("CreditNote", note)
        if found is not None:
            return found
        number = invoice["InvoiceNumber"]
        raise Invalid(NO_NUMBER.format(number) if number else NO_DOCUMENT)

    def _find(self, name: str, sent: Record) -> Target | None:
        held = self._held(name)
        record = held.records.get(sent.get(held.key, ""))
        if record is None and sent[held.number]:
            record = held.first_by("number", sent[held.number])
        return None if record is None else Target(name, held, record)

    def _account(self, sent: Record) -> Record:
        named = {"Code": sent.get("Code"), **sent.get("Account", {})}
        held = self.books.accounts
        found = held.records.get(named.get("AccountID", ""))
        if found is None and named["Code"]:
            found = held.by_code(named["Code"])
        if found is None or found["Status"] != "ACTIVE":
            raise Invalid(NO_ACCOUNT)
        return found

    def _deleted(self, old: Record, sent: Record, call: Call) -> Record:
        if not STATES.allows(old["Status"], sent.get("Status") or old["Status"]):
            raise Invalid(ONLY_DELETED)
        wrong = list(self.books.locked(old["Date"]))
        if wrong:
            raise Invalid(*wrong)
        record = self.keep({**old, "Status": "DELETED", **_stamp(call)})
        self.books.journals.reverse(record["PaymentID"], call.now)
        self._rebalance(record, call, "Payment Deleted")
        return record

    def _rebalance(self, record: Record, call: Call, changes: str) -> None:
        target = self._paid(record)
        details = f"Payment of {record['Amount']}."
        target.held.rebalance(target.record[target.held.key], call, changes, details)
        self.books.history.add(record["PaymentID"], changes, details, call.now)

    def _paid(self, record: Record) -> Target:
        name = "Invoice" if "Invoice" in record else "CreditNote"
        held = self._held(name)
        return Target(name, held, held.records[record[name][held.key]])

    def _post(self, record: Record, target: Target, call: Call) -> None:
        """Bank against the control account; what the rates make different is a gain or loss."""
        side, accounts = target.held.side(target.record), self.books.accounts
        in_bank = money.in_base(record["Amount"], record["CurrencyRate"]) * side.sign
        document = target.record[target.held.key]
        owed = self.books.journals.settling(
            document, record["Amount"], target.open, target.record["CurrencyRate"]
        )
        source = Source(
            record["PaymentType"], record["PaymentID"], record["Date"], record["Reference"]
        )
        entries = (
            Entry(accounts.records[record["Account"]["AccountID"]], in_bank),
            Entry(accounts.system(side.control), owed, document=document),
            Entry(accounts.system("REALISEDCURRENCYGAIN"), -in_bank - owed),
        )
        self.books.journals.post(source, entries, call.now)

    def listed(self, record: Record, asked: Asked) -> Record:
        target = self._paid(record)
        if target.name == "Invoice":
            return {**record, "Invoice": self.books.invoices.stub(target.record)}
        note = self.books.credit_notes.brief(target.record)
        as_invoice = {
            "Type": note["Type"],
            "InvoiceID": note["CreditNoteID"],
            "InvoiceNumber": note["CreditNoteNumber"],
            "Contact": note["Contact"],
        }
        return {**record, "CreditNote": note, "Invoice": as_invoice}

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


def _comes_in(target: Target) -> bool:
    return target.held.side(target.record).sign > 0


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
