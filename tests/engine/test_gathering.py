"""A module that reads for a whole page at once: few requests, and an outcome for each bundle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from tests.engine.workshop import APPS, Outcome, Service, Workshop, judge, step

from tallyloom.kit import (
    Action,
    Again,
    Answer,
    App,
    BadInput,
    Bundle,
    ExtendPermissions,
    Inputs,
    Integer,
    NotThere,
    Reconnect,
    Request,
    Steps,
    Trouble,
)

MOST = 50


def _get(given: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
    """Up to fifty ids in one request; one that is not in the answer is not there."""
    ids = list(dict.fromkeys(one["of"] for one in given))
    found: dict[int, Bundle] = {}
    for at in range(0, len(ids), MOST):
        answer = yield Request("GET", "/", {"ids": ",".join(map(str, ids[at : at + MOST]))})
        found |= {record["v"]: record for record in answer.json()}
    return [found.get(one["of"]) or NotThere(f"{one['of']} is not there.") for one in given]


def _write(_given: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
    yield Request("POST", "/", body={}, again=Again.SAFE)
    return []


def _short(_given: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
    yield Request("GET", "/", {"ids": ""})
    return []


def _action(gather: Any) -> Action:
    of = Integer(name="of", label="Of", required=True)
    return Action(label="Get", about="", inputs=(of,), gather=gather)


SHOP = App(
    name="shop",
    label="Shop",
    about="",
    judge=judge,
    modules={"get": _action(_get), "write": _action(_write), "short": _action(_short)},
)
EACH = step(1, "parts.each", "{{input.rows}}")


def flow(module: str = "shop.get", **more: Any) -> list[Any]:
    return [EACH, step(2, module, "{{1.v}}", **more)]


def there(request: Request) -> Answer:
    ids = [int(text) for text in request.query["ids"].split(",")]
    return Answer(200, {}, json.dumps([{"v": id_} for id_ in ids if id_ != 13]).encode())


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    workshop.apps = {**APPS, "shop": SHOP}
    workshop.service = Service(there)
    return workshop


def given_out(outcome: Outcome) -> list[tuple[str, Any]]:
    return [(path, bundle["v"]) for path, bundle in outcome.out.get(2, [])]


def test_a_page_is_read_in_few_requests_and_each_bundle_gets_its_own(shop: Workshop) -> None:
    outcome = shop.do(flow(), {"rows": list(range(100, 250))})
    assert len(shop.service.got) == 3  # pages of a hundred, fifty in a request
    assert given_out(outcome) == [(str(at), at + 99) for at in range(1, 151)]


def test_equal_inputs_are_asked_for_once_and_answered_each(shop: Workshop) -> None:
    outcome = shop.do(flow(), {"rows": [7, 8, 7]})
    assert [request.query["ids"] for request, _ in shop.service.got] == ["7,8"]
    assert given_out(outcome) == [("1", 7), ("2", 8), ("3", 7)]


def test_what_is_not_there_fails_alone(shop: Workshop) -> None:
    outcome = shop.do(flow(), {"rows": [12, 13, 14]})
    assert given_out(outcome) == [("1", 12), ("3", 14)]
    assert outcome.troubles == {2: ["2"]}
    assert outcome.operations[2] == 3


def test_a_bundle_whose_inputs_cannot_be_read_fails_alone(shop: Workshop) -> None:
    outcome = shop.do(flow(), {"rows": ["x", 12, None]})
    assert [request.query["ids"] for request, _ in shop.service.got] == ["12"]
    assert given_out(outcome) == [("2", 12)]
    assert outcome.troubles == {2: ["1", "3"]}


@pytest.mark.parametrize("rows", [[], ["x"]])
def test_where_nothing_can_be_asked_nothing_is(shop: Workshop, rows: list[Any]) -> None:
    outcome = shop.do(flow(), {"rows": rows})
    assert shop.service.got == []
    assert outcome.failed == len(rows)


def test_a_page_that_the_filter_empties_asks_nothing(shop: Workshop) -> None:
    nobody = {"conditions": [[{"a": "{{1.v}}", "o": "number:greater", "b": 1000}]]}
    outcome = shop.do(flow(filter=nobody), {"rows": [1, 2]})
    assert shop.service.got == []
    assert outcome.stopped == {2: ["1", "2"]}


@pytest.mark.parametrize("trouble", [Reconnect("Connect again."), ExtendPermissions("Allow.")])
def test_what_concerns_every_bundle_and_a_person_mends_waits(
    shop: Workshop, trouble: Trouble
) -> None:
    def asks(_request: Request) -> Answer:
        raise trouble

    shop.service.answers = asks
    run_id = shop.start(flow(), {"rows": [1, 2]})
    assert (shop.finish(run_id).status, shop.run(run_id).reason) == ("waiting", trouble.message)
    shop.service.answers = there
    shop.runs.start(run_id)
    shop.finish(run_id)
    assert given_out(shop.outcome(run_id)) == [("1", 1), ("2", 2)]


def test_what_was_refused_fails_every_bundle(shop: Workshop) -> None:
    shop.service.answers = lambda _request: Answer(400, {}, b"no")
    outcome = shop.do(flow(), {"rows": [1, 2]})
    assert outcome.troubles == {2: ["1", "2"]}


def test_a_service_that_fails_inside_is_asked_later(shop: Workshop) -> None:
    answers = iter([503, 503, 503])
    shop.service.answers = lambda request: (
        Answer(status) if (status := next(answers, 0)) else there(request)
    )
    run_id = shop.start(flow(), {"rows": [1, 2]})
    assert shop.finish(run_id).status == "waiting"
    shop.runs.start(run_id)
    assert shop.finish(run_id).status == "success"


@pytest.mark.parametrize(
    ("module", "said"), [("shop.write", "may only be read"), ("shop.short", "0 outcomes for 2")]
)
def test_a_module_that_breaks_the_contract_fails_and_says_so(
    shop: Workshop, module: str, said: str
) -> None:
    run_id = shop.start(flow(module), {"rows": [1, 2]})
    shop.service.answers = lambda _request: Answer(200)
    assert shop.finish(run_id).status == "error"
    assert said in shop.run(run_id).reason
    assert shop.service.writes() == []


def test_a_trouble_that_a_bundle_gets_keeps_its_field(shop: Workshop) -> None:
    def refuse(given: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
        yield Request("GET", "/", {"ids": "1"})
        return [BadInput("Of: no.", field="of") for _ in given]

    shop.apps = {**APPS, "shop": App(
        name="shop", label="", about="", judge=judge, modules={"get": _action(refuse)}
    )}  # fmt: skip
    run_id = shop.start(flow(), {"rows": [1]})
    shop.finish(run_id)
    (one,) = shop.incomplete.those(run=run_id)
    assert one.trouble["message"] == "Of: no."
