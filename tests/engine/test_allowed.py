"""What limits allow, case by case and in random orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.workshop import NOON

from tallyloom.engine.allowed import (
    NotBefore,
    Rules,
    Said,
    current,
    decide,
    heard,
    said,
    window,
)
from tallyloom.kit import Answer, LimitHeaders, Limits, WindowKind
from tallyloom.store.allowances import Call, Chosen, Quiet, Tally, Usage, Waiting

RULES = Rules(minute=60, at_once=5, day=5000, day_window="fixed")
FIXED = replace(RULES, minute_window="fixed")
ROLLING_DAY = replace(RULES, day_window="rolling")
HEADERS = LimitHeaders(minute="left", day="day-left", app_minute="app-left", problem="problem")
DAYS_USE = 4500  # what is left when a tenth of 5,000 is kept for look-ups


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def ended(*seconds: float, scenario: str = "s") -> list[Call]:
    """Calls that were asked for and answered so many seconds ago."""
    return [Call(scenario, at(-one), at(-one)) for one in sorted(seconds, reverse=True)]


def in_flight(count: int) -> list[Call]:
    return [Call("s", NOON, None, True)] * count


def day(hours: float, used: int, day_others: int = 0) -> Tally:
    """A fixed day that began so many hours ago."""
    started = NOON - timedelta(hours=hours)
    return Tally(day_started=started, day_used=used, day_others=day_others)


def closed(seconds: float, by: str) -> Tally:
    return Tally(blocked_until=at(seconds), blocked_by=by)


def after(seconds: float, limit: str, allowed: int | None = None) -> NotBefore:
    return NotBefore(at(seconds), limit, allowed)


def decided(usage: Usage, rules: Rules = RULES, **how: bool) -> NotBefore | None:
    usage = replace(usage, tally=current(usage.tally, rules, NOON))
    return decide(usage, rules, NOON, scenario="s", **how)


@pytest.mark.parametrize(
    ("usage", "refusal"),
    [
        (Usage(), None),
        (Usage(calls=ended(*range(59))), None),
        (Usage(calls=ended(*range(60))), after(1, "minute", 60)),
        (Usage(calls=ended(*[5] * 60)), after(55, "minute", 60)),
        (Usage(calls=ended(*[5] * 30, *[50] * 40)), after(10, "minute", 60)),
        (Usage(calls=in_flight(4)), None),
        (Usage(calls=in_flight(5)), after(0.1, "concurrent", 5)),
        (Usage(day(1, DAYS_USE - 1)), None),
        (Usage(day(1, DAYS_USE)), after(23 * 3600, "day", 5000)),
        (Usage(day(1, 100, day_others=DAYS_USE - 100)), after(23 * 3600, "day", 5000)),
        (Usage(day(24, 9999)), None),
        (Usage(day(73, 9999)), None),
        (Usage(closed(30, "minute")), after(30, "minute")),
        (Usage(closed(0, "minute")), None),
        (Usage(app_quiet=Quiet(at(9), "app")), after(9, "app")),
        (Usage(closed(4, "x"), app_quiet=Quiet(at(9), "app")), after(9, "app")),
        (Usage(replace(day(1, 9999), blocked_until=at(30), blocked_by="day")), after(30, "day")),
        (Usage(Tally(others=59, others_at=at(-10))), None),
        (Usage(Tally(others=60, others_at=at(-10))), after(50, "minute", 60)),
        (Usage(Tally(others=60, others_at=at(-60))), None),
        (Usage(Tally(others=40, others_at=at(-10)), ended(*[30] * 20)), after(30, "minute", 60)),
    ],
)
def test_what_the_limits_say_of_one_more_call(usage: Usage, refusal: NotBefore | None) -> None:
    assert decided(usage) == refusal


def test_a_call_counts_until_a_minute_after_its_answer_came() -> None:
    slow = [Call("s", at(-90), at(-20))] * 60
    assert decided(Usage(calls=slow)) == after(40, "minute", 60)
    assert decided(Usage(calls=[Call("s", at(-90), None, True)] * 4)) is None
    rules = replace(RULES, at_once=None)
    still = [Call("s", at(-90), None, True)] * 60
    assert decided(Usage(calls=still), rules) == after(60, "minute", 60)


def test_a_call_of_a_process_that_died_counts_from_when_it_was_asked_for() -> None:
    assert decided(Usage(calls=[Call("s", at(-50))] * 60)) == after(10, "minute", 60)


def test_what_a_clock_that_was_set_back_has_seen_does_not_block_for_hours() -> None:
    assert decided(Usage(calls=ended(*[-7200] * 60))) is None


@pytest.mark.parametrize(
    ("seconds", "refusal"),
    [([15.5] * 60, None), ([15] * 60, after(60, "minute", 60)), ([1] * 59, None)],
)
def test_a_fixed_minute_begins_with_the_clocks(
    seconds: Sequence[float], refusal: NotBefore | None
) -> None:
    usage = Usage(calls=[Call("s", at(15 - one), at(15 - one)) for one in seconds])
    assert decide(usage, FIXED, at(15), scenario="s") == refusal


def test_the_last_tenth_of_the_day_is_kept_for_looking_up() -> None:
    assert decided(Usage(day(1, DAYS_USE)), recovering=True) is None
    assert decided(Usage(day(1, 5000)), recovering=True) == after(23 * 3600, "day", 5000)


def test_a_rolling_day_frees_what_was_called_a_day_ago() -> None:
    spans = [(NOON - timedelta(hours=20), 4400), (NOON - timedelta(hours=1), 100)]
    # The span's last moment is ten minutes after its first.
    expected = NotBefore(NOON + timedelta(hours=4, minutes=10), "day", 5000)
    assert decided(Usage(spans=spans), ROLLING_DAY) == expected
    spans[0] = (NOON - timedelta(hours=25), 4400)
    assert decided(Usage(spans=spans), ROLLING_DAY) is None


def test_others_are_believed_to_use_a_rolling_day_for_an_hour() -> None:
    told = Tally(day_others=4500, day_told_at=NOON - timedelta(minutes=20))
    assert decided(Usage(told), ROLLING_DAY) == after(2400, "day", 5000)
    old = replace(told, day_told_at=NOON - timedelta(hours=1))
    assert decided(Usage(old), ROLLING_DAY) is None


def waiting(scenario: str, expected: float, served: float | None = None) -> Waiting:
    return Waiting(scenario, at(-60), at(expected), None if served is None else at(-served))


def test_the_last_call_is_kept_for_who_waits_longest() -> None:
    full = ended(*range(1, 60))
    assert decided(Usage(calls=full)) is None
    for there in (waiting("b", 0), waiting("b", -2.9), waiting("b", 0.2), waiting("b", 0, 50)):
        assert decided(Usage(calls=full, waits=[there])) == after(0.25, "turn")


def test_no_call_is_kept_for_who_is_late_or_not_due_or_was_served_later() -> None:
    full = ended(*range(1, 60))
    absent = [waiting("b", -3), waiting("b", 30), waiting("b", 0, served=0.5), waiting("s", 0)]
    for there in absent:
        assert decided(Usage(calls=full, waits=[there])) is None


def test_whoever_waits_is_told_the_moment_of_his_own_call() -> None:
    full = ended(*range(60))
    two = [waiting("b", 20), waiting("c", 21)]
    assert decided(Usage(calls=full, waits=two)) == after(3, "minute", 60)
    after_all = [waiting("b", 20, served=0), waiting("c", 21, served=0)]
    assert decided(Usage(calls=ended(*range(1, 61)), waits=after_all)) is None


def test_a_place_is_kept_for_who_waits_for_one() -> None:
    calls = [*ended(0.5), *in_flight(4)]
    assert decided(Usage(calls=calls)) is None
    assert decided(Usage(calls=calls, waits=[waiting("b", 0, 7)])) == after(0.1, "concurrent", 5)


@given(
    gaps=st.lists(st.sampled_from([0.0, 0.01, 0.5, 1.0, 20.0, 59.99, 60.0]), max_size=150),
    delays=st.lists(st.floats(0, 30), min_size=150, max_size=150),
    minute=st.integers(1, 8),
    kind=st.sampled_from(["rolling", "fixed"]),
)
def test_no_minute_of_the_service_holds_more_calls_than_it_allows(
    gaps: list[float], delays: list[float], minute: int, kind: WindowKind
) -> None:
    """However late calls reach it, and whenever their answers come after that."""
    rules, now = Rules(minute=minute, minute_window=kind), NOON
    went: list[Call] = []
    reached: list[datetime] = []
    for gap, delay in zip(gaps, delays, strict=False):
        now += timedelta(seconds=gap)
        seen = [
            replace(c, done_at=None, open=True) if c.done_at and c.done_at > now else c
            for c in went
        ]
        refusal = decide(Usage(calls=seen), rules, now)
        if refusal is None:
            reached.append(now + timedelta(seconds=delay))
            went.append(Call("s", now, now + timedelta(seconds=delay * 1.5)))
        else:
            assert now < refusal.at <= now + timedelta(seconds=60)
    for moment in reached:
        begins = moment if kind == "rolling" else window(rules, moment)[0]
        ends = begins + timedelta(seconds=60)
        within = [one for one in reached if begins <= one < ends]
        assert len(within) <= minute


@given(
    calls=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([0.0, 0.1, 1.0, 15.0])), max_size=200
    )
)
def test_nobody_who_comes_when_he_is_told_to_waits_longer_than_two_minutes(
    calls: list[tuple[str, float]],
) -> None:
    """One big scenario asks all the time, the others now and then."""
    rules, now = Rules(minute=4), NOON
    went: list[Call] = []
    waits: dict[str, Waiting] = {}

    def ask(scenario: str) -> None:
        refusal = decide(
            Usage(calls=went, waits=list(waits.values())), rules, now, scenario=scenario
        )
        if refusal is None:
            went.append(Call(scenario, now, now))
            waits.pop(scenario, None)
            return
        last = max((call.at for call in went if call.scenario == scenario), default=None)
        since = waits[scenario].since if scenario in waits else now
        waits[scenario] = Waiting(scenario, since, refusal.at, last)

    for scenario, gap in calls:
        until = now + timedelta(seconds=gap)
        while due := [w for w in waits.values() if w.expected <= until]:
            now = max(now, min(w.expected for w in due))
            for each in sorted(due, key=lambda w: w.expected):
                if each.expected <= now:
                    ask(each.scenario)
            ask("big")
        now = until
        ask(scenario)
        assert all(now - each.since <= timedelta(minutes=2) for each in waits.values())


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(200, {}), Said()),
        (Answer(400, {"left": "59", "day-left": "4999", "app-left": "0"}), Said(59, 4999, 0)),
        (Answer(200, {"left": "-1", "day-left": "many", "app-left": "٣"}), Said()),
        (Answer(200, {"left": "9" * 40}), Said()),
        (Answer(429, {}), Said(refused=True, problem="service")),
        (
            Answer(429, {"left": "0", "problem": "Minute", "retry-after": "26"}),
            Said(0, None, None, True, "minute", 26),
        ),
        (
            Answer(429, {"retry-after": "soon"}),
            Said(refused=True, problem="service"),
        ),
    ],
)
def test_what_an_answer_says_of_limits(answer: Answer, expected: Said) -> None:
    assert said(answer, HEADERS) == expected


def test_a_service_without_such_headers_says_nothing() -> None:
    assert said(Answer(200, {"": "5", "left": "5"}), LimitHeaders()) == Said()


def told(usage: Usage, what: Said, rules: Rules = RULES, asked: float = 0, now: float = 0) -> Tally:
    return heard(usage, rules, what, at(asked), at(now))[0]


def test_what_others_have_used_is_what_neither_we_nor_the_service_have_left() -> None:
    tally = told(Usage(calls=ended(*[1] * 10)), Said(minute=20))
    assert (tally.others, tally.others_at) == (30, NOON)


def test_the_service_never_makes_us_forget_what_we_used() -> None:
    usage = Usage(day(1, 100), ended(*[1] * 10))
    tally = told(usage, Said(minute=60, day=5000))
    assert (tally.others, tally.day_used, tally.day_others) == (0, 100, 0)


def test_an_older_word_only_lowers_what_is_left() -> None:
    usage = Usage(Tally(others=7, others_at=NOON))
    assert told(usage, Said(minute=60), asked=-1).others == 7
    assert told(usage, Said(minute=50), asked=-1).others == 10
    assert told(usage, Said(minute=60), asked=1, now=2).others == 0


def test_a_day_that_others_use_too_is_shorter() -> None:
    tally = told(Usage(day(1, 100)), Said(day=1000))
    assert (tally.day_used, tally.day_others, tally.day_told) == (100, 3900, 1000)


def test_more_left_than_a_moment_before_is_a_new_day() -> None:
    yesterday = replace(day(20, 900), day_told=4100, day_told_at=at(-60))
    tally = told(Usage(yesterday), Said(day=4998), asked=-1)
    assert (tally.day_started, tally.day_used, tally.day_others) == (NOON, 0, 2)


@pytest.mark.parametrize(("left", "asked"), [(4110, -1), (4998, -61)])
def test_a_little_more_or_an_older_word_is_not(left: int, asked: float) -> None:
    usage = Usage(replace(day(20, 900), day_told=4100, day_told_at=at(-60)))
    assert told(usage, Said(day=left), asked=asked).day_used == 900


def test_others_of_a_rolling_day_come_and_go_with_the_services_word() -> None:
    spans = [(NOON - timedelta(hours=2), 100)]
    first = told(Usage(spans=spans), Said(day=4000), ROLLING_DAY)
    assert first.day_others == 900
    later = told(Usage(first, spans=spans), Said(day=4700), ROLLING_DAY, asked=1, now=2)
    assert later.day_others == 200


@pytest.mark.parametrize(
    ("what", "seconds", "limit"),
    [
        (Said(refused=True, problem="minute", seconds=26), 26, "minute"),
        (Said(refused=True, problem="day", seconds=7200), 7200, "day"),
        (Said(refused=True, problem="concurrent"), 1, "concurrent"),
        (Said(refused=True, problem="service", seconds=0), 1, "service"),
        (Said(refused=True, problem="minute", seconds=10**9), 172_800, "minute"),
    ],
)
def test_a_refusal_closes_for_as_long_as_it_says(what: Said, seconds: int, limit: str) -> None:
    tally = told(Usage(), what)
    assert (tally.blocked_until, tally.blocked_by) == (at(seconds), limit)


def test_refusals_that_say_no_time_close_for_longer_and_longer() -> None:
    tally, now, waits = Tally(), 0.0, []
    for _ in range(9):
        tally = told(Usage(tally), Said(refused=True, problem="concurrent"), asked=now, now=now)
        assert tally.blocked_until is not None
        waits.append((tally.blocked_until - at(now)).total_seconds())
        now += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert told(Usage(tally), Said(), asked=now, now=now).refused == 0


def test_calls_that_are_refused_together_are_refused_once() -> None:
    tally = Tally()
    for _ in range(5):
        tally = told(Usage(tally), Said(refused=True, problem="concurrent"))
    assert tally.blocked_until == at(1)


def test_a_shorter_quiet_never_shortens_a_longer_one() -> None:
    tally = told(Usage(closed(60, "day")), Said(refused=True, problem="minute", seconds=1))
    assert (tally.blocked_until, tally.blocked_by) == (at(60), "day")


def test_the_refusal_of_a_day_tells_when_a_fixed_day_ends() -> None:
    refusal = Said(refused=True, problem="day", seconds=3600)
    tally = told(Usage(day(1, 4000)), refusal)
    assert tally.day_started == NOON - timedelta(hours=23)
    assert told(Usage(day(1, 4000)), refusal, ROLLING_DAY).day_started == at(-3600)


def test_a_refusal_of_the_app_closes_the_app_and_not_the_organisation() -> None:
    refusal = Said(refused=True, problem="appminute", seconds=20)
    tally, quiet = heard(Usage(), RULES, refusal, NOON, NOON)
    assert tally.blocked_until is None
    assert quiet == Quiet(at(20), "app")


def test_what_counts_is_the_registrations_word_then_the_installations_then_the_apps() -> None:
    limits = Limits(minute=9, days={"small": 10, "big": 99}, tier="big", day_window="fixed")
    assert Rules.of(limits, Chosen(), Chosen()).day == 99
    usual = Chosen(tier="small", day_window="rolling")
    rules = Rules.of(limits, Chosen(), usual)
    assert (rules.day, rules.reserve, rules.day_window, rules.minute) == (10, 1, "rolling", 9)
    own = Chosen(tier="big", minute_window="fixed")
    rules = Rules.of(limits, own, usual)
    assert (rules.day, rules.minute_window, rules.day_window) == (99, "fixed", "rolling")
    assert Rules.of(limits, Chosen(), Chosen(tier="huge")).tier == "big"
    assert Rules.of(Limits(), Chosen(), Chosen(tier="huge")).day is None
