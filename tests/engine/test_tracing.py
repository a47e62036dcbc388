"""Payments and their like have no unique name: a lost write is known again by its trace alone."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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
    Element,
    LookUpFirst,
    Request,
    Steps,
    Traces,
    Trouble,
)
from tallyloom.store.json import loads
from tallyloom.store.runs import Run

OLD = timedelta(minutes=6)


def _recent(since: str) -> Steps[Sequence[Bundle]]:
    answer = yield Request("GET", "/payments", {"since": since})
    found: list[Bundle] = answer.json()
    return found


PAY = Bulk(
    element=lambda given: Element(
        None, {"of": given["of"]}, trace="" if given["of"] == "?" else f"paid {given['of']}"
    ),
    write=lambda elements: Request(
        "PUT", "/payments", body=[one.body for one in elements], again=Again.LOOK
    ),
    read=lambda answer, _elements: answer.json(),
    look_up=None,
    traces=Traces(recent=_recent, of=lambda record: f"paid {record['of']}"),
    identity="PaymentID",
    most=3,
)
SHOP = App(
    name="shop",
    label="Shop",
    about="",
    judge=judge,
    modules={"pay": Action(label="Pay", about="", inputs=OF, bulk=PAY)},
)


@dataclass
class Till:
    """A service that keeps payments. `fates` says of each write in turn what becomes of it:

    "ok", "lost" (done, no answer), "never" (not done, no answer), a number (so many of it are
    done, no answer), "refused". Equal keys are answered alike for six minutes.
    """

    clock: Any
    fates: Iterator[Any] = field(default_factory=lambda: iter(()))
    kept: list[tuple[datetime, Bundle]] = field(default_factory=list)
    answered: dict[str, tuple[datetime, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self, request: Request, key: str) -> Answer:
        self.asked.append(request.method)
        if not request.writes:
            since = datetime.fromisoformat(request.query["since"])
            found = [record for at, record in self.kept if at >= since]
            return Answer(200, {}, json.dumps(found).encode())
        fate = next(self.fates, "ok")
        at, body = self.answered.get(key, (None, b""))
        if at is None or self.clock.now() - at > timedelta(minutes=6):
            body = self.made(loads(request.content()), fate, key)
        if fate not in ("ok", "refused"):
            raise OutcomeUnknown("no answer")
        return Answer(400 if fate == "refused" else 200, {}, body)

    def made(self, wanted: list[Bundle], fate: Any, key: str) -> bytes:
        if fate in ("never", "refused"):
            return b"no"
        done = wanted[:fate] if isinstance(fate, int) else wanted
        records = [self.add(one["of"]) for one in done]
        body = json.dumps(records).encode()
        self.answered[key] = (self.clock.now(), body)
        return body

    def add(self, of: Any) -> Bundle:
        record = {"PaymentID": f"P{next(self.numbers)}", "of": of, "v": of}
        self.kept.append((self.clock.now(), record))
        return record

    def of(self) -> list[Any]:
        return sorted((record["of"] for _, record in self.kept), key=str)


class Keyed(Service):
    """The service, whose answers may depend on the key."""

    def send(self, request: Request, *, key: str = "", blobs: Any = None) -> Any:
        self.answers = lambda one: self.till(one, key)
        return super().send(request, key=key, blobs=blobs)

    till: Till


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    workshop.apps = {**APPS, "shop": SHOP}
    return fresh(workshop)


def fresh(shop: Workshop, *fates: Any) -> Workshop:
    """An organisation of the test's own, with an empty till."""
    service = Keyed()
    service.till = Till(shop.clock, iter(fates))
    service.tenant.id = f"t{next(ORGANISATIONS)}"
    shop.service = service
    return shop


ORGANISATIONS = itertools.count(1)
FLOW = [step(1, "parts.each", "{{input.rows}}"), step(2, "shop.pay", "{{1.v}}")]


def till(shop: Workshop, *fates: Any) -> Till:
    assert isinstance(shop.service, Keyed)
    shop.service.till.fates = iter(fates)
    return shop.service.till


def start(shop: Workshop, *rows: Any) -> str:
    return shop.start(FLOW, {"rows": list(rows)})


def end(shop: Workshop, run_id: str) -> Run:
    """Move a run to its end, letting the time pass for which it waits."""
    shop.runs.start(run_id)
    while (run := shop.finish(run_id)).status == "waiting":
        assert run.not_before is not None, run.reason
        shop.clock.time = max(shop.clock.time, run.not_before)
        shop.runs.start(run_id)
    return run


def interrupted(shop: Workshop, *rows: Any, later: timedelta = OLD) -> str:
    """A run whose process dies when its write was sent and answered, `later` ago."""
    run_id = start(shop, *rows)
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "answered")
        with pytest.raises(Crash):
            shop.finish(run_id)
    shop.clock.time += later
    return run_id


def unreached(shop: Workshop, *rows: Any) -> str:
    """A run that waits, its key old, because nothing that it sent arrived."""
    till(shop, *["never"] * 50)
    run_id = start(shop, *rows)
    assert shop.finish(run_id).status == "waiting"
    till(shop)
    shop.clock.time += OLD
    return run_id


def paid(shop: Workshop, run_id: str) -> list[str]:
    found = shop.outcome(run_id).out.get(2, [])
    return [bundle["PaymentID"] for _, bundle in found]


def parked(shop: Workshop, run_id: str) -> list[str]:
    return [one.kind for one in shop.incomplete.those(run=run_id)]


def test_a_lost_write_is_known_again_by_its_trace(shop: Workshop) -> None:
    run_id = interrupted(shop, 1, 2)
    assert end(shop, run_id).status == "success"
    assert till(shop).of() == [1, 2]
    assert paid(shop, run_id) == ["P1", "P2"]
    assert till(shop).asked == ["PUT", "GET"]


def test_it_is_looked_for_from_two_minutes_before_it_was_sent(shop: Workshop) -> None:
    run_id = interrupted(shop, 1)
    end(shop, run_id)
    (look,) = [request for request, _ in shop.service.got if not request.writes]
    assert look.query["since"] == "2026-03-02T11:58:00Z"


def test_while_the_key_lives_the_same_bytes_are_sent_instead(shop: Workshop) -> None:
    run_id = interrupted(shop, 1, later=timedelta(minutes=4))
    assert end(shop, run_id).status == "success"
    assert till(shop).of() == [1]
    assert till(shop).asked == ["PUT", "PUT"]


def test_what_never_arrived_is_sent_under_a_new_key_after_two_looks(shop: Workshop) -> None:
    run_id = unreached(shop, 1)
    assert end(shop, run_id).status == "success"
    assert till(shop).of() == [1]
    keys = [key for request, key in shop.service.got if request.writes]
    assert len(set(keys)) == 2
    assert till(shop).asked[-3:] == ["GET", "GET", "PUT"]


def test_equal_records_of_one_page_are_two(shop: Workshop) -> None:
    run_id = interrupted(shop, 1, 1)
    assert end(shop, run_id).status == "success"
    assert till(shop).of() == [1, 1]
    assert paid(shop, run_id) == ["P1", "P2"]


def test_of_equal_records_only_the_missing_ones_are_sent_again(shop: Workshop) -> None:
    till(shop, 1)
    run_id = start(shop, 1, 1, 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tallyloom.engine.finishing.TRIES_AT_ONCE", 1)
        patch.setattr("tallyloom.engine.finishing.HOLD", timedelta(0))
        shop.finish(run_id)
    shop.clock.time += OLD
    assert end(shop, run_id).status == "success"
    assert till(shop).of() == [1, 1, 2]
    assert sorted(paid(shop, run_id)) == ["P1", "P2", "P3"]


def test_a_record_that_another_write_made_is_never_taken(shop: Workshop) -> None:
    first = start(shop, 1)
    end(shop, first)
    second = unreached(shop, 1)
    assert end(shop, second).status == "success"
    assert till(shop).of() == [1, 1]
    assert paid(shop, first) != paid(shop, second)


def test_where_more_could_be_it_a_person_is_asked(shop: Workshop) -> None:
    till(shop).add(1)  # somebody's own
    run_id = interrupted(shop, 1, 2)
    assert end(shop, run_id).status == "warning"
    assert parked(shop, run_id) == ["parked"]
    (one,) = shop.incomplete.those(run=run_id)
    assert one.trouble["message"].startswith("2 records in the service could be this one, and 1")
    assert paid(shop, run_id) == ["P3"]


def test_a_record_of_long_before_is_not_looked_at(shop: Workshop) -> None:
    till(shop).add(1)
    shop.clock.time += timedelta(minutes=3)
    run_id = interrupted(shop, 1)
    assert end(shop, run_id).status == "success"
    assert paid(shop, run_id) == ["P2"]


def test_two_runs_that_both_lost_theirs_take_one_each(shop: Workshop) -> None:
    first, second = interrupted(shop, 1), interrupted(shop, 1)
    assert [end(shop, one).status for one in (first, second)] == ["success", "success"]
    assert till(shop).of() == [1, 1]
    assert {*paid(shop, first), *paid(shop, second)} == {"P1", "P2"}


def test_one_waits_for_another_that_may_yet_be_answered(shop: Workshop) -> None:
    first = unreached(shop, 1)
    second = interrupted(shop, 1, later=timedelta(minutes=1))  # its record is there
    shop.runs.start(first)
    waiting = shop.finish(first)
    assert (waiting.status, waiting.not_before) == (
        "waiting",
        shop.clock.time + timedelta(minutes=4),
    )
    assert [end(shop, one).status for one in (second, first)] == ["success", "success"]
    assert till(shop).of() == [1, 1]


def test_what_is_refused_when_sent_again_may_be_there(shop: Workshop) -> None:
    """The invoice is paid already: by the first try, whose answer was lost."""
    till(shop, "lost", "refused")
    till(shop).answered.clear()
    run_id = start(shop, 1)
    assert shop.finish(run_id).status == "success"
    assert paid(shop, run_id) == ["P1"]
    assert till(shop).of() == [1]


def test_an_element_without_a_trace_is_sent_apart_and_parked(shop: Workshop) -> None:
    run_id = interrupted(shop, "?", 1)
    assert end(shop, run_id).status in ("warning", "error")
    assert parked(shop, run_id) == ["parked"]
    assert till(shop).of() == [1, "?"]


def unclear(shop: Workshop) -> Workshop:
    """The answer does not tell what became of the twos."""

    def read(answer: Answer, elements: Sequence[Element]) -> list[Bundle | Trouble]:
        pairs = zip(answer.json(), elements, strict=True)
        return [LookUpFirst("Who knows?") if one.body["of"] == 2 else it for it, one in pairs]

    pay = replace(PAY, read=read)
    module = Action(label="Pay", about="", inputs=OF, bulk=pay)
    shop.apps = {**APPS, "shop": replace(SHOP, modules={"pay": module})}
    return shop


def test_what_an_answer_does_not_tell_is_looked_for(shop: Workshop) -> None:
    run_id = start(unclear(shop), 1, 2)
    assert shop.finish(run_id).status == "success"
    assert till(shop).of() == [1, 2]
    assert paid(shop, run_id) == ["P1", "P2"]
    assert till(shop).asked == ["PUT", "PUT", "GET"]


def test_what_can_not_be_looked_for_either_is_a_persons_to_tell(shop: Workshop) -> None:
    unclear(shop)
    pay = shop.apps["shop"].modules["pay"]
    assert isinstance(pay, Action)
    assert pay.bulk is not None
    blind = replace(pay, bulk=replace(pay.bulk, traces=None))
    shop.apps = {**APPS, "shop": replace(SHOP, modules={"pay": blind})}
    run_id = start(shop, 1, 2)
    assert shop.finish(run_id).status == "warning"
    assert (paid(shop, run_id), parked(shop, run_id)) == (["P1"], ["parked"])
    assert till(shop).asked == ["PUT"]


# An element may name a part of its record by the id or by the code; the record says both, and is
# listed once in each way.


def _both_ways(since: str) -> Steps[Sequence[Bundle]]:
    records = yield from _recent(since)
    return [record | {"by": by} for record in records for by in ("id", "code")]


BOTH = replace(
    PAY,
    element=lambda given: Element(
        None, {"of": given["of"][1]}, trace=f"{given['of'][0]} {given['of'][1]}"
    ),
    traces=Traces(recent=_both_ways, of=lambda record: f"{record['by']} {record['of']}"),
)


@pytest.fixture
def two_ways(shop: Workshop) -> Workshop:
    pay = Action(label="Pay", about="", inputs=OF, bulk=BOTH)
    shop.apps = {**APPS, "shop": replace(SHOP, modules={"pay": pay})}
    return shop


def test_one_record_is_never_given_to_two_that_name_it_differently(two_ways: Workshop) -> None:
    till(two_ways, 1)
    run_id = start(two_ways, ["id", 1], ["code", 1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tallyloom.engine.finishing.TRIES_AT_ONCE", 1)
        patch.setattr("tallyloom.engine.finishing.HOLD", timedelta(0))
        two_ways.finish(run_id)
    two_ways.clock.time += OLD
    assert end(two_ways, run_id).status == "success"
    assert till(two_ways).of() == [1, 1]
    assert sorted(paid(two_ways, run_id)) == ["P1", "P2"]


def test_two_records_are_shared_by_two_that_name_them_differently(two_ways: Workshop) -> None:
    run_id = interrupted(two_ways, ["id", 1], ["code", 1])
    assert end(two_ways, run_id).status == "success"
    assert till(two_ways).of() == [1, 1]
    assert paid(two_ways, run_id) == ["P1", "P2"]


def test_one_waits_for_another_that_names_an_equal_record_differently(two_ways: Workshop) -> None:
    first = unreached(two_ways, ["code", 1])
    second = interrupted(two_ways, ["id", 1], later=timedelta(minutes=1))  # its record is there
    two_ways.runs.start(first)
    assert two_ways.finish(first).not_before == two_ways.clock.time + timedelta(minutes=4)
    assert [end(two_ways, one).status for one in (second, first)] == ["success", "success"]
    assert till(two_ways).of() == [1, 1]


def test_who_fits_one_record_alone_is_given_it_before_who_fits_two(shop: Workshop) -> None:
    """One says no day: any record of the amount fits it; the other's fits it alone."""

    def both(since: str) -> Steps[Sequence[Bundle]]:
        records = yield from _recent(since)
        return [record | {"by": by} for record in records for by in ("", record["of"])]

    pay = replace(
        PAY,
        element=lambda given: Element(None, {"of": given["of"][1]}, trace=f"on {given['of'][0]}"),
        traces=Traces(recent=both, of=lambda record: f"on {record['by']}"),
    )
    module = Action(label="Pay", about="", inputs=OF, bulk=pay)
    shop.apps = {**APPS, "shop": replace(SHOP, modules={"pay": module})}
    run_id = interrupted(shop, ["", 2], [1, 1])
    till(shop).kept.reverse()  # the service may list them in any order
    assert end(shop, run_id).status == "success"
    assert values(shop.outcome(run_id), 2) == [2, 1]
    assert till(shop).of() == [1, 2]


@pytest.mark.parametrize("moment", ["before-intent", "after-intent", "answered", "recorded"])
def test_a_crash_leaves_one_record_for_each(shop: Workshop, moment: str) -> None:
    run_id = start(shop, 1, 1, 2, 3)
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, moment)
        with pytest.raises(Crash):
            shop.finish(run_id)
    shop.clock.time += OLD
    assert end(shop, run_id).status == "success"
    assert till(shop).of() == [1, 1, 2, 3]
    assert len(set(paid(shop, run_id))) == 4


FATES = st.lists(st.sampled_from(["ok", "lost", "never"]), max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    runs=st.lists(st.lists(st.integers(1, 2), min_size=1, max_size=4), min_size=1, max_size=3),
    fates=FATES,
)
def test_whatever_is_lost_nothing_is_there_twice_or_missing(
    shop: Workshop, runs: list[list[int]], fates: list[str]
) -> None:
    fresh(shop, *fates)
    ids = [start(shop, *rows) for rows in runs]
    for run_id in ids:
        shop.finish(run_id)  # as far as each comes; some wait, with their outcome unknown
    for run_id in ids:
        assert end(shop, run_id).status == "success"
    assert till(shop).of() == sorted(of for rows in runs for of in rows)
    found = [one for run_id in ids for one in paid(shop, run_id)]
    assert len(found) == len(set(found)) == sum(map(len, runs))
    assert [values(shop.outcome(run_id), 2) for run_id in ids] == runs


def test_a_fingerprint_holds_no_nul(shop: Workshop) -> None:
    pay = replace(PAY, element=lambda given: Element(None, {}, trace=f"{given['of']}\x00"))
    modules = {"pay": replace(SHOP.modules["pay"], bulk=pay)}  # type: ignore[call-arg]
    shop.apps = {**APPS, "shop": replace(SHOP, modules=modules)}
    run_id = start(shop, 1)
    assert shop.finish(run_id).status == "error"
    assert "NUL" in shop.run(run_id).reason
