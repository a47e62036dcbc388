"""What quotes, purchase orders and repeating invoices share: documents that post nothing.

How it was checked: amounts, currencies and line items as in documents.py and lines.py; that these
documents make nobody a customer or supplier, from recorded answers. Unverified: that a line needs a
description, that a document needs a line, the words of its history, and that neither lock dates nor
unknown branding themes are looked at.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from xero_emulator import money, wire
from xero_emulator.accounting import lines
from xero_emulator.accounting.documents import LINE_AMOUNT_TYPES, NO_CONTACT, NO_LINES, WRONG_RATE
from xero_emulator.accounting.numbers import Numbers
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.resource import Answer, Pick, Resource, States, listing
from xero_emulator.where import Path, reach
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

LONGEST_NUMBER = 255
TYPES = {name.lower(): name for name in LINE_AMOUNT_TYPES}


class Orders(Resource, ABC):
    """Documents with lines that do not post. A kind of document says only its difference.

    `days` are its calendar days, `longest` the longest texts; `number` and `prefix` are empty for
    a kind without numbers.
    """

    states: ClassVar[States]
    noun: ClassVar[str]
    unknown: ClassVar[str]
    days: ClassVar[tuple[str, ...]]
    carried: ClassVar[tuple[str, ...]]
    longest: ClassVar[Mapping[str, int]] = {}
    number: ClassVar[str] = ""
    prefix: ClassVar[str] = ""
    number_taken: ClassVar[str] = ""

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self.numbers = Numbers(self.prefix, lambda number: self._holder(number) is not None)

    @abstractmethod
    def begun(self, old: Record | None) -> Record:
        """What a document is before anything that was sent: a blank one, or the old one."""

    def refusals(self, old: Record | None, wanted: str) -> Iterable[str]:
        """What is wrong with a document's coming into this status."""
        before = old["Status"] if old is not None else None
        known = wanted in self.states.born if before is None else self.states.allows(before, wanted)
        if not known:
            yield f"The {self.noun} cannot be {wanted}."  # unverified text

    def contact(self, sent: Record, call: Call) -> str:
        """The id of the contact that a document is for."""
        return self.books.contacts.on_document(sent, call)

    @abstractmethod
    def rules(self, record: Record, line_amount_types: str) -> lines.Rules:
        """What the document decides for its lines."""

    def settled(self, line: Record, sent: Record, before: Record) -> Record:
        """A line as this kind of document keeps it."""
        return line

    def form(self, day: str) -> str:
        """A date in the form that this kind of document carries."""
        return day

    def holds_number(self, record: Record) -> bool:
        return True

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "contact", record["Contact"]["ContactID"]
        if self.number and self.holds_number(record):
            yield "number", record[self.number].lower()

    def reach(self, record: Record, path: Path) -> Any:
        if path[0] != "Contact":
            return reach(record, path)
        return reach(self.books.contacts.records[record["Contact"]["ContactID"]], path[1:])

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.meant(sent)
        wanted = sent.get("Status") or (old["Status"] if old else self.states.first)
        refusals = tuple(self.refusals(old, wanted))
        if refusals:
            raise Invalid(*refusals)
        return self.kept(self.drawn(old, {**sent, "Status": wanted}, call), old, call)

    def meant(self, sent: Record) -> Record | None:
        """The document that these details mean, by its id."""
        if self.key not in sent:
            return None
        found = self.records.get(sent[self.key])
        if found is None:
            raise Invalid(self.unknown)
        return found

    def drawn(self, old: Record | None, sent: Record, call: Call) -> Record:
        """The document as it would be, complete; raises Invalid with all that is wrong."""
        record = self.begun(old) | {name: sent[name] for name in self.carried if name in sent}
        record[self.key] = old[self.key] if old is not None else self.books.new_id()
        record["Contact"] = self._contact(old, sent, call)
        self._dated(record)
        wrong = [
            *self._numbered(record),
            *self._priced(record, sent),
            *self._lined(record, old, sent),
        ]
        wrong = wrong or list(self.incomplete(record))
        if wrong:
            raise Invalid(*dict.fromkeys(wrong))
        return record

    def _contact(self, old: Record | None, sent: Record, call: Call) -> Record:
        if "Contact" in sent:
            return {"ContactID": self.contact(sent["Contact"], call)}
        if old is None:
            raise Invalid(NO_CONTACT)
        found: Record = old["Contact"]
        return found

    def _dated(self, record: Record) -> None:
        for name in self.days:
            if name in record:
                record[f"{name}String"] = wire.day_text(wire.date_of(record[name]))
                record[name] = self.form(record[name])

    def _holder(self, number: str) -> Record | None:
        return self.first_by("number", number)

    def _numbered(self, record: Record) -> Iterable[str]:
        if not self.number:
            return
        if not record.get(self.number):
            record[self.number] = self.numbers.first_free()
        if len(record[self.number]) > LONGEST_NUMBER:
            yield f"The {self.number} must be {LONGEST_NUMBER} characters or fewer."  # unverified
        holder = self._holder(record[self.number])
        if holder is not None and holder[self.key] != record[self.key]:
            yield self.number_taken

    def _priced(self, record: Record, sent: Record) -> Iterable[str]:
        base = self.books.base_currency
        record["CurrencyCode"] = code = record.get("CurrencyCode", "").upper() or base
        if self.books.currencies.match(code) is None:
            yield f"Organisation is not subscribed to currency {code}"
        elif code == base:
            record["CurrencyRate"] = money.PAR
        elif "CurrencyRate" in sent:
            record["CurrencyRate"] = money.half_up(sent["CurrencyRate"], money.RATE_PLACES)
            if record["CurrencyRate"] <= 0:
                yield WRONG_RATE
        elif record.get("CurrencyRate", money.PAR) == money.PAR:
            record["CurrencyRate"] = self.books.currencies.rate(code)

    def _lined(self, record: Record, old: Record | None, sent: Record) -> Iterable[str]:
        types = TYPES[record["LineAmountTypes"].lower()]
        held = old["LineItems"] if old is not None else []
        if "LineItems" in sent:
            rules = self.rules(record, types)
            settled, wrong = lines.settle(sent["LineItems"], held, rules, self.books)
            yield from wrong
            record["LineItems"] = [] if wrong else self._settled(settled, sent["LineItems"], held)
        elif old is not None and record["LineAmountTypes"] != old["LineAmountTypes"]:
            record["LineItems"] = lines.retaxed(held, types, self.books)
        sums = money.totals(record["LineItems"], types)
        record |= {"SubTotal": sums.sub_total, "TotalTax": sums.tax, "Total": sums.total}

    def _settled(
        self, settled: list[Record], sent: list[Record], held: list[Record]
    ) -> list[Record]:
        known = {line["LineItemID"]: line for line in held}
        return [
            self.settled(line, said, known.get(line["LineItemID"], {}))
            for line, said in zip(settled, sent, strict=True)
        ]

    def incomplete(self, record: Record) -> Iterable[str]:
        """What a readable document still lacks."""
        if not record["LineItems"]:
            yield NO_LINES
        if any(not line.get("Description", "").strip() for line in record["LineItems"]):
            yield lines.NO_DESCRIPTION
        for name, longest in self.longest.items():
            if len(record.get(name, "")) > longest:
                yield f"The {name} must be {longest} characters or fewer."  # unverified text

    def kept(self, record: Record, old: Record | None, call: Call) -> Record:
        kept = self.keep(self.stamped(record, call), call.client_id if old is None else None)
        if self.number:
            self._count(kept, old)
        details = f"{kept.get(self.number) or self.noun} for {kept['Total']}."
        self.books.history.add(kept[self.key], _told(kept, old), details, call.now)
        return kept

    def stamped(self, record: Record, call: Call) -> Record:
        return {**record, "UpdatedDateUTC": self.form(wire.instant(call.now))}

    def _count(self, record: Record, old: Record | None) -> None:
        before = self.numbers.next
        self.books.on_failure(lambda: self.numbers.released(record[self.number]))
        if old is None:
            self.numbers.used(record[self.number])
            self.books.on_failure(lambda: setattr(self.numbers, "next", before))
        elif self._holder(old[self.number]) is None:
            self.numbers.released(old[self.number])

    def dump(self) -> Record:
        return {**super().dump(), "next": self.numbers.next}

    def load(self, dumped: Mapping[str, Any]) -> None:
        super().load(dumped)
        self.numbers.next = dumped["next"]

    def with_files(self, record: Record) -> Record:
        """What a single document says of its attachments."""
        at = f"{self.plural}/{record[self.key]}"
        files = self.books.attachments.of(record[self.key])
        return {"HasAttachments": bool(files), "Attachments": [file.shown(at) for file in files]}


def _told(record: Record, old: Record | None) -> str:
    if old is None:
        return "Created"
    if record["Status"] == old["Status"]:
        return "Edited"
    return {"AUTHORISED": "Approved", "DRAFT": "Edited"}.get(
        record["Status"], str(record["Status"]).capitalize()
    )


def paging(pick: Pick, *unheard: str) -> Answer:
    """A list that always comes in pages and does not hear some parameters, such as `where`."""
    answer = listing(pick)

    def paged(call: Call) -> Reply:
        query = {name: value for name, value in call.query.items() if name not in unheard}
        return answer(replace(call, query={**query, "page": query.get("page") or "1"}))

    return paged
