"""`tallyloom …` in a process of its own, to be killed at the worst of moments.

The process is forked from one that has loaded the program and done nothing with it: the command
runs exactly as it would from a shell, but begins at once rather than after seconds of loading.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

LOADED = ("tallyloom.cli.application", "tallyloom.house", "tallyloom.engine.dispatch")
LONGEST = 60.0  # seconds, after which a command that should have ended never will

_numbers = itertools.count()  # two that begin at once must not write into one file
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(list(LOADED))


class Command:
    """A command that has begun. `kill` ends it as `kill -9` does; `end` waits for its end."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path):
        self._out = folder / f"{'-'.join(arguments[:2])}.{next(_numbers)}"
        self._process = _forks.Process(
            target=_run, args=(list(arguments), dict(environment), str(self._out))
        )
        self._process.start()

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        assert self.end() == -signal.SIGKILL

    def stop(self) -> None:
        """Ask it to stop, as a service manager does."""
        self.signal(signal.SIGTERM)

    def signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill_after(self, seconds: float) -> bool:
        """Kill it when so much time has passed; False if it had ended by then."""
        self._process.join(seconds)
        self._process.kill()
        return self.end() == -signal.SIGKILL

    def end(self) -> int:
        """Its exit code; the negative number of the signal that killed it."""
        self._process.join(LONGEST)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            raise AssertionError(f"it did not end:\n{self.told}")
        return code

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it runs no more."""
        return self._process.exitcode is not None

    @property
    def told(self) -> str:
        """What it said on stdout and stderr so far."""
        return "".join(path.read_text("utf-8") for path in (self._out, self._talk) if path.exists())

    @property
    def json(self) -> list[dict[str, Any]]:
        """What it said on stdout with --json, line by line, with Decimals."""
        said = self._out.read_bytes() if self._out.exists() else b""
        whole = said[: said.rfind(b"\n") + 1]
        return [_DECODER.decode(line) for line in whole.splitlines()]

    @property
    def _talk(self) -> Path:
        return self._out.with_name(f"{self._out.name}.err")


def _run(arguments: list[str], environment: Mapping[str, str], out: str) -> None:
    os.environ.update(environment)
    for number, path in ((1, out), (2, f"{out}.err")):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["tallyloom", *arguments]
    from tallyloom.cli import main

    main()
