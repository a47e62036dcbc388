"""Edits of a router's routes as values: a route comes, is named, changes places or goes.

A route has no id; it is known by its place among those of its router, counted from 0.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tallyloom.flow.document import ROUTER
from tallyloom.flow.edit import ChoosePlace, Plain, standing
from tallyloom.kit import Trouble, Value


class ChooseRouter(Trouble):
    """Only a router has routes; choose one."""


class KeepRoute(Trouble):
    """A router has at least one route; remove the router instead."""


def route_added(document: Mapping[str, Value], router: int, name: str = "") -> Plain:
    """With one more route, the last, without modules. Raises ChooseModule, ChooseRouter."""
    new = copy.deepcopy(dict(document))
    _routes(new, router).append(_named({}, name) | {"flow": []})
    return new


def route_changed(
    document: Mapping[str, Value],
    router: int,
    route: int,
    *,
    name: str | None = None,
    fallback: bool | None = None,
) -> Plain:
    """With another name, or as the fallback; None leaves it as it is.

    Only one is the fallback, so no other is any more; and it takes what no other route does, so
    that its first module has no filter. Raises ChooseModule, ChooseRouter, ChoosePlace.
    """
    new = copy.deepcopy(dict(document))
    routes = _routes(new, router)
    changed = _route(routes, route)
    if name is not None:
        changed = routes[route] = _named(changed, name)
    if fallback:
        for one in routes:
            if isinstance(one, dict):
                one.pop("fallback", None)
        flow = changed.get("flow")
        if isinstance(flow, list) and flow and isinstance(flow[0], dict):
            flow[0].pop("filter", None)
        routes[route] = _with_fallback(changed)
    elif fallback is not None:
        changed.pop("fallback", None)
    return new


def route_moved(document: Mapping[str, Value], router: int, route: int, to: int) -> Plain:
    """With a route at the place `to`; the others keep their order. Raises ChooseModule,
    ChooseRouter, ChoosePlace."""
    new = copy.deepcopy(dict(document))
    routes = _routes(new, router)
    one = _route(routes, route)
    _route(routes, to)
    del routes[route]
    routes.insert(to, one)
    return new


def route_removed(document: Mapping[str, Value], router: int, route: int) -> Plain:
    """Without a route, and without its modules. Raises ChooseModule, ChooseRouter, ChoosePlace,
    KeepRoute."""
    new = copy.deepcopy(dict(document))
    routes = _routes(new, router)
    _route(routes, route)
    if len(routes) == 1:
        raise KeepRoute
    del routes[route]
    return new


def _routes(document: Plain, router: int) -> list[Any]:
    step, _ = standing(document, router)
    if step.get("module") != ROUTER:
        raise ChooseRouter(f"Module {router} is no router; only a router has routes.")
    if not isinstance(step.get("routes"), list):
        step["routes"] = []
    routes: list[Any] = step["routes"]
    return routes


def _route(routes: list[Any], place: int) -> Plain:
    if not 0 <= place < len(routes):
        raise ChoosePlace(f"The router has {len(routes)} routes, counted from 0.")
    route = routes[place]
    if not isinstance(route, dict):
        raise ChoosePlace(f"Route {place} is not written as one; correct it first.")
    return route


def _named(route: Plain, name: str) -> Plain:
    """The name stands first."""
    rest = {key: value for key, value in route.items() if key != "name"}
    if "name" in route and name:
        return {key: name if key == "name" else value for key, value in route.items()}
    return {"name": name, **rest} if name else rest


def _with_fallback(route: Plain) -> Plain:
    """What it is stands above what it does."""
    flow = {key: value for key, value in route.items() if key == "flow"}
    return {key: value for key, value in route.items() if key != "flow"} | {"fallback": True} | flow
