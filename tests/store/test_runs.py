"""Runs and their stacks, as rows keep them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tallyloom.store.database import Database
from tallyloom.store.runs import Run, Runs, SupersededRun
from tallyloom.store.scenarios import Scenarios

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NONE = dict.fromkeys(("operations", "failed", "completed", "absorbed", "bytes"), 0)


@pytest.fixture
def runs(database: Database) -> Runs:
    Scenarios(database).keep("S", "v1", NOON)
    return Runs(database)


def add(runs: Runs, database: Database, id_: str = "r1", **difference: Any) -> str:
    version = Scenarios(database).keep("S", "v1", NOON)
    run = {
        "id": id_,
        "scenario_id": version.scenario_id,
        "version": 1,
        "scenario": "S",
        "origin": {"by": "test"},
        "inputs": {"price": Decimal("1.10")},
        "started_at": NOON,
        "bytes": 7,
    }
    runs.add({**run, **difference}, [b"below", b"top"])
    return id_


def read(runs: Runs, id_: str = "r1") -> Run:
    found = runs.get(id_)
    assert found is not None
    return found


def test_a_new_run_waits_with_all_it_has_to_do(runs: Runs, database: Database) -> None:
    run = read(runs, add(runs, database))
    assert (run.status, run.not_before, run.bytes, run.step) == ("waiting", NOON, 7, 0)
    assert run.inputs == {"price": Decimal("1.10")}
    assert runs.stack("r1", 9) == [(0, b"below"), (1, b"top")]
    assert runs.stack("r1", 1) == [(1, b"top")]


def test_a_run_that_is_not_there_is_none(runs: Runs) -> None:
    assert runs.get("nobody") is None


def test_a_run_is_found_by_either_end_of_its_id(runs: Runs, database: Database) -> None:
    for id_ in ("abc-1", "abd-2", "xyz-1"):
        add(runs, database, id_)
    assert runs.find("xyz") == ["xyz-1"]
    assert sorted(runs.find("ab")) == ["abc-1", "abd-2"]
    assert sorted(runs.find("-1")) == ["abc-1", "xyz-1"]
    assert runs.find("%") == []


def test_runs_are_listed_newest_first_page_by_page(runs: Runs, database: Database) -> None:
    for number in range(5):
        add(runs, database, f"r{number}")
    runs.end("r3", "error", "no", NOON)
    assert [run.id for run in runs.newest(limit=2)] == ["r4", "r3"]
    assert [run.id for run in runs.newest(limit=2, before="r3")] == ["r2", "r1"]
    assert [run.id for run in runs.newest(status="error")] == ["r3"]
    assert runs.newest(scenario="other") == []


def test_a_step_replaces_the_top_of_the_stack_and_adds_to_the_counters(
    runs: Runs, database: Database
) -> None:
    add(runs, database)
    runs.start("r1")
    counted = {**NONE, "operations": 3, "failed": 1, "completed": 2, "absorbed": 5, "bytes": 10}
    for expected in (0, 1):
        with runs.step("r1", expected) as on:
            runs.advance(on, "r1", 1, [b"a", b"b"], counted, "first" if not expected else "second")
    run = read(runs)
    assert runs.stack("r1", 9) == [(0, b"below"), (1, b"a"), (2, b"b")]
    assert (run.step, run.operations, run.failed, run.completed) == (2, 6, 2, 4)
    assert (run.absorbed, run.bytes, run.failure) == (10, 27, "first")


def test_a_step_that_fails_changes_nothing(runs: Runs, database: Database) -> None:
    add(runs, database)
    runs.start("r1")
    before = read(runs)
    with pytest.raises(ZeroDivisionError), runs.step("r1", 0) as on:
        runs.advance(on, "r1", 0, [], {**NONE, "operations": 3})
        raise ZeroDivisionError
    assert read(runs) == before
    assert len(runs.stack("r1", 9)) == 2


@pytest.mark.parametrize("expected", [1, 7])
def test_a_step_that_another_process_took_is_superseded(
    runs: Runs, database: Database, expected: int
) -> None:
    add(runs, database)
    runs.start("r1")
    with pytest.raises(SupersededRun), runs.step("r1", expected):
        pass


def test_a_run_that_waits_or_has_ended_takes_no_step(runs: Runs, database: Database) -> None:
    add(runs, database)
    with pytest.raises(SupersededRun), runs.step("r1", 0):
        pass
    runs.end("r1", "cancelled", "", NOON)
    with pytest.raises(SupersededRun), runs.step("r1", 0):
        pass


def test_a_wait_has_a_time_a_reason_and_a_next_link(runs: Runs, database: Database) -> None:
    add(runs, database)
    runs.start("r1")
    later = NOON + timedelta(minutes=1)
    runs.wait("r1", later, "The network is away.", retry=True)
    run = read(runs)
    assert (run.status, run.not_before, run.reason) == ("waiting", later, "The network is away.")
    assert (run.retries, run.part) == (1, 1)
    assert runs.due(NOON) == []
    assert [due.id for due in runs.due(later)] == ["r1"]


def test_progress_gives_a_run_its_patience_back(runs: Runs, database: Database) -> None:
    add(runs, database)
    for progress, retries in ((False, 1), (True, 0)):
        runs.start("r1")
        with runs.step("r1", read(runs).step) as on:
            runs.advance(on, "r1", 0, [], NONE, progress=progress)
        if not progress:
            runs.wait("r1", NOON, "", retry=True)
        assert read(runs).retries == retries


def test_a_run_that_waits_for_a_person_is_woken_by_one(runs: Runs, database: Database) -> None:
    add(runs, database)
    runs.start("r1")
    runs.wait("r1", None, "Connect again.", retry=False)
    assert runs.due(NOON + timedelta(days=99)) == []
    assert runs.wake("r1", NOON)
    assert [due.id for due in runs.due(NOON)] == ["r1"]


def test_only_a_waiting_run_can_be_woken(runs: Runs, database: Database) -> None:
    add(runs, database)
    runs.start("r1")
    assert not runs.wake("r1", NOON)
    runs.end("r1", "success", "", NOON)
    assert not runs.wake("r1", NOON)


def test_a_link_is_numbered_once(runs: Runs, database: Database) -> None:
    add(runs, database)
    runs.link("r1", 0)
    runs.link("r1", 0)
    assert read(runs).part == 1


def test_a_run_ends_once_and_leaves_nothing_to_do(runs: Runs, database: Database) -> None:
    add(runs, database)
    assert runs.end("r1", "warning", "one failed", NOON)
    assert not runs.end("r1", "cancelled", "", NOON)
    run = read(runs)
    assert (run.status, run.reason, run.ended_at, run.ended) == (
        "warning",
        "one failed",
        NOON,
        True,
    )
    assert runs.stack("r1", 9) == []
    assert not runs.start("r1")


def test_the_end_drops_what_aggregators_still_held(runs: Runs, database: Database) -> None:
    add(runs, database)
    with database.begin() as on:
        on.execute(text("INSERT INTO aggregate_items VALUES ('r1', 1, '', '', 1, '1', 0)"))
        on.execute(text("INSERT INTO aggregate_groups VALUES ('r1', 1, '', 1, '', '1', 0)"))
    runs.end("r1", "cancelled", "", NOON)
    with database.connect() as on:
        for table in ("aggregate_items", "aggregate_groups"):
            assert on.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608


@pytest.mark.parametrize(
    ("status", "kept"),
    [("success", "2026-03-02"), ("warning", "2026-03-02"), ("error", None), ("cancelled", None)],
)
def test_a_cursor_is_committed_by_a_run_that_did_its_work(
    runs: Runs, database: Database, status: str, kept: Any
) -> None:
    add(runs, database)
    scenario = read(runs).scenario_id
    with database.begin() as on:
        runs.keep_cursor(on, "r1", {"module": 1, "value": "2026-03-02"})
    assert runs.cursor(scenario, 1) is None
    runs.end("r1", status, "", NOON)
    assert runs.cursor(scenario, 1) == kept


def test_a_run_that_moved_is_not_where_it_was(runs: Runs, database: Database) -> None:
    add(runs, database)
    runs.start("r1")
    (run,) = runs.running()
    assert runs.still(run)
    with runs.step("r1", 0):
        pass
    assert not runs.still(run)
