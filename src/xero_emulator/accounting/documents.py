"""What invoices and credit notes share: contact, dates, currency, lines, totals, posting.

How it was checked: the path of a document from draft to voided, lock dates, edits of paid documents
and the contact on a document from the reference (sections 5.3, 5.4 and 6.2). Unverified: every text
marked so; that lock dates bind only what posts to the ledger; that a document of nothing is paid
when it is approved; that naming the status PAID of a paid document is refused.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from xero_emulator import money, wire
from xero_emulator.accounting import contacts, lines, posting
from xero_emulator.accounting.settled import Settled
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import choice, day, flag, guid, many, number, one, text
from xero_emulator.money import ZERO
from xero_emulator.resource import Asked, States
from xero_emulator.where import Path, reach
from xero_emulator.wire import Record

STATUSES = ("DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED")
LINE_AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
LONGEST_NUMBER = 255
POSTED = posting.POSTED

COMMON: Mapping[str, Any] = {
    "Contact": one(contacts.FIELDS),
    "LineItems": many(lines.FIELDS),
    "Date": day,
    "DueDate": day,
    "LineAmountTypes": choice("LineAmountType", *LINE_AMOUNT_TYPES),
    "Reference": text,
    "BrandingThemeID": guid,
    "CurrencyCode": text,
    "CurrencyRate": number,
    "Status": choice("DocumentStatus", *STATUSES),
    "SentToContact": flag,
}

FREE_ON_LINES = ("Description", "AccountCode", "AccountID", "Tracking")

NO_CONTACT = "A Contact must be specified for this type of transaction"
NO_LINES = "One or more line items must be specified"
PAID_ALREADY = "This document cannot be edited as it has a payment or credit note allocated to it."
NEGATIVE = "The document total cannot be less than zero."  # unverified text
WRONG_RATE = "The currency rate must be greater than zero."  # unverified text


@dataclass(frozen=True, slots=True)
class Side:
    """What the type of a document means for the ledger and for its contact.

    `sign` is +1 where the control account is debited; `flag` is the contact's mark, if it gets one.
    """

    control: str
    sign: int
    flag: str | None = None
    discounts: bool = False
    numbered: bool = False


class Documents(Settled, ABC):
    """Sales and purchase documents with lines. A kind of document says only its difference.

    `forgiven` names, by type, what may still change once payments or credits are applied.
    """

    states: ClassVar[States]
    noun: ClassVar[str]
    sides: ClassVar[Mapping[str, Side]]
    number: ClassVar[str]
    prefix: ClassVar[str]
    carried: ClassVar[tuple[str, ...]]
    forgiven: ClassVar[Mapping[str, frozenset[str]]]
    quiet: ClassVar[frozenset[str]] = frozenset({"DueDate", "DueDateString", "SentToContact"})
    number_taken: ClassVar[str]
    unknown: ClassVar[str]

    @abstractmethod
    def blank(self) -> Record:
        """The fields that a new document of this kind starts with."""

    @abstractmethod
    def balanced(self, record: Record) -> Record:
        """The document with what is due and what was applied, from payments and allocations."""

    @abstractmethod
    def applied(self, record: Record) -> bool:
        """Whether payments or credits stand against the document."""

    def unready(self, record: Record) -> Iterable[str]:
        """What else this kind of document needs before it can be approved."""
        return ()

    def rounded(self, record: Record, old: Record | None, sent: Record) -> Iterable[str]:
        """Rounds the total as the caller wishes, and tells what is wrong with that."""
        return ()

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "contact", record["Contact"]["ContactID"]
        if record.get(self.number):
            yield "number", record[self.number].lower()

    def match(self, token: str) -> Record | None:
        return super().match(token) or self.by_number(token)

    def by_number(self, number: str) -> Record | None:
        """The document that holds a number alone; failing that, the oldest of those with it."""
        namesakes = self.found_by("number", number)
        holder = next((each for each in namesakes if self._holds_number(each)), None)
        return holder or self.first_by("number", number)

    def reach(self, record: Record, path: Path) -> Any:
        if path[0] != "Contact":
            return reach(record, path)
        return reach(self.books.contacts.records[record["Contact"]["ContactID"]], path[1:])

    def side(self, record: Record) -> Side:
        return self.sides[record["Type"]]

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.meant(sent)
        status = self._status(old, sent)
        record = self._drawn(old, {**sent, "Status": status}, call)
        if old is not None and self.applied(old):
            self._refuse_paid(record, old)
        return self._kept(record, old, call)

    def meant(self, sent: Record) -> Record | None:
        if self.key not in sent:
            return None
        found = self.records.get(sent[self.key])
        if found is None:
            raise Invalid(self.unknown)
        return found

    def _status(self, old: Record | None, sent: Record) -> str:
        if old is None:
            wanted: str = sent.get("Status", self.states.first)
            if wanted not in self.states.born:
                raise Invalid(f"{self.noun} not of valid status for creation")
            return wanted
        wanted = sent.get("Status") or old["Status"]
        if self.applied(old) and wanted == old["Status"] and not _named_paid(sent):
            return wanted
        if self.applied(old) and wanted != old["Status"]:
            raise Invalid(
                f"The status {wanted} cannot be applied to the {self.noun.lower()} because it has "
                "payments or credit notes allocated to it."
            )
        if not self.states.allows(old["Status"], wanted):
            raise Invalid(f"{self.noun} not of valid status for modification")
        return wanted

    def _drawn(self, old: Record | None, sent: Record, call: Call) -> Record:
        """The document as it would be, complete; raises Invalid with all that is wrong."""
        record = {**(self.blank() if old is None else old)}
        record |= {name: sent[name] for name in self.carried if name in sent}
        record[self.key] = record.get(self.key) or self.books.new_id()
        self._typed(record, old)
        record["Contact"] = self._contact(old, sent, call)
        wrong = [
            *self._numbered(record, old),
            *self._dated(record, old, call),
            *self._priced(record, sent),
            *self._lined(record, old, sent, call),
            *self._ready(record, sent),
        ]
        if wrong:
            raise Invalid(*dict.fromkeys(wrong))
        return record

    def _typed(self, record: Record, old: Record | None) -> None:
        if record.get("Type") not in self.sides:
            raise Invalid(f"{self.noun} type must be specified.")  # unverified text
        if old is not None and record["Type"] != old["Type"]:
            raise Invalid(f"{self.noun} type cannot be changed.")  # unverified text

    def _contact(self, old: Record | None, sent: Record, call: Call) -> Record:
        if "Contact" not in sent:
            if old is None:
                raise Invalid(NO_CONTACT)
            found: Record = old["Contact"]
            return found
        return {"ContactID": self.books.contacts.on_document(sent["Contact"], call)}

    def _numbered(self, record: Record, old: Record | None) -> Iterable[str]:
        if len(record.get(self.number) or "") > LONGEST_NUMBER:
            yield f"The {self.number} must be {LONGEST_NUMBER} characters or fewer."  # unverified
        if not self.side(record).numbered:
            return
        if not record.get(self.number):
            record[self.number] = self._next_number()
        elif any(self._holds_number(other) for other in self._namesakes(record)):
            yield self.number_taken

    def _namesakes(self, record: Record) -> Iterable[Record]:
        for other in self.found_by("number", record[self.number]):
            if other[self.key] != record[self.key]:
                yield other

    def _holds_number(self, record: Record) -> bool:
        return self.side(record).numbered and record["Status"] not in ("DELETED", "VOIDED")

    def _next_number(self) -> str:
        at = len(self.records) + 1 if self._last is None else self._last + 1
        while self.first_by("number", f"{self.prefix}{at:04}") is not None:
            at += 1
        self._last = at
        return f"{self.prefix}{at:04}"

    _last: int | None = None

    def _dated(self, record: Record, old: Record | None, call: Call) -> Iterable[str]:
        record.setdefault("Date", wire.day(self.books.today(call.now)))
        for name in ("Date", "DueDate"):
            if name in record:
                record[f"{name}String"] = wire.day_text(wire.date_of(record[name]))
        touched = [record] if record["Status"] in POSTED else []
        if old is not None and old["Status"] in POSTED:
            touched.append(old)
        for document in touched:
            yield from self.books.locked(document["Date"])

    def _priced(self, record: Record, sent: Record) -> Iterable[str]:
        base, code = self.books.base_currency, record.get("CurrencyCode", "").upper()
        record["CurrencyCode"] = code = code or base
        if self.books.currencies.match(code) is None:
            yield f"Organisation is not subscribed to currency {code}"
            return
        if code == base:
            record["CurrencyRate"] = money.PAR
        elif "CurrencyRate" in sent:
            record["CurrencyRate"] = money.half_up(sent["CurrencyRate"], money.RATE_PLACES)
        elif not record.get("CurrencyRate") or record["CurrencyRate"] == money.PAR:
            record["CurrencyRate"] = self.books.currencies.rate(code)
        if record["CurrencyRate"] <= 0:
            yield WRONG_RATE

    def _lined(self, record: Record, old: Record | None, sent: Record, call: Call) -> Iterable[str]:
        types = record["LineAmountTypes"]
        if "LineItems" in sent:
            side = self.side(record)
            rules = lines.Rules(
                types,
                Asked.of(call, self).unitdp,
                side.discounts,
                purchases=side.control == "CREDITORS",
            )
            record["LineItems"], wrong = lines.settle(
                sent["LineItems"], old["LineItems"] if old is not None else [], rules, self.books
            )
            yield from wrong
        elif old is not None and types != old["LineAmountTypes"]:
            record["LineItems"] = lines.retaxed(old["LineItems"], types, self.books)
        sums = money.totals(record["LineItems"], types)
        record |= {"SubTotal": sums.sub_total, "TotalTax": sums.tax, "Total": sums.total}
        yield from self.rounded(record, old, sent)

    def _ready(self, record: Record, sent: Record) -> Iterable[str]:
        if record["Status"] not in ("SUBMITTED", "AUTHORISED"):
            return
        if not record["LineItems"] and not sent.get("LineItems"):
            yield NO_LINES
        if record["Total"] < ZERO:
            yield NEGATIVE
        yield from lines.unready(record["LineItems"], self.books)
        yield from self.unready(record)

    def _refuse_paid(self, record: Record, old: Record) -> None:
        forgiven = self.free(old)
        touched = {name for name in record if record[name] != old.get(name)}
        if "LineItems" in touched and "LineItems" in forgiven and _same_money(record, old):
            touched.discard("LineItems")
        if touched - (forgiven - {"LineItems"}):
            raise Invalid(PAID_ALREADY)

    def _kept(self, record: Record, old: Record | None, call: Call) -> Record:
        if record["Status"] not in (*POSTED, "VOIDED"):
            record["SentToContact"] = False
        touched = {name for name in record if old is None or record[name] != old.get(name)}
        quiet = old is not None and self.applied(old) and touched <= self.quiet
        kept = self.keep(
            self.balanced(record if quiet else self.stamped(record, call)),
            call.client_id if old is None else None,
        )
        backorders = self.backorders(call)
        posting.post(kept, old, kept[self.key], self.side(kept), call, backorders=backorders)
        flag = self.side(kept).flag
        if flag is not None:
            self.books.contacts.mark(kept["Contact"]["ContactID"], flag)
        self.books.history.add(kept[self.key], _told(kept, old), self._details(kept), call.now)
        return kept

    def stamped(self, record: Record, call: Call) -> Record:
        return {
            **record,
            "UpdatedDateUTC": wire.instant(call.now),
            "UpdatedDateUTCString": wire.instant_text(call.now),
        }

    def rebalance(self, key: str, call: Call, changes: str, details: str) -> None:
        """Called when a payment or an allocation to this document came or went."""
        record = self.keep(self.balanced(self.stamped(self.records[key], call)))
        self.books.history.add(key, changes, details, call.now)
        if record["Status"] == "PAID":
            self.books.history.add(key, "Paid", self._details(record), call.now)

    def _details(self, record: Record) -> str:
        name = self.books.contacts.records[record["Contact"]["ContactID"]]["Name"]
        return f"{record.get(self.number) or self.noun} to {name} for {record['Total']}."

    def free(self, record: Record) -> frozenset[str]:
        """What may still change on this document, although payments or credits are applied."""
        return self.forgiven.get(record["Type"], frozenset())

    def backorders(self, call: Call) -> bool:
        """Whether the caller lets tracked items go below zero."""
        return False

    def shown(self, record: Record, asked: Asked) -> Record:
        """The whole document, with its contact as lists carry it."""
        return {
            **record,
            "Contact": self.books.contacts.card(record["Contact"]["ContactID"]),
            "LineItems": lines.shown(record["LineItems"], asked.unitdp),
        }

    def listed(self, record: Record, asked: Asked) -> Record:
        shown = self.shown(record, asked)
        return shown if asked.paged else {**shown, "LineItems": []}

    def fetched(self, record: Record, asked: Asked) -> Record:
        contact = self.books.contacts.records[record["Contact"]["ContactID"]]
        whole = {**self.shown(record, asked), "Contact": contact}
        if record["HasAttachments"]:
            at = f"{self.plural}/{record[self.key]}"
            files = self.books.attachments.of(record[self.key])
            whole["Attachments"] = [file.shown(at) for file in files]
        return whole

    def evidence(self, record: Record) -> Record:
        """The document for outside checkers: everything, its contact by id and name."""
        contact = self.books.contacts.records[record["Contact"]["ContactID"]]
        who = {"ContactID": contact["ContactID"], "Name": contact["Name"]}
        return {**record, "Contact": who}


def closed(record: Record, left: Decimal, entries: Iterable[Record]) -> Record:
    """The document with the status that its balance gives it: PAID when nothing is left."""
    record.pop("FullyPaidOnDate", None)
    if record["Status"] in POSTED:
        record["Status"] = "AUTHORISED" if left else "PAID"
    if record["Status"] == "PAID":
        days = [entry["Date"] for entry in entries]
        record["FullyPaidOnDate"] = max(days, key=wire.millis, default=record["Date"])
    return record


def _told(record: Record, old: Record | None) -> str:
    if old is None:
        return "Created"
    if record["Status"] == old["Status"]:
        return "Edited"
    words = {"AUTHORISED": "Approved", "VOIDED": "Voided", "DELETED": "Deleted", "PAID": "Approved"}
    return words.get(record["Status"], "Edited")


def _same_money(record: Record, old: Record) -> bool:
    """Whether lines differ in nothing but what a paid document may still change."""
    return [_fixed(line) for line in record["LineItems"]] == [
        _fixed(line) for line in old["LineItems"]
    ]


def _fixed(line: Record) -> Record:
    return {name: value for name, value in line.items() if name not in FREE_ON_LINES}


def _named_paid(sent: Record) -> bool:
    """No caller asks for PAID, not even of what is paid."""
    return sent.get("Status") == "PAID"
