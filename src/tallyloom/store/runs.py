"""Runs, and the stack of what each still has to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.cycles import end_cycles
from tallyloom.store.database import Database
from tallyloom.store.history import Sum, Wanted
from tallyloom.store.json import dumps

_COLUMNS = (
    "id, scenario_id, version, scenario, origin, inputs, status, reason, started_at, ended_at,"
    " not_before, step, part, absorbed, operations, failed, completed,"
    " retries, failure, api_calls, bytes, waited, cursor, confidential, tally, read_at,"
    " forgotten_at, forgotten_why"
)
ENDED = ("success", "warning", "error", "cancelled")


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of one version of a scenario.

    `status` is waiting, running, success, warning, error or cancelled; `waited` is in seconds,
    `bytes` counts requests and answers at the door plus files. `failure` is what the first bundle
    that failed met. `tally` is what its modules did (`store.tally`), once its journal was read
    through; its bundles were dropped at `forgotten_at`, for their age or for their size.
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
    confidential: bool = False
    tally: Mapping[str, Any] | None = None
    read_at: datetime | None = None
    forgotten_at: datetime | None = None
    forgotten_why: str = ""

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

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One in which a run is added together with what it is added for."""
        with self._database.begin() as on:
            yield on

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

    def wanted(self, wanted: Wanted, now: datetime, limit: int = 50) -> list[Run]:
        """Runs of the history, newest first; those nearest to `after` where that is given."""
        conditions, values = wanted.conditions(now)
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        order = "ASC" if wanted.after and not wanted.before else "DESC"
        with self._database.connect() as on:
            rows = on.execute(
                text(f"SELECT {_COLUMNS} FROM runs {where} ORDER BY id {order} LIMIT :limit"),
                values | {"limit": limit},
            ).all()
        found = [Run(*row) for row in rows]
        return found[::-1] if order == "ASC" else found

    def summed(self, wanted: Wanted, now: datetime) -> list[Sum]:
        """All wanted, by status."""
        conditions, values = wanted.conditions(now)
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT status, count(*), sum(operations), sum(api_calls), sum(bytes)"
                    f" FROM runs {where} GROUP BY status"
                ),
                values,
            ).all()
        return [Sum(row[0], *map(int, row[1:])) for row in rows]

    def open(self, most: int) -> list[Run]:
        """Runs that have not ended, the newest first."""
        return self._select(
            "WHERE status IN ('waiting', 'running') ORDER BY id DESC LIMIT :most", most=most
        )

    def ended_since(self, since: datetime, most: int) -> list[Run]:
        """Runs that ended at that moment or later, the first first."""
        return self._select(
            "WHERE ended_at >= :since ORDER BY ended_at, id LIMIT :most", since=since, most=most
        )

    def those(self, ids: Sequence[str]) -> list[Run]:
        """The runs with these ids, as far as there are such."""
        return self._select("WHERE id = ANY(:ids)", ids=list(ids)) if ids else []

    def events_of(self, run_id: str) -> list[dict[str, Any]]:
        """The events that a run began with, in their order."""
        with self._database.connect() as on:
            return list(
                on.execute(
                    text(
                        "SELECT e.bundle FROM heard h JOIN events e ON e.id = h.event_id"
                        " WHERE h.run_id = :id AND e.delivery_id IS NOT NULL"
                        " ORDER BY h.ordinal, h.event_id"
                    ),
                    {"id": run_id},
                ).scalars()
            )

    def deliveries_of(self, run_id: str) -> list[int]:
        """The deliveries that told of these events, the first first."""
        with self._database.connect() as on:
            return list(
                on.execute(
                    text(
                        "SELECT DISTINCT e.delivery_id FROM heard h JOIN events e"
                        " ON e.id = h.event_id WHERE h.run_id = :id"
                        " AND e.delivery_id IS NOT NULL ORDER BY 1"
                    ),
                    {"id": run_id},
                ).scalars()
            )

    def _select(self, rest: str, **values: Any) -> list[Run]:
        with self._database.connect() as on:
            rows = on.execute(text(f"SELECT {_COLUMNS} FROM runs {rest}"), values).all()
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
            if ended:
                end_cycles(on, run_id, status, now)
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
                    " WHERE status = 'waiting' AND (not_before <= :now"
                    # Not begun yet: the clock may have been put back meanwhile.
                    " OR not_before <= started_at) ORDER BY not_before"
                ),
                {"now": now},
            ).all()
        return [Run(*row) for row in rows]


def _add(on: Connection, run: Mapping[str, Any], stack: Sequence[bytes]) -> None:
    values = {**run, "origin": dumps(run["origin"]), "inputs": dumps(run["inputs"])}
    on.execute(
        text(
            "INSERT INTO runs (id, scenario_id, version, scenario, origin, inputs, status,"
            " started_at, not_before, bytes, confidential, keep_days) VALUES (:id, :scenario_id,"
            " :version, :scenario, :origin, :inputs, 'waiting', :started_at, :started_at, :bytes,"
            " :confidential, :keep_days)"
        ),
        {"confidential": False, "keep_days": None, **values},
    )
    _push(on, run["id"], 0, stack)
    _need(on, run["id"], list(files_in(run["inputs"])), str(run["origin"].get("run") or ""))


def _need(on: Connection, run_id: str, files: Sequence[str], source: str) -> None:
    """A run needs the files of its inputs, and those of the run whose bundles it goes on with."""
    if files or source:
        on.execute(
            text(
                "INSERT INTO run_files (run_id, sha256) SELECT :run, unnest(CAST(:files AS text[]))"
                " UNION SELECT :run, sha256 FROM run_files WHERE run_id = :source"
                " ON CONFLICT DO NOTHING"
            ),
            {"run": run_id, "files": list(files), "source": source},
        )


def files_in(value: Any) -> Iterator[str]:
    """The hashes of the files that a value holds, however deep."""
    if isinstance(value, Mapping):
        if isinstance(value.get("sha256"), str):
            yield value["sha256"]
        for item in value.values():
            yield from files_in(item)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for item in value:
            yield from files_in(item)


def _push(on: Connection, run_id: str, position: int, items: Sequence[bytes]) -> None:
    if items:
        on.execute(
            text("INSERT INTO stack (run_id, position, item) VALUES (:run, :position, :item)"),
            [
                {"run": run_id, "position": position + at, "item": item}
                for at, item in enumerate(items)
            ],
        )
