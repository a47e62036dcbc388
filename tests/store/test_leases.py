"""Whoever is first does it; the others come when he has ended."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tallyloom.clock import SystemClock
from tallyloom.store.database import Database
from tallyloom.store.leases import alone


def test_nobody_is_inside_at_the_same_time(database: Database) -> None:
    inside, most = [0], [0]

    def enter(_number: int) -> None:
        with alone(database, SystemClock(), "a"):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            threading.Event().wait(0.01)
            inside[0] -= 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(enter, range(8)))
    assert most == [1]


def test_names_have_nothing_to_do_with_each_other(database: Database) -> None:
    with alone(database, SystemClock(), "a"), alone(database, SystemClock(), "b"):
        pass


def test_who_fails_lets_others_in(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), alone(database, SystemClock(), "a"):
        raise ZeroDivisionError
    with alone(database, SystemClock(), "a"):
        pass


def test_a_process_that_dies_inside_keeps_nobody_waiting(database: Database) -> None:
    with database.begin() as on:
        on.execute(text("INSERT INTO leases VALUES ('a', now() + interval '1 hour')"))
    with alone(database, SystemClock(), "a"):
        pass


def test_the_lease_of_a_machine_that_vanished_ends(database: Database) -> None:
    """The server still waits for its connection; nothing is heard of it."""
    with database.begin() as vanished:
        vanished.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('a', 5))"))
        with database.begin() as on:
            on.execute(text("INSERT INTO leases VALUES ('a', now() - interval '1 second')"))
        with alone(database, SystemClock(), "a"):
            pass


def test_who_was_too_slow_does_not_end_the_lease_of_another(database: Database) -> None:
    with alone(database, SystemClock(), "a"), database.begin() as on:
        on.execute(text("UPDATE leases SET until = now() + interval '1 hour'"))
    with database.connect() as on:
        assert on.execute(text("SELECT count(*) FROM leases")).scalar_one() == 1
