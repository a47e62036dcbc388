"""The journal under every document: what is posted always balances.

A journal is kept in the form of Xero's Journals resource (OpenAPI 16.1.0): debits positive, credits
negative, in the organisation's base currency. How it was checked: by arithmetic and by invariants
in the tests. Unverified: that Xero reverses and posts anew when an approved document changes, that
an allocation of credit posts a journal, and that foreign money is never revalued: gains and losses
are only those realised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xero_emulator import wire
from xero_emulator.accounting.running import EVER, NEVER, Sums, TaxTotal
from xero_emulator.money import ZERO, in_base
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books


class Unbalanced(Exception):
    """A journal's debits and credits differ: the emulator is wrong; report this document."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal: debit positive, credit negative, tax apart for the tax returns.

    `tracking` holds the line's categories in the form that line items carry. `document` names whose
    debt a line on a control account makes or settles: the invoice, bill, credit note, overpayment
    or prepayment; aged reports and settlements read `Ledger.owed` by it.
    """

    account: Record
    net: Decimal
    tax: Decimal = ZERO
    tax_type: str | None = None
    description: str | None = None
    tracking: tuple[Record, ...] = ()
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The document behind a journal, in the words of Xero's SourceType."""

    type: str
    id: str
    date: str
    reference: str = ""


class Ledger:
    """All journals of one organisation, in the order in which they were posted."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.journals: list[Record] = []
        self._standing: dict[str, Record] = {}
        self._by_source: dict[str, list[Record]] = {}
        self._documents: dict[str, str] = {}  # of journal lines on control accounts
        self._reversals: set[str] = set()  # by JournalID
        self.sums = Sums(books.accounts.records)

    def post(self, source: Source, entries: Iterable[Entry], now: datetime) -> None:
        """Posts a journal; raises Unbalanced. Lines of neither money nor tax are left out."""
        lines: list[Record] = []
        documents: dict[str, str] = {}
        for entry in entries:
            if entry.net or entry.tax:
                lines.append(_line(entry, self._books.new_id()))
                if entry.document is not None:
                    documents[lines[-1]["JournalLineID"]] = entry.document
        if sum((line["NetAmount"] for line in lines), ZERO) != ZERO:
            raise Unbalanced(f"{source.type} {source.id}: {lines}")
        if lines:
            self._keep(source, self._journal(source, lines, now), documents)

    def reverse(self, source_id: str, now: datetime) -> None:
        """Posts the opposite of what stands for a document, if anything does."""
        standing = self._standing.get(source_id)
        if standing is None:
            return
        source = Source(
            standing["SourceType"], source_id, standing["JournalDate"], standing["Reference"]
        )
        lines: list[Record] = []
        documents: dict[str, str] = {}
        for line in standing["JournalLines"]:
            lines.append(_opposite(line, self._books.new_id()))
            if line["JournalLineID"] in self._documents:
                opposite = lines[-1]["JournalLineID"]
                documents[opposite] = self._documents[line["JournalLineID"]]
        self._keep(source, self._journal(source, lines, now), documents, standing=False)

    def of(self, source_id: str) -> list[Record]:
        """Every journal of one document, reversals included, oldest first."""
        return self._by_source.get(source_id, [])

    def standing(self, source_id: str) -> Record | None:
        """The journal that stands for a document: posted and not reversed."""
        return self._standing.get(source_id)

    def document(self, line: Record) -> str | None:
        """Whose debt a journal's line makes or settles, if it stands on a control account."""
        return self._documents.get(line["JournalLineID"])

    def reverses(self, journal: Record) -> bool:
        return journal["JournalID"] in self._reversals

    def balances(self, until: date = EVER) -> dict[str, Decimal]:
        """Each account's balance by AccountID, debits positive, at the end of a day; they sum to
        zero. An account that nothing was ever posted to is not there."""
        return self.sums.balances(until)

    def balance(self, account_id: str, until: date = EVER) -> Decimal:
        return self.sums.balance(account_id, until)

    def touches(self, account_id: str) -> bool:
        """Whether anything was ever posted to an account."""
        return self.sums.touches(account_id)

    def owed(self, document_id: str, until: date = EVER) -> Decimal:
        """What stands on control accounts for one document, in base currency, debits positive."""
        return self.sums.debt(document_id, until).due

    def tax_totals(self, first: date = NEVER, last: date = EVER) -> list[TaxTotal]:
        """Sales and purchases, net and tax, by tax type, from the first day to the last."""
        return self.sums.tax_totals(first, last)

    def settling(self, document_id: str, amount: Decimal, left: Decimal, rate: Decimal) -> Decimal:
        """What takes `amount` of the `left` open on a document off its control account.

        `amount` and `left` are in the document's currency, `rate` is its own. When nothing is left
        open this is all that stands, so that parts never leave a cent behind; no part takes more
        than stands.
        """
        whole = self.owed(document_id)
        if amount == left:
            return -whole
        part = min(in_base(amount, rate), abs(whole))
        return -part if whole > ZERO else part

    def _keep(
        self, source: Source, journal: Record, documents: dict[str, str], *, standing: bool = True
    ) -> None:
        before = self._standing.get(source.id)
        self.journals.append(journal)
        self._by_source.setdefault(source.id, []).append(journal)
        self._documents.update(documents)
        if not standing:
            self._reversals.add(journal["JournalID"])
        self.sums.count(journal, self._documents, reversal=not standing)
        self._stand(source.id, journal if standing else None)
        self._books.on_failure(lambda: self._forget(source.id, before))

    def _forget(self, source_id: str, before: Record | None) -> None:
        journal = self.journals.pop()
        self._by_source[source_id].pop()
        reversal = self.reverses(journal)
        self.sums.count(journal, self._documents, reversal=reversal, undo=True)
        self._reversals.discard(journal["JournalID"])
        for line in journal["JournalLines"]:
            self._documents.pop(line["JournalLineID"], None)
        self._stand(source_id, before)

    def _stand(self, source_id: str, journal: Record | None) -> None:
        if journal is None:
            self._standing.pop(source_id, None)
        else:
            self._standing[source_id] = journal

    def _journal(self, source: Source, lines: list[Record], now: datetime) -> Record:
        return {
            "JournalID": self._books.new_id(),
            "JournalDate": source.date,
            "JournalNumber": len(self.journals) + 1,
            "CreatedDateUTC": wire.instant(now),
            "Reference": source.reference,
            "SourceID": source.id,
            "SourceType": source.type,
            "JournalLines": lines,
        }

    def dump(self) -> Record:
        standing = {source: journal["JournalID"] for source, journal in self._standing.items()}
        return {
            "journals": self.journals,
            "standing": standing,
            "documents": self._documents,
            "reversals": sorted(self._reversals),
        }

    def load(self, dumped: Mapping[str, Any]) -> None:
        self.journals = list(dumped["journals"])
        self._documents = dict(dumped["documents"])
        self._reversals = set(dumped["reversals"])
        by_id = {journal["JournalID"]: journal for journal in self.journals}
        self._standing = {source: by_id[key] for source, key in dumped["standing"].items()}
        for journal in self.journals:
            self._by_source.setdefault(journal["SourceID"], []).append(journal)
            self.sums.count(journal, self._documents, reversal=self.reverses(journal))


def _line(entry: Entry, line_id: str) -> Record:
    line = {
        "JournalLineID": line_id,
        "AccountID": entry.account["AccountID"],
        "AccountCode": entry.account.get("Code", ""),
        "AccountType": entry.account["Type"],
        "AccountName": entry.account["Name"],
        "Description": entry.description,
        "NetAmount": entry.net,
        "GrossAmount": entry.net + entry.tax,
        "TaxAmount": entry.tax,
        "TaxType": entry.tax_type,
        "TrackingCategories": list(entry.tracking),
    }
    return {key: value for key, value in line.items() if value is not None}


def _opposite(line: Record, line_id: str) -> Record:
    amounts = {name: -line[name] for name in ("NetAmount", "GrossAmount", "TaxAmount")}
    return {**line, **amounts, "JournalLineID": line_id}
