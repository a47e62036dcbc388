"""Rows of the people of an installation, and of the one-time links that let them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from tallyloom.kit import Trouble
from tallyloom.store.database import Database

# Any number will do, as long as every version of Tallyloom uses the same one.
OWNERS_LOCK = 0x7A11_7108


class LoginIsTaken(Trouble):
    """Somebody signs in with this name already; choose another one."""


class KeepOneOwner(Trouble):
    """This is the last owner who can sign in; make somebody else an owner first."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in; without a password only by a link. `password` is its hash."""

    id: str
    login: str
    name: str
    role: str
    password: str | None
    disabled_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """What a one-time link is for: 'first' makes the first owner, the others are a user's."""

    kind: str
    user_id: str | None
    expires_at: datetime


_USER = "id, login, name, role, password, disabled_at, created_at"


class People:
    """The people of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, *, after: str = "", limit: int = 1000) -> Sequence[User]:
        """In the order of their ids, which is that of their coming."""
        with self._database.connect() as on:
            rows = on.execute(
                text(f"SELECT {_USER} FROM users WHERE id > :after ORDER BY id LIMIT :limit"),
                {"after": after, "limit": limit},
            )
            return [User(*row) for row in rows]

    def get(self, user_id: str) -> User | None:
        return self._one("id = :it", user_id)

    def find(self, login: str) -> User | None:
        """By the name they sign in with; capitals do not count."""
        return self._one("lower(login) = lower(:it)", login)

    def any(self) -> bool:
        """Whether there is an owner who can sign in: before that it is the first start."""
        with self._database.connect() as on:
            return _owners(on) > 0

    def add(self, user: User) -> User:
        """Raises LoginIsTaken."""
        with self._database.begin() as on:
            _insert(on, user)
        return user

    def add_first(self, user: User, digest: bytes, now: datetime) -> bool:
        """The first owner, by a link; False where the link is not good or another was quicker."""
        with self._database.begin() as on:
            on.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": OWNERS_LOCK})
            if _owners(on) or not _use(on, digest, now):
                return False
            _insert(on, user)
        return True

    def change(
        self,
        user_id: str,
        *,
        role: str | None = None,
        name: str | None = None,
        disabled_at: datetime | None = None,
        enable: bool = False,
    ) -> User | None:
        """What is None stays; who is disabled loses sessions. Raises KeepOneOwner."""
        with self._database.begin() as on:
            on.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": OWNERS_LOCK})
            had = _owners(on)
            row = on.execute(
                text(
                    "UPDATE users SET role = coalesce(:role, role), name = coalesce(:name, name),"
                    " disabled_at = CASE WHEN :enable THEN NULL"
                    " ELSE coalesce(disabled_at, :disabled_at) END"
                    f" WHERE id = :id RETURNING {_USER}"
                ),
                {
                    "id": user_id,
                    "role": role,
                    "name": name,
                    "disabled_at": disabled_at,
                    "enable": enable,
                },
            ).one_or_none()
            if had and not _owners(on):
                raise KeepOneOwner
            if disabled_at:
                on.execute(text("DELETE FROM sessions WHERE user_id = :id"), {"id": user_id})
        return User(*row) if row else None

    def remove(self, user_id: str) -> bool:
        """With sessions, tokens and links. Raises KeepOneOwner."""
        with self._database.begin() as on:
            on.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": OWNERS_LOCK})
            had = _owners(on)
            gone = on.execute(text("DELETE FROM users WHERE id = :id"), {"id": user_id}).rowcount
            if had and not _owners(on):
                raise KeepOneOwner
        return bool(gone)

    def set_password(self, user_id: str, hashed: str, *, keep_session: str = "") -> None:
        """Every other session of theirs, and every link, ends with the old password."""
        with self._database.begin() as on:
            _set_password(on, user_id, hashed, keep_session)

    def set_password_by(self, digest: bytes, hashed: str, now: datetime) -> User | None:
        """By a link, which is used up; None where it is not good."""
        with self._database.begin() as on:
            link = _use(on, digest, now)
            if link is None or link.user_id is None or link.kind != "password":
                on.rollback()
                return None
            _set_password(on, link.user_id, hashed, "")
        return self.get(link.user_id)

    def add_link(self, digest: bytes, link: Link) -> None:
        """A new link for a password ends the one before."""
        with self._database.begin() as on:
            if link.kind == "password":
                on.execute(
                    text("DELETE FROM links WHERE user_id = :id AND kind = :kind"),
                    {"id": link.user_id, "kind": link.kind},
                )
            on.execute(
                text(
                    "INSERT INTO links (digest, kind, user_id, expires_at)"
                    " VALUES (:digest, :kind, :user_id, :expires_at)"
                ),
                {
                    "digest": digest,
                    "kind": link.kind,
                    "user_id": link.user_id,
                    "expires_at": link.expires_at,
                },
            )

    def link(self, digest: bytes, now: datetime) -> Link | None:
        """A link that is good still; it is not used up by being looked at."""
        with self._database.connect() as on:
            row = on.execute(
                text(
                    "SELECT kind, user_id, expires_at FROM links"
                    " WHERE digest = :digest AND used_at IS NULL AND expires_at > :now"
                ),
                {"digest": digest, "now": now},
            ).one_or_none()
        return Link(*row) if row else None

    def use_link(self, digest: bytes, kind: str, now: datetime) -> Link | None:
        """Use a link of this kind up; of several who try, one succeeds."""
        with self._database.begin() as on:
            link = _use(on, digest, now)
            if link is None or link.kind != kind:
                on.rollback()
                return None
        return link

    def _one(self, where: str, it: str) -> User | None:
        with self._database.connect() as on:
            row = on.execute(
                text(f"SELECT {_USER} FROM users WHERE {where}"), {"it": it}
            ).one_or_none()
        return User(*row) if row else None


def _insert(on: Connection, user: User) -> None:
    try:
        on.execute(
            text(
                f"INSERT INTO users ({_USER}) VALUES (:id, :login, :name, :role, :password,"
                " :disabled_at, :created_at)"
            ),
            {
                "id": user.id,
                "login": user.login,
                "name": user.name,
                "role": user.role,
                "password": user.password,
                "disabled_at": user.disabled_at,
                "created_at": user.created_at,
            },
        )
    except IntegrityError:
        raise LoginIsTaken from None


def _owners(on: Connection) -> int:
    """Owners who can sign in."""
    return int(
        on.scalar(
            text(
                "SELECT count(*) FROM users WHERE role = 'owner' AND disabled_at IS NULL"
                " AND password IS NOT NULL"
            )
        )
        or 0
    )


def _use(on: Connection, digest: bytes, now: datetime) -> Link | None:
    row = on.execute(
        text(
            "UPDATE links SET used_at = :now WHERE digest = :digest AND used_at IS NULL"
            " AND expires_at > :now RETURNING kind, user_id, expires_at"
        ),
        {"digest": digest, "now": now},
    ).one_or_none()
    return Link(*row) if row else None


def _set_password(on: Connection, user_id: str, hashed: str, keep_session: str) -> None:
    on.execute(
        text("UPDATE users SET password = :hashed WHERE id = :id"),
        {"id": user_id, "hashed": hashed},
    )
    on.execute(
        text("DELETE FROM sessions WHERE user_id = :id AND id <> :keep"),
        {"id": user_id, "keep": keep_session},
    )
    on.execute(text("DELETE FROM links WHERE user_id = :id"), {"id": user_id})
