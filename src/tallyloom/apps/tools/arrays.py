"""Lists taken apart into bundles, and bundles put together into lists and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from tallyloom.kit import (
    Aggregate,
    Anything,
    Bundle,
    Choice,
    Inputs,
    Iterate,
    Number,
    Output,
    Reader,
    Value,
)

_QUOTIENT = Context(prec=28)


def _items(given: Inputs, _reader: Reader, token: Value) -> Iterator[tuple[Bundle, Value]]:
    array = given.get("array", [])
    items = array if isinstance(array, list) else [array]
    for index in range(token or 0, len(items)):
        item = items[index]
        fields = item if isinstance(item, dict) else {"value": item}
        place = {"__IMTINDEX__": index + 1, "__IMTLENGTH__": len(items)}
        yield {**fields, **place}, index + 1


def _gathered(items: Sequence[Value]) -> Bundle:
    return {"array": list(items), "__IMTAGGLENGTH__": len(items)}


def _figure(items: Sequence[Value]) -> Bundle:
    counted = [item for item in items if item is not None]
    if not counted:
        return {"result": 0}
    numbers = [number for _, number in counted]
    return {"result": _FIGURES[counted[0][0]](numbers)}


def _sum(numbers: Sequence[Decimal | int]) -> Decimal | int:
    total = sum(map(Fraction, numbers), Fraction())
    if total.denominator == 1 and all(isinstance(number, int) for number in numbers):
        return total.numerator
    with localcontext(prec=max(28, len(str(total.numerator)) + len(str(total.denominator)))):
        return sum(numbers, Decimal())


def _average(numbers: Sequence[Decimal | int]) -> Decimal:
    mean = sum(map(Fraction, numbers), Fraction()) / len(numbers)
    return _QUOTIENT.divide(Decimal(mean.numerator), Decimal(mean.denominator))


_FIGURES: dict[str, Callable[[Sequence[Decimal | int]], Decimal | int]] = {
    "sum": _sum,
    "avg": _average,
    "count": len,
    "min": min,
    "max": max,
}

iterate = Iterate(
    label="Iterate over a List",
    about="Makes one bundle of each item of a list.",
    group="Tools",
    help=(
        "An item that is a collection gives its own values; any other gives `value`. A value that"
        " is not a list counts as a list of one."
    ),
    inputs=(Anything(name="array", label="List"),),
    outputs=(
        Output("value", "any", "Value, where the item is not a collection"),
        Output("__IMTINDEX__", "integer", "Position, from 1"),
        Output("__IMTLENGTH__", "integer", "Number of items"),
    ),
    sample={"value": "first", "__IMTINDEX__": 1, "__IMTLENGTH__": 3},
    items=_items,
)

aggregate = Aggregate(
    label="Aggregate into a List",
    about="Puts what many bundles hold into one list.",
    group="Tools",
    help="Add an input for each value to keep. With grouping, each group gives one bundle.",
    open_inputs=True,
    outputs=(
        Output("array", "lines", "The kept values, one collection for each bundle"),
        Output("__IMTAGGLENGTH__", "integer", "Number of bundles"),
        Output("key", "text", "What the group has in common, where bundles are grouped"),
    ),
    sample={"array": [{}], "__IMTAGGLENGTH__": 1, "key": "536365"},
    item=dict,
    result=_gathered,
)

calculate = Aggregate(
    label="Calculate a Figure",
    about="Adds up, averages, counts or compares one number of many bundles, exactly.",
    group="Tools",
    help="Bundles without a number are left out. Without any number the result is 0.",
    inputs=(
        Choice(
            name="fn",
            label="Figure",
            required=True,
            options={
                "sum": "Sum",
                "avg": "Average",
                "count": "How many",
                "min": "Smallest",
                "max": "Largest",
            },
        ),
        Number(name="value", label="Number"),
    ),
    outputs=(Output("result", "decimal", "Figure"),),
    sample={"result": Decimal("24702.88")},
    item=lambda given: [given["fn"], given["value"]] if "value" in given else None,
    result=_figure,
)
