"""What a run still has to do, as values that survive a crash."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tallyloom.flow.stack import (
    Close,
    Drain,
    Item,
    Lineage,
    Page,
    Source,
    cut,
    dump,
    load,
    path_text,
)
from tallyloom.store.json import packed, unpacked

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
PATHS = st.lists(st.integers(1, 10**9), max_size=4).map(tuple)
LINEAGES = st.builds(
    Lineage,
    PATHS,
    st.dictionaries(
        st.integers(1, 99).map(str),
        st.dictionaries(st.text(), VALUES, max_size=3),
        max_size=3,
    ),
)
ROWS = st.lists(LINEAGES, min_size=1, max_size=3).map(tuple)
NODES = st.integers(0, 99)
ITEMS: st.SearchStrategy[Item] = st.one_of(
    st.builds(Page, NODES, ROWS, st.booleans()),
    st.builds(Source, NODES, LINEAGES, VALUES, st.integers(0, 10**9)),
    st.builds(Close, NODES, ROWS),
    st.builds(Drain, NODES, ROWS, st.integers(0, 10**9)),
)


def same(found: Any, wanted: Any) -> bool:
    """Equal and of the same type; a Decimal without a fraction may come back as an int."""
    if isinstance(wanted, Decimal):
        return bool(found == wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, dict):
        return list(found) == list(wanted) and all(same(found[k], wanted[k]) for k in wanted)
    return type(found) is type(wanted) and bool(found == wanted)


@given(ITEMS)
def test_an_item_comes_back_from_its_row_as_it_was(item: Item) -> None:
    found = load(unpacked(packed(dump(item))))
    assert found == item
    assert same(dump(found), dump(item))


@given(ROWS, st.integers(1, 4))
def test_pages_hold_all_rows_in_order_and_none_more_than_it_may(rows: Any, size: int) -> None:
    pages = list(cut(rows, size))
    assert tuple(row for page in pages for row in page) == rows
    assert all(1 <= len(page) <= size for page in pages)


@given(st.lists(PATHS, unique=True))
def test_two_paths_are_never_written_the_same(paths: Any) -> None:
    assert len({path_text(path) for path in paths}) == len(paths)


def test_a_path_is_written_with_dots_and_the_root_as_nothing() -> None:
    assert (path_text(()), path_text((2,)), path_text((2, 17))) == ("", "2", "2.17")


def test_a_module_that_makes_one_of_one_keeps_the_path() -> None:
    row = Lineage((1,), {"1": {"a": 1}})
    assert row.then(2, {"b": 2}) == Lineage((1,), {"1": {"a": 1}, "2": {"b": 2}})


def test_a_module_that_makes_many_lengthens_the_path() -> None:
    assert Lineage((1,), {}).then(2, {}, 7).path == (1, 7)


def test_what_no_later_module_reads_is_left_behind() -> None:
    row = Lineage((1,), {"1": {"a": 1}, "2": {"b": 2}})
    assert row.only(frozenset({"2", "9"})) == Lineage((1,), {"2": {"b": 2}})


def test_a_bundle_of_which_all_is_read_is_not_copied() -> None:
    row = Lineage((1,), {"1": {}})
    assert row.only(frozenset({"1", "2"})) is row
