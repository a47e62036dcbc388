"""Choosing between values, reaching into them, and identifiers."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

import re2

from tallyloom.lang.coerce import to_boolean, to_text
from tallyloom.lang.compare import blank
from tallyloom.lang.functions.registry import Family
from tallyloom.lang.paths import Run, Step, index_of, take
from tallyloom.lang.scope import Scope
from tallyloom.lang.values import Value

FAMILY: Final = Family("General")

_NAMESPACE: Final = UUID("6c1d3a58-3f0b-5d7e-9b64-7b1f6f6c2a10")
_PARTS: Final = re2.compile(r"[^.\[\]]+|\[[^\]]*\]")


@FAMILY.function(
    "if(condition; then; [else])",
    "`then` if the condition is Yes, otherwise `else`; only the one that counts is computed.",
    example='if(1.total > 100; "large"; "small")',
    gives="large",
    lazy=True,
)
def choose(scope: Scope, condition: Run, then: Run, otherwise: Run | None = None) -> Value:
    if to_boolean(condition(scope), scope.make_compatible):
        return then(scope)
    return otherwise(scope) if otherwise else None


@FAMILY.function(
    "ifempty(value; otherwise)",
    "The value, or `otherwise` if it is missing, null or an empty text.",
    example='ifempty(1.phone; "none")',
    gives="none",
    lazy=True,
)
def if_empty(scope: Scope, value: Run, otherwise: Run) -> Value:
    found = value(scope)
    return otherwise(scope) if blank(found) else found


@FAMILY.function(
    "get(value; path)",
    "What lies at a path within a collection or array, such as `items[2].name` or `items.2.name`;"
    " indexes count from 1.",
    example='get(1.items; "2.name")',
    gives="Ink",
)
def get(value: Value, path: Value) -> Value:
    """The value at a path; a key that is spelled like a path comes first."""
    if isinstance(value, dict) and isinstance(path, str) and path in value:
        return value[path]
    for part in _PARTS.findall(to_text(path)) if not blank(path) else ():
        value = take(value, _step(value, part))
        if value is None:
            return None
    return value


def _step(value: Value, part: str) -> Step:
    if part == "[]":
        return None
    if part.startswith("["):
        return index_of(part[1:-1])
    return index_of(part) if isinstance(value, list) and part.isdecimal() else part


@FAMILY.function(
    "uuid",
    "A unique identifier; the same when the same step of the same run is repeated.",
    example="length(uuid)",
    gives=36,
    scoped=True,
)
def uuid(scope: Scope) -> str:
    scope.calls += 1
    return str(uuid5(_NAMESPACE, f"{scope.seed}#{scope.calls}"))
