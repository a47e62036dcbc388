"""The emulated Xero of the demo: a process of its own, ended with the command that began it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

MODULE = "xero_emulator"
NUMBER = "emulator"
STOP_SECONDS = 10.0


class StartEmulator(Exception):
    """The emulator did not start."""


@contextlib.contextmanager
def emulator(folder: Path) -> Iterator[str]:
    """Its address; it has invented books, and asks for consent on a page as Xero does.

    Its number is kept in `folder`, so that `forget` finds it should this process be killed.
    """
    command = [sys.executable, "-m", MODULE, "--port", "0", "--seed", "demo"]
    # A session of its own: Ctrl-C reaches us alone, and we end it after its last call.
    process = subprocess.Popen(  # noqa: S603 - our own program, no shell
        command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        (folder / NUMBER).write_text(str(process.pid))
        yield _address(process)
    finally:
        _stop(process)


def forget(folder: Path) -> None:
    """End the emulator of a demo that was killed."""
    with contextlib.suppress(FileNotFoundError, ValueError, psutil.Error):
        left = psutil.Process(int((folder / NUMBER).read_text()))
        if MODULE in left.cmdline():
            left.terminate()
            left.wait(STOP_SECONDS)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    words = [word for word in line.split() if word.startswith("http://")]
    if not words:
        raise StartEmulator("The emulator did not start; what it said is above.")
    return words[0]


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
