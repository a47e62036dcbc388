"""Edits of a scenario as values: a module comes, changes, moves or goes; each gives a new document.

Documents here are plain JSON values, as `read.values` gives them and `rewrite` puts them back.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tallyloom.flow.document import ROUTER
from tallyloom.kit import Trouble, Value

Plain: TypeAlias = dict[str, Any]


class ChooseModule(Trouble):
    """The scenario has no module of that id; choose one that it has."""


class ChoosePlace(Trouble):
    """A module cannot stand there; choose another place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module stands: behind the module `after` (0: first) in its line of the flow.

    `router` and `route` (counted from 0) name the line of a route; `after` is then one of its
    modules, or 0. Without any of them it stands last in the main line.
    """

    after: int | None = None
    router: int | None = None
    route: int = 0


def ids(document: Mapping[str, Value]) -> list[int]:
    """The ids of all modules, in the order of the file."""
    return [step["id"] for step, _ in _steps(document) if _is_id(step.get("id"))]


def fresh(document: Mapping[str, Value], used: int = 0) -> int:
    """An id that no module has, greater than `used`, the greatest that ever was one."""
    return max([used, *ids(document)]) + 1


def added(document: Mapping[str, Value], module: Mapping[str, Value], place: Place) -> Plain:
    """With one more module. A router without routes gets two. Raises ChooseModule, ChoosePlace."""
    new = copy.deepcopy(dict(document))
    if module.get("id") in ids(new):
        raise ChoosePlace(f"There is a module {module['id']} already; give the new one another id.")
    step = dict(module)
    if step.get("module") == ROUTER and not step.get("routes"):
        step["routes"] = [{"flow": []}, {"flow": []}]
    _insert(new, step, place)
    return new


def changed(document: Mapping[str, Value], id_: int, difference: Mapping[str, Value]) -> Plain:
    """With other facts of a module; None takes one away. Raises ChooseModule."""
    new = copy.deepcopy(dict(document))
    step, _ = standing(new, id_)
    for name, value in difference.items():
        if value is None:
            step.pop(name, None)
        else:
            step[name] = value
    return new


def removed(document: Mapping[str, Value], id_: int) -> Plain:
    """Without a module; a router takes its routes with it. Raises ChooseModule."""
    new = copy.deepcopy(dict(document))
    step, line = standing(new, id_)
    line.remove(step)
    return new


def moved(document: Mapping[str, Value], id_: int, place: Place) -> Plain:
    """With a module elsewhere. Raises ChooseModule, ChoosePlace."""
    new = copy.deepcopy(dict(document))
    step, line = standing(new, id_)
    if {place.after, place.router} & {id_, *ids({"flow": [step]})}:
        raise ChoosePlace(f"Module {id_} cannot stand behind or inside itself; choose another.")
    line.remove(step)
    _insert(new, step, place)
    return new


def using(document: Mapping[str, Value], name: str, use: Mapping[str, Value] | None) -> Plain:
    """With another connection or organisation under a name of `connections`; None takes it away."""
    uses = document.get("connections")
    new = dict(uses) if isinstance(uses, Mapping) else {}
    if use is None:
        new.pop(name, None)
    else:
        new[name] = dict(use)
    return with_part(document, "connections", new or None)


def with_part(document: Mapping[str, Value], name: str, value: Value) -> Plain:
    """With another name, settings, schedule or the like; None takes it away."""
    new = dict(document)
    if value is None:
        new.pop(name, None)
    elif name in new or "flow" not in new:
        new[name] = value
    else:  # what says how it runs stands above what it does
        at = list(new).index("flow")
        items = list(new.items())
        new = dict([*items[:at], (name, value), *items[at:]])
    return new


def _insert(document: Plain, step: Plain, place: Place) -> None:
    if place.router is not None:
        line = _route(document, place)
    elif place.after:
        line = standing(document, place.after)[1]
    else:
        line = _list(document, "flow")
    if place.after is None:
        line.append(step)
        return
    behind = [one.get("id") if isinstance(one, Mapping) else None for one in line]
    if place.after and place.after not in behind:
        raise ChoosePlace(f"Module {place.after} is not in that route; choose one that is.")
    at = behind.index(place.after) + 1 if place.after else 0
    line.insert(at, step)
    if step.get("module") == ROUTER:
        _take_along(step, line, at)


def _take_along(router: Plain, line: list[Any], at: int) -> None:
    """Routes never join again, so that a router is last: what followed is in its first route."""
    followed = line[at + 1 :]
    routes = router.get("routes")
    if followed and isinstance(routes, list) and routes and isinstance(routes[0], dict):
        del line[at + 1 :]
        _list(routes[0], "flow").extend(followed)


def _route(document: Plain, place: Place) -> list[Any]:
    router, _ = standing(document, place.router or 0)
    routes = router.get("routes")
    if not isinstance(routes, list) or not 0 <= place.route < len(routes):
        count = len(routes) if isinstance(routes, list) else 0
        raise ChoosePlace(f"Module {place.router} has {count} routes, counted from 0.")
    if not isinstance(routes[place.route], dict):
        raise ChoosePlace(f"Route {place.route} is not written as one; correct it first.")
    return _list(routes[place.route], "flow")


def _list(node: Plain, name: str) -> list[Any]:
    found = node.get(name)
    if not isinstance(found, list):
        found = node[name] = []
    return found


def standing(document: Plain, id_: int) -> tuple[Plain, list[Any]]:
    """A module, and the line in which it stands; a change of either is one of the document. Raises
    ChooseModule."""
    for step, line in _steps(document):
        if _is_id(step.get("id")) and step["id"] == id_:
            return step, line
    there = ", ".join(map(str, ids(document))) or "none"
    raise ChooseModule(f"The scenario has no module {id_}; it has {there}.")


def _is_id(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _steps(node: Mapping[str, Any]) -> Iterator[tuple[Plain, list[Any]]]:
    """Every module with its line; whatever is not written as one is left out."""
    line = node.get("flow")
    for step in _maps(line):
        yield step, line  # type: ignore[misc]
        for route in _maps(step.get("routes")):
            yield from _steps(route)


def _maps(items: Any) -> Sequence[Plain]:
    return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []


def steps(document: Mapping[str, Value]) -> Iterator[Plain]:
    """Every module as it is written, in the order of the file."""
    for step, _ in _steps(document):
        yield step
