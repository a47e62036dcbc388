"""Where everything is put together: one house for each process, from its settings."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points, version
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import text

from tallyloom.clock import Clock, SystemClock, TestClock
from tallyloom.connections.connections import Connections
from tallyloom.connections.uses import Uses
from tallyloom.connections.vault import Vault
from tallyloom.egress import Door
from tallyloom.egress.telling import targets
from tallyloom.engine.calling import Services
from tallyloom.engine.governor import Governor
from tallyloom.engine.notices import Notices
from tallyloom.engine.picks import Picks
from tallyloom.engine.runner import Rows, Runner
from tallyloom.engine.sources import Sources
from tallyloom.engine.switching import Switch
from tallyloom.engine.watcher import Watcher
from tallyloom.flow.gist import Gist, gist_of, mark_of
from tallyloom.flow.judging import Judge
from tallyloom.kit import App, Module
from tallyloom.settings import Settings, load
from tallyloom.store.aggregates import Aggregates
from tallyloom.store.allowances import Allowances, Chosen
from tallyloom.store.attempts import Attempts
from tallyloom.store.audit import Audit
from tallyloom.store.blobs import Blobs
from tallyloom.store.calls import Calls
from tallyloom.store.cycles import Cycles
from tallyloom.store.database import DISPATCH_SCHEMA, Database
from tallyloom.store.deliveries import Deliveries
from tallyloom.store.executors import Executors
from tallyloom.store.findable import Findable
from tallyloom.store.gaps import Gaps
from tallyloom.store.gists import Gists
from tallyloom.store.incomplete import IncompleteRuns
from tallyloom.store.journal import Journal
from tallyloom.store.notices import Notices as NoticeRows
from tallyloom.store.people import People
from tallyloom.store.processes import Processes
from tallyloom.store.reading import Reading
from tallyloom.store.repeats import Repeats
from tallyloom.store.retention import Retention
from tallyloom.store.runs import Runs
from tallyloom.store.scenarios import Scenarios
from tallyloom.store.schedules import Schedules
from tallyloom.store.sends import Sends
from tallyloom.store.sessions import Sessions
from tallyloom.store.sources import Sources as SourceRows
from tallyloom.store.uses import Texts

if TYPE_CHECKING:
    from tallyloom.engine.answers import Answers
    from tallyloom.engine.engine import Engine
    from tallyloom.engine.history import History
    from tallyloom.engine.looking import Looking
    from tallyloom.engine.watching import Watching

Say = Callable[[str], None]
log = structlog.get_logger()


class InstallApp(Exception):
    """An app that the settings name is not installed."""


def installed_apps(only: tuple[str, ...] | None = None) -> dict[str, App]:
    """The apps that entry points name, ours and anyone's; `only` loads just those."""
    found = {point.name: point for point in entry_points(group="tallyloom.apps")}
    missing = [name for name in only or () if name not in found]
    if missing:
        raise InstallApp(
            f"TALLYLOOM_APPS names {missing[0]!r}, which is not installed; there is"
            f" {', '.join(sorted(found))}."
        )
    return {name: found[name].load() for name in sorted(found) if only is None or name in only}


def modules_by_name(apps: Mapping[str, App]) -> dict[str, Module]:
    """Every module under the name that scenarios use."""
    return {module.name: module for app in apps.values() for module in app.modules.values()}


@dataclass(frozen=True)
class House:
    """Everything a front door needs; parts that cost are made when they are first used."""

    settings: Settings
    clock: Clock
    database: Database

    @cached_property
    def apps(self) -> dict[str, App]:
        return installed_apps(self.settings.apps)

    @cached_property
    def modules(self) -> dict[str, Module]:
        return modules_by_name(self.apps)

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.apps, self.modules)

    @cached_property
    def gists(self) -> Gists:
        """What lists tell of scenarios' texts."""

        def read(document: str) -> Gist:
            return gist_of(self.judge.judged(document), self.modules)

        return Gists(self.database, read, mark_of(version("tallyloom"), self.apps.values()))

    @cached_property
    def door(self) -> Door:
        return Door(self.settings.allow_addresses, self.clock)

    @cached_property
    def connections(self) -> Connections:
        return Connections(self.database, self.door, self.vault, self.clock, self.apps)

    @cached_property
    def governor(self) -> Governor:
        chosen = self.settings
        usual = Chosen("", chosen.tier or "", chosen.minute_window or "", chosen.day_window or "")
        declared = {name: app.limits for name, app in self.apps.items()}
        return Governor(Allowances(self.database), declared, usual)

    @cached_property
    def notices(self) -> Notices:
        """What the owner is told of: `tell` it here, and go on."""
        chosen = self.settings.notify
        found = targets(chosen.get_secret_value()) if chosen else ()
        rows = NoticeRows(self.database)
        return Notices(rows, found, self.settings.allow_addresses, self.clock)

    @cached_property
    def uses(self) -> Uses:
        """What uses which connection."""
        return Uses(Texts(self.database), self.gists, self.connections, self.modules)

    @cached_property
    def watcher(self) -> Watcher:
        return Watcher(
            self.database, self.connections, self.uses, self.notices, self.governor, self.clock
        )

    @cached_property
    def sources(self) -> Sources:
        return Sources(SourceRows(self.database), self.apps)

    @cached_property
    def picks(self) -> Picks:
        return Picks(
            self.apps, self.connections, self.sources, self.governor, self.blobs, self.clock
        )

    @cached_property
    def vault(self) -> Vault:
        return Vault.of(self.settings)

    @cached_property
    def attempts(self) -> Attempts:
        return Attempts(self.database)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.database)

    @cached_property
    def repeats(self) -> Repeats:
        return Repeats(self.database)

    @cached_property
    def people(self) -> People:
        return People(self.database)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self.database)

    @cached_property
    def blobs(self) -> Blobs:
        return Blobs(self.database, self.clock)

    @cached_property
    def runs(self) -> Runs:
        return Runs(self.database)

    @cached_property
    def scenarios(self) -> Scenarios:
        return Scenarios(self.database)

    @cached_property
    def schedules(self) -> Schedules:
        return Schedules(self.database)

    @cached_property
    def journal(self) -> Journal:
        return Journal(self.database)

    @cached_property
    def calls(self) -> Calls:
        return Calls(self.database)

    @cached_property
    def findable(self) -> Findable:
        return Findable(self.database)

    @cached_property
    def history(self) -> History:
        """What tidies the history; the engine's tick calls it."""
        from tallyloom.engine.history import Bounds, History

        settings = self.settings
        bounds = Bounds(settings.history_days, settings.history_lines_days, settings.history_bytes)
        retention = Retention(self.database)
        return History(Reading(self.database), retention, bounds, self.clock)

    @cached_property
    def watching(self) -> Watching:
        """Tells listeners what changes about runs; its thread lives while somebody listens."""
        from tallyloom.engine.watching import Watching

        return Watching(self.runs, self.journal, self.clock)

    @cached_property
    def looking(self) -> Looking:
        """Looks up what a service holds of a write that was parked or refused."""
        from tallyloom.engine.looking import Looking

        runner = self._runner
        return Looking(runner.services, self.runs, self.scenarios, self.modules)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.database)

    @cached_property
    def processes(self) -> Processes:
        return Processes(self.database)

    @cached_property
    def cycles(self) -> Cycles:
        return Cycles(self.database)

    @cached_property
    def gaps(self) -> Gaps:
        return Gaps(self.database)

    @cached_property
    def sends(self) -> Sends:
        return Sends(self.database)

    @cached_property
    def incomplete(self) -> IncompleteRuns:
        return IncompleteRuns(self.database)

    @cached_property
    def engine(self) -> Engine:
        # Imported here: the dispatcher takes most of a second, and most commands do without.
        from tallyloom.engine.deliveries import Deliveries as Sorting
        from tallyloom.engine.dispatch import Dispatch
        from tallyloom.engine.engine import Engine
        from tallyloom.engine.failing import Failing
        from tallyloom.engine.reaper import Reaper
        from tallyloom.engine.schedules import Schedules as Timing
        from tallyloom.store.failing import FailingScenarios

        reaper = Reaper(Executors(self.database))
        dispatch = Dispatch(self.database.dispatch_url, DISPATCH_SCHEMA, reaper.id)
        sorting = Sorting(
            self.deliveries, self.gaps, self.scenarios, self.connections, self.apps, self.clock
        )
        tell = self.notices.tell
        timing = Timing(self.schedules, self.scenarios, self.modules, self.clock, tell)
        failing = Failing(FailingScenarios(self.database), self.scenarios, tell)
        return Engine(self._runner, dispatch, reaper, sorting, timing, failing, self.history)

    @cached_property
    def switch(self) -> Switch:
        return Switch(self.scenarios, self.connections, self.schedules, self.clock)

    @cached_property
    def answers(self) -> Answers:
        from tallyloom.engine.answers import Answers

        return Answers(
            self.engine,
            self.runs,
            self.scenarios,
            self.incomplete,
            self.sends,
            self.modules,
            self.clock,
        )

    @cached_property
    def _runner(self) -> Runner:
        rows = Rows(
            self.runs, self.scenarios, self.journal, Aggregates(self.database), self.incomplete
        )
        services = Services(
            apps=self.apps,
            connections=self.connections,
            governor=self.governor,
            sources=self.sources,
            calls=self.calls,
            deliveries=self.deliveries,
            sends=self.sends,
            blobs=self.blobs,
            clock=self.clock,
            secret=self._installation(),
        )
        return Runner(rows, services, self.modules)

    def _installation(self) -> bytes:
        """What makes the keys of this installation its own."""
        with self.database.connect() as on:
            return str(on.execute(text("SELECT id FROM installation")).scalar_one()).encode()

    def close(self) -> None:
        """Close what was opened, the engine first."""
        if "watching" in self.__dict__:
            self.watching.close()
        if "engine" in self.__dict__:
            self.engine.close()
        if "door" in self.__dict__:
            self.door.close()
        self.database.close()


@contextlib.contextmanager
def open_house(
    settings: Settings | None = None, *, say: Say | None = None, lasting: bool = True
) -> Iterator[House]:
    """The house of these settings, or of the environment; closed at the end.

    Without `lasting` its database is one that is thrown away then.
    """
    settings = settings or load()
    clock: Clock = TestClock(settings.test_clock) if settings.test_clock else SystemClock()
    house = House(settings, clock, Database.open(settings, say=say, lasting=lasting))
    try:
        yield house
    finally:
        house.close()
