"""Credit applied to invoices: from credit notes here, from overpayments and prepayments later.

How it was checked: fields and the bare answer of a deletion from Xero's OpenAPI 16.1.0; both sides
approved, amounts within what remains, same contact and currency from the reference's section 5.4.
Unverified: every refusal's text, and that an allocation dated before a lock date is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import money, wire
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, NotThere
from xero_emulator.fields import Fields, day, guid, number, one, text
from xero_emulator.resource import Resource, route, write, writes
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.transactions", "accounting.invoices")
PAIRS = {"ACCRECCREDIT": "ACCREC", "ACCPAYCREDIT": "ACCPAY"}

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
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "invoice", record["Invoice"]["InvoiceID"]
        yield "credit note", record["CreditNote"]["CreditNoteID"]

    def changed(self, record: Record) -> str:
        return str(record["Date"])

    def onto(self, invoice_id: str) -> Iterator[Record]:
        return self.found_by("invoice", invoice_id)

    def out_of(self, credit_note_id: str) -> Iterator[Record]:
        return self.found_by("credit note", credit_note_id)

    def stub(self, record: Record) -> Record:
        """An allocation as it stands on its credit note."""
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
        note = self.books.credit_notes.records[sent["CreditNote"]["CreditNoteID"]]
        invoice = self._invoice(sent.get("Invoice", {}))
        amount = money.half_up(sent.get("Amount", money.ZERO))
        on = sent.get("Date", wire.day(self.books.today(call.now)))
        wrong = [*_wrong(note, invoice, amount), *self.books.locked(on)]
        if wrong:
            raise Invalid(*wrong)
        record = self.keep(
            {
                "AllocationID": self.books.new_id(),
                "Amount": amount,
                "Date": on,
                "Invoice": {"InvoiceID": invoice["InvoiceID"]},
                "CreditNote": {"CreditNoteID": note["CreditNoteID"]},
            }
        )
        self._post(record, note, invoice, call)
        self._rebalance(record, call, "Credit Applied")
        return record

    def _invoice(self, sent: Record) -> Record:
        held = self.books.invoices
        found = held.records.get(sent.get("InvoiceID", "")) or (
            held.first_by("number", sent["InvoiceNumber"]) if "InvoiceNumber" in sent else None
        )
        if found is None:
            raise Invalid(NO_INVOICE)
        return found

    def _post(self, record: Record, note: Record, invoice: Record, call: Call) -> None:
        """Debt against credit; what different rates leave between them is a gain or loss."""
        amount, journals = record["Amount"], self.books.journals
        control = self.books.accounts.system(self.books.invoices.side(invoice).control)
        onto, out_of = invoice["InvoiceID"], note["CreditNoteID"]
        paid = journals.settling(onto, amount, invoice["AmountDue"], invoice["CurrencyRate"])
        used = journals.settling(out_of, amount, note["RemainingCredit"], note["CurrencyRate"])
        source = Source(note["Type"], record["AllocationID"], record["Date"])
        entries = (
            Entry(control, paid, document=onto),
            Entry(control, used, document=out_of),
            Entry(self.books.accounts.system("REALISEDCURRENCYGAIN"), -paid - used),
        )
        journals.post(source, entries, call.now)

    def remove(self, record: Record, call: Call) -> None:
        self.discard(record)
        self.books.journals.reverse(record["AllocationID"], call.now)
        self._rebalance(record, call, "Credit Removed")

    def _rebalance(self, record: Record, call: Call, changes: str) -> None:
        details = f"Allocation of {record['Amount']}."
        note_id = record["CreditNote"]["CreditNoteID"]
        self.books.credit_notes.rebalance(note_id, call, changes, details)
        self.books.invoices.rebalance(record["Invoice"]["InvoiceID"], call, changes, details)


def _wrong(note: Record, invoice: Record, amount: Decimal) -> Iterable[str]:
    if not note["Status"] == invoice["Status"] == "AUTHORISED":
        yield NOT_APPROVED
    if (PAIRS[note["Type"]], note["Contact"], note["CurrencyCode"]) != (
        invoice["Type"],
        invoice["Contact"],
        invoice["CurrencyCode"],
    ):
        yield UNLIKE
    if amount <= money.ZERO:
        yield TOO_LITTLE
    if amount > note["RemainingCredit"]:
        yield OVER_CREDIT
    if amount > invoice["AmountDue"]:
        yield OVER_DUE


def allocations(books: Books) -> Allocations:
    return books.allocations


def allocate(call: Call) -> Reply:
    note = call.books.credit_notes.get(call.path["CreditNoteID"])
    source = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}}
    elements = [{**element, **source} for element in wire.elements(call.body, "Allocations")]
    made = write(call.books.allocations, call, elements, create=True)
    return wire.envelope(call, "Allocations", made)


def remove(call: Call) -> Reply:
    note = call.books.credit_notes.get(call.path["CreditNoteID"])
    held = call.books.allocations
    record = held.get(call.path["AllocationID"])
    if record["CreditNote"]["CreditNoteID"] != note["CreditNoteID"]:
        raise NotThere(record["AllocationID"])
    with call.books.whole():
        held.remove(record, call)
    return wire.reply({**held.stub(record), "IsDeleted": True})


_AT = "/CreditNotes/{CreditNoteID}/Allocations"

ROUTES = (
    route("createCreditNoteAllocation", "PUT", _AT, writes(*SCOPES), allocate),
    route(
        "deleteCreditNoteAllocations",
        "DELETE",
        f"{_AT}/{{AllocationID}}",
        writes(*SCOPES),
        remove,
    ),
)
