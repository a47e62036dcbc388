"""Tidying the history: ended runs are read through for searching, and old ones let go.

One process at a time does it, a little in each tick; what it leaves half done, the next goes on
with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from tallyloom.clock import Clock
from tallyloom.engine.deliveries import KNOWN
from tallyloom.store.reading import Reading
from tallyloom.store.retention import Retention

RUNS, ENTRIES = 100, 200  # read through in one bite
SHORT = 0.05  # seconds after which a tick has done enough of it
REST = 10  # times as long as it took is the next one put off where runs move
FORGET = 50  # runs at once
DROP = 1000  # rows at once
FILES = 20
# A file is stored before the run that needs it begins.
UNUSED = timedelta(days=1)
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long history stays: bundles, then lines; and how much of it, in bytes (None: any)."""

    days: int = 60
    lines: int = 400
    most: int | None = None


class History:
    """What the engine does for the history beside moving runs."""

    def __init__(
        self, reading: Reading, retention: Retention, bounds: Bounds, clock: Clock
    ) -> None:
        self._reading = reading
        self._retention = retention
        self._bounds = bounds
        self._clock = clock
        self._rests_until = 0.0

    def read(self, *, busy: bool = False) -> None:
        """Read ended runs through, for as long as a tick may take.

        It costs ten times what writing the journal did, so where runs move it keeps to a tenth of
        the time; what is not read yet is searched all the same.
        """
        began = self._clock.monotonic()
        if busy and began < self._rests_until:
            return
        while self._read_some() == RUNS and self._clock.monotonic() - began < SHORT:
            pass
        took = self._clock.monotonic() - began
        self._rests_until = began + took * REST

    def _read_some(self) -> int:
        with self._retention.alone() as on:
            return self._reading.read(on, self._clock.now(), RUNS, ENTRIES) if on else 0

    def tidy(self) -> bool:
        """Drop what is due; whether there is more of it."""
        with self._retention.alone() as on:
            return on is not None and self._tidy(on)

    def tidy_all(self) -> None:
        """Until nothing is left to be done."""
        while self._read_some() or self.tidy():
            pass

    def _tidy(self, on: Connection) -> bool:
        due = self._retention.too_old(on, self._clock.now(), self._bounds.days, FORGET)
        emptied = self._empty(on)
        files = self._retention.drop_files(on, self._clock.now() - UNUSED, FILES)
        lines = self._drop_lines(on)
        if due or emptied or files or lines:
            return True
        return self._lighten(on)

    def _empty(self, on: Connection) -> int:
        """One bite of what runs hold that was forgotten, or was never to be kept."""
        runs = self._retention.emptying(on, FORGET)
        if not runs:
            return 0
        old = [run for run, stays in runs if not stays]
        dropped = self._retention.drop_journal(on, old, DROP) if old else 0
        dropped += self._retention.thin(on, [run for run, _ in runs], DROP)
        if not dropped:
            self._retention.emptied(on, [run for run, _ in runs])
        return len(runs)

    def _drop_lines(self, on: Connection) -> int:
        """Lines that are old enough, unless something that is not settled may need them."""
        before = self._clock.now() - max(timedelta(days=self._bounds.lines), KNOWN)
        needed = self._retention.still_needed(on)
        if needed is not None:
            before = min(before, needed - MARGIN)
        return self._retention.drop_lines(on, before, FORGET)

    def _lighten(self, on: Connection) -> bool:
        """The oldest runs go as long as all together weigh too much."""
        most = self._bounds.most
        if most is None or self._retention.weight(on).whole <= most:
            return False
        return self._retention.too_much(on, self._clock.now(), 1 + FORGET // 10) > 0
