"""The lines of money spent and received: what they may say, and what they post.

How it was checked: an overpayment's line on the control account and without tax from an example of
Xero's OpenAPI 16.1.0. Unverified: that another account there is refused, and in which words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xero_emulator import money
from xero_emulator.accounting import lines, posting
from xero_emulator.accounting.ledger import Entry
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

NOT_CONTROL = "The lines of this type can only have the account code '{}'."  # unverified text


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type means: which way money goes (`sign` +1 is in), its SourceType, its credit."""

    sign: int
    source: str
    credit: str = ""

    @property
    def control(self) -> str:
        """Whose debts an overpayment changes."""
        return "DEBTORS" if self.sign > 0 else "CREDITORS"


def settle(
    record: Record, sent: list[Record], kind: Kind, unitdp: int, books: Books
) -> Iterator[str]:
    """Gives the record its new lines; what is wrong with them comes back."""
    if kind.credit == "overpayments":
        yield from _controlled(record, sent, kind, unitdp, books)
        return
    rules = _rules(record, kind, unitdp)
    record["LineItems"], wrong = lines.settle(sent, record["LineItems"], rules, books)
    yield from wrong
    yield from lines.unready(record["LineItems"], books)


def _rules(record: Record, kind: Kind, unitdp: int) -> lines.Rules:
    return lines.Rules(
        record["LineAmountTypes"],
        unitdp,
        discounts=False,
        purchases=kind.sign < 0,
        stock=not kind.credit,
    )


def _controlled(
    record: Record, sent: list[Record], kind: Kind, unitdp: int, books: Books
) -> Iterator[str]:
    """The lines of an overpayment: on the control account, without tax."""
    control = books.accounts.system(kind.control)
    on_it = {name: control[name] for name in ("AccountID", "TaxType")}
    on_it["AccountCode"] = control.get("Code", "")
    if any(line[name] != on_it[name] for line in sent for name in _accounts(line)):
        yield NOT_CONTROL.format(on_it["AccountCode"])
    old = [_without(line, on_it) for line in record["LineItems"]]
    bare = [_without(line, on_it) for line in sent]
    held, wrong = lines.settle(bare, old, _rules(record, kind, unitdp), books)
    yield from wrong
    if any(not line.get("Description", "").strip() for line in held):
        yield lines.NO_DESCRIPTION
    record["LineItems"] = [{**line, **on_it, "TaxAmount": ZERO} for line in held]


def _accounts(line: Record) -> list[str]:
    return [name for name in ("AccountID", "AccountCode") if line.get(name)]


def _without(line: Record, names: Record) -> Record:
    hidden = (*names, "TaxAmount")
    return {name: value for name, value in line.items() if name not in hidden}


def entries(record: Record, kind: Kind, books: Books) -> Iterator[Entry]:
    """The bank against the lines, or against the debtors or creditors for an overpayment."""
    if kind.credit == "overpayments":
        net = money.in_base(record["Total"], record["CurrencyRate"]) * kind.sign
        yield Entry(books.accounts.system(kind.control), -net, document=record["OverpaymentID"])
    else:
        found = list(posting.of_lines(record, kind, books))
        yield from found
        net = -sum((entry.net for entry in found), ZERO)
    yield Entry(books.accounts.records[record["BankAccount"]["AccountID"]], net)
