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
