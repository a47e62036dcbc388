"""A process says that it is there, again and again, until it says goodbye."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from tallyloom.clock import SystemClock
from tallyloom.engine import presence
from tallyloom.engine.presence import SILENCE, present
from tallyloom.store.database import Database
from tallyloom.store.processes import Processes


def test_it_is_known_of_for_as_long_as_it_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "EVERY", 0.01)
    rows = Processes(database)
    with present(rows, SystemClock(), "worker", "1", "http://here", ["key"]) as process:
        assert [each.id for each in rows.seen(SILENCE)] == [process.id]
        with database.begin() as on:
            on.execute(text("DELETE FROM processes"))
        while not rows.seen(SILENCE):
            time.sleep(0.01)  # until it has said it once more
    assert rows.seen(SILENCE) == []


def test_a_database_that_has_gone_away_keeps_nobody_from_ending(database: Database) -> None:
    rows = Processes(database)
    with present(rows, SystemClock(), "up", "1", "http://here", ()), database.begin() as on:
        on.execute(text("ALTER TABLE processes RENAME TO processes_away"))
