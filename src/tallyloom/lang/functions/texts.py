"""Texts: cutting, replacing, and changing their case."""

from __future__ import annotations

from typing import Final

from tallyloom.lang.arithmetic import whole
from tallyloom.lang.coerce import text_or_blank, to_text
from tallyloom.lang.compare import blank, equal
from tallyloom.lang.functions.registry import Family
from tallyloom.lang.limits import TEXT_LENGTH
from tallyloom.lang.patterns import split_by, substitute, written_pattern
from tallyloom.lang.scope import Scope
from tallyloom.lang.trouble import MakeSmaller
from tallyloom.lang.values import Value
from tallyloom.lang.written import json_text

FAMILY: Final = Family("Texts")

_FARTHEST: Final = 10**9


@FAMILY.function(
    "lower(text)",
    "The text in small letters.",
    example='lower("ABC")',
    gives="abc",
    empty=None,
)
def lower(text: Value) -> str:
    return to_text(text).lower()


@FAMILY.function(
    "upper(text)",
    "The text in capital letters.",
    example='upper("abc")',
    gives="ABC",
    empty=None,
)
def upper(text: Value) -> str:
    return to_text(text).upper()


@FAMILY.function(
    "capitalize(text)",
    "The text with its first letter as a capital.",
    example='capitalize("net total")',
    gives="Net total",
    empty=None,
)
def capitalize(text: Value) -> str:
    found = to_text(text)
    return found[:1].upper() + found[1:]


@FAMILY.function(
    "trim(text)",
    "The text without spaces and line ends around it.",
    example='trim("  Pen ")',
    gives="Pen",
    empty=None,
)
def trim(text: Value) -> str:
    return to_text(text).strip()


@FAMILY.function(
    "length(value)",
    "How many characters a text has, or items an array, or fields a collection; empty has 0.",
    example='length("abc")',
    gives=3,
    empty=0,
)
def length(value: Value) -> int:
    return len(value if isinstance(value, (list, dict)) else to_text(value))


@FAMILY.function(
    "substring(text; start; [end])",
    "The part from `start` up to, not with, `end`; the first character is 0.",
    example='substring("C536379"; 1; 4)',
    gives="536",
    empty=None,
)
def substring(text: Value, start: Value, end: Value = None) -> str:
    """As in JavaScript: the ends may be swapped, and what is negative counts as 0."""
    found = to_text(text)
    first = _place(start, 0, "The start")
    last = _place(end, len(found), "The end")
    return found[min(first, last) : max(first, last)]


def _place(value: Value, otherwise: int, what: str) -> int:
    return otherwise if blank(value) else max(0, whole(value, -_FARTHEST, _FARTHEST, what))


@FAMILY.function(
    "replace(text; search; replacement)",
    "The text with every `search` replaced; `/…/` searches for a pattern (RE2; flags g, i, m, s),"
    " whose `$1` is a group and `$&` the match.",
    example='replace("C-536-379"; "/[^0-9]/g"; emptystring)',
    gives="536379",
    empty=None,
)
def replace(text: Value, search: Value, replacement: Value) -> str:
    found, wanted, new = to_text(text), text_or_blank(search), text_or_blank(replacement)
    if not wanted:
        return found
    if pattern := written_pattern(wanted):
        return substitute(found, pattern, new)
    if len(found) + found.count(wanted) * (len(new) - len(wanted)) > TEXT_LENGTH:
        raise MakeSmaller(f"The text would have more than {TEXT_LENGTH} characters.")
    return found.replace(wanted, new)


@FAMILY.function(
    "split(text; separator)",
    "The parts of the text as an array; an empty separator gives its characters.",
    example='split("a,b"; ",")',
    gives=["a", "b"],
    empty=[],
)
def split(text: Value, separator: Value) -> list[Value]:
    return list(split_by(to_text(text), text_or_blank(separator)))


@FAMILY.function(
    "contains(value; search)",
    "Whether a text holds another text, or an array holds an item that equals it.",
    example='contains("Gift voucher"; "vouch")',
    gives=True,
    scoped=True,
)
def contains(scope: Scope, value: Value, search: Value) -> bool:
    if isinstance(value, list):
        return any(equal(item, search, scope.zone) for item in value)
    return not blank(value) and text_or_blank(search) in to_text(value)


@FAMILY.function(
    "toString(value)",
    "The value as text; a collection, or an array that holds one, as JSON.",
    example="toString(12.50)",
    gives="12.5",
    empty="",
)
def to_string(value: Value) -> str:
    nested = isinstance(value, list) and any(isinstance(item, (list, dict)) for item in value)
    return json_text(value) if nested or isinstance(value, dict) else to_text(value)
