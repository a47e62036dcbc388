"""What the books should say: documents, their payments and credits, and the accounts.

Written from the reference (sections 5.3 and 5.4) and double-entry bookkeeping, apart from the
emulator. Debits are positive. Each movement keeps the entries it made, with its day; whatever is
voided, deleted or removed simply has none any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tests.xero_emulator.oracle.arithmetic import (
    NOTHING,
    Line,
    Totals,
    cents,
    in_base,
    totals,
)

GAIN, TAX = "499", "820"
CONTROL = {"AR": "610", "AP": "800"}
LIVE = ("AUTHORISED", "PAID")


class Entry(NamedTuple):
    """A debit (or credit) of an account, by its code, on a day."""

    on: date
    account: str
    amount: Decimal


@dataclass(slots=True)
class Use:
    """A payment of a document or an allocation of credit to it, and what it takes off it."""

    id: str
    on: date
    amount: Decimal
    kind: str
    base: Decimal


@dataclass(slots=True, kw_only=True)
class Document:
    """An invoice, bill, credit note, overpayment or prepayment.

    `sign` is +1 where its control account is debited; `side` is AR or AP. A prepayment stands on
    its one line's account and the tax account instead of a control account.
    """

    id: str
    kind: str
    side: str
    sign: int
    contact: str
    currency: str
    rate: Decimal
    types: str
    on: date
    status: str
    lines: list[Line]
    bank: str = ""
    born_from: str = ""  # the bank transaction of an overpayment or prepayment
    uses: dict[str, Use] = field(default_factory=dict)
    settled: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def sums(self) -> Totals:
        return totals(self.lines, self.types)

    @property
    def total(self) -> Decimal:
        return self.sums.total

    @property
    def left(self) -> Decimal:
        return self.total - sum((use.amount for use in self.uses.values()), NOTHING)

    def used(self, kind: str) -> Decimal:
        return sum((use.amount for use in self.uses.values() if use.kind == kind), NOTHING)

    @property
    def open(self) -> bool:
        return self.status == "AUTHORISED"

    def settle_status(self) -> None:
        if self.status in LIVE:
            self.status = "AUTHORISED" if self.left else "PAID"

    @property
    def posted(self) -> list[Entry]:
        """What the document itself puts on accounts while it is live."""
        if self.status not in LIVE:
            return []
        if self.kind == "overpayment":
            base = in_base(self.total, self.rate) * self.sign
            bank = Entry(self.on, self.bank, -base)
            return [Entry(self.on, CONTROL[self.side], base), bank]
        if self.kind == "prepayment":
            bank = Entry(self.on, self.bank, -self.gross_base * self.sign)
            return [*self._line_entries(self.sign), bank]
        control = Entry(self.on, CONTROL[self.side], self.gross_base * self.sign)
        return [*self._line_entries(-self.sign), control]

    def _line_entries(self, sign: int) -> Iterator[Entry]:
        for line in self.lines:
            net, tax = self.based(line)
            yield Entry(self.on, line.account, net * sign)
            yield Entry(self.on, TAX, tax * sign)

    def based(self, line: Line) -> tuple[Decimal, Decimal]:
        """A line without tax, and its tax, each line rounded in base currency."""
        tax = in_base(line.tax(self.types), self.rate)
        return in_base(line.gross(self.types), self.rate) - tax, tax

    @property
    def gross_base(self) -> Decimal:
        return sum((sum(self.based(line)) for line in self.lines), NOTHING)

    @property
    def stands(self) -> Decimal:
        """What is left of the document in base currency, positive while something is."""
        whole = in_base(self.total, self.rate) if self.kind == "overpayment" else self.gross_base
        return whole - sum((use.base for use in self.uses.values()), NOTHING)

    def part(self, amount: Decimal) -> Decimal:
        """What an amount takes off `stands`: all of it when nothing is left open."""
        if amount == self.left:
            return self.stands
        return min(in_base(amount, self.rate), self.stands)

    def clearing(self, amount: Decimal, on: date) -> tuple[Decimal, list[Entry]]:
        """What takes an amount off the document: its base value and the entries that do it."""
        if self.kind != "prepayment":
            base = self.part(amount)
            return base, [Entry(on, CONTROL[self.side], -base * self.sign)]
        return self._clearing_lines(amount, on)

    def _clearing_lines(self, amount: Decimal, on: date) -> tuple[Decimal, list[Entry]]:
        """A prepayment's only line and tax shrink by the share that is used of what stands."""
        (line,) = self.lines
        net, tax = self.based(line)
        net, tax = net - self._taken(line.account), tax - self._taken(TAX)
        if amount != self.left:
            share = amount / self.left
            base, tax = cents((net + tax) * share), cents(tax * share)
            net = base - tax
        cleared = [
            Entry(on, line.account, -net * self.sign),
            Entry(on, TAX, -tax * self.sign),
        ]
        return net + tax, cleared

    def _taken(self, account: str) -> Decimal:
        """What uses have already taken off one of the prepayment's accounts."""
        entries = (entry for held in self.settled.values() for entry in held)
        moved = sum((entry.amount for entry in entries if entry.account == account), NOTHING)
        return -moved * self.sign


@dataclass(slots=True)
class Movement:
    """Money or a journal that is no document: bank transaction, transfer, manual journal."""

    id: str
    kind: str
    status: str
    entries: list[Entry]
    total: Decimal = NOTHING

    @property
    def posted(self) -> list[Entry]:
        return self.entries if self.status in ("AUTHORISED", "POSTED") else []


@dataclass(slots=True)
class Payment:
    id: str
    document: str
    amount: Decimal
    entries: list[Entry]
    batch: str = ""
    live: bool = True


@dataclass(slots=True)
class Allocation:
    id: str
    credit: str
    invoice: str
    amount: Decimal
    entries: list[Entry]


class Model:
    """All that should be in one organisation."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.payments: dict[str, Payment] = {}
        self.allocations: dict[str, Allocation] = {}
        self.movements: dict[str, Movement] = {}

    def of(self, *kinds: str) -> list[Document]:
        return [each for each in self.documents.values() if each.kind in kinds]

    def entries(self) -> Iterator[Entry]:
        for document in self.documents.values():
            yield from document.posted
        for payment in self.payments.values():
            if payment.live:
                yield from payment.entries
        for allocation in self.allocations.values():
            yield from allocation.entries
        for movement in self.movements.values():
            yield from movement.posted

    def balances(self, first: date, last: date) -> dict[str, Decimal]:
        """What each account moved by between two days, both included; those at nothing left out."""
        found: dict[str, Decimal] = {}
        for entry in self.entries():
            if first <= entry.on <= last:
                found[entry.account] = found.get(entry.account, NOTHING) + entry.amount
        return {account: amount for account, amount in found.items() if amount}

    def pay(
        self,
        payment_id: str,
        document: Document,
        amount: Decimal,
        on: date,
        bank: str,
        base: Decimal,
    ) -> Payment:
        """`base` is what reaches or leaves the bank, in the organisation's currency."""
        value, cleared = document.clearing(amount, on)
        bank_entry = Entry(on, bank, base * document.sign)
        gain = -bank_entry.amount - sum((entry.amount for entry in cleared), NOTHING)
        entries = [bank_entry, *cleared, Entry(on, GAIN, gain)]
        document.uses[payment_id] = Use(payment_id, on, amount, "payment", value)
        document.settled[payment_id] = cleared
        document.settle_status()
        made = Payment(payment_id, document.id, amount, entries)
        self.payments[payment_id] = made
        return made

    def unpay(self, payment_id: str) -> None:
        payment = self.payments[payment_id]
        payment.live = False
        self._unuse(self.documents[payment.document], payment_id)

    def allocate(
        self, allocation_id: str, credit: Document, invoice: Document, amount: Decimal, on: date
    ) -> None:
        taken, off_credit = credit.clearing(amount, on)
        given, off_invoice = invoice.clearing(amount, on)
        cleared = [*off_credit, *off_invoice]
        gain = -sum((entry.amount for entry in cleared), NOTHING)
        for document, base, entries in (
            (credit, taken, off_credit),
            (invoice, given, off_invoice),
        ):
            document.uses[allocation_id] = Use(allocation_id, on, amount, "credit", base)
            document.settled[allocation_id] = entries
            document.settle_status()
        entries = [*cleared, Entry(on, GAIN, gain)]
        self.allocations[allocation_id] = Allocation(
            allocation_id, credit.id, invoice.id, amount, entries
        )

    def unallocate(self, allocation_id: str) -> None:
        gone = self.allocations.pop(allocation_id)
        for document_id in (gone.credit, gone.invoice):
            self._unuse(self.documents[document_id], allocation_id)

    def _unuse(self, document: Document, use_id: str) -> None:
        del document.uses[use_id], document.settled[use_id]
        document.settle_status()


def received(on: date, bank: str, lines: Iterable[Line], types: str, rate: Decimal) -> list[Entry]:
    """Money received for lines: each line rounded in base currency, the bank takes their sum."""
    entries: list[Entry] = []
    for line in lines:
        tax = in_base(line.tax(types), rate)
        entries.append(Entry(on, line.account, tax - in_base(line.gross(types), rate)))
        entries.append(Entry(on, TAX, -tax))
    whole = -sum((entry.amount for entry in entries), NOTHING)
    return [*entries, Entry(on, bank, whole)]


def turned(entries: Iterable[Entry]) -> list[Entry]:
    return [Entry(each.on, each.account, -each.amount) for each in entries]
