"""The processes of an installation that stay: servers, workers, and those that are both.

By the database's clock, the only one that they share; how far a process's own clock is from it
is written down each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from tallyloom.store.database import Database

# One that was killed says no goodbye; it is remembered for a while, for whoever asks after it.
KEPT = timedelta(days=1)
MOVERS = ("worker", "up")


@dataclass(frozen=True, slots=True)
class Process:
    """One process. `kind` is "server", "worker" or "up"; `keys` tells its keys apart, the one that
    seals first; it was last heard of `silent` ago, and its clock is `ahead` of the database's."""

    id: str
    kind: str
    host: str
    pid: int
    version: str
    address: str
    keys: tuple[str, ...]
    silent: timedelta = timedelta()
    ahead: timedelta = timedelta()

    @property
    def moves_runs(self) -> bool:
        return self.kind in MOVERS


class Processes:
    """Who serves and who works."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def say(self, process: Process, now: datetime) -> None:
        """This process is there; `now` is the time on its clock."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO processes (id, kind, host, pid, version, address, keys,"
                    " started_at, seen_at, ahead) VALUES (:id, :kind, :host, :pid, :version,"
                    " :address, :keys, now(), now(), :now - clock_timestamp())"
                    " ON CONFLICT (id) DO UPDATE SET seen_at = now(), ahead = excluded.ahead,"
                    " address = excluded.address"
                ),
                {
                    "id": process.id,
                    "kind": process.kind,
                    "host": process.host,
                    "pid": process.pid,
                    "version": process.version,
                    "address": process.address,
                    "keys": list(process.keys),
                    "now": now,
                },
            )
            on.execute(text("DELETE FROM processes WHERE seen_at < now() - :kept"), {"kept": KEPT})

    def leave(self, id_: str) -> None:
        """It has ended, as it was asked to."""
        with self._database.begin() as on:
            on.execute(text("DELETE FROM processes WHERE id = :id"), {"id": id_})

    def seen(self, within: timedelta) -> list[Process]:
        """Those that were heard of in so long a time, the oldest first."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT id, kind, host, pid, version, address, keys, now() - seen_at AS silent,"
                    " ahead FROM processes WHERE seen_at > now() - :within ORDER BY started_at, id"
                ),
                {"within": within},
            )
            return [Process(**{**row, "keys": tuple(row["keys"])}) for row in rows.mappings()]
