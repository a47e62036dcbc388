"""The fields of a module, built at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tallyloom.lang import (
    EMPTY_TEXT,
    NULL,
    CorrectExpression,
    ExpressionError,
    MakeSmaller,
    Reference,
    Scope,
    compile_mapping,
)


def test_a_structure_is_filled_in_its_order(scope: Scope) -> None:
    mapping = compile_mapping(
        {
            "Type": "ACCREC",
            "Contact": {"Name": "{{1.name}}"},
            "LineItems": [{"Quantity": "{{1.count}}", "UnitAmount": "{{1.price}}", "Tax": 20}],
            "Sent": False,
            "Note": "For {{1.name}}",
            "Blank": "",
        }
    )
    made = mapping.evaluate(scope)
    assert made == {
        "Type": "ACCREC",
        "Contact": {"Name": "Pen & Co"},
        "LineItems": [{"Quantity": 6, "UnitAmount": Decimal("2.55"), "Tax": 20}],
        "Sent": False,
        "Note": "For Pen & Co",
        "Blank": "",
    }
    assert list(made) == ["Type", "Contact", "LineItems", "Sent", "Note", "Blank"]


def test_what_is_ignored_is_left_out(scope: Scope) -> None:
    mapping = compile_mapping(
        {
            "a": "{{ignore}}",
            "b": "{{if(1.missing; 1; ignore)}}",
            "c": ["{{ignore}}", "{{1.count}}", "{{if(false; 1; ignore)}}"],
            "d": {"e": "{{ignore}}"},
        }
    )
    assert mapping.evaluate(scope) == {"c": [6], "d": {}}


def test_blank_fields_and_keywords_stay_for_the_caller_to_judge(scope: Scope) -> None:
    mapping = compile_mapping({"a": "{{1.missing}}", "b": "{{null}}", "c": "{{emptystring}}"})
    assert mapping.evaluate(scope) == {"a": None, "b": NULL, "c": EMPTY_TEXT}


def test_what_is_built_belongs_to_the_caller(scope: Scope) -> None:
    mapping = compile_mapping({"fixed": {"a": [1]}, "moving": "{{1.count}}"})
    mapping.evaluate(scope)["fixed"]["a"].append(2)
    assert mapping.evaluate(scope) == {"fixed": {"a": [1]}, "moving": 6}


def test_a_mapping_tells_what_all_its_fields_read_and_call() -> None:
    mapping = compile_mapping({"a": "{{1.x}}", "b": ["{{upper(2.y)}}"]})
    assert mapping.references == {Reference("1", ("x",)), Reference("2", ("y",))}
    assert mapping.functions == {"upper"}


def test_a_mapping_may_be_a_single_value(scope: Scope) -> None:
    assert compile_mapping("{{1.count}}").evaluate(scope) == 6
    assert compile_mapping(5).evaluate(scope) == 5
    assert compile_mapping([]).evaluate(scope) == []


def test_trouble_names_the_field(scope: Scope) -> None:
    with pytest.raises(ExpressionError, match=r"of the field Lines\[2\]\.Quantity"):
        compile_mapping({"Lines": [{}, {"Quantity": "{{1.name * 2}}"}]}).evaluate(scope)
    with pytest.raises(ExpressionError, match=r"of the field Contact\.Name"):
        compile_mapping({"Contact": {"Name": "{{1.name"}})


def test_only_json_can_be_mapped() -> None:
    with pytest.raises(CorrectExpression, match="a set"):
        compile_mapping({"a": {1}})


def test_a_number_of_a_yaml_file_becomes_the_decimal_that_was_written(scope: Scope) -> None:
    (value,) = compile_mapping([0.1]).evaluate(scope)
    assert (value, type(value)) == (Decimal("0.1"), Decimal)
    with pytest.raises(ExpressionError):
        compile_mapping(float("nan"))


def test_the_depth_of_a_mapping_is_bounded() -> None:
    deep: object = "x"
    for _ in range(200):
        deep = [deep]
    with pytest.raises(MakeSmaller, match="128"):
        compile_mapping(deep)


def test_a_repeated_evaluation_gives_the_same_identifiers(scope: Scope) -> None:
    mapping = compile_mapping({"a": "{{uuid}}", "b": "{{uuid}}", "c": "{{uuid()}}{{uuid}}"})
    first = mapping.evaluate(scope)
    assert mapping.evaluate(scope) == first
    assert len({first["a"], first["b"], first["c"][:36], first["c"][36:]}) == 4
    scope.seed = "run-1/1/1"
    assert mapping.evaluate(scope)["a"] != first["a"]


def test_fuel_is_for_the_whole_mapping(scope: Scope) -> None:
    scope.modules = {"1": {"rows": [1] * 9_000}}
    with pytest.raises(MakeSmaller, match="steps"):
        compile_mapping(["{{sum(1.rows)}}"] * 12).evaluate(scope)
