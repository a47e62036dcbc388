"""Edits of a scenario as values; whatever is not written as it should be is left alone."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tallyloom.flow.edit import (
    ChooseModule,
    ChoosePlace,
    Place,
    added,
    changed,
    fresh,
    ids,
    moved,
    removed,
    using,
    with_part,
)

ROUTES: dict[str, Any] = {
    "name": "Routes",
    "flow": [
        {"id": 1, "module": "a.b"},
        {
            "id": 2,
            "module": "router",
            "routes": [{"flow": [{"id": 3, "module": "a.b"}]}, {"name": "B"}],
        },
    ],
}
STEP = {"id": 9, "module": "c.d"}


def test_an_edit_leaves_the_document_it_was_given_alone() -> None:
    before = copy.deepcopy(ROUTES)
    added(ROUTES, STEP, Place(after=3))
    changed(ROUTES, 3, {"note": "x"})
    removed(ROUTES, 1)
    moved(ROUTES, 3, Place(after=0))
    assert before == ROUTES


def test_a_module_stands_where_it_is_put() -> None:
    assert ids(added(ROUTES, STEP, Place())) == [1, 2, 3, 9]
    assert ids(added(ROUTES, STEP, Place(after=0))) == [9, 1, 2, 3]
    assert ids(added(ROUTES, STEP, Place(after=1))) == [1, 9, 2, 3]
    assert ids(added(ROUTES, STEP, Place(after=0, router=2))) == [1, 2, 9, 3]
    assert added(ROUTES, STEP, Place(router=2, route=1))["flow"][1]["routes"][1]["flow"] == [STEP]


def test_an_id_is_never_given_twice() -> None:
    assert fresh(ROUTES) == 4
    assert fresh(ROUTES, used=7) == 8
    with pytest.raises(ChoosePlace):
        added(ROUTES, {"id": 3}, Place())


def test_a_router_goes_with_its_routes_and_never_into_itself() -> None:
    assert ids(removed(ROUTES, 2)) == [1]
    for place in (Place(after=3), Place(router=2), Place(after=2)):
        with pytest.raises(ChoosePlace):
            moved(ROUTES, 2, place)


@pytest.mark.parametrize(
    "place", [Place(after=8), Place(router=8), Place(after=1, router=2), Place(router=2, route=2)]
)
def test_a_place_that_is_not_there_is_refused(place: Place) -> None:
    with pytest.raises((ChooseModule, ChoosePlace)):
        added(ROUTES, STEP, place)


def test_a_part_that_says_how_it_runs_stands_above_the_flow() -> None:
    assert list(with_part(ROUTES, "settings", {})) == ["name", "settings", "flow"]
    assert list(using(ROUTES, "x", {"app": "a"})) == ["name", "connections", "flow"]
    assert with_part(ROUTES, "settings", None) == ROUTES


@pytest.mark.parametrize(
    "odd",
    [
        {"flow": "text"},
        {"flow": [1, None, {"id": True}, {"routes": 5}, {"id": 4, "routes": [7, {"flow": 8}]}]},
        {},
    ],
)
def test_what_is_written_oddly_breaks_no_edit(odd: dict[str, Any]) -> None:
    assert 9 in ids(added(odd, STEP, Place()))
    with pytest.raises(ChooseModule):
        changed(odd, 1, {})
    with pytest.raises((ChooseModule, ChoosePlace)):
        added(odd, STEP, Place(router=4, route=0, after=1))


def test_a_router_takes_what_follows_it_into_its_first_route() -> None:
    line = {"flow": [{"id": 1}, {"id": 2}, {"id": 3, "module": "a.b"}]}

    new = added(line, {"id": 4, "module": "router"}, Place(after=1))

    assert [step["id"] for step in new["flow"]] == [1, 4]
    routes = new["flow"][1]["routes"]
    assert [[step["id"] for step in route["flow"]] for route in routes] == [[2, 3], []]


def test_a_router_that_follows_a_router_is_in_its_first_route_with_its_own() -> None:
    new = added(ROUTES, {"id": 9, "module": "router"}, Place(after=1))
    assert [step["id"] for step in new["flow"]] == [1, 9]
    assert new["flow"][1]["routes"][0]["flow"] == [ROUTES["flow"][1]]
