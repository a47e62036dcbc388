"""Intent to receive: what a receiver must show before it hears of anything."""

from __future__ import annotations

import re

import pytest
from tests.xero_emulator.webhooks.conftest import App
from tests.xero_emulator.webhooks.receiver import BAD, GOOD, Answer, Receiver

from xero_emulator.fixture import ControlRefused, Running

PROBE = rb'\{"events":\[\],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "[A-Z]{20}"\}'


def test_the_probes_are_empty_and_spaced_as_xero_spaces_them(
    xero: Running, receiver: Receiver
) -> None:
    xero.control.webhook(receiver.url, key=receiver.key)
    assert len(receiver.calls) == 3
    assert all(re.fullmatch(PROBE, call.body) for call in receiver.calls)
    assert {call.content_type for call in receiver.calls} == {"application/json; charset=utf-8"}
    assert len({call.body for call in receiver.calls}) == 3


def test_one_probe_is_signed_right_and_two_are_wrong_in_one_character(
    xero: Running, receiver: Receiver
) -> None:
    made = xero.control.webhook(receiver.url, key=receiver.key)
    assert [call.is_signed_with(receiver.key) for call in receiver.calls] == [True, False, False]
    probes = xero.control.deliveries(made["id"])
    assert [probe["intent"] for probe in probes] == ["valid", "invalid", "invalid"]
    assert [probe["attempts"][0]["status"] for probe in probes] == [200, 401, 401]
    assert {len(call.signature) for call in receiver.calls} == {44}


def test_a_receiver_that_tells_them_apart_is_enabled(xero: Running, receiver: Receiver) -> None:
    made = xero.control.webhook(receiver.url, key=receiver.key)
    assert (made["status"], made["undelivered"], made["sequence"]) == ("OK", 0, 0)


def test_any_status_of_success_will_do(xero: Running, receiver: Receiver) -> None:
    receiver.says(Answer(204), BAD, BAD)
    assert xero.control.webhook(receiver.url, key=receiver.key)["status"] == "OK"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([GOOD, GOOD, BAD], "status"),
        ([GOOD, BAD, GOOD], "status"),
        ([BAD, BAD, BAD], "status"),
        ([Answer(302), BAD, BAD], "status"),
        ([GOOD, Answer(403), BAD], "status"),
        ([Answer(200, b"null"), BAD, BAD], "body"),
        ([GOOD, Answer(401, b"no"), BAD], "body"),
        ([Answer(200, headers={"set-cookie": "a=b"}), BAD, BAD], "cookies"),
    ],
)
def test_a_receiver_that_answers_otherwise_is_not_enabled(
    xero: Running, receiver: Receiver, answers: list[Answer], why: str
) -> None:
    receiver.says(*answers)
    made = xero.control.webhook(receiver.url, key=receiver.key)
    assert made["status"] == "INTENT_REQUIRED"
    outcomes = [each["attempts"][0]["outcome"] for each in xero.control.deliveries(made["id"])]
    assert next(outcome for outcome in outcomes if outcome != "accepted") == why
    assert len(outcomes) == 3


def test_nobody_there_is_not_enabled(xero: Running) -> None:
    made = xero.control.webhook("http://localhost:9/xero")
    assert made["status"] == "INTENT_REQUIRED"
    assert xero.control.deliveries(made["id"])[0]["attempts"][0]["outcome"] == "unreachable"


def test_a_key_is_made_that_looks_like_base64(xero: Running, receiver: Receiver) -> None:
    made = xero.control.webhook(receiver.url)
    assert re.fullmatch(r"[A-Za-z0-9+/]{86}==", made["key"])
    assert receiver.calls[0].is_signed_with(made["key"])


def test_what_happens_before_it_is_enabled_is_never_heard_of(app: App, receiver: Receiver) -> None:
    receiver.always(BAD)
    made = app.xero.control.webhook(receiver.url, app.client_id, key=receiver.key)
    app.contact("Too early")
    receiver.recovers()
    assert app.xero.control.enable_webhook(made["id"])["status"] == "OK"
    app.contact("In time")
    app.settle()
    assert receiver.told() == [("CONTACT", "CREATE")]


def test_another_address_must_show_it_anew(app: App, receiver: Receiver, hook: str) -> None:
    moved = f"{receiver.url}/elsewhere"
    again = app.xero.control.webhook(moved, app.client_id)
    assert (again["id"], again["url"], again["status"]) == (hook, moved, "OK")
    assert len(receiver.calls) == 3
    receiver.always(GOOD)
    assert app.xero.control.webhook(receiver.url, app.client_id)["status"] == "DISABLED"


def test_other_categories_need_not(app: App, receiver: Receiver, hook: str) -> None:
    changed = app.xero.control.webhook(receiver.url, app.client_id, categories=["INVOICE"])
    assert (changed["id"], changed["categories"]) == (hook, ["INVOICE"])
    assert receiver.calls == []


@pytest.mark.parametrize(
    "wish",
    [
        {"url": "ftp://localhost/x"},
        {"url": "localhost"},
        {"url": "http://localhost", "categories": ["ITEM"]},
        {"key": "no address"},
    ],
)
def test_a_wish_that_cannot_be_is_refused(xero: Running, wish: dict[str, object]) -> None:
    with pytest.raises(ControlRefused, match="400"):
        xero.control.call("POST", "/webhooks", wish)
    assert xero.control.webhooks()["webhooks"] == []
