"""Texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{{lower("ÀB")}}', "àb"),
        ('{{upper("äb")}}', "ÄB"),
        ("{{upper(5)}}", "5"),
        ('{{capitalize("two Words")}}', "Two Words"),
        ('{{trim("  a b  ")}}', "a b"),
        ('{{length("héllo")}}', 5),
        ("{{length(1.items)}}", 2),
        ("{{length(1.address)}}", 2),
        ("{{length(12345)}}", 5),
        ("{{length(1.missing)}}", 0),
        ('{{substring("abcdef"; 0; 2)}}', "ab"),
        ('{{substring("abcdef"; 2)}}', "cdef"),
        ('{{substring("abcdef"; 4; 2)}}', "cd"),
        ('{{substring("abcdef"; -3; 2)}}', "ab"),
        ('{{substring("abcdef"; 2; 99)}}', "cdef"),
        ('{{substring("abcdef"; "2.0")}}', "cdef"),
        ('{{replace("a.b.c"; "."; "-")}}', "a-b-c"),
        ('{{replace("aXbX"; "/x/"; "-")}}', "aXbX"),
        ('{{replace("aXbX"; "/x/i"; "-")}}', "a-bX"),
        ('{{replace("aXbX"; "/x/gi"; "-")}}', "a-b-"),
        (r'{{replace("2010-12-01"; "/(\d+)-(\d+)-(\d+)/"; "$3/$2/$1")}}', "01/12/2010"),
        ('{{replace("ab"; "/a/"; "[$&][$$][$9]")}}', "[a][$][$9]b"),
        ('{{replace("abc"; ""; "-")}}', "abc"),
        ('{{replace("/a"; "/"; "-")}}', "-a"),
        ('{{replace("x"; "x"; "$1")}}', "$1"),
        (r'{{"a \"quoted\" word"}}', 'a "quoted" word'),
        (r'{{"back\\slash \d"}}', r"back\slash \d"),
        ('{{split("a, b"; ", ")}}', ["a", "b"]),
        ('{{split("abc"; "")}}', ["a", "b", "c"]),
        ('{{split("a"; ",")}}', ["a"]),
        ('{{contains("Hello"; "ell")}}', True),
        ('{{contains("Hello"; "ELL")}}', False),
        ('{{contains(1.words; "a")}}', True),
        ('{{contains(split("1,2"; ","); 2)}}', True),
        ('{{contains(1.missing; "a")}}', False),
        ("{{toString(1.price)}}", "2.55"),
        ("{{toString(true)}}", "true"),
        ("{{toString(1.words)}}", "b,a,c"),
        ("{{toString(1.address)}}", '{"city":"Leeds","lines":["1 High St","Unit 2"]}'),
        ("{{toString(now)}}", "2010-12-01T08:26:00.000Z"),
    ],
)
def test_a_function_of_texts(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value
