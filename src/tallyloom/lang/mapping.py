"""A module's fields, compiled into one closure that builds the whole structure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from tallyloom.lang.coerce import bounded
from tallyloom.lang.limits import DATA_DEPTH
from tallyloom.lang.paths import Reference, Run
from tallyloom.lang.scope import Scope
from tallyloom.lang.template import compile_template
from tallyloom.lang.trouble import CorrectExpression, ExpressionError, MakeSmaller
from tallyloom.lang.values import IGNORE, Value, settle

_LITERALS: Final = (type(None), bool, int, Decimal)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledMapping:
    """Compiled fields.

    evaluate: builds the structure in a scope; every template in it is part of one evaluation, so
        fuel and the call index of `uuid` go on from field to field. Raises ExpressionError that
        names the field. Dicts and lists that are written in the mapping are fresh every time; a
        value that is only read is the bundle's own object.
    references, functions: of all templates together.
    """

    evaluate: Callable[[Scope], Value]
    references: frozenset[Reference]
    functions: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Part:
    run: Run
    value: Value = None
    constant: bool = False


def compile_mapping(value: object) -> CompiledMapping:
    """Compile a structure of dicts, lists and literals whose texts are templates.

    A field that evaluates to IGNORE is left out, of lists too; blank fields (None and "") are the
    caller's to judge. Raises ExpressionError naming the first wrong field.
    """
    builder = _Builder()
    part = builder.part(value, "", DATA_DEPTH)
    run = _started(part.run) if builder.computes else part.run
    return CompiledMapping(run, frozenset(builder.references), frozenset(builder.functions))


def _started(run: Run) -> Run:
    def evaluate(scope: Scope) -> Value:
        scope.begin()
        return run(scope)

    return evaluate


@dataclass(slots=True)
class _Builder:
    references: set[Reference] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    computes: bool = False

    def part(self, value: object, where: str, depth: int) -> _Part:
        if not depth:
            raise MakeSmaller(f"The mapping is nested more than {DATA_DEPTH} levels deep.")
        if isinstance(value, str):
            return self.text(value, where)
        if isinstance(value, dict):
            return self.collection(value, where, depth)
        if isinstance(value, list):
            return self.array(value, where, depth)
        if isinstance(value, float):  # a YAML reader's number, digit for digit as it was written
            return _literal(bounded(Decimal(float.__repr__(value))))
        if isinstance(value, _LITERALS):
            return _literal(value)
        raise CorrectExpression(
            f"A mapping holds text, numbers, true, false, null, lists and objects; here is a"
            f" {type(value).__name__}."
        ).in_field(where)

    def text(self, text: str, where: str) -> _Part:
        try:
            template = compile_template(text)
        except ExpressionError as trouble:
            raise trouble.in_field(where) from None
        self.references |= template.references
        self.functions |= template.functions
        if template.constant:
            return _literal(template.value)
        if not template.computes:
            return _Part(template.within)
        self.computes = True
        return _Part(_in_field(template.within, where))

    def collection(self, value: dict[str, object], where: str, depth: int) -> _Part:
        parts = {
            key: self.part(item, f"{where}.{key}" if where else str(key), depth - 1)
            for key, item in value.items()
        }
        base = {key: part.value for key, part in parts.items() if part.value is not IGNORE}
        moving = [(key, part.run) for key, part in parts.items() if not part.constant]
        return _Part(_collection(base, moving))

    def array(self, value: list[object], where: str, depth: int) -> _Part:
        parts = [
            self.part(item, f"{where}[{place}]", depth - 1)
            for place, item in enumerate(value, start=1)
        ]
        return _Part(_array([part.run for part in parts]))


def _literal(value: Value) -> _Part:
    return _Part(lambda _: value, value, constant=True)


def _in_field(run: Run, where: str) -> Run:
    def evaluate(scope: Scope) -> Value:
        try:
            return settle(run(scope))
        except ExpressionError as trouble:
            raise trouble.in_field(where) from None

    return evaluate


def _collection(base: dict[str, Value], moving: list[tuple[str, Run]]) -> Run:
    """A copy of what stays the same, with the rest filled in; keys keep their order."""

    def build(scope: Scope) -> dict[str, Value]:
        made = base.copy()
        for key, run in moving:
            value = run(scope)
            if value is IGNORE:
                del made[key]
            else:
                made[key] = value
        return made

    return build


def _array(runs: list[Run]) -> Run:
    return lambda scope: [value for run in runs if (value := run(scope)) is not IGNORE]
