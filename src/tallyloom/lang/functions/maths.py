"""Numbers: rounding, totals, and numbers as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import re2

from tallyloom.lang import arithmetic
from tallyloom.lang.arithmetic import Number
from tallyloom.lang.coerce import number_in, text_or_blank, to_number
from tallyloom.lang.compare import blank
from tallyloom.lang.functions.registry import Family
from tallyloom.lang.limits import DIGITS
from tallyloom.lang.trouble import ConvertValue
from tallyloom.lang.values import Value, shown

FAMILY: Final = Family("Numbers")

_SPACES: Final = re2.compile(r"[\s\x{a0}\x{202f}']")


@FAMILY.function(
    "floor(number)",
    "The largest whole number that is not above.",
    example="floor(-2.5)",
    gives=-3,
    empty=None,
)
def floor(number: Value) -> Number:
    return arithmetic.floor(number)


@FAMILY.function(
    "ceil(number)",
    "The smallest whole number that is not below.",
    example="ceil(2.1)",
    gives=3,
    empty=None,
)
def ceil(number: Value) -> Number:
    return arithmetic.ceiling(number)


@FAMILY.function(
    "round(number; [decimals])",
    "The number with so many decimals (0); half goes away from zero.",
    example="round(2.345; 2)",
    gives=Decimal("2.35"),
    empty=None,
)
def round_(number: Value, decimals: Value = 0) -> Number:
    return arithmetic.rounded(number, _places(decimals))


def _places(decimals: Value) -> int:
    return 0 if blank(decimals) else arithmetic.whole(decimals, 0, DIGITS, "The decimals")


def _numbers(values: tuple[Value, ...]) -> list[Number]:
    """All numbers of the arguments; arrays are opened and empty items are left out."""
    found: list[Number] = []
    for value in values:
        items = value if isinstance(value, list) else (value,)
        found += [to_number(item) for item in items if not blank(item)]
    return found


@FAMILY.function(
    "sum(value…)",
    "The total of the numbers, or of the items of arrays; empty ones are left out.",
    example='sum(map(1.items; "price"))',
    gives=Decimal("7.25"),
)
def sum_(*values: Value) -> Number:
    total: Number = 0
    for number in _numbers(values):
        total = arithmetic.add(total, number)
    return total


@FAMILY.function(
    "average(value…)",
    "The mean of the numbers, or of the items of arrays; empty if there are none.",
    example="average(1; 2; 6)",
    gives=3,
)
def average(*values: Value) -> Number | None:
    numbers = _numbers(values)
    return arithmetic.divide(sum_(*numbers), len(numbers)) if numbers else None


@FAMILY.function(
    "min(value…)",
    "The least of the numbers, or of the items of arrays; empty if there are none.",
    example="min(3; 1; 2)",
    gives=1,
)
def min_(*values: Value) -> Number | None:
    return min(_numbers(values), default=None)


@FAMILY.function(
    "max(value…)",
    "The greatest of the numbers, or of the items of arrays; empty if there are none.",
    example="max(3; 1; 2)",
    gives=3,
)
def max_(*values: Value) -> Number | None:
    return max(_numbers(values), default=None)


@FAMILY.function(
    "parseNumber(text; [decimalSeparator])",
    "The number of a text with thousands separators; the decimal separator is `.` or `,` (`.`).",
    example='parseNumber("1.234,50"; ",")',
    gives=Decimal("1234.50"),
    empty=None,
)
def parse_number(text: Value, separator: Value = ".") -> Number:
    if not isinstance(text, str):
        return to_number(text)
    decimal = text_or_blank(separator) or "."
    if decimal not in _GROUPED:
        raise ConvertValue(f"A decimal separator is . or , and not {shown(separator)}.")
    found = _SPACES.sub("", text)
    if not _GROUPED[decimal].fullmatch(found):
        raise ConvertValue(
            f"{shown(text)} is not a number with {shown(decimal)} before its decimals; give the"
            " decimal separator as the second argument."
        )
    return number_in(found.replace("," if decimal == "." else ".", "").replace(decimal, "."))


def _grouped(decimal: str, thousands: str) -> Any:
    grouping = rf"[0-9]+|[0-9]{{1,3}}(?:{thousands}[0-9]{{2,3}})*{thousands}[0-9]{{3}}"
    return re2.compile(rf"[+-]?(?:(?:{grouping})(?:{decimal}[0-9]*)?|{decimal}[0-9]+)")


_GROUPED: Final[dict[str, Any]] = {".": _grouped(r"\.", ","), ",": _grouped(",", r"\.")}


@FAMILY.function(
    "formatNumber(number; decimals; [decimalSeparator]; [thousandsSeparator])",
    "The number as text with so many decimals; the separators are `,` and `.` unless given.",
    example='formatNumber(1234.5; 2; "."; ",")',
    gives="1,234.50",
    empty=None,
)
def format_number(
    number: Value, decimals: Value, point: Value = ",", thousands: Value = "."
) -> str:
    places = _places(decimals)
    value = arithmetic.rounded(number, places)
    digits = format(Decimal(value).copy_abs(), f".{places}f")
    whole, _, fraction = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", text_or_blank(thousands))
    sign = "-" if value < 0 else ""
    return sign + grouped + (text_or_blank(point) + fraction if places else "")
