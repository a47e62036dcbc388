"""Starts scenarios by the clock: every slot gets one outcome, whichever process decides it.

Of several slots of one scenario that are due at once the newest has the run, whatever made them
wait: they meant "now" each in its time, and now is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tallyloom.clock import Clock
from tallyloom.engine import crash
from tallyloom.engine.adding import Add
from tallyloom.flow.plan import Plan, plan
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.flow.read import read
from tallyloom.flow.schedule import Schedule
from tallyloom.kit import Module
from tallyloom.store.scenarios import Scenarios, Version
from tallyloom.store.schedules import ALIVE, Ended, Open, Slot, Timer
from tallyloom.store.schedules import Schedules as Rows
from tallyloom.store.trouble import StoreTrouble

# A slot that is later than this was missed, if nothing ran meanwhile; a restart takes less.
GRACE = timedelta(minutes=5)
# How long a scenario pauses after one failed run, after two on end, and so on.
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 60, 180, 720, 1440))
# Timers in one transaction, and slots of one timer.
AT_ONCE = 100
MOST = 1000
# What a service or its data brought about, and what is stored for a person: the scenario is well.
FORGIVEN = frozenset(
    ("AlreadyThere", "Broken", "Differs", "HeldBack", "LookUpFirst", "NotThere", "Parked",
     "Refused", "RetryLater")
)  # fmt: skip
# What became of slots is known for longer than what their runs did.
KNOWN = timedelta(days=90)

log = structlog.get_logger()


class Tell(Protocol):
    """Tells the owner something, once, if the transaction `within` is committed."""

    def __call__(
        self,
        kind: str,
        subject: str,
        text: str,
        *,
        about: Mapping[str, Any] | None = None,
        once: str = "",
        within: Connection | None = None,
    ) -> bool: ...


@dataclass(frozen=True, slots=True)
class Ready:
    """A version that can be started by the clock."""

    version: Version
    plan: Plan
    schedule: Schedule

    @property
    def inputs(self) -> dict[str, Any]:
        """Nobody gives any, so that their defaults count."""
        return {one.name: one.default for one in self.plan.document.inputs}

    def after(self, moment: datetime) -> datetime | None:
        return self.schedule.next_after(moment, self.plan.document.settings.zone)

    def admits(self, moment: datetime) -> bool:
        return self.schedule.admits(moment, self.plan.document.settings.zone)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One look: its transaction, its moment, and whether somebody looked of late before it."""

    on: Connection
    now: datetime
    alive: bool
    add: Add


class Schedules:
    """Decides on slots; looks again and again while its process takes part in moving runs."""

    def __init__(
        self,
        rows: Rows,
        scenarios: Scenarios,
        modules: Mapping[str, Module],
        clock: Clock,
        tell: Tell,
    ) -> None:
        self._rows = rows
        self._scenarios = scenarios
        self._modules = modules
        self._clock = clock
        self._tell = tell
        self._ready: dict[tuple[str, int], Ready] = {}
        self._looked: float | None = None

    def look(self, add: Add) -> None:
        """Decide on everything that is due, and on how runs have ended."""
        now = self._clock.now()
        done = not self._rows.busy(now)
        if not done:
            with self._rows.turn() as turn:
                if turn is not None:
                    done = self._decide(_Turn(turn[0], now, turn[1] or self._lately(), add))
            crash.point("decided")
        if done:
            self._looked = self._clock.monotonic()

    def forget(self) -> None:
        """Drop what was decided so long ago that nobody asks for it."""
        self._rows.forget(self._clock.now() - KNOWN)

    def _lately(self) -> bool:
        """Whether this process has looked of late, whatever the clock on the wall says."""
        if self._looked is None:
            return False
        return self._clock.monotonic() - self._looked < ALIVE.total_seconds()

    def _decide(self, turn: _Turn) -> bool:
        """Decide on what is due; False where some of it is left for the next look."""
        for one in self._rows.ended(turn.on, AT_ONCE):
            self._settle(turn, one)
        due = self._rows.due(turn.on, turn.now, AT_ONCE)
        left = [timer for timer in due if not self._all_of(turn, timer)]
        done = len(due) < AT_ONCE and not left
        if done:
            self._rows.looked(turn.on)
        return done

    # Slots.

    def _all_of(self, turn: _Turn, timer: Timer) -> bool:
        """Decide on what is due of one timer; one that cannot be started is in nobody's way."""
        try:
            with turn.on.begin_nested():
                return self._slots(turn, timer)
        except (StoreTrouble, SQLAlchemyError):
            raise  # nothing is decided, and the next look tries again
        except Exception as error:
            self._unready(turn, timer, error)
            return True

    def _slots(self, turn: _Turn, timer: Timer) -> bool:
        """Decide on what is due of one timer; False where more of it is left for the next look."""
        ready = self._at_hand(timer)
        if timer.run_id and self._rows.open_run(turn.on, timer.scenario_id) is None:
            return False  # it ended a moment ago, and how it did comes first
        at, slots = timer.next_at, list[datetime]()
        while at is not None and at <= turn.now and len(slots) < MOST:
            slots.append(at)
            at = ready.after(at)
        more = at is not None and at <= turn.now
        # Somebody may have switched it off and on while the clock was put back.
        known = self._rows.decided(turn.on, timer.scenario_id, slots)
        new = [slot for slot in slots if slot not in known]
        if more and new:
            self._rows.decide(turn.on, [_passed(turn, timer, new)])
        elif new:
            earlier = [_passed(turn, timer, [slot]) for slot in new[:-1]]
            self._rows.decide(turn.on, [*earlier, self._newest(turn, timer, ready, new[-1])])
        self._rows.move(turn.on, timer.scenario_id, slots[-1], at)
        return not more

    def _newest(self, turn: _Turn, timer: Timer, ready: Ready, at: datetime) -> Slot:
        """What becomes of the newest slot that is due."""
        missed = None if turn.alive else self._missed(turn, ready, at)
        if missed is not None:
            return _slot(turn, timer, at, "missed", "down", missed)
        busy = self._rows.open_run(turn.on, timer.scenario_id)
        if busy is not None:
            if busy.person:
                self._tell_waiting(turn, ready, busy)
            return _slot(turn, timer, at, "skipped", "open_run", _busy(busy))
        if timer.not_before is not None and turn.now < timer.not_before:
            until = f"{timer.not_before:%Y-%m-%d %H:%M} UTC"
            said = f"It pauses until {until}, for {_runs(timer.errors)} on end failed."
            return _slot(turn, timer, at, "skipped", "back_off", said)
        run_id = self._start(turn, timer, ready, at, 1)
        return _slot(turn, timer, at, "run", "", "", run_id)

    def _missed(self, turn: _Turn, ready: Ready, at: datetime) -> str | None:
        """Why a slot has no run that came while nothing ran; None where it has one all the same."""
        if turn.now - at <= GRACE:
            return None
        if not ready.plan.document.settings.catch_up:
            return "Nothing ran at this time."
        if not ready.admits(turn.now):
            return "Nothing ran at this time, and now is outside of the schedule's windows."
        return None

    def _start(self, turn: _Turn, timer: Timer, ready: Ready, at: datetime, cycle: int) -> str:
        origin = {"by": "schedule", "slot": at.isoformat(), "cycle": cycle}
        run_id = turn.add(ready.version, ready.plan, ready.inputs, origin=origin, within=turn.on)
        self._rows.started(turn.on, timer.scenario_id, run_id, at, cycle)
        crash.point("slot")
        return run_id

    def _unready(self, turn: _Turn, timer: Timer, error: Exception) -> None:
        """It cannot even be read, as when an app was removed: that will not pass by itself."""
        log.warning("a schedule cannot start", scenario=timer.scenario_id, why=str(error))
        reason = f"It cannot start: {error}"
        assert timer.next_at is not None
        if timer.next_at not in self._rows.decided(turn.on, timer.scenario_id, [timer.next_at]):
            slot = _slot(turn, timer, timer.next_at, "skipped", "trouble", reason)
            self._rows.decide(turn.on, [slot])
        self._rows.move(turn.on, timer.scenario_id, timer.next_at, None)
        self._deactivate(turn, timer, self._name(timer), reason)

    # Ends of runs.

    def _settle(self, turn: _Turn, ended: Ended) -> None:
        """Count errors, pause or switch off, or go on with what the trigger left behind."""
        timer = ended.timer
        self._rows.settled(turn.on, timer.scenario_id)
        if not timer.on or ended.status == "cancelled":
            return
        if ended.status == "error":
            if counts(ended.troubles):
                self._failed(turn, ended)
            return
        self._rows.count(turn.on, timer.scenario_id, 0, None)
        if ended.more:
            self._go_on(turn, timer)

    def _failed(self, turn: _Turn, ended: Ended) -> None:
        timer, errors = ended.timer, ended.timer.errors + 1
        until = ended.ended_at + BACK_OFF[min(errors, len(BACK_OFF)) - 1]
        self._rows.count(turn.on, timer.scenario_id, errors, until)
        ready = self._at_hand_or_none(timer)
        if ready is None:
            return
        if errors >= ready.plan.document.settings.max_errors:
            reason = f"{_runs(errors)} on end failed. The last one: {ended.reason}"
            self._deactivate(turn, timer, ready.version.name, reason, ended.timer.run_id)

    def _go_on(self, turn: _Turn, timer: Timer) -> None:
        """One more cycle for the same slot."""
        ready = self._at_hand_or_none(timer)
        if ready is None or timer.slot is None:
            return
        if timer.cycle >= ready.plan.document.settings.max_cycles:
            return
        if self._rows.open_run(turn.on, timer.scenario_id) is None:
            self._start(turn, timer, ready, timer.slot, timer.cycle + 1)

    def _tell_waiting(self, turn: _Turn, ready: Ready, busy: Open) -> None:
        """Its schedule stands still until somebody does something: once for each such run."""
        self._tell(
            "scenario",
            f"{ready.version.name} waits for a person",
            f"{_busy(busy)}\n\nUntil then its schedule starts nothing.",
            about={"scenario": ready.version.scenario_id, "run": busy.run_id},
            once=f"waits {busy.run_id}",
            within=turn.on,
        )

    def _deactivate(
        self, turn: _Turn, timer: Timer, name: str, reason: str, run_id: str | None = None
    ) -> None:
        self._rows.deactivate(turn.on, timer, reason, turn.now)
        about = {"scenario": timer.scenario_id} | ({"run": run_id} if run_id else {})
        said = f"{reason}\n\nIts schedule starts nothing until somebody switches it on again."
        self._tell(
            "scenario",
            f"{name} was switched off",
            said,
            about=about,
            once=f"deactivated {timer.scenario_id} {turn.now.isoformat()}",
            within=turn.on,
        )

    def _at_hand_or_none(self, timer: Timer) -> Ready | None:
        """None where it cannot be read any more; its next slot says so."""
        try:
            return self._at_hand(timer)
        except (StoreTrouble, SQLAlchemyError):
            raise
        except Exception:
            return None

    def _at_hand(self, timer: Timer) -> Ready:
        at = (timer.scenario_id, timer.version)
        if at not in self._ready:
            version = self._scenarios.version(*at)
            planned = plan(read(version.document, version.name), self._modules)
            schedule = planned.document.schedule
            if schedule is None:
                raise CorrectScenario([Problem("It has no schedule.")], version.name)
            if len(self._ready) >= 10 * AT_ONCE:
                self._ready.clear()
            self._ready[at] = Ready(version, planned, schedule)
        return self._ready[at]

    def _name(self, timer: Timer) -> str:
        return self._scenarios.version(timer.scenario_id, timer.version).name


def counts(troubles: Sequence[str]) -> bool:
    """Whether a run that failed says something against its scenario.

    A trigger that failed stores nothing, and counts. A bundle that the service refused is stored
    for a person, and says nothing of the next one; a value that the scenario makes wrongly does.
    """
    return not troubles or not FORGIVEN.issuperset(troubles)


def _passed(turn: _Turn, timer: Timer, slots: Sequence[datetime]) -> Slot:
    """Slots that a later one stands for."""
    if turn.alive:
        said = "The clock was put forward over it; the newest slot stands for all of them."
        outcome, why = "skipped", "clock"
    else:
        outcome, why, said = "missed", "down", "Nothing ran at this time."
    return Slot(timer.scenario_id, slots[0], slots[-1], outcome, turn.now, len(slots), why, said)


def _slot(
    turn: _Turn, timer: Timer, at: datetime, outcome: str, why: str, said: str, run: str = ""
) -> Slot:
    return Slot(timer.scenario_id, at, at, outcome, turn.now, 1, why, said, run or None)


def _busy(open_: Open) -> str:
    if open_.person:
        return f"Run {open_.run_id} waits for a person: {open_.reason}"
    waits = f" It waits: {open_.reason}" if open_.reason else ""
    return f"Run {open_.run_id} has not ended.{waits}"


def _runs(count: int) -> str:
    return "one run" if count == 1 else f"{count} runs"
