"""Lists taken apart and put together, and figures that are exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.apps.tools import app
from tallyloom.kit import BadInput
from tallyloom.kit.testing import drive

ITERATE, CALCULATE = app.modules["iterate"], app.modules["calculate"]


def test_a_collection_gives_its_own_values_and_its_place() -> None:
    items = drive(ITERATE, {"array": [{"a": 1}, {"a": 2}]}).result
    assert items == [
        {"a": 1, "__IMTINDEX__": 1, "__IMTLENGTH__": 2},
        {"a": 2, "__IMTINDEX__": 2, "__IMTLENGTH__": 2},
    ]


def test_any_other_item_is_a_value() -> None:
    items = drive(ITERATE, {"array": ["x", None, [1]]}).result
    assert [item["value"] for item in items] == ["x", None, [1]]


def test_what_is_not_a_list_counts_as_a_list_of_one() -> None:
    assert len(drive(ITERATE, {"array": {"a": 1}}).result) == 1
    assert drive(ITERATE, {"array": "x"}).result[0]["value"] == "x"
    assert drive(ITERATE, {"array": []}).result == []
    assert drive(ITERATE, {}).result == []


def test_iterating_goes_on_after_any_item() -> None:
    items = drive(ITERATE, {"array": ["x", "y", "z"]}, after=2).result
    assert items == [{"value": "z", "__IMTINDEX__": 3, "__IMTLENGTH__": 3}]


def test_an_aggregate_keeps_whatever_inputs_it_is_given() -> None:
    rows: list[dict[str, Any]] = [{"Description": "a", "Quantity": 1}, {"Description": "b"}]
    result = drive(app.modules["aggregate"], rows).result
    assert result == {"array": rows, "__IMTAGGLENGTH__": 2}
    assert drive(app.modules["aggregate"], []).result == {"array": [], "__IMTAGGLENGTH__": 0}


def figure(fn: str, *values: Any) -> Any:
    return drive(CALCULATE, [{"fn": fn, "value": value} for value in values]).result["result"]


@pytest.mark.parametrize(
    ("fn", "result"), [("sum", "6.6"), ("avg", "2.2"), ("count", 3), ("min", "1.1"), ("max", "3.3")]
)
def test_figures(fn: str, result: Any) -> None:
    assert figure(fn, "1.1", "2.2", "3.3") == Decimal(result)


def test_bundles_without_a_number_are_left_out() -> None:
    assert figure("count", "1", "", None, 0) == 2
    assert figure("avg", "") == 0
    assert drive(CALCULATE, []).result == {"result": 0}


def test_a_text_that_is_no_number_is_an_error() -> None:
    with pytest.raises(BadInput, match="is not a number"):
        figure("sum", "1", "two")


decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)


@given(st.lists(decimals, min_size=1, max_size=20))
def test_sums_are_exact(values: list[Decimal]) -> None:
    assert Fraction(figure("sum", *values)) == sum(map(Fraction, values))


@given(st.lists(decimals, min_size=1, max_size=20))
def test_an_average_lies_between_the_smallest_and_the_largest(values: list[Decimal]) -> None:
    mean = figure("avg", *values)
    edge = abs(mean) * Decimal("1e-27")
    assert figure("min", *values) - edge <= mean <= figure("max", *values) + edge
