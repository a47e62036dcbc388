"""A process that others may work beside is not started with secrets that are absent or guessed."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from typing import Any

import pytest

from tallyloom.connections.keys import ChoosePassword, ShareKey, assure, exposed
from tallyloom.connections.vault import MakeKey, Vault
from tallyloom.settings import Settings

URL = "postgresql://tallyloom:{password}@db.internal/tallyloom"
GOOD = "Hh2sWmmw7pLkQzRr"


def settings(password: str = GOOD, **given: Any) -> Settings:
    return Settings(**{"database_url": URL.format(password=password), **given})


def key(raw: bytes | None = None) -> str:
    return base64.b64encode(raw or secrets.token_bytes(32)).decode()


def test_random_secrets_are_fine() -> None:
    for _ in range(1000):
        assure(settings(secret_key=key()))


def test_the_embedded_database_needs_no_key_of_anybody() -> None:
    assure(Settings(database_url=None))


def test_several_processes_need_a_key_that_is_given_to_all() -> None:
    with pytest.raises(ShareKey, match=r"TALLYLOOM_SECRET_KEY_FILE.*TALLYLOOM_SECRET_KEY"):
        assure(settings())


@pytest.mark.parametrize(
    "raw",
    [
        b"\0" * 32,
        b"changeme" * 4,
        b"correct horse battery staple 12!",
        bytes(range(8)) * 4,
    ],
)
def test_a_key_that_can_be_guessed_is_refused(raw: bytes) -> None:
    with pytest.raises(MakeKey, match="openssl rand"):
        assure(settings(secret_key=key(raw)))


def test_an_old_key_that_can_be_guessed_may_stand_behind_a_new_one() -> None:
    assure(settings(secret_key=f"{key()},{key(bytes(32))}"))


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(MakeKey):
        assure(settings(secret_key="too short"))


@pytest.mark.parametrize("password", ["postgres", "tallyloom", "Password", "changeme", ""])
def test_a_password_that_anybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(ChoosePassword, match="openssl rand"):
        assure(settings(password, secret_key=key()))


def test_a_database_that_asks_for_no_password_is_its_own_affair() -> None:
    assure(Settings(database_url="postgresql:///tallyloom", secret_key=key()))


def test_a_key_that_others_can_read_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    file.write_text(key())
    file.chmod(0o644)
    given = settings(secret_key_file=file)
    assert "chmod 600" in exposed(given)

    file.chmod(0o600)
    assert exposed(given) == ""
    assure(given)


def test_keys_have_names_that_give_nothing_away() -> None:
    one, other = key(), key()
    assert Vault([one]).names == Vault([one]).names
    assert Vault([one, other]).names[::-1] == Vault([other, one]).names
    assert len(set(Vault([one, other]).names)) == 2
    assert not any(name in one for name in Vault([one]).names)
