"""What this process has done since it began, for whoever watches it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of one kind, each under the words that tell it from the others."""

    _counts: Counter[Labels] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *labels: str) -> None:
        with self._lock:
            self._counts[labels] += 1

    def read(self) -> Mapping[Labels, int]:
        with self._lock:
            return dict(self._counts)


def outcome(status: int | None) -> str:
    """How a call ended, in one word; None is a call that no whole answer came to."""
    if status is None:
        return "unknown"
    if status == 429:
        return "throttled"
    if status < 400:
        return "ok"
    return "refused" if status < 500 else "failed"


# Of this process, whichever houses it opens: a process has one.
API_CALLS = Counted()  # by app and outcome
WEBHOOK_CALLS = Counted()  # by the status that was answered
