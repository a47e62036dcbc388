"""Scenarios that hear: the version that runs, and where its events come from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from tallyloom.store.database import Database
from tallyloom.store.schedules import keep_there, switch_off


@dataclass(frozen=True, slots=True)
class Listener:
    """A version of a scenario that hears the events of one organisation from `since` on.

    `trouble` is why its runs are not started although events wait; "" where they are.
    """

    scenario_id: str
    version: int
    registration_id: str
    tenant: str
    since: datetime
    trouble: str = ""


_LISTENER = "scenario_id, version, registration_id, tenant, since, trouble"


class Listeners:
    """The scenarios of an installation that are on, for they begin with an instant trigger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turn_on(self, listener: Listener) -> None:
        """Let it listen, or listen to something else; events that waited there are dropped.

        One that is on already has listened all the while, in whatever version. `NoResultFound`
        where it was deleted meanwhile.
        """
        values = {name: getattr(listener, name) for name in Listener.__slots__}
        with self._database.begin() as on:
            keep_there(on, listener.scenario_id)
            on.execute(
                text(
                    "INSERT INTO listeners (scenario_id, version, registration_id, tenant, since)"
                    " VALUES (:scenario_id, :version, :registration_id, :tenant, :since)"
                    " ON CONFLICT (scenario_id) DO UPDATE SET version = excluded.version,"
                    " registration_id = excluded.registration_id, tenant = excluded.tenant,"
                    " trouble = '', since = CASE WHEN (listeners.registration_id, listeners.tenant)"
                    " = (excluded.registration_id, excluded.tenant) THEN listeners.since"
                    " ELSE excluded.since END"
                ),
                values,
            )
            on.execute(
                text(
                    "DELETE FROM heard h USING events e WHERE e.id = h.event_id"
                    " AND h.scenario_id = :scenario_id AND h.run_id IS NULL"
                    " AND (e.registration_id <> :registration_id OR e.tenant NOT IN (:tenant, ''))"
                ),
                values,
            )

    def turn_off(self, scenario_id: str) -> bool:
        """Start no more by itself; events that wait go on waiting. False if it was off."""
        with self._database.begin() as on:
            timed = switch_off(on, scenario_id)
            return _deafen(on, scenario_id) or timed

    def deafen(self, scenario_id: str) -> bool:
        """Hear nothing more; False if it did not."""
        with self._database.begin() as on:
            return _deafen(on, scenario_id)

    def listeners(self) -> list[Listener]:
        """All that are on, those that were turned on first before the others."""
        with self._database.connect() as on:
            return self.listening(on)

    def listening(self, on: Connection) -> list[Listener]:
        """The same within a transaction."""
        rows = on.execute(text(f"SELECT {_LISTENER} FROM listeners ORDER BY since, scenario_id"))
        return [Listener(*row) for row in rows]

    def startable(self, *, held_up: bool) -> list[str]:
        """Scenarios that are on, for which something waits, and of which no run is open.

        Those in trouble only where `held_up` asks for them too.
        """
        with self._database.connect() as on:
            return list(
                on.execute(
                    text(
                        "SELECT l.scenario_id FROM listeners l WHERE (EXISTS (SELECT FROM heard h"
                        " WHERE h.scenario_id = l.scenario_id AND h.run_id IS NULL"
                        " AND h.outcome = 'waiting') OR EXISTS"
                        " (SELECT FROM healings g WHERE g.scenario_id = l.scenario_id"
                        " AND g.run_id IS NULL)) AND (l.trouble = '' OR :held_up)"
                        f" AND {_NONE_OPEN} ORDER BY l.since"
                    ),
                    {"held_up": held_up},
                ).scalars()
            )

    @contextmanager
    def starting(self, scenario_id: str) -> Iterator[tuple[Connection, Listener | None]]:
        """A transaction in which its listener is the caller's alone.

        None where another process has it, it is off, or one of its runs is open.
        """
        with self._database.begin() as on:
            yield on, _locked(on, scenario_id)

    def hold_up(self, on: Connection, scenario_id: str, trouble: str) -> None:
        """Say why its runs are not started; "" where they are again."""
        on.execute(
            text(
                "UPDATE listeners SET trouble = :trouble"
                " WHERE scenario_id = :id AND trouble <> :trouble"
            ),
            {"id": scenario_id, "trouble": trouble},
        )


_NONE_OPEN = (
    "NOT EXISTS (SELECT FROM runs r WHERE r.scenario_id = l.scenario_id"
    " AND r.status IN ('waiting', 'running'))"
)


def _deafen(on: Connection, scenario_id: str) -> bool:
    gone = on.execute(text("DELETE FROM listeners WHERE scenario_id = :id"), {"id": scenario_id})
    return bool(gone.rowcount)


def _locked(on: Connection, scenario_id: str) -> Listener | None:
    row = on.execute(
        text(f"SELECT {_LISTENER} FROM listeners WHERE scenario_id = :id FOR UPDATE SKIP LOCKED"),
        {"id": scenario_id},
    ).one_or_none()
    # Looked at only now: what another process did before it let go of the row counts.
    free = text(f"SELECT FROM listeners l WHERE l.scenario_id = :id AND {_NONE_OPEN}")
    if row is None or on.execute(free, {"id": scenario_id}).one_or_none() is None:
        return None
    return Listener(*row)
