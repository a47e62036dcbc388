"""Decimal arithmetic with bounds: 34 digits, no floats, no surprises with money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Final, TypeAlias

from tallyloom.lang.coerce import bounded, text_or_blank, to_date, to_number
from tallyloom.lang.limits import DIGITS, EXPONENT, TEXT_LENGTH
from tallyloom.lang.trouble import CheckNumbers, ConvertValue, MakeSmaller
from tallyloom.lang.values import Value, kind_of, shown

Number: TypeAlias = int | Decimal

_CONTEXT: Final = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_UP,
    Emin=-EXPONENT,
    Emax=EXPONENT,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
_ROUNDING: Final = Context(prec=3 * EXPONENT, traps=[InvalidOperation])
_SMALL: Final = 10**DIGITS
_MILLISECOND: Final = timedelta(milliseconds=1)


def add(left: Value, right: Value) -> Value:
    """The sum; if either side is text, both are joined as text."""
    if isinstance(left, str) or isinstance(right, str):
        return joined(text_or_blank(left), text_or_blank(right))
    _no_date(left, right, "added; use a function for dates")
    return _exact(int.__add__, _CONTEXT.add, left, right)


def joined(left: str, right: str) -> str:
    """Two texts in one; raises MakeSmaller above 1 MiB."""
    if len(left) + len(right) > TEXT_LENGTH:
        raise MakeSmaller(f"The text would have more than {TEXT_LENGTH} characters.")
    return left + right


def subtract(left: Value, right: Value, zone: str) -> Value:
    """The difference; of two dates, the milliseconds between them."""
    if isinstance(left, datetime) or isinstance(right, datetime):
        return (to_date(left, zone) - to_date(right, zone)) // _MILLISECOND
    return _exact(int.__sub__, _CONTEXT.subtract, left, right)


def multiply(left: Value, right: Value) -> Number:
    """The product."""
    return _exact(int.__mul__, _CONTEXT.multiply, left, right)


def divide(left: Value, right: Value) -> Number:
    """The quotient, with up to 34 digits; raises CheckNumbers for a division by zero."""
    return _whole_if_it_is(_inexact(_CONTEXT.divide, to_number(left), to_number(right)))


def remainder(left: Value, right: Value) -> Number:
    """What a division leaves, with the sign of the dividend."""
    return _whole_if_it_is(_inexact(_CONTEXT.remainder, to_number(left), to_number(right)))


def _whole_if_it_is(number: Decimal) -> Number:
    small = -_SMALL < number < _SMALL
    return int(number) if small and number == number.to_integral_value() else number


def negative(value: Value) -> Number:
    """The number with the other sign, digit for digit."""
    number = to_number(value)
    return -number if isinstance(number, int) else number.copy_negate() if number else number


def _exact(
    whole: Callable[[int, int], int],
    decimal: Callable[[Number, Number], Decimal],
    left: Value,
    right: Value,
) -> Number:
    one, other = to_number(left), to_number(right)
    if isinstance(one, int) and isinstance(other, int):
        result = whole(one, other)
        if -_SMALL < result < _SMALL:
            return result
    return _inexact(decimal, one, other)


def _inexact(
    operation: Callable[[Number, Number], Decimal], left: Number, right: Number
) -> Decimal:
    try:
        return bounded(operation(left, right))
    except Overflow:
        raise MakeSmaller(f"The result is larger than 1e{EXPONENT}.") from None
    except DecimalException:
        raise CheckNumbers(
            f"{shown(left)} cannot be divided by {shown(right)}; check with if(…) before dividing."
        ) from None


def _no_date(left: Value, right: Value, how: str) -> None:
    for value in (left, right):
        if isinstance(value, datetime):
            raise ConvertValue(f"{shown(value)} is {kind_of(value)} and cannot be {how}.")


def rounded(value: Value, decimals: int = 0, rounding: str = ROUND_HALF_UP) -> Number:
    """The number with so many decimals; half goes away from zero, as on an invoice."""
    number = to_number(value)
    if isinstance(number, int):
        return number
    result = number.quantize(Decimal(1).scaleb(-decimals), rounding, _ROUNDING)
    return result if decimals else int(result)


def floor(value: Value) -> Number:
    """The largest whole number that is not above."""
    return rounded(value, 0, ROUND_FLOOR)


def ceiling(value: Value) -> Number:
    """The smallest whole number that is not below."""
    return rounded(value, 0, ROUND_CEILING)


def whole(value: Value, least: int, most: int, what: str) -> int:
    """A whole number between two bounds; raises CheckNumbers that names `what`."""
    number = to_number(value)
    if not least <= number <= most or number != int(number):
        raise CheckNumbers(
            f"{what} must be a whole number from {least} to {most}, not {shown(value)}."
        )
    return int(number)
