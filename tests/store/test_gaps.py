"""Numbers that never came are noticed, filled when they come late, and handed out to be healed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.store.ledger import NOON

from tallyloom.store.database import Database
from tallyloom.store.gaps import Gaps, Numbered, Span
from tallyloom.store.registrations import Registration, Registrations
from tallyloom.store.scenarios import Listener, Scenarios

BY = "registration"


@pytest.fixture
def gaps(database: Database) -> Gaps:
    Registrations(database).add(Registration(BY, BY, "app", "id", None, "granular", {}, NOON))
    return Gaps(database)


def at(number: int) -> datetime:
    """When the event of this number happened."""
    return NOON + timedelta(seconds=number)


def numbered(first: int, last: int, *, fresh: bool = True) -> Numbered:
    return Numbered(Span(first, last, at(first), at(last)), fresh)


def came(gaps: Gaps, database: Database, first: int, last: int = 0, *, fresh: bool = True) -> None:
    last = last or first
    with database.begin() as on:
        gaps.number(on, BY, [numbered(first, last, fresh=fresh)], NOON)


def test_the_first_number_that_comes_leaves_no_gap(gaps: Gaps, database: Database) -> None:
    came(gaps, database, 76, 80)
    came(gaps, database, 81)
    assert gaps.of(BY) == []
    assert gaps.hooks()[BY].last == 81


def test_a_gap_is_between_the_numbers_and_the_moments_around_it(
    gaps: Gaps, database: Database
) -> None:
    came(gaps, database, 1, 3)
    came(gaps, database, 7)
    with database.begin() as on:
        [gap] = gaps.due(on, NOON)
    assert (gap.first, gap.last, gap.since, gap.until) == (4, 6, at(3), at(7))


def test_what_comes_late_fills_its_part_of_a_gap(gaps: Gaps, database: Database) -> None:
    came(gaps, database, 1)
    came(gaps, database, 10)
    came(gaps, database, 4, 5)
    assert gaps.of(BY) == [(2, 9, "filled"), (2, 3, "open"), (6, 9, "open")]
    came(gaps, database, 2, 3)
    came(gaps, database, 6, 9)
    assert {state for _, _, state in gaps.of(BY)} == {"filled"}
    assert gaps.hooks()[BY].missing == 0
    assert gaps.hooks()[BY].last == 10


def test_what_comes_again_changes_nothing(gaps: Gaps, database: Database) -> None:
    came(gaps, database, 1, 5)
    came(gaps, database, 2, 3, fresh=False)
    came(gaps, database, 6)
    assert gaps.of(BY) == []


def test_a_service_that_counts_anew_is_followed(gaps: Gaps, database: Database) -> None:
    came(gaps, database, 500)
    came(gaps, database, 1)
    came(gaps, database, 2)
    assert gaps.of(BY) == []
    assert gaps.hooks()[BY].last == 2


def test_what_comes_after_its_gap_was_healed_is_no_new_count(
    gaps: Gaps, database: Database
) -> None:
    came(gaps, database, 1)
    came(gaps, database, 5)
    with database.begin() as on:
        assert len(gaps.due(on, NOON)) == 1
    came(gaps, database, 2, 4)
    assert gaps.hooks()[BY].last == 5
    assert gaps.of(BY) == [(2, 4, "healed")]


def test_a_gap_is_due_once_and_not_before_its_time(gaps: Gaps, database: Database) -> None:
    came(gaps, database, 1)
    came(gaps, database, 3)
    with database.begin() as on:
        assert gaps.due(on, NOON - timedelta(seconds=1)) == []
        assert len(gaps.due(on, NOON)) == 1
        assert gaps.due(on, NOON) == []


def test_only_scenarios_that_listened_then_heal_a_gap(gaps: Gaps, database: Database) -> None:
    scenarios = Scenarios(database)
    came(gaps, database, 1)
    came(gaps, database, 3)
    ids = []
    for name, since in (("Before", NOON), ("After", NOON + timedelta(hours=1))):
        version = scenarios.keep(name, name, NOON)
        ids.append(version.scenario_id)
        scenarios.turn_on(Listener(version.scenario_id, 1, BY, "tenant", since))

    with database.begin() as on:
        for gap in gaps.due(on, NOON):
            gaps.heal(on, gap)
        before, after = (gaps.take(on, id_) for id_ in ids)

    assert before is not None
    assert (before.first, before.last) == (2, 2)
    assert after is None


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.permutations(range(1, 9)), st.integers(1, 8))
def test_whatever_the_order_the_open_gaps_are_what_has_not_come(
    database: Database, order: list[int], many: int
) -> None:
    with database.begin() as on:
        on.execute(text("TRUNCATE registrations CASCADE"))
    Registrations(database).add(Registration(BY, BY, "app", "id", None, "granular", {}, NOON))
    gaps = Gaps(database)
    came(gaps, database, 1)
    for number in order[:many]:
        came(gaps, database, 1 + number)

    missing = {
        number
        for first, last, state in gaps.of(BY)
        if state == "open"
        for number in range(first, last + 1)
    }

    seen = {1, *(1 + number for number in order[:many])}
    assert missing == set(range(1, max(seen))) - seen
