"""What changes about runs, told to whoever listens: one look at the database serves them all.

Nothing is written for it while runs move. A thread looks twice a second, and only while somebody
listens; what it saw last and what it sees now differ by what is told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from tallyloom.clock import Clock
from tallyloom.store.journal import Journal
from tallyloom.store.runs import Run, Runs

LOOK = 0.5  # seconds between two looks
MOST = 200  # listeners of one process
OPEN = 500  # runs that have not ended, of which all changes are told
ENDED = 1000
# Processes end runs by their own clocks, and one that ended is seen when its transaction is done.
LATE = timedelta(seconds=10)

log = structlog.get_logger()


class ListenLater(Exception):
    """Too many listen to what happens; try again in a while, or ask now and then instead."""

    seconds = 10


@dataclass(frozen=True, slots=True)
class News:
    """A run as it is now, with the operations of each of its modules where one run is followed.

    `at` is when it was looked at: who listens again from then on misses no end of a run.
    """

    run: Run
    at: datetime
    operations: Mapping[int, int] = field(default_factory=dict)


Tell = Callable[[News], None]


@dataclass(slots=True)
class _Listener:
    """Who is told; `run_id` is "" for all runs. `shown` is what was told last, by run."""

    tell: Tell
    run_id: str
    since: datetime
    shown: dict[str, tuple[object, ...]] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)
    step: int = 0


class Watching:
    """Looks for changes while there are listeners."""

    def __init__(self, runs: Runs, journal: Journal, clock: Clock) -> None:
        self._runs = runs
        self._journal = journal
        self._clock = clock
        self._listeners: dict[int, _Listener] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    def assure_room(self) -> None:
        """Raises ListenLater where too many listen."""
        if len(self._listeners) >= MOST or self._closed:
            raise ListenLater

    @contextmanager
    def listening(
        self, tell: Tell, run_id: str = "", since: datetime | None = None
    ) -> Iterator[None]:
        """`tell` is called from another thread: first with what is, then with every change.

        What is are the runs that are open and those that ended since then; or the one run.
        Raises ListenLater.
        """
        listener = _Listener(tell, run_id, since or self._clock.now())
        with self._lock:
            self.assure_room()
            self._listeners[id(listener)] = listener
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="watching", daemon=True)
                self._thread.start()
        self._wake.set()
        try:
            yield
        finally:
            with self._lock:
                self._listeners.pop(id(listener), None)

    def close(self) -> None:
        """Tell nobody anything more."""
        self._closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._closed:
            self._wake.clear()
            with self._lock:
                listeners = list(self._listeners.values())
                if not listeners:
                    self._thread = None
                    return
            try:
                self._tell(listeners)
            except Exception as error:
                log.warning("could not look for what listeners wait for", error=str(error))
            self._wake.wait(LOOK)

    def _tell(self, listeners: list[_Listener]) -> None:
        now = self._clock.now()
        of_all = [one for one in listeners if not one.run_id]
        if of_all:
            open_ = self._runs.open(OPEN)
            since = min(one.since for one in of_all)
            ended = self._runs.ended_since(since, ENDED)
            # Of more than were read, those that are left come with the next looks.
            known = ended[-1].ended_at if len(ended) >= ENDED else None
            for listener in of_all:
                self._tell_all(listener, [*ended, *reversed(open_)], now)
                listener.since = max(listener.since, min(now - LATE, known or now))
        self._tell_each([one for one in listeners if one.run_id], now)

    def _tell_all(self, listener: _Listener, runs: list[Run], now: datetime) -> None:
        seen: dict[str, tuple[object, ...]] = {}
        for run in runs:
            if run.ended_at is None or run.ended_at >= listener.since or run.id in listener.shown:
                seen[run.id] = shown = _shown(run)
                if listener.shown.get(run.id) != shown:
                    listener.tell(News(run, now))
        listener.shown = seen

    def _tell_each(self, listeners: list[_Listener], now: datetime) -> None:
        wanted = sorted({one.run_id for one in listeners})
        runs = {run.id: run for run in self._runs.those(wanted)}
        for listener in listeners:
            run = runs.get(listener.run_id)
            if run is None or listener.shown.get(run.id) == (shown := _shown(run)):
                continue
            listener.shown[run.id] = shown
            listener.tell(News(run, now, self._operations(listener, run)))

    def _operations(self, listener: _Listener, run: Run) -> Mapping[int, int]:
        """Counted on from the step up to which they were counted before."""
        if run.tally is not None and run.read_at is not None:
            return {int(id_): one["operations"] for id_, one in run.tally["modules"].items()}
        for module, count in self._journal.counts(run.id, listener.step, run.step).items():
            listener.counted[module] = listener.counted.get(module, 0) + count
        listener.step = run.step
        return dict(listener.counted)


def _shown(run: Run) -> tuple[object, ...]:
    """What a person sees of a run; when none of it changes nothing is told."""
    return (
        run.status, run.reason, run.operations, run.failed, run.completed, run.api_calls,
        run.bytes, run.not_before, run.ended_at,
    )  # fmt: skip
