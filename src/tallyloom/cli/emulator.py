"""The emulated Xero of the demo: a process of its own, ended with the command that began it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator

STOP_SECONDS = 10.0


class StartEmulator(Exception):
    """The emulator did not start."""


@contextlib.contextmanager
def emulator(port: int = 0) -> Iterator[str]:
    """Its address; it has invented books and asks nobody for consent."""
    command = [sys.executable, "-m", "xero_emulator", "--port", str(port)]
    command += ["--auto-consent", "--seed", "demo"]
    # A session of its own: Ctrl-C reaches us alone, and we end it after its last call.
    process = subprocess.Popen(  # noqa: S603 - our own program, no shell
        command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        yield _address(process)
    finally:
        _stop(process)


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
