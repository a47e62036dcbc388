"""What differs between two texts of a scenario, told by module and field."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tallyloom.flow.edit import ids, steps
from tallyloom.flow.rewrite import same
from tallyloom.kit import Value

NESTED = ("map", "settings", "connections", "schedule")  # told by their own fields
LONGEST = 20_000  # lines; beyond, two texts are told apart by their values alone


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `module` is 0 where it belongs to the scenario itself.

    `kind` is added, removed, moved or changed; `field` is the name of what changed, such as
    `map.Date`, and `before` and `after` are its values, null where it is not there.
    """

    kind: str
    module: int
    label: str = ""
    field: str = ""
    before: Value = None
    after: Value = None


def changes(old: Mapping[str, Value], new: Mapping[str, Value]) -> list[Change]:
    """The scenario's own facts first, then its modules in the order of the newer text."""
    own = [key for key in {**old, **new} if key not in ("flow", "ui")]
    found = list(_facts(0, "", {k: old.get(k) for k in own}, {k: new.get(k) for k in own}))
    if not same(old.get("ui"), new.get("ui")):
        found.append(Change("changed", 0, "", "ui", old.get("ui"), new.get("ui")))
    return found + list(_modules(old, new))


def unified(old: str, new: str, names: tuple[str, str]) -> str:
    """Both texts line by line, as `diff -u` tells it; "" where they are too long for that."""
    lines = old.removesuffix("\n").split("\n"), new.removesuffix("\n").split("\n")
    if max(map(len, lines)) > LONGEST:
        return ""
    return "\n".join(difflib.unified_diff(*lines, *names, lineterm=""))


def _modules(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[Change]:
    before = {step["id"]: step for step in steps(old) if isinstance(step.get("id"), int)}
    after = {step["id"]: step for step in steps(new) if isinstance(step.get("id"), int)}
    still = _in_place(
        [id_ for id_ in ids(old) if id_ in after], [id_ for id_ in ids(new) if id_ in before]
    )
    for id_, step in after.items():
        label = str(step.get("module") or "")
        if id_ not in before:
            yield Change("added", id_, label, after=_own(step))
            continue
        if id_ not in still:
            yield Change("moved", id_, label)
        yield from _facts(id_, label, _own(before[id_]), _own(step))
    for id_, step in before.items():
        if id_ not in after:
            yield Change("removed", id_, str(step.get("module") or ""), before=_own(step))


def _in_place(old: Sequence[int], new: Sequence[int]) -> set[int]:
    """Those whose order among themselves is the same: the most that can be said to have stayed."""
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {id_ for one in blocks for id_ in old[one.a : one.a + one.size]}


def _own(step: Mapping[str, Any]) -> dict[str, Any]:
    """A module's facts without the modules in its routes, which are told by themselves."""
    own = dict(step)
    if isinstance(own.get("routes"), list):
        own["routes"] = [
            {k: v for k, v in route.items() if k != "flow"} if isinstance(route, Mapping) else route
            for route in own["routes"]
        ]
    return own


def _facts(
    module: int, label: str, old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[Change]:
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        if same(before, after):
            continue
        if name in NESTED and _named(before) and _named(after):
            for inner in {**(before or {}), **(after or {})}:
                one, other = (before or {}).get(inner), (after or {}).get(inner)
                if not same(one, other):
                    yield Change("changed", module, label, f"{name}.{inner}", one, other)
            continue
        yield Change("changed", module, label, name, before, after)


def _named(value: Value) -> bool:
    return value is None or isinstance(value, Mapping)
