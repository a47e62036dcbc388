"""What a person can fix in a scenario before it runs: names, places, inputs and expressions."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from tallyloom.flow.document import ALL, ROUTER, Document, Route, Step
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.kit import Aggregate, BadInput, Iterate, Listen, Module, Search, Value, Watch
from tallyloom.lang import (
    CompiledMapping,
    ExpressionError,
    Filter,
    Reference,
    compile_filter,
    compile_mapping,
)

TRIGGERS = (Watch, Listen)
MAY_BE_EMPTY = (Iterate, Search)
# Bare names that have a value in every run.
VARIABLES = ("executionId",)
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
        self._stop_on()
        self._schedule()
        self._ids()
        self._line(self._document.flow, (), first=True)
        return self._found

    def _zone(self) -> None:
        try:
            ZoneInfo(self._document.settings.zone)
        except (KeyError, ValueError, OSError):
            zone = self._document.settings.zone
            self._found.append(Problem(f"{zone!r} is no time zone; write one like Europe/London."))

    def _schedule(self) -> None:
        """What an instant trigger hears starts it; a clock beside that would start nothing."""
        schedule, first = self._document.schedule, self._document.flow[0]
        module = self._modules.get(first.module)
        if schedule is not None and isinstance(module, Listen):
            said = f"{module.label} starts it whenever its service calls; remove schedule."
            self._found.append(Problem(said, schedule.lines.get("", 0)))

    def _stop_on(self) -> None:
        """A code that none of the modules knows would never stop anything."""
        settings = self._document.settings
        used = [self._modules.get(step.module) for step in self._document.steps()]
        known = {code: "" for module in used if module for code in module.cautions}
        for code in settings.stop_on:
            if code not in (ALL, *known):
                near = difflib.get_close_matches(code, known, 1)
                listed = f"Known: {', '.join(known)}." if known else "None of them warns."
                hint = f"Did you mean {near[0]!r}?" if near else listed
                said = f"No module of this scenario warns of {code!r}. {hint}"
                self._found.append(Problem(said, settings.lines.get("stop_on", 0)))

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
            self._empty(step, module)
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
            self._wrong(step, "source", "Say whose bundles it gathers: source: the id of a module.")
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

    def _empty(self, step: Step, module: Module | None) -> None:
        if step.stop_if_empty and not isinstance(module, Aggregate):
            self._wrong(step, "stop_if_empty", "Only an aggregator stops if empty; remove it.")
        if step.continue_if_empty and not isinstance(module, MAY_BE_EMPTY):
            message = "Only a search or an iterator may find nothing; remove continue_if_empty."
            self._wrong(step, "continue_if_empty", message)

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
                said = f"{field.label}: a value is required (map.{field.name})."
                self._wrong(step, f"map.{field.name}", said)

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
        for reference in sorted(compiled.references, key=str):
            why = self._unreadable(reference, before)
            if why:
                self._wrong(step, part, why)

    def _unreadable(self, reference: Reference, before: tuple[int, ...]) -> str:
        """Why nothing can be read there; such a mapping would be empty in every run."""
        head, path = reference.head, reference.path
        if head.isdecimal():
            return "" if int(head) in before else self._not_before(int(head))
        if head == "input":
            inputs = sorted(one.name for one in self._document.inputs)
            known = ", ".join(inputs) or "none"
            absent = path and path[0] not in inputs
            return f"There is no input {path[0]!r}; there is {known}." if absent else ""
        if head in ("var", *VARIABLES):
            return ""
        near = difflib.get_close_matches(head, ("input", "var", *VARIABLES), 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        return f"{head!r} is no value; a module's is written with its id, {{{{1.{head}}}}}.{hint}"

    def _not_before(self, module: int) -> str:
        exists = module in {other.id for other in self._document.steps()}
        why = (
            "does not come before it, or lies behind an aggregator" if exists else "does not exist"
        )
        return f"It reads module {module}, which {why}."

    def _wrong(self, step: Step, part: str, message: str) -> None:
        line = step.lines.get(part) or step.lines.get(part.partition(".")[0], step.line)
        self._found.append(Problem(message, line, step.id, part))
