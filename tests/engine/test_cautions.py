"""What is said before records are posted: noted, or a reason to stop, a crash or not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from tests.engine.test_steps import Crash, crash_at
from tests.engine.workshop import APPS, OF, Service, Workshop, judge, step, values

from tallyloom.egress.trouble import OutcomeUnknown
from tallyloom.kit import (
    Action,
    Again,
    Answer,
    App,
    Bulk,
    Bundle,
    Caution,
    Element,
    ExtendPermissions,
    Known,
    Pick,
    PickList,
    Request,
    Steps,
    Value,
)

OLD = timedelta(minutes=6)
CAUTIONS = {"big": "The number is large.", "unknown": "The number is not in the list."}


def _numbers(_search: str, _after: Value) -> Steps[tuple[Sequence[Bundle], Value]]:
    answer = yield Request("GET", "/known")
    return [{"of": of} for of in answer.json()], None


def _picks(records: Sequence[Bundle], _given: Mapping[str, Value]) -> Sequence[Pick]:
    return [Pick(str(one["of"]), "") for one in records]


def _said(elements: Sequence[Element]) -> Steps[Sequence[Sequence[Caution]]]:
    known = yield Known("numbers")
    there = {one["of"] for one in known}
    said: list[list[Caution]] = []
    for one in elements:
        of = one.body["of"]
        said.append([])
        if of > 99:
            said[-1].append(Caution("big", f"{of} is large.", "of"))
        if of not in there:
            said[-1].append(Caution("unknown", f"{of} is unknown.", "of"))
    return said


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    answer = yield Request("GET", "/found", {"keys": ",".join(one.key or "" for one in elements)})
    return {str(one["v"]): one for one in answer.json()}


POST = Bulk(
    element=lambda given: Element(str(given["of"]), {"of": given["of"]}, "update"),
    write=lambda elements: Request(
        "PUT", "/", body=[one.body for one in elements], again=Again.LOOK
    ),
    read=lambda _answer, elements: [{"v": one.body["of"]} for one in elements],
    look_up=_look_up,
    renew=lambda pairs: Request("POST", "/", body=[one.body for one, _ in pairs], again=Again.SAFE),
    cautions=_said,
)


def app(**difference: Any) -> App:
    return App(
        name="shop",
        label="Shop",
        about="",
        judge=judge,
        modules={
            "post": Action(
                label="Post",
                about="",
                inputs=OF,
                bulk=replace(POST, **difference),
                cautions=CAUTIONS,
            )
        },
        pick_lists={
            "numbers": PickList(label="Numbers", source="numbers", records=_numbers, choices=_picks)
        },
    )


def answers(request: Request) -> Answer:
    said = {"/known": [1, 2, 3, 100], "/found": []}.get(request.path, [])
    return Answer(200, {}, json.dumps(said).encode())


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    workshop.apps = {**APPS, "shop": app()}
    workshop.service = Service(answers)
    with workshop.database.begin() as on:
        on.exec_driver_sql("TRUNCATE source_records, source_changes")
    return workshop


FLOW = [step(1, "parts.each", "{{input.rows}}"), step(2, "shop.post", "{{1.v}}")]


def start(shop: Workshop, *rows: int, stop_on: Any = None) -> str:
    how = {"stop_on": stop_on} if stop_on is not None else {}
    return shop.start(FLOW, {"rows": list(rows)}, **how)


def warnings(shop: Workshop, run_id: str) -> dict[str, list[str]]:
    """What the journal says, "code: message", by the bundle's path."""
    return {
        did["path"]: [f"{one['code']}: {one['message']}" for one in did["warnings"]]
        for entry in shop.journal.read(run_id, 2)
        for did in entry.operations
        if "warnings" in did
    }


def troubles(shop: Workshop, run_id: str) -> dict[str, tuple[str, str]]:
    """(message, field) of those that stopped, by the bundle's path."""
    return {
        did["path"]: (did["trouble"]["message"], did["trouble"].get("field", ""))
        for entry in shop.journal.read(run_id, 2)
        for did in entry.operations
        if "trouble" in did
    }


def paths(shop: Workshop) -> list[str]:
    return [f"{request.method} {request.path}" for request, _ in shop.service.got]


def written(shop: Workshop) -> list[Any]:
    return [json.loads(content) for content, _ in shop.service.writes()]


def test_a_warning_is_noted_and_the_record_is_posted(shop: Workshop) -> None:
    run_id = start(shop, 1, 100, 7, 200)
    assert shop.finish(run_id).status == "success"
    assert warnings(shop, run_id) == {
        "2": ["big: 100 is large."],
        "3": ["unknown: 7 is unknown."],
        "4": ["big: 200 is large.", "unknown: 200 is unknown."],
    }
    assert values(shop.outcome(run_id), 2) == [1, 100, 7, 200]


def test_what_a_scenario_stops_on_fails_alone(shop: Workshop) -> None:
    run_id = start(shop, 1, 100, 7, 200, stop_on=["big"])
    assert shop.finish(run_id).status == "warning"
    assert troubles(shop, run_id) == {"2": ("100 is large.", "of"), "4": ("200 is large.", "of")}
    assert warnings(shop, run_id) == {
        "3": ["unknown: 7 is unknown."],
        "4": ["unknown: 200 is unknown."],
    }
    assert written(shop) == [[{"of": 1}, {"of": 7}]]
    kinds = [one.trouble["remedy"] for one in shop.incomplete.those(run=run_id)]
    assert kinds == ["BadInput", "BadInput"]


def test_a_mistake_in_looking_stops_nothing(shop: Workshop) -> None:
    """An app may stumble over what nobody thought of; then the record was only not looked at."""

    def mistaken(elements: Sequence[Element]) -> Steps[Sequence[Sequence[Caution]]]:
        yield Known("numbers")
        return [[Caution("big", one.body["no such name"])] for one in elements]

    shop.apps = {**APPS, "shop": app(cautions=mistaken)}
    run_id = start(shop, 1, 100, stop_on="all")
    with capture_logs() as logs:
        assert shop.finish(run_id).status == "success"
    assert values(shop.outcome(run_id), 2) == [1, 100]
    said = "not_checked: not checked: KeyError; report this to the app's author."
    assert warnings(shop, run_id) == {"1": [said], "2": [said]}
    (logged,) = logs
    assert (logged["log_level"], logged["exc_info"]) == ("error", True)
    assert "mistaken" in logged["asked"]


def test_a_scenario_may_stop_on_all(shop: Workshop) -> None:
    run_id = start(shop, 1, 100, 200, stop_on="all")
    shop.finish(run_id)
    assert troubles(shop, run_id)["3"] == ("200 is large. 200 is unknown.", "of")
    assert written(shop) == [[{"of": 1}]]


def test_where_all_are_stopped_nothing_is_sent(shop: Workshop) -> None:
    run_id = start(shop, 100, stop_on="all")
    assert shop.finish(run_id).status == "error"
    assert written(shop) == []


def test_what_is_renewed_is_looked_at_too(shop: Workshop) -> None:
    shop.service.answers = lambda request: (
        Answer(200, {}, b'[{"v": 100}]') if request.path == "/found" else answers(request)
    )
    run_id = start(shop, 100, 1)
    shop.finish(run_id)
    assert warnings(shop, run_id) == {"1": ["big: 100 is large."]}
    assert sorted(paths(shop))[-2:] == ["POST /", "PUT /"]


def test_what_is_there_already_and_used_is_not_looked_at(shop: Workshop) -> None:
    use = lambda given: Element(str(given["of"]), {"of": given["of"]}, "use")  # noqa: E731
    shop.apps = {**APPS, "shop": app(element=use)}
    shop.service.answers = lambda request: (
        Answer(200, {}, b'[{"v": 100}]') if request.path == "/found" else answers(request)
    )
    run_id = start(shop, 100, stop_on="all")
    assert shop.finish(run_id).status == "success"
    assert paths(shop) == ["GET /found"]


@pytest.mark.parametrize("moment", ["before-intent", "after-intent", "answered", "recorded"])
def test_a_crash_changes_neither_what_stops_nor_what_is_said(shop: Workshop, moment: str) -> None:
    run_id = start(shop, 1, 100, 7, stop_on=["big"])
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, moment)
        with pytest.raises(Crash):
            shop.finish(run_id)
    frozen = moment != "before-intent"
    if frozen:  # by now the list says something else
        with shop.database.begin() as on:
            on.exec_driver_sql("TRUNCATE source_records, source_changes")
        shop.service.answers = lambda request: (
            Answer(200, {}, b"[7]") if request.path == "/known" else answers(request)
        )
    shop.service.got.clear()
    assert shop.finish(run_id).status == "warning"
    assert troubles(shop, run_id) == {"2": ("100 is large.", "of")}
    assert warnings(shop, run_id) == {"3": ["unknown: 7 is unknown."]}
    assert ("GET /known" in paths(shop)) is False
    assert shop.outcome(run_id).out[2] == [("1", {"v": 1}), ("3", {"v": 7})]


def test_a_new_generation_is_not_looked_at_again(shop: Workshop) -> None:
    def lost(request: Request) -> Answer:
        if request.writes:
            raise OutcomeUnknown("no answer")
        return answers(request)

    run_id = start(shop, 7)
    shop.service.answers = lost
    assert shop.finish(run_id).status == "waiting"
    with shop.database.begin() as on:
        on.exec_driver_sql("TRUNCATE source_records, source_changes")
    shop.service.got.clear()
    shop.service.answers = answers
    for _ in range(2):  # it is not there, and a minute later still not
        shop.clock.time += OLD
        shop.runs.start(run_id)
        run = shop.finish(run_id)
    assert run.status == "success"
    assert warnings(shop, run_id) == {"1": ["unknown: 7 is unknown."]}
    assert paths(shop) == ["GET /found", "GET /found", "GET /found", "PUT /"]


@pytest.mark.parametrize(
    ("status", "said"), [(503, "service"), (400, "no such"), (401, "permission")]
)
def test_trouble_in_finding_it_out_stops_nothing(shop: Workshop, status: int, said: str) -> None:
    def judged(answer: Answer) -> None:
        if answer.status == 401:
            raise ExtendPermissions("The permission settings.read is missing.")
        judge(answer)

    shop.apps = {**APPS, "shop": replace(app(), judge=judged)}
    shop.service.answers = lambda request: (
        Answer(status, {}, b"no such service") if request.path == "/known" else answers(request)
    )
    run_id = start(shop, 1, 100, stop_on="all")
    assert shop.finish(run_id).status == "success"
    for noted in warnings(shop, run_id).values():
        (only,) = noted
        assert only.startswith("not_checked: not checked: ")
    assert values(shop.outcome(run_id), 2) == [1, 100]


def test_a_module_that_says_too_little_stops_nothing(shop: Workshop) -> None:
    def short(_elements: Sequence[Element]) -> Steps[Sequence[Sequence[Caution]]]:
        yield Request("GET", "/known")
        return []

    shop.apps = {**APPS, "shop": app(cautions=short)}
    run_id = start(shop, 1)
    assert shop.finish(run_id).status == "success"
    assert "0 were looked at instead of 1" in warnings(shop, run_id)["1"][0]


def test_a_limit_is_waited_for_before_it_is_asked(shop: Workshop) -> None:
    shop.service.tenant.id = "limited in cautions"
    held = iter([True])

    def limited(request: Request) -> Answer:
        if request.path == "/known" and next(held, False):
            return Answer(429, {"retry-after": "90", "x-rate-limit-problem": "minute"})
        return answers(request)

    shop.service.answers = limited
    run_id = start(shop, 100)
    run = shop.finish(run_id)
    assert run.status == "waiting"
    assert run.not_before is not None
    assert shop.service.writes() == []
    shop.clock.time = run.not_before
    shop.runs.start(run_id)
    assert shop.finish(run_id).status == "success"
    assert warnings(shop, run_id) == {"1": ["big: 100 is large."]}
