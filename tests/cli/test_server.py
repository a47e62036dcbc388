"""A server and a worker: how they start, what they refuse, how they stop."""

from __future__ import annotations

import base64
import json
import secrets
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.stories.installation import LOOK
from tests.stories.process import Command

from tallyloom.connections.vault import Secret
from tallyloom.house import House, open_house
from tallyloom.settings import Settings, is_loopback
from tallyloom.store.database import Database

KEY = "wBTp7y5oQ3YvB0n2mLr8kHsJ4dXcF6gZ1aEuIqRtVhM="
Start = Callable[..., Command]


@pytest.fixture
def start(tmp_path: Path, database: Database) -> Iterator[Start]:
    """Begins commands on one database, and ends those that a test leaves."""
    begun: list[Command] = []
    folder = tmp_path / "told"
    folder.mkdir()

    def begin(*words: str, **more: str) -> Command:
        given = {
            "TALLYLOOM_HOME": str(tmp_path / "home"),
            "TALLYLOOM_DATABASE_URL": database.url,
            "TALLYLOOM_SECRET_KEY": KEY,
        }
        begun.append(Command(words, {**given, **more}, folder))
        return begun[-1]

    yield begin
    for command in begun:
        if not command.ended:
            command.signal(signal.SIGKILL)
            command.end()


def address(command: Command) -> str:
    while not command.json:
        assert not command.ended, command.told
        time.sleep(LOOK)
    return str(command.json[0]["address"])


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


def test_a_server_and_a_worker_are_ready_together_and_end_well(start: Start) -> None:
    server, worker = start("server", "--listen", "127.0.0.1:0", "--json"), start("worker", "--json")
    site = address(worker)
    assert json.loads(get(f"{site}/readyz"))["status"] == "ready"
    assert "tallyloom_processes" in get(f"{site}/metrics")
    assert json.loads(get(f"{address(server)}/readyz"))["checks"]["engine"] == "ok"

    for command in (server, worker):
        command.stop()
    for command in (server, worker):
        assert command.end() == 0, command.told
        assert "Stopping" in command.told


def test_ctrl_c_ends_it_well_too(start: Start) -> None:
    server = start("server", "--listen", "127.0.0.1:0", "--json")
    address(server)
    server.signal(signal.SIGINT)
    assert server.end() == 0, server.told


@pytest.mark.parametrize("command", ["server", "worker"])
def test_a_process_without_a_key_does_not_start_and_says_what_to_do(
    start: Start, command: str
) -> None:
    refused = start(command, TALLYLOOM_SECRET_KEY="")
    assert refused.end() == 2
    assert "openssl rand -base64 32" in refused.told
    assert "TALLYLOOM_SECRET_KEY_FILE" in refused.told


def test_an_address_that_others_reach_is_warned_of_unless_https_is_in_front(start: Start) -> None:
    listen = ("server", "--listen", "0.0.0.0:0", "--json")
    bare, proxied = start(*listen), start(*listen, TALLYLOOM_PUBLIC_URL="https://books.example")
    for command in (bare, proxied):
        address(command)
        command.stop()
        assert command.end() == 0

    assert "unencrypted" in bare.told
    assert "TALLYLOOM_PUBLIC_URL" in bare.told
    assert "unencrypted" not in proxied.told


def test_a_start_with_a_new_key_before_the_old_one_seals_everything_anew(
    start: Start, database: Database, tmp_path: Path
) -> None:
    new = base64.b64encode(secrets.token_bytes(32)).decode()
    with opened(database, tmp_path, KEY) as house:
        by = house.connections.registrations.add("xero", "client", Secret("client secret"))
    server = start("server", "--listen", "127.0.0.1:0", TALLYLOOM_SECRET_KEY=f"{new},{KEY}")
    while "server" not in server.told:
        assert not server.ended, server.told
        time.sleep(LOOK)
    server.stop()
    assert server.end() == 0, server.told

    with opened(database, tmp_path, new) as house:  # the old one has gone
        sealed = house.connections.registrations.get(by.id).secret
        assert sealed is not None
        purpose = f"registrations/{by.id}/secret"
        assert house.vault.open(sealed, purpose) == Secret("client secret")


@contextmanager
def opened(database: Database, home: Path, key: str) -> Iterator[House]:
    settings = Settings(home=home, database_url=database.url, secret_key=key)
    with open_house(settings) as house:
        yield house


def test_by_default_nothing_is_open_beyond_this_machine() -> None:
    fields = Settings.model_fields
    for name in ("listen", "worker_listen"):
        assert is_loopback(str(fields[name].default).rpartition(":")[0])
