"""How much of a limit is used, as every process sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from tests.store.ledger import NOON

from tallyloom.store.allowances import (
    Allowances,
    Call,
    Chosen,
    Quiet,
    Slice,
    Tally,
    Usage,
    Waiting,
)
from tallyloom.store.database import Database
from tallyloom.store.registrations import Registration, Registrations

MINUTE, LEASE = timedelta(minutes=1), timedelta(seconds=60)


@pytest.fixture
def allowances(database: Database) -> Allowances:
    return Allowances(database)


def take(allowances: Allowances, at: datetime = NOON, lease: timedelta = LEASE) -> str:
    with allowances.locked("a", "t") as row:
        return row.take("s", at, lease)


def done(allowances: Allowances, lease: str, at: datetime) -> datetime | None:
    with allowances.locked("a", "t") as row:
        return row.done(lease, at)


def usage(allowances: Allowances, tenant: str = "t") -> Usage:
    with allowances.locked("a", tenant) as row:
        return row.usage()


def test_who_has_called_nothing_has_used_nothing(allowances: Allowances) -> None:
    assert usage(allowances) == Usage(Tally(), [], [], [], None)


def test_a_call_is_counted_and_takes_a_place(allowances: Allowances) -> None:
    take(allowances)
    found = usage(allowances)
    assert found.calls == [Call("s", NOON, None, True)]
    assert found.spans == [(NOON, 1)]


def test_a_place_comes_free_when_its_call_ends(allowances: Allowances) -> None:
    lease = take(allowances)
    later = NOON + MINUTE
    assert done(allowances, lease, later) == NOON
    assert done(allowances, lease, later + MINUTE) is None
    assert usage(allowances).calls == [Call("s", NOON, later, False)]


def test_a_place_comes_free_by_itself(allowances: Allowances) -> None:
    take(allowances, lease=timedelta(seconds=-1))
    assert usage(allowances).calls == [Call("s", NOON, None, False)]


def test_calls_are_added_up_in_spans_of_ten_minutes(allowances: Allowances) -> None:
    for minutes in (0, 9.9, 10, 26):
        take(allowances, NOON + timedelta(minutes=minutes))
    ten = timedelta(minutes=10)
    assert usage(allowances).spans == [(NOON, 2), (NOON + ten, 1), (NOON + 2 * ten, 1)]


def test_counts_are_kept_as_they_are_given(allowances: Allowances) -> None:
    later = NOON + MINUTE
    tally = Tally(7, NOON, NOON, 3, 4, 4993, later, later, "day", 2)
    with allowances.locked("a", "t") as row:
        row.keep(tally)
    assert usage(allowances).tally == tally
    assert usage(allowances, "u").tally == Tally()


def test_who_waits_is_remembered_until_he_is_served(allowances: Allowances) -> None:
    first = Waiting("s", NOON, NOON + MINUTE, None)
    again = Waiting("s", NOON + MINUTE, NOON + 2 * MINUTE, NOON)
    other = Waiting("o", NOON, NOON + MINUTE, NOON)
    with allowances.locked("a", "t") as row:
        for waiting in (first, other, again):
            row.wait(waiting)
    assert Waiting("s", NOON, NOON + 2 * MINUTE, None) in usage(allowances).waits
    take(allowances)
    assert usage(allowances).waits == [other]


def test_what_is_old_does_not_pile_up(allowances: Allowances, database: Database) -> None:
    with allowances.locked("a", "t") as row:
        row.wait(Waiting("o", NOON, NOON, None))
    for minutes in range(0, 60 * 24 * 3, 60):
        at = NOON + timedelta(minutes=minutes)
        done(allowances, take(allowances, at), at)
    with database.connect() as on:
        counts = on.execute(
            text(
                "SELECT (SELECT count(*) FROM allowance_calls),"
                " (SELECT count(*) FROM allowance_waits), (SELECT count(*) FROM allowance_spans)"
            )
        ).one()
    assert tuple(counts) == (1, 0, 26)


def test_organisations_have_nothing_in_common(allowances: Allowances) -> None:
    take(allowances)
    assert usage(allowances, tenant="u") == Usage(Tally(), [], [], [], None)


def test_a_call_that_is_not_made_is_not_counted(allowances: Allowances) -> None:
    with pytest.raises(ZeroDivisionError), allowances.locked("a", "t") as row:
        row.take("s", NOON, LEASE)
        raise ZeroDivisionError
    assert usage(allowances).calls == []


def test_a_quiet_of_the_app_is_one_for_all_organisations(allowances: Allowances) -> None:
    with allowances.locked("a", "t") as row:
        row.app_quiet(Quiet(NOON + MINUTE, "app"))
        row.app_quiet(Quiet(NOON, "app"))
    assert usage(allowances, "u").app_quiet == Quiet(NOON + MINUTE, "app")
    with allowances.locked("b", "t") as row:
        assert row.usage().app_quiet is None


def sliced(
    allowances: Allowances, limit: int, share: int = 2, **used: int
) -> Slice | datetime | None:
    with allowances.locked("a", "t") as row:
        return row.slice(limit, NOON - MINUTE, NOON + timedelta(seconds=5), share, used)


def test_a_slice_is_a_share_of_what_is_left(allowances: Allowances) -> None:
    sizes = [each.calls for _ in range(4) if isinstance(each := sliced(allowances, 10), Slice)]
    assert sizes == [5, 2, 1, 1]
    last = sliced(allowances, 10)
    assert isinstance(last, Slice)
    assert last.left == 0
    assert sliced(allowances, 10) == NOON + timedelta(seconds=5)


def test_what_was_not_used_of_a_slice_comes_back(allowances: Allowances) -> None:
    first = sliced(allowances, 10, share=1)
    assert isinstance(first, Slice)
    second = sliced(allowances, 10, share=1, **{first.id: 3})
    assert isinstance(second, Slice)
    assert second.calls == 7


def test_others_use_the_apps_minute_too(allowances: Allowances) -> None:
    sliced(allowances, 100)
    with allowances.locked("a", "t") as row:
        row.app_others(100, 10, NOON - MINUTE, NOON)
    third = sliced(allowances, 100, share=1)
    assert isinstance(third, Slice)
    assert third.calls == 10


def test_what_is_said_of_a_registration_is_kept(allowances: Allowances, database: Database) -> None:
    rows = Registrations(database)
    rows.add(Registration("a", "a", "shop", "c", None, "granular", {}, NOON))
    with allowances.locked("a", "t") as row:
        assert row.chosen == Chosen("shop")
    allowances.choose("a", {"tier": "small"})
    allowances.choose("a", {"day_window": "rolling"})
    allowances.choose("a", {})
    with allowances.locked("a", "t") as row:
        assert row.chosen == Chosen("shop", "small", "", "rolling")
    with allowances.locked("x", "t") as row:
        assert row.chosen == Chosen()
