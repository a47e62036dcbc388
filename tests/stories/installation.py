"""An installation of a story: a database of its own, connected to the emulator's organisations."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import URL, text
from tests.conftest import CHECKOUT
from tests.stories.process import Command

from tallyloom.cli.starting import Ready, checked
from tallyloom.clock import Clock, SystemClock
from tallyloom.connections.vault import Secret
from tallyloom.house import House
from tallyloom.kit import File
from tallyloom.settings import Settings
from tallyloom.store.database import Database
from tallyloom.store.runs import Run
from xero_emulator.fixture import Running

EXAMPLE = CHECKOUT / "examples" / "shop-invoices" / "shop-invoices.scenario.yaml"
KEY = "iKZ1rqS8cVbdWQ0yfU7oNn3LmPp5xGzTtEeA2hBj9kM="
REDIRECT = "http://localhost:8080/oauth/callback"
LOOK = 0.01
BOOKS = "/api.xro"


@dataclass(frozen=True)
class Installation:
    """Where an installation is, for this process and for others."""

    url: URL
    home: Path
    emulator: Running
    also: str = ""  # a further address that may be called

    @property
    def environment(self) -> dict[str, str]:
        """The settings as another process is given them."""
        given = {
            "home": str(self.home),
            "database_url": self.url.render_as_string(hide_password=False),
            "allow_addresses": ",".join(
                urlsplit(url).netloc for url in (self.emulator.url, self.also) if url
            ),
            "secret_key": KEY,
        }
        return {f"TALLYLOOM_{name.upper()}": value for name, value in given.items()}

    @contextmanager
    def opened(self, clock: Clock | None = None, **more: Any) -> Iterator[Shop]:
        """The installation in this process; `more` are further settings."""
        given: dict[str, Any] = {
            name.removeprefix("TALLYLOOM_").lower(): value
            for name, value in self.environment.items()
            if value
        }
        settings = Settings(**given, **more)
        house = House(settings, clock or SystemClock(), Database.open(settings))
        try:
            yield Shop(house, self.emulator)
        finally:
            house.close()

    def command(self, *arguments: str, **more: str) -> Command:
        """Begin a command in another process; `more` are further variables of its environment."""
        folder = self.home.parent / "commands"
        folder.mkdir(exist_ok=True)
        return Command(arguments, {**self.environment, **more}, folder)

    def running_example(self, file: Path, **more: str) -> Command:
        """Begin to run the example in another process."""
        return self.command("scenario", "run", str(EXAMPLE), "--input", f"rows=@{file}", **more)

    def connect(self) -> None:
        """Give consent to every organisation, under the name that the example uses."""
        with self.opened() as shop:
            shop.connect()


class MovedClock(SystemClock):
    """The time of this machine, here and in the service; nobody waits for it, it is moved on."""

    def __init__(self, emulator: Running) -> None:
        self._control = emulator.control
        self._ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self._ahead

    def wait(self, seconds: float) -> None:
        self._control.advance(seconds)
        self._ahead += timedelta(seconds=seconds)


@dataclass
class Shop:
    """A house in this process, and the books it writes to."""

    house: House
    emulator: Running
    launched: bool = False

    def connect(self) -> None:
        bases = dict.fromkeys(("login", "identity", "api"), self.emulator.url)
        connections = self.house.connections
        secret = Secret("secret")
        registration = connections.registrations.add("xero", "client", secret, bases=bases)
        connections.walk(connections.begin("xero", registration.id, redirect=REDIRECT))

    def connect_again(self) -> None:
        """Give consent once more for the same connection."""
        connections = self.house.connections
        connections.walk(connections.begin_again("xero", redirect=REDIRECT))

    def run(self, file: bytes, scenario: str = "") -> Run:
        """Run a scenario, the example by default, until it has ended or waits for longer."""
        return self.waited(self.start(file, scenario))

    def start(self, file: bytes = b"", scenario: str = "") -> str:
        """Add a run; its id."""
        ready = self.ready(scenario or EXAMPLE.read_text("utf-8"))
        inputs = {"rows": self.stored(file)} if file else {}
        version = self.house.scenarios.keep(ready.document.name, ready.text, self.house.clock.now())
        return self.house.engine.add(
            version, ready.plan, inputs, origin={"by": "test"}, files=len(file)
        )

    def ready(self, text_: str) -> Ready:
        return checked(self.house.apps, self.house.modules, "test", text_)

    def stored(self, file: bytes) -> Mapping[str, Any]:
        kept = self.house.blobs.save([file])
        return File("rows.csv", "text/csv", kept.size, kept.sha256).as_value()

    def waited(self, run_id: str) -> Run:
        """Move runs until this one has ended, or until it waits with a reason."""
        if not self.launched:
            self.house.engine.launch()
            self.launched = True
        while True:
            run = self.house.runs.get(run_id)
            assert run is not None
            if run.ended or (run.status == "waiting" and run.reason):
                return run
            time.sleep(LOOK)

    def ended(self, run_id: str) -> Run:
        """Move runs until this one has ended, waiting whenever it waits."""
        while not (run := self.waited(run_id)).ended:
            assert run.not_before is not None, f"it waits for a person: {run.reason}"
            left = run.not_before - self.house.clock.now()
            self.house.clock.wait(max(left.total_seconds(), 0) + 1)
            self.moving(run)
        return run

    def moving(self, waiting: Run) -> None:
        """Return when a run waits no longer for what it waited for."""
        while (run := self.house.runs.get(waiting.id)) and run.part == waiting.part:
            if not (run.status == "waiting" and run.reason):
                return
            time.sleep(LOOK)

    @cached_property
    def home_books(self) -> str:
        """The id of the organisation that the example writes to."""
        return self.emulator.tenants()["GB"]

    def silence(self, since: timedelta) -> None:
        """Make it so that no process has said that it lives for this long."""
        with self.house.database.begin() as on:
            on.execute(text("UPDATE executors SET beat_at = now() - :since"), {"since": since})

    def keys(self) -> set[str]:
        """The idempotency keys of everything that was ever to be sent."""
        with self.house.database.connect() as on:
            return set(on.execute(text("SELECT idempotency_key FROM sends")).scalars())

    def from_intent_to_result(self) -> tuple[datetime | None, datetime | None]:
        """When the first write was frozen, and the last one's result recorded; None before that."""
        with self.house.database.connect() as on:
            row = on.execute(
                text(
                    "SELECT (SELECT min(frozen_at) FROM sends), (SELECT max(settled_at)"
                    " FROM effects WHERE send_id IS NOT NULL)"
                )
            ).one()
        return row[0], row[1]

    def assert_clean(self) -> None:
        """Every run succeeded, nothing is left open, and no effect is in doubt."""
        assert self.house.incomplete.those(state="") == []
        with self.house.database.connect() as on:
            runs = on.execute(text("SELECT DISTINCT status FROM runs")).scalars().all()
            sends = on.execute(text("SELECT DISTINCT state FROM sends")).scalars().all()
            effects = on.execute(text("SELECT DISTINCT state FROM effects")).scalars().all()
            left = on.execute(text("SELECT count(*) FROM stack")).scalar_one()
        assert list(runs) == ["success"]
        assert set(sends) <= {"answered", "settled"}
        assert set(effects) <= {"done", "absent"}
        assert left == 0
