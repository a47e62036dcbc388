"""What was asked and what was answered: evidence for checkers that stand outside.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

ROWS = 200_000
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(slots=True)
class Entry:
    """One request. `kind` is "api" (organisations' data and /connections) or "identity" (consent,
    tokens, keys). `status` is 0 when the connection was closed without an answer. Bytes are of
    bodies. `in_flight` counts the calls of this app in this organisation at arrival, this included.
    """

    time: str
    method: str
    path: str
    query: str
    kind: str
    bytes_in: int
    idempotency_key: str | None = None
    tenant: str | None = None
    client: str | None = None
    operation: str | None = None
    status: int = 0
    bytes_out: int = 0
    replayed: bool = False
    in_flight: int = 0
    faults: list[str] = field(default_factory=list)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """The log added up. `api_calls` leaves out the calls for tokens, keys and consent."""

    api_calls: int
    identity_calls: int
    writes: int
    replayed: int
    refused_429: int
    unanswered: int
    bytes_in: int
    bytes_out: int
    peak_in_flight: int
    by_operation: dict[str, int]
    by_status: dict[str, int]


def count(entries: Iterable[Entry]) -> Counts:
    rows = list(entries)
    api = [row for row in rows if row.kind == "api"]
    return Counts(
        api_calls=len(api),
        identity_calls=len(rows) - len(api),
        writes=sum(row.method in WRITES for row in api),
        replayed=sum(row.replayed for row in api),
        refused_429=sum(row.status == 429 for row in api),
        unanswered=sum(row.status == 0 for row in api),
        bytes_in=sum(row.bytes_in for row in api),
        bytes_out=sum(row.bytes_out for row in api),
        peak_in_flight=max((row.in_flight for row in api), default=0),
        by_operation=dict(Counter(row.operation or row.path for row in api)),
        by_status=dict(Counter(str(row.status) for row in api)),
    )


class RequestLog:
    """The last 200,000 requests, numbered from 1, in the order in which they were answered."""

    def __init__(self, rows: int = ROWS) -> None:
        self._rows: deque[Entry] = deque(maxlen=rows)
        self._last = 0

    def add(self, entry: Entry) -> None:
        self._last += 1
        entry.number = self._last
        self._rows.append(entry)

    def entries(self, since: int = 0, path: str = "", tenant: str | None = None) -> list[Entry]:
        """Rows numbered above `since` whose path begins with `path`."""
        return [
            row
            for row in self._rows
            if row.number > since and row.path.startswith(path) and tenant in (None, row.tenant)
        ]

    def last(self, count: int) -> list[Entry]:
        """The newest rows, newest first."""
        return list(islice(reversed(self._rows), count))

    def clear(self) -> None:
        self._rows.clear()

    def __len__(self) -> int:
        return len(self._rows)
