"""How a command is stopped from outside: every signal is heard, wherever it arrives."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType
from typing import NoReturn

STOPPED = 128  # and the number of the signal, as shells count
LOOK = 0.5  # seconds
SOON = 0.05
STOPS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

_heard: list[int] = []


def listen() -> None:
    """Let SIGTERM, SIGHUP and Ctrl-C end the command as if it had ended by itself."""
    for stop in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, _leave)
    # Whoever started us may have had it ignored, as for work in the background.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def until_stopped() -> NoReturn:
    """Wait until a signal ends this command.

    It looks again and again: Python drops an exception that a handler raises inside a finaliser,
    and a signal that comes just before a lock is waited for does not end the waiting.
    """
    while not _heard:
        time.sleep(LOOK)
    _end(_heard[0])


def heed() -> None:
    """From now on a signal asks this command to stop in good order, and is answered by
    `until_asked`; a second one ends the process on the spot.
    """
    for stop in STOPS:
        if signal.getsignal(stop) is not signal.SIG_IGN:
            signal.signal(stop, _note)


def until_asked() -> None:
    """Wait until a signal asks this command to stop; `heed` comes before whatever is to be ended
    in good order.
    """
    while not _heard:
        time.sleep(SOON)


def _note(signum: int, _frame: FrameType | None) -> None:
    _heard.append(signum)
    for stop in STOPS:
        if signal.getsignal(stop) is _note:
            signal.signal(stop, signal.SIG_DFL)


def _leave(signum: int, _frame: FrameType | None) -> None:
    _heard.append(signum)
    _end(signum)


def _end(signum: int) -> NoReturn:
    if signum == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(STOPPED + signum)
