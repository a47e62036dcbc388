"""Rows of schedules: one outcome for a slot, one process that decides, and a mark that stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.store.ledger import NOON

from tallyloom.store.database import Database
from tallyloom.store.scenarios import Scenarios, SwitchOff
from tallyloom.store.schedules import Schedules, Slot

HOUR = timedelta(hours=1)


@pytest.fixture
def schedules(database: Database) -> Schedules:
    return Schedules(database)


@pytest.fixture
def scenarios(database: Database) -> Scenarios:
    return Scenarios(database)


@pytest.fixture
def scenario(scenarios: Scenarios) -> str:
    return scenarios.keep("S", "text", NOON).scenario_id


def slot(scenario: str, hours: int, **more: Any) -> Slot:
    at = NOON + hours * HOUR
    return Slot(scenario, at, at, "missed", NOON, **more)


def test_a_slot_has_one_outcome(schedules: Schedules, database: Database, scenario: str) -> None:
    with database.begin() as on:
        schedules.decide(on, [slot(scenario, 1), slot(scenario, 2)])
    with pytest.raises(IntegrityError), database.begin() as on:
        schedules.decide(on, [slot(scenario, 3), slot(scenario, 2)])
    assert [one.at for one in schedules.slots(scenario)] == [NOON + 2 * HOUR, NOON + HOUR]
    with database.connect() as on:
        asked = [NOON, NOON + HOUR]
        assert schedules.decided(on, scenario, asked) == {NOON + HOUR}


def test_one_process_decides_at_a_time(schedules: Schedules) -> None:
    with schedules.turn() as one:
        assert one is not None
        with schedules.turn() as other:
            assert other is None
    with schedules.turn() as next_:
        assert next_ is not None


def test_whether_anybody_looked_of_late_is_asked_of_the_database(
    schedules: Schedules, database: Database
) -> None:
    with schedules.turn() as turn:
        assert turn is not None
        on, alive = turn
        assert not alive
        schedules.looked(on)
    with schedules.turn() as turn:
        assert turn is not None
        assert turn[1]
    with database.begin() as on:
        on.execute(text("UPDATE ticks SET seen_at = seen_at - interval '2 minutes'"))
    with schedules.turn() as turn:
        assert turn is not None
        assert not turn[1]


def test_there_is_nothing_to_do_while_nothing_is_due(
    schedules: Schedules, database: Database, scenario: str
) -> None:
    assert not schedules.busy(NOON)
    schedules.turn_on(scenario, 1, NOON, NOON, NOON + HOUR)
    with schedules.turn() as turn:
        assert turn is not None
        schedules.looked(turn[0])
    assert not schedules.busy(NOON)
    assert schedules.busy(NOON + HOUR)


def test_switching_on_again_keeps_since_when_it_has_been_on(
    schedules: Schedules, scenarios: Scenarios, scenario: str
) -> None:
    schedules.turn_on(scenario, 1, NOON, NOON, NOON + HOUR)
    later = NOON + timedelta(minutes=10)
    scenarios.keep("S", "other text", later)
    again = schedules.turn_on(scenario, 2, later, later, None)
    assert (again.version, again.since, again.mark, again.next_at) == (2, NOON, later, None)
    assert schedules.turn_off(scenario)
    assert schedules.turn_on(scenario, 1, later, later, None).since == later


def test_one_that_is_on_is_not_deleted(
    schedules: Schedules, scenarios: Scenarios, scenario: str
) -> None:
    schedules.turn_on(scenario, 1, NOON, NOON, NOON + HOUR)
    with pytest.raises(SwitchOff):
        scenarios.remove(scenario, NOON)
    assert [one.id for one in scenarios.page(on=True)] == [scenario]
    scenarios.turn_off(scenario)
    assert scenarios.remove(scenario, NOON)


def test_a_deactivated_one_is_off_and_says_why(
    schedules: Schedules, scenarios: Scenarios, database: Database, scenario: str
) -> None:
    timer = schedules.turn_on(scenario, 1, NOON, NOON, NOON + HOUR)
    with database.begin() as on:
        schedules.deactivate(on, timer, "It failed.", NOON)
    found = schedules.get(scenario)
    assert found is not None
    assert (found.state, found.reason, found.next_at) == ("deactivated", "It failed.", None)
    assert not scenarios.turn_off(scenario)
    standing = scenarios.standings([scenario])[scenario]
    assert not standing.on
    [change, *_] = scenarios.changes(scenario)
    assert (change.kind, change.by.name, change.note) == (
        "switched off",
        "Tallyloom",
        "It failed.",
    )
