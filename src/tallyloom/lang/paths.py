"""Reading a field of a bundle: dictionary look-ups and 1-based indexes, and never an attribute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from tallyloom.lang.scope import Scope
from tallyloom.lang.trouble import CountFromOne
from tallyloom.lang.values import Value

Run: TypeAlias = Callable[[Scope], Value]
Step: TypeAlias = str | int | None
"""A key; an index from 1; or None for `[]`, the first item (or, at the end, the whole array)."""


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """What an expression reads: `{{1.items[].name}}` is Reference("1", ("items", "[]", "name")).

    head: a module's id, "input", "var", or a bare name.
    path: keys; an index is "[2]", the first item "[]".
    """

    head: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = self.head
        for part in self.path:
            text += part if part.startswith("[") else f".{part}"
        return text


def shown_step(step: Step) -> str:
    """A step as a `Reference` holds it."""
    if isinstance(step, str):
        return step
    return "[]" if step is None else f"[{step}]"


def index_of(text: str) -> int:
    """The index that `[…]` holds; raises CountFromOne for 0."""
    if not text.isdecimal() or len(text) > 9:
        raise CountFromOne(f"An index is a whole number from 1, not {text[:20]}.")
    if int(text) == 0:
        raise CountFromOne
    return int(text)


def take(value: Value, step: Step) -> Value:
    """One step into a value; empty where there is nothing."""
    if isinstance(step, str):
        return value.get(step) if isinstance(value, Mapping) else None
    if step is None:
        if isinstance(value, list):
            return value[0] if value else None
        return value
    return value[step - 1] if isinstance(value, list) and step <= len(value) else None


def walk(value: Value, steps: tuple[Step, ...]) -> Value:
    """Every step in turn."""
    for step in steps:
        value = take(value, step)
        if value is None:
            return None
    return value


def read_module(module: str, steps: tuple[Step, ...]) -> Run:
    """A reader of a module's latest bundle."""
    if not all(isinstance(step, str) for step in steps):
        return lambda scope: walk(scope.modules.get(module), steps)
    if len(steps) == 1:
        return _one_key(module, str(steps[0]))
    if len(steps) == 2:
        return _two_keys(module, str(steps[0]), str(steps[1]))
    return lambda scope: walk(scope.modules.get(module), steps)


# A str or a list refuses a text as its index with a TypeError, so look-ups alone are safe here.
_NOTHING: Final = (KeyError, TypeError)


def _one_key(module: str, key: str) -> Run:
    def read(scope: Scope) -> Value:
        try:
            return scope.modules[module][key]
        except _NOTHING:
            return None

    return read


def _two_keys(module: str, first: str, second: str) -> Run:
    def read(scope: Scope) -> Value:
        try:
            return scope.modules[module][first][second]
        except _NOTHING:
            return None

    return read


def read_name(name: str, steps: tuple[Step, ...]) -> Run:
    """A reader of `input.…`, `var.…`, a module with a name for an id, or a bare variable."""
    if name == "input":
        return lambda scope: walk(scope.inputs, steps)
    if name == "var":
        return lambda scope: walk(scope.variables, steps)

    def read(scope: Scope) -> Value:
        home = scope.modules if name in scope.modules else scope.variables
        return walk(home.get(name), steps)

    return read
