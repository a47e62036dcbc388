"""Idempotency-Key: one processing, one answer, for six minutes."""

from __future__ import annotations

import pytest


def test_the_same_request_again_gets_the_stored_answer_and_is_not_processed(app) -> None:
    first = app.post("once", idempotency_key="k1")
    again = app.post("once", idempotency_key="k1")
    assert (first.status_code, first.json()) == (200, {"count": 2})
    assert (again.status_code, again.json()) == (200, {"count": 2})
    assert again.headers["content-type"] == first.headers["content-type"]
    assert app.notes() == ["planted", "once"]
    assert [row["replayed"] for row in app.emulator.control.log("/api.xro")] == [False, True]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_the_key_works_for_each_writing_method(app, method: str) -> None:
    for _ in range(2):
        assert app.call(method, "/Notes", "x", idempotency_key="k").json() == {"count": 2}


def test_the_key_is_new_again_after_six_minutes(app) -> None:
    app.post("once", idempotency_key="k1")
    app.emulator.control.advance(359)
    assert app.post("once", idempotency_key="k1").json() == {"count": 2}
    app.emulator.control.advance(1)
    assert app.post("once", idempotency_key="k1").json() == {"count": 3}


def test_a_replay_does_not_prolong_the_keys_life(app) -> None:
    app.post("once", idempotency_key="k1")
    for _ in range(2):
        app.emulator.control.advance(180)
        last = app.post("once", idempotency_key="k1")
    assert last.json() == {"count": 3}


def test_an_error_is_stored_too(app) -> None:
    first = app.post("wrong", idempotency_key="k1")
    again = app.post("wrong", idempotency_key="k1")
    assert (first.status_code, again.status_code) == (400, 400)
    assert app.notes() == ["planted", "wrong"]


def test_a_500_stays_after_the_service_has_recovered(app) -> None:
    app.emulator.control.fault("status", status=500, method="POST")
    assert app.post("once", idempotency_key="k1").status_code == 500
    assert app.post("once", idempotency_key="k1").status_code == 500
    assert app.notes() == ["planted"]
    assert app.post("once", idempotency_key="k2").status_code == 200


def test_a_503_from_the_front_is_not_stored(app) -> None:
    app.emulator.control.fault("status", status=503, method="POST")
    assert app.post("once", idempotency_key="k1").status_code == 503
    assert app.post("once", idempotency_key="k1").json() == {"count": 2}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "/Notes", "other"), ("PUT", "/Notes", "once"), ("POST", "/Notes?page=1", "once")],
)
def test_another_request_under_the_same_key_is_refused(app, method, path, body) -> None:
    app.post("once", idempotency_key="k1")
    answer = app.call(method, path, body, idempotency_key="k1")
    assert answer.status_code == 400
    says = "Idempotency Key k1 is used with a different request."
    assert answer.json()["Detail"] == says
    assert app.post("once", idempotency_key="k1").json() == {"count": 2}
    assert app.notes() == ["planted", "once"]


def test_another_organisation_is_another_request(app, connect) -> None:
    app.post("once", idempotency_key="k1")
    australian = connect(country="AU")
    assert australian.post("once", idempotency_key="k1").status_code == 400
    assert australian.notes() == ["planted"]


def test_each_app_has_its_own_keys(app, connect) -> None:
    app.post("once", idempotency_key="k1")
    assert connect("another-app").post("once", idempotency_key="k1").json() == {"count": 3}


def test_the_key_is_ignored_on_get_and_delete(app) -> None:
    assert app.get("/Notes/1", idempotency_key="k1").json()["asked"] == "1"
    assert app.get("/Notes/2", idempotency_key="k1").json()["asked"] == "2"
    for count in (2, 3):
        gone = app.call("DELETE", "/Notes/1", idempotency_key="k1")
        assert gone.json() == {"count": count}


def test_a_replay_still_counts_against_the_limits(app) -> None:
    app.post("once", idempotency_key="k1")
    again = app.post("once", idempotency_key="k1")
    assert again.headers["x-minlimit-remaining"] == "58"


def test_limits_come_first_and_a_429_is_not_stored(app) -> None:
    app.emulator.control.limits(minute=0)
    assert app.post("once", idempotency_key="k1").status_code == 429
    app.emulator.control.limits(minute=60)
    assert app.post("once", idempotency_key="k1").json() == {"count": 2}


def test_a_key_has_at_most_128_characters(app) -> None:
    assert app.post("a", idempotency_key="k" * 128).json() == {"count": 2}
    assert app.post("b", idempotency_key="k" * 129).status_code == 400
    assert app.post("c", idempotency_key="").status_code == 400
    assert app.notes() == ["planted", "a"]


def test_equal_requests_at_the_same_time_are_processed_once(app, in_background) -> None:
    control = app.emulator.control
    hold = control.fault("hold", method="POST", times=5)
    calls = [in_background(app.post, "once", idempotency_key="k1") for _ in range(5)]
    control.wait_held(hold, 5)
    control.release(hold)
    assert [call.result().json() for call in calls] == [{"count": 2}] * 5
    assert app.notes() == ["planted", "once"]
    assert control.counts()["replayed"] == 4


def test_the_answer_lost_on_its_way_is_given_to_the_same_key(app, lost) -> None:
    app.emulator.control.fault("drop_after", method="POST")
    lost(app.post, "once", idempotency_key="k1")
    assert app.post("once", idempotency_key="k1").json() == {"count": 2}
    assert app.notes() == ["planted", "once"]
