"""What the token address answers, and what an app says where that leaves something open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.connections.conftest import BOOKS, KEY

from tallyloom.connections.grants import GrantEnded, Grants
from tallyloom.connections.trouble import CheckRegistration
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Incoming
from tallyloom.kit import Broken, OAuth2, RetryLater, Trouble
from tallyloom.store.registrations import Registration

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BY = Registration("1", "web", "books", "web", None, "granular", {}, NOW)


class OneAnswer:
    """A door behind which everything is answered alike, and a clock that stands still."""

    def __init__(self, status: int, body: bytes) -> None:
        self.answer = Incoming(status, {}, body, "https://identity.xero.com", 0, len(body), 0.0)

    def send(self, _outgoing: Any) -> Incoming:
        return self.answer

    def now(self) -> datetime:
        return NOW


def renewed(status: int, body: bytes, **more: Any) -> Any:
    door: Any = OneAnswer(status, body)
    assert isinstance(BOOKS.connection, OAuth2)
    grants = Grants(door, Vault([KEY]), door)
    return grants.by_refresh(replace(BOOKS.connection, **more), BY, Secret("old"), ["a"])


def test_a_token_lives_as_long_as_its_answer_says() -> None:
    found = renewed(200, b'{"access_token": "t", "expires_in": 60}', lasts=timedelta(hours=1))
    assert found.expires_at == NOW + timedelta(seconds=60)


def test_a_token_of_an_answer_that_does_not_say_lives_as_long_as_the_app_says() -> None:
    found = renewed(200, b'{"access_token": "t"}', lasts=timedelta(hours=1))
    assert found.expires_at == NOW + timedelta(hours=1)
    assert (found.scopes, found.refresh, found.previous) == (("a",), Secret("old"), Secret("old"))


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (400, b'{"error": "invalid_grant"}', GrantEnded),
        (400, b'{"error": "invalid_client"}', CheckRegistration),
        (400, b'{"error": 1}', CheckRegistration),
        (400, b"[]", Broken),
        (400, b'"\xff"', Broken),
        (429, b"", RetryLater),
        (503, b"<html>", RetryLater),
        (200, b"<html>", Broken),
        (200, b'{"access_token": 1}', Broken),
        (200, b'{"access_token": "\xff"}', Broken),
    ],
)
def test_each_answer_means_its_trouble(status: int, body: bytes, trouble: type[Trouble]) -> None:
    with pytest.raises(trouble):
        renewed(status, body)


def test_a_permission_that_is_not_known_is_told_with_what_the_app_knows_of_names() -> None:
    with pytest.raises(CheckRegistration, match="Old ones are called otherwise"):
        renewed(400, b'{"error": "invalid_scope"}', about_scopes="Old ones are called otherwise.")
