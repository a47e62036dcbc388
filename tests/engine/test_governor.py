"""One allowance for each app and tenant, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.engine.workshop import NOON

from tallyloom.engine.governor import Go, Governor, Limits, NotBefore, decide
from tallyloom.kit import Answer
from tallyloom.store.allowances import Allowances, Usage
from tallyloom.store.database import Database

LIMITS = Limits()
DAYS_USE = 4500  # what is left when a tenth of 5,000 is kept for look-ups


def ago(*seconds: float) -> list[datetime]:
    return [NOON - timedelta(seconds=one) for one in sorted(seconds, reverse=True)]


def usage(
    recent: Sequence[datetime] = (),
    in_flight: int = 0,
    day: tuple[float, int] | None = None,
    blocked: tuple[float, str] | None = None,
) -> Usage:
    """`day` is (hours since it began, calls); `blocked` is (seconds from now, limit)."""
    began = NOON - timedelta(hours=day[0]) if day else None
    until = NOON + timedelta(seconds=blocked[0]) if blocked else None
    by = blocked[1] if blocked else ""
    return Usage(recent, in_flight, began, day[1] if day else 0, until, by)


def after(seconds: float, limit: str) -> NotBefore:
    return NotBefore(NOON + timedelta(seconds=seconds), limit)


@pytest.mark.parametrize(
    ("used", "refusal"),
    [
        (usage(), None),
        (usage(ago(*range(59))), None),
        (usage(ago(*range(60))), after(1, "minute")),
        (usage(ago(*[5] * 60)), after(55, "minute")),
        (usage(ago(*[5] * 30, *[50] * 40)), after(10, "minute")),
        (usage(in_flight=4), None),
        (usage(in_flight=5), after(0.1, "concurrent")),
        (usage(day=(1, DAYS_USE - 1)), None),
        (usage(day=(1, DAYS_USE)), after(23 * 3600, "day")),
        (usage(day=(24, 9999)), None),
        (usage(blocked=(30, "minute")), after(30, "minute")),
        (usage(blocked=(30, "")), after(30, "service")),
        (usage(blocked=(0, "minute")), None),
        (usage(ago(*[5] * 60), 5, (1, 9999), (30, "app")), after(30, "app")),
    ],
)
def test_what_the_limits_say_of_one_more_call(used: Usage, refusal: NotBefore | None) -> None:
    assert decide(used, LIMITS, NOON, recovering=False) == refusal


def test_the_last_tenth_of_the_day_is_kept_for_looking_up() -> None:
    assert decide(usage(day=(1, DAYS_USE)), LIMITS, NOON, recovering=True) is None
    assert decide(usage(day=(1, 5000)), LIMITS, NOON, recovering=True) == after(23 * 3600, "day")


@given(
    gaps=st.lists(st.sampled_from([0.0, 0.01, 0.5, 1.0, 20.0, 59.99, 60.0]), max_size=150),
    minute=st.integers(1, 8),
)
def test_no_minute_ever_holds_more_calls_than_are_allowed(gaps: list[float], minute: int) -> None:
    limits, now = Limits(minute=minute), NOON
    went: list[datetime] = []
    for gap in gaps:
        now += timedelta(seconds=gap)
        recent = [at for at in went if at > now - timedelta(seconds=60)]
        refusal = decide(usage(recent), limits, now, recovering=False)
        if refusal is None:
            went.append(now)
        else:
            assert now < refusal.at <= now + timedelta(seconds=60)
    for at in went:
        within = [one for one in went if at <= one < at + timedelta(seconds=60)]
        assert len(within) <= minute


@given(
    steps=st.lists(st.tuples(st.sampled_from(["ask", "done"]), st.floats(0, 30)), max_size=60),
)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rows_never_hold_more_than_the_limits(
    database: Database, steps: list[tuple[str, float]]
) -> None:
    with database.begin() as on:
        on.execute(text("TRUNCATE allowances, allowance_calls, allowance_leases"))
    governor, now = Governor(Allowances(database), Limits(minute=7, at_once=3)), NOON
    leases: list[str] = []
    went: list[datetime] = []
    for what, gap in steps:
        now += timedelta(seconds=gap)
        if what == "ask" and isinstance(permission := governor.ask("a", "t", now), Go):
            leases.append(permission.lease)
            went.append(now)
        elif what == "done" and leases:
            governor.done("a", "t", leases.pop(0), None, now)
        assert len(leases) <= 3
        assert sum(at > now - timedelta(seconds=60) for at in went) <= 7


def test_threads_that_ask_at_once_get_five_places_together(database: Database) -> None:
    governor = Governor(Allowances(database))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: governor.ask("a", "t", NOON), range(24)))
    assert len({answer.lease for answer in answers if isinstance(answer, Go)}) == 5


def test_threads_that_give_back_get_sixty_calls_a_minute_together(database: Database) -> None:
    governor = Governor(Allowances(database))

    def call(_number: int) -> bool:
        permission = governor.ask("a", "t", NOON)
        if isinstance(permission, Go):
            governor.done("a", "t", permission.lease, None, NOON)
        return isinstance(permission, Go)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(call, range(90))) == 60


def test_a_place_that_is_given_back_is_free(database: Database) -> None:
    governor = Governor(Allowances(database), Limits(at_once=1))
    first = governor.ask("a", "t", NOON)
    assert isinstance(first, Go)
    assert isinstance(governor.ask("a", "t", NOON), NotBefore)
    governor.done("a", "t", first.lease, Answer(200), NOON)
    assert isinstance(governor.ask("a", "t", NOON), Go)


def test_one_tenants_limit_holds_up_no_other(database: Database) -> None:
    governor = Governor(Allowances(database), Limits(minute=1))
    assert isinstance(governor.ask("a", "t", NOON), Go)
    assert isinstance(governor.ask("a", "t", NOON), NotBefore)
    assert isinstance(governor.ask("a", "u", NOON), Go)
    assert isinstance(governor.ask("b", "t", NOON), Go)


@pytest.mark.parametrize(
    ("headers", "seconds", "limit"),
    [
        ({"retry-after": "30", "x-rate-limit-problem": "Minute"}, 30, "minute"),
        ({"retry-after": "7200", "x-rate-limit-problem": "day"}, 7200, "day"),
        ({}, 1, "service"),
        ({"retry-after": "soon"}, 1, "service"),
        ({"retry-after": "0"}, 1, "service"),
    ],
)
def test_a_429_closes_the_tenant_for_everyone(
    database: Database, headers: Mapping[str, str], seconds: int, limit: str
) -> None:
    governor = Governor(Allowances(database))
    permission = governor.ask("a", "t", NOON)
    assert isinstance(permission, Go)
    governor.done("a", "t", permission.lease, Answer(429, headers), NOON)
    others = Governor(Allowances(database))
    assert others.ask("a", "t", NOON) == after(seconds, limit)
    assert isinstance(others.ask("a", "t", NOON + timedelta(seconds=seconds)), Go)


def test_a_shorter_quiet_never_shortens_a_longer_one(database: Database) -> None:
    governor = Governor(Allowances(database))
    leases = [governor.ask("a", "t", NOON) for _ in range(2)]
    for permission, wait in zip(leases, ("60", "1"), strict=True):
        assert isinstance(permission, Go)
        governor.done("a", "t", permission.lease, Answer(429, {"retry-after": wait}), NOON)
    refusal = governor.ask("a", "t", NOON)
    assert isinstance(refusal, NotBefore)
    assert refusal.at == NOON + timedelta(seconds=60)


def test_a_new_day_begins_with_its_first_call(database: Database) -> None:
    governor = Governor(Allowances(database), Limits(day=10))
    for _ in range(9):
        permission = governor.ask("a", "t", NOON)
        assert isinstance(permission, Go)
        governor.done("a", "t", permission.lease, None, NOON)
    assert governor.ask("a", "t", NOON) == after(24 * 3600, "day")
    assert isinstance(governor.ask("a", "t", NOON + timedelta(hours=24)), Go)
    assert isinstance(governor.ask("a", "t", NOON + timedelta(hours=47)), Go)
