"""Access to the database."""

from __future__ import annotations

import threading
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import bindparam, make_url, text
from sqlalchemy.dialects.postgresql import JSONB

from tallyloom.settings import load
from tallyloom.store.database import SCHEMA, Database
from tallyloom.store.trouble import CheckDatabaseUrl, FreeSpace


def count(database: Database) -> int:
    with database.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM installation")) or 0)


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_has_a_database_of_its_own(database: Database, turn: int) -> None:
    assert count(database) == 1
    with database.begin() as connection:
        connection.execute(text("DELETE FROM installation"))
    assert count(database) == 0


def test_a_transaction_that_fails_is_undone(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.begin() as connection:
        connection.execute(text("DELETE FROM installation"))
        raise ZeroDivisionError
    assert count(database) == 1


def test_a_raw_transaction_that_fails_is_undone(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.raw() as connection:
        connection.execute("DELETE FROM installation")
        raise ZeroDivisionError
    assert count(database) == 1


def test_rows_can_be_copied_in(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE amounts (amount numeric)"))
    with database.raw() as driver, driver.cursor().copy("COPY amounts FROM STDIN") as copy:
        for amount in ("0.10", "0.20"):
            copy.write_row([amount])
    with database.connect() as connection:
        total = connection.scalar(text("SELECT sum(amount) FROM amounts"))
    assert total == Decimal("0.30")


def test_numbers_in_json_stay_exact(database: Database) -> None:
    amounts = {"net": Decimal("24702.88"), "tiny": Decimal("0.1"), "count": 3}
    statement = text("SELECT :value AS value").columns(value=JSONB)
    with database.connect() as connection:
        kept = connection.scalar(statement.bindparams(bindparam("value", amounts, JSONB)))
    assert kept == amounts
    assert isinstance(kept["tiny"], Decimal)


def test_another_process_finds_the_same_tables_by_the_url(database: Database) -> None:
    with Database.open(load({"database_url": database.url})) as other:
        assert other.embedded is None
        assert count(other) == 1


def test_the_dispatcher_is_sent_to_the_same_database(database: Database) -> None:
    with psycopg.connect(database.dispatch_url) as connection:
        found = connection.execute(f"SELECT count(*) FROM {SCHEMA}.installation").fetchone()  # noqa: S608
        path = connection.execute("SHOW search_path").fetchone()
    assert found == (1,)
    assert path == ('"$user", public',)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_ways_to_write_a_url_are_understood(database: Database, scheme: str) -> None:
    url = make_url(database.dispatch_url).set(drivername=scheme)
    address = url.render_as_string(hide_password=False)
    with Database.open(load({"database_url": address})) as other:
        assert count(other) == 1


def test_options_that_were_given_are_kept(database: Database) -> None:
    url = make_url(database.dispatch_url).update_query_dict({"options": "-cwork_mem=5MB"})
    with Database(url) as other, other.connect() as connection:
        assert connection.exec_driver_sql("SHOW work_mem").scalar() == "5MB"
        assert connection.exec_driver_sql("SHOW search_path").scalar() == SCHEMA


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(CheckDatabaseUrl, match="TALLYLOOM_DATABASE_URL") as caught:
        Database.open(load({"database_url": "postgresql://me:hunter2@127.0.0.1:1/books"}))
    assert "hunter2" not in caught.value.message


def test_a_password_that_is_wrong_is_named(database: Database) -> None:
    url = make_url(database.url).set(password="wrong").render_as_string(hide_password=False)
    with pytest.raises(CheckDatabaseUrl, match="password authentication failed"):
        Database.open(load({"database_url": url}))


FULL = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"


def test_a_full_disk_is_named_and_changes_nothing(database: Database) -> None:
    with pytest.raises(FreeSpace, match="Free some space"), database.begin() as connection:
        connection.execute(text("DELETE FROM installation"))
        connection.exec_driver_sql(FULL)
    assert count(database) == 1


def test_a_full_disk_is_named_while_copying_too(database: Database) -> None:
    with pytest.raises(FreeSpace, match="Free some space"), database.raw() as connection:
        connection.execute("DELETE FROM installation")
        connection.execute(FULL)
    assert count(database) == 1


def test_whoever_still_asks_at_the_end_is_answered_first(database: Database) -> None:
    second = Database(database.engine.url)
    asked, answers = threading.Event(), []

    def ask() -> None:
        with second.connect() as on:
            asked.set()
            answers.append(on.execute(text("SELECT pg_sleep(0.3), 7")).one()[1])

    asking = threading.Thread(target=ask)
    asking.start()
    asked.wait()
    second.close()

    assert answers == [7]
    asking.join()
