"""Records behind pick-lists: kept for one connection, for a while, until their source changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from tests.store.ledger import NOON

from tallyloom.store.database import Database
from tallyloom.store.sources import Fetched, Place, Sources

HERE = Place("books", "t1", "c1", "accounts")
FRESH = timedelta(minutes=10)
FOUND = Fetched([{"Code": "200", "Rate": Decimal("0.10")}], {"page": 2})


@pytest.fixture
def sources(database: Database) -> Sources:
    return Sources(database)


def keep(sources: Sources, place: Place = HERE, fetched: Fetched = FOUND) -> None:
    sources.keep(place, sources.change(place), fetched, NOON, FRESH)


def test_what_was_fetched_is_found_with_exact_numbers(sources: Sources) -> None:
    keep(sources)
    assert sources.find(HERE, NOON, FRESH) == FOUND


@pytest.mark.parametrize(
    "other",
    [
        {"app": "other"},
        {"tenant": "t2"},
        {"connection": "c2"},
        {"source": "items"},
        {"search": "a"},
        {"after": {"page": 2}},
        {"after": ""},
    ],
)
def test_it_is_found_in_its_own_place_only(sources: Sources, other: dict[str, Any]) -> None:
    keep(sources)
    assert sources.find(replace(HERE, **other), NOON, FRESH) is None


@pytest.mark.parametrize(
    ("seconds", "found"), [(0, True), (599, True), (600, False), (-1, False), (86400, False)]
)
def test_it_is_fresh_for_a_while(sources: Sources, seconds: int, found: bool) -> None:
    keep(sources)
    later = NOON + timedelta(seconds=seconds)
    assert (sources.find(HERE, later, FRESH) is not None) is found


def test_a_change_makes_it_stale_for_every_connection_to_the_tenant(sources: Sources) -> None:
    places = [HERE, replace(HERE, connection="c2"), replace(HERE, search="a")]
    others = [replace(HERE, tenant="t2"), replace(HERE, source="items"), replace(HERE, app="b")]
    for place in (*places, *others):
        keep(sources, place)
    sources.changed("books", "t1", ["accounts", "tax_rates"])
    assert [sources.find(place, NOON, FRESH) for place in places] == [None] * 3
    assert [sources.find(place, NOON, FRESH) for place in others] == [FOUND] * 3


def test_what_was_asked_for_before_a_change_does_not_count_after_it(sources: Sources) -> None:
    change = sources.change(HERE)
    sources.changed("books", "t1", ["accounts"])
    sources.keep(HERE, change, FOUND, NOON, FRESH)
    assert sources.find(HERE, NOON, FRESH) is None
    keep(sources)
    assert sources.find(HERE, NOON, FRESH) == FOUND


def test_what_is_no_longer_fresh_takes_no_room(sources: Sources, database: Database) -> None:
    keep(sources, replace(HERE, search="old"))
    sources.keep(HERE, 0, FOUND, NOON + timedelta(hours=1), FRESH)
    with database.connect() as on:
        assert on.scalar(text("SELECT count(*) FROM source_records")) == 1
