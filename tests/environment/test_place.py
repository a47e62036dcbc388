"""The environment goes beside the sources, or where its user may write."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from environment.place import Place, cache_home, outside, place_for
from environment.talk import CannotInstall

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user may enter."""
    made = Path(tempfile.mkdtemp()).resolve()
    made.chmod(0o777)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def as_a_user() -> Iterator[None]:
    """Tests may run as root, which may write anywhere: these run as somebody else then."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


def checkout(folder: Path, mode: int) -> Path:
    root = folder / "checkout"
    root.mkdir()
    root.chmod(mode)
    return root


def test_a_checkout_of_ones_own_holds_its_environment(folder: Path) -> None:
    root = checkout(folder, 0o755)
    assert place_for(root, {}) == Place(root / ".venv", None)


def test_a_read_only_checkout_has_everything_in_the_users_cache(
    folder: Path, as_a_user: None
) -> None:
    root = checkout(folder, 0o555)
    cache = outside(root, {"HOME": str(folder)})

    assert place_for(root, {"HOME": str(folder)}) == Place(cache / "venv", cache)
    assert cache.is_relative_to(folder / ".cache" / "tallyloom")


def test_an_environment_that_somebody_else_made_is_left_alone(
    folder: Path, as_a_user: None
) -> None:
    root = checkout(folder, 0o777)
    (root / ".venv").mkdir(mode=0o555)

    place = place_for(root, {"HOME": str(folder)})

    assert place.caches is None
    assert place.venv.is_relative_to(folder / ".cache")


def test_two_checkouts_share_nothing(folder: Path) -> None:
    assert outside(folder / "one", {}) != outside(folder / "two", {})


def test_the_cache_that_is_asked_for_counts(folder: Path) -> None:
    env = {"XDG_CACHE_HOME": str(folder / "a b"), "HOME": "/"}
    assert cache_home(env) == folder / "a b"


def test_a_relative_cache_folder_is_no_cache_folder(folder: Path) -> None:
    env = {"XDG_CACHE_HOME": "cache", "HOME": str(folder)}
    assert cache_home(env) == folder / ".cache"


@pytest.mark.parametrize("home", ["", "/nonexistent/home", None])
def test_without_a_home_the_cache_is_a_private_temporary_folder(
    home: str | None, folder: Path, as_a_user: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr("environment.place.account_home", lambda: "/nonexistent")

    cache = cache_home({} if home is None else {"HOME": home})

    assert cache.parent == folder
    assert cache.stat().st_mode & 0o777 == 0o700


def test_a_temporary_folder_that_others_can_read_is_refused(
    folder: Path, as_a_user: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr("environment.place.account_home", lambda: "/nonexistent")
    cache_home({}).chmod(0o755)

    with pytest.raises(CannotInstall, match="set XDG_CACHE_HOME to a folder of yours"):
        cache_home({})
