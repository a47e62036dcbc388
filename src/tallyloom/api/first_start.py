"""The first start: whoever sees the terminal becomes the first owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from tallyloom.api.people import first_owner
from tallyloom.api.route import Asked, Body, Routes, WithCookies
from tallyloom.api.session import SignedIn

routes = Routes("first start")


@dataclass(frozen=True, slots=True)
class FirstStart:
    """Whether somebody has yet to open the one-time link that the terminal printed."""

    needed: bool


class FirstOwnerBody(Body):
    """`code` is that of the link."""

    code: Annotated[str, Field(max_length=200)]
    name: Annotated[str, Field(max_length=200)]
    login: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(max_length=1000)]


@routes.get("/first-start", None)
def show_first_start(asked: Asked) -> FirstStart:
    """Whether there is an owner yet."""
    return FirstStart(needed=not asked.house.people.any())


@routes.post("/first-start", None, status=201)
def make_first_owner(asked: Asked, *, body: FirstOwnerBody) -> WithCookies[SignedIn]:
    """Become the first owner, by the one-time link that the terminal printed, and be signed in."""
    entered = first_owner(
        asked.house,
        body.code,
        login=body.login,
        name=body.name,
        password=body.password,
        place=asked.place,
    )
    user = entered.user
    told = SignedIn(user.id, user.name, user.role, entered.csrf)
    return WithCookies(told, [entered.cookie])
