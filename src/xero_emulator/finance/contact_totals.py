"""Revenue and expense by contact: what was paid, what is outstanding, what was credited.

How it was checked: shapes, parameters, both special ids and names, and that a total is paid plus
outstanding less unapplied credit (so in one example) from Xero's OpenAPI 16.1.0. Unverified: that
documents count on their own date, aged ones by due date, amounts in base currency with tax, and
that bank transfers count as cash (so a description).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting.reports.periods import Period
from xero_emulator.calls import Call
from xero_emulator.finance.answers import asked_ids, asked_period, asked_yes, route
from xero_emulator.money import ZERO, in_base
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

NONE_PROVIDED = ("86793108-198c-46d8-90a3-43c1d12686ce", "None Provided")
BANK_TRANSFER = ("207322b3-6a58-4be7-80f1-430123914ad6", "Bank Transfer")
AGED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Side:
    """Revenue or expense: the documents that make it, and +1 where debits add to it."""

    invoice: str
    credit: str
    cash: str
    kind: str
    sign: int


REVENUE = Side("ACCREC", "ACCRECCREDIT", "RECEIVE", "REVENUE", -1)
EXPENSE = Side("ACCPAY", "ACCPAYCREDIT", "SPEND", "EXPENSE", 1)


@dataclass(slots=True)
class Totals:
    """What one contact, or all of them, came to."""

    paid: Decimal = ZERO
    outstanding: Decimal = ZERO
    unapplied: Decimal = ZERO
    aged: Decimal = ZERO
    voided: Decimal = ZERO
    credited: Decimal = ZERO
    count: int = 0
    codes: dict[str, None] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return self.paid + self.outstanding - self.unapplied

    def shown(self) -> Record:
        return {
            "total": self.total,
            "totalDetail": {
                "totalPaid": self.paid,
                "totalOutstanding": self.outstanding,
                "totalCreditedUnApplied": self.unapplied,
            },
            "totalOther": {
                "totalOutstandingAged": self.aged,
                "totalVoided": self.voided,
                "totalCredited": self.credited,
            },
        }


@dataclass(frozen=True, slots=True)
class Count:
    """Adds up the documents of one side in a period, by contact."""

    books: Books
    side: Side
    period: Period
    wanted: frozenset[str]
    found: dict[tuple[str, str], Totals] = field(default_factory=dict)
    whole: Totals = field(default_factory=Totals)

    def everything(self) -> None:
        for record in self._within("invoices", self.side.invoice):
            self._invoice(record)
        for record in self._within("credit_notes", self.side.credit):
            self._credit(record)
        for kind in (self.side.cash, f"{self.side.cash}-TRANSFER"):
            for record in self._within("bank_transactions", kind):
                self._cash(record)

    def _within(self, name: str, kind: str) -> Iterator[Record]:
        for record in self.books.resources[name].records.values():
            on = wire.date_of(record["Date"])
            if record["Type"] == kind and self.period.first <= on <= self.period.last:
                yield record

    def _both(self, record: Record) -> Iterator[Totals]:
        """The totals of a document's contact and of all; none if the contact is not asked for."""
        who = _who(self.books, record)
        if self.wanted and who[0] not in self.wanted:
            return
        for totals in (self.found.setdefault(who, Totals()), self.whole):
            totals.count += 1
            codes = (line.get("AccountCode") for line in record["LineItems"])
            totals.codes.update(dict.fromkeys(code for code in codes if code))
            yield totals

    def _invoice(self, record: Record) -> None:
        rate = record["CurrencyRate"]
        if record["Status"] == "VOIDED":
            for totals in self._both(record):
                totals.voided += in_base(record["Total"], rate)
        if record["Status"] in ("AUTHORISED", "PAID"):
            due = in_base(record["AmountDue"], rate)
            for totals in self._both(record):
                totals.paid += in_base(record["AmountPaid"], rate)
                totals.credited += in_base(record["AmountCredited"], rate)
                totals.outstanding += due
                totals.aged += due if self._is_aged(record) else ZERO

    def _is_aged(self, record: Record) -> bool:
        due: date = wire.date_of(record.get("DueDate") or record["Date"])
        return self.period.last - due > AGED

    def _credit(self, record: Record) -> None:
        if record["Status"] in ("AUTHORISED", "PAID"):
            for totals in self._both(record):
                totals.unapplied += in_base(record["RemainingCredit"], record["CurrencyRate"])

    def _cash(self, record: Record) -> None:
        if record["Status"] == "AUTHORISED":
            for totals in self._both(record):
                totals.paid += in_base(record["Total"], record["CurrencyRate"])


def _who(books: Books, record: Record) -> tuple[str, str]:
    if "Contact" in record:
        key = record["Contact"]["ContactID"]
        return key, books.contacts.records[key]["Name"]
    return BANK_TRANSFER if record["Type"].endswith("TRANSFER") else NONE_PROVIDED


def _manual(books: Books, side: Side, period: Period) -> Decimal:
    """What manual journals moved on this side's accounts."""
    moved = (
        line["NetAmount"] * side.sign
        for journal in books.journals.journals
        if journal["SourceType"] == "MANJOURNAL"
        and period.first <= wire.date_of(journal["JournalDate"]) <= period.last
        for line in journal["JournalLines"]
        if books.accounts.records[line["AccountID"]]["Class"] == side.kind
    )
    return sum(moved, ZERO)


def _answer(call: Call, side: Side) -> Record:
    period = asked_period(call)
    count = Count(call.books, side, period, asked_ids(call, "contactIds"))
    count.everything()
    told = {
        "startDate": period.first.isoformat(),
        "endDate": period.last.isoformat(),
        **count.whole.shown(),
        "contacts": [_contact(who, each) for who, each in count.found.items()],
    }
    if asked_yes(call, "includeManualJournals"):
        told["manualJournals"] = {"total": _manual(call.books, side, period)}
    return told


def _contact(who: tuple[str, str], totals: Totals) -> Record:
    shown = totals.shown()
    shown["totalOther"]["transactionCount"] = totals.count
    return {"contactId": who[0], "name": who[1], **shown, "accountCodes": sorted(totals.codes)}


def revenue(call: Call) -> Record:
    return _answer(call, REVENUE)


def expense(call: Call) -> Record:
    return _answer(call, EXPENSE)


SCOPE = "statements"
_AT = "/FinancialStatements/contacts"

ROUTES = (
    route("getFinancialStatementContactsRevenue", f"{_AT}/revenue", SCOPE, revenue),
    route("getFinancialStatementContactsExpense", f"{_AT}/expense", SCOPE, expense),
)
