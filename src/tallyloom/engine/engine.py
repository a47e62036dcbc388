"""The engine of one process: starts runs, moves them, and lets waiting ones go on in time."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection

from tallyloom.engine.deliveries import BATCHES, Deliveries
from tallyloom.engine.dispatch import Dispatch, Fate
from tallyloom.engine.failing import Failing
from tallyloom.engine.history import History
from tallyloom.engine.reaper import Reaper
from tallyloom.engine.runner import Runner, Stand
from tallyloom.engine.schedules import Schedules
from tallyloom.engine.work import dumped
from tallyloom.flow.plan import Plan
from tallyloom.flow.stack import Item
from tallyloom.store.ids import new_id
from tallyloom.store.runs import Run, SupersededRun
from tallyloom.store.scenarios import Version
from tallyloom.store.trouble import StoreTrouble

TICK = 0.2  # seconds between two looks for runs whose time has come
HEAL = 25  # ticks between two looks for runs that nothing moves
FORGET = 18_000  # ticks between two times of clearing away what was delivered long ago
# Long after the last moment at which anything asks what became of a link.
LINKS_KEPT = timedelta(days=2)
COMPLAIN = 300  # ticks between two looks for what fails again and again
TIDY = 1_500  # ticks between two looks for history that is old enough to go

log = structlog.get_logger()


class Engine:
    """Takes part in moving runs once it is launched; starting and waking works without.

    `trouble` is what keeps it from writing anything down at all, such as a full disk.
    """

    def __init__(
        self,
        runner: Runner,
        dispatch: Dispatch,
        reaper: Reaper,
        deliveries: Deliveries,
        schedules: Schedules,
        failing: Failing,
        history: History | None = None,
    ) -> None:
        self._runner = runner
        self._runs = runner.rows.runs
        self._clock = runner.services.clock
        self._dispatch = dispatch
        self._reaper = reaper
        self._deliveries = deliveries
        self._schedules = schedules
        self._failing = failing
        self._history = history
        self._untidy = False
        self._moved = False
        self._stays = True
        self.trouble = ""
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="ticker", daemon=True)

    def add(
        self,
        version: Version,
        plan: Plan,
        inputs: Mapping[str, Any],
        *,
        origin: Mapping[str, Any],
        stack: Sequence[Item] | None = None,
        files: int = 0,
        within: Connection | None = None,
    ) -> str:
        """A new run of a version, waiting to be taken; its id. `files` counts bytes of inputs.

        It is added in the transaction `within`, or in one of its own.
        """
        now = self._now()
        run_id = new_id(now)
        run = {
            "id": run_id,
            "scenario_id": version.scenario_id,
            "version": version.number,
            "scenario": version.name,
            "origin": dict(origin),
            "inputs": dict(inputs),
            "started_at": now,
            "bytes": files,
            "confidential": plan.document.settings.confidential,
            "keep_days": plan.document.settings.keep,
        }
        self._runs.add(run, dumped(plan.begin() if stack is None else stack), within)
        return run_id

    def launch(self, *, stays: bool = True) -> None:
        """Begin to move runs, those of dead processes first.

        A process that does not stay starts nothing by the clock: it would be gone before the end.
        """
        self._stays = stays
        self._reaper.enter()
        self._dispatch.launch(self._step, self._runs.link)
        self._reaper.start(self._dispatch.take_over)
        self._ticker.start()

    @property
    def running(self) -> bool:
        """Whether this process takes part in moving runs now."""
        return self._ticker.is_alive()

    def hand_over(self) -> None:
        """Let runs end their step here and go on at once in other processes; then `close`."""
        self._dispatch.hand_over()

    def close(self) -> None:
        """Stop moving runs; another process, or the next start, goes on with them."""
        self._stop.set()
        self._ended.set()
        if self._ticker.is_alive():
            self._ticker.join()
            self._dispatch.close()
        self._reaper.leave()

    def _step(self, run_id: str) -> Stand:
        """One step; what nobody foresaw ends the run with its message, and loses nothing."""
        with structlog.contextvars.bound_contextvars(run=run_id):
            stand = self._stepped(run_id)
        self._moved = True
        if stand == Stand.ENDED:
            self._ended.set()
        return stand

    def _stepped(self, run_id: str) -> Stand:
        try:
            if not self._runs.start(run_id):
                return Stand.ENDED
            return self._runner.step(run_id)
        except SupersededRun:
            return Stand.ENDED
        except StoreTrouble as trouble:
            # Nothing can be written now, not even that; the link ends and is found lost later.
            self.trouble = str(trouble)
            raise
        except Exception as error:
            run = self._runs.get(run_id)
            reason = f"Unforeseen: {type(error).__name__}"
            if run is not None and run.confidential:  # it may quote what the run was given
                log.error("a run met something unforeseen", run=run_id, kind=type(error).__name__)
            else:
                log.exception("a run met something unforeseen", run=run_id)
                reason = f"{reason}: {error}"
            self._runs.end(run_id, "error", reason, self._now())
            return Stand.ENDED

    def _tick(self) -> None:
        for tick in itertools.count():
            self._look(tick)
            if not self._paused():
                return

    def _look(self, tick: int) -> None:
        """Each part by itself: trouble in one keeps none of the others from its work."""
        for part in (
            self._go_on,
            self._heal,
            self._keep_time,
            self._hear,
            self._complain,
            self._forget,
            self._remember,
        ):
            self._attempt(partial(part, tick))

    def _attempt(self, look: Callable[[], None]) -> None:
        try:
            look()
        except Exception as error:
            log.warning("could not look for waiting runs", error=str(error))

    def _go_on(self, tick: int) -> None:
        for run in self._runs.due(self._now()):
            self._release(run)
            if tick % HEAL == 0:
                self._mend(run)

    def _keep_time(self, _tick: int) -> None:
        if self._stays:
            self._schedules.look(self.add)

    def _hear(self, tick: int) -> None:
        """Sort what services delivered, and start runs of it as soon as there is something."""
        self._start(held_up=tick % HEAL == 0)
        for _ in range(BATCHES):
            more = self._deliveries.sort_some()
            self._start()
            if not more:
                break

    def _complain(self, tick: int) -> None:
        if self._stays and tick % COMPLAIN == 0:
            self._failing.look()

    def _forget(self, tick: int) -> None:
        if tick % FORGET == 0:
            self._deliveries.forget()
            if self._stays:
                self._schedules.forget()
                self._dispatch.forget(self._now() - LINKS_KEPT)

    def _start(self, *, held_up: bool = False) -> None:
        for run_id, scenario_id in self._deliveries.start(self.add, held_up=held_up):
            self._dispatch.enqueue(run_id, scenario_id, 0)

    def _paused(self) -> bool:
        """Wait for the next tick; what waits for a run to end need not. False at the end."""
        until = time.monotonic() + TICK
        while not self._stop.is_set() and (left := until - time.monotonic()) > 0:
            if self._ended.wait(left):
                self._ended.clear()
                self._attempt(self._start)
        return not self._stop.is_set()

    def _remember(self, tick: int) -> None:
        """Read through what has ended, and let go of what is old, a little at a time."""
        if self._history is None:
            return
        busy, self._moved = self._moved, False
        self._history.read(busy=busy)
        if self._untidy or tick % TIDY == 0:
            self._untidy = self._history.tidy()

    def _heal(self, tick: int) -> None:
        """Let runs go on whose link ended without a word; end those that kill what moves them."""
        for run in self._runs.running() if tick % HEAL == 0 else ():
            self._mend(run)

    def _mend(self, run: Run) -> None:
        fate = self._dispatch.fate(run.id, run.scenario_id, run.part)
        if fate == Fate.GIVEN_UP:
            reason = "Every process that moved it died; see the log of the server."
            self._runs.end(run.id, "error", reason, self._now())
        elif fate == Fate.LOST and self._runs.still(run):
            if run.status == "running":
                self._runs.wait(run.id, self._now(), "", retry=False)
            else:  # its link could not even begin it, and the same one is never taken again
                self._runs.link(run.id, run.part)

    def _release(self, run: Run) -> None:
        self._dispatch.enqueue(run.id, run.scenario_id, run.part)

    def _now(self) -> datetime:
        return self._clock.now()
