"""Routes come, are named, change places and go; what is written oddly is told, not broken."""

from __future__ import annotations

from typing import Any

import pytest

from tallyloom.flow.edit import ChooseModule, ChoosePlace
from tallyloom.flow.routes import (
    ChooseRouter,
    KeepRoute,
    route_added,
    route_changed,
    route_moved,
    route_removed,
)

FILTER = {"name": "Large", "conditions": [[{"a": "{{1.Total}}", "o": "number:greater", "b": 9}]]}
ROUTES: dict[str, Any] = {
    "flow": [
        {"id": 1, "module": "a.b"},
        {
            "id": 2,
            "module": "router",
            "routes": [
                {"name": "A", "flow": [{"id": 3, "module": "a.b", "filter": FILTER}]},
                {"name": "B", "fallback": True, "flow": [{"id": 4, "module": "a.b"}]},
                {"flow": []},
            ],
        },
    ]
}


def routes(document: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["flow"][1]["routes"]
    return found


def names(document: dict[str, Any]) -> list[str]:
    return [route.get("name", "") for route in routes(document)]


def test_a_route_comes_last_with_its_name() -> None:
    assert routes(route_added(ROUTES, 2, "C"))[3] == {"name": "C", "flow": []}
    assert routes(route_added(ROUTES, 2))[3] == {"flow": []}


def test_a_route_is_named_and_loses_its_name() -> None:
    assert names(route_changed(ROUTES, 2, 2, name="C")) == ["A", "B", "C"]
    assert list(routes(route_changed(ROUTES, 2, 2, name="C"))[2]) == ["name", "flow"]
    assert names(route_changed(ROUTES, 2, 0, name="")) == ["", "B", ""]


def test_one_route_alone_is_the_fallback_and_has_no_filter() -> None:
    first, second, _ = routes(route_changed(ROUTES, 2, 0, fallback=True))

    assert list(first) == ["name", "fallback", "flow"]
    assert "fallback" not in second
    assert first["flow"] == [{"id": 3, "module": "a.b"}]
    assert "fallback" not in routes(route_changed(ROUTES, 2, 1, fallback=False))[1]


def test_routes_change_places() -> None:
    assert names(route_moved(ROUTES, 2, 0, 2)) == ["B", "", "A"]
    assert names(route_moved(ROUTES, 2, 2, 0)) == ["", "A", "B"]


def test_a_route_goes_with_its_modules_but_not_the_last() -> None:
    left = route_removed(route_removed(ROUTES, 2, 0), 2, 0)
    assert routes(left) == [{"flow": []}]
    with pytest.raises(KeepRoute):
        route_removed(left, 2, 0)


def test_what_is_no_route_is_told() -> None:
    with pytest.raises(ChooseModule):
        route_added(ROUTES, 9)
    with pytest.raises(ChooseRouter):
        route_added(ROUTES, 1)
    for wrong in (3, -1):
        with pytest.raises(ChoosePlace):
            route_moved(ROUTES, 2, wrong, 0)
        with pytest.raises(ChoosePlace):
            route_moved(ROUTES, 2, 0, wrong)
    odd = {"flow": [{"id": 2, "module": "router", "routes": [7, {"flow": 8}]}]}
    with pytest.raises(ChoosePlace):
        route_changed(odd, 2, 0, name="A")
    assert route_changed(odd, 2, 1, fallback=True)["flow"][0]["routes"][1]["fallback"] is True
    none = {"flow": [{"id": 2, "module": "router"}]}
    assert route_added(none, 2)["flow"][0]["routes"] == [{"flow": []}]
