"""What a person can fix in a scenario before it runs: names, places, inputs and expressions."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from tallyloom.flow.document import ROUTER, Document, Route, Step
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.kit import Aggregate, BadInput, Listen, Module, Value, Watch
from tallyloom.lang import (
    CompiledMapping,
    ExpressionError,
    Filter,
    compile_filter,
    compile_mapping,
)

TRIGGERS = (Watch, Listen)
Compiled = TypeVar("Compiled")


def check(
    document: Document,
    modules: Mapping[str, Module],
    connected: frozenset[str],
    file: str = "scenario",
) -> None:
    """Raise `CorrectScenario` with everything that is wrong.

    `modules` are the installed modules by name, `connected` the names of the apps whose modules
    need a connection.
    """
    problems = list(_Checker(document, modules, connected).problems())
    if problems:
        raise CorrectScenario(problems, file)


class _Checker:
    """Walks the steps in order, remembering which modules a mapping may read."""

    def __init__(
        self, document: Document, modules: Mapping[str, Module], connected: frozenset[str]
    ) -> None:
        self._document = document
        self._modules = modules
        self._connected = connected
        self._found: list[Problem] = []

    def problems(self) -> list[Problem]:
        self._zone()
        self._ids()
        self._line(self._document.flow, (), first=True)
        return self._found

    def _zone(self) -> None:
        try:
            ZoneInfo(self._document.settings.zone)
        except (ValueError, OSError):
            zone = self._document.settings.zone
            self._found.append(Problem(f"{zone!r} is no time zone; write one like Europe/London."))

    def _ids(self) -> None:
        seen: set[int] = set()
        for step in self._document.steps():
            if step.id in seen:
                self._wrong(step, "id", f"There is another module {step.id}; ids are unique.")
            seen.add(step.id)

    def _line(self, steps: Sequence[Step], before: tuple[int, ...], *, first: bool) -> None:
        """One line of steps; `before` are the modules that its mappings may read."""
        for at, step in enumerate(steps):
            module = self._modules.get(step.module)
            self._module(step, module, first=first and at == 0)
            readable = self._readable(step, module, before)
            self._filter(step, before)
            self._group(step, module, before)
            self._fields(step, module, before)
            if step.module == ROUTER:
                self._router(step, before, last=at == len(steps) - 1)
            before = (*readable, step.id)

    def _module(self, step: Step, module: Module | None, *, first: bool) -> None:
        if step.module == ROUTER:
            return
        if module is None:
            near = difflib.get_close_matches(step.module, self._modules, 1)
            hint = f"Did you mean {near[0]}?" if near else "See tallyloom modules list."
            self._wrong(step, "module", f"There is no module {step.module!r}. {hint}")
            return
        if isinstance(module, TRIGGERS) and not first:
            self._wrong(step, "module", f"{module.label} is a trigger: it can only come first.")
        self._connection(step, module)

    def _connection(self, step: Step, module: Module) -> None:
        uses = {use.name: use for use in self._document.connections}
        if module.app not in self._connected:
            if step.connection:
                self._wrong(step, "connection", f"{module.label} needs no connection; remove it.")
            return
        if not step.connection:
            named = f" ({', '.join(uses)})" if uses else ""
            self._wrong(
                step, "module", f"Say which of the connections it uses{named}: connection: NAME."
            )
        elif step.connection not in uses:
            known = ", ".join(uses) or "none yet"
            self._wrong(
                step,
                "connection",
                f"{step.connection!r} is not under connections; there is {known}.",
            )
        elif uses[step.connection].app != module.app:
            self._wrong(step, "connection", f"{step.connection!r} does not connect {module.app}.")

    def _readable(
        self, step: Step, module: Module | None, before: tuple[int, ...]
    ) -> tuple[int, ...]:
        """What later mappings may read: behind an aggregator, nothing from its source on."""
        if not isinstance(module, Aggregate):
            if step.source is not None:
                self._wrong(step, "source", "Only an aggregator has a source; remove it.")
            return before
        if step.source is None:
            self._wrong(step, "module", "Say whose bundles it gathers: source: the id of a module.")
            return before
        if step.source not in before:
            self._wrong(step, "source", f"Module {step.source} does not come before it.")
            return before
        return before[: before.index(step.source)]

    def _group(self, step: Step, module: Module | None, before: tuple[int, ...]) -> None:
        if not step.group_by:
            return
        if not isinstance(module, Aggregate):
            self._wrong(step, "group_by", "Only an aggregator groups; remove group_by.")
            return
        self._expression(step, "group_by", step.group_by, before)

    def _filter(self, step: Step, before: tuple[int, ...]) -> None:
        if step.filter is None:
            return
        groups = [[dict(one) for one in group] for group in step.filter.conditions]
        compiled = self._compiled(step, "filter", lambda: compile_filter(groups))
        if compiled is not None:
            self._references(step, "filter", compiled, before)

    def _fields(self, step: Step, module: Module | None, before: tuple[int, ...]) -> None:
        compiled = {
            name: self._expression(step, f"map.{name}", value, before)
            for name, value in step.map.items()
        }
        if module is None or module.open_inputs:
            return
        known = {field.name: field for field in module.inputs}
        for name, one in compiled.items():
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
                self._wrong(step, f"map.{name}", f"{module.label} has no input {name!r}. {hint}")
            elif one is not None and not one.references and not one.functions:
                self._literal(step, name, known[name].read, step.map[name])
        for field in module.inputs:
            blank = step.map.get(field.name) in (None, "")
            if field.required and field.default is None and blank:
                self._wrong(step, "map", f"{field.label}: a value is required (map.{field.name}).")

    def _literal(self, step: Step, name: str, read: Callable[[Value], Value], value: Value) -> None:
        """A value that is written out can be judged now, unless a keyword stands for it."""
        if value in (None, "") or (isinstance(value, str) and "{{" in value):
            return
        try:
            read(value)
        except BadInput as trouble:
            self._wrong(step, f"map.{name}", trouble.message)

    def _router(self, step: Step, before: tuple[int, ...], *, last: bool) -> None:
        if not last:
            self._wrong(step, "module", "Routes never join again: a router comes last.")
        if sum(route.fallback for route in step.routes) > 1:
            self._wrong(step, "routes", "At most one route is the fallback.")
        for route in step.routes:
            self._route(step, route, (*before, step.id))

    def _route(self, step: Step, route: Route, before: tuple[int, ...]) -> None:
        if route.fallback and route.flow and route.flow[0].filter is not None:
            self._wrong(
                route.flow[0],
                "filter",
                "The fallback takes what no other route does; it has no filter.",
            )
        self._line(route.flow, before, first=False)

    def _expression(
        self, step: Step, part: str, value: Value, before: tuple[int, ...]
    ) -> CompiledMapping | None:
        compiled = self._compiled(step, part, lambda: compile_mapping(value))
        if compiled is not None:
            self._references(step, part, compiled, before)
        return compiled

    def _compiled(self, step: Step, part: str, compile_: Callable[[], Compiled]) -> Compiled | None:
        try:
            return compile_()
        except ExpressionError as error:
            self._wrong(step, part, f"{part.removeprefix('map.')}: {error}")
            return None

    def _references(
        self, step: Step, part: str, compiled: CompiledMapping | Filter, before: Iterable[int]
    ) -> None:
        before = tuple(before)
        ids = {other.id for other in self._document.steps()}
        inputs = {one.name for one in self._document.inputs}
        for reference in sorted(compiled.references, key=str):
            if reference.head.isdecimal() and int(reference.head) not in before:
                why = (
                    "does not come before it, or lies behind an aggregator"
                    if int(reference.head) in ids
                    else "does not exist"
                )
                self._wrong(step, part, f"It reads module {reference.head}, which {why}.")
            if reference.head == "input" and reference.path and reference.path[0] not in inputs:
                known = ", ".join(sorted(inputs)) or "none"
                self._wrong(
                    step, part, f"There is no input {reference.path[0]!r}; there is {known}."
                )

    def _wrong(self, step: Step, part: str, message: str) -> None:
        line = step.lines.get(part, step.line)
        self._found.append(Problem(message, line, step.id))
