"""A command that fails leaves one line that says why."""

from __future__ import annotations

import os

import pytest

from environment.commands import reason_in, run
from environment.talk import CannotInstall

UNREACHED = """\
WARNING: Retrying after connection broken by 'Refused(<a.b.C at 0x7f>: by 127.0.0.1)': /simple/uv/
ERROR: Could not find a version that satisfies the requirement uv==1.0 (from versions: none)
"""
UNKNOWN = """\
Looking in indexes: somewhere
ERROR: Could not find a version that satisfies the requirement uv==1.0 (from versions: 0.1, 0.2)
ERROR: No matching distribution found for uv==1.0
"""
NESTED = "error: Request failed\n  cause: Connection refused\n"


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (UNREACHED, "Refused(by 127.0.0.1)"),
        (NESTED, "error: Request failed cause: Connection refused"),
        ("a\nno disk\n\n", "no disk"),
    ],
)
def test_the_reason_is_one_line(output: str, reason: str) -> None:
    assert reason_in(output) == reason


def test_a_reason_leaves_out_every_version_there_ever_was() -> None:
    assert "0.1, 0.2" not in reason_in(UNKNOWN)
    assert "No matching distribution" in reason_in(UNKNOWN)


def test_a_command_that_fails_gives_its_reason() -> None:
    with pytest.raises(CannotInstall, match=r"^no disk$"):
        run(["sh", "-c", "echo no disk >&2; exit 3"], os.environ)


def test_a_command_that_says_nothing_gives_its_status() -> None:
    with pytest.raises(CannotInstall, match=r"^status 3$"):
        run(["sh", "-c", "exit 3"], os.environ)


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(CannotInstall, match=r"^/nonexistent: No such file"):
        run(["/nonexistent"], os.environ)
