"""Records of a page: what must be known before, what goes together, and what is there already."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.engine.test_steps import Crash, crash_at
from tests.engine.workshop import APPS, OF, Service, Workshop, judge, step, values

from tallyloom.egress.trouble import OutcomeUnknown
from tallyloom.kit import (
    Action,
    Again,
    Answer,
    App,
    BadInput,
    Bulk,
    Bundle,
    Element,
    ExtendPermissions,
    Inputs,
    Knowing,
    Pick,
    PickList,
    Request,
    Steps,
    Value,
)

FLOW = [step(1, "parts.each", "{{input.rows}}"), step(2, "shop.hire", "{{1.v}}")]


def _country(_search: str, _after: Value) -> Steps[tuple[Sequence[Bundle], Value]]:
    answer = yield Request("GET", "/country")
    return [answer.json()], None


def _picks(_records: Sequence[Bundle], _given: Mapping[str, Value]) -> Sequence[Pick]:
    return []


def _element(given: Inputs, known: Sequence[Bundle]) -> Element:
    country = known[0]["code"]
    if given["of"] == country:
        raise BadInput("It is not for this country.", field="of")
    return Element(str(given["of"]), {"of": given["of"], "in": country}, together=country)


def _look_up(
    elements: Sequence[Element], _met: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    answer = yield Request("GET", "/people")
    wanted = {one.key for one in elements}
    return {str(one["v"]): one for one in answer.json() if str(one["v"]) in wanted}


HIRE = Bulk(
    element=Knowing("country", _element),
    write=lambda elements: Request(
        "POST", f"/{elements[0].together}", body=[one.body for one in elements], again=Again.LOOK
    ),
    read=lambda answer, _elements: answer.json(),
    look_up=_look_up,
)


def app(**difference: Any) -> App:
    hire = Action(label="Hire", about="", inputs=OF, bulk=replace(HIRE, **difference))
    country = PickList(label="Country", source="country", records=_country, choices=_picks)
    return App(
        name="shop",
        label="Shop",
        about="",
        judge=judge,
        modules={"hire": hire},
        pick_lists={"country": country},
    )


class People:
    """A service that takes anybody, as often as it is told to."""

    def __init__(self, *there: int) -> None:
        self.there = [{"v": one} for one in there]
        self.code = "NZ"

    def __call__(self, request: Request) -> Answer:
        if request.path == "/country":
            return Answer(200, {}, json.dumps({"code": self.code}).encode())
        if not request.writes:
            return Answer(200, {}, json.dumps(self.there).encode())
        made = [{"v": one["of"]} for one in json.loads(request.content())]
        self.there += made
        return Answer(200, {}, json.dumps(made).encode())


def opened(workshop: Workshop, people: People, **difference: Any) -> Workshop:
    workshop.apps = {**APPS, "shop": app(**difference)}
    workshop.service = Service(people)
    with workshop.database.begin() as on:
        on.exec_driver_sql("TRUNCATE source_records, source_changes")
    return workshop


def run(shop: Workshop, *rows: Any) -> str:
    run_id = shop.start(FLOW, {"rows": list(rows)})
    shop.finish(run_id)
    return run_id


def asked(shop: Workshop) -> list[str]:
    found = [f"{request.method} {request.path}" for request, _ in shop.service.got]
    shop.service.got.clear()
    return found


# What an element needs to know


def test_what_elements_need_to_know_is_asked_once_for_a_page(workshop: Workshop) -> None:
    shop = opened(workshop, People())
    assert values(shop.outcome(run(shop, 1, 2, 3)), 2) == [1, 2, 3]
    assert asked(shop) == ["GET /country", "POST /NZ"]
    run(shop, 4)
    assert asked(shop) == ["POST /NZ"]


def test_an_element_that_does_not_fit_what_is_known_fails_alone(workshop: Workshop) -> None:
    shop = opened(workshop, People())
    outcome = shop.outcome(run(shop, 1, "NZ", 3))
    assert (values(outcome, 2), outcome.troubles) == ([1, 3], {2: ["2"]})


def test_a_service_that_cannot_say_it_now_is_asked_later(workshop: Workshop) -> None:
    shop = opened(workshop, People())
    shop.service.answers = lambda _request: Answer(503)
    run_id = run(shop, 1)
    assert shop.run(run_id).status == "waiting"
    assert not shop.service.writes()
    shop.service.answers = People()
    shop.runs.start(run_id)
    assert shop.finish(run_id).status == "success"


def test_without_the_permission_to_know_it_the_page_waits_for_a_person(workshop: Workshop) -> None:
    shop = opened(workshop, People())

    def refuse(_request: Request) -> Answer:
        raise ExtendPermissions

    shop.service.answers = refuse
    run_id = run(shop, 1)
    assert (shop.run(run_id).status, shop.run(run_id).not_before) == ("waiting", None)


def test_a_refusal_to_say_it_fails_the_page(workshop: Workshop) -> None:
    shop = opened(workshop, People())
    shop.service.answers = lambda _request: Answer(400, {}, b"Nobody may know.")
    run_id = run(shop, 1, 2)
    assert shop.run(run_id).status == "error"
    assert "Nobody may know." in shop.run(run_id).reason
    assert shop.outcome(run_id).troubles == {2: ["1", "2"]}


def test_nothing_is_asked_for_a_page_that_a_filter_has_emptied(workshop: Workshop) -> None:
    shop = opened(workshop, People())
    nobody = {"conditions": [[{"a": "{{1.v}}", "o": "number:less", "b": "0"}]]}
    shop.do([FLOW[0], {**FLOW[1], "filter": nobody}], {"rows": [1, 2]})
    assert asked(shop) == []


def test_after_a_crash_what_was_frozen_counts_whatever_is_known_by_then(workshop: Workshop) -> None:
    people = People()
    shop = opened(workshop, people)
    run_id = shop.start(FLOW, {"rows": ["AU"]})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "after-intent")
        with pytest.raises(Crash):
            shop.finish(run_id)
    people.code = "AU"
    shop.clock.time += timedelta(hours=1)
    assert shop.finish(run_id).status == "success"
    assert asked(shop) == ["GET /country", "GET /country", "POST /NZ"]
    assert people.there == [{"v": "AU"}]


# What goes together


def test_elements_of_one_place_share_requests_in_any_order(workshop: Workshop) -> None:
    def placed(given: Inputs) -> Element:
        return Element(
            None, {"of": given["of"]}, together="even" if given["of"] % 2 == 0 else "odd"
        )

    shop = opened(workshop, People(), element=placed, look_up=None)
    assert values(shop.outcome(run(shop, *range(60))), 2) == list(range(60))
    assert asked(shop) == ["POST /even", "POST /odd"]


# What is there already, and the service would take once more


def taken(shop: Workshop, people: People, if_exists: str = "fail", **more: Any) -> Workshop:
    return opened(
        shop,
        people,
        element=lambda given: Element(str(given["of"]), {"of": given["of"]}, if_exists),
        taken=lambda _element, found: f"{found['v']} is there already.",
        **more,
    )


def test_fail_looks_first_where_the_service_would_take_it_twice(workshop: Workshop) -> None:
    people = People(2)
    shop = taken(workshop, people)
    run_id = run(shop, 1, 2)
    assert values(shop.outcome(run_id), 2) == [1]
    (one,) = shop.incomplete.those(run=run_id)
    assert (one.trouble["remedy"], one.trouble["message"]) == (
        "AlreadyThere",
        "2 is there already.",
    )
    assert [each["v"] for each in people.there] == [2, 1]


def test_use_takes_what_is_there(workshop: Workshop) -> None:
    people = People(2)
    shop = taken(workshop, people, "use")
    assert values(shop.outcome(run(shop, 2)), 2) == [2]
    assert people.there == [{"v": 2}]


def test_what_comes_to_light_after_two_looks_is_its_own(workshop: Workshop) -> None:
    """Looked for in vain twice, and listed when it is about to be sent again."""
    people = People()
    shop = taken(workshop, people)
    looks = iter([[], [], [], [{"v": 1}]])

    def late(request: Request) -> Answer:
        if request.writes:
            raise OutcomeUnknown("no answer")
        return Answer(200, {}, json.dumps(next(looks)).encode())

    shop.service.answers = late
    run_id = run(shop, 1)
    while shop.run(run_id).status == "waiting":
        shop.clock.time += timedelta(minutes=6)
        shop.runs.start(run_id)
        shop.finish(run_id)
    assert values(shop.outcome(run_id), 2) == [1]
