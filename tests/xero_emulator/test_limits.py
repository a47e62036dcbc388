"""Rate limits: what is counted, what the headers say, and the 429 as it was recorded."""

from __future__ import annotations

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator.limits import Limits


def counters(answer: httpx2.Response) -> list[int]:
    names = ("x-daylimit-remaining", "x-minlimit-remaining", "x-appminlimit-remaining")
    return [int(answer.headers[name]) for name in names]


def test_the_sixty_first_call_of_a_minute_gets_the_recorded_429(app) -> None:
    for _ in range(60):
        assert app.get().status_code == 200
    app.emulator.control.advance(34)
    answer = app.get()
    assert answer.status_code == 429
    assert answer.content == b""
    assert "content-type" not in answer.headers
    assert answer.headers["retry-after"] == "26"
    assert answer.headers["x-rate-limit-problem"] == "minute"
    assert counters(answer) == [4940, 0, 9940]


def test_waiting_as_long_as_retry_after_says_is_enough_and_a_second_less_is_not(app) -> None:
    app.emulator.control.limits(minute=1)
    app.get()
    wait = int(app.get().headers["retry-after"])
    assert wait == 60
    app.emulator.control.advance(wait - 1)
    assert app.get().status_code == 429
    app.emulator.control.advance(1)
    assert app.get().status_code == 200


def test_a_refused_call_is_not_counted(app) -> None:
    app.emulator.control.limits(minute=2)
    answers = [app.get() for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429, 429]
    assert counters(answers[-1]) == [4998, 0, 9998]


def test_a_rolling_minute_frees_calls_one_by_one(app) -> None:
    control = app.emulator.control
    control.limits(minute=2)
    app.get()
    control.advance(30)
    app.get()
    control.advance(30)
    assert app.get().status_code == 200
    assert app.get().headers["retry-after"] == "30"


def test_a_fixed_minute_begins_anew_on_the_clocks_minute(app) -> None:
    control = app.emulator.control
    control.limits(minute=1, minute_window="fixed")
    control.advance(50)
    app.get()
    assert app.get().headers["retry-after"] == "10"
    control.advance(10)
    assert app.get().status_code == 200


def test_the_day_limit_says_day_and_ends_at_midnight(app) -> None:
    control = app.emulator.control
    control.limits(day=3)
    for _ in range(3):
        app.get()
    answer = app.get()
    assert answer.headers["x-rate-limit-problem"] == "day"
    assert answer.headers["retry-after"] == str(12 * 3600)
    assert counters(answer)[:2] == [0, 57]


def test_a_rolling_day_can_be_asked_for(app) -> None:
    app.emulator.control.limits(day=1, day_window="rolling")
    app.get()
    assert app.get().headers["retry-after"] == str(24 * 3600)


def test_each_organisation_has_its_own_minute_and_all_share_the_apps(app, connect) -> None:
    app.emulator.control.limits(minute=2, app_minute=3)
    other = connect(country="AU")
    assert [app.get().status_code for _ in range(3)] == [200, 200, 429]
    assert other.get().status_code == 200
    answer = other.get()
    assert answer.headers["x-rate-limit-problem"] == "appminute"


def test_each_app_has_its_own_limits(app, connect) -> None:
    app.emulator.control.limits(minute=1)
    app.get()
    assert app.get().status_code == 429
    assert connect("another-app").get().status_code == 200


def test_errors_are_counted_and_carry_the_counters(app) -> None:
    assert counters(app.post("wrong")) == [4999, 59, 9999]
    assert counters(app.get("/Nothing")) == [4998, 58, 9998]


def test_a_refused_token_is_not_counted(app) -> None:
    answer = app.get(authorization="Bearer garbage")
    assert "x-minlimit-remaining" not in answer.headers
    assert counters(app.get()) == [4999, 59, 9999]


def test_the_connections_are_not_counted(app) -> None:
    app.http.get(f"{app.emulator.url}/connections", headers=app.headers())
    assert counters(app.get()) == [4999, 59, 9999]


def test_the_sixth_call_at_once_is_refused_without_a_wait(app, in_background) -> None:
    control = app.emulator.control
    hold = control.fault("hold", times=5)
    calls = [in_background(app.get) for _ in range(5)]
    control.wait_held(hold, 5)
    refused = app.get()
    assert refused.status_code == 429
    assert refused.headers["x-rate-limit-problem"] == "concurrent"
    assert "retry-after" not in refused.headers
    control.release(hold)
    assert [call.result().status_code for call in calls] == [200] * 5
    assert app.get().status_code == 200
    assert control.counts()["peak_in_flight"] == 6


def test_a_busy_organisation_does_not_hold_up_another(app, connect, in_background) -> None:
    control = app.emulator.control
    hold = control.fault("hold", times=5, tenant=app.tenant)
    calls = [in_background(app.get) for _ in range(5)]
    control.wait_held(hold, 5)
    assert connect(country="AU").get().status_code == 200
    control.release(hold)
    assert {call.result().status_code for call in calls} == {200}


def test_limits_can_be_switched_off(app) -> None:
    app.emulator.control.limits(enabled=False)
    answers = [app.get() for _ in range(70)]
    assert {answer.status_code for answer in answers} == {200}
    assert "x-minlimit-remaining" not in answers[0].headers


@given(
    calls=st.lists(st.integers(0, 40_000), max_size=80),
    limit=st.integers(1, 8),
    kind=st.sampled_from(["rolling", "fixed"]),
)
def test_no_window_ever_holds_more_than_the_limit(calls: list[int], limit: int, kind: str) -> None:
    limits = Limits()
    limits.change({"minute": limit, "minute_window": kind, "day": None, "app_minute": None})
    now, let_in = 0.0, []
    for gap in calls:
        now += gap / 1000
        refusal = limits.enter("app", "tenant", now)
        if refusal is None:
            limits.leave("app", "tenant")
            let_in.append(now)
        else:
            assert refusal.retry_after is not None
            assert limits.enter("app", "tenant", now + refusal.retry_after) is None
            limits.leave("app", "tenant")
            now += refusal.retry_after
            let_in.append(now)
    for moment in let_in:
        begins = moment if kind == "rolling" else moment // 60 * 60
        assert sum(begins <= other < begins + 60 for other in let_in) <= limit


@pytest.mark.parametrize("setting", [{"minutes": 3}, {"minute": "many"}, {"day_window": "lunar"}])
def test_an_unknown_limit_is_refused_and_nothing_changes(app, setting) -> None:
    address = f"{app.emulator.url}/_emulator/limits"
    answer = app.http.post(address, json=setting)
    assert answer.status_code == 400
    assert next(iter(setting)) in answer.json()["error"]
    assert app.http.get(address).json()["minute"] == 60


@pytest.mark.parametrize(
    ("tier", "day"),
    [("starter", 1000), ("core", 5000), ("plus", 5000), ("advanced", 5000), ("enterprise", 5000)],
)
def test_the_day_is_as_long_as_the_apps_tier_has_it(app, connect, tier: str, day: int) -> None:
    app.emulator.control.app("test-app", tier=tier)
    assert counters(app.get())[0] == day - 1
    assert counters(connect("another-app").get())[0] == 4999


def test_the_thousand_and_first_call_of_a_starters_day_is_refused(app) -> None:
    control = app.emulator.control
    control.apps(tier="starter")
    control.limits(minute=None)
    assert {app.get().status_code for _ in range(1000)} == {200}
    control.advance(1200)
    refused = app.get()
    assert refused.status_code == 429
    assert refused.headers["x-rate-limit-problem"] == "day"
    assert refused.headers["retry-after"] == "42000"
    control.advance(42_000)
    token = app.emulator.consent()["access_token"]
    tomorrow = app.get(authorization=f"Bearer {token}")
    assert tomorrow.headers["x-daylimit-remaining"] == "999"


def test_a_number_for_the_day_counts_more_than_the_tier(app) -> None:
    app.emulator.control.app("test-app", tier="starter")
    app.emulator.control.limits(day=7)
    assert counters(app.get())[0] == 6
    app.emulator.control.limits(day="tier")
    assert counters(app.get())[0] == 998


def test_the_app_is_refused_when_its_minute_is_full_in_all_organisations(app, connect) -> None:
    control = app.emulator.control
    control.limits(minute=None, app_minute=3)
    other = connect(country="AU")
    answers = [each.get() for each in (app, other, app, other)]
    left = [answer.headers["x-appminlimit-remaining"] for answer in answers]
    assert left == ["2", "1", "0", "0"]
    assert (answers[-1].status_code, answers[-1].headers["retry-after"]) == (429, "60")
    assert connect("another-app").get().headers["x-appminlimit-remaining"] == "2"
    control.advance(60)
    assert app.get().status_code == 200


def test_rapid_sync_lifts_minute_and_day_for_half_an_hour(app) -> None:
    control = app.emulator.control
    control.limits(rapid_sync=True, minute=2, day=2)
    control.app("test-app", tier="plus")
    answers = [app.get() for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert "x-minlimit-remaining" not in answers[0].headers
    assert answers[-1].headers["x-appminlimit-remaining"] == "9995"
    control.advance(1799)
    assert app.get().status_code == 200
    control.advance(1)
    token = app.emulator.consent()["access_token"]
    told = [app.get(authorization=f"Bearer {token}").status_code for _ in range(3)]
    assert told == [200, 200, 429]


@pytest.mark.parametrize("tier", ["starter", "core"])
def test_rapid_sync_is_not_for_every_tier(app, tier: str) -> None:
    app.emulator.control.limits(rapid_sync=True, minute=1)
    app.emulator.control.app("test-app", tier=tier)
    assert [app.get().status_code for _ in range(2)] == [200, 429]


def test_rapid_sync_leaves_what_runs_at_once(app, in_background) -> None:
    control = app.emulator.control
    control.limits(rapid_sync=True, concurrent=1)
    control.app("test-app", tier="plus")
    hold = control.fault("hold")
    call = in_background(app.get)
    control.wait_held(hold)
    assert app.get().headers["x-rate-limit-problem"] == "concurrent"
    control.release(hold)
    assert call.result().status_code == 200
