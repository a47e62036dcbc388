"""Who may do what: every route that is declared, asked by everybody there can be."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import text
from tests.api.conftest import Door, knocking, opened
from tests.api.people import Person, somebody

import tallyloom.api
from tallyloom.api.access import PUBLIC, ROLES, DeclareAccess, Permission, Role
from tallyloom.api.application import TABLES, application
from tallyloom.api.guard import check_declared
from tallyloom.api.route import Asked, Declared, Routes
from tallyloom.api.signing import digest, new_secret
from tallyloom.store.ids import new_id
from tallyloom.store.sessions import Session, Token

ROUTES = [declared for table in TABLES for declared in table.declared]
REFUSED = (401, 403)


@pytest.fixture
def door(shared_door: Door) -> Door:
    return shared_door


def status(door: Door, declared: Declared, headers: dict[str, str]) -> int:
    """How a route answers that is asked with as little as it takes."""
    path = re.sub(r"\{[a-z_]+(:path)?\}", "nothing", declared.path)
    sent = headers if declared.method == "GET" else {**headers, "Content-Type": "application/json"}
    body = b"" if declared.method in ("GET", "DELETE") else b"{}"
    answer = door.client.request(declared.method, path, content=body, headers=sent)
    return int(answer.status_code)


def asking(role: Role) -> list[Declared]:
    """The routes that this role may use, streams apart: they would not end."""
    return [
        one for one in ROUTES if one.permission in ROLES[role] and one.media != "text/event-stream"
    ]


def test_there_are_routes_for_everything_that_is_declared() -> None:
    asked = {one.permission for one in ROUTES if one.permission}

    assert asked == set(Permission)
    assert len({one.name for one in ROUTES}) == len(ROUTES)


def test_nobody_gets_anything_that_is_not_public(door: Door) -> None:
    leaks = []
    for declared in ROUTES:
        found = status(door, declared, {})
        expected = 303 if declared.page else 401
        if declared.permission is not None and found != expected:
            leaks.append((declared.label, found))

    assert leaks == []


@pytest.mark.parametrize("how", ["session", "token"])
@pytest.mark.parametrize("role", Role)
def test_a_role_gets_what_it_may_and_nothing_else(door: Door, role: Role, how: str) -> None:
    person = somebody(door.house, role)
    wrong = []
    for declared in ROUTES:
        if declared.permission is None or declared in asking(role):
            continue
        if declared.permission in ROLES[role]:
            continue
        headers = person.session() if how == "session" else person.token()
        if (found := status(door, declared, headers)) != 403:
            wrong.append((declared.label, found))
    for declared in asking(role):
        person = somebody(door.house, role)  # the one before may have removed themselves
        headers = person.session() if how == "session" else person.token()
        found = status(door, declared, headers)
        own = declared.name == "change_password" and how == "token"
        if found in REFUSED and not own:
            wrong.append((declared.label, found))

    assert wrong == []


@pytest.mark.parametrize("permission", Permission)
def test_a_token_opens_what_it_names_and_nothing_else(door: Door, permission: Permission) -> None:
    person = somebody(door.house)
    narrow = person.token([permission])
    rest = person.token(set(Permission) - {permission})
    wrong = []
    for declared in ROUTES:
        if declared.permission is None:
            continue
        headers = rest if declared.permission == permission else narrow
        if (found := status(door, declared, headers)) != 403:
            wrong.append((declared.label, found))

    assert wrong == []


def test_a_token_does_never_more_than_its_persons_role(door: Door) -> None:
    person = somebody(door.house)
    token = person.token()
    somebody(door.house)
    door.house.people.change(person.user.id, role="viewer")

    leaks = [
        (declared.label, found)
        for declared in ROUTES
        if declared.permission and declared.permission not in ROLES[Role.VIEWER]
        if (found := status(door, declared, token)) != 403
    ]

    assert leaks == []


def disabled(person: Person) -> list[dict[str, str]]:
    held = [person.session(), person.token()]
    person.house.people.change(person.user.id, disabled_at=person.house.clock.now())
    return held


def removed(person: Person) -> list[dict[str, str]]:
    held = [person.session(), person.token()]
    person.house.people.remove(person.user.id)
    return held


def ended(person: Person) -> list[dict[str, str]]:
    held = person.session()
    person.house.sessions.end_others(person.user.id, "")
    return [held]


def idle(person: Person) -> list[dict[str, str]]:
    return [_aged(person, timedelta(hours=12, seconds=1))]


def old(person: Person) -> list[dict[str, str]]:
    """Used without a pause, for a week and a second."""
    held = _aged(person, timedelta(days=7, seconds=1))
    with person.house.database.begin() as on:
        on.execute(text("UPDATE sessions SET used_at = now()"))
    return [held]


def _aged(person: Person, by: timedelta) -> dict[str, str]:
    secret, then = new_secret(), person.house.clock.now() - by
    row = Session(new_id(then), person.user.id, "", "", then, then)
    person.house.sessions.begin(digest(secret), row)
    return {"Cookie": f"tallyloom_session={secret}"}


def expired(person: Person) -> list[dict[str, str]]:
    secret, now = new_secret("tly_"), person.house.clock.now()
    then = now - timedelta(seconds=1)
    row = Token(new_id(now), person.user.id, "x", tuple(Permission), then, then, None)
    person.house.sessions.add_token(digest(secret), row)
    return [{"Authorization": f"Bearer {secret}"}]


def altered(person: Person) -> list[dict[str, str]]:
    """Near misses: cut, longer, of the other kind, of another scheme."""
    token = person.token()["Authorization"]
    cookie = person.session()["Cookie"]
    return [
        {"Authorization": token[:-1]},
        {"Authorization": token + "A"},
        {"Authorization": token.replace("Bearer", "Basic")},
        {"Authorization": token.replace("tly_", "")},
        {"Authorization": "Bearer " + cookie.partition("=")[2]},
        {"Cookie": cookie[:-1]},
        {"Cookie": "tallyloom_session=" + token.removeprefix("Bearer ")},
    ]


@pytest.mark.parametrize("how", [disabled, removed, ended, idle, old, expired, altered])
def test_what_is_no_longer_good_opens_nothing(
    door: Door, how: Callable[[Person], list[dict[str, str]]]
) -> None:
    somebody(door.house)
    held = how(somebody(door.house))

    leaks = [
        (declared.label, found)
        for number, headers in enumerate(held)
        for declared in ROUTES[number :: max(1, len(held) // 2)]
        if declared.permission
        if (found := status(door, declared, headers)) != (303 if declared.page else 401)
    ]

    assert leaks == []


def test_somebody_elses_sessions_and_tokens_are_not_there(door: Door) -> None:
    mine, theirs = somebody(door.house), somebody(door.house)
    theirs.session()
    theirs.token()
    now = door.house.clock.now()
    long_ago = now - timedelta(days=9)
    [session] = door.house.sessions.of(theirs.user.id, long_ago, long_ago)
    [token] = door.house.sessions.tokens(theirs.user.id)

    for path in (f"/api/v1/me/sessions/{session.id}", f"/api/v1/me/tokens/{token.id}"):
        assert door.client.delete(path, headers=mine.session()).status_code == 404
    listed = door.client.get("/api/v1/me/tokens", headers=mine.session()).json()
    assert listed == {"items": []}
    assert len(door.house.sessions.tokens(theirs.user.id)) == 1
    assert len(door.house.sessions.of(theirs.user.id, long_ago, long_ago)) == 1


def test_a_route_that_declares_nothing_does_not_start(door: Door) -> None:
    app = application(door.house)

    @app.get("/api/v1/forgotten")
    def forgotten() -> str:
        return ""

    with pytest.raises(DeclareAccess, match="GET /api/v1/forgotten"):
        check_declared(app)


def test_a_router_that_is_put_in_whole_does_not_start(door: Door) -> None:
    app, router = application(door.house), APIRouter()
    router.add_api_route("/api/v1/hidden", lambda: "")
    app.include_router(router)

    with pytest.raises(DeclareAccess):
        check_declared(app)


def test_a_declared_route_without_a_permission_must_be_public_by_name(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Routes("nothing")

    @table.get("/unasked", None)
    def unasked(asked: object) -> None:
        """Asks nobody."""

    monkeypatch.setattr("tallyloom.api.application.TABLES", (*TABLES, table))

    with pytest.raises(DeclareAccess, match="GET /api/v1/unasked"):
        application(door.house)


def test_every_table_is_on_offer() -> None:
    tables = set()
    for module in pkgutil.iter_modules(tallyloom.api.__path__, "tallyloom.api."):
        found = getattr(importlib.import_module(module.name), "routes", None)
        if isinstance(found, Routes):
            tables.add(found)

    assert tables == set(TABLES)


def test_every_public_route_has_its_reason_and_is_there(door: Door) -> None:
    there = set()
    for route in application(door.house).router.routes:
        there |= {f"{method} {route.path}" for method in route.methods}  # type: ignore[attr-defined]

    assert set(PUBLIC) <= there
    assert all(PUBLIC.values())


def test_whoever_is_disabled_is_out_of_another_process_at_once(door: Door, tmp_path: Path) -> None:
    """Two applications on one database, as two processes have."""
    somebody(door.house)
    person = somebody(door.house)
    session, token = person.session(), person.token()
    for other in opened({"home": tmp_path, "database_url": door.house.settings.database_url}):
        elsewhere = other.client
        before = [elsewhere.get("/api/v1/me", headers=h).status_code for h in (session, token)]
        [row] = door.house.sessions.tokens(person.user.id)
        door.house.sessions.revoke(person.user.id, row.id)
        revoked = elsewhere.get("/api/v1/me", headers=token).status_code
        door.house.people.change(person.user.id, role="viewer")
        narrowed = elsewhere.get("/api/v1/users", headers=session).status_code
        door.house.people.change(person.user.id, disabled_at=other.clock.now())
        out = elsewhere.get("/api/v1/me", headers=session).status_code

    assert before == [200, 200]
    assert (revoked, narrowed, out) == (401, 403, 401)


def test_who_listens_hears_nothing_more_once_access_is_taken_away(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Routes("listening")
    person = somebody(door.house)

    async def told() -> AsyncIterator[bytes]:
        yield b"first "
        door.clock.wait(2)
        yield b"second "
        door.house.sessions.end_others(person.user.id, "")
        door.clock.wait(2)
        yield b"third"

    @table.get("/listen", Permission.HISTORY_READ, media="text/event-stream")
    def listen(asked: Asked) -> Response:
        """Tells something now and then."""
        return StreamingResponse(told())

    monkeypatch.setattr("tallyloom.api.application.TABLES", (*TABLES, table))
    client = knocking(door.house, application(door.house))

    assert client.get("/api/v1/listen", headers=person.session()).text == "first second "


def test_a_token_makes_nobody_who_may_more_than_it_may_itself(door: Door) -> None:
    """Whoever holds a link for an owner would else be one, whatever the token is kept from."""
    owner = somebody(door.house)
    viewer, member = somebody(door.house, "viewer"), somebody(door.house, "member")
    narrow = [Permission.USERS_EDIT, *ROLES[Role.VIEWER]]
    headers, users = owner.token(narrow), "/api/v1/users"

    def status(method: str, path: str, **body: str) -> int:
        return int(door.client.request(method, path, json=body, headers=headers).status_code)

    assert status("POST", f"{users}/{owner.user.id}/link") == 403
    assert status("POST", f"{users}/{viewer.user.id}/link") == 201
    assert status("POST", users, login="new@example.org", role="owner") == 403
    assert status("POST", users, login="new@example.org", role="viewer") == 201
    assert status("PATCH", f"{users}/{viewer.user.id}", role="member") == 403
    assert status("PATCH", f"{users}/{member.user.id}", role="viewer") == 200
    assert status("PATCH", f"{users}/{owner.user.id}", name="Somebody") == 200
