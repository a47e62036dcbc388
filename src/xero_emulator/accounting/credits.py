"""What overpayments and prepayments share: credit that a bank transaction gives birth to.

How it was checked: fields and the attachments of the bank transaction from the examples of Xero's
OpenAPI 16.1.0; statuses and the remaining credit from the reference's sections 5.3 and 5.4; that
neither takes notes from the OpenAPI. Unverified: that deleting the bank transaction voids them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from xero_emulator import wire
from xero_emulator.accounting import lines
from xero_emulator.accounting.documents import Side
from xero_emulator.accounting.settled import Settled
from xero_emulator.calls import Call
from xero_emulator.fields import Fields, names
from xero_emulator.money import ZERO
from xero_emulator.resource import Asked
from xero_emulator.where import Columns, Path, reach
from xero_emulator.wire import Record

COPIED = names(
    "Type Contact Date DateString LineAmountTypes LineItems SubTotal TotalTax Total CurrencyCode "
    "CurrencyRate"
)
LIVE = ("AUTHORISED", "PAID")
HEAVY = frozenset(names("LineItems Payments Allocations"))


class Credits(Settled):
    """Credit received or spent in advance. A kind of credit says only its difference.

    `types` is what journals and payments call each type: "RECEIVE-OVERPAYMENT" is an AROVERPAYMENT.
    """

    number = ""
    error_flag = ""
    takes_notes = False
    types: ClassVar[Mapping[str, str]]
    fields = Fields()
    columns = Columns(
        text="Type Reference Status CurrencyCode LineAmountTypes Contact.Name "
        "Contact.ContactNumber Contact.EmailAddress InvoiceNumber",
        guid="OverpaymentID PrepaymentID Contact.ContactID",
        number="RemainingCredit SubTotal TotalTax Total CurrencyRate",
        flag="HasAttachments",
        day="Date UpdatedDateUTC",
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "contact", record["Contact"]["ContactID"]

    def reach(self, record: Record, path: Path) -> Any:
        if path[0] != "Contact":
            return reach(record, path)
        return reach(self.books.contacts.records[record["Contact"]["ContactID"]], path[1:])

    def side(self, record: Record) -> Side:
        comes_in = record["Type"].startswith("RECEIVE")
        return Side("DEBTORS", -1) if comes_in else Side("CREDITORS", 1)

    def source_type(self, record: Record) -> str:
        return self.types[record["Type"]]

    def told(self, reference: str) -> Record:
        """How the reference of the bank transaction shows here."""
        return {"Reference": reference}

    def applied(self, key: str) -> bool:
        record = self.records[key]
        return bool(record["Payments"] or record["Allocations"])

    def follow(self, transaction: Record, reference: str | None, call: Call) -> None:
        """Born from a bank transaction, or changed as it was; a new reference may be None."""
        key = transaction[self.key]
        old = self.records.get(key)
        told = self.told(reference or "") if old is None or reference is not None else {}
        before = old or {self.key: key, "ID": key, "Status": "AUTHORISED"}
        copied = {name: transaction[name] for name in COPIED}
        changes = "Created" if old is None else "Edited"
        self._keep({**before, **copied, **told}, changes, self._details(copied), call)

    def void(self, key: str, call: Call) -> None:
        record = self.records[key]
        self._keep({**record, "Status": "VOIDED"}, "Voided", self._details(record), call)

    def rebalance(self, key: str, call: Call, changes: str, details: str) -> None:
        record = self._keep(self.records[key], changes, details, call)
        if record["Status"] == "PAID":
            self.books.history.add(key, "Paid", self._details(record), call.now)

    def _keep(self, record: Record, changes: str, details: str, call: Call) -> Record:
        stamp = {
            "UpdatedDateUTC": wire.instant(call.now),
            "UpdatedDateUTCString": wire.instant_text(call.now),
        }
        new = record[self.key] not in self.records
        kept = self.keep({**self._balanced(record), **stamp}, call.client_id if new else None)
        self.books.history.add(record[self.key], changes, details, call.now)
        return kept

    def _details(self, record: Record) -> str:
        name = self.books.contacts.records[record["Contact"]["ContactID"]]["Name"]
        return f"{record['Type']} of {name} for {record['Total']}."

    def _balanced(self, record: Record) -> Record:
        key = record[self.key]
        refunds = list(self.books.payments.against(key))
        allocated = list(self.books.allocations.out_of(key))
        left = record["Total"] - sum((entry["Amount"] for entry in (*refunds, *allocated)), ZERO)
        status = record["Status"]
        if status in LIVE:
            status = "AUTHORISED" if left else "PAID"
        return {
            **record,
            "Status": status,
            "RemainingCredit": left,
            "Payments": [self.books.payments.stub(payment) for payment in refunds],
            "Allocations": [self.books.allocations.stub(one) for one in allocated],
        }

    def stub(self, allocation: Record) -> Record:
        """The credit as it stands on the invoice that it was allocated to."""
        record = self.records[allocation[self.plural[:-1]][self.key]]
        return {
            self.key: record[self.key],
            "ID": record[self.key],
            "Type": record["Type"],
            "AppliedAmount": allocation["Amount"],
            "DateString": wire.day_text(wire.date_of(allocation["Date"])),
            "Date": allocation["Date"],
            "LineItems": [],
            "Total": record["Total"],
        }

    def brief(self, record: Record) -> Record:
        """The credit as it stands on the payment that refunds it."""
        brief = {name: value for name, value in record.items() if name not in HEAVY}
        return {**brief, "Contact": self._card(record), "HasAttachments": self._attached(record)}

    def _card(self, record: Record) -> Record:
        return self.books.contacts.card(record["Contact"]["ContactID"])

    def _attached(self, record: Record) -> bool:
        return bool(self.books.bank_transactions.of_credit(record[self.key])["HasAttachments"])

    def listed(self, record: Record, asked: Asked) -> Record:
        held = lines.shown(record["LineItems"], asked.unitdp) if asked.paged else []
        about = {"Contact": self._card(record), "LineItems": held}
        return {**record, **about, "HasAttachments": self._attached(record)}

    def fetched(self, record: Record, asked: Asked) -> Record:
        contact = self.books.contacts.records[record["Contact"]["ContactID"]]
        held = lines.shown(record["LineItems"], asked.unitdp)
        whole = {**record, "Contact": contact, "LineItems": held, "HasAttachments": False}
        if self._attached(record):
            at = self.books.bank_transactions.of_credit(record[self.key])["BankTransactionID"]
            files = self.books.attachments.of(at)
            shown = [file.shown(f"BankTransactions/{at}") for file in files]
            whole |= {"HasAttachments": True, "Attachments": shown}
        return whole
