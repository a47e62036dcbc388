"""Filters: every operator, alternatives, and the sentence that says why."""

from __future__ import annotations

from typing import Any

import pytest

from tallyloom.lang import (
    ConvertValue,
    CorrectCondition,
    CorrectExpression,
    CorrectPattern,
    ExpressionError,
    Reference,
    Scope,
    compile_filter,
)
from tallyloom.lang.condition_operators import OPERATORS

# operator, a left and a right side that pass, a left side that does not
CASES: list[tuple[str, Any, Any, Any]] = [
    ("exist", "x", None, ""),
    ("exist", "{{0}}", None, "{{1.missing}}"),
    ("exist", "{{false}}", None, "{{1.null}}"),
    ("notexist", "{{1.missing}}", None, "x"),
    ("text:equal", "a", "a", "A"),
    ("text:equal", "{{1.count}}", "6", "6.0"),
    ("text:notequal", "a", "b", "b"),
    ("text:contain", "abc", "b", "aBc"),
    ("text:notcontain", "abc", "B", "aBc"),
    ("text:startwith", "abc", "ab", "bab"),
    ("text:notstartwith", "bab", "ab", "ab"),
    ("text:endwith", "abc", "bc", "bcd"),
    ("text:notendwith", "bcd", "bc", "abc"),
    ("text:pattern", "C536379", "^C[0-9]+$", "536379"),
    ("text:notpattern", "536379", "^C", "C536379"),
    ("text:equal:ci", "aB", "Ab", "ab "),
    ("text:notequal:ci", "a", "B", "b"),
    ("text:contain:ci", "aBc", "b", "ac"),
    ("text:notcontain:ci", "ac", "B", "abc"),
    ("text:startwith:ci", "ABc", "ab", "bab"),
    ("text:notstartwith:ci", "bab", "AB", "ab"),
    ("text:endwith:ci", "aBC", "bc", "bcd"),
    ("text:notendwith:ci", "bcd", "BC", "abc"),
    ("text:pattern:ci", "c1", "^C", "1c"),
    ("text:notpattern:ci", "1c", "^C", "c1"),
    ("number:equal", "1.0", "1", "2"),
    ("number:notequal", "2", "1", "1.00"),
    ("number:greater", "10", "9", "9"),
    ("number:less", "9", "10", "10"),
    ("number:greaterorequal", "9", "9", "8.99"),
    ("number:lessorequal", "9", "9", "9.01"),
    ("date:equal", "2010-12-01T08:26:00Z", "{{1.date}}", "2010-12-01"),
    ("date:notequal", "2010-12-01", "{{now}}", "{{1.date}}"),
    ("date:greater", "{{now}}", "2010-12-01", "2010-11-30"),
    ("date:less", "2010-11-30", "2010-12-01", "{{now}}"),
    ("date:greaterorequal", "2010-12-01", "2010-12-01T00:00Z", "2010-11-30"),
    ("date:lessorequal", "2010-12-01", "1.12.2010", "2010-12-02"),
    ("time:equal", "9:30", "09:30:00", "9:31"),
    ("time:notequal", "9:31", "9:30", "09:30"),
    ("time:greater", "10:00", "9:30", "9:00"),
    ("time:less", "9:00", "10:00", "10:00"),
    ("time:greaterorequal", "9:30", "9:30", "9:29:59"),
    ("time:lessorequal", "9:30", "9:30", "9:30:01"),
    ("semver:equal", "1.2", "v1.2.0+build", "1.2.1"),
    ("semver:notequal", "1.2.1", "1.2", "1.2.0"),
    ("semver:greater", "1.10.0", "1.9.0", "1.9.0-rc.1"),
    ("semver:less", "2.0.0-beta.2", "2.0.0-beta.11", "2.0.0"),
    ("semver:greaterorequal", "1.0.0", "1.0.0-alpha.1", "1.0.0-alpha"),
    ("semver:lessorequal", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0"),
    ("array:contain", "{{1.words}}", "a", "{{1.none}}"),
    ("array:contain", "{{1.words}}", "b", "{{1.missing}}"),
    ("array:notcontain", "{{1.words}}", "A", "A"),
    ("array:contain:ci", "{{1.words}}", "A", "x"),
    ("array:notcontain:ci", "{{1.words}}", "x", "X"),
    ("array:equal", "{{1.words}}", "3", "{{1.items}}"),
    ("array:notequal", "{{1.words}}", "2", "{{1.items}}"),
    ("array:greater", "{{1.words}}", "2", "{{1.items}}"),
    ("array:less", "{{1.missing}}", "1", "{{1.items}}"),
    ("array:greaterorequal", "{{1.words}}", "3", "{{1.items}}"),
    ("array:lessorequal", "{{1.items}}", "2", "{{1.words}}"),
    ("boolean:equal", "{{1.yes}}", "{{true}}", "{{false}}"),
    ("boolean:equal", "{{1.missing}}", "{{false}}", "x"),
    ("boolean:notequal", "{{1.yes}}", "{{false}}", "false"),
]


@pytest.mark.parametrize(("operator", "left", "right", "other"), CASES)
def test_an_operator_lets_pass_or_stops(
    scope: Scope, operator: str, left: object, right: object, other: object
) -> None:
    def decide(side: object) -> bool:
        return compile_filter([[{"a": side, "o": operator, "b": right}]]).decide(scope).passed

    assert decide(left) is True
    assert decide(other) is False


def test_every_operator_has_a_case() -> None:
    assert {operator for operator, *_ in CASES} == OPERATORS.keys()


def test_alternatives_are_or_and_their_conditions_and(scope: Scope) -> None:
    yes, no = {"a": "x"}, {"a": ""}

    def passed(groups: object) -> bool:
        return compile_filter(groups).decide(scope).passed

    assert passed([[yes, yes]])
    assert not passed([[yes, no]])
    assert passed([[no], [yes]])
    assert not passed([[no, yes], [yes, no]])
    assert passed([])
    assert passed([[]])


def test_the_bookkeeper_reads_which_condition_stopped_it(scope: Scope) -> None:
    scope.modules = {"1": {"InvoiceNo": "C536379", "Total": 5, "Lines": [1]}}

    def why(*groups: list[dict[str, str]]) -> str:
        return compile_filter(list(groups)).decide(scope).why

    begins = {"a": "{{1.InvoiceNo}}", "o": "text:startwith", "b": "5"}
    large = {"a": "{{1.Total}}", "o": "number:greater", "b": "100"}
    assert why([{"a": "{{1.InvoiceNo}}"}, begins]) == (
        '"InvoiceNo": "C536379" does not start with "5".'
    )
    assert why([begins], [large]) == (
        'None of the 2 alternatives holds: "InvoiceNo": "C536379" does not start with "5";'
        ' "Total": 5 is not greater than 100.'
    )
    assert why([{"a": "{{1.Email}}"}]) == '"Email" is empty.'
    assert why([{"a": "{{1.Total}}", "o": "notexist"}]) == '"Total" exists: 5.'
    assert why([{**large, "a": "{{1.Paid}}"}]) == '"Paid" is empty, so it is not greater than 100.'
    assert why([{"a": "{{1.Lines}}", "o": "array:equal", "b": "2"}]) == (
        '"Lines": an array of 1 item has a length that is not equal to 2.'
    )
    assert why([{"a": "{{length(1.InvoiceNo)}}", "o": "number:less", "b": "3"}]) == (
        '"{{length(1.InvoiceNo)}}": 7 is not less than 3.'
    )
    assert why([]) == ""


def test_what_was_decided_stays_when_the_scope_moves_on(scope: Scope) -> None:
    decision = compile_filter([[{"a": "{{1.name}}", "o": "text:equal", "b": "x"}]]).decide(scope)
    scope.modules = {}
    assert "Pen & Co" in decision.why
    assert not decision


def test_a_value_of_the_wrong_kind_is_an_error_that_names_the_field(scope: Scope) -> None:
    filter_ = compile_filter([[{"a": "{{1.name}}", "o": "number:greater", "b": "1"}]])
    with pytest.raises(ConvertValue, match='"name": "Pen & Co" is not a number'):
        filter_.decide(scope)


def test_zero_equals_no_unless_reading_as_make_does(scope: Scope) -> None:
    filter_ = compile_filter([[{"a": "{{0}}", "o": "boolean:equal", "b": "{{false}}"}]])
    assert filter_.decide(scope).passed
    scope.make_compatible = True
    assert not filter_.decide(scope).passed


def test_a_filter_tells_what_it_reads_and_calls() -> None:
    filter_ = compile_filter([[{"a": "{{1.x}}", "o": "text:equal", "b": "{{upper(2.y)}}"}]])
    assert filter_.references == {Reference("1", ("x",)), Reference("2", ("y",))}
    assert filter_.functions == {"upper"}


@pytest.mark.parametrize(
    ("groups", "trouble", "message"),
    [
        ([[{"a": "x", "o": "text:equals"}]], CorrectCondition, "did you mean text:equal"),
        ([[{"o": "exist"}]], CorrectCondition, "the filter, alternative 1, condition 1"),
        ([{"a": "x"}], CorrectCondition, "list of alternatives"),
        ({"a": "x"}, CorrectCondition, "list of alternatives"),
        ([[{"a": "{{1.x"}]], CorrectExpression, "the filter, alternative 1, condition 1"),
    ],
)
def test_a_wrong_filter_is_found_before_anything_runs(
    groups: object, trouble: type[ExpressionError], message: str
) -> None:
    with pytest.raises(trouble, match=message):
        compile_filter(groups)


def test_a_wrong_pattern_is_an_error(scope: Scope) -> None:
    with pytest.raises(CorrectPattern):
        compile_filter([[{"a": "x", "o": "text:pattern", "b": "("}]]).decide(scope)


def test_deep_data_is_an_error(scope: Scope) -> None:
    deep: list[Any] = []
    for _ in range(50_000):
        deep = [deep]
    scope.modules = {"1": {"a": deep, "b": [deep]}}
    filter_ = compile_filter([[{"a": "{{1.a}}", "o": "array:contain", "b": "{{1.b}}"}]])
    with pytest.raises(ExpressionError):
        filter_.decide(scope)
