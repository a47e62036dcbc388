"""Numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tallyloom.lang import CheckNumbers, ConvertValue

Evaluate = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{floor(2.9)}}", 2),
        ("{{floor(-2.1)}}", -3),
        ("{{ceil(2.1)}}", 3),
        ("{{ceil(-2.9)}}", -2),
        ("{{round(2.5)}}", 3),
        ("{{round(-2.5)}}", -3),
        ("{{round(2.4999)}}", 2),
        ("{{round(1.005; 2)}}", Decimal("1.01")),
        ('{{round("7.125"; 2)}}', Decimal("7.13")),
        ("{{round(7; 2)}}", 7),
        ('{{round("1234567890123456789012345678901234.5")}}', 1234567890123456789012345678901235),
        (
            '{{formatNumber("1234567890123456789012345678901.25"; 2; "."; emptystring)}}',
            "1234567890123456789012345678901.25",
        ),
        ("{{sum(1; 2; 3)}}", 6),
        ('{{sum(map(1.items; "qty"))}}', 3),
        ('{{sum(split("0.1,0.2,,0.3"; ","))}}', Decimal("0.6")),
        ("{{sum(1.missing)}}", 0),
        ("{{average(1; 2)}}", Decimal("1.5")),
        ("{{average(1.none)}}", None),
        ('{{min(split("3,20,1"; ","))}}', 1),
        ("{{max(3; 20; 1.missing)}}", 20),
        ("{{max(1.none)}}", None),
        ('{{parseNumber("1,234.50")}}', Decimal("1234.50")),
        ('{{parseNumber("1.234,50"; ",")}}', Decimal("1234.50")),
        ('{{parseNumber("-1 234,5"; ",")}}', Decimal("-1234.5")),
        ('{{parseNumber("1,00,000")}}', 100000),
        ("{{parseNumber(5)}}", 5),
        ("{{formatNumber(1234567.891; 2)}}", "1.234.567,89"),
        ('{{formatNumber(1234567.891; 2; "."; ",")}}', "1,234,567.89"),
        ('{{formatNumber(-0.004; 2; "."; ",")}}', "0.00"),
        ('{{formatNumber(-1234; 0; "."; emptystring)}}', "-1234"),
        ('{{formatNumber(2; 2; ".")}}', "2.00"),
        ('{{formatNumber("12.345"; 2; ".")}}', "12.35"),
    ],
)
def test_a_function_of_numbers(evaluate: Evaluate, text: str, value: object) -> None:
    result = evaluate(text)
    assert result == value
    assert not isinstance(result, float)


@pytest.mark.parametrize(
    "text",
    ['{{parseNumber("12,50")}}', '{{parseNumber("1.234.5")}}', '{{parseNumber("£5")}}'],
)
def test_a_number_is_never_guessed(evaluate: Evaluate, text: str) -> None:
    with pytest.raises(ConvertValue, match="decimal separator"):
        evaluate(text)


def test_decimals_are_bounded(evaluate: Evaluate) -> None:
    for decimals in ("-1", "35", "1.5", "1000000000"):
        with pytest.raises(CheckNumbers, match="decimals"):
            evaluate(f"{{{{round(1.5; {decimals})}}}}")
        with pytest.raises(CheckNumbers, match="decimals"):
            evaluate(f"{{{{formatNumber(1.5; {decimals})}}}}")
