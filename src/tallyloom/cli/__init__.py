"""The command line: `tallyloom NOUN VERB`, a file for each noun."""

from __future__ import annotations

import os
import sys
import threading


def main() -> None:
    """Run the command of `sys.argv` and leave with its exit code."""
    from tallyloom.cli.application import application
    from tallyloom.cli.stopping import listen

    listen()
    try:
        application()(prog_name="tallyloom")
    except SystemExit as end:
        _end_now(end.code)
        raise


def _end_now(code: int | str | None) -> None:
    """End although a call is still on its way, which Python would wait for.

    The house is closed; whoever takes its runs over finds in the ledger what has been sent.
    """
    at_work = [thread for thread in threading.enumerate() if not thread.daemon]
    if isinstance(code, int) and len(at_work) > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
