"""Every text of a scenario that ever ran is kept, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import NoResultFound
from tests.store.ledger import NOON

from tallyloom.store.database import Database
from tallyloom.store.scenarios import Scenarios, Version


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
