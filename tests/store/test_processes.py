"""Which processes there are is known to all of them, by the clock that they share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from tallyloom.store.database import Database
from tallyloom.store.processes import Process, Processes

WORKER = Process("w1", "worker", "here", 7, "1.0", "http://localhost:8081", ("abc", "old"))
MINUTE = timedelta(minutes=1)


def now(ahead: timedelta = timedelta()) -> datetime:
    return datetime.now(UTC) + ahead


def test_a_process_is_seen_as_it_said_it_is(database: Database) -> None:
    rows = Processes(database)
    rows.say(WORKER, now())

    [seen] = rows.seen(MINUTE)

    assert replace(seen, silent=timedelta(), ahead=timedelta()) == WORKER
    assert seen.moves_runs
    assert not replace(seen, kind="server").moves_runs


def test_a_clock_that_goes_ahead_is_told_apart(database: Database) -> None:
    rows = Processes(database)
    rows.say(WORKER, now(timedelta(hours=1)))
    rows.say(replace(WORKER, id="w2"), now())

    ahead = {each.id: each.ahead > timedelta(minutes=59) for each in rows.seen(MINUTE)}

    assert ahead == {"w1": True, "w2": False}


def test_one_that_left_or_was_silent_for_long_is_not_seen(database: Database) -> None:
    rows = Processes(database)
    for name in ("left", "silent", "dead"):
        rows.say(replace(WORKER, id=name), now())
    rows.leave("left")
    _silence(database, "silent", MINUTE * 2)
    _silence(database, "dead", timedelta(days=2))

    rows.say(WORKER, now())

    assert [each.id for each in rows.seen(MINUTE)] == ["w1"]
    assert {each.id for each in rows.seen(timedelta(days=9))} == {"w1", "silent"}


def test_one_that_is_heard_of_again_is_there_again(database: Database) -> None:
    rows = Processes(database)
    rows.say(WORKER, now())
    _silence(database, "w1", MINUTE * 2)
    rows.say(WORKER, now())

    assert [each.id for each in rows.seen(MINUTE)] == ["w1"]


def _silence(database: Database, id_: str, since: timedelta) -> None:
    with database.begin() as on:
        on.execute(
            text("UPDATE processes SET seen_at = now() - :since WHERE id = :id"),
            {"since": since, "id": id_},
        )
