"""The emulator's time: the wall, or a clock that a test can push, or one that is elsewhere.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta


class ClockIsElsewhere(Exception):
    """This emulator reads its time from another clock: set or advance that one."""


class ClockUnreadable(Exception):
    """The test clock must answer {"now": "2026-01-31T09:00:00Z"} or that time as plain text."""


def wall() -> datetime:
    return datetime.now(UTC)


def moment(text: str) -> datetime:
    """The instant that ISO 8601 text names; text without a zone is UTC."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


class Clock:
    """Time in UTC. It follows the wall, moved by what control asked, and can be stopped."""

    read_every: float | None = None  # real seconds, for who waits for a clock that is elsewhere

    def __init__(self, source: Callable[[], datetime] = wall) -> None:
        self._source = source
        self._shift = timedelta(0)
        self._stopped: datetime | None = None

    def now(self) -> datetime:
        return self._stopped if self._stopped is not None else self._source() + self._shift

    @property
    def running(self) -> bool:
        return self._stopped is None

    async def refresh(self) -> None:
        """Called once for each request, before its time is read."""

    async def close(self) -> None:
        """Called when the server stops."""

    def set(self, to: datetime) -> None:
        if self._stopped is not None:
            self._stopped = to
        else:
            self._shift = to - self._source()

    def advance(self, by: timedelta) -> None:
        self.set(self.now() + by)

    def stop(self) -> None:
        self._stopped = self.now()

    def start(self) -> None:
        if self._stopped is not None:
            self._shift = self._stopped - self._source()
            self._stopped = None

    def dump(self) -> dict[str, object]:
        stopped = self._stopped.isoformat() if self._stopped is not None else None
        return {"shift": self._shift.total_seconds(), "stopped": stopped}

    def load(self, dumped: Mapping[str, object]) -> None:
        self._shift = timedelta(seconds=float(str(dumped["shift"])))
        stopped = dumped["stopped"]
        self._stopped = moment(str(stopped)) if stopped is not None else None


def clock_at(where: str) -> Clock:
    """The clock that `--clock` names: "real" or the address of a test clock."""
    if where == "real":
        return Clock()
    from xero_emulator.clock_elsewhere import TestClock  # an HTTP client takes a while to load

    return TestClock(where)
