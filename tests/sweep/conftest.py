"""One house, one emulator and the recorder between them, for all cases of a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.database import new_database
from tests.stories.installation import Installation
from tests.sweep.books import Books
from tests.sweep.case import Case
from tests.sweep.desk import Desk
from tests.sweep.recorder import Recorder, recording

from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running, running_emulator


@pytest.fixture(scope="session")
def sweep_emulator() -> Iterator[Running]:
    with running_emulator(seed="empty") as running:
        yield running


@pytest.fixture(scope="session")
def recorder(sweep_emulator: Running, xero_base: str) -> Iterator[Recorder]:
    with recording(xero_base or sweep_emulator.url, sweep_emulator.url) as recorder:
        yield recorder


# Closed before a test of another file comes between: its engine is the only one of the process.
@pytest.fixture(scope="module")
def whole_desk(
    database_server: Embedded,
    sweep_emulator: Running,
    recorder: Recorder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("sweep") / "home"
    with new_database(database_server) as url:
        installation = Installation(url, home, sweep_emulator, recorder.url)
        with installation.opened() as shop:
            yield Desk(shop, sweep_emulator, recorder)


@pytest.fixture
def desk(whole_desk: Desk) -> Desk:
    """The desk, with nothing sent yet and no trouble ahead."""
    whole_desk.recorder.sent.clear()
    whole_desk.recorder.troubles.clear()
    return whole_desk


@pytest.fixture
def books(desk: Desk, case: Case) -> Iterator[Books]:
    """The books of the case's organisation, as another program sees them."""
    books = desk.books(case.country)
    yield books
    books.close()


@pytest.fixture(scope="session")
def record(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what was sent is written down, a JSON object a line."""
    named = request.config.getoption("--xero-record")
    return Path(named) if named else tmp_path_factory.getbasetemp() / "sent.jsonl"
