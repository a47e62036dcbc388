"""One step of a run is one transaction, and only of the process that has the run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.engine.workshop import Service, Workshop, step, values

from tallyloom.egress.trouble import OutcomeUnknown
from tallyloom.engine.pages import Pages
from tallyloom.engine.runner import PATIENCE, Stand
from tallyloom.kit import Answer, Request
from tallyloom.store.runs import SupersededRun

FLOW = [
    step(1, "parts.each", "{{input.rows}}"),
    step(2, "shop.post", "{{1.v}}"),
    step(3, "parts.note", "{{2.v}}"),
]
ASK = [step(1, "shop.create", "{{input.rows}}")]


def written(workshop: Workshop, run_id: str) -> dict[str, int]:
    """How many rows a run has in each table that a step writes."""
    with workshop.database.connect() as on:
        return {
            table: int(
                on.scalar(
                    text(f"SELECT count(*) FROM {table} WHERE run_id = :id"),  # noqa: S608
                    {"id": run_id},
                )
                or 0
            )
            for table in ("journal", "stack", "incomplete", "aggregate_items")
        }


def test_a_superseded_process_writes_nothing(workshop: Workshop) -> None:
    run_id = workshop.start(FLOW, {"rows": [1, 4, 2]}, page_size=1)
    runner = workshop.runner()
    assert runner.step(run_id) is Stand.MORE
    workshop.service.client = overtaking(workshop, run_id)  # type: ignore[method-assign]
    with pytest.raises(SupersededRun):
        runner.step(run_id)
    assert workshop.run(run_id).status == "warning"
    outcome = workshop.outcome(run_id)
    assert values(outcome, 3) == [1, 2]
    assert outcome.operations == {1: 1, 2: 3, 3: 2}
    assert written(workshop, run_id)["incomplete"] == 1


def overtaking(workshop: Workshop, run_id: str) -> Any:
    """A connection whose first use lets another process finish the run."""
    service = workshop.service

    def client(_connection: str, _organisation: str) -> Service:
        if not workshop.run(run_id).ended:
            Workshop(workshop.database, workshop.clock).finish(run_id)
        return service

    return client


def test_a_process_that_dies_in_a_step_leaves_it_undone(workshop: Workshop) -> None:
    run_id = workshop.start([FLOW[0], step(2, "parts.note", "{{1.v}}")], {"rows": [1, 4]})
    before = written(workshop, run_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pages, "_transform", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            workshop.finish(run_id)
    assert written(workshop, run_id) == before
    assert workshop.run(run_id).step == 0
    assert workshop.finish(run_id).status == "warning"


def test_a_run_that_was_cancelled_in_a_step_stays_cancelled(workshop: Workshop) -> None:
    run_id = workshop.start(FLOW, {"rows": [1]})
    runner = workshop.runner()
    runner.step(run_id)
    service = workshop.service

    def client(_connection: str, _organisation: str) -> Service:
        workshop.runs.end(run_id, "cancelled", "by a person", workshop.clock.now())
        return service

    workshop.service.client = client  # type: ignore[method-assign]
    with pytest.raises(SupersededRun):
        runner.step(run_id)
    assert workshop.run(run_id).status == "cancelled"
    assert runner.step(run_id) is Stand.ENDED


def test_pages_before_a_call_are_passed_in_one_step(workshop: Workshop) -> None:
    run_id = workshop.start([FLOW[0], step(2, "parts.note", "{{1.v}}")], {"rows": [1] * 50})
    runner = workshop.runner()
    assert [runner.step(run_id), runner.step(run_id)] == [Stand.MORE, Stand.ENDED]


def test_each_page_of_calls_is_a_step(workshop: Workshop) -> None:
    run_id = workshop.start(FLOW, {"rows": [1] * 5}, page_size=2)
    workshop.finish(run_id)
    with workshop.database.connect() as on:
        found = on.execute(
            text("SELECT DISTINCT step FROM journal WHERE run_id = :id AND module = 2"),
            {"id": run_id},
        )
        steps = found.scalars().all()
    assert len(steps) == 3


def away(_request: Request) -> Answer:
    raise OutcomeUnknown("the network is away")


def test_a_run_waits_longer_and_longer_then_for_a_person(workshop: Workshop) -> None:
    workshop.service = Service(away)
    run_id = workshop.start(ASK, {"rows": 5})
    waits = []
    for _ in PATIENCE:
        assert workshop.runner().step(run_id) is Stand.WAITING
        run = workshop.run(run_id)
        assert run.not_before is not None
        waits.append(run.not_before - workshop.clock.now())
        workshop.clock.time = run.not_before
        workshop.runs.start(run_id)
    assert tuple(waits) == PATIENCE
    assert workshop.runner().step(run_id) is Stand.WAITING
    assert workshop.run(run_id).not_before is None


def test_a_run_that_waited_goes_on_where_it_was(workshop: Workshop) -> None:
    workshop.service = Service(away)
    run_id = workshop.start(ASK, {"rows": 5})
    workshop.runner().step(run_id)
    workshop.service = Service(lambda _request: Answer(200, {}, b'{"id": 7}'))
    workshop.runs.start(run_id)
    assert workshop.finish(run_id).status == "success"
    assert workshop.outcome(run_id).out[1] == [("", {"id": 7})]


def test_bundles_that_were_done_before_a_wait_go_on_without_the_rest(workshop: Workshop) -> None:
    calls = iter(range(99))

    def answers(_request: Request) -> Answer:
        if next(calls) >= 3:
            raise OutcomeUnknown("the network is away")
        return Answer(200, {}, b'{"id": 7}')

    workshop.service = Service(answers)
    flow = [FLOW[0], step(2, "shop.create", "{{1.v}}"), step(3, "parts.note", "x")]
    run_id = workshop.start(flow, {"rows": [1, 2]})
    assert workshop.finish(run_id).status == "waiting"
    assert values(workshop.outcome(run_id), 3) == []
    assert [path for path, _ in workshop.outcome(run_id).out[2]] == ["1"]
    workshop.service = Service(lambda _request: Answer(200, {}, b'{"id": 8}'))
    workshop.clock.time += timedelta(minutes=1)
    workshop.runs.start(run_id)
    workshop.finish(run_id)
    assert workshop.outcome(run_id).out[2] == [("1", {"id": 7}), ("2", {"id": 8})]
    assert values(workshop.outcome(run_id), 3) == ["x", "x"]
