"""Routes of a router changed by call: comments survive, and what is wrong then is told there."""

from __future__ import annotations

from tests.api.test_scenario_steps import ROUTES
from tests.api.test_scenarios import Asker, ask, problem

__all__ = ["ask"]


def names(ask: Asker, scenario: str) -> list[str]:
    flow = ask("GET", f"/scenarios/{scenario}").json()["document"]["flow"]
    return [route.get("name", "") for route in flow[1]["routes"]]


def test_a_router_is_added_with_two_routes_and_takes_what_follows(ask: Asker) -> None:
    scenario = ask.scenario()
    body = {"module": {"module": "router"}, "after": 1}

    added = ask("POST", f"/scenarios/{scenario}/modules", body).json()

    _, router = added["document"]["flow"]
    assert [[step["id"] for step in route["flow"]] for route in router["routes"]] == [[2], []]
    assert "# The first one." in added["text"]
    [fault] = [one for one in added["faults"] if one["module"] == router["id"]]
    assert (fault["message"], fault["field"]) == (
        "Put at least one module into route 2.",
        "routes.1",
    )


def test_routes_come_are_named_change_places_and_go(ask: Asker) -> None:
    scenario = ask.scenario(ROUTES)
    at = f"/scenarios/{scenario}/modules/2/routes"

    added = ask("POST", at, {"name": "C", "note": "Another."})
    assert (added.status_code, added.headers["etag"]) == (201, '"2"')
    ask("PATCH", f"{at}/1", {"name": "Other"})
    ask("POST", f"{at}/2/move", {"to": 0})
    assert names(ask, scenario) == ["C", "A", "Other"]
    last = ask("DELETE", f"{at}/0").json()
    assert names(ask, scenario) == ["A", "Other"]
    assert last["text"] == ROUTES.replace("name: B", "name: Other")


def test_one_route_is_the_fallback(ask: Asker) -> None:
    scenario = ask.scenario(ROUTES)
    at = f"/scenarios/{scenario}/modules/2/routes"

    ask("PATCH", f"{at}/0", {"fallback": True})
    told = ask("PATCH", f"{at}/1", {"fallback": True}).json()

    routes = told["document"]["flow"][1]["routes"]
    assert [route.get("fallback", False) for route in routes] == [False, True]
    assert told["faults"] == []
    assert "# the other way" in told["text"]


def test_what_has_no_routes_is_told(ask: Asker) -> None:
    scenario = ask.scenario(ROUTES)
    modules = f"/scenarios/{scenario}/modules"
    refused = [
        (ask("POST", f"{modules}/1/routes", {}), 409, "ChooseRouter"),
        (ask("POST", f"{modules}/9/routes", {}), 404, "ChooseModule"),
        (ask("PATCH", f"{modules}/2/routes/2", {"name": "C"}), 409, "ChoosePlace"),
        (ask("POST", f"{modules}/2/routes/0/move", {"to": 2}), 409, "ChoosePlace"),
    ]
    ask("DELETE", f"{modules}/2/routes/0")
    refused.append((ask("DELETE", f"{modules}/2/routes/0"), 409, "KeepRoute"))
    refused.append((ask("POST", f"{modules}/2/routes", {}, If_Match='"1"'), 412, "MergeChanges"))
    for answer, status, name in refused:
        assert problem(answer, status)["remedy"] == name
