"""One allowance for each app and organisation, whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.engine.workshop import NOON

from tallyloom.engine.governor import ChooseLimits, Go, Governor, NotBefore
from tallyloom.kit import Answer, LimitHeaders, Limits
from tallyloom.store.allowances import Allowances, Chosen
from tallyloom.store.database import Database
from tallyloom.store.registrations import Registration, Registrations
from tallyloom.store.runs import Runs
from tallyloom.store.scenarios import Scenarios

HEADERS = LimitHeaders(
    minute="minute-left", day="day-left", app_minute="app-left", problem="problem"
)
LIMITS = Limits(
    minute=60,
    at_once=5,
    days={"small": 1000, "usual": 5000},
    tier="usual",
    app_minute=10_000,
    day_window="fixed",
    headers=HEADERS,
)
Make = Callable[..., Governor]


@pytest.fixture
def make(database: Database) -> Make:
    """Governors of one installation; registrations a and b are of the app `shop`."""
    rows = Registrations(database)
    for id_ in "ab":
        rows.add(Registration(id_, id_, "shop", id_, None, "granular", {}, NOON))

    def made(**changes: Any) -> Governor:
        limits = Limits(**{name: getattr(LIMITS, name) for name in LIMITS.__slots__} | changes)
        return Governor(Allowances(database), {"shop": limits})

    return made


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def go(governor: Governor, app: str = "a", tenant: str = "t", now: datetime = NOON) -> str:
    """The lease of a call that may be made."""
    permission = governor.ask(app, tenant, now)
    assert isinstance(permission, Go), permission
    return permission.lease


def call(
    governor: Governor, answer: Answer | None = None, now: datetime = NOON, **who: str
) -> None:
    """Make a call."""
    app, tenant = who.get("app", "a"), who.get("tenant", "t")
    governor.done(app, tenant, go(governor, app, tenant, now), answer, now)


def refusal(
    governor: Governor, app: str = "a", tenant: str = "t", now: datetime = NOON
) -> NotBefore:
    permission = governor.ask(app, tenant, now)
    assert isinstance(permission, NotBefore)
    return permission


@given(steps=st.lists(st.tuples(st.sampled_from(["ask", "done"]), st.floats(0, 30)), max_size=60))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rows_never_hold_more_than_the_limits(
    database: Database, steps: list[tuple[str, float]]
) -> None:
    with database.begin() as on:
        on.execute(text("TRUNCATE allowances, allowance_calls, allowance_waits, allowance_slices"))
    governor = Governor(Allowances(database), {"": Limits(minute=7, at_once=3, app_minute=9)})
    now, leases, went = NOON, list[str](), list[datetime]()
    for what, gap in steps:
        now += timedelta(seconds=gap)
        if what == "ask" and isinstance(permission := governor.ask("x", "t", now), Go):
            leases.append(permission.lease)
            went.append(now)
        elif what == "done" and leases:
            governor.done("x", "t", leases.pop(0), None, now)
        assert len(leases) <= 3
        assert sum(moment > now - timedelta(seconds=60) for moment in went) <= 7


def test_threads_that_ask_at_once_get_five_places_together(make: Make) -> None:
    governor = make()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: governor.ask("a", "t", NOON), range(24)))
    assert len({answer.lease for answer in answers if isinstance(answer, Go)}) == 5


def test_processes_that_give_back_get_sixty_calls_a_minute_together(make: Make) -> None:
    governors = [make() for _ in range(4)]

    def attempt(number: int) -> bool:
        governor = governors[number % 4]
        permission = governor.ask("a", "t", NOON)
        while isinstance(permission, NotBefore) and permission.limit == "concurrent":
            permission = governor.ask("a", "t", NOON)
        if isinstance(permission, Go):
            governor.done("a", "t", permission.lease, None, NOON)
        return isinstance(permission, Go)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(attempt, range(90))) == 60


def test_a_place_that_is_given_back_is_free(make: Make) -> None:
    governor = make(at_once=1)
    lease = go(governor)
    assert refusal(governor).limit == "concurrent"
    governor.done("a", "t", lease, Answer(200), NOON)
    go(governor, now=at(0.1))


def test_one_organisations_limit_holds_up_no_other(make: Make) -> None:
    governor = make(minute=1)
    go(governor)
    assert refusal(governor).limit == "minute"
    go(governor, tenant="u")
    go(governor, app="b")


@pytest.mark.parametrize(
    ("headers", "seconds", "limit"),
    [
        ({"retry-after": "30", "problem": "Minute"}, 30, "minute"),
        ({"retry-after": "7200", "problem": "day"}, 7200, "day"),
        ({}, 1, "service"),
    ],
)
def test_a_429_closes_the_organisation_for_everyone(
    make: Make, headers: Mapping[str, str], seconds: int, limit: str
) -> None:
    call(make(), Answer(429, headers))
    others = make()
    assert refusal(others) == NotBefore(at(seconds), limit)
    go(others, tenant="u")
    go(others, now=at(seconds))


def test_a_429_of_the_app_closes_all_its_organisations_and_no_other_app(make: Make) -> None:
    call(make(), Answer(429, {"retry-after": "9", "problem": "AppMinute"}))
    others = make()
    for tenant in "tu":
        assert refusal(others, tenant=tenant) == NotBefore(at(9), "app")
    go(others, app="b")
    go(others, tenant="u", now=at(9))


def test_a_new_day_begins_a_day_after_the_first_call(make: Make) -> None:
    governor = make(days={"usual": 10}, minute=None)
    for _ in range(9):
        call(governor)
    assert refusal(governor) == NotBefore(NOON + timedelta(hours=24), "day", 10)
    assert isinstance(governor.ask("a", "t", NOON, recovering=True), Go)
    call(governor, now=NOON + timedelta(hours=24))


def test_other_programs_use_the_same_minute(make: Make) -> None:
    governor = make()
    call(governor, Answer(200, {"minute-left": "2"}))
    for _ in range(2):
        call(governor)
    assert refusal(governor) == NotBefore(at(60), "minute", 60)
    call(governor, now=at(60))


def test_other_programs_use_the_same_day(make: Make) -> None:
    governor = make()
    call(governor, Answer(400, {"day-left": "501"}))
    call(governor)
    assert refusal(governor).limit == "day"


def test_the_services_day_may_end_before_ours(make: Make) -> None:
    governor = make()
    call(governor, Answer(200, {"day-left": "500"}))
    assert refusal(governor).limit == "day"
    asked = governor.ask("a", "t", at(1), recovering=True)
    assert isinstance(asked, Go)
    governor.done("a", "t", asked.lease, Answer(200, {"day-left": "4999"}), at(1))
    call(governor, now=at(2))
    assert governor.forecast("a", "t", at(2)).day_ends_at == at(86_401)


def test_the_apps_minute_is_one_for_all_organisations_and_processes(make: Make) -> None:
    governors = [make(app_minute=50, minute=None, at_once=None) for _ in range(3)]
    went = 0
    for number in range(120):
        tenant = f"t{number % 7}"
        permission = governors[number % 3].ask("a", tenant, at(number / 100))
        went += isinstance(permission, Go)
    assert 45 <= went <= 50
    assert refusal(governors[0], now=at(2)).limit == "app"
    go(governors[0], now=at(70))


def test_a_process_gives_back_what_it_has_not_used_of_the_apps_minute(make: Make) -> None:
    governor = make(app_minute=100, minute=None, at_once=None)
    for number in range(60):
        go(governor, now=at(number * 6))
    assert governor.ask("a", "t", at(361)).__class__ is Go


def test_other_programs_use_the_same_app(make: Make) -> None:
    governor = make(app_minute=100)
    call(governor, Answer(200, {"app-left": "0"}))
    others = make(app_minute=100)
    assert refusal(others, tenant="u") == NotBefore(at(60), "app", 100)
    go(others, tenant="u", now=at(60))


def test_an_app_that_says_no_limits_has_none(database: Database) -> None:
    governor = Governor(Allowances(database), {"other": LIMITS})
    for _ in range(100):
        go(governor, "x")


def test_a_registration_has_a_tier_of_its_own(make: Make, database: Database) -> None:
    governor = make()
    governor.choose("a", "shop", {"tier": "small", "day_window": "rolling"})
    assert governor.forecast("a", "t", NOON).rules.day == 1000
    assert governor.forecast("a", "t", NOON).rules.day_window == "rolling"
    assert governor.forecast("b", "t", NOON).rules.day == 5000
    governor.choose("a", "shop", {"tier": ""})
    assert governor.forecast("a", "t", NOON).rules.day == 5000
    assert governor.forecast("a", "t", NOON).rules.day_window == "rolling"
    usual = Governor(Allowances(database), {"shop": LIMITS}, Chosen(tier="small"))
    assert usual.forecast("a", "t", NOON).rules.day == 1000


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"tier": "huge"}, "shop has no tier 'huge'; it has small, usual."),
        ({"minute_window": "lunar"}, "A window is rolling or fixed, not 'lunar'."),
    ],
)
def test_what_the_service_has_not_cannot_be_chosen(
    make: Make, chosen: Mapping[str, str], said: str
) -> None:
    with pytest.raises(ChooseLimits, match=said):
        make().choose("a", "shop", chosen)


def test_runs_of_one_scenario_have_one_turn(make: Make, database: Database) -> None:
    """A big scenario asks all the time; one that waits has the next call that is free."""
    runs = {name: _run(database, name) for name in ("big", "bigger", "small")}
    with database.begin() as on:
        on.execute(text("UPDATE runs SET scenario_id = (SELECT scenario_id FROM runs"
                        " WHERE id = :big) WHERE id = :bigger"), runs)  # fmt: skip
    governor = make(minute=3)

    def ask(name: str, seconds: float) -> Go | NotBefore:
        found = governor.ask("a", "t", at(seconds), run=runs[name])
        if isinstance(found, Go):
            governor.done("a", "t", found.lease, None, at(seconds))
        return found

    assert all(isinstance(ask("big", moment), Go) for moment in (0, 20, 40))
    assert ask("small", 41) == NotBefore(at(60), "minute", 3)
    assert ask("big", 42) == NotBefore(at(80), "minute", 3)
    for name in ("big", "bigger"):
        assert ask(name, 60) == NotBefore(at(60.25), "turn")
    assert isinstance(ask("small", 60), Go)
    assert ask("bigger", 60.25) == NotBefore(at(80), "minute", 3)


def _run(database: Database, name: str) -> str:
    document = f'{{"schema": 1, "name": "{name}", "flow": []}}'
    version = Scenarios(database).keep(name, document, NOON)
    run = {"id": name, "scenario_id": version.scenario_id, "version": version.number}
    run |= {"scenario": name, "origin": {}, "inputs": {}, "started_at": NOON, "bytes": 0}
    Runs(database).add(run, [])
    return name
