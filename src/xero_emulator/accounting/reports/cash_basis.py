"""The books on a cash basis: documents count when and as far as they are paid.

How it was checked: the sums balance, and equal the accrual's once all is paid, in the tests.
Unverified: all of it. Xero says only that `paymentsOnly` is a cash basis; here a payment or credit
takes its share of each line of the document, and money not yet matched stays on its own account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from xero_emulator.accounting.ledger import Ledger
from xero_emulator.accounting.running import Sums
from xero_emulator.money import ZERO, half_up
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

DOCUMENTS = ("ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT")
AMOUNTS = ("NetAmount", "TaxAmount", "GrossAmount")


@dataclass(slots=True)
class _Accrued:
    """The lines of one document beside its control account, and what was settled so far."""

    kind: str
    total: Decimal
    lines: list[Record]
    settled: Decimal = ZERO
    taken: dict[tuple[int, str], Decimal] = field(default_factory=dict)

    def settle(self, amount: Decimal) -> Iterator[Record]:
        """The share of each line that a settlement realises; shares never lose a cent."""
        self.settled -= amount
        left = amount
        for at, line in enumerate(self.lines):
            shares = {name: self._share(at, name) for name in AMOUNTS}
            if at == len(self.lines) - 1:
                shares["NetAmount"] = left
            left -= shares["NetAmount"]
            yield {**line, **shares}

    def _share(self, at: int, name: str) -> Decimal:
        whole = half_up(self.lines[at][name] * self.settled / self.total)
        share = whole - self.taken.get((at, name), ZERO)
        self.taken[(at, name)] = whole
        return share


def cash_sums(books: Books) -> Sums:
    """The sums of all journals on a cash basis; reads every journal."""
    sums = Sums(books.accounts.records)
    accrued: dict[str, _Accrued] = {}
    for journal in books.journals.journals:
        if journal["SourceType"] in DOCUMENTS and _is_document(books.journals, journal):
            if not books.journals.reverses(journal):
                _accrue(books.journals, journal, accrued)
            continue
        if _stays_out(books, journal):
            continue
        reversal = books.journals.reverses(journal)
        for part in _realised(books.journals, journal, accrued):
            sums.count(part, {}, reversal=reversal)
    return sums


def _is_document(ledger: Ledger, journal: Record) -> bool:
    return any(ledger.document(line) == journal["SourceID"] for line in journal["JournalLines"])


def _stays_out(books: Books, journal: Record) -> bool:
    """Manual journals say themselves whether they show on a cash basis."""
    manual = books.manual_journals.records.get(journal["SourceID"])
    return manual is not None and not manual["ShowOnCashBasisReports"]


def _accrue(ledger: Ledger, journal: Record, accrued: dict[str, _Accrued]) -> None:
    total, lines = ZERO, []
    for line in journal["JournalLines"]:
        if ledger.document(line) is None:
            lines.append(line)
        else:
            total += line["NetAmount"]
    before = accrued.get(journal["SourceID"])
    if before is None or before.settled == ZERO:
        accrued[journal["SourceID"]] = _Accrued(journal["SourceType"], total, lines)


def _realised(ledger: Ledger, journal: Record, accrued: dict[str, _Accrued]) -> Iterator[Record]:
    """The journal in parts: what it realises of each document, and what it has besides."""
    rest: list[Record] = []
    for line in journal["JournalLines"]:
        document = ledger.document(line)
        found = accrued.get(document) if document is not None else None
        if found is None or found.total == ZERO or not found.lines:
            rest.append(line)
        else:
            shares = list(found.settle(line["NetAmount"]))
            yield {**journal, "SourceType": found.kind, "JournalLines": shares}
    yield {**journal, "JournalLines": rest}


def basis(books: Books, *, payments_only: bool) -> Sums:
    """What a report adds up: all that was posted or, on a cash basis, what was paid."""
    if not payments_only:
        return books.journals.sums
    about, last = _about(books), _last.get(books)
    if last is None or last[0] != about:
        last = _last[books] = about, cash_sums(books)
    return last[1]


_last: WeakKeyDictionary[Books, tuple[object, Sums]] = WeakKeyDictionary()


def _about(books: Books) -> object:
    """What the cash basis follows from: it is added up anew only when this changed."""
    journals = books.journals.journals
    hidden = [
        key
        for key, each in books.manual_journals.records.items()
        if not each["ShowOnCashBasisReports"]
    ]
    return len(journals), journals[-1]["JournalID"] if journals else "", hidden
