"""The command line: `tallyloom NOUN VERB`, a file for each noun."""

from __future__ import annotations

import signal
import sys
from types import FrameType

STOPPED = 143  # 128 + SIGTERM


def main() -> None:
    """Run the command of `sys.argv` and leave with its exit code."""
    from tallyloom.cli.application import application

    for stop in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, _leave)
    application()(prog_name="tallyloom")


def _leave(_signum: int, _frame: FrameType | None) -> None:
    """As if the command had ended by itself, so that everything it opened is closed."""
    sys.exit(STOPPED)
