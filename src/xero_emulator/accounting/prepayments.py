"""Prepayments: money received or spent before there is an invoice, posted to its lines' accounts.

How it was checked: fields, types and paths from Xero's OpenAPI 16.1.0, the `References` filter from
19.0.0; statuses and arithmetic from the reference's sections 5.3 and 5.4. Unverified: that using a
prepayment takes its share of every line and of the tax back, and that the reference sent with the
bank transaction becomes its invoice number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import money
from xero_emulator.accounting import allocations, history
from xero_emulator.accounting.credits import Credits
from xero_emulator.accounting.ledger import Entry
from xero_emulator.calls import Call
from xero_emulator.fields import names
from xero_emulator.money import ZERO
from xero_emulator.resource import States, Test, fetching, listing, reads, route, words, writes
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

# Nobody moves it: PAID when no credit remains, VOIDED when its bank transaction is deleted.
STATES = States("AUTHORISED", AUTHORISED="")

SCOPES = ("accounting.transactions", "accounting.payments")


class Prepayments(Credits):
    plural = "Prepayments"
    key = "PrepaymentID"
    webhook_category = "PREPAYMENT"
    takes = names("page References InvoiceNumbers If-Modified-Since")
    types = {
        "RECEIVE-PREPAYMENT": "ARPREPAYMENT",
        "SPEND-PREPAYMENT": "APPREPAYMENT",
    }

    def told(self, reference: str) -> Record:
        return {"Reference": reference, "InvoiceNumber": reference}

    def hidden(self, call: Call) -> Test | None:
        references = frozenset(words(self.asked(call, "References")))
        numbers = frozenset(words(self.asked(call, "InvoiceNumbers")))
        if not (references or numbers):
            return None
        return lambda record: (
            (bool(references) and record["Reference"] not in references)
            or (bool(numbers) and record["InvoiceNumber"] not in numbers)
        )

    def clearing(self, record: Record, amount: Decimal) -> list[Entry]:
        """Its lines' accounts and the tax, each by the share that is used of what stands there."""
        held = self._held(record)
        if amount != record["RemainingCredit"]:
            held = _shares(held, amount / record["RemainingCredit"])
        tax = sum((entry.tax for entry in held), ZERO)
        return [
            *(replace(entry, net=-entry.net, tax=-entry.tax) for entry in held),
            Entry(self.books.accounts.system("GST"), -tax),
        ]

    def _held(self, record: Record) -> list[Entry]:
        """What stands in the ledger for each line, after what was used before."""
        found: dict[tuple[str, ...], Entry] = {}
        for line in self._journal_lines(record):
            tracked = tuple(line["TrackingCategories"])
            options = tuple(str(each.get("TrackingOptionID")) for each in tracked)
            key = (line["AccountID"], line["TaxType"], line.get("Description", ""), *options)
            before = found.get(key)
            found[key] = Entry(
                self.books.accounts.records[line["AccountID"]],
                line["NetAmount"] + (before.net if before else ZERO),
                line["TaxAmount"] + (before.tax if before else ZERO),
                line["TaxType"],
                line.get("Description"),
                tracked,
            )
        return list(found.values())

    def _journal_lines(self, record: Record) -> Iterator[Record]:
        """The lines with a tax type: not those of the bank, the tax, the debt or a gain."""
        uses = [each["AllocationID"] for each in self.books.allocations.out_of(record[self.key])]
        uses += [each["PaymentID"] for each in self.books.payments.against(record[self.key])]
        for source in (record[self.key], *uses):
            journal = self.books.journals.standing(source) or {"JournalLines": ()}
            yield from (line for line in journal["JournalLines"] if "TaxType" in line)


def _shares(held: list[Entry], share: Decimal) -> list[Entry]:
    """The same lines by a share; what rounding leaves over goes to the largest of them."""
    wanted = money.half_up(sum((entry.net + entry.tax for entry in held), ZERO) * share)
    found = [
        replace(entry, net=money.half_up(entry.net * share), tax=money.half_up(entry.tax * share))
        for entry in held
    ]
    rest = wanted - sum((entry.net + entry.tax for entry in found), ZERO)
    largest = max(range(len(found)), key=lambda at: abs(found[at].net), default=None)
    if largest is not None:
        found[largest] = replace(found[largest], net=found[largest].net + rest)
    return found


def prepayments(books: Books) -> Prepayments:
    return books.prepayments


_AT = "/Prepayments/{PrepaymentID}"

ROUTES = (
    route("getPrepayments", "GET", "/Prepayments", reads(*SCOPES), listing(prepayments)),
    route("getPrepayment", "GET", _AT, reads(*SCOPES), fetching(prepayments, "PrepaymentID")),
    *allocations.routes(
        _AT, ("createPrepaymentAllocations", "deletePrepaymentAllocations"), SCOPES
    ),
    *history.routes(_AT, "Prepayment", prepayments, reads(*SCOPES), writes(*SCOPES)),
)
