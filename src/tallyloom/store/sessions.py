"""Rows of what proves who somebody is: sessions of browsers and API tokens, as digests only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from tallyloom.store.database import Database

# When something was last used is told to the minute, so that reading does not write each time.
FINE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in."""

    id: str
    user_id: str
    network: str
    agent: str
    created_at: datetime
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A program's way in; `permissions` narrow those of its person's role."""

    id: str
    user_id: str
    name: str
    permissions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a session or token belongs to; `permissions` is None for a session."""

    id: str
    user_id: str
    name: str
    role: str
    permissions: tuple[str, ...] | None = None


_SESSION = "id, user_id, network, agent, created_at, used_at"
_TOKEN = "id, user_id, name, permissions, created_at, expires_at, used_at"  # noqa: S105


class Sessions:
    """Sessions and tokens. Every request looks here, so what ends here ends everywhere at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, digest: bytes, session: Session, *, instead_of: bytes = b"") -> None:
        """A new session; the one that the browser had before ends with it."""
        with self._database.begin() as on:
            on.execute(text("DELETE FROM sessions WHERE digest = :old"), {"old": instead_of})
            on.execute(
                text(
                    f"INSERT INTO sessions (digest, {_SESSION}) VALUES (:digest, :id, :user_id,"
                    " :network, :agent, :now, :now)"
                ),
                {
                    "digest": digest,
                    "id": session.id,
                    "user_id": session.user_id,
                    "network": session.network,
                    "agent": session.agent,
                    "now": session.created_at,
                },
            )

    def holder(
        self, digest: bytes, now: datetime, *, idle: timedelta, longest: timedelta
    ) -> Holder | None:
        """Whose session this is: neither idle for too long, nor too old, nor of one disabled."""
        with self._database.begin() as on:
            row = on.execute(
                text(
                    "SELECT s.id, u.id, u.name, u.role, s.used_at FROM sessions s"
                    " JOIN users u ON u.id = s.user_id WHERE s.digest = :digest"
                    " AND u.disabled_at IS NULL AND s.used_at > :idle AND s.created_at > :oldest"
                ),
                {"digest": digest, "idle": now - idle, "oldest": now - longest},
            ).one_or_none()
            if row is not None and row.used_at < now - FINE:
                on.execute(
                    text("UPDATE sessions SET used_at = :now WHERE id = :id"),
                    {"id": row[0], "now": now},
                )
        return Holder(row[0], row[1], row.name, row.role) if row else None

    def token_holder(self, digest: bytes, now: datetime) -> Holder | None:
        """Whose token this is, while it has not expired and its person is not disabled."""
        with self._database.begin() as on:
            row = on.execute(
                text(
                    "SELECT t.id, u.id, u.name, u.role, t.permissions, t.used_at FROM tokens t"
                    " JOIN users u ON u.id = t.user_id WHERE t.digest = :digest"
                    " AND u.disabled_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > :now)"
                ),
                {"digest": digest, "now": now},
            ).one_or_none()
            if row is not None and (row.used_at is None or row.used_at < now - FINE):
                on.execute(
                    text("UPDATE tokens SET used_at = :now WHERE id = :id"),
                    {"id": row[0], "now": now},
                )
        return Holder(row[0], row[1], row.name, row.role, tuple(row.permissions)) if row else None

    def of(self, user_id: str, since: datetime, oldest: datetime) -> Sequence[Session]:
        """A person's sessions that are good still, last used first."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_SESSION} FROM sessions WHERE user_id = :id AND used_at > :since"
                    " AND created_at > :oldest ORDER BY used_at DESC, id"
                ),
                {"id": user_id, "since": since, "oldest": oldest},
            )
            return [Session(*row) for row in rows]

    def end(self, user_id: str, session_id: str) -> bool:
        """A person ends sessions of their own only."""
        return self._delete("sessions", user_id, session_id)

    def end_others(self, user_id: str, keep: str) -> int:
        with self._database.begin() as on:
            return on.execute(
                text("DELETE FROM sessions WHERE user_id = :id AND id <> :keep"),
                {"id": user_id, "keep": keep},
            ).rowcount

    def known_network(self, user_id: str, network: str) -> bool:
        """Whether this person has signed in from there before, and did not sign out."""
        with self._database.connect() as on:
            return bool(
                on.scalar(
                    text(
                        "SELECT EXISTS (SELECT FROM sessions WHERE user_id = :id AND network = :it)"
                    ),
                    {"id": user_id, "it": network},
                )
            )

    def sweep(self, oldest: datetime) -> None:
        """Remove sessions that can no longer be used."""
        with self._database.begin() as on:
            on.execute(text("DELETE FROM sessions WHERE created_at < :at"), {"at": oldest})

    def add_token(self, digest: bytes, token: Token) -> None:
        with self._database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO tokens (digest, id, user_id, name, permissions, created_at,"
                    " expires_at) VALUES (:digest, :id, :user_id, :name,"
                    " to_jsonb(CAST(:permissions AS text[])), :created_at, :expires_at)"
                ),
                {
                    "digest": digest,
                    "id": token.id,
                    "user_id": token.user_id,
                    "name": token.name,
                    "permissions": list(token.permissions),
                    "created_at": token.created_at,
                    "expires_at": token.expires_at,
                },
            )

    def tokens(self, user_id: str) -> Sequence[Token]:
        """A person's tokens, newest first."""
        with self._database.connect() as on:
            rows = on.execute(
                text(f"SELECT {_TOKEN} FROM tokens WHERE user_id = :id ORDER BY id DESC"),
                {"id": user_id},
            )
            return [
                Token(**row._asdict() | {"permissions": tuple(row.permissions)}) for row in rows
            ]

    def revoke(self, user_id: str, token_id: str) -> bool:
        return self._delete("tokens", user_id, token_id)

    def _delete(self, table: str, user_id: str, which: str) -> bool:
        with self._database.begin() as on:
            gone = on.execute(
                text(f"DELETE FROM {table} WHERE id = :id AND user_id = :user"),
                {"id": which, "user": user_id},
            )
        return bool(gone.rowcount)
