"""Equality and order between values of the same or of different kinds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

import re2

from tallyloom.lang.coerce import to_boolean, to_date, to_number, to_text
from tallyloom.lang.limits import EXPONENT
from tallyloom.lang.trouble import ConvertValue, ExpressionError
from tallyloom.lang.values import NUMBER_TYPES, Keyword, Value, kind_of, shown

_VERSION: Final = re2.compile(
    r"[vV=]?([0-9]{1,18})(?:\.([0-9]{1,18}))?(?:\.([0-9]{1,18}))?"
    r"(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
)


def blank(value: Value) -> bool:
    """Whether a value counts as empty: missing, null or "" (0, false and [] are values)."""
    return value is None or value == "" or type(value) is Keyword


def equal(left: Value, right: Value, zone: str) -> bool:
    """Equality; values of different kinds are compared as the more exact kind of the two.

    Text is compared with a number as a number, with a date as a date, with a boolean as text.
    Empty equals empty, and nothing else. Never raises.
    """
    if blank(left) or blank(right):
        return blank(left) and blank(right)
    kinds = {type(left), type(right)}
    if len(kinds) == 1 or kinds <= NUMBER_TYPES:
        return bool(left == right)
    if bool in kinds:
        return _equal_to_boolean(left, right)
    try:
        return _equal_across(left, right, zone)
    except ExpressionError:
        return False


def _equal_to_boolean(left: Value, right: Value) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        return _simple(left) and _simple(right) and to_text(left) == to_text(right)
    return to_boolean(left) == to_boolean(right)


def _simple(value: Value) -> bool:
    return not isinstance(value, (list, dict))


def _equal_across(left: Value, right: Value, zone: str) -> bool:
    if isinstance(left, datetime) or isinstance(right, datetime):
        return to_date(left, zone) == to_date(right, zone)
    if isinstance(left, (list, dict)) or isinstance(right, (list, dict)):
        return False
    return to_number(left) == to_number(right)


def order(left: Value, right: Value, zone: str) -> int | None:
    """-1, 0 or 1; None if one of them is empty, for empty is neither less nor greater.

    Two texts are compared as texts; a text and a number as numbers; a date with a text as dates.
    Raises ConvertValue for kinds without an order.
    """
    if blank(left) or blank(right):
        return None
    if isinstance(left, str) and isinstance(right, str):
        return sign(left, right)
    if isinstance(left, datetime) or isinstance(right, datetime):
        return sign(to_date(left, zone), to_date(right, zone))
    for value in (left, right):
        if not isinstance(value, (str, int, Decimal, float)) or isinstance(value, bool):
            raise ConvertValue(f"{shown(value)} is {kind_of(value)}, which has no order.")
    return sign(to_number(left), to_number(right))


def sign(left: Value, right: Value) -> int:
    """-1, 0 or 1 for two values of one kind."""
    return int(left > right) - int(left < right)


def version_key(value: Value) -> tuple[Value, ...]:
    """A sortable key of a semantic version (semver.org 2.0, with missing parts as 0)."""
    text = value if isinstance(value, str) else to_text(value)
    match = _VERSION.fullmatch(text.strip()) if len(text) <= EXPONENT else None
    if match is None:
        raise ConvertValue(f"{shown(value)} is not a version such as 1.12.0 or 2.0.0-beta.1.")
    major, minor, patch, early = match.groups()
    parts = tuple(map(_early_key, early.split("."))) if early else ()
    return int(major), int(minor or 0), int(patch or 0), not early, parts


def _early_key(part: str) -> tuple[bool, int, str]:
    numeric = part.isdigit()
    return not numeric, int(part) if numeric else 0, "" if numeric else part


def sort_key(value: Value, ignore_case: bool) -> tuple[int, Value]:
    """A key that puts any values in one order: numbers, dates, texts, others; empty last."""
    if blank(value):
        return 5, 0
    if isinstance(value, bool):
        return 3, value
    if isinstance(value, (int, Decimal, float)):
        return 0, to_number(value)
    if isinstance(value, datetime):
        return 1, value
    if isinstance(value, str):
        return 2, value.casefold() if ignore_case else value
    return 4, 0


def identity(value: Value) -> Value:
    """A hashable stand-in for a value: equal for equal values of one kind, at any depth."""
    if isinstance(value, dict):
        return "collection", frozenset((key, identity(item)) for key, item in value.items())
    if isinstance(value, list):
        return "array", tuple(identity(item) for item in value)
    return isinstance(value, bool), value
