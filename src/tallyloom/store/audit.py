"""Rows of who did what: only ever added to, which the database itself sees to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from tallyloom.store.database import Database
from tallyloom.store.json import dumps


@dataclass(frozen=True, slots=True)
class Entry:
    """One change that was asked for. `who` is the person's or the token's id, `subject` what it
    was asked of (the ids in its address), `status` how it was answered."""

    id: str
    at: datetime
    who: str
    name: str
    operation: str
    subject: Mapping[str, str]
    status: int
    network: str


_ENTRY = "id, at, who, name, operation, subject, status, network"


class Audit:
    """What was done through the front doors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entry: Entry) -> None:
        with self._database.begin() as on:
            on.execute(
                text(
                    f"INSERT INTO audit ({_ENTRY}) VALUES (:id, :at, :who, :name, :operation,"
                    " CAST(:subject AS jsonb), :status, :network)"
                ),
                {
                    "id": entry.id,
                    "at": entry.at,
                    "who": entry.who,
                    "name": entry.name,
                    "operation": entry.operation,
                    "subject": dumps(dict(entry.subject)),
                    "status": entry.status,
                    "network": entry.network,
                },
            )

    def newest(
        self, *, limit: int = 50, before: str = "", operation: str = "", who: str = ""
    ) -> Sequence[Entry]:
        """Newest first, those before an id; of one operation or person where these are given."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_ENTRY} FROM audit WHERE (:before = '' OR id < :before)"
                    " AND (:operation = '' OR operation = :operation)"
                    " AND (:who = '' OR who = :who) ORDER BY id DESC LIMIT :limit"
                ),
                {"limit": limit, "before": before, "operation": operation, "who": who},
            )
            return [Entry(**row._mapping) for row in rows]
