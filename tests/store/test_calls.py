"""Every call at the door, and the counters of its run."""

from __future__ import annotations

from dataclasses import replace

from tests.store.ledger import NOON, with_run

from tallyloom.store.calls import Calls, Made
from tallyloom.store.database import Database
from tallyloom.store.runs import Runs

CALL = Made("r1", 5, NOON, "PUT", "/Invoices", 200, 1000, 234, 0.5, 1.25)


def test_calls_come_in_the_order_they_were_made(database: Database) -> None:
    with_run(database)
    calls = Calls(database)
    made = [CALL, replace(CALL, status=None, trouble="The network is away."), CALL]
    for one in made:
        calls.add(one)
    assert calls.of("r1") == made
    assert calls.of("other") == []


def test_a_run_counts_its_calls_their_bytes_and_the_wait(database: Database) -> None:
    with_run(database)
    for _ in range(2):
        Calls(database).add(CALL)
    run = Runs(database).get("r1")
    assert run is not None
    assert (run.api_calls, run.bytes, run.waited) == (2, 2468, 2.5)
