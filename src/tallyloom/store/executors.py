"""The processes that run scenarios, and which of them are dead.

A living process holds a session lock of PostgreSQL under its own number: when it dies, by any
death, the server frees the lock at once. A heartbeat covers what a lock cannot: a machine that
vanished with its connection half open.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection, text

from tallyloom.store.database import Database

_SPACE = 0x7A11  # keeps these locks apart from all others
_LEADER = 0x1EAD


class Executors:
    """Who is alive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(self, executor: str, host: str, pid: int) -> Connection:
        """Announce a process; keep the connection open for as long as it lives."""
        lifeline = self._database.engine.connect()
        # Not waited for: a lost connection of ours may hold it until the server notices.
        lifeline.execute(
            text("SELECT pg_try_advisory_lock(:space, :number)"),
            {"space": _SPACE, "number": _number(executor)},
        )
        lifeline.execute(
            text(
                "INSERT INTO executors (id, host, pid, started_at, beat_at)"
                " VALUES (:id, :host, :pid, now(), now())"
                " ON CONFLICT (id) DO UPDATE SET beat_at = now()"
            ),
            {"id": executor, "host": host, "pid": pid},
        )
        lifeline.commit()
        return lifeline

    def beat(self, executor: str, lifeline: Connection) -> bool:
        """Say that this process lives; False where others took it for dead: it enters again."""
        with lifeline.begin():
            return bool(
                lifeline.execute(
                    text("UPDATE executors SET beat_at = now() WHERE id = :id"), {"id": executor}
                ).rowcount
            )

    def leave(self, lifeline: Connection) -> None:
        """Let go. The row stays for the next process that looks: what was begun and could not be
        ended in time is taken over from it like from any other that is gone.
        """
        lifeline.invalidate()
        lifeline.close()

    @contextmanager
    def dead(self, silence: timedelta, but: str) -> Iterator[list[str]]:
        """The dead, for one process at a time to take over; they are forgotten afterwards."""
        with self._database.begin() as on:
            leads = on.execute(
                text("SELECT pg_try_advisory_xact_lock(:space, :leader)"),
                {"space": _SPACE, "leader": _LEADER},
            ).scalar_one()
            dead = self._dead(on, silence, but) if leads else []
            yield dead
            if dead:
                on.execute(text("DELETE FROM executors WHERE id = ANY(:ids)"), {"ids": dead})

    def _dead(self, on: Connection, silence: timedelta, but: str) -> list[str]:
        rows = on.execute(
            text("SELECT id, beat_at < now() - :silence AS silent FROM executors WHERE id <> :me"),
            {"silence": silence, "me": but},
        ).all()
        return [row.id for row in rows if row.silent or self._let_go(on, row.id)]

    def _let_go(self, on: Connection, executor: str) -> bool:
        return bool(
            on.execute(
                text("SELECT pg_try_advisory_xact_lock(:space, :number)"),
                {"space": _SPACE, "number": _number(executor)},
            ).scalar_one()
        )


def _number(executor: str) -> int:
    # A signed 32-bit number; two living processes with the same one would only seem more alive.
    return zlib.crc32(executor.encode()) - (1 << 31)
