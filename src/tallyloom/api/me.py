"""One's own: profile, password, sessions and API tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import Field

from tallyloom.api.access import TERMINAL, Permission, Role, allowed
from tallyloom.api.people import (
    check_own_password,
    check_password,
    clean_name,
    enter,
    hashed,
    user_of,
)
from tallyloom.api.problems import AskForPermission, CorrectRequest, LookAgain
from tallyloom.api.route import Asked, Body, Routes, WithCookies
from tallyloom.api.signing import TOKEN_PREFIX, digest, new_secret
from tallyloom.store.ids import new_id
from tallyloom.store.people import User
from tallyloom.store.sessions import Token

routes = Routes("me")
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks. `login` is empty for the terminal, `csrf_token` where there is no session."""

    id: str
    login: str
    name: str
    role: str
    permissions: list[str]
    csrf_token: str


@dataclass(frozen=True, slots=True)
class TokenPermission:
    """One permission, what it allows, and whether whoever asks has it."""

    permission: str
    sentence: str
    held: bool


@dataclass(frozen=True, slots=True)
class TokenPermissions:
    items: list[TokenPermission]


class MeBody(Body):
    name: Annotated[str, Field(max_length=200)]


class PasswordBody(Body):
    current: Annotated[str, Field(max_length=1000)]
    new: Annotated[str, Field(max_length=1000)]


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser that is signed in; `current` is the one that asks."""

    id: str
    network: str
    agent: str
    created_at: datetime
    used_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class OwnSessions:
    items: list[OwnSession]


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """An API token without what is secret of it. It may do what both it and its person may."""

    id: str
    name: str
    permissions: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """`secret` is shown this once; what is kept of it is a digest."""

    id: str
    name: str
    permissions: list[str]
    expires_at: datetime | None
    secret: str


@dataclass(frozen=True, slots=True)
class Tokens:
    items: list[TokenFacts]


class TokenBody(Body):
    """`permissions` left out are all that the asking person has; `login` is the terminal's."""

    name: Annotated[str, Field(max_length=200)]
    permissions: Annotated[list[Permission] | None, Field(max_length=50)] = None
    days: Annotated[int | None, Field(ge=1, le=LONGEST_DAYS)] = 365
    login: Annotated[str, Field(max_length=254)] = ""


Login = Annotated[str, Query(max_length=254, description="The terminal alone may name somebody.")]


@routes.get("/me", Permission.OWN)
def show_me(asked: Asked) -> Me:
    """Who asks and what they may."""
    who = asked.who
    user = asked.house.people.get(who.id) if who.id else None
    csrf = asked.place.csrf if who.session_id else ""
    held = sorted(str(one) for one in who.permissions)
    return Me(who.id, user.login if user else "", who.name, str(who.role), held, csrf)


@routes.get("/me/permissions", Permission.OWN)
def list_token_permissions(asked: Asked) -> TokenPermissions:
    """Every permission there is, with what it allows; a token may be given those that one has."""
    held = asked.who.permissions
    return TokenPermissions([TokenPermission(one, one.sentence, one in held) for one in Permission])


@routes.patch("/me", Permission.OWN)
def change_me(asked: Asked, *, body: MeBody) -> Me:
    """Change one's own name."""
    user = user_of(asked.house, asked.who)
    changed = asked.house.people.change(user.id, name=clean_name(body.name))
    told = show_me(asked)
    return Me(
        told.id, told.login, changed.name if changed else told.name, told.role, told.permissions,
        told.csrf_token,
    )  # fmt: skip


@routes.put("/me/password", Permission.OWN, status=204)
def change_password(asked: Asked, *, body: PasswordBody) -> WithCookies[None]:
    """Change one's own password. Every other session ends, and this one gets a new secret."""
    house, user = asked.house, user_of(asked.house, asked.who)
    if not asked.who.session_id:
        raise AskForPermission("A token cannot change a password; sign in to do it.")
    check_password(body.new, login=user.login, name=user.name, field="new")
    check_own_password(house, user, body.current, asked.place)
    house.people.set_password(user.id, hashed(body.new), keep_session=asked.who.session_id)
    return WithCookies(None, [enter(house, user, asked.place, "rotate_session").cookie])


@routes.get("/me/sessions", Permission.OWN)
def list_sessions(asked: Asked) -> OwnSessions:
    """Where one is signed in, last used first."""
    settings, now = asked.house.settings, asked.house.clock.now()
    since = now - timedelta(minutes=settings.session_idle_minutes)
    oldest = now - timedelta(days=settings.session_days)
    return OwnSessions(
        [
            OwnSession(
                one.id, one.network, one.agent, one.created_at, one.used_at,
                current=one.id == asked.who.session_id,
            )
            for one in asked.house.sessions.of(asked.who.id, since, oldest)
        ]
    )  # fmt: skip


@routes.delete("/me/sessions", Permission.OWN, status=204)
def end_other_sessions(asked: Asked) -> None:
    """Sign out everywhere but here."""
    asked.house.sessions.end_others(asked.who.id, asked.who.session_id)


@routes.delete("/me/sessions/{session_id}", Permission.OWN, status=204)
def end_one_session(asked: Asked, *, session_id: str) -> None:
    """Sign out one browser."""
    if not asked.house.sessions.end(asked.who.id, session_id):
        raise LookAgain


@routes.get("/me/tokens", Permission.OWN)
def list_tokens(asked: Asked, *, login: Login = "") -> Tokens:
    """One's API tokens, newest first."""
    user = _holder(asked, login)
    return Tokens([_facts(one) for one in asked.house.sessions.tokens(user.id)])


@routes.post("/me/tokens", Permission.OWN, status=201)
def create_token(asked: Asked, *, body: TokenBody) -> NewToken:
    """Make an API token. Its secret is shown once; it may never do more than whoever makes it."""
    user, now = _holder(asked, body.login), asked.house.clock.now()
    secret = new_secret(TOKEN_PREFIX)
    expires = now + timedelta(days=body.days) if body.days is not None else None
    held = _granted(asked, user, body.permissions)
    token = Token(new_id(now), user.id, clean_name(body.name), held, now, expires, None)
    asked.house.sessions.add_token(digest(secret), token)
    return NewToken(token.id, token.name, list(held), expires, secret)


@routes.delete("/me/tokens/{token_id}", Permission.OWN, status=204)
def revoke_token(asked: Asked, *, token_id: str, login: Login = "") -> None:
    """Revoke an API token; its next request is refused, wherever it goes."""
    if not asked.house.sessions.revoke(_holder(asked, login).id, token_id):
        raise LookAgain


def _facts(one: Token) -> TokenFacts:
    return TokenFacts(
        one.id, one.name, list(one.permissions), one.created_at, one.expires_at, one.used_at
    )


def _holder(asked: Asked, login: str) -> User:
    """Whose tokens are meant: one's own; the terminal says whose."""
    if asked.who is not TERMINAL:
        user = user_of(asked.house, asked.who)
        if login and login.casefold() != user.login.casefold():
            raise AskForPermission("Only the terminal can name somebody; leave `login` out.")
        return user
    found = asked.house.people.find(login)
    if found is None:
        raise LookAgain(f"Nobody signs in as {login!r}; tallyloom users list shows who does.")
    return found


def _granted(asked: Asked, user: User, wanted: list[Permission] | None) -> tuple[str, ...]:
    held = allowed(Role(user.role)) & asked.who.permissions
    over = sorted(set(wanted or ()) - held)
    if over:
        raise CorrectRequest(f"You do not have {over[0]} yourself.", field="permissions")
    return tuple(sorted(str(one) for one in (held if wanted is None else set(wanted))))
