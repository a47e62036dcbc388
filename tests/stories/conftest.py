"""The house and the emulator of a story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from tests.database import new_database
from tests.stories.installation import Installation, Shop

from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running, running_emulator

Make = Callable[[], AbstractContextManager[Installation]]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """One emulator for all stories of a file."""
    with running_emulator(seed="empty") as running:
        yield running


@pytest.fixture
def emulator(running: Running) -> Running:
    """The emulator with empty books, nobody's consent, no faults and an empty log."""
    running.control.reset()
    return running


@pytest.fixture(scope="session")
def launched_once(
    database_server: Embedded, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a database on which an engine has been launched: the first time takes longer."""
    home = tmp_path_factory.mktemp("launched") / "home"
    with new_database(database_server) as url, running_emulator(seed="empty") as emulator:
        with Installation(url, home, emulator).opened() as shop:
            shop.house.engine.launch()
        assert url.database is not None
        yield url.database


@pytest.fixture
def make_installation(
    database_server: Embedded, launched_once: str, emulator: Running, tmp_path: Path
) -> Make:
    """Makes installations that nobody has used, with a consent to every organisation."""

    @contextmanager
    def make() -> Iterator[Installation]:
        with new_database(database_server, launched_once) as url:
            made = Installation(url, tmp_path / "home", emulator)
            made.connect()
            yield made

    return make


@pytest.fixture
def installation(make_installation: Make, emulator: Running) -> Iterator[Installation]:
    """One of them; the emulator's log is empty."""
    with make_installation() as made:
        emulator.control.clear_log()
        yield made


@pytest.fixture
def shop(installation: Installation) -> Iterator[Shop]:
    """The same, opened in this process."""
    with installation.opened() as shop:
        yield shop
