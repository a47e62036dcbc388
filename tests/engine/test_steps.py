"""A generator that is driven again gets what was recorded, and nothing is sent twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.engine.workshop import MODULES, Service, Workshop, step

from tallyloom.egress.trouble import OutcomeUnknown
from tallyloom.engine import crash
from tallyloom.engine import steps as driving
from tallyloom.engine.reading import driven
from tallyloom.engine.runner import Runner, Stand
from tallyloom.kit import (
    Again,
    AlreadyThere,
    Answer,
    BadInput,
    Broken,
    Bundle,
    Differs,
    Inputs,
    NotThere,
    Refused,
    Request,
    Steps,
    Trouble,
)
from tallyloom.store.json import packed


class Crash(BaseException):
    """The process dies here, and no handler of Exception sees it."""


def numbered() -> Callable[[Request], Answer]:
    """A service that answers every request with a number of its own."""
    numbers = iter(range(1, 99))
    return lambda _request: Answer(200, {}, json.dumps({"id": next(numbers)}).encode())


@pytest.fixture
def service(workshop: Workshop) -> Service:
    workshop.service = Service(numbered())
    return workshop.service


def driven_by(workshop: Workshop, run: Callable[[Inputs], Steps[Bundle]]) -> Runner:
    """A process whose module `shop.create` does this."""
    runner = workshop.runner()
    runner.modules["shop.create"] = replace(MODULES["shop.create"], run=run)  # type: ignore[call-arg]
    return runner


def crash_at(patch: pytest.MonkeyPatch, moment: str) -> None:
    def point(name: str) -> None:
        if name == moment:
            raise Crash

    patch.setattr(crash, "point", point)


CREATE = [step(1, "shop.create", "{{input.rows}}")]


def requests(service: Service) -> list[str]:
    return [f"{request.method} {request.path}" for request, _ in service.got]


def test_an_undisturbed_module_sends_its_requests_in_order(
    workshop: Workshop, service: Service
) -> None:
    outcome = workshop.do(CREATE, {"rows": 5})
    assert requests(service) == ["GET /of/5", "POST /", "POST /seen"]
    assert outcome.out[1] == [("", {"id": 2})]


def test_only_writes_carry_a_key_and_each_its_own(workshop: Workshop, service: Service) -> None:
    workshop.do(CREATE, {"rows": 5})
    keys = [key for _, key in service.got]
    assert keys[0] == ""
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("moment", "sent_again"),
    [
        ("before-intent", ["GET /of/5", "POST /", "POST /seen"]),
        ("after-intent", ["POST /", "POST /seen"]),
        ("answered", ["POST /", "POST /seen"]),
        ("recorded", ["POST /seen"]),
    ],
)
def test_after_a_crash_what_was_recorded_is_not_asked_again(
    workshop: Workshop, service: Service, moment: str, sent_again: list[str]
) -> None:
    run_id = workshop.start(CREATE, {"rows": 5})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, moment)
        with pytest.raises(Crash):
            workshop.finish(run_id)
    service.got.clear()
    assert workshop.finish(run_id).status == "success"
    assert requests(service) == sent_again


def test_a_write_that_is_sent_again_is_the_same_bytes_under_the_same_key(
    workshop: Workshop, service: Service
) -> None:
    run_id = workshop.start(CREATE, {"rows": 5})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "answered")
        with pytest.raises(Crash):
            workshop.finish(run_id)
    workshop.finish(run_id)
    first, second, _ = service.writes()
    assert first == second


def test_reads_before_a_write_are_given_as_they_were(workshop: Workshop, service: Service) -> None:
    run_id = workshop.start(CREATE, {"rows": 5})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "recorded")
        with pytest.raises(Crash):
            workshop.finish(run_id)
    workshop.finish(run_id)
    assert service.writes()[-1][0] == b'{"found":{"id":1}}'


def test_a_request_that_differs_from_the_frozen_one_is_never_sent(
    workshop: Workshop, service: Service
) -> None:
    def changed(_given: Inputs) -> Steps[Bundle]:
        yield Request("GET", "/of/5")
        answer = yield Request("PUT", "/other", body={"of": "changed"}, again=Again.NEVER)
        return {"id": answer.json()["id"]}

    run_id = workshop.start(CREATE, {"rows": 5})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "after-intent")
        with pytest.raises(Crash):
            workshop.finish(run_id)
    workshop.finish(run_id, driven_by(workshop, changed))
    assert requests(service) == ["GET /of/5", "POST /"]
    assert service.writes()[0][0] == b'{"of":5}'


def test_a_write_where_a_read_was_recorded_is_never_sent(
    workshop: Workshop, service: Service
) -> None:
    def changed(_given: Inputs) -> Steps[Bundle]:
        answer = yield Request("POST", "/surprise", body={}, again=Again.NEVER)
        return {"id": answer.json()["id"]}

    run_id = workshop.start(CREATE, {"rows": 5})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "after-intent")
        with pytest.raises(Crash):
            workshop.finish(run_id)
    workshop.finish(run_id, driven_by(workshop, changed))
    assert requests(service) == ["GET /of/5"]


def test_an_unknown_outcome_that_nothing_confirms_is_parked(
    workshop: Workshop, service: Service
) -> None:
    def answers(request: Request) -> Answer:
        if request.method == "GET":
            return Answer(200, {}, b"{}")
        workshop.clock.time += timedelta(minutes=6)
        raise OutcomeUnknown("no answer")

    service.answers = answers
    run_id = workshop.start(CREATE, {"rows": 5})
    assert workshop.finish(run_id).status == "error"
    (one,) = workshop.incomplete.those(run=run_id)
    assert (one.kind, one.trouble["remedy"]) == ("parked", "Parked")
    effect = workshop.sends.effect(one.effect_id or "")
    assert effect is not None
    assert effect.state == "parked"


def test_a_young_write_without_an_answer_is_sent_again_at_once(
    workshop: Workshop, service: Service
) -> None:
    lost = iter([True, False, False])

    def answers(request: Request) -> Answer:
        if request.writes and next(lost):
            raise OutcomeUnknown("no answer")
        return Answer(200, {}, b'{"id": 7}')

    service.answers = answers
    assert workshop.do(CREATE, {"rows": 5}).out[1] == [("", {"id": 7})]
    assert service.writes()[0] == service.writes()[1]


def test_a_write_that_never_gets_an_answer_gives_its_place_away(
    workshop: Workshop, service: Service
) -> None:
    def write(_given: Inputs) -> Steps[Bundle]:
        yield Request("POST", "/", body={}, again=Again.SAFE)
        return {}

    service.answers = lambda _request: Answer(503)
    run_id = workshop.start(CREATE, {"rows": 5})
    runner = driven_by(workshop, write)
    assert runner.step(run_id) is Stand.WAITING
    run = workshop.run(run_id)
    assert run.not_before == workshop.clock.now() + timedelta(minutes=1)
    assert "no answer" in run.reason
    assert 4 < len(service.got) < 20


def test_a_refusal_is_the_bundles_alone(workshop: Workshop, service: Service) -> None:
    service.answers = lambda request: Answer(400 if request.writes else 200, {}, b'{"no": 1}')
    run_id = workshop.start(CREATE, {"rows": 5})
    assert workshop.finish(run_id).status == "error"
    (one,) = workshop.incomplete.those(run=run_id)
    assert (one.kind, one.trouble["message"]) == ("failed", '{"no": 1}')


def test_the_organisation_is_looked_at_before_a_write(workshop: Workshop, service: Service) -> None:
    workshop.do(CREATE, {"rows": 5})
    assert service.assured == 2


def test_every_call_is_written_down_and_counted(workshop: Workshop, service: Service) -> None:
    run_id = workshop.start(CREATE, {"rows": 5})
    run = workshop.finish(run_id)
    assert [call.method for call in workshop.calls.of(run_id)] == ["GET", "POST", "POST"]
    assert run.api_calls == 3
    assert run.bytes == len(b'{"of":5}') + len(b'{"found":{"id":1}}')


def reading() -> Generator[Request, Any, Any]:
    first = yield Request("GET", "/a")
    second = yield Request("GET", f"/{first.json()}")
    return second.json()


def test_a_look_up_is_driven_to_its_result() -> None:
    answers = {"/a": b"1", "/1": b"2"}
    assert driven(reading(), lambda request: Answer(200, {}, answers[request.path])) == 2


def test_a_look_up_may_not_write() -> None:
    def writing() -> Generator[Request, Any, Any]:
        yield Request("POST", "/")

    with pytest.raises(Broken, match="may only read"):
        driven(writing(), lambda _request: Answer(200))


def test_an_answer_that_is_no_text_can_be_recorded() -> None:
    answer = Answer(200, {"a": "b"}, b"\xff\x00caf\xc3\xa9")
    assert packed(driving._parts(answer))


# What a module is told of a request that had been sent before.


def deleting(again: Again = Again.SAFE) -> Callable[[Inputs], Steps[Bundle]]:
    def run(_given: Inputs) -> Steps[Bundle]:
        answer = yield Request("DELETE", "/it", again=again)
        if answer.status == 404 and not answer.repeated:
            raise NotThere
        return {"status": answer.status, "repeated": answer.repeated}

    return run


def gone_after(lost: int) -> Callable[[Request], Answer]:
    """A service whose first answers are lost, and then the record is gone."""
    answers = iter([True] * lost)

    def answer(_request: Request) -> Answer:
        if next(answers, False):
            raise OutcomeUnknown("no answer")
        return Answer(404, {}, b"gone")

    return answer


def test_what_an_earlier_try_deleted_is_deleted(workshop: Workshop, service: Service) -> None:
    service.answers = gone_after(lost=1)
    run_id = workshop.start(CREATE, {"rows": 5})
    assert workshop.finish(run_id, driven_by(workshop, deleting())).status == "success"
    assert workshop.outcome(run_id).out[1] == [("", {"status": 404, "repeated": True})]


@pytest.mark.parametrize(("lost", "again"), [(0, Again.SAFE), (1, Again.NEVER), (1, Again.LOOK)])
def test_what_is_gone_otherwise_is_not(
    workshop: Workshop, service: Service, lost: int, again: Again
) -> None:
    service.answers = gone_after(lost)
    run_id = workshop.start(CREATE, {"rows": 5})
    assert workshop.finish(run_id, driven_by(workshop, deleting(again))).status == "error"


def test_that_it_was_repeated_is_remembered(workshop: Workshop, service: Service) -> None:
    service.answers = gone_after(lost=1)
    run_id = workshop.start(CREATE, {"rows": 5})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "recorded")
        with pytest.raises(Crash):
            workshop.finish(run_id, driven_by(workshop, deleting()))
    assert workshop.finish(run_id, driven_by(workshop, deleting())).status == "success"
    assert workshop.outcome(run_id).out[1] == [("", {"status": 404, "repeated": True})]


def test_a_try_that_never_left_repeats_nothing(workshop: Workshop, service: Service) -> None:
    tries = iter([429, 404])
    service.answers = lambda _request: Answer(next(tries))
    run_id = workshop.start(CREATE, {"rows": 5})
    assert workshop.finish(run_id, driven_by(workshop, deleting())).status == "error"


@pytest.mark.parametrize("kind", [NotThere, AlreadyThere, BadInput, Differs, Refused])
def test_a_refusal_keeps_its_remedy(
    workshop: Workshop, service: Service, kind: type[Trouble]
) -> None:
    caught: list[Trouble] = []

    def run(_given: Inputs) -> Steps[Bundle]:
        try:
            yield Request("POST", "/", body={}, again=Again.NEVER)
        except Trouble as trouble:
            caught.append(trouble)
        return {}

    def judge(answer: Answer) -> None:
        if answer.status == 409:
            raise kind("No.")

    service.answers = lambda _request: Answer(409)
    workshop.apps = {**workshop.apps, "shop": replace(workshop.apps["shop"], judge=judge)}
    workshop.finish(workshop.start(CREATE, {"rows": 5}), driven_by(workshop, run))
    assert [(type(one), one.message) for one in caught] == [(kind, "No.")]


# Several writes in one generator.


@pytest.mark.parametrize(
    ("again", "kind", "writes"), [(Again.LOOK, "parked", 1), (Again.NEVER, "parked", 1)]
)
def test_a_single_write_that_nothing_looks_up_is_parked_when_its_key_is_old(
    workshop: Workshop, service: Service, again: Again, kind: str, writes: int
) -> None:
    def run(_given: Inputs) -> Steps[Bundle]:
        yield Request("POST", "/one", body={}, again=again)
        yield Request("POST", "/two", body={}, again=Again.SAFE)
        return {}

    def lost(_request: Request) -> Answer:
        workshop.clock.time += timedelta(minutes=6)
        raise OutcomeUnknown("no answer")

    service.answers = lost
    run_id = workshop.start(CREATE, {"rows": 5})
    assert workshop.finish(run_id, driven_by(workshop, run)).status == "error"
    assert [one.kind for one in workshop.incomplete.those(run=run_id)] == [kind]
    assert len(service.writes()) == writes


def test_a_write_that_ends_the_same_is_sent_again_however_old_it_is(
    workshop: Workshop, service: Service
) -> None:
    def run(_given: Inputs) -> Steps[Bundle]:
        first = yield Request("POST", "/one", body={}, again=Again.NEVER)
        second = yield Request("POST", "/two", body=first.json(), again=Again.SAFE)
        return {"id": second.json()["id"]}

    lost = iter([False, True])

    def answers(_request: Request) -> Answer:
        workshop.clock.time += timedelta(hours=1)
        if next(lost, False):
            raise OutcomeUnknown("no answer")
        return Answer(200, {}, b'{"id": 7}')

    service.answers = answers
    run_id = workshop.start(CREATE, {"rows": 5})
    assert workshop.finish(run_id, driven_by(workshop, run)).status == "success"
    assert requests(service) == ["POST /one", "POST /two", "POST /two"]
    assert service.writes()[1] == service.writes()[2]
