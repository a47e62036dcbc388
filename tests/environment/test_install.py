"""What is installed once is not installed again, until the locks change."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from environment.install import LOCKS, fingerprint, fits, lock, ready, stamp
from environment.sources import Sources
from environment.talk import CannotInstall
from environment.uv import Search, find_uv


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    for name in LOCKS:
        lock(tmp_path, name).write_text("")
    lock(tmp_path, "installer").write_text(f"uv==9.9.9 --hash=sha256:{'0' * 64}\n")
    (tmp_path / "pyproject.toml").write_text("[project]")
    return tmp_path


@pytest.fixture
def installed(checkout: Path) -> Path:
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    stamp(checkout / ".venv").write_text(fingerprint(checkout))
    return checkout


def test_a_second_start_installs_nothing(installed: Path) -> None:
    nothing_to_install_with = {"PATH": "", "PIP_NO_INDEX": "1"}
    assert ready(installed, nothing_to_install_with).venv == installed / ".venv"


@pytest.mark.parametrize(
    "file", ["pyproject.toml", "requirements/dev.txt", "requirements/build.txt"]
)
def test_a_change_of_what_is_wanted_installs_again(installed: Path, file: str) -> None:
    assert fits(installed, installed / ".venv")
    (installed / file).write_text("changed")
    assert not fits(installed, installed / ".venv")


def test_an_environment_whose_python_went_away_is_made_again(installed: Path) -> None:
    (installed / ".venv/bin/python").unlink()
    (installed / ".venv/bin/python").symlink_to("/nonexistent/python")
    assert not fits(installed, installed / ".venv")


def test_a_moved_checkout_installs_again(installed: Path) -> None:
    moved = installed.with_name("moved")
    installed.rename(moved)
    assert not fits(moved, moved / ".venv")


def search(checkout: Path, path: Path) -> Search:
    nowhere = Sources(no_index=True)
    env = {"PATH": str(path), "PIP_NO_INDEX": "1"}
    return Search(lock(checkout, "installer"), checkout / "uv", nowhere, env)


def offer_uv(folder: Path, version: str) -> Path:
    program = folder / "uv"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho 'uv {version}'\n")
    program.chmod(0o755)
    return program


def test_the_uv_of_the_machine_is_taken(checkout: Path) -> None:
    program = offer_uv(checkout / "programs", "0.8.1 (abc)")
    assert find_uv(search(checkout, program.parent)) == program


def test_every_way_that_failed_has_its_line(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = offer_uv(checkout / "programs", "0.4.30")

    with pytest.raises(CannotInstall):
        find_uv(search(checkout, program.parent))

    said = capsys.readouterr().err
    assert f"dev: uv on PATH: {program} is older than 0.5: run uv self update\n" in said
    assert "dev: uv by venv and pip: " in said
    assert "dev: uv by pip --target: " in said
    assert "dev: uv's wheel from the index: " in said
