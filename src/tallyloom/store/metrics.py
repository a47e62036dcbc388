"""The installation in figures, read from its tables for whoever watches over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database

# Whoever watches must not be what keeps the database busy.
PATIENCE = "5s"


@dataclass(frozen=True, slots=True)
class RunFigures:
    """All runs of one status that the history still has."""

    runs: int
    operations: int
    failed: int
    api_calls: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, and since when its oldest has."""

    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`connections` are counted by app, state and health, `processes` by kind."""

    runs: Mapping[str, RunFigures]
    ready_runs: Queue
    unsorted: Queue
    unheard: Queue
    deliveries: int
    unreadable: int
    gaps: int
    troubled_listeners: int
    unknown_writes: int
    incomplete: Mapping[str, int]
    connections: Mapping[tuple[str, str, str], int]
    database_bytes: int


class Metrics:
    """Reads the figures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, now: datetime) -> Figures:
        """As they are at one moment; `now` says which runs may go on."""
        with self._database.connect() as on:
            on.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            on.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}'"))
            return Figures(
                runs=_runs(on),
                ready_runs=_queue(
                    on,
                    "coalesce(not_before, started_at)",
                    "runs WHERE status = 'waiting' AND reason = '' AND not_before <= :now",
                    now=now,
                ),
                unsorted=_queue(on, "received_at", "deliveries WHERE sorted_at IS NULL"),
                unheard=_queue(
                    on, "e.kept_at", "heard h JOIN events e ON e.id = h.event_id"
                    " WHERE h.run_id IS NULL AND h.outcome = 'waiting'",
                ),
                deliveries=_count(on, "deliveries"),
                unreadable=_count(on, "deliveries WHERE trouble <> ''"),
                gaps=_count(on, "gaps WHERE state = 'open'"),
                troubled_listeners=_count(on, "listeners WHERE trouble <> ''"),
                unknown_writes=_count(
                    on, "sends s JOIN runs r ON r.id = s.run_id"
                    " WHERE r.status IN ('waiting', 'running') AND s.state = 'sent'",
                ),
                incomplete=_grouped(on, "kind", "incomplete WHERE state = 'open'"),
                connections=_grouped(
                    on, "app, state, health", "connections WHERE state <> 'removed'"
                ),
                database_bytes=int(
                    on.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
                ),
            )  # fmt: skip


def _runs(on: Connection) -> dict[str, RunFigures]:
    rows = on.execute(
        text(
            "SELECT status, count(*), coalesce(sum(operations), 0)::bigint,"
            " coalesce(sum(failed), 0)::bigint, coalesce(sum(api_calls), 0)::bigint,"
            " coalesce(sum(bytes), 0)::bigint FROM runs GROUP BY status"
        )
    ).all()
    return {row[0]: RunFigures(*row[1:]) for row in rows}


def _queue(on: Connection, since: str, rows: str, **given: Any) -> Queue:
    found = on.execute(text(f"SELECT count(*), min({since}) FROM {rows}"), given).one()
    return Queue(*found)


def _count(on: Connection, rows: str) -> int:
    return int(on.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one())


def _grouped(on: Connection, by: str, rows: str) -> dict[Any, int]:
    found: Sequence[Any] = on.execute(
        text(f"SELECT {by}, count(*) FROM {rows} GROUP BY {by}")
    ).all()
    return {row[0] if len(row) == 2 else tuple(row[:-1]): int(row[-1]) for row in found}
