"""A house that answers over real HTTP, with as many runs as a test wants."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text
from starlette.testclient import TestClient
from tests.api.people import somebody
from tests.database import new_database

from tallyloom.api import people
from tallyloom.api.application import application
from tallyloom.api.serving import serving
from tallyloom.house import House, open_house
from tallyloom.settings import load
from tallyloom.store.database import Database
from tallyloom.store.embedded import Embedded
from tallyloom.store.scenarios import Version

SCENARIO = """
schema: 1
name: {name}
flow:
  - {{id: 1, module: tools.compose, map: {{value: "{{{{1}}}}"}}}}
"""


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Site:
    """A house and its address."""

    house: House
    address: str
    owner: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answered:
        """One request of an owner; redirects are not followed."""
        return self.ask("GET", path, **self.owner, **headers)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answered:
        """One request with these headers alone."""
        place = urlsplit(self.address)
        line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            line.request(method, path, body, sent)
            answer = line.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answered(answer.status, named, answer.read().decode(errors="replace"))
        finally:
            line.close()

    def scenario(self, name: str = "A scenario") -> Version:
        document = SCENARIO.format(name=f"'{name}'")
        return self.house.scenarios.keep(name, document, self.house.clock.now())

    def runs(self, count: int, version: Version | None = None, status: str = "success") -> None:
        """Runs, each a minute after the one before."""
        version = version or self.scenario()
        with self.house.database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO runs (id, scenario_id, version, scenario, origin, inputs, status,"
                    " started_at, ended_at, operations, api_calls, bytes)"
                    " SELECT 'run-' || :status || lpad(n::text, 6, '0'), :id, :number, :name, '{}',"
                    " '{}', :status, timestamptz '2026-01-01' + n * interval '1 minute',"
                    " timestamptz '2026-01-01' + n * interval '1 minute 1 second', n, n, n * 1000"
                    " FROM generate_series(1, :count) AS n"
                ),
                {
                    "status": status,
                    "id": version.scenario_id,
                    "number": version.number,
                    "name": version.name,
                    "count": count,
                },
            )


@pytest.fixture
def site(tmp_path: Path, database: Database) -> Iterator[Site]:
    """Nothing has run here yet, and the engine is not launched."""
    settings = load({"home": tmp_path, "database_url": database.url})
    with open_house(settings) as house, serving(house, "127.0.0.1", (0,)) as address:
        yield Site(house, address, somebody(house).token())


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id as it is, with less work: what it costs is tested once."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(people, "_hasher", lambda: quick)


@dataclass
class HandClock:
    """Moves when it is told to."""

    at: datetime = field(default_factory=lambda: datetime(2026, 1, 31, 9, tzinfo=UTC))
    seconds: float = 0.0

    def now(self) -> datetime:
        return self.at + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass(frozen=True, slots=True)
class Door:
    """A house, and somebody who knocks at its front door; its time moves only when told to."""

    house: House
    client: TestClient
    clock: HandClock

    def browser(self) -> TestClient:
        """Another browser, with no cookies yet."""
        return knocking(self.house, self.client.app)

    def page(self, path: str) -> tuple[str, str]:
        """A page as text, and the token of its form."""
        text_ = self.client.get(path).text
        found = re.search(r'name="csrf" value="([^"]+)"', text_)
        return text_, found[1] if found else ""


@pytest.fixture
def door(tmp_path: Path, database: Database) -> Iterator[Door]:
    yield from opened({"home": tmp_path, "database_url": database.url})


@pytest.fixture(scope="module")
def shared_door(
    database_server: Embedded, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Door]:
    """One front door for a file of tests whose people have nothing to do with each other."""
    with new_database(database_server) as url:
        address = url.render_as_string(hide_password=False)
        yield from opened({"home": tmp_path_factory.mktemp("home"), "database_url": address})


def opened(given: dict[str, Any]) -> Iterator[Door]:
    """A front door with these settings."""
    settings, clock = load(given), HandClock()
    house = House(settings, clock, Database.open(settings))
    try:
        app = application(house)
        yield Door(house, knocking(house, app), clock)
    finally:
        house.close()


def knocking(house: House, app: Any) -> TestClient:
    """A browser that keeps its cookies and follows nothing."""
    return TestClient(
        app,
        base_url=house.settings.public_url or "http://localhost",
        follow_redirects=False,
        raise_server_exceptions=False,
    )
