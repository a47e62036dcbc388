"""The operators of filters: how both sides are read, when they hold, and how to say that not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tallyloom.lang.coerce import (
    text_or_blank,
    to_boolean,
    to_date,
    to_list,
    to_number,
    to_time,
)
from tallyloom.lang.compare import blank, equal, sign, version_key
from tallyloom.lang.patterns import compile_pattern
from tallyloom.lang.scope import Scope
from tallyloom.lang.values import Value

_Test = Callable[[Scope, Value, Value], bool]


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator; `failed` is what a left side did that does not pass: "is not equal to"."""

    name: str
    label: str
    failed: str
    test: _Test
    unary: bool = False

    @property
    def of_text(self) -> bool:
        """Whether its sides are texts, which a sentence puts in quotation marks."""
        return self.name.startswith("text:") or "contain" in self.name


_TEXT_TESTS: Final[tuple[tuple[str, str, str, str, Callable[[str, str], bool]], ...]] = (
    ("equal", "Equal to", "is not equal to", "is equal to", str.__eq__),
    ("contain", "Contains", "does not contain", "contains", str.__contains__),
    ("startwith", "Starts with", "does not start with", "starts with", str.startswith),
    ("endwith", "Ends with", "does not end with", "ends with", str.endswith),
)
_NEGATED: Final = {
    "Equal to": "Not equal to",
    "Contains": "Does not contain",
    "Starts with": "Does not start with",
    "Ends with": "Does not end with",
    "Matches pattern": "Does not match pattern",
}
_ORDERS: Final = (
    ("equal", "Equal to", "is not equal to", {0}),
    ("notequal", "Not equal to", "is equal to", {-1, 1}),
    ("greater", "Greater than", "is not greater than", {1}),
    ("less", "Less than", "is not less than", {-1}),
    ("greaterorequal", "Greater than or equal to", "is less than", {0, 1}),
    ("lessorequal", "Less than or equal to", "is greater than", {-1, 0}),
)
_DATE_WORDS: Final = {
    "Greater than": "Later than",
    "Less than": "Earlier than",
    "Greater than or equal to": "Later than or equal to",
    "Less than or equal to": "Earlier than or equal to",
    "is not greater than": "is not later than",
    "is not less than": "is not earlier than",
    "is less than": "is earlier than",
    "is greater than": "is later than",
}


def _text_test(holds: Callable[[str, str], bool], wanted: bool, ignore_case: bool) -> _Test:
    if ignore_case:
        return lambda _, left, right: (
            wanted is holds(text_or_blank(left).casefold(), text_or_blank(right).casefold())
        )
    return lambda _, left, right: wanted is holds(text_or_blank(left), text_or_blank(right))


def _pattern_test(wanted: bool, flags: str) -> _Test:
    def test(_scope: Scope, left: Value, right: Value) -> bool:
        pattern = compile_pattern(text_or_blank(right), flags)
        return wanted is (pattern.search(text_or_blank(left)) is not None)

    return test


def _text_operators(suffix: str, note: str, ignore_case: bool) -> list[Operator]:
    made = []
    for name, label, failed, failed_not, holds in _TEXT_TESTS:
        yes, no = (_text_test(holds, wanted, ignore_case) for wanted in (True, False))
        made.append(Operator(f"text:{name}{suffix}", label + note, failed, yes))
        made.append(Operator(f"text:not{name}{suffix}", _NEGATED[label] + note, failed_not, no))
    flags = "i" if ignore_case else ""
    label = "Matches pattern"
    yes, no = _pattern_test(True, flags), _pattern_test(False, flags)
    return [
        *made,
        Operator(f"text:pattern{suffix}", label + note, "does not match the pattern", yes),
        Operator(f"text:notpattern{suffix}", _NEGATED[label] + note, "matches the pattern", no),
    ]


def _order_test(read: Callable[[Scope, Value], Value], accept: set[int]) -> _Test:
    """Empty equals empty, differs from every value, and is neither less nor greater."""

    def test(scope: Scope, left: Value, right: Value) -> bool:
        if blank(left) or blank(right):
            same = blank(left) and blank(right)
            return accept == ({0} if same else {-1, 1})
        return sign(read(scope, left), read(scope, right)) in accept

    return test


def _ordered(
    kind: str, words: dict[str, str], read: Callable[[Scope, Value], Value]
) -> list[Operator]:
    return [
        Operator(
            f"{kind}:{name}",
            words.get(label, label),
            words.get(failed, failed),
            _order_test(read, accept),
        )
        for name, label, failed, accept in _ORDERS
    ]


def _items(value: Value) -> list[Value]:
    return [] if blank(value) else to_list(value)


def _holds(scope: Scope, left: Value, right: Value) -> bool:
    return any(equal(item, right, scope.zone) for item in _items(left))


def _holds_any_case(scope: Scope, left: Value, right: Value) -> bool:
    folded = _folded(right)
    return any(equal(_folded(item), folded, scope.zone) for item in _items(left))


def _folded(value: Value) -> Value:
    return value.casefold() if isinstance(value, str) else value


def _array_operators() -> list[Operator]:
    made = []
    for suffix, note, holds in (("", "", _holds), (":ci", _ANY_CASE, _holds_any_case)):
        made += [
            Operator(f"array:contain{suffix}", "Contains" + note, "does not contain", holds),
            Operator(
                f"array:notcontain{suffix}",
                "Does not contain" + note,
                "contains",
                _not(holds),
            ),
        ]
    return made + [
        Operator(
            f"array:{name}",
            f"Length {label[0].lower()}{label[1:]}",
            f"has a length that {failed}",
            _length_test(accept),
        )
        for name, label, failed, accept in _ORDERS
    ]


def _not(test: _Test) -> _Test:
    return lambda scope, left, right: not test(scope, left, right)


def _length_test(accept: set[int]) -> _Test:
    return lambda _, left, right: sign(len(_items(left)), to_number(right)) in accept


def _same(wanted: bool) -> _Test:
    def test(scope: Scope, left: Value, right: Value) -> bool:
        one, other = (to_boolean(value, scope.make_compatible) for value in (left, right))
        return wanted is (one is other)

    return test


_ANY_CASE: Final = " (case insensitive)"

_ALL: Final = [
    Operator("exist", "Exists", "is empty", lambda _, left, __: not blank(left), unary=True),
    Operator("notexist", "Does not exist", "exists", lambda _, left, __: blank(left), unary=True),
    *_text_operators("", "", ignore_case=False),
    *_text_operators(":ci", _ANY_CASE, ignore_case=True),
    *_ordered("number", {}, lambda _, value: to_number(value)),
    *_ordered("date", _DATE_WORDS, lambda scope, value: to_date(value, scope.zone)),
    *_ordered("time", _DATE_WORDS, lambda _, value: to_time(value)),
    *_ordered("semver", {}, lambda _, value: version_key(value)),
    *_array_operators(),
    Operator("boolean:equal", "Equal to", "is not equal to", _same(True)),
    Operator("boolean:notequal", "Not equal to", "is equal to", _same(False)),
]

OPERATORS: Final[dict[str, Operator]] = {operator.name: operator for operator in _ALL}
