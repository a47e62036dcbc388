"""Rows of registrations (entries at a service's developer site) and of consents asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from tallyloom.store.database import Database
from tallyloom.store.json import dumps

_COLUMNS = (
    "id, name, app, client_id, secret, vocabulary, bases, created_at, first_token_at,"
    " webhook_keys, kind, owner"
)
_CONSENT = (
    "id, state_hash, session_hash, registration_id, connection_id, name, redirect, scopes,"
    " verifier, expires_at, asked_by, modules"
)
_SHOWN = f"{_CONSENT}, taken_at, outcome"
# What came of a consent can be read for this long.
KEPT = timedelta(days=1)


class NameTaken(Exception):
    """That name is used already."""


class InUse(Exception):
    """Connections were made through this registration; remove them first."""


@dataclass(frozen=True, slots=True)
class Registration:
    """`secret` is sealed, None for one that proves itself by PKCE alone.

    `webhook_keys` are sealed too: what the service signs its calls with, None where it calls
    nobody. `bases` holds the base addresses that differ from the service's real ones, by their
    names. `kind` is "secret", "pkce" or "credentials"; `owner` is the person whose own it is,
    "" for the installation's.
    """

    id: str
    name: str
    app: str
    client_id: str
    secret: str | None = field(repr=False)
    vocabulary: str
    bases: Mapping[str, str]
    created_at: datetime
    first_token_at: datetime | None = None
    webhook_keys: str | None = field(default=None, repr=False)
    kind: str = "secret"
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that was asked for: hashes of what must come back, the sealed PKCE verifier.

    `connection_id` is the connection that is to be renewed; None for a new one named `name`, which
    is "" where it is to be called after the organisation. `asked_by` is who asked, `modules` for
    which modules. Once it was taken it holds no verifier, and then `outcome`.
    """

    id: str
    state_hash: str
    session_hash: str
    registration_id: str
    connection_id: str | None
    name: str
    redirect: str
    scopes: Sequence[str]
    verifier: str = field(repr=False)
    expires_at: datetime
    asked_by: str = ""
    modules: Sequence[str] = ()
    taken_at: datetime | None = None
    outcome: Mapping[str, Any] | None = None


class Registrations:
    """The registrations of an installation, and the consents asked for through them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: Registration) -> None:
        """Raises NameTaken."""
        values = {
            "id": row.id,
            "name": row.name,
            "app": row.app,
            "client_id": row.client_id,
            "secret": row.secret,
            "vocabulary": row.vocabulary,
            "bases": dumps(dict(row.bases)),
            "created_at": row.created_at,
            "kind": row.kind,
            "owner": row.owner,
        }
        try:
            with self._database.begin() as on:
                on.execute(
                    text(
                        "INSERT INTO registrations (id, name, app, client_id, secret, vocabulary,"
                        " bases, created_at, kind, owner) VALUES (:id, :name, :app, :client_id,"
                        " :secret, :vocabulary, :bases, :created_at, :kind, :owner)"
                    ),
                    values,
                )
        except IntegrityError as error:
            raise NameTaken(row.name) from error

    def all(self) -> list[Registration]:
        with self._database.connect() as on:
            return [
                Registration(*row)
                for row in on.execute(
                    text(
                        f"SELECT {_COLUMNS} FROM registrations"
                        " WHERE removed_at IS NULL ORDER BY name"
                    )
                )
            ]

    def get(self, name_or_id: str) -> Registration | None:
        with self._database.connect() as on:
            row = on.execute(
                text(
                    f"SELECT {_COLUMNS} FROM registrations"
                    " WHERE (name = :it OR id = :it) AND removed_at IS NULL"
                    " ORDER BY id = :it DESC LIMIT 1"  # whoever has the id means that one
                ),
                {"it": name_or_id},
            ).one_or_none()
        return Registration(*row) if row else None

    def change(self, row: Registration) -> bool:
        """Write its name, client id, secret, kind and vocabulary anew. Raises NameTaken."""
        try:
            with self._database.begin() as on:
                changed = on.execute(
                    text(
                        "UPDATE registrations SET name = :name, client_id = :client_id,"
                        " secret = :secret, kind = :kind, vocabulary = :vocabulary WHERE id = :id"
                    ),
                    {
                        "id": row.id,
                        "name": row.name,
                        "client_id": row.client_id,
                        "secret": row.secret,
                        "kind": row.kind,
                        "vocabulary": row.vocabulary,
                    },
                )
        except IntegrityError as error:
            raise NameTaken(row.name) from error
        return changed.rowcount == 1

    def remove(self, registration_id: str, now: datetime) -> None:
        """Hide it for good and erase its secrets; what was delivered to it stays. Raises InUse."""
        with self._database.begin() as on:
            of = {"id": registration_id, "now": now}
            on.execute(text("SELECT FROM registrations WHERE id = :id FOR UPDATE"), of)
            used = text(
                "SELECT EXISTS (SELECT FROM connections WHERE registration_id = :id"
                " AND state <> 'removed')"
                " OR EXISTS (SELECT FROM listeners WHERE registration_id = :id)"
            )
            if on.execute(used, of).scalar_one():
                raise InUse
            on.execute(text("DELETE FROM consents WHERE registration_id = :id"), of)
            on.execute(
                text(
                    "UPDATE registrations SET removed_at = :now, name = id, secret = NULL,"
                    " webhook_keys = NULL WHERE id = :id"
                ),
                of,
            )

    def rebase(self, registration_id: str, bases: Mapping[str, str]) -> bool:
        """Change the base addresses; False once it has had a token."""
        with self._database.begin() as on:
            changed = on.execute(
                text(
                    "UPDATE registrations SET bases = :bases"
                    " WHERE id = :id AND first_token_at IS NULL"
                ),
                {"id": registration_id, "bases": dumps(dict(bases))},
            )
        return changed.rowcount == 1

    def listen(self, registration_id: str, webhook_keys: str | None) -> None:
        """Keep what the service signs its calls with from now on."""
        with self._database.begin() as on:
            on.execute(
                text("UPDATE registrations SET webhook_keys = :keys WHERE id = :id"),
                {"id": registration_id, "keys": webhook_keys},
            )

    def reseal(self, registration_id: str, was: str, secret: str) -> None:
        """Replace the sealed secret, or the sealed webhook keys, by the same sealed anew."""
        with self._database.begin() as on:
            for column in ("secret", "webhook_keys"):
                on.execute(
                    text(
                        f"UPDATE registrations SET {column} = :to"
                        f" WHERE id = :id AND {column} = :was"
                    ),
                    {"id": registration_id, "was": was, "to": secret},
                )

    def remember(self, consent: Consent, now: datetime) -> None:
        """Keep a consent that was asked for; those of long ago are dropped."""
        names = [name.strip() for name in _CONSENT.split(",")]
        values = {name: getattr(consent, name) for name in names}
        with self._database.begin() as on:
            on.execute(
                text("DELETE FROM consents WHERE expires_at <= :before"), {"before": now - KEPT}
            )
            on.execute(
                text(
                    f"INSERT INTO consents ({_CONSENT})"
                    f" VALUES ({', '.join(f':{name}' for name in names)})"
                ),
                {**values, "scopes": list(consent.scopes), "modules": list(consent.modules)},
            )

    def take(self, state_hash: str, session_hash: str, now: datetime) -> Consent | None:
        """The consent with this state, asked for in this session; nobody can take it again."""
        with self._database.begin() as on:
            row = on.execute(
                text(
                    f"WITH found AS (SELECT {_CONSENT} FROM consents WHERE state_hash = :state"
                    " AND session_hash = :session AND expires_at > :now AND taken_at IS NULL"
                    " FOR UPDATE)"
                    " UPDATE consents SET taken_at = :now, verifier = '' FROM found"
                    " WHERE consents.state_hash = found.state_hash RETURNING found.*"
                ),
                {"state": state_hash, "session": session_hash, "now": now},
            ).one_or_none()
        return Consent(*row) if row else None

    def consent(self, consent_id: str) -> Consent | None:
        """One that was asked for, with what came of it."""
        with self._database.connect() as on:
            row = on.execute(
                text(f"SELECT {_SHOWN} FROM consents WHERE id = :id"), {"id": consent_id}
            ).one_or_none()
        return Consent(*row) if row else None

    def came_of(self, consent_id: str, outcome: Mapping[str, Any]) -> None:
        """Write down what came of a consent that was taken."""
        with self._database.begin() as on:
            on.execute(
                text("UPDATE consents SET outcome = CAST(:outcome AS jsonb) WHERE id = :id"),
                {"id": consent_id, "outcome": dumps(dict(outcome))},
            )


def had_token(on: Connection, registration_id: str, now: datetime) -> None:
    """From now on the registration's base addresses stay as they are."""
    on.execute(
        text(
            "UPDATE registrations SET first_token_at = coalesce(first_token_at, :now)"
            " WHERE id = :id"
        ),
        {"id": registration_id, "now": now},
    )
