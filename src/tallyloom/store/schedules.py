"""Scenarios that start by the clock, and what became of each of their slots.

A slot has one outcome: the row that says so is written in the transaction that starts its run.
Up to its mark a schedule's slots are decided; the mark never goes back by itself, whatever the
clock does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.changes import By, Change, log
from tallyloom.store.database import Database

# Without a look for so long, nothing was running.
ALIVE = timedelta(seconds=60)
# A look that finds nothing to do is written down only so often.
TOLD = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Timer:
    """A version of a scenario that starts by the clock.

    `state` is on, off or deactivated (then `reason` says why). `mark` is up to when its slots are
    decided, `next_at` the first that is not; None where there is none. `errors` counts failed runs
    on end, `not_before` is until when it pauses after the last of them. `run_id` is the run whose
    end has not been looked at, the `cycle`-th of its `slot`.
    """

    scenario_id: str
    version: int
    state: str
    since: datetime
    mark: datetime
    next_at: datetime | None = None
    reason: str = ""
    errors: int = 0
    not_before: datetime | None = None
    run_id: str | None = None
    slot: datetime | None = None
    cycle: int = 0

    @property
    def on(self) -> bool:
        return self.state == "on"


_TIMER = ", ".join(Timer.__slots__)


@dataclass(frozen=True, slots=True)
class Slot:
    """What became of a slot, or of `slots` of them from `at` to `last` that met the same.

    `outcome` is run, skipped or missed. `why` is open_run, back_off, clock or trouble for those
    skipped, down for those missed, and "" for a run; `reason` says it in a sentence.
    """

    scenario_id: str
    at: datetime
    last: datetime
    outcome: str
    decided_at: datetime
    slots: int = 1
    why: str = ""
    reason: str = ""
    run_id: str | None = None


_SLOT = ", ".join(Slot.__slots__)


@dataclass(frozen=True, slots=True)
class Ended:
    """How the run of a timer ended. `more`: its trigger left something behind; `troubles` are the
    remedies of what it stored for a person."""

    timer: Timer
    status: str
    reason: str
    ended_at: datetime
    more: bool
    troubles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Open:
    """A run that has not ended. `person`: it goes on when somebody has done something."""

    run_id: str
    reason: str
    person: bool


class Schedules:
    """The schedules of an installation, by scenario."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turn_on(
        self, scenario_id: str, version: int, now: datetime, mark: datetime, next_at: Any
    ) -> Timer:
        """Let a version start by the clock, with no errors counted; slots after `mark` count.

        What was decided before stays decided: a slot that has an outcome gets no other.
        `NoResultFound` where it was deleted meanwhile.
        """
        with self._database.begin() as on:
            keep_there(on, scenario_id)
            row = on.execute(
                text(
                    "INSERT INTO schedules (scenario_id, version, state, since, mark, next_at)"
                    " VALUES (:id, :version, 'on', :now, :mark, :next_at)"
                    " ON CONFLICT (scenario_id) DO UPDATE SET version = excluded.version,"
                    " since = CASE schedules.state WHEN 'on' THEN schedules.since"
                    " ELSE excluded.since END, state = 'on', mark = excluded.mark,"
                    " next_at = excluded.next_at, reason = '', errors = 0, not_before = NULL"
                    f" RETURNING {_TIMER}"
                ),
                {
                    "id": scenario_id,
                    "version": version,
                    "now": now,
                    "mark": mark,
                    "next_at": next_at,
                },
            ).one()
        return Timer(*row)

    def turn_off(self, scenario_id: str) -> bool:
        """Let it start no more; a run that moves goes on. False if it was not on."""
        with self._database.begin() as on:
            return switch_off(on, scenario_id)

    def get(self, scenario_id: str) -> Timer | None:
        """Its timer; None where it was never on."""
        with self._database.connect() as on:
            row = on.execute(
                text(f"SELECT {_TIMER} FROM schedules WHERE scenario_id = :id"),
                {"id": scenario_id},
            ).one_or_none()
        return Timer(*row) if row else None

    def all(self) -> list[Timer]:
        """Every timer that there is, those that are off too."""
        with self._database.connect() as on:
            rows = on.execute(text(f"SELECT {_TIMER} FROM schedules ORDER BY since, scenario_id"))
            return [Timer(*row) for row in rows]

    def slots(
        self, scenario_id: str, *, before: datetime | None = None, limit: int = 50
    ) -> list[Slot]:
        """What became of its slots, the newest first; `before` is the `at` of one."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_SLOT} FROM slots WHERE scenario_id = :id"
                    " AND (CAST(:before AS timestamptz) IS NULL OR at < :before)"
                    " ORDER BY at DESC LIMIT :limit"
                ),
                {"id": scenario_id, "before": before, "limit": limit},
            )
            return [Slot(*row) for row in rows]

    def forget(self, before: datetime) -> int:
        """Drop what was decided before a moment; how many rows."""
        with self._database.begin() as on:
            return on.execute(
                text("DELETE FROM slots WHERE decided_at < :before"), {"before": before}
            ).rowcount

    # Deciding.

    def busy(self, now: datetime) -> bool:
        """Whether there is anything to decide, or to write down that somebody looked."""
        with self._database.connect() as on:
            found: bool = on.execute(
                text(
                    "SELECT EXISTS (SELECT FROM schedules WHERE next_at <= :now) OR EXISTS"
                    " (SELECT FROM schedules s JOIN runs r ON r.id = s.run_id"
                    " WHERE r.ended_at IS NOT NULL)"
                    " OR EXISTS (SELECT FROM ticks WHERE seen_at < clock_timestamp() - :told"
                    " AND EXISTS (SELECT FROM schedules WHERE next_at IS NOT NULL))"
                ),
                {"now": now, "told": TOLD},
            ).scalar_one()
        return found

    @contextmanager
    def turn(self) -> Iterator[tuple[Connection, bool] | None]:
        """A transaction in which the caller alone decides, and whether anybody looked of late.

        None while another process decides.
        """
        with self._database.begin() as on:
            alive = on.execute(
                text(
                    "SELECT seen_at > clock_timestamp() - :alive FROM ticks FOR UPDATE SKIP LOCKED"
                ),
                {"alive": ALIVE},
            ).scalar()
            yield None if alive is None else (on, alive)

    def looked(self, on: Connection) -> None:
        """Write down that everything that was due has been decided."""
        on.execute(text("UPDATE ticks SET seen_at = clock_timestamp()"))

    def due(self, on: Connection, now: datetime, most: int) -> list[Timer]:
        """Timers with a slot that is not decided, the earliest first."""
        rows = on.execute(
            text(
                f"SELECT {_TIMER} FROM schedules WHERE next_at <= :now ORDER BY next_at"
                " LIMIT :most FOR UPDATE SKIP LOCKED"
            ),
            {"now": now, "most": most},
        )
        return [Timer(*row) for row in rows]

    def ended(self, on: Connection, most: int) -> list[Ended]:
        """Timers whose run has ended, with how it did; each is shown until it is `settled`."""
        timer = ", ".join(f"s.{name}" for name in Timer.__slots__)
        rows = on.execute(
            text(
                f"SELECT {timer}, r.status, r.reason, r.ended_at,"
                " coalesce((r.cursor->>'more')::boolean, false),"
                " ARRAY(SELECT DISTINCT i.trouble->>'remedy' FROM incomplete i"
                " WHERE i.run_id = r.id) FROM schedules s JOIN runs r ON r.id = s.run_id"
                " WHERE r.ended_at IS NOT NULL ORDER BY r.ended_at LIMIT :most"
                " FOR UPDATE OF s SKIP LOCKED"
            ),
            {"most": most},
        )
        size = len(Timer.__slots__)
        return [Ended(Timer(*row[:size]), *row[size:]) for row in rows]

    def open_run(self, on: Connection, scenario_id: str) -> Open | None:
        """A run of the scenario that has not ended, whoever started it."""
        row = on.execute(
            text(
                "SELECT id, reason, status = 'waiting' AND not_before IS NULL FROM runs"
                " WHERE scenario_id = :id AND status IN ('waiting', 'running')"
                " ORDER BY id LIMIT 1"
            ),
            {"id": scenario_id},
        ).one_or_none()
        return Open(*row) if row else None

    def decided(self, on: Connection, scenario_id: str, slots: Sequence[datetime]) -> set[datetime]:
        """Which of these slots have an outcome already."""
        rows = on.execute(
            text("SELECT at FROM slots WHERE scenario_id = :id AND at = ANY(:slots)"),
            {"id": scenario_id, "slots": list(slots)},
        )
        return set(rows.scalars())

    def decide(self, on: Connection, slots: Sequence[Slot]) -> None:
        """Write outcomes down. One that has one already is an error, and undoes all of it."""
        if slots:
            on.execute(
                text(
                    f"INSERT INTO slots ({_SLOT}) VALUES"
                    f" ({', '.join(f':{name}' for name in Slot.__slots__)})"
                ),
                [{name: getattr(one, name) for name in Slot.__slots__} for one in slots],
            )

    def move(self, on: Connection, scenario_id: str, mark: datetime, next_at: Any) -> None:
        """Set the mark behind what was decided."""
        on.execute(
            text("UPDATE schedules SET mark = :mark, next_at = :next WHERE scenario_id = :id"),
            {"id": scenario_id, "mark": mark, "next": next_at},
        )

    def started(
        self, on: Connection, scenario_id: str, run_id: str, slot: datetime, cycle: int
    ) -> None:
        """Its run moves now."""
        on.execute(
            text(
                "UPDATE schedules SET run_id = :run, slot = :slot, cycle = :cycle"
                " WHERE scenario_id = :id"
            ),
            {"id": scenario_id, "run": run_id, "slot": slot, "cycle": cycle},
        )

    def settled(self, on: Connection, scenario_id: str) -> None:
        """The end of its run has been looked at."""
        on.execute(
            text("UPDATE schedules SET run_id = NULL WHERE scenario_id = :id"), {"id": scenario_id}
        )

    def count(self, on: Connection, scenario_id: str, errors: int, until: datetime | None) -> None:
        """So many failed runs on end; it pauses until then."""
        on.execute(
            text(
                "UPDATE schedules SET errors = :errors, not_before = :until WHERE scenario_id = :id"
            ),
            {"id": scenario_id, "errors": errors, "until": until},
        )

    def deactivate(self, on: Connection, timer: Timer, reason: str, now: datetime) -> None:
        """Let it start no more until somebody switches it on, and say so in its change log."""
        on.execute(
            text(
                "UPDATE schedules SET state = 'deactivated', next_at = NULL, reason = :reason"
                " WHERE scenario_id = :id"
            ),
            {"id": timer.scenario_id, "reason": reason},
        )
        by = By("", "Tallyloom")
        log(on, timer.scenario_id, Change("switched off", now, by, timer.version, reason))


def keep_there(on: Connection, scenario_id: str) -> None:
    """Nobody deletes it while it is switched on; `NoResultFound` where somebody has."""
    on.execute(
        text("SELECT id FROM scenarios WHERE id = :id AND deleted_at IS NULL FOR SHARE"),
        {"id": scenario_id},
    ).one()


def switch_off(on: Connection, scenario_id: str) -> bool:
    """Let a scenario start no more by the clock; False if it did not."""
    was = on.execute(
        text("SELECT state FROM schedules WHERE scenario_id = :id FOR UPDATE"), {"id": scenario_id}
    ).scalar()
    on.execute(
        text(
            "UPDATE schedules SET state = 'off', next_at = NULL, reason = ''"
            " WHERE scenario_id = :id"
        ),
        {"id": scenario_id},
    )
    return was == "on"
