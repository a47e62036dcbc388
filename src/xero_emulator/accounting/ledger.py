"""The journal under every document: what is posted always balances.

A journal is kept in the form of Xero's Journals resource (OpenAPI 16.1.0): debits positive, credits
negative, in the organisation's base currency. How it was checked: by arithmetic and by invariants
in the tests. Unverified: that Xero reverses and posts anew when an approved document changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xero_emulator import wire
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books


class Unbalanced(Exception):
    """A journal's debits and credits differ: the emulator is wrong; report this document."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal: debit positive, credit negative, tax apart for the tax returns."""

    account: Record
    net: Decimal
    tax: Decimal = ZERO
    tax_type: str | None = None
    description: str | None = None


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

    def post(self, source: Source, entries: Iterable[Entry], now: datetime) -> None:
        """Posts a journal; raises Unbalanced. What nets to nothing on every line is left out."""
        lines = [_line(entry, self._books.new_id()) for entry in entries if entry.net]
        if sum((line["NetAmount"] for line in lines), ZERO) != ZERO:
            raise Unbalanced(f"{source.type} {source.id}: {lines}")
        if lines:
            self._keep(source, self._journal(source, lines, now))

    def reverse(self, source_id: str, now: datetime) -> None:
        """Posts the opposite of what stands for a document, if anything does."""
        standing = self._standing.get(source_id)
        if standing is None:
            return
        source = Source(
            standing["SourceType"], source_id, standing["JournalDate"], standing["Reference"]
        )
        lines = [_opposite(line, self._books.new_id()) for line in standing["JournalLines"]]
        self._keep(source, self._journal(source, lines, now), standing=False)

    def _keep(self, source: Source, journal: Record, *, standing: bool = True) -> None:
        before = self._standing.get(source.id)
        self.journals.append(journal)
        self._stand(source.id, journal if standing else None)
        self._books.on_failure(lambda: self._forget(source.id, before))

    def _forget(self, source_id: str, before: Record | None) -> None:
        self.journals.pop()
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

    def balances(self) -> dict[str, Decimal]:
        """The balance of each account by AccountID, debits positive; they sum to zero."""
        found: dict[str, Decimal] = {}
        for journal in self.journals:
            for line in journal["JournalLines"]:
                found[line["AccountID"]] = found.get(line["AccountID"], ZERO) + line["NetAmount"]
        return found

    def dump(self) -> Record:
        standing = {source: journal["JournalID"] for source, journal in self._standing.items()}
        return {"journals": self.journals, "standing": standing}

    def load(self, dumped: Mapping[str, Any]) -> None:
        self.journals = list(dumped["journals"])
        by_id = {journal["JournalID"]: journal for journal in self.journals}
        self._standing = {source: by_id[key] for source, key in dumped["standing"].items()}


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
        "TrackingCategories": [],
    }
    return {key: value for key, value in line.items() if value is not None}


def _opposite(line: Record, line_id: str) -> Record:
    amounts = {name: -line[name] for name in ("NetAmount", "GrossAmount", "TaxAmount")}
    return {**line, **amounts, "JournalLineID": line_id}
