"""A command that stays hears every signal, even one that comes where Python drops exceptions."""

from __future__ import annotations

import subprocess
import sys

import pytest

DROPPED = """
import os, sys
from tallyloom.cli import stopping

stopping.listen()
sys.unraisablehook = lambda dropped: print(dropped.exc_type.__name__, flush=True)

class Last:
    def __del__(self):
        os.kill(os.getpid(), {signal})

Last()
stopping.until_stopped()
"""

ASKED = """
import os
from tallyloom.cli import stopping

stopping.listen()
stopping.heed()
os.kill(os.getpid(), {signal})
stopping.until_asked()
print("asked", flush=True)
os.kill(os.getpid(), {signal})
print("never")
"""


@pytest.mark.parametrize(
    ("number", "dropped", "code"),
    [(15, "SystemExit", 143), (1, "SystemExit", 129), (2, "KeyboardInterrupt", -2)],
)
def test_a_signal_inside_a_finaliser_stops_the_command(
    number: int, dropped: str, code: int
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", DROPPED.format(signal=number)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.stdout.split() == [dropped]
    assert ran.returncode == code


@pytest.mark.parametrize("number", [15, 1, 2])
def test_a_first_signal_asks_and_a_second_one_ends_on_the_spot(number: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ASKED.format(signal=number)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.stdout.split() == ["asked"]
    assert ran.returncode == -number
