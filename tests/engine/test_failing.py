"""Whoever looks after an installation is told when what a service starts fails on and on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tallyloom.engine.failing import Failing
from tallyloom.store.database import Database
from tallyloom.store.failing import FailingScenarios
from tallyloom.store.ids import new_id
from tallyloom.store.registrations import Registration, Registrations
from tallyloom.store.runs import Runs
from tallyloom.store.scenarios import Listener, Scenarios

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = "schema: 1\nname: Hears\nsettings: {max_errors: 2}\nflow: [{id: 1, module: x.y}]\n"


@dataclass
class Works:
    """A scenario that listens, and what its runs do."""

    database: Database
    now: datetime = NOON
    told: list[tuple[str, str]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.scenarios, self.runs = Scenarios(self.database), Runs(self.database)
        self.version = self.scenarios.keep("Hears", TEXT, NOON)
        by = Registration("r", "r", "xero", "id", None, "granular", {}, NOON)
        Registrations(self.database).add(by)
        self.scenarios.turn_on(Listener(self.version.scenario_id, 1, "r", "t", NOON))
        rows = FailingScenarios(self.database)
        self.failing = Failing(rows, self.scenarios, self._tell)

    def ran(self, *statuses: str) -> list[tuple[str, str]]:
        """So its runs end; what was told meanwhile."""
        before = len(self.told)
        for status in statuses:
            self.now += timedelta(minutes=1)
            run = {
                "id": new_id(self.now), "scenario_id": self.version.scenario_id, "version": 1,
                "scenario": "Hears", "origin": {"by": "events"}, "inputs": {},
                "started_at": self.now, "bytes": 0,
            }  # fmt: skip
            self.runs.add(run, [])
            self.runs.end(str(run["id"]), status, f"{status}.", self.now)
            self.failing.look()
        return self.told[before:]

    def _tell(self, _kind: str, subject: str, said: str, *, once: str = "", **_more: Any) -> bool:
        if once in self.known:
            return False
        self.known.add(once)
        self.told.append((subject, said.partition("\n")[0]))
        return True


@pytest.fixture
def works(database: Database) -> Works:
    return Works(database)


def test_it_is_told_once_when_as_many_have_failed_as_the_scenario_bears(works: Works) -> None:
    assert works.ran("error") == []
    assert works.ran("error") == [("Hears fails", "The last 2 runs failed. The newest: error.")]
    assert works.ran("error", "error") == []


def test_it_is_told_again_when_it_has_been_well_meanwhile(works: Works) -> None:
    works.ran("error", "error")
    assert works.ran("warning", "error") == []
    assert len(works.ran("error")) == 1


def test_runs_that_go_well_or_were_cancelled_are_nobodys_trouble(works: Works) -> None:
    assert works.ran("error", "success", "error", "cancelled", "success", "error") == []


def test_it_stays_on(works: Works) -> None:
    works.ran("error", "error", "error")
    assert len(works.scenarios.listeners()) == 1


def test_one_that_is_off_is_not_looked_at(works: Works) -> None:
    works.scenarios.turn_off(works.version.scenario_id)
    assert works.ran("error", "error") == []
