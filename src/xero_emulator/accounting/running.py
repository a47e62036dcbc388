"""Running sums of the ledger by calendar day, so that no report reads every journal.

How it was checked: against sums over all journals, in the tests. Unverified: nothing; Xero shows
none of this.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from xero_emulator.money import ZERO

Key = TypeVar("Key", bound=Hashable)

EVER = date.max
NEVER = date.min


class Running(Generic[Key]):
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

    def between(self, key: Key, first: date, last: date) -> Decimal:
        """What was added from the first day to the last, both included."""
        days = self._days.get(key)
        if not days:
            return ZERO
        return sum((amount for on, amount in days.items() if first <= on <= last), ZERO)

    def until(self, key: Key, last: date = EVER) -> Decimal:
        return self.between(key, NEVER, last)
