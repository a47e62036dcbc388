"""The effect ledger: what was to be written, what was sent, what became of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from tests.store.ledger import NOON, with_run

from tallyloom.kit import Answer, File, Form, Request
from tallyloom.store.database import Database
from tallyloom.store.effects import EFFECT_MOVES, EffectState
from tallyloom.store.json import packed
from tallyloom.store.sends import Effect, Pending, Send, Sends, essence, frozen

REQUEST = Request("PUT", "/Invoices", query={"a": "b"}, headers={"X": "y"}, body=b'{"n":1}')


@pytest.fixture
def sends(database: Database) -> Sends:
    with_run(database)
    return Sends(database)


def send(id_: str = "s1", **difference: Any) -> Send:
    made = Send(
        id=id_,
        run_id="r1",
        module=5,
        connection="c",
        tenant="t",
        idempotency_key=f"key {id_}",
        again="look",
        request=frozen(REQUEST),
        body=REQUEST.content(),
        state="frozen",
        frozen_at=NOON,
    )
    return replace(made, **difference)


def effect(id_: str = "e1", **difference: Any) -> Effect:
    made = Effect(
        id=id_,
        run_id="r1",
        module=5,
        path="1",
        ordinal=0,
        generation=0,
        send_id="s1",
        position=0,
        tenant="t",
        resource="xero.create_invoice",
        natural_key="ACCREC 1",
        element=packed({"n": 1}),
        state="intent",
    )
    return replace(made, **difference)


def state(sends: Sends) -> tuple[str, int, int]:
    row = sends.get("s1")
    return row.state, row.attempts, row.refusals


def test_what_is_frozen_thaws_to_the_same_request(sends: Sends) -> None:
    sends.freeze([send()], [effect()])
    assert sends.get("s1") == send()
    assert sends.get("s1").thawed() == REQUEST
    assert sends.effects_of("s1") == [effect()]


def test_a_request_without_a_body_thaws_without_one(sends: Sends) -> None:
    sends.freeze([send(request=frozen(Request("DELETE", "/x")), body=b"")], [])
    assert sends.get("s1").thawed() == Request("DELETE", "/x")


def test_what_was_frozen_first_counts(sends: Sends) -> None:
    sends.freeze([send()], [effect()])
    sends.freeze([send(body=b"other", idempotency_key="other")], [effect(natural_key="other")])
    assert sends.get("s1") == send()
    assert sends.effect("e1") == effect()


def test_intents_become_durable_all_or_none(sends: Sends) -> None:
    with pytest.raises(Exception, match="foreign key"):
        sends.freeze([send()], [effect(), effect("e2", path="2", send_id="nobody")])
    assert sends.effect("e1") is None


def test_a_send_counts_its_tries_and_keeps_its_first_moment(sends: Sends) -> None:
    sends.freeze([send()], [])
    for minutes in (0, 1):
        sends.mark_sent("s1", NOON + timedelta(minutes=minutes))
    row = sends.get("s1")
    assert (row.state, row.attempts) == ("sent", 2)
    assert (row.first_sent_at, row.last_sent_at) == (NOON, NOON + timedelta(minutes=1))


def test_a_first_try_that_did_not_leave_makes_it_fresh_again(sends: Sends) -> None:
    sends.freeze([send()], [])
    sends.mark_sent("s1", NOON)
    sends.mark_unsent("s1")
    row = sends.get("s1")
    assert (row.state, row.attempts, row.first_sent_at) == ("frozen", 0, None)


def test_a_later_try_that_did_not_leave_changes_nothing_of_the_first(sends: Sends) -> None:
    sends.freeze([send()], [])
    sends.mark_sent("s1", NOON)
    sends.mark_sent("s1", NOON + timedelta(minutes=1))
    sends.mark_unsent("s1")
    row = sends.get("s1")
    assert (row.state, row.attempts, row.first_sent_at) == ("sent", 1, NOON)


def test_refusals_are_counted(sends: Sends) -> None:
    sends.freeze([send()], [])
    sends.mark_sent("s1", NOON)
    sends.mark_refusal("s1")
    assert state(sends) == ("sent", 1, 1)


def test_the_first_look_is_remembered(sends: Sends) -> None:
    sends.freeze([send()], [])
    sends.mark_looked("s1", NOON)
    sends.mark_looked("s1", NOON + timedelta(minutes=1))
    assert sends.get("s1").looked_at == NOON


def test_an_answer_is_recorded_with_what_it_means(sends: Sends) -> None:
    sends.freeze([send()], [effect()])
    sends.mark_sent("s1", NOON)
    answer = Answer(200, {"a": "b"}, "é".encode())
    done = effect(state="done", record=packed({"id": 1}), settled_at=NOON)
    sends.record("s1", answer, [done])
    assert state(sends)[0] == "answered"
    assert sends.get("s1").answered() == answer
    assert sends.effect("e1") == done
    assert done.found() == {"id": 1}


@pytest.mark.parametrize("after", ["record", "settle"])
def test_what_is_answered_or_settled_stays_so(sends: Sends, after: str) -> None:
    sends.freeze([send()], [])
    sends.mark_sent("s1", NOON)
    if after == "record":
        sends.record("s1", Answer(200), [])
    else:
        sends.settle([], "s1")
    before = sends.get("s1")
    sends.mark_sent("s1", NOON + timedelta(minutes=1))
    sends.mark_unsent("s1")
    sends.record("s1", Answer(500), [])
    sends.settle([], "s1")
    assert sends.get("s1") == before


@pytest.mark.parametrize(("source", "target"), list(product(EffectState, EffectState)))
def test_an_effect_makes_only_the_moves_of_its_table(
    sends: Sends, source: EffectState, target: EffectState
) -> None:
    sends.freeze([send()], [effect(state=source.value)])
    sends.settle([effect(state=target.value, trouble={"message": "m"})])
    found = sends.effect("e1")
    assert found is not None
    moved = target in EFFECT_MOVES[source]
    assert (found.state, found.trouble is not None) == (target if moved else source, moved)


def test_the_newest_generation_of_each_bundle_counts(sends: Sends) -> None:
    effects = [
        effect("a0", state="absent"),
        effect("a1", generation=1),
        effect("b0", path="2"),
        effect("b1", path="2", ordinal=1),
        effect("c0", path="3"),
    ]
    sends.freeze([send()], effects)
    assert [one.id for one in sends.of_page("r1", 5, ["1", "2"])] == ["a1", "b0", "b1"]
    assert sends.of_page("r1", 6, ["1"]) == []


def test_records_are_known_by_natural_key_in_their_organisation(sends: Sends) -> None:
    def done(id_: str, key: str, record: Any, minutes: int = 0, **more: Any) -> Effect:
        settled = NOON + timedelta(minutes=minutes)
        return effect(
            id_,
            path=id_,
            natural_key=key,
            state="done",
            record=packed(record),
            settled_at=settled,
            **more,
        )

    effects = [
        done("a", "1", {"id": "old"}),
        done("b", "1", {"id": "new"}, 1),
        done("c", "2", {"id": "elsewhere"}, tenant="u"),
        done("d", "3", {"id": "other"}, resource="xero.create_contact"),
        effect("e", path="e", natural_key="4"),
    ]
    sends.freeze([send()], effects)
    known = sends.known("t", "xero.create_invoice", ["1", "2", "3", "4", "5"])
    assert known == {"1": {"id": "new"}}


def test_what_is_not_there_is_none(sends: Sends) -> None:
    assert sends.effect("nobody") is None
    assert sends.effects_of("nobody") == []


FILE = File("a.pdf", "application/pdf", 3, "0" * 64)


@pytest.mark.parametrize("body", [FILE, Form(FILE), Form(FILE, "upload", {"b": "1", "a": "2"})])
def test_a_streamed_body_is_frozen_by_its_files_hash(sends: Sends, body: File | Form) -> None:
    request = replace(REQUEST, body=body)
    sends.freeze([send(request=frozen(request), body=request.content())], [])
    assert sends.get("s1").body == b""
    assert sends.get("s1").thawed() == request


def test_every_difference_of_a_body_tells_it_from_another() -> None:
    other = replace(FILE, sha256="1" * 64)
    bodies = [FILE, other, Form(FILE), Form(other), Form(FILE, "b"), Form(FILE, fields={"a": "b"})]
    told = [essence(replace(REQUEST, body=body)) for body in (*bodies, {"n": 1}, b"n", None)]
    assert len(set(told)) == len(told)


# Records that are known by their trace alone.


def traced(id_: str, state: str, **more: Any) -> Effect:
    return effect(id_, path=id_, natural_key=None, trace="hash", state=state, **more)


def test_writes_whose_outcome_is_unknown_are_found_by_their_trace(sends: Sends) -> None:
    sends.freeze(
        [send(), send("s2"), send("s3")],
        [
            traced("a", "intent"),
            traced("b", "intent", send_id="s2"),
            traced("c", "intent", send_id="s3"),
            traced("d", "done"),
            traced("e", "intent", tenant="u"),
            effect("f", path="f", trace="other"),
        ],
    )
    for id_ in ("s1", "s2"):
        sends.mark_sent(id_, NOON)
    found = sends.pending("t", ["hash"])
    assert sorted(found, key=lambda one: one.send_id) == [
        Pending("hash", "s1", NOON),
        Pending("hash", "s2", NOON),
    ]


def test_a_record_is_the_result_of_whatever_write_made_it(sends: Sends) -> None:
    sends.freeze([send()], [effect("a"), effect("b", path="b", tenant="u")])
    made = [effect("a", state="done", identity="P1"), effect("b", tenant="u", state="done")]
    sends.settle([made[0], replace(made[1], identity="P2")])
    assert sends.claimed("t", ["P1", "P2", "P3"]) == {"P1"}
    assert sends.effect("a") == made[0]


@pytest.mark.parametrize("how", ["record", "settle"])
def test_a_record_that_is_known_by_its_trace_is_taken_once(sends: Sends, how: str) -> None:
    sends.freeze([send(), send("s2")], [traced("a", "intent"), traced("b", "intent", send_id="s2")])
    for id_ in ("s1", "s2"):
        sends.mark_sent(id_, NOON)

    def take(id_: str, send_id: str) -> bool:
        done = [traced(id_, "done", send_id=send_id, identity="P1")]
        if how == "settle":
            return sends.settle(done, send_id, done)
        return sends.record(send_id, Answer(400), done, done)

    assert take("a", "s1")
    assert not take("b", "s2")
    assert sends.effects_of("s2")[0].state == "intent"
    assert sends.get("s2").state == "sent"


def test_two_that_take_a_record_at_once_do_not_both_get_it(
    sends: Sends, database: Database
) -> None:
    ids = [f"s{number}" for number in range(8)]
    sends.freeze([send(id_) for id_ in ids], [traced(f"e{i}", "intent", send_id=i) for i in ids])
    for id_ in ids:
        sends.mark_sent(id_, NOON)
    taken: list[bool] = []
    barrier = threading.Barrier(len(ids))

    def take(id_: str) -> None:
        done = [traced(f"e{id_}", "done", send_id=id_, identity="P1")]
        barrier.wait()
        taken.append(sends.settle(done, id_, done))

    threads = [threading.Thread(target=take, args=(id_,)) for id_ in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]


def test_warnings_are_kept_as_they_were(sends: Sends) -> None:
    warned = effect(warnings=[{"code": "late", "message": "Spät.\x00", "field": "Date"}])
    sends.freeze([send()], [warned])
    found = sends.effect("e1")
    assert found is not None
    assert found.warnings == [{"code": "late", "message": "Spät.\ufffd", "field": "Date"}]
