"""Passwords, tokens, links and sessions are in no row, no log and no answer but their first."""

from __future__ import annotations

import base64
import json
import logging
import re
from typing import Any

import structlog
from sqlalchemy import text
from tests.api.conftest import Door
from tests.api.people import somebody

from tallyloom.api.people import first_link, password_link
from tallyloom.store.database import Database

PASSWORD = "canary-password-1f8e on a ladder"
OTHER = "canary-password-77aa on a ladder"
LOGIN = "anna@example.org"


def rows(database: Database) -> str:
    """Every row of every table as one text."""
    with database.connect() as on:
        tables = on.scalars(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema='tallyloom'")
        ).all()
        return "\n".join(
            str(on.scalar(text(f"SELECT json_agg(t)::text FROM {name} t")))  # noqa: S608
            for name in tables
        )


def forms(secret: str) -> list[str]:
    raw = secret.encode()
    return [secret, raw.hex(), base64.b64encode(raw).decode().rstrip("="), json.dumps(secret)[1:-1]]


def test_no_secret_is_written_down_or_told_twice(door: Door, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as events:
        secrets, answers = walk(door)
    logged = [str(event) for event in events]
    # The browser of the test keeps a log too, which is not ours.
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    logged += [record.getMessage() for record in ours]
    kept = rows(door.house.database)
    told = [answer.text for answer in answers]

    assert len(secrets) >= 8
    for secret in secrets:
        for form in forms(secret):
            assert form not in kept
            assert not [line for line in logged if form in line]
    for secret in (PASSWORD, OTHER, "canary-wrong"):
        assert not [answer for answer in told if secret in answer]


def walk(door: Door) -> tuple[list[str], list[Any]]:
    """A person's whole life; gives every secret that there was, and every answer."""
    client, answers = door.client, []
    first = first_link(door.house).url.partition("code=")[2]
    body = {"code": first, "name": "Anna", "login": LOGIN, "password": PASSWORD}
    answers.append(client.post("/api/v1/first-start", json={**body, "password": "canary-wrong"}))
    answers.append(client.post("/api/v1/first-start", json=body))
    session = client.cookies["tallyloom_session"]
    csrf = {"X-CSRF-Token": client.get("/api/v1/me").json()["csrf_token"]}
    wrong = {"login": LOGIN, "password": "canary-wrong"}
    answers.append(door.browser().post("/api/v1/session", json=wrong))
    answers.append(door.browser().post("/api/v1/session", json={**wrong, "odd": "canary-wrong"}))
    mixed = {"login": "canary-wrong", "password": LOGIN}  # a password where the name should be
    answers.append(door.browser().post("/api/v1/session", json=mixed))
    made = client.post(
        "/api/v1/me/tokens", json={"name": "n"}, headers={**csrf, "Idempotency-Key": "k"}
    )
    change = {"current": PASSWORD, "new": OTHER}
    answers.append(client.put("/api/v1/me/password", json=change, headers=csrf))
    later = client.cookies["tallyloom_session"]
    csrf = {"X-CSRF-Token": client.get("/api/v1/me").json()["csrf_token"]}
    invited = client.post(
        "/api/v1/users",
        json={"login": "b@example.org"},
        headers={**csrf, "Idempotency-Key": "k2"},
    )
    link = re.search(r"code=([\w-]+)", invited.text)
    reset = password_link(door.house, somebody(door.house).user).url.partition("code=")[2]
    answers.append(client.get(f"/link?code={reset}x"))
    answers += [client.get("/api/v1/audit"), client.get("/api/v1/me/tokens"), client.get("/login")]
    assert made.status_code == 201
    assert link
    secrets = [PASSWORD, OTHER, "canary-wrong", first, session, later, made.json()["secret"]]
    return [*secrets, link[1], reset], answers


def test_the_audit_tells_who_did_what_and_cannot_be_changed(door: Door) -> None:
    owner = somebody(door.house)
    headers = owner.session()
    door.client.post("/api/v1/users", json={"login": "b@example.org"}, headers=headers)
    door.client.delete("/api/v1/users/nobody", headers=headers)

    listed = door.client.get("/api/v1/audit", headers=headers).json()["items"]

    assert [(one["operation"], one["status"]) for one in listed] == [
        ("remove_user", 404),
        ("invite_user", 201),
    ]
    assert listed[0]["subject"] == {"user_id": "nobody"}
    assert listed[0]["who"] == f"user:{owner.user.id}"
    for statement in ("UPDATE audit SET name = ''", "DELETE FROM audit", "TRUNCATE audit"):
        try:
            with door.house.database.begin() as on:
                on.execute(text(statement))
        except Exception as error:
            assert "only ever added to" in str(error)
        else:
            raise AssertionError(statement)
