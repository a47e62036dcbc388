"""A desk for every test, and one emulator for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.desk import Desk

from tallyloom.store.database import Database
from xero_emulator.fixture import Running, running_emulator


@pytest.fixture(scope="module")
def shared_emulator() -> Iterator[Running]:
    with running_emulator(seed="empty") as running:
        yield running


@pytest.fixture
def emulator(shared_emulator: Running) -> Running:
    """Fresh books and nobody connected."""
    shared_emulator.control.reset()
    shared_emulator.control.clear_faults()
    return shared_emulator


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all commands of all tests keep what Python has compiled."""
    return tmp_path_factory.getbasetemp() / "compiled"


@pytest.fixture
def desk(tmp_path: Path, caches: Path, emulator: Running, database: Database) -> Desk:
    """An installation with nothing in it."""
    return Desk(tmp_path / "home", emulator, caches, database)


@pytest.fixture
def connected(desk: Desk) -> Desk:
    """The same with the connection `xero`, which reaches the demo organisations."""
    desk.connect()
    return desk
