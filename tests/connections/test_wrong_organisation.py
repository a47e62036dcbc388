"""Nothing is ever written into the books of another organisation than the one that was meant.

A seeded story of reconnects, renamings, vanishing organisations, restored and copied databases is
played on real rows; the service stands behind the door and takes whatever its token allows. What
was meant is known to the story alone: the books that stood behind the organisation which a person
saw and chose. The story leaves one thing out, that the books behind an id change within the ten
minutes for which a look at them counts.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import URL
from tests.connections.conftest import BOOKS, KEY, REDIRECT
from tests.connections.wrong_world import Service, World
from tests.database import new_database

from tallyloom.connections.client import Client
from tallyloom.connections.connections import Connections
from tallyloom.connections.trouble import ChooseConnection, ChooseOrganisation
from tallyloom.connections.vault import Secret, Vault
from tallyloom.kit import Answer, Request, Trouble
from tallyloom.store.database import Database
from tallyloom.store.embedded import Embedded
from tallyloom.store.tenants import Tenant

WRITES = 100_000
SEEDS = 4
BATCH = 50  # records of one request, as bulk writes have them
CONNECTIONS = ("main", "second", "third")
SCENARIOS = 40
VERIFIED_FOR = timedelta(minutes=10)


@dataclass
class Scenario:
    """What a person chose, by which words, and the books that stood behind it."""

    connection: str
    organisation: str
    tenant: str
    meant: str


@dataclass
class Run:
    """A run under way keeps its client, whatever happens to the connection meanwhile."""

    client: Client
    meant: str


class TheClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.pass_(timedelta(seconds=seconds))

    def pass_(self, time: timedelta) -> None:
        self.at += time
        self.seconds += time.total_seconds()


@dataclass
class Installation:
    """A database, and the scenarios that a person has made in it."""

    url: URL
    database: Database
    connections: Connections
    scenarios: list[Scenario] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)


class Story:
    """Twenty organisations, one token that reaches all of them, and what befalls both."""

    def __init__(self, server: Embedded, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.world = World(self.dice)
        self.service = Service(self.world)
        self.clock = TheClock()
        self.happened: Counter[str] = Counter()
        self.careless = 0  # records that who goes by today's names would have misplaced
        self._server = server
        self._stack = ExitStack()
        self.here = self._opened(self._stack.enter_context(new_database(server)))
        self.here.connections.registrations.add("books", "web", Secret("s3cret"), name="web")
        self.backup: tuple[URL, list[Scenario]] | None = None
        self.others: list[Installation] = []
        self.connect()

    def close(self) -> None:
        self._stack.close()

    def _opened(self, url: URL) -> Installation:
        database = self._stack.enter_context(Database(url, pool_size=2))
        door: Any = self.service
        made = Connections(database, door, Vault([KEY]), self.clock, {"books": BOOKS})
        return Installation(url, database, made)

    def _copied(self, url: URL, scenarios: list[Scenario]) -> Installation:
        name = url.database
        assert name is not None
        made = self._opened(self._stack.enter_context(new_database(self._server, name)))
        made.scenarios = deepcopy(scenarios)
        return made

    # What befalls.

    def play(self, writes: int) -> None:
        befalls: list[tuple[Callable[[], object], int]] = [
            (self.write, 40), (self.go_on, 15), (self.choose, 10), (self.time_passes, 8),
            (self.world.rename, 12), (self.verify, 10), (self.reconnect, 5), (self.accept, 3),
            (self.world.move, 2), (self.swap, 2), (self.mend, 2), (self.connect, 3),
            (self.remove, 2), (self.back_up, 1), (self.restore, 1), (self.copy, 1),
            (self.sit_at_another, 2),
        ]  # fmt: skip
        deeds, weights = zip(*befalls, strict=True)
        while self.service.landed.writes < writes:
            (deed,) = self.dice.choices(deeds, weights)
            name = deed.__name__
            try:
                deed()
                self.happened[name] += 1
            except Trouble as trouble:
                self.happened[f"{name}: {trouble.remedy}"] += 1

    def time_passes(self) -> None:
        self.clock.pass_(timedelta(minutes=self.dice.choice([1, 4, 11, 45, 60 * 24])))

    def swap(self) -> None:
        self.world.swap()
        self.clock.pass_(VERIFIED_FOR)

    def mend(self) -> None:
        self.world.mend()
        self.clock.pass_(VERIFIED_FOR)

    def _some(self) -> None:
        """The next consent lists some of the organisations, in some order."""
        many = self.dice.choice([3, 8, 20])
        self.world.consented = self.dice.sample(sorted(self.world.books), many)

    def _any_connection(self) -> str:
        names = [row.name for row in self.here.connections.list()]
        if not names:
            raise ChooseConnection
        return self.dice.choice(names)

    def connect(self) -> None:
        self._some()
        name = self.dice.choice(CONNECTIONS)
        made = self.here.connections
        made.walk(made.begin(name, "web", redirect=REDIRECT))

    def reconnect(self) -> None:
        self._some()
        made = self.here.connections
        made.walk(made.begin_again(self._any_connection(), redirect=REDIRECT))

    def verify(self) -> None:
        self.here.connections.verify(self._any_connection())

    def remove(self) -> None:
        self.here.connections.remove(self._any_connection())

    def back_up(self) -> None:
        self.here.database.engine.dispose()
        kept = self._copied(self.here.url, self.here.scenarios)
        kept.database.engine.dispose()
        self.backup = (kept.url, kept.scenarios)

    def restore(self) -> None:
        """The installation is gone; an older one takes its place, and knows less."""
        if self.backup is not None:
            self.here = self._copied(*self.backup)

    def copy(self) -> None:
        """Somebody starts a second installation from a copy of the database."""
        self.here.database.engine.dispose()
        self.others = [self._copied(self.here.url, self.here.scenarios), *self.others[:2]]

    def sit_at_another(self) -> None:
        if self.others:
            self.others.append(self.here)
            self.here = self.others.pop(0)

    # What people do.

    def choose(self) -> None:
        """Make a scenario for an organisation that is listed, by its name or its id."""
        connections, name = self.here.connections, self._any_connection()
        listed = [tenant for tenant in connections.tenants(name) if tenant.reached]
        if not listed:
            return
        tenant = self.dice.choice(listed)
        words = tenant.name if self.dice.random() < 0.8 else tenant.id
        try:
            client = connections.client(name, words)
        except ChooseOrganisation:
            words = tenant.id  # as the message asks for
            client = connections.client(name, words)
        client.assure(_fetch(client))
        made = Scenario(name, words, tenant.id, self.world.books[tenant.id])
        self.here.scenarios = [*self.here.scenarios[-SCENARIOS:], made]

    def accept(self) -> None:
        """A person finds that what an organisation has become is right."""
        name = self._any_connection()
        connections = self.here.connections
        frozen = [tenant for tenant in connections.tenants(name) if tenant.frozen]
        for tenant in frozen[:1]:
            self._accept(name, tenant, tenant.id)
        some = self.dice.sample(self.here.scenarios, min(5, len(self.here.scenarios)))
        astray = [each for each in some if self._is_astray(each)]
        for scenario in astray[:1]:
            tenants = connections.tenants(scenario.connection)
            named = [t for t in tenants if t.reached and t.name == scenario.organisation]
            if len(named) == 1:
                self._accept(scenario.connection, named[0], scenario.organisation)

    def _is_astray(self, scenario: Scenario) -> bool:
        try:
            self.here.connections.client(scenario.connection, scenario.organisation)
        except ChooseOrganisation:
            return True
        except Trouble:
            return False
        return False

    def _accept(self, name: str, tenant: Tenant, words: str) -> None:
        self.here.connections.accept(name, words)
        now = self.world.books[tenant.id]
        self.here.scenarios = [
            replace(each, tenant=tenant.id, meant=now)
            if each.tenant == tenant.id or (each.connection, each.organisation) == (name, words)
            else each
            for each in self.here.scenarios
        ]
        for run in self.here.runs:
            run.meant = now if run.client.tenant.id == tenant.id else run.meant

    def write(self) -> None:
        if not self.here.scenarios:
            return
        scenario = self.dice.choice(self.here.scenarios)
        self.careless += BATCH * (self._carelessly(scenario) != scenario.meant)
        client = self.here.connections.client(scenario.connection, scenario.organisation)
        run = Run(client, scenario.meant)
        self.here.runs = [*self.here.runs[-10:], run]
        self._send(run)

    def go_on(self) -> None:
        if self.here.runs:
            self._send(self.dice.choice(self.here.runs))

    def _send(self, run: Run) -> None:
        """As runs do it: see that the organisation is the one it was, then send a few pages."""
        run.client.assure(_fetch(run.client))
        for _ in range(self.dice.randint(1, 4)):
            told = {"meant": run.meant, "records": self.dice.choice([1, BATCH, BATCH])}
            run.client.send(Request("POST", "/api.xro/2.0/Invoices", body=told))

    def _carelessly(self, scenario: Scenario) -> str:
        """Where a write would land that went by today's names."""
        names = self.world.names
        found = next((t for t in names if names[t] == scenario.organisation), scenario.tenant)
        return self.world.books[found]


def _fetch(client: Client) -> Callable[[Request], Answer]:
    def fetch(request: Request) -> Answer:
        answer = client.send(request).answer
        BOOKS.judge(answer)
        return answer

    return fetch


@pytest.fixture
def tell(database_server: Embedded) -> Iterator[Callable[[int], Story]]:
    with ExitStack() as stack:

        def tell(seed: int) -> Story:
            story = Story(database_server, seed)
            stack.callback(story.close)
            return story

        yield tell


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_write_lands_in_other_books_than_were_meant(
    tell: Callable[[int], Story], seed: int
) -> None:
    story = tell(seed)
    story.play(WRITES // SEEDS)
    landed = story.service.landed
    assert landed.wrong == 0
    assert landed.nameless == 0
    assert len(landed.by_books) > 10
    assert story.careless > 1000, "who takes no care would have got it right too"
    for refused in ("ChooseOrganisation", "WrongOrganisation"):
        assert any(refused in each for each in story.happened), f"{refused} was never needed"
