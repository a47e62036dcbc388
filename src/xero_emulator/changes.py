"""What one request changed that a webhook may tell of, noted while the request is processed.

How it was checked: by our own tests. Unverified: that Xero sends one event for a record that one
request changed several times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

MONEY_RECEIVED = ("AmountPaid", "AmountCredited")


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is new or was changed; `paid` if only money for it came or went."""

    category: str
    id: str
    record: Mapping[str, Any]
    created: bool
    paid: bool

    def after(self, earlier: Change | None) -> Change:
        """Both changes as one."""
        if earlier is None:
            return self
        return replace(
            self, created=earlier.created or self.created, paid=earlier.paid and self.paid
        )


class Changes:
    """The changes of the request in progress, in order; nothing is noted unless `watched`."""

    def __init__(self) -> None:
        self.watched = False
        self._noted: list[Change] = []

    def note(
        self, category: str, key: str, old: Mapping[str, Any] | None, new: Mapping[str, Any]
    ) -> bool:
        """Whether this is a change that Xero would tell of: UpdatedDateUTC was written anew."""
        # Two writes at the same instant of a stopped clock have equal dates: what was written
        # anew is another object, what was carried over is the same one.
        if not self.watched or (
            old is not None and old.get("UpdatedDateUTC") is new.get("UpdatedDateUTC")
        ):
            return False
        paid = old is not None and any(old.get(name) != new.get(name) for name in MONEY_RECEIVED)
        self._noted.append(Change(category, new[key], new, old is None, paid))
        return True

    def undo(self) -> None:
        """Forget the last change: what made it has failed."""
        self._noted.pop()

    def take(self) -> list[Change]:
        """What happened since the last time this was asked, each record once."""
        if not self._noted:
            return []
        found: dict[tuple[str, str], Change] = {}
        for change in self._noted:
            at = (change.category, change.id)
            found[at] = change.after(found.get(at))
        self._noted.clear()
        return list(found.values())
