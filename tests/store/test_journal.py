"""The journal of a run, entry by entry in the order in which it was written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.store.ledger import with_run

from tallyloom.store.database import Database
from tallyloom.store.journal import Entry, Journal


@pytest.fixture
def journal(database: Database) -> Journal:
    with_run(database)
    return Journal(database)


def operation(path: str, value: Any = 1) -> dict[str, Any]:
    return {"path": path, "in": {"v": value}, "out": [{"v": value}]}


def write(journal: Journal, database: Database, step: int, *entries: Entry) -> None:
    with database.begin() as on:
        journal.write(on, "r1", step, entries)


def test_entries_come_in_the_order_of_steps_then_as_written(
    journal: Journal, database: Database
) -> None:
    write(journal, database, 1, Entry(2, 1, [operation("b")]), Entry(1, 1, [operation("c")]))
    write(journal, database, 0, Entry(1, 1, [operation("a")]))
    assert [entry.operations[0]["path"] for entry in journal.read("r1")] == ["a", "b", "c"]


def test_an_entry_comes_back_exactly(journal: Journal, database: Database) -> None:
    entry = Entry(3, 2, [operation("1", Decimal("1.10")), {"path": "2", "stopped": "why"}])
    write(journal, database, 0, entry)
    assert list(journal.read("r1")) == [entry]


def test_one_module_can_be_read_alone(journal: Journal, database: Database) -> None:
    write(journal, database, 0, Entry(1, 1, [operation("a")]), Entry(2, 1, [operation("b")]))
    assert [entry.module for entry in journal.read("r1", module=2)] == [2]


def test_operations_are_counted_by_module(journal: Journal, database: Database) -> None:
    write(journal, database, 0, Entry(1, 2, []), Entry(2, 0, []))
    write(journal, database, 1, Entry(1, 3, []))
    assert journal.counts("r1") == {1: 5, 2: 0}


def test_a_step_is_written_once(journal: Journal, database: Database) -> None:
    write(journal, database, 0, Entry(1, 1, [operation("a")]))
    with pytest.raises(Exception, match="duplicate key"):
        write(journal, database, 0, Entry(1, 1, [operation("b")]))


def test_a_run_without_entries_has_an_empty_journal(journal: Journal) -> None:
    assert list(journal.read("r1")) == []
    assert journal.counts("r1") == {}
