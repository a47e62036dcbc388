"""A clock elsewhere, so that several processes live at the same time and a test moves it.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import httpx2
import msgspec

from xero_emulator.clock import Clock, ClockIsElsewhere, ClockUnreadable, moment

READ_SECONDS = 5.0
READ_AGAIN_SECONDS = 0.1


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
        with self._naming_it():
            return read_clock(httpx2.get(self.url, timeout=READ_SECONDS))

    async def refresh(self) -> None:
        """Raises ClockUnreadable: nobody can say what time it is."""
        with self._naming_it():
            self._read = read_clock(await self._client.get(self.url))

    @contextmanager
    def _naming_it(self) -> Iterator[None]:
        try:
            yield
        except (httpx2.TransportError, httpx2.InvalidURL) as trouble:
            raise ClockUnreadable(f"cannot read the time from {self.url}: {trouble}") from trouble

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
