"""The named moments at which a crash must lose nothing and repeat nothing.

The fault harness names one in `TALLYLOOM_CRASH` ("answered:3": the third time that moment is
reached), and the process kills itself there as `kill -9` would. Nothing else is changed by it.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

POINTS = (
    "before-intent", "after-intent", "answered", "recorded",
    "delivered", "taking", "taken",
    "slot", "decided",
)  # fmt: skip

_reached: Counter[str] = Counter()


def point(name: str) -> None:
    """Die here if the harness asks for it."""
    wanted = os.environ.get("TALLYLOOM_CRASH")
    if not wanted:
        return
    _reached[name] += 1
    moment, _, time = wanted.partition(":")
    if moment == name and _reached[name] == int(time or 1):
        os.kill(os.getpid(), signal.SIGKILL)
