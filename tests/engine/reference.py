"""A second engine, as simple as can be: one bundle at a time, depth first, all in memory.

Written from the rules (traversal, filters, routers, aggregators, what fails stops alone), not from
the engine; it knows the modules of `workshop` and shares no code with what it is compared to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.engine.workshop import BREAK, Outcome, fails

Step = Mapping[str, Any]
Env = Mapping[int, Mapping[str, Any]]
Path = tuple[int, ...]


class Failed(Exception):
    """A module cannot use a bundle."""


@dataclass
class Buffer:
    """What an aggregator has of one operation of its source."""

    items: dict[str, list[Any]] = field(default_factory=dict)
    held: Counter[str] = field(default_factory=Counter)
    lost: int = 0


class Reference:
    """Runs one flow over one input."""

    def __init__(self, flow: Sequence[Step], rows: Any) -> None:
        self._rows = rows
        self._parent: dict[int, Step | None] = {}
        self._steps: dict[int, Step] = {}
        self._learn(flow, None)
        self._buffers: dict[int, Buffer] = {}
        self._out: dict[int, list[tuple[str, Any]]] = {}
        self._troubles: dict[int, list[str]] = {}
        self._stopped: dict[int, list[str]] = {}
        self._operations: Counter[int] = Counter()
        self._completed = 0
        self._failures = 0
        self._walk(flow, {}, ())

    def outcome(self) -> Outcome:
        return Outcome(
            self._out,
            {id_: sorted(paths) for id_, paths in self._troubles.items()},
            {id_: sorted(paths) for id_, paths in self._stopped.items()},
            dict(self._operations),
            self._completed,
            self._failures,
        )

    def _learn(self, flow: Sequence[Step], parent: Step | None) -> None:
        for step in flow:
            self._parent[step["id"]] = parent
            self._steps[step["id"]] = step
            for route in step.get("routes", ()):
                self._learn(route["flow"], step)
            parent = step

    def _walk(self, flow: Sequence[Step], env: Env, path: Path, *, admitted: bool = False) -> None:
        step, rest = flow[0], flow[1:]
        if not admitted and self._filter(step, env, path) != "passed":
            return
        if step["module"] == "router":
            self._route(step, env, path)
        elif step["module"] == "parts.gather":
            self._absorb(step, env, path)
        else:
            self._operate(step, rest, env, path)

    def _route(self, step: Step, env: Env, path: Path) -> None:
        fates = []
        for route in step["routes"]:
            if not route.get("fallback"):
                fates.append(self._filter(route["flow"][0], env, path))
                if fates[-1] == "passed":
                    self._walk(route["flow"], env, path, admitted=True)
        for route in step["routes"]:
            if route.get("fallback") and set(fates) <= {"stopped"}:
                self._walk(route["flow"], env, path, admitted=True)

    def _filter(self, step: Step, env: Env, path: Path) -> str:
        if "filter" not in step:
            return "passed"
        condition = step["filter"]["conditions"][0][0]
        value = self._value(condition["a"], env)
        if isinstance(value, list):
            self._fail(step, path)
            return "failed"
        if value is not None and value < int(condition["b"]):
            return "passed"
        self._stopped.setdefault(step["id"], []).append(_text(path))
        return "stopped"

    def _operate(self, step: Step, rest: Sequence[Step], env: Env, path: Path) -> None:
        self._operations[step["id"]] += 1
        sinks = [id_ for id_, other in self._steps.items() if other.get("source") == step["id"]]
        self._buffers |= {id_: Buffer() for id_ in sinks}
        many = step["module"] in ("parts.each", "shop.find")
        count = 0
        try:
            for value in _made(step["module"], self._value(step["map"]["of"], env)):
                count += 1
                self._out.setdefault(step["id"], []).append((_text(path), {"v": value}))
                self._go_on(step, rest, env, {"v": value}, (*path, count) if many else path)
        except Failed:
            self._fail(step, path)
            return
        if many and not count and step.get("continue_if_empty"):
            self._go_on(step, rest, env, {}, (*path, 1))
        for id_ in sinks:
            self._flush(self._steps[id_], env, path)

    def _go_on(self, step: Step, rest: Sequence[Step], env: Env, bundle: Any, path: Path) -> None:
        if rest:
            self._walk(rest, {**env, step["id"]: bundle}, path)
        else:
            self._completed += 1

    def _absorb(self, step: Step, env: Env, path: Path) -> None:
        key = _key(self._value(step["group_by"], env)) if "group_by" in step else ""
        item = self._value(step["map"]["of"], env)
        buffer = self._buffers[step["id"]]
        kept = buffer.items.setdefault(key, [])
        if fails(item):
            self._fail(step, path, key)
        else:
            kept.append(item)

    def _flush(self, step: Step, env: Env, operation: Path) -> None:
        id_, buffer = step["id"], self._buffers[step["id"]]
        if not buffer.items and not buffer.lost:
            if step.get("stop_if_empty"):
                return
            if "group_by" not in step:
                buffer.items[""] = []
        if not buffer.items and buffer.lost:
            buffer.items["lost"] = []
        sinks = [other["id"] for other in self._steps.values() if other.get("source") == id_]
        self._buffers |= {sink: Buffer() for sink in sinks}
        for at, (key, items) in enumerate(buffer.items.items(), start=1):
            self._operations[id_] += 1
            if buffer.lost or buffer.held[key]:
                self._note_failure(step, (*operation, at))
                for sink in sinks:
                    self._buffers[sink].lost += 1
                continue
            bundle = {"key": key, "v": items} if "group_by" in step else {"v": items}
            self._out.setdefault(id_, []).append((_text((*operation, at)), bundle))
            self._go_on(step, self._after(step), env, bundle, (*operation, at))
        for sink in sinks:
            self._flush(self._steps[sink], env, operation)

    def _after(self, step: Step) -> Sequence[Step]:
        """The modules of the same line behind an aggregator."""
        return next(
            (
                [other, *self._after(other)]
                for other in self._steps.values()
                if (parent := self._parent[other["id"]])
                and parent["id"] == step["id"]
                and step["module"] != "router"
            ),
            [],
        )

    def _fail(self, step: Step, path: Path, key: str | None = None) -> None:
        """It stops alone, but the aggregators around it lack it."""
        self._note_failure(step, path)
        for id_, aggregator in self._steps.items():
            if "source" in aggregator and step["id"] in self._span(aggregator):
                if id_ == step["id"] and key is not None:
                    self._buffers[id_].held[key] += 1
                else:
                    self._buffers[id_].lost += 1

    def _note_failure(self, step: Step, path: Path) -> None:
        self._failures += 1
        self._troubles.setdefault(step["id"], []).append(_text(path))

    def _span(self, aggregator: Step) -> set[int]:
        """The modules behind its source up to itself."""
        found, step = set(), aggregator
        while step["id"] != aggregator["source"]:
            found.add(step["id"])
            parent = self._parent[step["id"]]
            assert parent is not None
            step = parent
        return found

    def _value(self, expression: str, env: Env) -> Any:
        head, _, name = expression.strip("{}").partition(".")
        if head == "input":
            return self._rows
        return env.get(int(head), {}).get(name)


def _made(module: str, value: Any) -> Iterator[Any]:
    if module in ("parts.each", "shop.find"):
        for item in value or ():
            if item == BREAK:
                raise Failed
            yield item
    elif fails(value):
        raise Failed
    else:
        yield value


def _text(path: Path) -> str:
    return ".".join(map(str, path))


def _key(value: Any) -> str:
    return "" if value is None else str(value)
