"""The people of an installation, as an owner keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from tallyloom.api.access import ROLES, Permission, Role
from tallyloom.api.people import clean_login, clean_name, password_link
from tallyloom.api.problems import AskForPermission, LookAgain
from tallyloom.api.route import Asked, Body, Routes
from tallyloom.store.ids import new_id
from tallyloom.store.people import User

routes = Routes("users")


@dataclass(frozen=True, slots=True)
class UserFacts:
    """Somebody. `state` is active, invited (no password yet) or disabled."""

    id: str
    login: str
    name: str
    role: str
    state: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Users:
    """`next` goes on after the last one; null at the end."""

    items: list[UserFacts]
    next: str | None


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A one-time link, shown this once; whoever opens it chooses the password."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody new, and the link to send them."""

    user: UserFacts
    link: LinkFacts


class InvitationBody(Body):
    login: Annotated[str, Field(max_length=254)]
    name: Annotated[str, Field(max_length=200)] = ""
    role: Role = Role.MEMBER


class UserBody(Body):
    """What is left out stays as it is."""

    name: Annotated[str | None, Field(max_length=200)] = None
    role: Role | None = None
    disabled: bool | None = None


@routes.get("/users", Permission.USERS_EDIT)
def list_users(
    asked: Asked,
    *,
    login: Annotated[str, Query(max_length=254, description="Only who signs in as this.")] = "",
    after: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Users:
    """Everybody who may sign in, in the order of their coming."""
    people = asked.house.people
    if login:
        one = people.find(login)
        return Users([_facts(one)] if one else [], None)
    found = people.list(after=after, limit=limit + 1)
    more = found[limit - 1].id if len(found) > limit else None
    return Users([_facts(user) for user in found[:limit]], more)


@routes.post("/users", Permission.USERS_EDIT, status=201)
def invite_user(asked: Asked, *, body: InvitationBody) -> Invited:
    """Invite somebody. Send them the link yourself: it is shown once and lasts seven days."""
    house, now = asked.house, asked.house.clock.now()
    _may_make(asked, body.role)
    login = clean_login(body.login)
    name = clean_name(body.name or login.partition("@")[0])
    user = house.people.add(User(new_id(now), login, name, body.role, None, None, now))
    link = password_link(house, user, invited=True)
    return Invited(_facts(user), LinkFacts(link.url, link.expires_at))


@routes.get("/users/{user_id}", Permission.USERS_EDIT)
def show_user(asked: Asked, *, user_id: str) -> UserFacts:
    """One person."""
    return _facts(_user(asked, user_id))


@routes.patch("/users/{user_id}", Permission.USERS_EDIT)
def change_user(asked: Asked, *, user_id: str, body: UserBody) -> UserFacts:
    """Change somebody's name or role, disable them or let them in again.

    It counts from their next request on, in every process. The last owner stays one.
    """
    name = clean_name(body.name) if body.name is not None else None
    if body.role is not None:
        _may_make(asked, body.role)
    changed = asked.house.people.change(
        user_id,
        role=body.role,
        name=name,
        disabled_at=asked.house.clock.now() if body.disabled else None,
        enable=body.disabled is False,
    )
    if changed is None:
        raise LookAgain
    return _facts(changed)


@routes.delete("/users/{user_id}", Permission.USERS_EDIT, status=204)
def remove_user(asked: Asked, *, user_id: str) -> None:
    """Remove somebody with their sessions and tokens. The last owner cannot be removed."""
    if not asked.house.people.remove(user_id):
        raise LookAgain


@routes.post("/users/{user_id}/link", Permission.USERS_EDIT, status=201)
def make_link(asked: Asked, *, user_id: str) -> LinkFacts:
    """A one-time link by which somebody chooses a new password; the one before it ends."""
    user = _user(asked, user_id)
    _may_make(asked, Role(user.role))
    made = password_link(asked.house, user, invited=user.password is None)
    return LinkFacts(made.url, made.expires_at)


def _may_make(asked: Asked, role: Role) -> None:
    """Whoever holds a link is that person: by one a token would reach what it is kept from.

    Raises AskForPermission.
    """
    lacking = sorted(ROLES[role] - asked.who.permissions)
    if lacking:
        raise AskForPermission(
            f"Somebody who is {role} has the permission {lacking[0]}, which this token has not; "
            "sign in, or use a token that has it."
        )


def _user(asked: Asked, user_id: str) -> User:
    user = asked.house.people.get(user_id)
    if user is None:
        raise LookAgain
    return user


def _facts(user: User) -> UserFacts:
    state = "disabled" if user.disabled_at else "active" if user.password else "invited"
    return UserFacts(user.id, user.login, user.name, user.role, state, user.created_at)
