"""Rows of tenants: what a connection reaches, which are used, and what each was when looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection as On
from sqlalchemy import text

from tallyloom.clock import Clock
from tallyloom.store.database import Database
from tallyloom.store.json import dumps
from tallyloom.store.leases import alone

_COLUMNS = "connection_id, id, name, kind, reached, fingerprint, verified_at, frozen, included"
# What an organisation of this app was when it was last looked at, over whichever connection.
_KNOWN = (
    "(SELECT t.fingerprint FROM tenants t JOIN connections c ON c.id = t.connection_id"
    " WHERE t.id = :id AND t.fingerprint IS NOT NULL"
    " AND c.app = (SELECT app FROM connections WHERE id = :connection)"
    " ORDER BY t.verified_at DESC NULLS LAST LIMIT 1)"
)


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organisation that a connection reaches, or reached (`reached` false).

    `fingerprint` is None until it is known: from its first write, or from that of another
    connection to the same organisation. `frozen` says why nothing may be sent to it. A person may
    have left it out (`included` false).
    """

    connection_id: str
    id: str
    name: str
    kind: str
    reached: bool = True
    fingerprint: Mapping[str, Any] | None = None
    verified_at: datetime | None = None
    frozen: str = ""
    included: bool = True

    @property
    def usable(self) -> bool:
        return self.reached and self.included

    @property
    def used(self) -> bool:
        """Whether something was written to it over this connection."""
        return self.verified_at is not None or bool(self.frozen)


class Tenants:
    """The organisations that the connections of an installation reach, or reached."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reach(self, connection_id: str, tenants: Sequence[Tenant]) -> None:
        """These are reached now; others that were are kept and marked, with their fingerprints."""
        with self._database.begin() as on:
            _reach(on, connection_id, tenants)

    def of(self, connection_id: str) -> list[Tenant]:
        with self._database.connect() as on:
            rows = on.execute(
                text(f"SELECT {_COLUMNS} FROM tenants WHERE connection_id = :id ORDER BY name, id"),
                {"id": connection_id},
            )
            return [Tenant(*row) for row in rows]

    def get(self, connection_id: str, tenant_id: str) -> Tenant | None:
        with self._database.connect() as on:
            row = on.execute(
                text(
                    f"SELECT {_COLUMNS} FROM tenants WHERE connection_id = :connection AND id = :id"
                ),
                {"connection": connection_id, "id": tenant_id},
            ).one_or_none()
        return Tenant(*row) if row else None

    def include(self, connection_id: str, tenant_ids: Sequence[str]) -> None:
        """Use these, leave out the others."""
        with self._database.begin() as on:
            on.execute(
                text("UPDATE tenants SET included = id = ANY(:ids) WHERE connection_id = :id"),
                {"id": connection_id, "ids": list(tenant_ids)},
            )

    def choice(self, connection: str, organisation: str) -> str | None:
        """The id of the organisation that was meant by a name over a connection of that name."""
        with self._database.connect() as on:
            found: str | None = on.execute(
                text(
                    "SELECT tenant FROM choices"
                    " WHERE connection = :connection AND organisation = :organisation"
                ),
                {"connection": connection, "organisation": organisation},
            ).scalar_one_or_none()
        return found

    def choose(
        self, connection: str, organisation: str, tenant_id: str, *, anew: bool = False
    ) -> None:
        """Remember which one a name means; what it meant before counts, unless chosen anew."""
        conflict = "UPDATE SET tenant = :tenant" if anew else "NOTHING"
        with self._database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO choices (connection, organisation, tenant)"
                    " VALUES (:connection, :organisation, :tenant)"
                    f" ON CONFLICT (connection, organisation) DO {conflict}"
                ),
                {"connection": connection, "organisation": organisation, "tenant": tenant_id},
            )

    def alone(
        self, connection_id: str, tenant_id: str, clock: Clock
    ) -> AbstractContextManager[None]:
        """Be the only one who looks whether an organisation is the one it was."""
        return alone(self._database, clock, f"verify/{connection_id}/{tenant_id}")

    def verified(
        self, connection_id: str, tenant_id: str, fingerprint: Mapping[str, Any], now: datetime
    ) -> Mapping[str, Any]:
        """Record the fingerprint if there is none yet; gives the one that counts.

        Where both are the same, the organisation is verified now and not frozen any more.
        """
        with self._database.begin() as on:
            counts: Mapping[str, Any] = on.execute(
                text(
                    "UPDATE tenants SET fingerprint = coalesce(fingerprint, CAST(:found AS jsonb)),"
                    " verified_at = CASE WHEN coalesce(fingerprint, CAST(:found AS jsonb))"
                    " = CAST(:found AS jsonb) THEN :now ELSE verified_at END,"
                    " frozen = CASE WHEN coalesce(fingerprint, CAST(:found AS jsonb))"
                    " = CAST(:found AS jsonb) THEN '' ELSE frozen END"
                    " WHERE connection_id = :connection AND id = :id RETURNING fingerprint"
                ),
                {
                    "connection": connection_id,
                    "id": tenant_id,
                    "found": dumps(dict(fingerprint)),
                    "now": now,
                },
            ).scalar_one()
        return counts

    def freeze(self, connection_id: str, tenant_id: str, why: str) -> None:
        """Nothing is sent to it any more until a person has looked."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE tenants SET frozen = :why, verified_at = NULL"
                    " WHERE connection_id = :connection AND id = :id"
                ),
                {"connection": connection_id, "id": tenant_id, "why": why},
            )

    def accept(
        self, connection_id: str, tenant_id: str, fingerprint: Mapping[str, Any], now: datetime
    ) -> None:
        """A person finds it right as it is: so it is to be, over every connection of the app."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "UPDATE tenants SET fingerprint = CAST(:found AS jsonb), frozen = '',"
                    " verified_at = CASE WHEN connection_id = :connection THEN :now"
                    " ELSE verified_at END WHERE id = :id AND connection_id IN"
                    " (SELECT id FROM connections WHERE app ="
                    " (SELECT app FROM connections WHERE id = :connection))"
                ),
                {
                    "connection": connection_id,
                    "id": tenant_id,
                    "found": dumps(dict(fingerprint)),
                    "now": now,
                },
            )


def _reach(on: On, connection_id: str, tenants: Sequence[Tenant]) -> None:
    on.execute(
        text("UPDATE tenants SET reached = false WHERE connection_id = :id"), {"id": connection_id}
    )
    if tenants:
        on.execute(
            text(
                "INSERT INTO tenants (connection_id, id, name, kind, fingerprint)"
                f" VALUES (:connection, :id, :name, :kind, {_KNOWN})"
                " ON CONFLICT (connection_id, id) DO UPDATE"
                " SET name = excluded.name, kind = excluded.kind, reached = true"
            ),
            [
                {"connection": connection_id, "id": each.id, "name": each.name, "kind": each.kind}
                for each in tenants
            ],
        )
