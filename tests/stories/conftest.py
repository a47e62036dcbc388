"""The house and the emulator of a story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tallyloom.store.embedded import Embedded
from tests.database import new_database

pytest.register_assert_rewrite("tests.stories.shop", "tests.stories.installation")

from tests.stories.installation import Installation, Shop  # noqa: E402
from xero_emulator.fixture import Running, running_emulator  # noqa: E402


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """One emulator for all stories of a file."""
    with running_emulator() as running:
        yield running


@pytest.fixture
def emulator(running: Running) -> Running:
    """The emulator with empty books, nobody's consent, no faults and an empty log."""
    running.control.reset()
    return running


@pytest.fixture
def installation(
    database_server: Embedded, emulator: Running, tmp_path: Path
) -> Iterator[Installation]:
    """An installation that nobody has used, connected to every organisation."""
    with new_database(database_server) as url:
        made = Installation(url, tmp_path / "home", emulator)
        made.connect()
        emulator.control.clear_log()
        yield made


@pytest.fixture
def shop(installation: Installation) -> Iterator[Shop]:
    """The same, opened in this process."""
    with installation.opened() as shop:
        yield shop
