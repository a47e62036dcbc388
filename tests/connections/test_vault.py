"""Secrets are sealed for their place, open with any of the keys, and never print."""

from __future__ import annotations

import logging
import pickle
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.connections.trouble import RestoreKey
from tallyloom.connections.vault import MakeKey, Secret, Vault
from tallyloom.settings import load

OLD = "a2V5IG9mIHRoZSB0ZXN0cywgdGhpcnR5LXR3byBieXQ="
NEW = "bmV3IGtleSBvZiB0ZXN0cywgdGhpcnR5LXR3byBieXQ="


@given(st.text())
def test_what_is_sealed_opens_and_is_not_to_be_seen(text: str) -> None:
    sealed = Vault([OLD]).seal(Secret(text), "a/b")
    assert Vault([NEW, OLD]).open(sealed, "a/b").reveal() == text
    assert len(text) < 4 or text not in sealed


def test_a_value_that_was_moved_does_not_open() -> None:
    vault = Vault([OLD])
    with pytest.raises(RestoreKey, match="moved"):
        vault.open(vault.seal(Secret("x"), "connections/1/tokens"), "connections/2/tokens")


def test_without_its_key_a_value_does_not_open_and_the_remedy_is_told() -> None:
    sealed = Vault([OLD]).seal(Secret("x"), "a")
    with pytest.raises(RestoreKey, match=r"secret\.key.*TALLYLOOM_SECRET_KEY.*connect again"):
        Vault([NEW]).open(sealed, "a")


def test_rotation_leaves_the_old_key_unneeded() -> None:
    sealed = Vault([OLD]).seal(Secret("x"), "a")
    assert Vault([NEW]).open(Vault([NEW, OLD]).reseal(sealed), "a") == Secret("x")


@pytest.mark.parametrize("key", ["", "short", "x" * 44, "not base64 at all!", OLD[:-4]])
def test_a_key_that_is_none_is_refused_with_the_way_to_make_one(key: str) -> None:
    with pytest.raises(MakeKey, match="openssl rand -base64 32"):
        Vault([key])


def test_a_secret_never_prints(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("canary-7")
    logging.getLogger().warning("%s %r %s", secret, secret, [secret])
    shown = f"{secret} {secret!r} {secret:>20} {[secret]} {caplog.text}"
    assert "canary" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_an_installation_makes_its_own_key_and_keeps_it_private(tmp_path: Path) -> None:
    settings = load({"home": tmp_path / "home"})
    sealed = Vault.of(settings).seal(Secret("x"), "a")
    file = tmp_path / "home" / "keys" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]
    assert Vault.of(settings).open(sealed, "a") == Secret("x")


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    settings = load({"home": tmp_path})
    sealed: list[str] = []
    threads = [
        threading.Thread(target=lambda: sealed.append(Vault.of(settings).seal(Secret("x"), "a")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {Vault.of(settings).open(each, "a").reveal() for each in sealed} == {"x"}


def test_keys_come_from_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{NEW}\n{OLD}\n")
    sealed = Vault([OLD]).seal(Secret("x"), "a")
    for given_ in ({"secret_key": f"{NEW},{OLD}"}, {"secret_key_file": file}):
        settings = load({"home": tmp_path / "home", **given_})
        assert Vault.of(settings).open(sealed, "a") == Secret("x")
    assert not (tmp_path / "home").exists()


def test_a_key_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(MakeKey, match=r"nowhere \(TALLYLOOM_SECRET_KEY_FILE\)"):
        Vault.of(load({"home": tmp_path, "secret_key_file": tmp_path / "nowhere"}))
