"""Credit applied to invoices: from credit notes, overpayments and prepayments.

How it was checked: fields and the bare answer of a deletion from Xero's OpenAPI 16.1.0; both sides
approved, amounts within what remains, same contact and currency from the reference's section 5.4.
Unverified: every refusal's text, and that an allocation dated before a lock date is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, cast

from xero_emulator import money, wire
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import Invalid, NotThere
from xero_emulator.fields import Fields, day, guid, number, one, text
from xero_emulator.money import ZERO
from xero_emulator.resource import Resource, route, write, writes
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.accounting.credit_notes import CreditNotes
    from xero_emulator.accounting.credits import Credits
    from xero_emulator.books import Books

    Held: TypeAlias = CreditNotes | Credits

SCOPES = ("accounting.transactions", "accounting.invoices")
KINDS = {
    "CreditNote": "credit_notes",
    "Overpayment": "overpayments",
    "Prepayment": "prepayments",
}
PAIRS = {
    **dict.fromkeys(("ACCRECCREDIT", "AROVERPAYMENT", "ARPREPAYMENT"), "ACCREC"),
    **dict.fromkeys(("ACCPAYCREDIT", "APOVERPAYMENT", "APPREPAYMENT"), "ACCPAY"),
}

NO_INVOICE = "The invoice to allocate to could not be found."
NOT_APPROVED = "Credit can only be allocated from an Authorised document to an Authorised invoice."
UNLIKE = "Credit can only be allocated to an invoice of the same kind, contact and currency."
TOO_LITTLE = "The allocation amount must be greater than zero."
OVER_CREDIT = "The allocation amount exceeds the remaining credit of this document."
OVER_DUE = "The allocation amount exceeds the amount outstanding on the invoice."


class Allocations(Resource):
    plural = "Allocations"
    key = "AllocationID"
    error_flag = ""
    columns = Columns(guid="AllocationID", number="Amount", day="Date")
    fields = Fields(
        AllocationID=guid,
        Amount=number,
        Date=day,
        Invoice=one(Fields(InvoiceID=guid, InvoiceNumber=text)),
        CreditNote=one(Fields(CreditNoteID=guid)),
        Overpayment=one(Fields(OverpaymentID=guid)),
        Prepayment=one(Fields(PrepaymentID=guid)),
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "invoice", record["Invoice"]["InvoiceID"]
        yield "credit", self._credit(record)[self._held(record).key]

    def _held(self, record: Record) -> Held:
        """Where the credit of an allocation comes from."""
        return cast("Held", self.books.resources[KINDS[_name(record)]])

    def _credit(self, record: Record) -> Record:
        return self._held(record).records[record[_name(record)][self._held(record).key]]

    def changed(self, record: Record) -> str:
        return str(record["Date"])

    def onto(self, invoice_id: str) -> Iterator[Record]:
        return self.found_by("invoice", invoice_id)

    def out_of(self, credit_id: str) -> Iterator[Record]:
        return self.found_by("credit", credit_id)

    def on_invoice(self, allocated: Iterable[Record]) -> Record:
        """Allocations as their invoice shows them, by the kind of credit."""
        found: Record = {f"{name}s": [] for name in KINDS}
        for record in allocated:
            found[f"{_name(record)}s"].append(self._held(record).stub(record))
        return found

    def stub(self, record: Record) -> Record:
        """An allocation as it stands on its credit."""
        invoice = self.books.invoices.records[record["Invoice"]["InvoiceID"]]
        about = {name: invoice[name] for name in ("InvoiceID", "InvoiceNumber")}
        return {
            "AllocationID": record["AllocationID"],
            "Amount": record["Amount"],
            "Date": record["Date"],
            "Invoice": about,
            "IsDeleted": False,
        }

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        held, credit = self._held(sent), self._credit(sent)
        invoice = self._invoice(sent.get("Invoice", {}))
        amount = money.half_up(sent.get("Amount", ZERO))
        on = sent.get("Date", wire.day(self.books.today(call.now)))
        wrong = [*_wrong(held, credit, invoice, amount), *self.books.locked(on)]
        if wrong:
            raise Invalid(*wrong)
        record = self.keep(
            {
                "AllocationID": self.books.new_id(),
                "Amount": amount,
                "Date": on,
                "Invoice": {"InvoiceID": invoice["InvoiceID"]},
                _name(sent): {held.key: credit[held.key]},
            }
        )
        self._post(record, credit, invoice, call)
        self._rebalance(record, call, "Credit Applied")
        return record

    def _invoice(self, sent: Record) -> Record:
        held = self.books.invoices
        found = held.records.get(sent.get("InvoiceID", "")) or (
            held.by_number(sent["InvoiceNumber"]) if "InvoiceNumber" in sent else None
        )
        if found is None:
            raise Invalid(NO_INVOICE)
        return found

    def _post(self, record: Record, credit: Record, invoice: Record, call: Call) -> None:
        """Debt against credit; what different rates leave between them is a gain or loss."""
        held, amount = self._held(record), record["Amount"]
        entries = self.books.invoices.clearing(invoice, amount) + held.clearing(credit, amount)
        gain = -sum((entry.net for entry in entries), ZERO)
        entries.append(Entry(self.books.accounts.system("REALISEDCURRENCYGAIN"), gain))
        source = Source(held.source_type(credit), record["AllocationID"], record["Date"])
        self.books.journals.post(source, entries, call.now)

    def remove(self, record: Record, call: Call) -> None:
        """Gives the credit back; raises Invalid within a locked period."""
        wrong = list(self.books.locked(record["Date"]))
        if wrong:
            raise Invalid(*wrong)
        self.discard(record)
        self.books.journals.reverse(record["AllocationID"], call.now)
        self._rebalance(record, call, "Credit Removed")

    def _rebalance(self, record: Record, call: Call, changes: str) -> None:
        held, details = self._held(record), f"Allocation of {record['Amount']}."
        held.rebalance(record[_name(record)][held.key], call, changes, details)
        self.books.invoices.rebalance(record["Invoice"]["InvoiceID"], call, changes, details)


def _name(record: Record) -> str:
    """What an allocation calls the credit that it comes from."""
    return next(name for name in KINDS if name in record)


def _wrong(held: Held, credit: Record, invoice: Record, amount: Decimal) -> Iterable[str]:
    if not credit["Status"] == invoice["Status"] == "AUTHORISED":
        yield NOT_APPROVED
    if (PAIRS[held.source_type(credit)], credit["Contact"], credit["CurrencyCode"]) != (
        invoice["Type"],
        invoice["Contact"],
        invoice["CurrencyCode"],
    ):
        yield UNLIKE
    if amount <= ZERO:
        yield TOO_LITTLE
    if amount > credit[held.left]:
        yield OVER_CREDIT
    if amount > invoice["AmountDue"]:
        yield OVER_DUE


def allocations(books: Books) -> Allocations:
    return books.allocations


def _source(call: Call) -> tuple[str, str, str]:
    """Whose allocations the path is about: "CreditNote", "CreditNoteID", and that id."""
    key = next(name for name in call.path if name != "AllocationID")
    name = key.removesuffix("ID")
    held = call.books.resources[KINDS[name]]
    found: str = held.get(call.path[key])[held.key]
    return name, key, found


def allocate(call: Call) -> Reply:
    name, key, credit_id = _source(call)
    sent = wire.elements(call.body, "Allocations")
    kinds = {each.lower() for each in KINDS}
    bare = [{k: v for k, v in each.items() if k.lower() not in kinds} for each in sent]
    elements = [{**each, name: {key: credit_id}} for each in bare]
    made = write(call.books.allocations, call, elements, create=True)
    return wire.envelope(call, "Allocations", made)


def remove(call: Call) -> Reply:
    name, key, credit_id = _source(call)
    held = call.books.allocations
    record = held.get(call.path["AllocationID"])
    if record.get(name, {}).get(key) != credit_id:
        raise NotThere(record["AllocationID"])
    with call.books.whole():
        held.remove(record, call)
    return wire.reply({**held.stub(record), "IsDeleted": True})


def routes(pattern: str, called: tuple[str, str], scopes: tuple[str, ...]) -> tuple[Route, Route]:
    """Making and deleting allocations of one resource; `called` are the operations' names."""
    at = f"{pattern}/Allocations"
    return (
        route(called[0], "PUT", at, writes(*scopes), allocate),
        route(called[1], "DELETE", f"{at}/{{AllocationID}}", writes(*scopes), remove),
    )


ROUTES = routes(
    "/CreditNotes/{CreditNoteID}",
    ("createCreditNoteAllocation", "deleteCreditNoteAllocations"),
    SCOPES,
)
