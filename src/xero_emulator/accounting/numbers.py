"""Automatic numbers of quotes and purchase orders: QU-0008, PO-0001.

How it was checked: against recorded answers, in which an update of a quote that named no number
gave it another one: QU-0008 when created, then QU-0009, QU-0010 and QU-0009 again. Unverified: the
rule behind them (here: the first number that nobody holds, from one that rises with each new
document).
"""

from __future__ import annotations

from collections.abc import Callable


class Numbers:
    """Gives the first free number; `held` says whether a number is taken."""

    def __init__(self, prefix: str, held: Callable[[str], bool]) -> None:
        self._prefix = prefix
        self._held = held
        self.next = 1
        self._free = 1  # no number from `next` to here is free

    def first_free(self) -> str:
        at = max(self._free, self.next)
        while self._held(self._text(at)):
            at += 1
        self._free = at
        return self._text(at)

    def used(self, number: str) -> None:
        """A new document has this number."""
        at = self._read(number)
        if at is not None and at >= self.next:
            self.next = at + 1

    def released(self, number: str) -> None:
        """A document has given up this number."""
        at = self._read(number)
        if at is not None and self.next <= at < self._free:
            self._free = at

    def _text(self, at: int) -> str:
        return f"{self._prefix}{at:04}"

    def _read(self, number: str) -> int | None:
        digits = number[len(self._prefix) :]
        automatic = digits.isdecimal() and len(digits) < 10
        return int(digits) if automatic and self._text(int(digits)) == number else None
