"""One at a time, in however many threads and processes, of what must not be done twice at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from tallyloom.clock import Clock
from tallyloom.store.database import Database

# By the database's clock: then a holder of whom nothing is heard is taken for dead. One whose
# connection the server has seen to end is known to be dead at once.
LEASE = timedelta(seconds=60)
POLL_SECONDS = 0.1


@contextmanager
def alone(database: Database, clock: Clock, name: str) -> Iterator[None]:
    """Whoever is first goes on; the others wait until he has ended, and then find what he found."""
    while True:
        with database.begin() as lifeline:
            until = _taken(database, lifeline, name)
            if until is not None:
                try:
                    yield
                finally:
                    _end(database, name, until)
                return
        clock.wait(POLL_SECONDS)


@contextmanager
def taking(database: Database, name: str) -> Iterator[bool]:
    """True for one at a time; the others do not wait. It is free again when its holder dies."""
    with database.begin() as lifeline:
        yield bool(
            lifeline.scalar(
                text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 6))"),
                {"name": name},
            )
        )


def _taken(database: Database, lifeline: Connection, name: str) -> datetime | None:
    """Until when it is ours, None while it is another's."""
    nobody_lives = lifeline.scalar(
        text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 5))"), {"name": name}
    )
    if nobody_lives:
        statement = (
            "INSERT INTO leases (name, until) VALUES (:name, now() + :lease)"
            " ON CONFLICT (name) DO UPDATE SET until = excluded.until RETURNING until"
        )
    else:
        statement = (
            "UPDATE leases SET until = now() + :lease WHERE name = :name AND until < now()"
            " RETURNING until"
        )
    with database.begin() as on:
        until: datetime | None = on.scalar(text(statement), {"name": name, "lease": LEASE})
    return until


def _end(database: Database, name: str, until: datetime) -> None:
    with database.begin() as on:
        on.execute(
            text("DELETE FROM leases WHERE name = :name AND until = :until"),
            {"name": name, "until": until},
        )
