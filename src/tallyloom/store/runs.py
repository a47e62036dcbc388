"""Runs, and the stack of what each still has to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database
from tallyloom.store.json import dumps

_COLUMNS = (
    "id, scenario_id, version, scenario, origin, inputs, status, reason, started_at, ended_at,"
    " not_before, step, part, absorbed, operations, failed, completed,"
    " retries, failure, api_calls, bytes, waited, cursor"
)
ENDED = ("success", "warning", "error", "cancelled")


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of one version of a scenario.

    `status` is waiting, running, success, warning, error or cancelled; `waited` is in seconds,
    `bytes` counts requests and answers at the door plus files. `failure` is what the first bundle
    that failed met.
    """

    id: str
    scenario_id: str
    version: int
    scenario: str
    origin: Mapping[str, Any]
    inputs: Mapping[str, Any]
    status: str
    reason: str
    started_at: datetime
    ended_at: datetime | None
    not_before: datetime | None
    step: int
    part: int
    absorbed: int
    operations: int
    failed: int
    completed: int
    retries: int
    failure: str
    api_calls: int
    bytes: int
    waited: float
    cursor: Any

    @property
    def ended(self) -> bool:
        return self.status in ENDED


class SupersededRun(Exception):
    """Another process has taken this run over; what was done here is left to it."""


class Runs:
    """The runs of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, run: Mapping[str, Any], stack: Sequence[bytes], within: Connection | None = None
    ) -> None:
        """A new run with what it has to do, the next item last; within a transaction or alone."""
        with nullcontext(within) if within is not None else self._database.begin() as on:
            _add(on, run, stack)

    def get(self, run_id: str) -> Run | None:
        """One run, or None."""
        with self._database.connect() as on:
            row = on.execute(
                text(f"SELECT {_COLUMNS} FROM runs WHERE id = :id"),
                {"id": run_id},
            ).one_or_none()
        return Run(*row) if row else None

    def find(self, start: str) -> list[str]:
        """The ids that begin with `start`, newest first, at most ten."""
        with self._database.connect() as on:
            return list(
                on.execute(
                    text(
                        "SELECT id FROM runs WHERE starts_with(id, :start) OR"
                        " right(id, length(:start)) = :start ORDER BY started_at DESC LIMIT 10"
                    ),
                    {"start": start},
                ).scalars()
            )

    def newest(
        self, *, scenario: str = "", status: str = "", limit: int = 50, before: str = ""
    ) -> list[Run]:
        """Runs, newest first; `before` is the id of the last run of the page before."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_COLUMNS} FROM runs"
                    " WHERE (:scenario = '' OR scenario = :scenario)"
                    " AND (:status = '' OR status = :status)"
                    " AND (:before = '' OR id < :before)"
                    " ORDER BY id DESC LIMIT :limit"
                ),
                {"scenario": scenario, "status": status, "before": before, "limit": limit},
            ).all()
        return [Run(*row) for row in rows]

    def stack(self, run_id: str, top: int) -> list[tuple[int, bytes]]:
        """The `top` uppermost items with their positions, the next one last."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT position, item FROM stack WHERE run_id = :id"
                    " ORDER BY position DESC LIMIT :top"
                ),
                {"id": run_id, "top": top},
            ).all()
        return [(row.position, bytes(row.item)) for row in reversed(rows)]

    @contextmanager
    def step(self, run_id: str, expected: int) -> Iterator[Connection]:
        """One transaction in which a run goes one step on; `SupersededRun` if another did."""
        with self._database.begin() as on:
            moved = on.execute(
                text(
                    "UPDATE runs SET step = step + 1"
                    " WHERE id = :id AND step = :step AND status = 'running'"
                ),
                {"id": run_id, "step": expected},
            ).rowcount
            if not moved:
                raise SupersededRun
            yield on

    def advance(
        self,
        on: Connection,
        run_id: str,
        keep: int,
        pushed: Sequence[bytes],
        counted: Mapping[str, int],
        failure: str = "",
        *,
        progress: bool = True,
    ) -> None:
        """Replace all items from position `keep` on by `pushed`, and add to the counters."""
        on.execute(
            text("DELETE FROM stack WHERE run_id = :id AND position >= :keep"),
            {"id": run_id, "keep": keep},
        )
        _push(on, run_id, keep, pushed)
        on.execute(
            text(
                "UPDATE runs SET operations = operations + :operations, failed = failed + :failed,"
                " completed = completed + :completed, absorbed = absorbed + :absorbed,"
                " bytes = bytes + :bytes, retries = CASE WHEN :progress THEN 0 ELSE retries END,"
                " failure = CASE WHEN failure = '' THEN :failure ELSE failure END WHERE id = :id"
            ),
            {"id": run_id, "failure": failure, "progress": progress, **counted},
        )

    def keep_cursor(self, on: Connection, run_id: str, cursor: Any) -> None:
        """The cursor that the run commits when it ends."""
        on.execute(
            text("UPDATE runs SET cursor = :cursor WHERE id = :id"),
            {"id": run_id, "cursor": dumps(cursor)},
        )

    def start(self, run_id: str) -> bool:
        """Mark a waiting run as running; False if it has ended meanwhile."""
        with self._database.begin() as on:
            return bool(
                on.execute(
                    text(
                        "UPDATE runs SET status = 'running', reason = '', not_before = NULL"
                        " WHERE id = :id AND status IN ('waiting', 'running')"
                    ),
                    {"id": run_id},
                ).rowcount
            )

    def wait(self, run_id: str, until: datetime | None, reason: str, *, retry: bool) -> None:
        """Put a running run back; None waits for a person. `retry` counts towards giving up."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE runs SET status = 'waiting', not_before = :until, reason = :reason,"
                    " retries = retries + :retry, part = part + 1"
                    " WHERE id = :id AND status = 'running'"
                ),
                {"id": run_id, "until": until, "reason": reason, "retry": int(retry)},
            )

    def link(self, run_id: str, part: int) -> None:
        """Number the next link of a chained run; the same again changes nothing."""
        with self._database.begin() as on:
            on.execute(
                text("UPDATE runs SET part = :next WHERE id = :id AND part = :part"),
                {"id": run_id, "part": part, "next": part + 1},
            )

    def wake(self, run_id: str, now: datetime) -> bool:
        """Let a waiting run go on now; False if it does not wait."""
        with self._database.begin() as on:
            return bool(
                on.execute(
                    text(
                        "UPDATE runs SET not_before = :now, retries = 0"
                        " WHERE id = :id AND status = 'waiting'"
                    ),
                    {"id": run_id, "now": now},
                ).rowcount
            )

    def end(self, run_id: str, status: str, reason: str, now: datetime) -> bool:
        """End a run once, with the cursor it kept; False if it had ended already."""
        with self._database.begin() as on:
            ended = on.execute(
                text(
                    "UPDATE runs SET status = :status, reason = :reason, ended_at = :now,"
                    " not_before = NULL WHERE id = :id AND status IN ('waiting', 'running')"
                ),
                {"id": run_id, "status": status, "reason": reason, "now": now},
            ).rowcount
            if ended and status in ("success", "warning"):
                on.execute(
                    text(
                        "INSERT INTO cursors (scenario_id, module, value, updated_at)"
                        " SELECT scenario_id, (cursor->>'module')::int, cursor->'value', :now"
                        " FROM runs WHERE id = :id AND cursor IS NOT NULL"
                        " ON CONFLICT (scenario_id, module)"
                        " DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at"
                    ),
                    {"id": run_id, "now": now},
                )
            for table in ("stack", "aggregate_items", "aggregate_groups") if ended else ():
                on.execute(text(f"DELETE FROM {table} WHERE run_id = :id"), {"id": run_id})
        return bool(ended)

    def cursor(self, scenario_id: str, module: int) -> Any:
        """Where a polling trigger left off; None at first."""
        with self._database.connect() as on:
            return on.execute(
                text("SELECT value FROM cursors WHERE scenario_id = :id AND module = :module"),
                {"id": scenario_id, "module": module},
            ).scalar()

    def running(self) -> list[Run]:
        """Runs that some process should be moving."""
        with self._database.connect() as on:
            rows = on.execute(text(f"SELECT {_COLUMNS} FROM runs WHERE status = 'running'")).all()
        return [Run(*row) for row in rows]

    def still(self, run: Run) -> bool:
        """Whether a run is where it was when it was read."""
        now = self.get(run.id)
        return now is not None and (now.status, now.step, now.part) == (
            run.status,
            run.step,
            run.part,
        )

    def due(self, now: datetime) -> list[Run]:
        """Waiting runs whose time has come."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_COLUMNS} FROM runs"
                    " WHERE status = 'waiting' AND not_before <= :now ORDER BY not_before"
                ),
                {"now": now},
            ).all()
        return [Run(*row) for row in rows]


def _add(on: Connection, run: Mapping[str, Any], stack: Sequence[bytes]) -> None:
    values = {**run, "origin": dumps(run["origin"]), "inputs": dumps(run["inputs"])}
    on.execute(
        text(
            "INSERT INTO runs (id, scenario_id, version, scenario, origin, inputs, status,"
            " started_at, not_before, bytes) VALUES (:id, :scenario_id, :version,"
            " :scenario, :origin, :inputs, 'waiting', :started_at, :started_at, :bytes)"
        ),
        values,
    )
    _push(on, run["id"], 0, stack)


def _push(on: Connection, run_id: str, position: int, items: Sequence[bytes]) -> None:
    if items:
        on.execute(
            text("INSERT INTO stack (run_id, position, item) VALUES (:run, :position, :item)"),
            [
                {"run": run_id, "position": position + at, "item": item}
                for at, item in enumerate(items)
            ],
        )
