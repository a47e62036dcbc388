"""The suite itself: a test that hangs is told of and ends, whatever else there is to run."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parent.parent
HANGS = """
import threading

import pytest


@pytest.mark.parametrize("number", range(6))
def test_quick(number):
    pass


def test_that_waits_for_ever():
    threading.Event().wait()
"""


def options() -> dict[str, Any]:
    found = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    return dict(found["tool"]["pytest"]["ini_options"])


def test_one_that_hangs_says_where_and_fails_the_run(tmp_path: Path) -> None:
    file = tmp_path / "test_hangs.py"
    file.write_text(HANGS)
    ours = [f"--config-file={CHECKOUT / 'pyproject.toml'}", f"--rootdir={tmp_path}"]
    quick = ["-o", "faulthandler_timeout=5", "-p", "no:cacheprovider", "-n", "2"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *ours, *quick, str(file)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Timeout" in ran.stderr
    assert "in test_that_waits_for_ever" in ran.stderr
    # The others are run all the same, and the summary names it.
    assert "1 failed, 6 passed" in ran.stdout
    assert "test_that_waits_for_ever" in ran.stdout


def test_nothing_may_take_longer_than_ten_minutes() -> None:
    assert options()["faulthandler_timeout"] == 600
    assert options()["faulthandler_exit_on_timeout"] is True
