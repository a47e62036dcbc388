"""The steps by which the tables came to be."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from tallyloom.store import migrations
from tallyloom.store.database import SCHEMA, Database
from tallyloom.store.trouble import UpgradeTallyloom


def tables(database: Database) -> dict[str, str]:
    """Each column with its type."""
    with database.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT table_name || '.' || column_name, data_type"
                " FROM information_schema.columns WHERE table_schema = :schema"
            ),
            {"schema": SCHEMA},
        )
        return {str(name): str(kind) for name, kind in rows}


def at(database: Database) -> str | None:
    with database.connect() as connection:
        return migrations.current(connection, SCHEMA)


def test_a_new_database_has_all_steps(database: Database) -> None:
    assert at(database) == migrations.steps()[-1]
    assert "blobs.sha256" in tables(database)


def test_running_them_again_changes_nothing(database: Database) -> None:
    before = tables(database)
    database.prepare()
    assert tables(database) == before


def test_a_database_at_any_step_is_brought_up_to_date(empty_database: Database) -> None:
    for step in migrations.steps():
        with empty_database.connect() as connection:
            migrations.upgrade(connection, SCHEMA, to=step)
        assert at(empty_database) == step


def test_several_processes_that_start_on_an_empty_database_agree(empty_database: Database) -> None:
    troubles: list[BaseException] = []

    def prepare() -> None:
        try:
            empty_database.prepare()
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not troubles
    with empty_database.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM installation")) == 1


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    before = tables(database)

    with pytest.raises(UpgradeTallyloom, match="step 9999_later"):
        database.prepare()

    assert tables(database) == before
    assert at(database) == "9999_later"


def test_a_step_that_fails_leaves_the_database_as_it_was(
    empty_database: Database,
) -> None:
    with empty_database.begin() as connection:
        connection.execute(text("CREATE SCHEMA tallyloom"))
        connection.execute(text("CREATE TABLE blob_chunks (in_the_way int)"))
    before = tables(empty_database)

    with pytest.raises(Exception, match="already exists"):
        empty_database.prepare()

    assert tables(empty_database) == before


def test_names_fit_the_table_that_records_them() -> None:
    assert all(len(name) <= 32 for name in migrations.steps())


def test_every_step_says_what_it_is_for() -> None:
    for path in migrations.FOLDER.glob("step_*.py"):
        assert path.read_text().startswith('"""'), path.name
