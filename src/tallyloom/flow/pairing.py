"""Which item of a list continues which: so that what somebody wrote at one stays at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tallyloom.kit import Value

KEYS = ("id", "name")  # what tells the items of a list apart, where they have it

Same = Callable[[Value, Value], bool]


def paired(old: Sequence[Value], new: Sequence[Value], same: Same) -> list[int | None]:
    """For each new item the old one that it continues: by id or name, else by its place. A route
    may change its name and its place; it is known by its modules, too."""
    if _are_routes(old) and _are_routes(new):
        return _routes(old, new)
    for key in KEYS:
        places, names = _named(old, key), _named(new, key)
        if places and names:
            return [places.get(name) for name in names]
    return _by_place(old, new, same)


def _named(items: Sequence[Value], key: str) -> dict[Any, int]:
    """Places by the values of a key; nothing where not every item has a value of its own."""
    found = {
        (type(item[key]).__name__, item[key]): place
        for place, item in enumerate(items)
        if isinstance(item, Mapping) and isinstance(item.get(key), int | str)
    }
    return found if len(found) == len(items) else {}


def _by_place(old: Sequence[Value], new: Sequence[Value], same: Same) -> list[int | None]:
    least = min(len(old), len(new))
    tail = 0
    while tail < least and same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    if len(old) == len(new):
        return list(range(len(new)))
    head: list[int | None] = [at if at < least - tail else None for at in range(len(new) - tail)]
    return head + list(range(len(old) - tail, len(old)))


def _are_routes(items: Sequence[Value]) -> bool:
    return all(isinstance(one, Mapping) and isinstance(one.get("flow"), list) for one in items)


def _routes(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """By a name that only one has, then by a module that stayed, then in their order."""
    found: dict[int, int] = {}
    for key in (_name, _modules, _anything):
        known = {
            mark: place
            for place, route in enumerate(old)
            if place not in found.values()
            for mark in key(route, place)
        }
        for at, route in enumerate(new):
            places = (known[mark] for mark in key(route, at) if mark in known)
            free = next((one for one in places if one not in found.values()), None)
            if at not in found and free is not None:
                found[at] = free
    return [found.get(at) for at in range(len(new))]


def _name(route: Mapping[str, Any], _place: int) -> Iterable[str]:
    name = route.get("name")
    return [name] if isinstance(name, str) and name else []


def _modules(route: Mapping[str, Any], _place: int) -> Iterator[int]:
    for step in route["flow"]:
        if isinstance(step, Mapping) and type(step.get("id")) is int:
            yield step["id"]


def _anything(_route: Mapping[str, Any], place: int) -> Iterable[int]:
    return [place]
