"""The stock of tracked items: what documents bring in and take out, at average cost.

What a document does to an item's cost pool and what its own lines post to the inventory account are
made equal by entries against the cost of goods sold: so the account always holds the cost pools.

How it was checked: average cost and the tracked item's two accounts from Xero's OpenAPI 16.1.0;
available = on hand - on back order, never both above zero, from 16.2.0; the rest by arithmetic and
by invariants in the tests. Unverified: the text of the refusal; that goods sold on back order cost
what the next purchase costs; that a customer's return comes back at the average cost, and what
leaves other than by a sale leaves at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xero_emulator.accounting.items import accounts_of, counted
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.errors import Invalid
from xero_emulator.money import ZERO, half_up
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

COST_PLACES = 10
TOO_FEW = "The quantity of item '{}' on hand cannot go below zero."  # unverified text
NO_ACCOUNT = "Account code '{}' of a tracked item does not exist."  # unverified text


@dataclass(frozen=True, slots=True)
class Move:
    """What a document's line does to an item: `quantity` comes in (below zero: goes out), and the
    line itself debits `posted`, in the base currency, to the account that holds the stock.

    `worth` is what comes in, as far as it is known otherwise than by the average cost.
    """

    item_id: str
    quantity: Decimal
    posted: Decimal
    worth: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """How much of one item there is, how much is owed to customers, and what is there cost."""

    on_hand: Decimal
    owed: Decimal
    pool: Decimal

    @classmethod
    def of(cls, item: Record) -> Level:
        return cls(
            Decimal(item["QuantityOnHand"]),
            Decimal(item["QuantityOnBackOrder"]),
            Decimal(item["TotalCostPool"]),
        )

    def plus(self, quantity: Decimal, worth: Decimal) -> Level:
        """After more came in; what customers are owed goes to them at once."""
        given = min(quantity, self.owed)
        stays = quantity - given
        on_hand = self.on_hand + stays
        if quantity:
            worth = half_up(worth * stays / quantity)
        return Level(on_hand, self.owed - given, self.pool + (worth if on_hand else ZERO))

    def minus(self, quantity: Decimal) -> Level:
        """After some went out at average cost; what there is not, is owed."""
        out = min(quantity, self.on_hand)
        if out == self.on_hand:
            return Level(ZERO, self.owed + quantity - out, ZERO)
        cost = half_up(self.pool * out / self.on_hand)
        return Level(self.on_hand - out, self.owed, self.pool - cost)


class Stock:
    """What every document did to the tracked items of one organisation."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._done: dict[str, list[Record]] = {}
        self._costs: dict[str, Decimal] = {}

    def has_moved(self, item_id: str) -> bool:
        return item_id in self._costs

    def settle(
        self, source: Source, moves: Iterable[Move], now: datetime, *, backorders: bool = False
    ) -> list[Entry]:
        """From what a document did so far to what it does now: nothing, once it is void.

        Called after the document's standing journal was reversed; gives the entries that belong
        into its next one. Raises Invalid where an item would go below zero, unless `backorders`.
        """
        done, wanted = self._done.get(source.id, []), list(moves)
        if [_asked(each) for each in done] == [(m.item_id, m.quantity, m.posted) for m in wanted]:
            return [entry for each in done for entry in self._entries(each)]
        self._post_corrections(source, done, wanted, now, backorders)
        return [entry for each in self._done.get(source.id, []) for entry in self._entries(each)]

    def _post_corrections(
        self,
        source: Source,
        done: list[Record],
        wanted: list[Move],
        now: datetime,
        backorders: bool,
    ) -> None:
        """Undoes the old moves and does the new ones, what comes in first."""
        backwards = [_opposite(each) for each in done]
        steps = sorted([*backwards, *wanted], key=lambda move: move.quantity < 0)
        found = {id(move): self._moved(move, backorders) for move in steps}
        self._remember(source.id, [found[id(move)] for move in wanted])
        corrections = [entry for move in backwards for entry in self._entries(found[id(move)])]
        self._books.journals.post(source, corrections, now)

    def _moved(self, move: Move, backorders: bool) -> Record:
        items = self._books.items
        item = items.records[move.item_id]
        before = Level.of(item)
        after = self._after(before, move)
        if after.owed > before.owed and not backorders:
            raise Invalid(TOO_FEW.format(item["Code"]))
        items.keep({**item, **counted(after.on_hand, after.owed, after.pool)})
        self._reckon(move, before, after)
        return {
            "ItemID": move.item_id,
            "Quantity": move.quantity,
            "Posted": move.posted,
            "OnHand": after.on_hand - before.on_hand,
            "Cost": after.pool - before.pool,
        }

    def _after(self, before: Level, move: Move) -> Level:
        if move.quantity < 0:
            return before.minus(-move.quantity)
        worth = move.worth
        if worth is None:
            worth = move.quantity * self._costs.get(move.item_id, ZERO)
        return before.plus(move.quantity, worth)

    def _reckon(self, move: Move, before: Level, after: Level) -> None:
        """Keeps what one of the item costs, also when none is left."""
        if after.on_hand:
            cost = after.pool / after.on_hand
        elif before.on_hand:
            cost = before.pool / before.on_hand
        elif move.worth is not None and move.quantity:
            cost = move.worth / move.quantity
        else:
            cost = self._costs.get(move.item_id, ZERO)
        old = self._costs.get(move.item_id)
        self._costs[move.item_id] = half_up(cost, COST_PLACES)
        self._books.on_failure(lambda: self._cost_again(move.item_id, old))

    def _cost_again(self, item_id: str, cost: Decimal | None) -> None:
        if cost is None:
            del self._costs[item_id]
        else:
            self._costs[item_id] = cost

    def _remember(self, source_id: str, done: list[Record]) -> None:
        old = self._done.pop(source_id, [])
        if done:
            self._done[source_id] = done
        self._books.on_failure(lambda: self._done.update({source_id: old}))

    def _entries(self, done: Record) -> list[Entry]:
        """Between the stock's account and the cost of goods sold: what the lines left out."""
        left = done["Cost"] - done["Posted"]
        asset, cost = accounts_of(self._books.items.records[done["ItemID"]])
        return [Entry(self._account(asset), left), Entry(self._account(cost), -left)]

    def _account(self, code: str) -> Record:
        found = self._books.accounts.by_code(code)
        if found is None:
            raise Invalid(NO_ACCOUNT.format(code))
        return found

    def ledger(self) -> list[Record]:
        """Evidence for outside checkers: every move that stands, with what it cost."""
        return [
            {"SourceID": source, **each} for source, done in self._done.items() for each in done
        ]

    def dump(self) -> Record:
        return {"done": self._done, "costs": self._costs}

    def load(self, dumped: Mapping[str, Any]) -> None:
        self._done = {source: list(done) for source, done in dumped["done"].items()}
        self._costs = dict(dumped["costs"])


def _asked(done: Record) -> tuple[str, Decimal, Decimal]:
    return done["ItemID"], done["Quantity"], done["Posted"]


def _opposite(done: Record) -> Move:
    """The move that takes one back, after its journal was reversed."""
    worth = None
    if done["Quantity"] < 0 and done["OnHand"]:
        worth = done["Cost"] * done["Quantity"] / -done["OnHand"]
    return Move(done["ItemID"], -done["Quantity"], -done["Cost"], worth)
