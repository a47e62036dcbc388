"""Who is alive, as the database tells it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from tallyloom.store import executors as rows
from tallyloom.store.database import Database
from tallyloom.store.executors import Executors

SILENCE = timedelta(seconds=20)


@pytest.fixture
def executors(database: Database) -> Executors:
    return Executors(database)


@contextmanager
def living(executors: Executors, executor: str) -> Iterator[Connection]:
    """A process, and its end."""
    lifeline = executors.enter(executor, "host", 1)
    try:
        yield lifeline
    finally:
        executors.leave(lifeline)


def dead(executors: Executors, but: str = "me") -> list[str]:
    with executors.dead(SILENCE, but=but) as found:
        return sorted(found)


def die(database: Database, executor: str, lifeline: Connection) -> None:
    """Close the connection as a death does; return when the server has noticed."""
    if not lifeline.closed:
        lifeline.invalidate()
        lifeline.close()
    key = {"space": rows._SPACE, "number": rows._number(executor)}
    with database.begin() as on:
        on.execute(text("SELECT pg_advisory_xact_lock(:space, :number)"), key)


def fall_silent(database: Database, executor: str) -> None:
    with database.begin() as on:
        on.execute(
            text("UPDATE executors SET beat_at = now() - interval '21 s' WHERE id = :id"),
            {"id": executor},
        )


def test_who_holds_a_life_line_is_alive(executors: Executors) -> None:
    with living(executors, "a"):
        assert dead(executors) == []


def test_a_closed_connection_tells_a_death(executors: Executors, database: Database) -> None:
    die(database, "a", executors.enter("a", "host", 1))
    with living(executors, "b"):
        assert dead(executors) == ["a"]


def test_a_silent_process_counts_as_dead_though_its_connection_is_open(
    executors: Executors, database: Database
) -> None:
    with living(executors, "a"):
        fall_silent(database, "a")
        assert dead(executors) == ["a"]


def test_a_beat_breaks_the_silence(executors: Executors, database: Database) -> None:
    with living(executors, "a") as lifeline:
        fall_silent(database, "a")
        assert executors.beat("a", lifeline)
        assert dead(executors) == []


def test_nobody_takes_himself_for_dead(executors: Executors, database: Database) -> None:
    with living(executors, "a"):
        fall_silent(database, "a")
        assert dead(executors, but="a") == []


def test_one_process_at_a_time_takes_over(executors: Executors, database: Database) -> None:
    die(database, "a", executors.enter("a", "host", 1))
    with executors.dead(SILENCE, but="b") as first, executors.dead(SILENCE, but="c") as second:
        assert (first, second) == (["a"], [])


def test_the_dead_are_forgotten_once_they_are_taken_over(
    executors: Executors, database: Database
) -> None:
    die(database, "a", executors.enter("a", "host", 1))
    assert dead(executors) == ["a"]
    assert dead(executors) == []


def test_a_take_over_that_fails_is_tried_again(executors: Executors, database: Database) -> None:
    die(database, "a", executors.enter("a", "host", 1))
    with pytest.raises(ZeroDivisionError), executors.dead(SILENCE, but="b"):
        raise ZeroDivisionError
    assert dead(executors) == ["a"]


def test_who_leaves_is_looked_after_like_the_dead(executors: Executors, database: Database) -> None:
    lifeline = executors.enter("a", "host", 1)
    executors.leave(lifeline)
    die(database, "a", lifeline)
    assert dead(executors) == ["a"]


def test_who_was_taken_for_dead_is_told_and_enters_again(
    executors: Executors, database: Database
) -> None:
    with living(executors, "a") as lifeline:
        fall_silent(database, "a")
        assert dead(executors) == ["a"]
        assert not executors.beat("a", lifeline)
    with living(executors, "a") as lifeline:
        assert executors.beat("a", lifeline)
