"""How long a day's calls last."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.workshop import NOON

from tallyloom.engine.allowed import Rules
from tallyloom.engine.forecast import Forecast, forecast
from tallyloom.store.allowances import Call, Tally, Usage

RULES = Rules(minute=60, day=5000, day_window="fixed")
HOUR = timedelta(hours=1)


def seen(hours: float, used: int, pace: int) -> Forecast:
    """A day that began so many hours ago, and so many calls in the last hour."""
    tally = Tally(day_started=NOON - hours * HOUR, day_used=used)
    return forecast(Usage(tally, spans=[(NOON - HOUR / 2, pace)]), RULES, NOON)


def test_at_this_pace_the_day_ends_before_it_is_over() -> None:
    found = seen(hours=4, used=2500, pace=1000)
    assert (found.left, found.pace) == (2000, 1000)
    assert found.runs_out_at == NOON + 2 * HOUR
    assert found.day_ends_at == NOON + 20 * HOUR


def test_a_slower_pace_lasts_until_the_day_is_over() -> None:
    assert seen(hours=4, used=2500, pace=100).runs_out_at is None
    assert seen(hours=4, used=2500, pace=0).runs_out_at is None


def test_a_day_that_is_used_up_is_over_now() -> None:
    found = seen(hours=4, used=4500, pace=0)
    assert (found.left, found.runs_out_at) == (0, NOON)
    assert found.refusal is not None
    assert found.refusal.at == NOON + 20 * HOUR


def test_what_was_called_longer_ago_is_no_pace() -> None:
    spans = [(NOON - 3 * HOUR, 900), (NOON - timedelta(minutes=70), 5), (NOON - HOUR / 2, 7)]
    assert forecast(Usage(spans=spans), RULES, NOON).pace == 7


def test_where_nothing_was_called_nothing_ends() -> None:
    found = forecast(Usage(), RULES, NOON)
    assert (found.day_used, found.left, found.minute_left) == (0, 4500, 60)
    assert (found.day_ends_at, found.runs_out_at, found.refusal) == (None, None, None)


def test_a_service_without_limits_never_runs_out() -> None:
    found = forecast(Usage(calls=[Call("s", NOON, NOON)]), Rules(), NOON)
    assert (found.left, found.minute_left, found.runs_out_at) == (None, None, None)


@given(hours=st.floats(0, 23.9), used=st.integers(0, 6000), pace=st.integers(0, 4000))
def test_what_runs_out_does_so_between_now_and_the_days_end(
    hours: float, used: int, pace: int
) -> None:
    found = seen(hours, used, pace)
    assert found.left is not None
    assert found.day_ends_at is not None
    if found.runs_out_at is not None:
        assert NOON <= found.runs_out_at < found.day_ends_at
    assert (found.left == 0) <= (found.runs_out_at == NOON)
