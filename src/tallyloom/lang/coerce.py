"""From one kind of value to another: the coercion table, cell by cell.

The table is Make's (integrator semantics 4.5) with two deliberate differences: the number 0 is
No unless `make_compatible`, and a date text that could be read in two ways is refused.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final, NoReturn

import re2

from tallyloom.lang.date_texts import read_date
from tallyloom.lang.limits import EXPONENT
from tallyloom.lang.trouble import ConvertValue, MakeSmaller
from tallyloom.lang.values import Keyword, Value, iso_text, kind_of, shown

_NUMBER: Final = re2.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_TIME: Final = re2.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_LARGEST_BITS: Final = 1024  # of a whole number below 1e308


def to_text(value: Value) -> str:
    """Text; raises ConvertValue for a collection, an array that holds one, and empty."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return "true" if value else "false"
    if kind is int or kind is Decimal or kind is float:
        return _number_text(to_number(value))
    if kind is datetime:
        return iso_text(value)
    if kind is list:
        return ",".join("" if item is None else _item_text(item) for item in value)
    return _refuse(value, "text", "Choose one of its fields, or use toString.")


def _item_text(item: Value) -> str:
    if isinstance(item, (list, dict)):
        raise ConvertValue(
            f"An array that holds {kind_of(item)} is not text; choose a field of each item"
            " with map(array; key), or use toString."
        )
    return to_text(item)


def text_or_blank(value: Value) -> str:
    """Text, where empty is "": in the middle of a text, and for arguments of functions."""
    return "" if value is None or type(value) is Keyword else to_text(value)


def _number_text(number: int | Decimal) -> str:
    text = str(number) if isinstance(number, int) else format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def to_number(value: Value) -> int | Decimal:
    """A number; text must be a plain decimal such as -12.50; raises ConvertValue otherwise."""
    kind = type(value)
    if kind is int:
        if value.bit_length() > _LARGEST_BITS:
            raise MakeSmaller(f"The number is larger than 1e{EXPONENT}.")
        return value  # type: ignore[no-any-return]
    if kind is Decimal:
        return bounded(value)
    if kind is str:
        return number_in(value)
    if kind is float:  # a number that was read without Decimal somewhere else
        return bounded(Decimal(repr(value)))
    return _refuse(value, "a number", _NUMBER_REMEDIES.get(kind_of(value), ""))


_NUMBER_REMEDIES: Final = {
    "empty": "Use ifempty(…; 0) if empty stands for 0.",
    "a date": "Use formatDate with X or x for seconds or milliseconds.",
    "a boolean": "Use if(…; 1; 0).",
}


def number_in(text: str) -> int | Decimal:
    """The number that a text spells with digits and a decimal point."""
    if text.isdecimal() and text.isascii() and len(text) <= EXPONENT:
        return int(text)
    found = text.strip()
    if len(found) > EXPONENT * 2 or not _NUMBER.fullmatch(found):
        raise ConvertValue(
            f"{shown(text)} is not a number; use parseNumber if it has thousands separators"
            " or a decimal comma."
        )
    plain_integer = found.lstrip("+-").isdigit()
    return to_number(int(found)) if plain_integer else bounded(Decimal(found))


def bounded(number: Decimal) -> Decimal:
    """The number itself; raises MakeSmaller outside 1e-308 … 1e308 (and for what is no number)."""
    if not number.is_finite():
        raise ConvertValue(f"{number} is not a number.")
    exponent = number.as_tuple().exponent
    if number and not -EXPONENT <= number.adjusted() <= EXPONENT:
        raise MakeSmaller(f"The number {shown(number)} lies outside 1e-{EXPONENT} … 1e{EXPONENT}.")
    if isinstance(exponent, int) and abs(exponent) > 2 * EXPONENT:
        raise MakeSmaller(f"The number has more than {2 * EXPONENT} places.")
    return number


def to_boolean(value: Value, make_compatible: bool = False) -> bool:
    """Yes or no, for every kind: empty, "" and "false" are No; 0 is No unless make_compatible."""
    kind = type(value)
    if kind is bool:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return value not in ("", "false")
    if kind is int or kind is Decimal or kind is float:
        return make_compatible or value != 0
    return value is not None and kind is not Keyword


def to_date(value: Value, zone: str) -> datetime:
    """A date in UTC; text must be ISO 8601, `YYYY/MM/DD …` or `D.M.YYYY …`.

    A text without a zone is read in `zone` (IANA name). Raises GiveDateFormat for a text such as
    12/1/10, which is one day in London and another in New York, and ConvertValue otherwise.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return read_date(value, zone)
    return _refuse(value, "a date", "")


def to_time(value: Value) -> int:
    """Seconds since midnight of a text `h:m` or `h:m:s`."""
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return _refuse(value, "a time of day", "Write it as 9:30 or 09:30:00.")
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise ConvertValue(f"{shown(value)} is not a time of day.")
    return hour * 3600 + minute * 60 + second


def to_list(value: Value) -> list[Value]:
    """An array; any other value becomes an array of one item."""
    return value if isinstance(value, list) else [value]


def to_collection(value: Value) -> dict[str, Value]:
    """A collection; raises ConvertValue for every other kind."""
    return value if isinstance(value, dict) else _refuse(value, "a collection", "")


def _refuse(value: Value, wanted: str, remedy: str) -> NoReturn:
    kind = kind_of(value)
    what = "Empty" if kind == "empty" else f"{shown(value)} is {kind} and"
    message = f"{what} cannot be used as {wanted}."
    raise ConvertValue(f"{message} {remedy}".strip())
