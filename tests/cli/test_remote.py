"""Every command against a server: with a token, without one, and where no server is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from tests.cli.serving import Server, Terminal, server
from tests.database import new_database

from tallyloom.cli.screen import Screen
from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running


@pytest.fixture(autouse=True)
def no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in this process here, whose log is the tests'."""
    monkeypatch.setattr(Screen, "log", lambda _screen, _level: None)


@pytest.fixture(scope="module")
def there(
    tmp_path_factory: pytest.TempPathFactory, database_server: Embedded, shared_emulator: Running
) -> Iterator[Server]:
    with (
        new_database(database_server) as url,
        server(
            tmp_path_factory.mktemp("server"),
            url.render_as_string(hide_password=False),
            shared_emulator,
        ) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="module")
def terminal(there: Server, home: Path) -> Terminal:
    return Terminal(home, there.address, there.token())


def test_the_doctor_asks_the_server(terminal: Terminal) -> None:
    told = terminal("doctor", "--json")

    assert told.code == 0, told.err
    checks = {check["check"]: check["found"] for check in told.json["checks"]}
    assert checks["version"] == f"{metadata.version('tallyloom')}, the same version"
    assert checks["server"] == "it answers and moves runs"
    assert told.json["facts"]["server"] == terminal.address
