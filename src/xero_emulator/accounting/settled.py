"""What payments and allocations use up: invoices, credit notes, overpayments, prepayments."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import ClassVar

from xero_emulator.accounting.ledger import Entry
from xero_emulator.accounting.posting import Side
from xero_emulator.calls import Call
from xero_emulator.resource import Resource
from xero_emulator.wire import Record


class Settled(Resource, ABC):
    """A kind of document with an amount open: `left` names the field that holds it."""

    left: ClassVar[str] = "RemainingCredit"
    number: ClassVar[str]

    @abstractmethod
    def side(self, record: Record) -> Side:
        """Which control account the document belongs to, and on which side of it."""

    @abstractmethod
    def rebalance(self, key: str, call: Call, changes: str, details: str) -> None:
        """Called when a payment or an allocation of this document came or went."""

    def by_number(self, number: str) -> Record | None:
        """The document that a number means."""
        return self.first_by("number", number)

    @abstractmethod
    def brief(self, record: Record) -> Record:
        """The document as it stands on a payment."""

    def source_type(self, record: Record) -> str:
        """What journals about the document call it."""
        found: str = record["Type"]
        return found

    def clearing(self, record: Record, amount: Decimal) -> list[Entry]:
        """What takes an amount, in the document's currency, off the document in the ledger."""
        key, left, rate = record[self.key], record[self.left], record["CurrencyRate"]
        control = self.books.accounts.system(self.side(record).control)
        net = self.books.journals.settling(key, amount, left, rate)
        return [Entry(control, net, document=key)]
