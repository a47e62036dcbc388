"""How much of a service's limits is used, shared by every process through the database."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from tallyloom.store.database import Database


@dataclass(frozen=True, slots=True)
class Usage:
    """One tenant's use: the moments of recent calls (oldest first), places taken, the day."""

    recent: Sequence[datetime]
    in_flight: int
    day_started: datetime | None
    day_used: int
    blocked_until: datetime | None
    blocked_by: str


class _Row:
    """One tenant's row, locked for the length of a transaction."""

    def __init__(self, on: Connection, app: str, tenant: str) -> None:
        self._on = on
        self._who = {"app": app, "tenant": tenant}

    def usage(self, since: datetime) -> Usage:
        """What was used since then. Leases are by the database's clock, all else by ours."""
        recent = self._on.execute(
            text(
                "SELECT at FROM allowance_calls"
                " WHERE app = :app AND tenant = :tenant AND at > :since ORDER BY at"
            ),
            {**self._who, "since": since},
        ).scalars()
        row = self._on.execute(
            text(
                "SELECT day_started, day_used, blocked_until, blocked_by,"
                " (SELECT count(*) FROM allowance_leases"
                "  WHERE app = :app AND tenant = :tenant AND expires_at > now()) AS in_flight"
                " FROM allowances WHERE app = :app AND tenant = :tenant"
            ),
            self._who,
        ).one()
        return Usage(
            list(recent),
            row.in_flight,
            row.day_started,
            row.day_used,
            row.blocked_until,
            row.blocked_by,
        )

    def take(self, now: datetime, day: timedelta, lease: timedelta) -> str:
        """Count one call and take a place; the name of its lease."""
        name = uuid.uuid4().hex
        values = {**self._who, "now": now, "day": now - day, "lease": lease, "name": name}
        self._on.execute(
            text("INSERT INTO allowance_calls (app, tenant, at) VALUES (:app, :tenant, :now)"),
            values,
        )
        self._on.execute(
            text(
                "INSERT INTO allowance_leases (id, app, tenant, expires_at)"
                " VALUES (:name, :app, :tenant, now() + :lease)"
            ),
            values,
        )
        self._on.execute(
            text(
                "UPDATE allowances SET"
                " day_used = CASE WHEN day_started > :day THEN day_used + 1 ELSE 1 END,"
                " day_started = CASE WHEN day_started > :day THEN day_started ELSE :now END"
                " WHERE app = :app AND tenant = :tenant"
            ),
            values,
        )
        self._on.execute(
            text(
                "DELETE FROM allowance_leases"
                " WHERE app = :app AND tenant = :tenant AND expires_at <= now()"
            ),
            self._who,
        )
        self._on.execute(
            text("DELETE FROM allowance_calls WHERE app = :app AND tenant = :tenant AND at < :day"),
            {**self._who, "day": now - timedelta(minutes=5)},
        )
        return name


class Allowances:
    """The use of every app and tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def locked(self, app: str, tenant: str) -> Iterator[_Row]:
        """One tenant's row, alone."""
        who = {"app": app, "tenant": tenant}
        with self._database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO allowances (app, tenant) VALUES (:app, :tenant)"
                    " ON CONFLICT DO NOTHING"
                ),
                who,
            )
            on.execute(
                text("SELECT 1 FROM allowances WHERE app = :app AND tenant = :tenant FOR UPDATE"),
                who,
            )
            yield _Row(on, app, tenant)

    def give_back(
        self, lease: str, app: str, tenant: str, block: tuple[datetime, str] | None
    ) -> None:
        """Free a place; `block` is until when and by which limit the service wants quiet."""
        with self._database.begin() as on:
            on.execute(text("DELETE FROM allowance_leases WHERE id = :id"), {"id": lease})
            if block:
                on.execute(
                    text(
                        "UPDATE allowances SET"
                        " blocked_by = CASE WHEN blocked_until > :until THEN blocked_by"
                        " ELSE :by END,"
                        " blocked_until = greatest(blocked_until, :until)"
                        " WHERE app = :app AND tenant = :tenant"
                    ),
                    {"app": app, "tenant": tenant, "until": block[0], "by": block[1]},
                )
