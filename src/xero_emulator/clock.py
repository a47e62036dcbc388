"""The emulator's time: the wall, a clock that a test can push, or one read from a test clock.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import httpx2
import msgspec

READ_SECONDS = 5.0
READ_AGAIN_SECONDS = 0.1


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


class TestClock(Clock):
    """Time as a test clock at `url` tells it; another emulator's `/_emulator/clock` is one."""

    __test__ = False
    read_every = READ_AGAIN_SECONDS

    def __init__(self, url: str) -> None:
        super().__init__(lambda: self._read)
        self.url = url
        self._client = httpx2.AsyncClient(timeout=READ_SECONDS)
        self._read = self._first()

    def _first(self) -> datetime:
        try:
            return read_clock(httpx2.get(self.url, timeout=READ_SECONDS))
        except httpx2.TransportError as trouble:
            raise ClockUnreadable(f"cannot read the time from {self.url}: {trouble}") from trouble

    async def refresh(self) -> None:
        self._read = read_clock(await self._client.get(self.url))

    async def close(self) -> None:
        await self._client.aclose()

    def set(self, to: datetime) -> None:
        raise ClockIsElsewhere(f"time is read from {self.url}: set it there")

    def stop(self) -> None:
        raise ClockIsElsewhere(f"time is read from {self.url}: stop it there")

    def start(self) -> None:
        raise ClockIsElsewhere(f"time is read from {self.url}: start it there")

    def load(self, dumped: Mapping[str, object]) -> None:
        """A snapshot's time is not taken over: the test clock decides."""


def read_clock(answer: httpx2.Response) -> datetime:
    try:
        answer.raise_for_status()
        text = answer.text.strip()
        told = msgspec.json.decode(text)["now"] if text.startswith("{") else text.strip('"')
        return moment(told)
    except (httpx2.HTTPError, msgspec.DecodeError, KeyError, TypeError, ValueError) as trouble:
        raise ClockUnreadable(f"{answer.url}: {trouble}") from trouble


def clock_at(where: str) -> Clock:
    """The clock that `--clock` names: "real" or the address of a test clock."""
    return Clock() if where == "real" else TestClock(where)
