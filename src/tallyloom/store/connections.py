"""Rows of connections, and of the lease under which one process renews their tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection as On
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tallyloom.store.database import Database
from tallyloom.store.registrations import NameTaken, had_token

_COLUMNS = (
    "id, name, app, registration_id, way, state, reason, scopes, tokens, expires_at, refreshed_at,"
    " fence, created_at, health, health_reason, health_since, looked_at, tried_at"
)
MOMENT = timedelta(minutes=10)
# Names are given out one at a time: a former name is in another table than those of today.
_NAMING = "SELECT pg_advisory_xact_lock(hashtextextended('names of connections', 5))"


@dataclass(frozen=True, slots=True)
class Connection:
    """`way` is "consent" or "credentials"; `state` connected, needs_reconnect or removed.

    `tokens` is sealed. `fence` is raised by every lease, so that a late holder can write nothing.
    `health` is what the watcher last found, `looked_at` when the service last said what it reaches,
    `tried_at` when it was last asked.
    """

    id: str
    name: str
    app: str
    registration_id: str
    way: str
    state: str
    reason: str
    scopes: Sequence[str]
    tokens: str | None = field(repr=False)
    expires_at: datetime | None
    refreshed_at: datetime | None
    fence: int
    created_at: datetime
    health: str = "ok"
    health_reason: str = ""
    health_since: datetime | None = None
    looked_at: datetime | None = None
    tried_at: datetime | None = None


class Connections:
    """The connections of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: Connection) -> None:
        """A new connection with its first tokens. Raises NameTaken, also for a former name."""
        try:
            with self._database.begin() as on:
                _name_is_free(on, row.name)
                on.execute(
                    text(
                        "INSERT INTO connections (id, name, app, registration_id, way, state,"
                        " scopes, tokens, expires_at, refreshed_at, created_at) VALUES (:id, :name,"
                        " :app, :registration_id, :way, 'connected', :scopes, :tokens, :expires_at,"
                        " :now, :now)"
                    ),
                    {
                        "id": row.id,
                        "name": row.name,
                        "app": row.app,
                        "registration_id": row.registration_id,
                        "way": row.way,
                        "scopes": list(row.scopes),
                        "tokens": row.tokens,
                        "expires_at": row.expires_at,
                        "now": row.created_at,
                    },
                )
                had_token(on, row.registration_id, row.created_at)
        except IntegrityError as error:
            raise NameTaken(row.name) from error

    def all(self) -> list[Connection]:
        """All that were not removed, by name."""
        with self._database.connect() as on:
            rows = on.execute(
                text(f"SELECT {_COLUMNS} FROM connections WHERE state <> 'removed' ORDER BY name")
            )
            return [Connection(*row) for row in rows]

    def named(self, name: str) -> Connection | None:
        """By its id, by its name, or by one that it had before; an id means one for ever."""
        return self._one(
            "state <> 'removed' AND (name = :it OR id = :it OR id ="
            " (SELECT connection_id FROM former_names f WHERE f.name = :it))"
            " ORDER BY id = :it DESC, name = :it DESC LIMIT 1",
            name,
        )

    def rename(self, connection_id: str, name: str, now: datetime) -> None:
        """Call it otherwise; what it was called goes on meaning it. Raises NameTaken."""
        try:
            with self._database.begin() as on:
                _name_is_free(on, name, connection_id)
                values = {"id": connection_id, "name": name, "now": now}
                on.execute(
                    text(
                        "INSERT INTO former_names (name, connection_id, since)"
                        " SELECT name, id, :now FROM connections"
                        " WHERE id = :id AND state <> 'removed' AND name <> :name"
                    ),
                    values,
                )
                on.execute(text("DELETE FROM former_names WHERE name = :name"), values)
                on.execute(
                    text(
                        "UPDATE connections SET name = :name WHERE id = :id AND state <> 'removed'"
                    ),
                    values,
                )
        except IntegrityError as error:
            raise NameTaken(name) from error

    def former_names(self, connection_id: str) -> list[str]:
        with self._database.connect() as on:
            return list(
                on.execute(
                    text("SELECT name FROM former_names WHERE connection_id = :id ORDER BY name"),
                    {"id": connection_id},
                ).scalars()
            )

    def taken(self) -> set[str]:
        """Every name that means a connection."""
        with self._database.connect() as on:
            return set(
                on.execute(
                    text(
                        "SELECT name FROM connections WHERE state <> 'removed'"
                        " UNION SELECT name FROM former_names"
                    )
                ).scalars()
            )

    def christen(self, connection_id: str, name: str) -> None:
        """Give a name to one that nobody named; another's is left to it."""
        with self._database.begin() as on:
            on.execute(text(_NAMING))
            on.execute(
                text(
                    "UPDATE connections SET name = :name WHERE id = :id AND NOT EXISTS"
                    " (SELECT FROM connections WHERE name = :name AND state <> 'removed')"
                    " AND NOT EXISTS (SELECT FROM former_names WHERE name = :name)"
                ),
                {"id": connection_id, "name": name},
            )

    # How they are.

    def looked(self, connection_id: str, now: datetime) -> None:
        """The service has just said what it reaches."""
        self._mark("looked_at = :now, tried_at = :now", connection_id, now)

    def tried(self, connection_id: str, now: datetime) -> None:
        """The service is about to be asked, whatever comes of it."""
        self._mark("tried_at = :now", connection_id, now)

    def doubt(self, connection_id: str, now: datetime) -> None:
        """Have the service asked soon what it reaches, unless it was asked a moment ago."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE connections SET looked_at = NULL, tried_at = NULL WHERE id = :id"
                    " AND coalesce(tried_at, '-infinity') < CAST(:before AS timestamptz)"
                ),
                {"id": connection_id, "before": now - MOMENT},
            )

    def _mark(self, what: str, connection_id: str, now: datetime) -> None:
        with self._database.begin() as on:
            on.execute(
                text(f"UPDATE connections SET {what} WHERE id = :id"),
                {"id": connection_id, "now": now},
            )

    def judge(
        self,
        seen: Connection,
        health: str,
        reason: str,
        now: datetime,
        changed: Callable[[On, str], None],
    ) -> None:
        """Keep how it is. `changed` is called within the transaction, with how it was before.

        Nothing is kept if it is not any more what was `seen`: that judgement comes too late.
        """
        values = {"id": seen.id, "health": health, "reason": reason, "now": now}
        with self._database.begin() as on:
            there = on.execute(
                text(
                    "SELECT state, health FROM connections WHERE id = :id AND state <> 'removed'"
                    " FOR UPDATE"
                ),
                values,
            ).one_or_none()
            if there is None or tuple(there) != (seen.state, seen.health):
                return
            on.execute(
                text(
                    "UPDATE connections SET health = :health, health_reason = :reason,"
                    " health_since = CASE WHEN health <> :health THEN :now ELSE health_since END"
                    " WHERE id = :id AND (health, health_reason) <> (:health, :reason)"
                ),
                values,
            )
            if seen.health != health:
                changed(on, seen.health)

    def get(self, connection_id: str) -> Connection | None:
        return self._one("id = :it", connection_id)

    def _one(self, where: str, it: str) -> Connection | None:
        with self._database.connect() as on:
            row = on.execute(
                text(f"SELECT {_COLUMNS} FROM connections WHERE {where}"),
                {"it": it},
            ).one_or_none()
        return Connection(*row) if row else None

    def lease(self, connection_id: str, lasting: timedelta) -> Connection | None:
        """Alone renew its tokens for a while; None while another does. By the database's clock."""
        with self._database.begin() as on:
            row = on.execute(
                text(
                    "UPDATE connections SET fence = fence + 1, lease_until = now() + :lasting"
                    " WHERE id = :id AND state <> 'removed'"
                    f" AND (lease_until IS NULL OR lease_until <= now()) RETURNING {_COLUMNS}"
                ),
                {"id": connection_id, "lasting": lasting},
            ).one_or_none()
        return Connection(*row) if row else None

    def release(self, connection_id: str, fence: int) -> None:
        """End the lease; a later holder's is left alone."""
        with self._database.begin() as on:
            on.execute(
                text("UPDATE connections SET lease_until = NULL WHERE id = :id AND fence = :fence"),
                {"id": connection_id, "fence": fence},
            )

    def renew(
        self,
        connection_id: str,
        fence: int,
        *,
        tokens: str,
        scopes: Sequence[str],
        expires_at: datetime,
        now: datetime,
    ) -> bool:
        """Keep new tokens and end the lease; False where the lease went to another meanwhile."""
        with self._database.begin() as on:
            kept = on.execute(
                text(
                    "UPDATE connections SET tokens = :tokens, scopes = :scopes,"
                    " expires_at = :expires_at, refreshed_at = :now, lease_until = NULL,"
                    " state = 'connected', reason = '' WHERE id = :id AND fence = :fence"
                    " AND state <> 'removed'"
                ),
                {
                    "id": connection_id,
                    "fence": fence,
                    "tokens": tokens,
                    "scopes": list(scopes),
                    "expires_at": expires_at,
                    "now": now,
                },
            )
        return kept.rowcount == 1

    def replace(
        self,
        connection_id: str,
        *,
        tokens: str,
        scopes: Sequence[str],
        expires_at: datetime,
        now: datetime,
    ) -> None:
        """Keep what a person has just consented to; a renewal under way finds its fence gone."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE connections SET tokens = :tokens, scopes = :scopes,"
                    " expires_at = :expires_at, refreshed_at = :now, lease_until = NULL,"
                    " fence = fence + 1, state = 'connected', reason = ''"
                    " WHERE id = :id AND state <> 'removed'"
                ),
                {
                    "id": connection_id,
                    "tokens": tokens,
                    "scopes": list(scopes),
                    "expires_at": expires_at,
                    "now": now,
                },
            )

    def give_up(self, connection_id: str, fence: int, reason: str) -> bool:
        """A person must connect again; the tokens stay, should the service change its mind."""
        with self._database.begin() as on:
            changed = on.execute(
                text(
                    "UPDATE connections SET state = 'needs_reconnect', reason = :reason,"
                    " lease_until = NULL WHERE id = :id AND fence = :fence AND state <> 'removed'"
                ),
                {"id": connection_id, "fence": fence, "reason": reason},
            )
        return changed.rowcount == 1

    def remove(self, connection_id: str) -> None:
        """Erase its tokens; its name is free again. A renewal under way finds its fence gone."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE connections SET state = 'removed', tokens = NULL, expires_at = NULL,"
                    " lease_until = NULL, fence = fence + 1 WHERE id = :id"
                ),
                {"id": connection_id},
            )
            for table in ("consents", "former_names"):
                on.execute(
                    text(f"DELETE FROM {table} WHERE connection_id = :id"), {"id": connection_id}
                )

    def reseal(self, connection_id: str, was: str, tokens: str) -> None:
        with self._database.begin() as on:
            on.execute(
                text("UPDATE connections SET tokens = :to WHERE id = :id AND tokens = :was"),
                {"id": connection_id, "was": was, "to": tokens},
            )


def _name_is_free(on: On, name: str, connection_id: str = "") -> None:
    """Raises NameTaken for a name that another connection had, and for the id of another."""
    on.execute(text(_NAMING))
    other = on.execute(
        text(
            "SELECT 1 FROM former_names WHERE name = :name AND connection_id <> :id"
            " UNION ALL SELECT 1 FROM connections WHERE id = :name AND id <> :id LIMIT 1"
        ),
        {"name": name, "id": connection_id},
    ).one_or_none()
    if other is not None:
        raise NameTaken(name)
