"""Access to the database."""

from __future__ import annotations

from sqlalchemy import text

from tallyloom.store.database import Database


def test_a_test_has_a_database_of_its_own(database: Database) -> None:
    with database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM installation")) == 1
        connection.execute(text("DELETE FROM installation"))


def test_and_the_next_one_too(database: Database) -> None:
    with database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM installation")) == 1
        connection.execute(text("DELETE FROM installation"))
