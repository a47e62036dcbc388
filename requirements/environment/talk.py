"""What the installer says: one line for what it does, one for what failed."""

from __future__ import annotations

import sys


class CannotInstall(Exception):
    """Nothing could be installed; the text says why and what to do."""


class NotThere(CannotInstall):
    """A way that this machine does not have: the next one is tried without a word."""


def say(line: str) -> None:
    print(f"dev: {line}", file=sys.stderr, flush=True)
