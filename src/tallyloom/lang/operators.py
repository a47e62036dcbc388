"""What the operators between two values compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tallyloom.lang import arithmetic
from tallyloom.lang.coerce import to_boolean
from tallyloom.lang.compare import equal, order
from tallyloom.lang.paths import Run
from tallyloom.lang.scope import Scope
from tallyloom.lang.trouble import ExpressionError
from tallyloom.lang.values import Value

_Operation = Callable[[Scope, Value, Value], Value]


def _ordered(accept: frozenset[int]) -> _Operation:
    return lambda scope, left, right: order(left, right, scope.zone) in accept


OPERATIONS: Final[dict[str, _Operation]] = {
    "+": lambda scope, left, right: arithmetic.add(left, right),
    "-": lambda scope, left, right: arithmetic.subtract(left, right, scope.zone),
    "*": lambda scope, left, right: arithmetic.multiply(left, right),
    "/": lambda scope, left, right: arithmetic.divide(left, right),
    "%": lambda scope, left, right: arithmetic.remainder(left, right),
    "=": lambda scope, left, right: equal(left, right, scope.zone),
    "!=": lambda scope, left, right: not equal(left, right, scope.zone),
    "<": _ordered(frozenset({-1})),
    ">": _ordered(frozenset({1})),
    "<=": _ordered(frozenset({-1, 0})),
    ">=": _ordered(frozenset({0, 1})),
}


def chain(first: Run, rest: list[tuple[str, Run, int]]) -> Run:
    """Operators of one rank from left to right; each with its symbol, operand and place."""
    run = first
    if len(rest) == 1:
        return _pair(first, *rest[0])
    steps = [(OPERATIONS[symbol], operand, offset) for symbol, operand, offset in rest]

    def evaluate(scope: Scope) -> Value:
        value = run(scope)
        for operation, operand, offset in steps:
            value = _applied(operation, scope, value, operand(scope), offset)
        return value

    return evaluate


def _pair(left: Run, symbol: str, right: Run, offset: int) -> Run:
    operation = OPERATIONS[symbol]
    return lambda scope: _applied(operation, scope, left(scope), right(scope), offset)


def _applied(operation: _Operation, scope: Scope, left: Value, right: Value, offset: int) -> Value:
    try:
        return operation(scope, left, right)
    except ExpressionError as trouble:
        raise trouble.at(offset) from None


def minus(operand: Run, offset: int) -> Run:
    """The number with the other sign."""
    return lambda scope: _applied(_minus, scope, operand(scope), None, offset)


def _minus(_scope: Scope, value: Value, _nothing: Value) -> Value:
    return arithmetic.negative(value)


def negation(operand: Run) -> Run:
    """No for Yes and Yes for No."""
    return lambda scope: not to_boolean(operand(scope), scope.make_compatible)


def all_of(operands: list[Run]) -> Run:
    """Yes if every operand is Yes; the first No ends it."""

    def evaluate(scope: Scope) -> bool:
        return all(to_boolean(run(scope), scope.make_compatible) for run in operands)

    return evaluate


def any_of(operands: list[Run]) -> Run:
    """Yes if one operand is Yes; the first Yes ends it."""

    def evaluate(scope: Scope) -> bool:
        return any(to_boolean(run(scope), scope.make_compatible) for run in operands)

    return evaluate
