"""A person's answers go on where the bundle stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from tests.engine.workshop import BREAK, MODULES, Service, Workshop, step, values

from tallyloom.egress.trouble import OutcomeUnknown
from tallyloom.engine.answers import (
    AnsweredAlready,
    Answers,
    NoSuchIncomplete,
    NothingPosted,
    RunAgain,
)
from tallyloom.engine.engine import Engine
from tallyloom.engine.reaper import Reaper
from tallyloom.kit import Answer, Request
from tallyloom.store.executors import Executors


@pytest.fixture
def answers(workshop: Workshop) -> Answers:
    """Answers that start new runs; nothing takes them but the test."""
    reaper, nobody = Reaper(Executors(workshop.database)), cast("Any", None)
    engine = Engine(
        workshop.runner(),
        dispatch=nobody,
        reaper=reaper,
        deliveries=nobody,
        schedules=nobody,
        failing=nobody,
    )
    return Answers(
        engine,
        workshop.runs,
        workshop.scenarios,
        workshop.incomplete,
        workshop.sends,
        MODULES,
        workshop.clock,
    )


def lost(workshop: Workshop) -> Service:
    """A service whose writes never get an answer, until the key is too old."""

    def answer(request: Request) -> Answer:
        if not request.writes:
            return Answer(200, {}, b"{}")
        workshop.clock.time += timedelta(minutes=6)
        raise OutcomeUnknown("no answer")

    return Service(answer)


def stopped(workshop: Workshop, flow: list[Any], rows: Any, module: int = 2) -> str:
    """The id of the incomplete one of this module, after the run has ended."""
    run_id = workshop.start(flow, {"rows": rows})
    workshop.finish(run_id)
    (one,) = [one for one in workshop.incomplete.those(run=run_id) if one.module == module]
    return one.id


def go_on(workshop: Workshop, run_id: str) -> Any:
    workshop.runs.start(run_id)
    workshop.finish(run_id)
    return workshop.outcome(run_id)


EACH = step(1, "parts.each", "{{input.rows}}")
CREATE = [EACH, step(2, "shop.create", "{{1.v}}"), step(3, "parts.note", "{{2.id}}")]


def test_a_retry_does_that_bundle_again_and_no_other(workshop: Workshop, answers: Answers) -> None:
    workshop.service = Service(lambda request: Answer(400 if request.writes else 200, {}, b"{}"))
    one = stopped(workshop, CREATE, [5])
    workshop.service = Service(lambda _request: Answer(200, {}, b'{"id": 7}'))
    outcome = go_on(workshop, answers.retry(one))
    assert outcome.out[2] == [("1", {"id": 7})]
    assert values(outcome, 3) == [7]


def test_a_retry_of_a_source_gives_only_what_it_had_not_given(
    workshop: Workshop, answers: Answers
) -> None:
    flow = [EACH, step(2, "shop.find", "{{1.v}}"), step(3, "parts.note", "{{2.v}}")]
    one = stopped(workshop, flow, [[1, 2, BREAK]])
    outcome = go_on(workshop, answers.retry(one))
    assert outcome.out == {}
    assert outcome.troubles == {2: ["1"]}


def test_what_was_posted_as_a_record_goes_on_with_it(workshop: Workshop, answers: Answers) -> None:
    workshop.service = lost(workshop)
    one = stopped(workshop, CREATE, [5])
    run_id = answers.posted_as(one, "inv-1")
    assert run_id is not None
    assert values(go_on(workshop, run_id), 3) == ["inv-1"]
    (row,) = workshop.incomplete.get(one)
    assert (row.state, row.answer, row.next_run) == ("resolved", "posted as inv-1", run_id)
    effect = workshop.sends.effect(row.effect_id or "")
    assert effect is not None
    assert effect.state == "done"


def test_what_was_posted_closes_the_aggregator_that_waits_for_it(
    workshop: Workshop, answers: Answers
) -> None:
    workshop.service = lost(workshop)
    gather = step(3, "parts.gather", "{{2.id}}", source=2)
    one = stopped(workshop, [*CREATE[:2], gather], [5])
    run_id = answers.posted_as(one, "inv-1")
    assert run_id is not None
    assert values(go_on(workshop, run_id), 3) == [["inv-1"]]


def test_what_was_posted_in_an_aggregate_that_is_held_back_stays_there(
    workshop: Workshop, answers: Answers
) -> None:
    workshop.service = lost(workshop)
    gather = step(3, "parts.gather", "{{2.id}}", source=1)
    one = stopped(workshop, [*CREATE[:2], gather], [5])
    assert answers.posted_as(one, "inv-1") is None
    assert workshop.incomplete.get(one)[0].state == "resolved"


def test_a_bundle_of_an_aggregate_is_not_sent_alone(workshop: Workshop, answers: Answers) -> None:
    flow = [EACH, step(2, "parts.note", "{{1.v}}"), step(3, "parts.gather", "x", source=1)]
    for module in (2, 3):
        with pytest.raises(RunAgain):
            answers.retry(stopped(workshop, flow, [4], module))


def test_only_what_posts_can_have_been_posted(workshop: Workshop, answers: Answers) -> None:
    with pytest.raises(NothingPosted):
        answers.posted_as(stopped(workshop, [EACH, step(2, "parts.note", "{{1.v}}")], [4]), "x")


def test_an_answer_is_given_once(workshop: Workshop, answers: Answers) -> None:
    one = stopped(workshop, [EACH, step(2, "parts.note", "{{1.v}}")], [4])
    answers.drop(one)
    with pytest.raises(AnsweredAlready, match="dropped"):
        answers.retry(one)


@pytest.mark.parametrize("start", ["", "nobody"])
def test_what_is_not_there_cannot_be_answered(answers: Answers, start: str) -> None:
    with pytest.raises(NoSuchIncomplete):
        answers.drop(start)


def test_what_stopped_in_one_run_goes_on_in_one_run_and_is_answered_all_together(
    workshop: Workshop, answers: Answers
) -> None:
    flow = [step(1, "parts.each", "{{input.rows}}"), step(2, "parts.note", "{{1.v}}")]
    run_id = workshop.start(flow, {"rows": [4, 9, 1, 14]})
    workshop.finish(run_id)
    found = [one.id for one in workshop.incomplete.those(run=run_id)]
    assert len(found) == 3
    answers.drop(found[2])

    done = answers.retry_all(found)

    assert done[found[0]] == done[found[1]]
    assert isinstance(done[found[2]], AnsweredAlready)
    assert len(workshop.runs.stack(str(done[found[0]]), 9)) == 2
    states = {one.id: one.state for one in workshop.incomplete.those(state="", run=run_id)}
    assert states == {found[0]: "retried", found[1]: "retried", found[2]: "dropped"}


def test_an_answer_that_comes_too_late_starts_no_run(workshop: Workshop, answers: Answers) -> None:
    one = stopped(
        workshop, [step(1, "parts.each", "{{input.rows}}"), step(2, "parts.note", "{{1.v}}")], [4]
    )
    read = workshop.incomplete.get(one)[0]
    before = len(workshop.runs.newest(limit=1000))
    answers.drop(one)
    with pytest.raises(AnsweredAlready):
        answers._retry([read], "")
    assert len(workshop.runs.newest(limit=1000)) == before
