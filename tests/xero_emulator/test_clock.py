"""The emulator's time, pushed by control or read from a test clock."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from xero_emulator.clock import Clock, ClockUnreadable, clock_at, moment
from xero_emulator.clock_elsewhere import read_clock
from xero_emulator.fixture import ControlRefused, Running, running_emulator

MORNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_a_clock_follows_its_source() -> None:
    ticks = iter([MORNING, MORNING + timedelta(seconds=1)])
    clock = Clock(lambda: next(ticks))
    assert clock.now() == MORNING
    assert clock.now() == MORNING + timedelta(seconds=1)


def test_a_running_clock_goes_on_from_where_it_was_pushed() -> None:
    source = [MORNING]
    clock = Clock(lambda: source[0])
    clock.set(MORNING + timedelta(days=30))
    source[0] += timedelta(seconds=5)
    assert clock.now() == MORNING + timedelta(days=30, seconds=5)
    clock.advance(timedelta(seconds=-6))
    assert clock.now() == MORNING + timedelta(days=30, seconds=-1)


def test_a_stopped_clock_moves_only_when_told_and_starts_where_it_stood() -> None:
    source = [MORNING]
    clock = Clock(lambda: source[0])
    clock.stop()
    source[0] += timedelta(hours=1)
    assert clock.now() == MORNING
    clock.advance(timedelta(minutes=1))
    clock.start()
    assert clock.now() == MORNING + timedelta(minutes=1)


@pytest.mark.parametrize(
    "text", ["2026-01-05T09:00:00", "2026-01-05T09:00:00Z", "2026-01-05T20:00:00+11:00"]
)
def test_text_without_a_zone_is_utc(text: str) -> None:
    assert moment(text) == MORNING


def test_control_tells_and_pushes_the_clock(emulator: Running) -> None:
    address = f"{emulator.url}/_emulator/clock"
    assert httpx2.get(address).json() == {"now": "2026-03-02T12:00:00Z", "running": False}
    pushed = httpx2.post(address, json={"advance": 90.5}).json()
    assert pushed == {"now": "2026-03-02T12:01:30.500000Z", "running": False}
    assert httpx2.post(address, json={"running": True}).json()["running"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"set": "tomorrow"},
        {"advance": "soon"},
        {"advance": "nan"},
        {"forward": 3},
        {"running": True, "set": "tomorrow"},
        {"set": "2027-01-01", "advance": 1e30},
        {"set": "0001-01-01"},
        {"set": "9999-12-31"},
        {"advance": -9_999_999_999},
    ],
)
def test_a_change_that_is_not_understood_is_refused(emulator: Running, change) -> None:
    address = f"{emulator.url}/_emulator/clock"
    assert httpx2.post(address, json=change).status_code == 400
    assert httpx2.get(address).json() == {"now": "2026-03-02T12:00:00Z", "running": False}


def test_resources_see_the_emulators_time(app) -> None:
    app.emulator.control.advance(61)
    assert app.get().json()["now"] == "2026-03-02T12:01:01+00:00"


def test_a_call_that_was_held_is_processed_at_the_time_it_was_let_go(app, in_background) -> None:
    control = app.emulator.control
    hold = control.fault("hold")
    call = in_background(app.get)
    control.wait_held(hold)
    control.advance(3600)
    control.release(hold)
    assert call.result().json()["now"] == "2026-03-02T13:00:00+00:00"


def test_time_can_be_read_from_a_test_clock_and_follows_it_at_once(
    emulator: Running, parts
) -> None:
    test_clock = f"{emulator.url}/_emulator/clock"
    with running_emulator(parts=parts, clock=test_clock) as follower:
        assert follower.control.state()["now"] == "2026-03-02T12:00:00Z"
        token = follower.consent()["access_token"]
        emulator.control.advance(1800)
        headers = {"authorization": f"Bearer {token}"}
        assert httpx2.get(f"{follower.url}/connections", headers=headers).status_code == 401
        with pytest.raises(ControlRefused, match=r"409.*set it there"):
            follower.control.advance(1)


def test_a_test_clock_that_went_away_is_told_and_nothing_is_processed(parts) -> None:
    with ExitStack() as stack:
        with running_emulator(parts=parts) as first:
            clock = f"{first.url}/_emulator/clock"
            follows = stack.enter_context(running_emulator(parts=parts, clock=clock))
            token = follows.consent()["access_token"]
            headers = {"authorization": f"Bearer {token}"}
            headers["xero-tenant-id"] = follows.tenants()["GB"]
        answer = httpx2.post(f"{follows.url}/api.xro/2.0/Notes", content="late", headers=headers)
        assert answer.status_code == 503
        assert answer.text.startswith("cannot read the time from http://127.0.0.1:")
        control = httpx2.get(f"{follows.url}/_emulator/state")
        assert control.status_code == 503
        assert control.json()["error"].startswith("cannot read the time from http://127.0.0.1:")
        assert httpx2.get(follows.url).status_code == 503
        (ledger,) = {tuple(books["notes"]) for books in follows.control.ledger().values()}
        assert ledger == ("planted",)


@pytest.mark.parametrize("text", ['{"now": "2026-01-05T09:00:00Z"}', "2026-01-05T09:00:00Z\n"])
def test_a_test_clock_answers_json_or_plain_text(text: str) -> None:
    assert (
        read_clock(httpx2.Response(200, text=text, request=httpx2.Request("GET", "http://c")))
        == MORNING
    )


@pytest.mark.parametrize("text", ["noon", "{}", '{"now": 3}', "{"])
def test_a_clock_that_cannot_be_read_says_what_it_must_answer(text: str) -> None:
    answer = httpx2.Response(200, text=text, request=httpx2.Request("GET", "http://clock.test/now"))
    with pytest.raises(ClockUnreadable, match=r"http://clock\.test/now"):
        read_clock(answer)


def test_the_real_clock_is_the_wall() -> None:
    before = datetime.now(UTC)
    assert before <= clock_at("real").now() <= datetime.now(UTC)


def test_an_unreachable_clock_is_a_clear_message() -> None:
    command = [
        sys.executable,
        "-m",
        "xero_emulator",
        "--port",
        "0",
        "--clock",
        "http://127.0.0.1:9/",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr.startswith("xero-emulator: cannot read the time from http://127.0.0.1:9/: ")
