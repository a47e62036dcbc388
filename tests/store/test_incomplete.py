"""What waits for a person, and is answered once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.store.ledger import NOON, with_run

from tallyloom.store.database import Database
from tallyloom.store.incomplete import Incomplete, IncompleteRuns

ONE = Incomplete(
    id="i1",
    run_id="r1",
    module=5,
    kind="failed",
    item=b"item",
    effect_id=None,
    trouble={"remedy": "Refused", "message": "No."},
    state="open",
    created_at=NOON,
)


@pytest.fixture
def incomplete(database: Database) -> IncompleteRuns:
    with_run(database)
    return IncompleteRuns(database)


def store(incomplete: IncompleteRuns, database: Database, *differences: Any) -> None:
    with database.begin() as on:
        incomplete.add(on, [replace(ONE, **difference) for difference in differences])


def test_it_comes_back_as_it_was_stored(incomplete: IncompleteRuns, database: Database) -> None:
    store(incomplete, database, {})
    assert incomplete.get("i1") == [ONE]


def test_a_step_that_fails_stores_nothing(incomplete: IncompleteRuns, database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.begin() as on:
        incomplete.add(on, [ONE])
        raise ZeroDivisionError
    assert incomplete.those() == []


def test_it_is_found_by_either_end_of_its_id(
    incomplete: IncompleteRuns, database: Database
) -> None:
    store(incomplete, database, {"id": "abc-1"}, {"id": "xyz-1"})
    assert [one.id for one in incomplete.get("xy")] == ["xyz-1"]
    assert len(incomplete.get("-1")) == 2
    assert incomplete.get("_") == []


def test_the_oldest_comes_first(incomplete: IncompleteRuns, database: Database) -> None:
    later = NOON + timedelta(minutes=1)
    store(incomplete, database, {"id": "b", "created_at": later}, {"id": "c"}, {"id": "a"})
    assert [one.id for one in incomplete.those()] == ["a", "c", "b"]
    assert [one.id for one in incomplete.those(limit=1)] == ["a"]


def test_they_are_chosen_by_state_and_run(incomplete: IncompleteRuns, database: Database) -> None:
    with_run(database, "r2")
    store(incomplete, database, {}, {"id": "i2", "run_id": "r2"}, {"id": "i3", "state": "dropped"})
    assert [one.id for one in incomplete.those()] == ["i1", "i2"]
    assert [one.id for one in incomplete.those(state="")] == ["i1", "i2", "i3"]
    assert [one.id for one in incomplete.those(run="r2")] == ["i2"]


def test_it_is_answered_once(incomplete: IncompleteRuns, database: Database) -> None:
    store(incomplete, database, {})
    assert incomplete.answer("i1", "retried", "send again", NOON, "r1")
    assert not incomplete.answer("i1", "dropped", "dropped", NOON)
    (one,) = incomplete.get("i1")
    assert (one.state, one.answer, one.answered_at, one.next_run) == (
        "retried",
        "send again",
        NOON,
        "r1",
    )
