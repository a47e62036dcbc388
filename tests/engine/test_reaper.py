"""The runs of a process that died go to the next that looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from tallyloom.engine.reaper import Reaper
from tallyloom.store.database import Database
from tallyloom.store.executors import Executors


@pytest.fixture
def two(database: Database) -> Iterator[tuple[Reaper, Reaper]]:
    """Two processes that have entered."""
    executors = Executors(database)
    first, second = Reaper(executors), Reaper(executors)
    first.enter()
    second.enter()
    yield first, second
    second.leave()
    first.leave()


def fall_silent(database: Database, reaper: Reaper) -> None:
    with database.begin() as on:
        on.execute(
            text("UPDATE executors SET beat_at = now() - interval '21 s' WHERE id = :id"),
            {"id": reaper.id},
        )


def known(database: Database) -> set[str]:
    with database.connect() as on:
        return set(on.execute(text("SELECT id FROM executors")).scalars())


def cut_off(database: Database) -> None:
    """End every connection that waits for its next statement, as a restarted server does."""
    with database.begin() as on:
        on.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def test_every_start_has_a_name_of_its_own(database: Database) -> None:
    assert Reaper(Executors(database)).id != Reaper(Executors(database)).id


def test_a_start_looks_at_once_and_hands_the_dead_over(
    database: Database, two: tuple[Reaper, Reaper]
) -> None:
    first, second = two
    fall_silent(database, first)
    taken: list[Sequence[str]] = []
    second.start(taken.append)
    assert taken == [[first.id]]


def test_who_cannot_take_over_leaves_the_dead_for_others(
    database: Database, two: tuple[Reaper, Reaper]
) -> None:
    first, second = two
    fall_silent(database, first)

    def fail(_dead: Sequence[str]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        second.start(fail)
    assert first.id in known(database)


def test_who_was_taken_for_dead_is_missed_again_when_he_dies(
    database: Database, two: tuple[Reaper, Reaper]
) -> None:
    first, second = two
    fall_silent(database, first)
    second.start(lambda _dead: None)
    assert known(database) == {second.id}
    first.beat()
    assert known(database) == {first.id, second.id}


def test_who_lost_his_connection_is_alive_again_with_the_next_beat(
    database: Database, two: tuple[Reaper, Reaper]
) -> None:
    first, second = two
    cut_off(database)
    second.beat()
    first.beat()
    with Executors(database).dead(timedelta(hours=1), but=second.id) as dead:
        assert dead == []
