"""What aggregators keep between pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallyloom.store.aggregates import ALL, Aggregates, Gathered, Part
from tallyloom.store.database import Database

ONE = ("r", 3)  # a run and its module


@pytest.fixture
def aggregates(database: Database) -> Aggregates:
    return Aggregates(database)


def gathered(
    aggregates: Aggregates, database: Database, parts: Sequence[Part], paths: Sequence[str] = ("",)
) -> list[Gathered]:
    """The groups that the parts become, of one path after another."""
    with database.begin() as on:
        aggregates.add(on, *ONE, parts)
        aggregates.gather(on, *ONE, paths)
        found = [
            group for path in paths for group in aggregates.groups(on, *ONE, path, after=0, most=99)
        ]
        aggregates.forget(on, *ONE, paths)
    return found


def test_parts_of_a_group_are_joined_in_the_order_of_the_pages(
    aggregates: Aggregates, database: Database
) -> None:
    parts = [Part("", "b", 7, "3"), Part("", "a", 2, '1,{"x":1.50}'), Part("", "b", 5, "2")]
    found = gathered(aggregates, database, parts)
    assert [(one.position, one.key, one.held) for one in found] == [(1, "a", 0), (2, "b", 0)]
    assert [str(one.items) for one in found] == ["[1, {'x': Decimal('1.50')}]", "[2, 3]"]


def test_each_operation_has_its_own_groups(aggregates: Aggregates, database: Database) -> None:
    parts = [Part("1", "a", 1, "1"), Part("2", "a", 2, "2"), Part("2", "b", 3, "3")]
    found = gathered(aggregates, database, parts, ("1", "2"))
    assert [(one.path, one.position, one.key) for one in found] == [
        ("1", 1, "a"),
        ("2", 1, "a"),
        ("2", 2, "b"),
    ]


def test_groups_are_given_a_few_at_a_time(aggregates: Aggregates, database: Database) -> None:
    with database.begin() as on:
        aggregates.add(on, *ONE, [Part("", str(n), n, str(n)) for n in range(5)])
        aggregates.gather(on, *ONE, [""])
        first = aggregates.groups(on, *ONE, "", after=0, most=2)
        rest = aggregates.groups(on, *ONE, "", after=first[-1].position, most=9)
    assert [one.key for one in [*first, *rest]] == ["0", "1", "2", "3", "4"]
    assert len(first) == 2


def test_a_group_knows_how_many_it_lacks(aggregates: Aggregates, database: Database) -> None:
    parts = [Part("", "a", 1, "1"), Part("", "a", 2, "", held=1), Part("", "b", 3, "2")]
    found = gathered(aggregates, database, parts)
    assert [(one.key, one.items, one.held) for one in found] == [("a", [1], 1), ("b", [2], 0)]


def test_what_was_lost_before_its_group_was_known_is_lacked_by_all(
    aggregates: Aggregates, database: Database
) -> None:
    parts = [
        Part("1", ALL, 0, "", held=1),
        Part("1", "a", 1, "1"),
        Part("1", "b", 2, "2", held=0),
        Part("2", "a", 3, "3"),
    ]
    found = gathered(aggregates, database, parts, ("1", "2"))
    assert [(one.path, one.position, one.key, one.held) for one in found] == [
        ("1", 1, "a", 1),
        ("1", 2, "b", 1),
        ("2", 1, "a", 0),
    ]


def test_where_all_was_lost_that_is_told(aggregates: Aggregates, database: Database) -> None:
    found = gathered(aggregates, database, [Part("", ALL, 0, "", held=1)] * 2)
    assert [(one.key, one.items, one.held) for one in found] == [(ALL, [], 2)]


def test_what_was_gathered_is_forgotten(aggregates: Aggregates, database: Database) -> None:
    assert gathered(aggregates, database, [Part("", "a", 1, "1")])
    assert gathered(aggregates, database, []) == []


def test_other_runs_and_modules_are_left_alone(aggregates: Aggregates, database: Database) -> None:
    with database.begin() as on:
        aggregates.add(on, "other", 3, [Part("", "a", 1, "1")])
        aggregates.add(on, "r", 4, [Part("", "a", 1, "2")])
    assert [one.items for one in gathered(aggregates, database, [Part("", "a", 1, "9")])] == [[9]]


KEYS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=3)


@given(rows=st.lists(st.tuples(KEYS, st.integers()), max_size=20), size=st.integers(1, 5))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_groups_do_not_depend_on_where_pages_were_cut(
    aggregates: Aggregates, database: Database, rows: list[tuple[str, int]], size: int
) -> None:
    wanted: dict[str, list[int]] = {}
    parts = []
    for at, (key, value) in enumerate(rows):
        wanted.setdefault(key, []).append(value)
        parts.append((at // size, key, at, value))
    pages: dict[tuple[int, str], tuple[int, list[int]]] = {}
    for page, key, at, value in parts:
        pages.setdefault((page, key), (at, []))[1].append(value)
    written = [
        Part("", key, at, ",".join(map(str, values))) for (_, key), (at, values) in pages.items()
    ]
    found = gathered(aggregates, database, written)
    assert [(one.key, list(one.items)) for one in found] == list(wanted.items())
    assert [one.position for one in found] == list(range(1, len(wanted) + 1))
