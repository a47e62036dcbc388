"""The records behind pick-lists, as a service gave them a short while ago.

They are kept for each connection apart: one that may read less never shows what another read.
A change of a source is a number that goes up; what was fetched before it counts no more, even
where its fetching ended after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from tallyloom.clock import Clock
from tallyloom.kit import Bundle, Value
from tallyloom.store.database import Database
from tallyloom.store.json import encoded, packed, unpacked
from tallyloom.store.leases import alone

_PLACE = (
    "app = :app AND tenant = :tenant AND connection = :connection AND source = :source"
    " AND search = :search AND after = :after"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose records they are, and which: of a whole source, or a page of those for a text."""

    app: str
    tenant: str
    connection: str
    source: str
    search: str = ""
    after: Value = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """Records as they were fetched, and where the next begin (None: there is no more)."""

    records: Sequence[Bundle]
    after: Value = None


class Sources:
    """What was fetched, for all connections."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def alone(self, place: Place, clock: Clock) -> AbstractContextManager[None]:
        """Be the only one who fetches this source for this connection."""
        parts = (place.app, place.tenant, place.connection, place.source)
        return alone(self._database, clock, "/".join(("fetch", *parts)))

    def find(self, place: Place, now: datetime, fresh: timedelta) -> Fetched | None:
        """What was fetched less than `fresh` ago and was not changed since."""
        with self._database.connect() as on:
            row = on.execute(
                text(
                    f"SELECT fetched_at, records FROM source_records WHERE {_PLACE} AND change ="
                    " coalesce((SELECT c.change FROM source_changes c WHERE c.app = :app"
                    " AND c.tenant = :tenant AND c.source = :source), 0)"
                ),
                _values(place),
            ).one_or_none()
        if row is None or not timedelta(0) <= now - row.fetched_at < fresh:
            return None
        return Fetched(*unpacked(bytes(row.records)))

    def change(self, place: Place) -> int:
        """The number of the source's last change; ask before fetching."""
        with self._database.connect() as on:
            found = on.scalar(
                text(
                    "SELECT change FROM source_changes"
                    " WHERE app = :app AND tenant = :tenant AND source = :source"
                ),
                {"app": place.app, "tenant": place.tenant, "source": place.source},
            )
        return int(found or 0)

    def keep(
        self, place: Place, change: int, fetched: Fetched, now: datetime, fresh: timedelta
    ) -> None:
        """Remember what was fetched after `change`; what is no longer fresh goes."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO source_records (app, tenant, connection, source, search, after,"
                    " change, fetched_at, records) VALUES (:app, :tenant, :connection, :source,"
                    " :search, :after, :change, :now, :records)"
                    " ON CONFLICT (app, tenant, connection, source, search, after) DO UPDATE SET"
                    " change = :change, fetched_at = :now, records = :records"
                ),
                _values(place)
                | {
                    "change": change,
                    "now": now,
                    "records": packed([list(fetched.records), fetched.after]),
                },
            )
            on.execute(
                text(
                    "DELETE FROM source_records WHERE app = :app AND tenant = :tenant"
                    " AND fetched_at < :stale"
                ),
                {"app": place.app, "tenant": place.tenant, "stale": now - fresh},
            )

    def changed(self, app: str, tenant: str, sources: Sequence[str]) -> None:
        """These were written to: what every connection to that tenant has fetched is stale."""
        where = {"app": app, "tenant": tenant, "sources": sorted(set(sources))}
        with self._database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO source_changes (app, tenant, source, change)"
                    " SELECT :app, :tenant, source, 1 FROM unnest(CAST(:sources AS text[])) source"
                    " ON CONFLICT (app, tenant, source)"
                    " DO UPDATE SET change = source_changes.change + 1"
                ),
                where,
            )
            on.execute(
                text(
                    "DELETE FROM source_records WHERE app = :app AND tenant = :tenant"
                    " AND source = ANY(:sources)"
                ),
                where,
            )


def _values(place: Place) -> dict[str, str]:
    return {
        "app": place.app,
        "tenant": place.tenant,
        "connection": place.connection,
        "source": place.source,
        "search": place.search,
        "after": "" if place.after is None else encoded(place.after).decode(),
    }
