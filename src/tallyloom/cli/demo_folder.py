"""The demo's data folder: beside the real data, fresh at the start and gone at the end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tallyloom.cli.emulator import forget
from tallyloom.settings import load
from tallyloom.store.embedded import Embedded
from tallyloom.store.trouble import StopOtherServer, StoreTrouble, naming


class DemoRuns(StopOtherServer):
    """The demo is running already; stop it there, or set TALLYLOOM_HOME to another folder."""


@contextlib.contextmanager
def demo_folder() -> Iterator[Path]:
    """An empty folder named demo in the data folder. Raises DemoRuns and what `naming` names."""
    home = load().home
    folder = home / "demo"
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    with naming(home):
        for place in reversed(made):
            place.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(lock, folder)
        _forget(folder)
        try:
            yield folder
        finally:
            _clear(folder)
    finally:
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DemoRuns(
            f"The demo is running already in {folder}; stop it there, or set TALLYLOOM_HOME to "
            "another folder."
        ) from None


def _forget(folder: Path) -> None:
    """What a demo that was killed has left: its emulator, its database server, its files."""
    forget(folder)
    if (folder / "postgres").exists():
        with contextlib.suppress(StoreTrouble):
            Embedded(folder).close()
    _clear(folder)


def _clear(folder: Path) -> None:
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        elif left.name != "lock":
            left.unlink(missing_ok=True)
