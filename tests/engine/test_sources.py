"""What is known of an organisation: asked once, kept a while, stale after a write of our own."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from tests.engine.test_steps import Crash, crash_at
from tests.engine.workshop import APPS, OF, Service, Workshop, judge, step

from tallyloom.egress.trouble import OutcomeUnknown
from tallyloom.kit import (
    Action,
    Again,
    Answer,
    App,
    Bulk,
    Bundle,
    Element,
    Found,
    Inputs,
    Known,
    Pick,
    PickList,
    Request,
    Search,
    Steps,
    Value,
)


def _accounts(_search: str, after: Value) -> Steps[tuple[Sequence[Bundle], Value]]:
    """Two pages of accounts, in the organisation's own currency."""
    organisation = yield Known("organisation")
    answer = yield Request("GET", "/accounts", {"page": str(after or 1)})
    rows = [{**row, "Currency": organisation[0]["Currency"]} for row in answer.json()]
    return rows, (2 if after is None else None)


def _organisation(_search: str, _after: Value) -> Steps[tuple[Sequence[Bundle], Value]]:
    answer = yield Request("GET", "/organisation")
    return [answer.json()], None


def _contacts(search: str, _after: Value) -> Steps[tuple[Sequence[Bundle], Value]]:
    answer = yield Request("GET", "/contacts", {"q": search})
    return answer.json(), None


def _picks(records: Sequence[Bundle], _given: Mapping[str, Value]) -> Sequence[Pick]:
    return [Pick(one["Code"], one["Code"]) for one in records]


def _post(given: Inputs) -> Steps[Bundle]:
    accounts = yield Known("accounts")
    yield Request("POST", "/", body={"accounts": len(accounts)}, again=Again.NEVER)
    yield Request("POST", "/then", body={"of": given.get("of")}, again=Again.SAFE)
    return {"v": len(accounts)}


def _look_again(_given: Inputs) -> Steps[Bundle]:
    yield Known("accounts")
    yield Request("POST", "/accounts", body={}, again=Again.SAFE)
    accounts = yield Known("accounts")
    return {"v": len(accounts)}


def _find(_given: Inputs, _token: Value) -> Steps[Found]:
    accounts = yield Known("accounts")
    return Found(accounts)


def _gather(given: Sequence[Inputs]) -> Steps[Sequence[Bundle]]:
    accounts = yield Known("accounts")
    return [{"v": [one["Code"] for one in accounts]} for _ in given]


def _ask(source: str) -> Any:
    def run(_given: Inputs) -> Steps[Bundle]:
        known = yield Known(source)
        return {"v": known}

    return run


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    accounts = yield Known("accounts")
    there = {one["Code"] for one in accounts}
    return {one.key: {"id": one.key} for one in elements if one.key in there}


BULK = Bulk(
    element=lambda given: Element(str(given["of"]), {"of": given["of"]}, "use"),
    write=lambda elements: Request(
        "PUT", "/accounts", body=[one.body for one in elements], again=Again.LOOK
    ),
    read=lambda _answer, elements: [{"id": one.key} for one in elements],
    look_up=_look_up,
)
SHOP = App(
    name="shop",
    label="Shop",
    about="",
    judge=judge,
    modules={
        "post": Action(label="Post", about="", inputs=OF, run=_post),
        "find": Search(label="Find", about="", inputs=OF, page=_find),
        "gather": Action(label="Gather", about="", inputs=OF, gather=_gather),
        "contacts": Action(label="Contacts", about="", inputs=OF, run=_ask("contacts")),
        "nothing": Action(label="Nothing", about="", inputs=OF, run=_ask("nothing")),
        "add": Action(label="Add", about="", inputs=OF, bulk=BULK, changes=("accounts",)),
        "look": Action(label="Look", about="", inputs=OF, run=_look_again, changes=("accounts",)),
        "change": Action(label="Change", about="", inputs=OF, run=_post, changes=("accounts",)),
    },
    pick_lists={
        "codes": PickList(label="Codes", source="accounts", records=_accounts, choices=_picks),
        "here": PickList(label="H", source="organisation", records=_organisation, choices=_picks),
        "contacts": PickList(
            label="Contacts", source="contacts", records=_contacts, choices=_picks, searches=True
        ),
    },
)


def answers(request: Request) -> Answer:
    said: Any = {"id": "1"}
    if request.path == "/accounts" and not request.writes:
        page = request.query["page"]
        said = [{"Code": f"{page}00"}, {"Code": f"{page}01"}]
    if request.path == "/organisation":
        said = {"Currency": "GBP"}
    return Answer(200, {}, json.dumps(said).encode())


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """A service whose organisation is the test's own, so that nothing is known of it yet."""
    workshop.apps = {**APPS, "shop": SHOP}
    workshop.service = Service(answers)
    workshop.service.tenant.id = f"t{id(workshop)}"
    workshop.service.connection.id = f"c{id(workshop)}"
    with workshop.database.begin() as on:
        on.exec_driver_sql("TRUNCATE source_records, source_changes")
    return workshop


def asked(shop: Workshop) -> list[str]:
    """What was asked for since the last time."""
    found = [f"{request.method} {request.path}" for request, _ in shop.service.got]
    shop.service.got.clear()
    return found


ALL = ["GET /organisation", "GET /accounts", "GET /accounts"]


@pytest.mark.parametrize("module", ["find", "gather", "post"])
def test_what_is_known_is_fetched_whole_and_then_not_again(shop: Workshop, module: str) -> None:
    shop.do([step(1, f"shop.{module}", 1)])
    assert [one for one in asked(shop) if one.startswith("GET")] == ALL
    shop.do([step(1, f"shop.{module}", 1)])
    assert [one for one in asked(shop) if one.startswith("GET")] == []


def test_records_come_from_every_page_and_may_need_another_source(shop: Workshop) -> None:
    found = [bundle for _, bundle in shop.do([step(1, "shop.find", 1)]).out[1]]
    assert [one["Code"] for one in found] == ["100", "101", "200", "201"]
    assert {one["Currency"] for one in found} == {"GBP"}


def test_its_calls_are_the_runs_and_governed(shop: Workshop) -> None:
    run_id = shop.start([step(1, "shop.find", 1)], {})
    assert shop.finish(run_id).api_calls == 3


def test_after_ten_minutes_it_is_fetched_anew(shop: Workshop) -> None:
    shop.do([step(1, "shop.find", 1)])
    shop.clock.time += timedelta(minutes=9, seconds=59)
    asked(shop)
    shop.do([step(1, "shop.find", 1)])
    assert asked(shop) == []
    shop.clock.time += timedelta(seconds=1)
    shop.do([step(1, "shop.find", 1)])
    assert asked(shop) == ALL


@pytest.mark.parametrize("other", ["connection", "tenant"])
def test_another_connection_or_organisation_knows_nothing_of_it(shop: Workshop, other: str) -> None:
    shop.do([step(1, "shop.find", 1)])
    asked(shop)
    getattr(shop.service, other).id += "b"
    shop.do([step(1, "shop.find", 1)])
    assert asked(shop) == ALL


@pytest.mark.parametrize(
    ("module", "said"), [("contacts", "never known as a whole"), ("nothing", "no pick-list")]
)
def test_only_whole_sources_can_be_known(shop: Workshop, module: str, said: str) -> None:
    run_id = shop.start([step(1, f"shop.{module}", 1)], {})
    assert shop.finish(run_id).status == "error"
    assert said in shop.run(run_id).reason
    assert asked(shop) == []


def test_a_service_that_cannot_say_it_now_is_asked_later(shop: Workshop) -> None:
    shop.service.answers = lambda _request: Answer(503)
    run_id = shop.start([step(1, "shop.find", 1)], {})
    assert shop.finish(run_id).status == "waiting"
    shop.service.answers = answers
    shop.runs.start(run_id)
    assert shop.finish(run_id).status == "success"


def test_what_was_known_before_a_write_is_the_same_after_a_crash(shop: Workshop) -> None:
    run_id = shop.start([step(1, "shop.post", 1)], {})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "recorded")
        with pytest.raises(Crash):
            shop.finish(run_id)
    shop.clock.time += timedelta(hours=1)
    shop.service.answers = lambda request: (
        Answer(200, {}, b"[]") if request.path == "/accounts" else answers(request)
    )
    asked(shop)
    shop.finish(run_id)
    assert shop.outcome(run_id).out[1] == [("", {"v": 4})]
    assert asked(shop) == ["POST /then"]


# Our own writes make it stale.


@pytest.mark.parametrize("module", ["add", "change"])
def test_a_write_of_a_source_makes_it_stale(shop: Workshop, module: str) -> None:
    shop.do([step(1, "shop.find", 1)])
    shop.do([step(1, f"shop.{module}", 1)])
    asked(shop)
    shop.do([step(1, "shop.find", 1)])
    assert asked(shop) == ["GET /accounts", "GET /accounts"]


def test_it_is_asked_anew_even_by_the_bundle_that_wrote(shop: Workshop) -> None:
    shop.do([step(1, "shop.look", 1)])
    accounts = [one for one in asked(shop) if one.endswith("/accounts")]
    assert accounts == ["GET /accounts"] * 2 + ["POST /accounts"] + ["GET /accounts"] * 2


def test_another_modules_write_does_not(shop: Workshop) -> None:
    shop.do([step(1, "shop.find", 1)])
    shop.do([step(1, "shop.post", 1)])
    asked(shop)
    shop.do([step(1, "shop.find", 1)])
    assert asked(shop) == []


def test_a_write_whose_outcome_is_unknown_makes_it_stale(shop: Workshop) -> None:
    def lost(request: Request) -> Answer:
        if request.writes:
            shop.clock.time += timedelta(minutes=6)
            raise OutcomeUnknown("no answer")
        return answers(request)

    shop.service.answers = lost
    run_id = shop.start([step(1, "shop.change", 1)], {})
    assert shop.finish(run_id).status == "error"
    assert [one.kind for one in shop.incomplete.those(run=run_id)] == ["parked"]
    shop.service.answers = answers
    asked(shop)
    shop.do([step(1, "shop.find", 1)])
    assert "GET /accounts" in asked(shop)


def test_a_crash_between_a_write_and_its_record_leaves_nothing_stale(shop: Workshop) -> None:
    shop.do([step(1, "shop.find", 1)])
    run_id = shop.start([step(1, "shop.change", 1)], {})
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "answered")
        with pytest.raises(Crash):
            shop.finish(run_id)
    asked(shop)
    shop.do([step(1, "shop.find", 1)])
    assert asked(shop) == ["GET /accounts", "GET /accounts"]


def test_threads_that_miss_it_at_once_fetch_it_once(shop: Workshop) -> None:
    runner = shop.runner()
    ids = [shop.start([step(1, "shop.find", 1)], {}) for _ in range(4)]
    barrier = threading.Barrier(4)

    def run(run_id: str) -> None:
        barrier.wait()
        shop.finish(run_id, runner)

    threads = [threading.Thread(target=run, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(asked(shop)) == sorted(ALL)
    assert {shop.run(one).status for one in ids} == {"success"}
