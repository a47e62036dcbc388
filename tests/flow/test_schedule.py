"""Slots by the wall of a zone: none twice, none never, over every change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallyloom.flow.schedule import Schedule, instant
from tallyloom.flow.schedule_form import schedule_of, written

# Zones whose clocks change at odd hours, by half an hour, at midnight, or jumped over a day.
ODD = (
    "Africa/Casablanca", "America/Havana", "America/New_York", "America/Santiago",
    "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Kathmandu",
    "Asia/Tehran", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Dublin", "Europe/London",
    "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati", "UTC",
)  # fmt: skip
ZONES = st.one_of(st.sampled_from(ODD), st.sampled_from(sorted(available_timezones())))
MOMENTS = st.integers(10**9, 2 * 10**9).map(lambda at: datetime.fromtimestamp(at, UTC))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
CLOCK = TIMES.map(lambda at: f"{at:%H:%M}")
MINUTES = st.sampled_from(["0", "30", "*/15", "5,50", "59", "*"])
HOURS = st.sampled_from(["0", "1", "2", "3", "*/2", "1-4", "23", "*", "0,12"])
SCHEDULES = st.one_of(
    st.builds(lambda n: {"every": f"{n} minutes"}, st.integers(1, 100_000)),
    st.builds(lambda at: {"daily": at}, CLOCK),
    st.builds(lambda at: {"weekly": ["sun", "mon"], "at": at}, CLOCK),
    st.builds(lambda at: {"monthly": [1, 29, 30, "last"], "at": at}, CLOCK),
    st.builds(lambda at: {"yearly": ["02-29", "03-31", "10-25"], "at": at}, CLOCK),
    st.builds(lambda m, h: {"cron": f"{m} {h} * * *"}, MINUTES, HOURS),
    st.builds(
        lambda at: {"daily": at, "only": [{"days": ["sat", "sun"], "months": ["mar", "oct"]}]},
        CLOCK,
    ),
    st.builds(
        lambda n, a, b: {"every": f"{n} minutes", "only": [{"hours": f"{a}-{b}"}]},
        st.integers(1, 2000),
        CLOCK,
        CLOCK,
    ),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def runs(value: object, moment: str, count: int, zone: str = "UTC") -> list[str]:
    """The next slots on the wall of the zone."""
    found = schedule_of(value).next_runs(count, utc(moment), zone)
    return [f"{slot.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M%z}" for slot in found]


@given(SCHEDULES, ZONES, MOMENTS)
def test_slots_only_ever_come_later(value: object, zone: str, moment: datetime) -> None:
    slots = schedule_of(value).next_runs(6, moment, zone)
    assert all(one < other for one, other in pairwise([moment, *slots]))
    assert all(slot.tzinfo is UTC and not slot.microsecond for slot in slots)


@given(SCHEDULES, ZONES, MOMENTS, st.integers(0, 10**6))
def test_a_slot_is_the_same_whenever_it_is_asked_for(
    value: object, zone: str, moment: datetime, seconds: int
) -> None:
    """So a process that asks later, or again, or was put back, means the same slots."""
    schedule = schedule_of(value)
    later = moment + timedelta(seconds=seconds)
    left = [slot for slot in schedule.next_runs(4, moment, zone) if slot > later]
    assert schedule.next_runs(len(left), later, zone) == left


@given(ZONES, st.dates(date(2001, 1, 3), date(2037, 1, 1)), TIMES)
def test_every_day_has_its_slot_once(zone: str, day: date, at: time) -> None:
    """A day that has the time has it then; a day whose time fell into a gap, right after it."""
    wall = ZoneInfo(zone)
    schedule = schedule_of({"daily": f"{at:%H:%M}"})
    begin = datetime.combine(day, at, wall).astimezone(UTC) - timedelta(hours=36)
    found = [slot.astimezone(wall) for slot in schedule.next_runs(4, begin, zone)]
    of_day = [slot for slot in found if slot.date() == day]
    civil = datetime.combine(day, at)
    there = civil.replace(tzinfo=wall).astimezone(UTC).astimezone(wall).replace(tzinfo=None)
    if there == civil:
        assert [slot.replace(tzinfo=None, fold=0) for slot in of_day] == [civil]
        assert of_day[0].fold == 0
    else:
        assert all(slot.time() > at for slot in of_day)
        assert len(of_day) <= 1


@given(ZONES, MOMENTS, st.sampled_from(["0 1 * * *", "*/30 0-4 * * *", "15 */3 * * *"]))
@settings(max_examples=50)
def test_no_time_on_the_wall_comes_twice_by_cron(zone: str, moment: datetime, cron: str) -> None:
    wall = ZoneInfo(zone)
    slots = schedule_of({"cron": cron}).next_runs(30, moment, zone)
    local = [slot.astimezone(wall).replace(tzinfo=None, fold=0) for slot in slots]
    assert len(set(local)) == len(local)


@given(ZONES, MOMENTS, st.integers(1, 300))
def test_intervals_count_the_time_that_passes(zone: str, moment: datetime, minutes: int) -> None:
    slots = schedule_of({"every": f"{minutes} minutes"}).next_runs(5, moment, zone)
    assert {later - one for one, later in pairwise(slots)} == {timedelta(minutes=minutes)}


def test_quarters_of_an_hour_are_those_on_the_wall() -> None:
    assert runs({"every": "15 minutes"}, "2026-03-02T12:01", 2, "Asia/Kathmandu") == [
        "2026-03-02 18:00+0545",
        "2026-03-02 18:15+0545",
    ]


def test_intervals_count_from_the_start_that_is_given() -> None:
    value = {"every": "2 hours", "from": "2026-03-02 09:20", "until": "2026-03-02 13:20"}
    assert runs(value, "2026-01-01T00:00", 9) == [
        "2026-03-02 09:20+0000",
        "2026-03-02 11:20+0000",
        "2026-03-02 13:20+0000",
    ]


def test_a_time_that_does_not_exist_is_the_first_after_the_gap() -> None:
    assert runs({"daily": "01:30"}, "2026-03-28T12:00", 2, "Europe/London") == [
        "2026-03-29 02:00+0100",
        "2026-03-30 01:30+0100",
    ]


def test_a_time_that_comes_twice_runs_at_its_first_coming() -> None:
    assert runs({"daily": "01:30"}, "2026-10-24T12:00", 2, "Europe/London") == [
        "2026-10-25 01:30+0100",
        "2026-10-26 01:30+0000",
    ]


def test_a_gap_that_holds_several_times_of_a_cron_has_one_slot_for_them() -> None:
    assert runs({"cron": "*/20 1 * * *"}, "2026-03-28T12:00", 2, "Europe/London") == [
        "2026-03-29 02:00+0100",
        "2026-03-30 01:00+0100",
    ]


def test_a_cron_of_every_hour_goes_on_while_the_clocks_are_put_back() -> None:
    assert runs({"cron": "30 * * * *"}, "2026-10-24T23:45", 3, "Europe/London") == [
        "2026-10-25 01:30+0100",
        "2026-10-25 01:30+0000",
        "2026-10-25 02:30+0000",
    ]


def test_a_day_that_does_not_exist_has_no_slot() -> None:
    assert runs({"daily": "09:00"}, "2011-12-29T12:00", 2, "Pacific/Apia") == [
        "2011-12-29 09:00-1000",
        "2011-12-31 09:00+1400",
    ]


def test_a_month_that_lacks_the_day_is_skipped() -> None:
    assert runs({"monthly": [31], "at": "09:00"}, "2026-01-31T09:00", 2) == [
        "2026-03-31 09:00+0000",
        "2026-05-31 09:00+0000",
    ]


def test_every_month_has_a_last_day() -> None:
    assert runs({"monthly": ["last"], "at": "23:00"}, "2028-01-31T23:00", 2) == [
        "2028-02-29 23:00+0000",
        "2028-03-31 23:00+0000",
    ]


def test_a_leap_day_is_found_over_the_turn_of_a_century() -> None:
    value = {"yearly": ["02-29"], "at": "09:00"}
    assert runs(value, "2096-03-01T00:00", 1) == ["2104-02-29 09:00+0000"]


def test_once_is_once() -> None:
    assert runs({"once": "2026-12-24 09:00"}, "2026-03-02T12:00", 3, "Europe/London") == [
        "2026-12-24 09:00+0000"
    ]
    assert runs({"once": "2026-12-24 09:00"}, "2026-12-24T09:00", 3, "Europe/London") == []


def test_on_demand_has_no_slots() -> None:
    assert runs("on demand", "2026-03-02T12:00", 3) == []


def test_a_zone_of_its_own_outranks_the_scenarios() -> None:
    schedule = schedule_of({"daily": "09:00", "zone": "Pacific/Auckland"})
    assert schedule.next_after(utc("2026-01-01T00:00"), "Europe/London") == utc("2026-01-01T20:00")


def test_slots_lie_in_windows() -> None:
    window = {"days": ["mon", "tue"], "hours": "09:00-10:00"}
    assert runs({"every": "30 minutes", "only": [window]}, "2026-03-02T09:40", 4) == [
        "2026-03-02 10:00+0000",
        "2026-03-03 09:00+0000",
        "2026-03-03 09:30+0000",
        "2026-03-03 10:00+0000",
    ]


def test_hours_may_go_past_midnight() -> None:
    window = {"hours": "23:00-00:30"}
    assert runs({"every": "30 minutes", "only": [window]}, "2026-03-02T23:00", 3) == [
        "2026-03-02 23:30+0000",
        "2026-03-03 00:00+0000",
        "2026-03-03 00:30+0000",
    ]


def test_a_window_that_no_slot_meets_is_not_looked_for_without_end() -> None:
    value = {"daily": "09:00", "only": [{"hours": "10:00-11:00"}]}
    assert schedule_of(value).next_after(utc("2026-03-02T12:00")) is None


@pytest.mark.parametrize("zone", ODD)
def test_the_moment_after_a_gap_is_where_the_clocks_were_changed(zone: str) -> None:
    wall = ZoneInfo(zone)
    hour = datetime(2007, 1, 1, tzinfo=UTC)
    while hour.year < 2010:
        after = hour + timedelta(hours=1)
        gap = after.astimezone(wall).utcoffset() - hour.astimezone(wall).utcoffset()  # type: ignore[operator]
        if timedelta() < gap < timedelta(hours=20):
            lacking = (hour.astimezone(wall) + timedelta(hours=1)).replace(tzinfo=None)
            found = instant(lacking, wall)
            assert found is not None
            assert hour < found <= after
            assert found.astimezone(wall).utcoffset() == after.astimezone(wall).utcoffset()
            just_before = (found - timedelta(seconds=1)).astimezone(wall)
            assert just_before.utcoffset() == hour.astimezone(wall).utcoffset()
        hour = after


def test_a_schedule_is_said_in_words() -> None:
    value = {"weekly": ["mon", "fri"], "at": "09:00", "until": "2026-12-31"}
    words = "every Monday and Friday at 09:00, until 2026-12-31 23:59"
    assert schedule_of(value).words() == words
    assert Schedule.words(schedule_of({"every": "60 minutes"})) == "every hour"


@given(SCHEDULES)
def test_a_schedule_is_written_as_it_was_read(value: object) -> None:
    schedule = schedule_of(value)
    assert schedule_of(written(schedule)) == schedule


def test_on_demand_is_a_text() -> None:
    assert written(schedule_of("on demand")) == "on demand"
