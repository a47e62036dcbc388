"""What differs between two texts of a scenario, by module and field."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tallyloom.flow.differences import Change, changes, unified
from tallyloom.flow.edit import Place, added, changed, moved, removed, using, with_part

OLD: dict[str, Any] = {
    "schema": 1,
    "name": "Shop",
    "connections": {"books": {"app": "xero", "connection": "a", "organisation": "b"}},
    "flow": [
        {"id": 1, "module": "csv.parse", "map": {"file": "x"}},
        {"id": 2, "module": "tools.compose"},
        {"id": 3, "module": "tools.compose"},
        {
            "id": 4,
            "module": "router",
            "routes": [{"name": "A", "flow": [{"id": 5, "module": "tools.compose"}]}],
        },
    ],
}


def test_the_same_differs_in_nothing() -> None:
    assert changes(OLD, copy.deepcopy(OLD)) == []


def test_a_field_of_a_module_is_told_with_both_values() -> None:
    new = changed(OLD, 1, {"map": {"file": "y", "columns": ["a"]}})
    assert changes(OLD, new) == [
        Change("changed", 1, "csv.parse", "map.file", "x", "y"),
        Change("changed", 1, "csv.parse", "map.columns", None, ["a"]),
    ]


def test_modules_that_come_go_and_move_are_told_once_each() -> None:
    new = moved(removed(OLD, 2), 1, Place(after=3))
    new = added(new, {"id": 9, "module": "tools.set"}, Place(router=4))
    told = [(one.kind, one.module) for one in changes(OLD, new)]
    assert sorted(told) == [("added", 9), ("moved", 3), ("removed", 2)] or sorted(told) == [
        ("added", 9),
        ("moved", 1),
        ("removed", 2),
    ]


def test_a_module_in_a_route_is_told_by_itself_and_not_as_its_router() -> None:
    new = changed(OLD, 5, {"note": "why"})
    assert changes(OLD, new) == [Change("changed", 5, "tools.compose", "note", None, "why")]


def test_what_belongs_to_the_scenario_is_told_by_its_part() -> None:
    use = {"app": "xero", "connection": "a", "organisation": "c"}
    new = with_part(using(with_part(OLD, "name", "Till"), "books", use), "ui", {"zoom": 1})
    assert [(one.module, one.field) for one in changes(OLD, new)] == [
        (0, "name"),
        (0, "connections.books"),
        (0, "ui"),
    ]


def test_texts_are_compared_line_by_line() -> None:
    assert unified("a\nb\n", "a\nc\n", ("1", "2")).splitlines()[2:] == [
        "@@ -1,2 +1,2 @@",
        " a",
        "-b",
        "+c",
    ]


@settings(max_examples=50)
@given(st.data())
def test_what_comes_back_differs_in_nothing(data: st.DataObject) -> None:
    id_ = data.draw(st.sampled_from([1, 2, 3, 5]))
    note = data.draw(st.text(min_size=1))
    new = changed(OLD, id_, {"note": note})
    assert [one.module for one in changes(OLD, new)] == [id_]
    assert changes(OLD, changed(new, id_, {"note": None})) == []
