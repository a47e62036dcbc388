"""Calling a function: its arguments, its fuel, and the bounds of what it returns."""

from __future__ import annotations

from typing import Final

from tallyloom.lang.functions.registry import Function
from tallyloom.lang.limits import LIST_LENGTH, STEP_SHIFT, TEXT_LENGTH
from tallyloom.lang.paths import Run
from tallyloom.lang.scope import Scope
from tallyloom.lang.trouble import ExpressionError, MakeSmaller
from tallyloom.lang.values import EMPTY_TEXT, Keyword, Value

_SIZED: Final = frozenset({list, dict})


def call(function: Function, arguments: list[Run], offset: int) -> Run:
    """A closure that calls the function; trouble inside says where in the template it was."""
    if function.lazy:
        return _lazy_call(function, arguments)
    body, scoped = function.body, function.scoped
    has_rule, empty = function.has_empty_rule, function.empty

    def evaluate(scope: Scope) -> Value:
        values = [argument(scope) for argument in arguments]
        try:
            _charge(scope, values)
            if has_rule and (values[0] is None or values[0] == ""):
                return [] if empty == [] else empty
            return _bounded(body(scope, *values) if scoped else body(*values))
        except ExpressionError as trouble:
            raise trouble.at(offset) from None

    return evaluate


def _lazy_call(function: Function, arguments: list[Run]) -> Run:
    body = function.body
    if len(arguments) == 2:
        first, second = arguments
        return lambda scope: body(scope, first, second)
    return lambda scope: body(scope, *arguments)


def _charge(scope: Scope, values: list[Value]) -> None:
    """Pay for the call by the size of its arguments; keywords become the values they stand for."""
    cost = 1
    for place, value in enumerate(values):
        kind = type(value)
        if kind is str:
            cost += len(value) >> STEP_SHIFT
        elif kind in _SIZED:
            cost += len(value)
            if len(value) > LIST_LENGTH:
                raise MakeSmaller(
                    f"The function is given {len(value)} items; {LIST_LENGTH} are allowed."
                )
        elif kind is Keyword:
            values[place] = "" if value is EMPTY_TEXT else None
    scope.spend(cost)


def _bounded(value: Value) -> Value:
    kind = type(value)
    if kind is str and len(value) > TEXT_LENGTH:
        raise MakeSmaller(f"The text has {len(value)} characters; {TEXT_LENGTH} are allowed.")
    if kind is list and len(value) > LIST_LENGTH:
        raise MakeSmaller(f"The array has {len(value)} items; {LIST_LENGTH} are allowed.")
    return value
