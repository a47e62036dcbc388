"""Every text of a scenario that ever ran is kept, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import NoResultFound
from tests.store.ledger import NOON

from tallyloom.store.changes import By
from tallyloom.store.database import Database
from tallyloom.store.registrations import Registration, Registrations
from tallyloom.store.scenarios import (
    Listener,
    NameIsTaken,
    Overtaken,
    Save,
    Scenarios,
    Version,
)
from tallyloom.store.schedules import Schedules


@pytest.fixture
def scenarios(database: Database) -> Scenarios:
    return Scenarios(database)


def test_a_new_text_is_a_new_version(scenarios: Scenarios) -> None:
    first = scenarios.keep("Shop", "a", NOON)
    second = scenarios.keep("Shop", "b", NOON)
    assert first == Version(second.scenario_id, 1, "Shop", "a")
    assert second.number == 2


def test_the_same_text_is_the_same_version(scenarios: Scenarios) -> None:
    first = scenarios.keep("Shop", "a", NOON)
    scenarios.keep("Shop", "b", NOON)
    assert scenarios.keep("Shop", "a", NOON) == first


def test_each_scenario_counts_its_own_versions(scenarios: Scenarios) -> None:
    scenarios.keep("Shop", "a", NOON)
    other = scenarios.keep("Till", "a", NOON)
    assert other.number == 1


def test_a_version_is_read_back(scenarios: Scenarios) -> None:
    kept = scenarios.keep("Shop", "a: é", NOON)
    assert scenarios.version(kept.scenario_id, 1) == kept


def test_a_version_that_is_not_there_is_an_error(scenarios: Scenarios) -> None:
    kept = scenarios.keep("Shop", "a", NOON)
    with pytest.raises(NoResultFound):
        scenarios.version(kept.scenario_id, 2)


def test_the_newest_of_each_are_listed_by_name(scenarios: Scenarios) -> None:
    for name, text in (("Till", "x"), ("Shop", "a"), ("Shop", "b")):
        scenarios.keep(name, text, NOON)
    assert [(one.name, one.document) for one in scenarios.newest()] == [
        ("Shop", "b"),
        ("Till", "x"),
    ]


def test_many_who_keep_the_same_text_at_once_get_one_version(scenarios: Scenarios) -> None:
    with ThreadPoolExecutor(4) as threads:
        kept = set(threads.map(lambda n: scenarios.keep("Shop", f"v{n % 2}", NOON), range(8)))
    assert sorted(one.number for one in kept) == [1, 2]


ANN = By("1", "Ann")


def test_a_text_is_saved_only_by_who_read_the_newest(scenarios: Scenarios) -> None:
    first = scenarios.add(Save("Shop", "a", ANN, "First."), NOON)
    second = scenarios.save(first.scenario_id, Save("Shop", "b"), NOON, expected=1)

    assert second.number == 2
    with pytest.raises(Overtaken):
        scenarios.save(first.scenario_id, Save("Shop", "c"), NOON, expected=1)
    with pytest.raises(Overtaken):
        scenarios.save("none", Save("Shop", "c"), NOON, expected=1)
    assert scenarios.save(first.scenario_id, Save("Shop", "b"), NOON, expected=2).number == 2


def test_one_of_two_writers_is_overtaken(scenarios: Scenarios) -> None:
    first = scenarios.add(Save("Shop", "a"), NOON)

    def save(text: str) -> int:
        try:
            return scenarios.save(first.scenario_id, Save("Shop", text), NOON, expected=1).number
        except Overtaken:
            return 0

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(save, ("b", "c"))) == [0, 2]


def test_an_old_text_that_is_saved_again_is_a_new_version(scenarios: Scenarios) -> None:
    first = scenarios.add(Save("Shop", "a"), NOON)
    scenarios.save(first.scenario_id, Save("Shop", "b"), NOON, expected=1)
    again = scenarios.save(first.scenario_id, Save("Shop", "a"), NOON, expected=2)

    assert again.number == 3
    assert scenarios.keep("Shop", "a", NOON).number == 3


def test_a_name_is_one_scenarios(scenarios: Scenarios) -> None:
    first = scenarios.add(Save("Shop", "a"), NOON)
    scenarios.add(Save("Till", "a"), NOON)
    with pytest.raises(NameIsTaken):
        scenarios.add(Save("Till", "b"), NOON)
    with pytest.raises(NameIsTaken):
        scenarios.save(first.scenario_id, Save("Till", "b"), NOON, expected=1)
    stored = scenarios.get(first.scenario_id)
    assert stored is not None
    assert (stored.name, stored.number) == ("Shop", 1)


def test_what_is_deleted_is_told_only_by_its_versions(scenarios: Scenarios) -> None:
    first = scenarios.add(Save("Shop", "a"), NOON)

    assert scenarios.remove(first.scenario_id, NOON, ANN)

    assert scenarios.get(first.scenario_id) is None
    assert scenarios.newest() == []
    assert scenarios.page() == []
    assert not scenarios.remove(first.scenario_id, NOON)
    assert scenarios.version(first.scenario_id, 1).document == "a"
    assert scenarios.keep("Shop", "a", NOON).scenario_id != first.scenario_id
    [deleted, created] = scenarios.changes(first.scenario_id)
    assert (deleted.kind, deleted.by, created.kind) == ("deleted", ANN, "edited")


def test_what_was_deleted_meanwhile_is_not_switched_on(
    scenarios: Scenarios, database: Database
) -> None:
    first = scenarios.add(Save("Shop", "a"), NOON).scenario_id
    Registrations(database).add(Registration("r", "r", "app", "id", None, "granular", {}, NOON))
    scenarios.remove(first, NOON)

    with pytest.raises(NoResultFound):
        Schedules(database).turn_on(first, 1, NOON, NOON, NOON)
    with pytest.raises(NoResultFound):
        scenarios.turn_on(Listener(first, 1, "r", "tenant", NOON))

    assert scenarios.listeners() == []


def test_the_greatest_id_of_a_module_is_never_forgotten(scenarios: Scenarios) -> None:
    first = scenarios.add(Save("Shop", "a", last_module=7), NOON)
    scenarios.save(first.scenario_id, Save("Shop", "b", last_module=3), NOON, expected=1)
    stored = scenarios.get(first.scenario_id)
    assert stored is not None
    assert stored.last_module == 7
