"""One at a time, in however many threads and processes, of what must not be done twice at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import text

from tallyloom.clock import Clock
from tallyloom.store.database import Database

LEASE = timedelta(seconds=60)  # by the database's clock: then its holder is taken for dead
POLL_SECONDS = 0.1


@contextmanager
def alone(database: Database, clock: Clock, name: str) -> Iterator[None]:
    """Whoever is first goes on; the others wait until he has ended, and then find what he found."""
    values = {"name": name, "lease": LEASE}
    taking = text(
        "INSERT INTO leases (name, until) VALUES (:name, now() + :lease)"
        " ON CONFLICT (name) DO UPDATE SET until = excluded.until WHERE leases.until < now()"
        " RETURNING until"
    )
    while True:
        with database.begin() as on:
            until = on.execute(taking, values).scalar()
        if until is not None:
            break
        clock.wait(POLL_SECONDS)
    try:
        yield
    finally:
        with database.begin() as on:
            on.execute(
                text("DELETE FROM leases WHERE name = :name AND until = :until"),
                {"name": name, "until": until},
            )
