"""Filters: whether a bundle passes a link, and the sentence that says why it did not."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeAlias

from tallyloom.lang.condition_operators import OPERATORS, Operator
from tallyloom.lang.paths import Reference, Run
from tallyloom.lang.scope import Scope
from tallyloom.lang.template import Template, compile_template
from tallyloom.lang.trouble import CorrectCondition, ExpressionError, MakeSmaller
from tallyloom.lang.values import Value, shown

_DEFAULT: Final = "exist"


@dataclass(frozen=True, slots=True)
class _Condition:
    label: str
    left: Run
    operator: Operator
    right: Run
    place: str

    def holds(self, scope: Scope, left: Value, right: Value) -> bool:
        try:
            return self.operator.test(scope, left, right)
        except ExpressionError as trouble:
            trouble.problem = f'"{self.label}": {trouble.problem}'
            raise trouble.in_condition(self.place) from None

    def explained(self, left: Value, right: Value) -> str:
        name, failed = f'"{self.label}"', self.operator.failed
        show = shown if self.operator.of_text else _unquoted
        if self.operator.unary:
            return f"{name} is empty" if failed == "is empty" else f"{name} exists: {shown(left)}"
        if shown(left) == "empty":
            return f"{name} is empty, so it {failed} {show(right)}"
        return f"{name}: {show(left)} {failed} {show(right)}"


def _unquoted(value: Value) -> str:
    return shown(value).strip('"')


_Miss: TypeAlias = tuple[_Condition, Value, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What a filter decided; `why` is written only when it is asked for."""

    passed: bool
    _misses: tuple[_Miss, ...] = ()

    @property
    def why(self) -> str:
        """The conditions that stopped the bundle, with their values; empty if it passed.

        One sentence: `"InvoiceNo": "C536379" does not start with "5".`
        """
        if self.passed:
            return ""
        sentences = [condition.explained(left, right) for condition, left, right in self._misses]
        if len(sentences) == 1:
            return sentences[0] + "."
        return f"None of the {len(sentences)} alternatives holds: {'; '.join(sentences)}."

    def __bool__(self) -> bool:
        return self.passed


_PASSED: Final = Decision(True)


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """Compiled conditions: one of the groups must hold, and in it every condition."""

    groups: tuple[tuple[_Condition, ...], ...]
    references: frozenset[Reference]
    functions: frozenset[str]

    def decide(self, scope: Scope) -> Decision:
        """Whether the bundle passes; raises ExpressionError for a value of the wrong kind."""
        scope.begin()
        try:
            return self._decide(scope)
        except RecursionError:
            raise MakeSmaller("The data is nested too deep to be compared.") from None

    def _decide(self, scope: Scope) -> Decision:
        misses: list[_Miss] = []
        for group in self.groups:
            if (miss := _first_miss(group, scope)) is None:
                return _PASSED
            misses.append(miss)
        return Decision(False, tuple(misses)) if misses else _PASSED


def _first_miss(group: tuple[_Condition, ...], scope: Scope) -> _Miss | None:
    for condition in group:
        left, right = condition.left(scope), condition.right(scope)
        if not condition.holds(scope, left, right):
            return condition, left, right
    return None


def compile_filter(groups: object) -> Filter:
    """Compile `[[{"a": "{{1.total}}", "o": "number:greater", "b": "100"}, …and], …or]`.

    `a` and `b` are templates or literals, `o` is an operator of OPERATORS ("exist" if it is
    left out). No group, and a group without conditions, let everything pass. Raises
    CorrectCondition for a wrong shape or operator, ExpressionError for a wrong template.
    """
    builder = _Builder(set(), set())
    compiled = tuple(
        tuple(
            builder.condition(item, f"alternative {number}, condition {place}")
            for place, item in enumerate(_list(group), start=1)
        )
        for number, group in enumerate(_list(groups), start=1)
    )
    return Filter(compiled, frozenset(builder.references), frozenset(builder.functions))


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise CorrectCondition("A filter is a list of alternatives, each a list of conditions.")


@dataclass(frozen=True, slots=True)
class _Builder:
    references: set[Reference]
    functions: set[str]

    def condition(self, item: object, place: str) -> _Condition:
        if not isinstance(item, dict) or "a" not in item:
            raise CorrectCondition('A condition is an object with "a", "o" and "b".').in_condition(
                place
            )
        operator = _operator(item.get("o") or _DEFAULT, place)
        left, label = self.side(item["a"], place)
        right, _ = self.side(item.get("b"), place)
        return _Condition(label, left, operator, right, place)

    def side(self, value: object, place: str) -> tuple[Run, str]:
        """The side's closure, and how a person knows it."""
        if not isinstance(value, str):
            return (lambda _: value), _unquoted(value)
        try:
            template = compile_template(value)
        except ExpressionError as trouble:
            raise trouble.in_condition(place) from None
        self.references.update(template.references)
        self.functions.update(template.functions)
        return template.within, _label(template)


def _operator(name: object, place: str) -> Operator:
    if operator := OPERATORS.get(str(name)):
        return operator
    near = get_close_matches(str(name), OPERATORS, n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise CorrectCondition(f"There is no operator {shown(name)}{hint}").in_condition(place)


def _label(template: Template) -> str:
    """The field's name if the side only reads a field, else the text as it was written."""
    if template.computes or len(template.references) != 1:
        return template.text
    (reference,) = template.references
    names = [part for part in reference.path if not part.startswith("[")]
    return names[-1] if names else str(reference)
