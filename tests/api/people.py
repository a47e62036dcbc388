"""People for tests: somebody of any role, with a token or a session of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tallyloom.api.access import Permission
from tallyloom.api.signing import cookie_name, csrf_of, digest, new_secret
from tallyloom.house import House
from tallyloom.store.ids import new_id
from tallyloom.store.people import User
from tallyloom.store.sessions import Session, Token


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody and what they hold; the headers are those of one request."""

    user: User
    house: House

    def token(self, permissions: Iterable[Permission] = tuple(Permission)) -> dict[str, str]:
        """Headers with a new API token."""
        secret, now = new_secret("tly_"), self.house.clock.now()
        held = tuple(str(one) for one in permissions)
        row = Token(new_id(now), self.user.id, "a test's", held, now, None, None)
        self.house.sessions.add_token(digest(secret), row)
        return {"Authorization": f"Bearer {secret}"}

    def session(self) -> dict[str, str]:
        """Headers of a browser that is signed in, with what its pages send along."""
        secret, now = new_secret(), self.house.clock.now()
        row = Session(new_id(now), self.user.id, "127.0.0.1", "a test", now, now)
        self.house.sessions.begin(digest(secret), row)
        cookie = f"{cookie_name(self.house)}={secret}"
        return {"Cookie": cookie, "X-CSRF-Token": csrf_of(secret)}


def somebody(house: House, role: str = "owner", login: str = "") -> Person:
    """A new person who may sign in; nobody knows their password."""
    now = house.clock.now()
    user_id = new_id(now)
    login = login or f"{role}-{user_id[-6:]}@example.test"
    return Person(house.people.add(User(user_id, login, role, role, "!", None, now)), house)
