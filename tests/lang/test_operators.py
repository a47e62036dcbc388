"""Operators: precedence, decimals, comparison, and what empty does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.lang import CheckNumbers, ConvertValue, MakeSmaller, Scope, compile_template

Evaluate = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{1 + 2 * 3}}", 7),
        ("{{(1 + 2) * 3}}", 9),
        ("{{10 - 2 - 3}}", 5),
        ("{{12 / 3 / 2}}", 2),
        ("{{-2 * -3}}", 6),
        ("{{7 % 4}}", 3),
        ("{{-7 % 4}}", -3),
        ("{{- 1.count}}", -6),
        ("{{0.1 + 0.2}}", Decimal("0.3")),
        ("{{1.price * 3}}", Decimal("7.65")),
        ("{{10 / 4}}", Decimal("2.5")),
        (
            "{{100000000000000000000000000000000.5 / 1}}",
            Decimal("100000000000000000000000000000000.5"),
        ),
        (
            "{{-1234567890123456789012345678.123456}}",
            Decimal("-1234567890123456789012345678.123456"),
        ),
        ("{{2 / 3}}", Decimal("0.6666666666666666666666666666666667")),
        ("{{1 / 3 * 3}}", Decimal("0.9999999999999999999999999999999999")),
        ("{{1.`text number` * 2}}", 25),
        ('{{"1" + 1}}', "11"),
        ('{{1 + 1 + " items"}}', "2 items"),
        ('{{1.missing + "!"}}', "!"),
        ('{{parseDate(1.date; "YYYY-MM-DDTHH:mm:ss.SSSZ") - 1.date}}', 0),
        ('{{now - "2010-12-01T08:25:59Z"}}', 1000),
        ("{{true | false & false}}", True),
        ("{{(true | false) & false}}", False),
        ("{{true or false and false}}", True),
        ("{{!true}}", False),
        ("{{not 1.missing}}", True),
        ("{{!(1 = 2)}}", True),
        ("{{1.count > 5 & 1.count < 7}}", True),
        ('{{0 | "" | 1.missing}}', False),
    ],
)
def test_an_operator_computes(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value
    assert isinstance(evaluate(text), bool) is isinstance(value, bool)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{{"5" = 5}}', True),
        ('{{"5.0" = 5}}', True),
        ('{{"5.0" = "5"}}', False),
        ('{{"x" = 5}}', False),
        ("{{1.price = 2.550}}", True),
        ("{{1.yes = true}}", True),
        ('{{1.yes = "true"}}', True),
        ("{{1.yes = 1}}", True),
        ("{{1.missing = emptystring}}", True),
        ("{{1.empty = null}}", True),
        ("{{1.missing = 0}}", False),
        ("{{false = null}}", False),
        ("{{1.words = 1.words}}", True),
        ("{{1.words = 1.name}}", False),
        ("{{1.address != 1.count}}", True),
        ('{{now = "2010-12-01T08:26:00Z"}}', True),
        ('{{now = "someday"}}', False),
        ('{{now > "2010-11-30"}}', True),
        ('{{"b" > "a"}}', True),
        ('{{"10" < "9"}}', True),
        ('{{"10" < 9}}', False),
        ("{{2 <= 2}}", True),
        ("{{2 >= 3}}", False),
        ("{{1.missing < 5}}", False),
        ("{{1.missing > 5}}", False),
        ("{{5 >= 1.empty}}", False),
    ],
)
def test_values_are_compared(evaluate: Evaluate, text: str, value: bool) -> None:
    assert evaluate(text) is value


def test_the_right_side_is_computed_only_when_it_counts(evaluate: Evaluate) -> None:
    assert evaluate("{{false & 1 / 0 > 1}}") is False
    assert evaluate("{{true | 1 / 0 > 1}}") is True


def test_zero_is_yes_only_when_reading_as_make_does(scope: Scope) -> None:
    template = compile_template('{{if(0; "yes"; "no")}} {{!0}} {{0 & true}}')
    assert template.evaluate(scope) == "no true false"
    scope.make_compatible = True
    assert template.evaluate(scope) == "yes false true"


@pytest.mark.parametrize(
    ("text", "trouble", "message"),
    [
        ("{{1.count / 0}}", CheckNumbers, "divided by 0"),
        ("{{1 % 0}}", CheckNumbers, "divided by 0"),
        ("{{1.name * 2}}", ConvertValue, '"Pen & Co" is not a number'),
        ("{{1.missing + 1}}", ConvertValue, "ifempty"),
        ("{{1.yes + 1}}", ConvertValue, "boolean"),
        ("{{1.address - 1}}", ConvertValue, "collection"),
        ("{{now + 1}}", ConvertValue, "date"),
        ("{{1.words > 1}}", ConvertValue, "no order"),
        ("{{" + "*".join(["9999999999"] * 40) + "}}", MakeSmaller, "1e308"),
    ],
)
def test_what_has_no_result_says_why(
    evaluate: Evaluate, text: str, trouble: type[Exception], message: str
) -> None:
    with pytest.raises(trouble, match=message):
        evaluate(text)


MONEY = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)


@given(MONEY, MONEY)
def test_money_is_added_subtracted_and_multiplied_exactly(left: Decimal, right: Decimal) -> None:
    scope = Scope(started=datetime(2010, 12, 1, tzinfo=UTC), modules={"1": {"a": left, "b": right}})
    with localcontext(prec=100):
        assert compile_template("{{1.a + 1.b}}").evaluate(scope) == left + right
        assert compile_template("{{1.a - 1.b}}").evaluate(scope) == left - right
        assert compile_template("{{1.a * 1.b}}").evaluate(scope) == left * right
