"""Running sums of journals by calendar day, so that no report reads every journal.

How it was checked: against sums over all journals, in the tests. Unverified: that a tax return
takes sales from sales documents and money received, purchases from bills and money spent, and any
other journal by the class of each line's account.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from xero_emulator import wire
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

Key = TypeVar("Key", bound=Hashable)
Options: TypeAlias = frozenset[str]
Taxed: TypeAlias = tuple[str, str]

EVER = date.max
NEVER = date.min
SALES = ("ACCREC", "ACCRECCREDIT", "CASHREC", "AROVERPAYMENT", "ARPREPAYMENT")
PURCHASES = ("ACCPAY", "ACCPAYCREDIT", "CASHPAID", "APOVERPAYMENT", "APPREPAYMENT")
SIDES = {  # of a tax return, by SourceType; any other source goes by the class of the account
    **dict.fromkeys((*SALES, "ARPREPAYMENTPAYMENT"), "SALES"),
    **dict.fromkeys((*PURCHASES, "APPREPAYMENTPAYMENT"), "PURCHASES"),
}


class TaxTotal(NamedTuple):
    """What one tax type came to on one side of a tax return, in base currency.

    `side` is SALES or PURCHASES; both amounts are positive where sales or purchases are.
    """

    side: str
    tax_type: str
    net: Decimal
    tax: Decimal


class Debt(NamedTuple):
    """One document on its control account, in base currency, debits positive."""

    total: Decimal
    paid: Decimal
    credited: Decimal

    @property
    def due(self) -> Decimal:
        return self.total + self.paid + self.credited


class Days(Generic[Key]):
    """An amount for each key and day; a key stays as long as something was added to it."""

    def __init__(self) -> None:
        self._days: dict[Key, dict[date, Decimal]] = {}
        self._times: dict[Key, int] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._times

    def __iter__(self) -> Iterator[Key]:
        return iter(self._times)

    def add(self, key: Key, on: date, amount: Decimal) -> None:
        self._times[key] = self._times.get(key, 0) + 1
        days = self._days.setdefault(key, {})
        days[on] = days.get(on, ZERO) + amount

    def take_back(self, key: Key, on: date, amount: Decimal) -> None:
        """Undoes an `add` as if it had never been."""
        self._times[key] -= 1
        self._days[key][on] -= amount
        if not self._times[key]:
            del self._times[key], self._days[key]

    def first_day(self) -> date | None:
        return min((on for days in self._days.values() for on in days), default=None)

    def between(self, key: Key, first: date, last: date) -> Decimal:
        """What was added from the first day to the last, both included."""
        days = self._days.get(key)
        if not days:
            return ZERO
        return sum((amount for on, amount in days.items() if first <= on <= last), ZERO)


class Sums:
    """What journals come to: by account, by tax type, by document and by flow of each account.

    `accounts` are the organisation's, by AccountID.
    """

    def __init__(self, accounts: Mapping[str, Record]) -> None:
        self._accounts = accounts
        self._moves: Days[tuple[str, Options]] = Days()
        self._flows: Days[tuple[str, str]] = Days()
        self._nets: Days[Taxed] = Days()
        self._taxes: Days[Taxed] = Days()
        self._debts: Days[tuple[str, str]] = Days()

    def count(
        self,
        journal: Record,
        documents: Mapping[str, str],
        *,
        reversal: bool = False,
        undo: bool = False,
    ) -> None:
        """Adds a journal, or takes it back. `documents` names, by JournalLineID, whose debt a line
        makes or settles; a `reversal` takes from the flow that it reverses."""
        on = wire.date_of(journal["JournalDate"])
        for days, key, amount in self._parts(journal, documents, reversal):
            if undo:
                days.take_back(key, on, amount)
            else:
                days.add(key, on, amount)

    def _parts(
        self, journal: Record, documents: Mapping[str, str], reversal: bool
    ) -> Iterator[tuple[Days[Any], Any, Decimal]]:
        """Every sum that a journal goes into."""
        for line in journal["JournalLines"]:
            account, net = line["AccountID"], line["NetAmount"]
            yield self._moves, (account, _options(line)), net
            yield self._flows, (account, "in" if (net > ZERO) is not reversal else "out"), net
            if "TaxType" in line:
                taxed = (self._side(journal, line), line["TaxType"])
                yield self._nets, taxed, net
                yield self._taxes, taxed, line["TaxAmount"]
            document = documents.get(line["JournalLineID"])
            if document is not None:
                yield self._debts, (document, _kind(journal, document)), net

    def _side(self, journal: Record, line: Record) -> str:
        found = SIDES.get(journal["SourceType"])
        if found is None:
            revenue = self._accounts[line["AccountID"]]["Class"] == "REVENUE"
            return "SALES" if revenue else "PURCHASES"
        return found

    def first_day(self) -> date | None:
        """The earliest day that anything was posted to."""
        return self._flows.first_day()

    def touches(self, account_id: str) -> bool:
        return any((account_id, flow) in self._flows for flow in ("in", "out"))

    def balances(
        self, until: date = EVER, first: date = NEVER, options: Iterable[str] = ()
    ) -> dict[str, Decimal]:
        """Each account's balance by AccountID, debits positive, at the end of a day; they sum to
        zero. With `first`, what moved from that day on; with tracking `options`, their lines only.
        """
        wanted = frozenset(options)
        found: dict[str, Decimal] = {}
        for key in self._moves:
            account, carried = key
            if wanted <= carried:
                found[account] = found.get(account, ZERO) + self._moves.between(key, first, until)
        return found

    def tracked(self, until: date, first: date) -> Iterator[tuple[str, Options, Decimal]]:
        """What moved on each account, apart by the tracking options of the lines."""
        for account, carried in self._moves:
            yield account, carried, self._moves.between((account, carried), first, until)

    def balance(self, account_id: str, until: date = EVER, first: date = NEVER) -> Decimal:
        """One account's balance at the end of a day, or its movement from `first` to that day."""
        received, spent = self.flows(account_id, until, first)
        return received - spent

    def flows(
        self, account_id: str, until: date = EVER, first: date = NEVER
    ) -> tuple[Decimal, Decimal]:
        """What came into an account and what went out, both positive; what was reversed counts
        against what it reverses, not as a flow the other way."""
        received = self._flows.between((account_id, "in"), first, until)
        return received, -self._flows.between((account_id, "out"), first, until)

    def debt(self, document_id: str, until: date = EVER) -> Debt:
        """What stands on control accounts for one document at the end of a day."""
        return Debt(
            *(self._debts.between((document_id, kind), NEVER, until) for kind in Debt._fields)
        )

    def tax_totals(self, first: date = NEVER, last: date = EVER) -> list[TaxTotal]:
        """Sales and purchases, net and tax, by tax type: what the boxes of a return add up."""
        found = []
        for key in sorted(self._nets):
            side, tax_type = key
            sign = -1 if side == "SALES" else 1
            net = self._nets.between(key, first, last) * sign + ZERO
            tax = self._taxes.between(key, first, last) * sign + ZERO
            found.append(TaxTotal(side, tax_type, net, tax))
        return found


def _kind(journal: Record, document: str) -> str:
    if journal["SourceID"] == document:
        return "total"
    return "credited" if journal["SourceType"] in (*SALES, *PURCHASES) else "paid"


def _options(line: Record) -> Options:
    return frozenset(
        tracking["TrackingOptionID"]
        for tracking in line["TrackingCategories"]
        if "TrackingOptionID" in tracking
    )
