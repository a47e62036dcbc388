"""Runs are taken from the queue, in links, one at a time for each scenario."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from dbos import DBOS

from tallyloom.engine import dispatch as linked
from tallyloom.engine.dispatch import CloseOtherEngine, Dispatch, Fate
from tallyloom.engine.runner import Stand
from tallyloom.store.database import DISPATCH_SCHEMA, Database

PATIENCE = 30.0


@dataclass
class Steps:
    """Steps that need no engine: each run is done after so many; it watches who moves at once."""

    needed: int = 3
    meet: int = 1
    done: Counter[str] = field(default_factory=Counter)
    links: list[tuple[str, int]] = field(default_factory=list)
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    together: threading.Barrier = field(init=False)
    moving: set[str] = field(default_factory=set)
    met: set[frozenset[str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.together = threading.Barrier(self.meet)

    def step(self, run_id: str) -> Stand:
        self.moving.add(run_id)
        if not self.done[run_id]:
            self.together.wait(PATIENCE)
        self.met.add(frozenset(self.moving))
        self.done[run_id] += 1
        if self.done[run_id] < self.needed:
            return Stand.MORE
        self.moving.discard(run_id)
        self.ended.release()
        return Stand.ENDED

    def chain(self, run_id: str, part: int) -> None:
        self.links.append((run_id, part))

    def wait(self, runs: int) -> None:
        for _ in range(runs):
            assert self.ended.acquire(timeout=PATIENCE)


@pytest.fixture
def launched(empty_database: Database) -> Iterator[Callable[[Steps], Dispatch]]:
    opened: list[Dispatch] = []

    def launch(steps: Steps) -> Dispatch:
        dispatch = Dispatch(empty_database.dispatch_url, DISPATCH_SCHEMA, "me")
        opened.append(dispatch)
        dispatch.launch(steps.step, steps.chain)
        return dispatch

    yield launch
    for dispatch in opened:
        dispatch.close()


def test_a_second_engine_does_not_take_the_place_of_the_first(
    launched: Callable[[Steps], Dispatch],
) -> None:
    steps = Steps(needed=1)
    first = launched(steps)
    with pytest.raises(CloseOtherEngine):
        launched(Steps())

    first.enqueue("r1", "s1", 0)
    steps.wait(1)


def test_links_that_ended_are_forgotten_and_others_are_not(
    launched: Callable[[Steps], Dispatch],
) -> None:
    steps = Steps(needed=1)
    dispatch = launched(steps)
    dispatch.enqueue("r1", "s1", 0)
    steps.wait(1)
    DBOS.retrieve_workflow("s1/r1/0").get_result()
    dispatch.forget(datetime.now(UTC) - timedelta(days=1))
    assert [link.workflow_id for link in DBOS.list_workflows()] == ["s1/r1/0"]

    later = Steps(needed=1, meet=2)
    steps.together = later.together
    dispatch.enqueue("r2", "s1", 0)
    dispatch.forget(datetime.now(UTC) + timedelta(days=1))
    assert [link.workflow_id for link in DBOS.list_workflows()] == ["s1/r2/0"]
    steps.together.wait(PATIENCE)
    steps.wait(1)


def test_a_long_run_is_a_chain_of_links_and_the_same_link_twice_is_one(
    launched: Callable[[Steps], Dispatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linked, "LINK", 2)
    steps = Steps(needed=5)
    dispatch = launched(steps)
    assert dispatch.fate("r1", "s1", 0) is Fate.LOST
    for _ in range(2):
        dispatch.enqueue("r1", "s1", 0)
    steps.wait(1)
    assert steps.done == {"r1": 5}
    assert steps.links == [("r1", 0), ("r1", 1)]


def test_scenarios_move_side_by_side_and_each_one_run_at_a_time(
    launched: Callable[[Steps], Dispatch],
) -> None:
    steps = Steps(meet=2)
    dispatch = launched(steps)
    for run in ("a1", "a2", "b1", "b2"):
        dispatch.enqueue(run, run[0], 0)
    steps.wait(4)
    assert not [met for met in steps.met if {"a1", "a2"} <= met or {"b1", "b2"} <= met]
    assert [met for met in steps.met if len(met) == 2]


def test_a_process_that_is_stopped_hands_its_runs_over_at_the_end_of_their_step(
    launched: Callable[[Steps], Dispatch],
) -> None:
    steps = Steps(needed=3, meet=2)
    first = launched(steps)
    first.enqueue("r1", "s1", 0)
    while not steps.moving:
        time.sleep(0.01)
    first.hand_over()
    steps.together.wait(PATIENCE)  # the step ends only now
    first.close()
    assert steps.done == {"r1": 1}
    assert steps.links == [("r1", 0)]

    launched(steps)
    steps.wait(1)
    assert steps.done == {"r1": 3}
