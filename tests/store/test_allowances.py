"""How much of a limit is used, as every process sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from tests.store.ledger import NOON

from tallyloom.store.allowances import Allowances, Usage
from tallyloom.store.database import Database

MINUTE, DAY, LEASE = timedelta(minutes=1), timedelta(days=1), timedelta(seconds=60)


@pytest.fixture
def allowances(database: Database) -> Allowances:
    return Allowances(database)


def take(allowances: Allowances, at: datetime = NOON, lease: timedelta = LEASE) -> str:
    with allowances.locked("a", "t") as row:
        return row.take(at, DAY, lease)


def usage(allowances: Allowances, now: datetime = NOON, tenant: str = "t") -> Usage:
    with allowances.locked("a", tenant) as row:
        return row.usage(now - MINUTE)


def test_who_has_called_nothing_has_used_nothing(allowances: Allowances) -> None:
    assert usage(allowances) == Usage([], 0, None, 0, None, "")


def test_a_call_is_counted_and_takes_a_place(allowances: Allowances) -> None:
    take(allowances)
    assert usage(allowances) == Usage([NOON], 1, NOON, 1, None, "")


def test_calls_come_oldest_first_and_leave_after_their_minute(allowances: Allowances) -> None:
    later = NOON + timedelta(seconds=30)
    take(allowances, later)
    take(allowances, NOON)
    assert usage(allowances, later).recent == [NOON, later]
    assert usage(allowances, NOON + MINUTE).recent == [later]


def test_a_place_comes_free_when_it_is_given_back(allowances: Allowances) -> None:
    lease = take(allowances)
    allowances.give_back(lease, "a", "t", None)
    assert usage(allowances).in_flight == 0


def test_a_place_comes_free_by_itself(allowances: Allowances) -> None:
    take(allowances, lease=timedelta(seconds=-1))
    assert usage(allowances).in_flight == 0


def test_each_lease_is_given_back_alone(allowances: Allowances) -> None:
    first, _ = take(allowances), take(allowances)
    allowances.give_back(first, "a", "t", None)
    allowances.give_back(first, "a", "t", None)
    assert usage(allowances).in_flight == 1


def test_a_day_begins_anew_after_it_is_over(allowances: Allowances) -> None:
    take(allowances)
    take(allowances, NOON + timedelta(hours=23))
    assert usage(allowances).day_used == 2
    take(allowances, NOON + DAY)
    found = usage(allowances)
    assert (found.day_used, found.day_started) == (1, NOON + DAY)


def test_a_block_lasts_as_long_as_the_longest_that_was_asked(allowances: Allowances) -> None:
    long, short = NOON + timedelta(hours=1), NOON + MINUTE
    lease = take(allowances)
    allowances.give_back(lease, "a", "t", (long, "day"))
    allowances.give_back(lease, "a", "t", (short, "minute"))
    found = usage(allowances)
    assert (found.blocked_until, found.blocked_by) == (long, "day")


def test_tenants_have_nothing_in_common(allowances: Allowances) -> None:
    take(allowances)
    assert usage(allowances, tenant="u") == Usage([], 0, None, 0, None, "")


def test_a_call_that_is_not_made_is_not_counted(allowances: Allowances) -> None:
    with pytest.raises(ZeroDivisionError), allowances.locked("a", "t") as row:
        row.take(NOON, DAY, LEASE)
        raise ZeroDivisionError
    assert usage(allowances).day_used == 0


def test_old_calls_do_not_pile_up(allowances: Allowances, database: Database) -> None:
    for minutes in range(0, 60, 6):
        take(allowances, NOON + timedelta(minutes=minutes))
    with database.connect() as on:
        assert on.scalar(text("SELECT count(*) FROM allowance_calls")) == 1
