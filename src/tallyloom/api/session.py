"""Signing in and out for programs that run in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from tallyloom.api.access import Permission
from tallyloom.api.people import sign_in
from tallyloom.api.problems import CorrectRequest
from tallyloom.api.route import Asked, Body, Routes, WithCookies
from tallyloom.api.signing import no_cookie

routes = Routes("session")


class SignInBody(Body):
    login: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(max_length=1000)]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in; the session is in a cookie that no script can read.

    Each change that the session asks for sends `csrf_token` in the header X-CSRF-Token.
    """

    id: str
    name: str
    role: str
    csrf_token: str


@routes.post("/session", None, troubles=(401,))
def begin_session(asked: Asked, *, body: SignInBody) -> WithCookies[SignedIn]:
    """Sign in. What is wrong is never said, and after a few attempts each next one has to wait."""
    entered = sign_in(asked.house, body.login, body.password, asked.place)
    user = entered.user
    told = SignedIn(user.id, user.name, user.role, entered.csrf)
    return WithCookies(told, [entered.cookie])


@routes.delete("/session", Permission.OWN, status=204)
def end_session(asked: Asked) -> WithCookies[None]:
    """Sign out."""
    if not asked.who.session_id:
        raise CorrectRequest("There is no session: a token is not signed in. Revoke it instead.")
    asked.house.sessions.end(asked.who.id, asked.who.session_id)
    return WithCookies(None, [no_cookie(asked.house)])
