"""Arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tallyloom.lang import ConvertValue

Evaluate = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{{join(1.words; "")}}', "bac"),
        ('{{join(map(1.items; "qty"); "+")}}', "2+1"),
        ('{{join(map(1.items; "tags"); ";")}}', ";a,b"),
        ("{{first(1.words)}}", "b"),
        ("{{last(1.words)}}", "c"),
        ("{{first(1.none)}}", None),
        ("{{last(1.none)}}", None),
        ('{{add(1.words; "d")}}', ["b", "a", "c", "d"]),
        ('{{add(1.missing; "d"; 1)}}', ["d", 1]),
        ("{{merge(1.words; 1.none; 1.words)}}", ["b", "a", "c", "b", "a", "c"]),
        ("{{merge(1.missing; 5)}}", [5]),
        ("{{flatten(add(1.words; 1.words))}}", ["b", "a", "c", "b", "a", "c"]),
        ("{{flatten(add(emptyarray; add(emptyarray; 1.words)); 2)}}", ["b", "a", "c"]),
        ("{{flatten(add(emptyarray; add(emptyarray; 1.words)))}}", [["b", "a", "c"]]),
        ('{{distinct(split("b,a,b"; ","))}}', ["b", "a"]),
        ("{{distinct(merge(1.items; 1.items))}}", "{{1.items}}"),
        ('{{map(distinct(merge(1.items; 1.items); "name"); "qty")}}', [2, 1]),
        ('{{map(1.items; "name")}}', ["Pen", "Ink"]),
        ('{{map(1.items; "tags[1]")}}', [None, "a"]),
        ('{{map(1.items; "name"; "qty"; "1,7")}}', ["Ink"]),
        ('{{map(1.items; "name"; "qty"; 9)}}', []),
        ('{{map(1.items; "Name")}}', [None, None]),
        ('{{map(1.address; "city")}}', ["Leeds"]),
        ('{{map(1.missing; "a")}}', []),
        ("{{sort(1.words)}}", ["a", "b", "c"]),
        ('{{sort(1.words; "desc")}}', ["c", "b", "a"]),
        ('{{sort(split("b,A,C"; ","))}}', ["A", "C", "b"]),
        ('{{sort(split("b,A,C"; ","); "asc ci")}}', ["A", "b", "C"]),
        ('{{map(sort(1.items; "name"); "name")}}', ["Ink", "Pen"]),
        ('{{map(sort(1.items; "asc"; "qty"); "qty")}}', [1, 2]),
        ('{{sort(add(emptyarray; "b"; 10; 9; null; true))}}', [9, 10, "b", True, None]),
        ("{{slice(1.words; 1)}}", ["a", "c"]),
        ("{{slice(1.words; 0; 2)}}", ["b", "a"]),
        ("{{slice(1.words; -1)}}", ["c"]),
        ("{{keys(1.address)}}", ["city", "lines"]),
    ],
)
def test_a_function_of_arrays(evaluate: Evaluate, text: str, value: object) -> None:
    expected = evaluate(value) if isinstance(value, str) and "{{" in value else value
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{{join(1.items; ",")}}', "map"),
        ("{{keys(1.words)}}", "not a collection"),
        ('{{sort(1.words; "up"; "name")}}', "asc"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(evaluate: Evaluate, text: str, message: str) -> None:
    with pytest.raises(ConvertValue, match=message):
        evaluate(text)


def test_a_function_leaves_its_arrays_as_they_are(evaluate: Evaluate) -> None:
    evaluate('{{add(sort(merge(1.words; 1.words)); "x")}}')
    evaluate("{{sort(1.words)}}")
    assert evaluate("{{1.words}}") == ["b", "a", "c"]
