"""Choosing, reaching into values, identifiers, and calling functions at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tallyloom.lang import ChooseKnownFunction, CountFromOne, GiveArguments, compile_template
from tallyloom.lang.functions import FUNCTIONS

Evaluate = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{{if(1.count > 5; "many"; "few")}}', "many"),
        ('{{if(1.missing; "many"; "few")}}', "few"),
        ("{{if(1.missing; 1)}}", None),
        ("{{if(true; 1; 1 / 0)}}", 1),
        ("{{if(false; 1 / 0; 2)}}", 2),
        ('{{ifempty(1.missing; "x")}}', "x"),
        ('{{ifempty(1.empty; "x")}}', "x"),
        ('{{ifempty(1.null; "x")}}', "x"),
        ('{{ifempty(0; "x")}}', 0),
        ('{{ifempty(false; "x")}}', False),
        ('{{ifempty(1.none; "x")}}', []),
        ("{{ifempty(1.count; 1 / 0)}}", 6),
        ("{{get(1.items; 2)}}", {"name": "Ink", "qty": 1, "tags": ["a", "b"]}),
        ('{{get(1.items; "2.name")}}', "Ink"),
        ('{{get(1.items; "[2].tags[1]")}}', "a"),
        ('{{get(1.address; "lines.2")}}', "Unit 2"),
        ('{{get(`1`; "items[].name")}}', "Pen"),
        ('{{get(`1`; "text number")}}', "12.50"),
        ('{{get(1.items; "9.name")}}', None),
        ('{{get(1.missing; "a")}}', None),
        ('{{get(1.name; "a")}}', None),
        ("{{get(1.name; 1.missing)}}", "Pen & Co"),
    ],
)
def test_a_general_function(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_get_counts_from_one(evaluate: Evaluate) -> None:
    with pytest.raises(CountFromOne):
        evaluate("{{get(1.items; 0)}}")


def test_a_uuid_is_well_formed_and_differs_within_an_evaluation(evaluate: Evaluate) -> None:
    first, second = evaluate("{{uuid}} {{uuid}}").split()
    assert UUID(first) != UUID(second)
    assert evaluate("{{uuid}} {{uuid}}") == f"{first} {second}"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{{lenght(1.a)}}", "did you mean length"),
        ("{{formatdate(1.a; 2)}}", "did you mean formatDate"),
        ("{{xyzzy(1)}}", "choose one of"),
        ("{{if(true; xyzzy(1); 2)}}", "choose one of"),
    ],
)
def test_an_unknown_function_is_found_before_anything_runs(text: str, hint: str) -> None:
    with pytest.raises(ChooseKnownFunction, match=hint):
        compile_template(text)


@pytest.mark.parametrize(
    "text", ["{{upper()}}", "{{upper(1; 2)}}", "{{if(1)}}", "{{now(1)}}", "{{upper}}", "{{add(1)}}"]
)
def test_a_wrong_number_of_arguments_is_found_before_anything_runs(text: str) -> None:
    with pytest.raises(GiveArguments):
        compile_template(text)


def test_an_argument_may_be_left_blank(evaluate: Evaluate) -> None:
    assert evaluate('{{replace("a-b"; "-"; )}}') == "ab"
    assert evaluate('{{replace("a-b"; "-"; emptystring)}}') == "ab"
    assert evaluate('{{if(true; ; "x")}}') is None


def test_every_function_is_named_once() -> None:
    entered = [function.name for family in FUNCTIONS.families for function in family.functions]
    assert len(entered) == len(set(entered)) == len(tuple(FUNCTIONS))


def test_empty_gives_empty_and_never_an_error(evaluate: Evaluate) -> None:
    for function in FUNCTIONS:
        if not function.has_empty_rule:
            continue
        others = "; 1" * (function.least - 1)
        for empty in ("1.missing", "1.null", "1.empty", "null", "emptystring"):
            result = evaluate(f"{{{{{function.name}({empty}{others})}}}}")
            assert result == function.empty
