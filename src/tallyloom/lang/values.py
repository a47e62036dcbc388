"""What an expression yields: JSON values, and the few keywords that a field treats specially."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeAlias

from tallyloom.lang.limits import DATA_DEPTH, TEXT_LENGTH
from tallyloom.lang.trouble import MakeSmaller

Value: TypeAlias = Any
"""None (empty), bool, int, Decimal, str, list, dict with text keys; or a `Keyword`.

While an expression is being evaluated a value may also be a timezone-aware datetime in UTC;
the result never is.
"""


class Keyword(Enum):
    """What a person wrote on purpose, as opposed to what the data happens to hold.

    Data never holds a keyword: a field that is missing or null there is None, which means blank.
    """

    NULL = "null"  # send null
    EMPTY_TEXT = "emptystring"  # send "", which would otherwise count as blank
    IGNORE = "ignore"  # as if the field were blank; a mapping drops it
    ERASE = "erase"  # clear what the target holds

    def __bool__(self) -> bool:
        return False


NULL: Final = Keyword.NULL
EMPTY_TEXT: Final = Keyword.EMPTY_TEXT
IGNORE: Final = Keyword.IGNORE
ERASE: Final = Keyword.ERASE

_PLAIN: Final = {NULL: None, EMPTY_TEXT: "", IGNORE: None, ERASE: None}
_SHOWN_LENGTH: Final = 60


def plain(value: Value) -> Value:
    """The JSON value of a result: NULL, IGNORE and ERASE are None, EMPTY_TEXT is ""; at any depth.

    For callers who have no use for the difference, such as a module that composes a value.
    """
    kind = type(value)
    if kind is Keyword:
        return _PLAIN[value]
    if kind is dict:
        return {key: plain(item) for key, item in value.items()}
    if kind is list:
        return [plain(item) for item in value]
    return value


def iso_text(moment: datetime) -> str:
    """A date as it flows between modules: UTC with milliseconds, `2010-12-01T08:26:00.000Z`."""
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"


def settle(value: Value) -> Value:
    """The JSON form of what an expression computed: dates become text, and the size is bounded.

    Raises MakeSmaller above 1 MiB of text and items, or 128 levels.
    """
    kind = type(value)
    if kind is str:
        if len(value) > TEXT_LENGTH:
            raise MakeSmaller(f"The result has {len(value)} characters; {TEXT_LENGTH} are allowed.")
        return value
    if kind is datetime:
        return iso_text(value)
    if kind is list or kind is dict:
        return _Settling().value(value, DATA_DEPTH)
    return value


class _Settling:
    """One walk over a result, counting what it holds."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = TEXT_LENGTH

    def value(self, value: Value, depth: int) -> Value:
        kind = type(value)
        self.spend(len(value) + 1 if kind is str else 1)
        if kind is datetime:
            return iso_text(value)
        if kind is list:
            self.deeper(depth)
            return [self.value(item, depth - 1) for item in value]
        if kind is dict:
            self.deeper(depth)
            self.spend(sum(map(len, value)))
            return {key: self.value(item, depth - 1) for key, item in value.items()}
        return value

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise MakeSmaller(f"The result is larger than {TEXT_LENGTH} characters and items.")

    def deeper(self, depth: int) -> None:
        if not depth:
            raise MakeSmaller(f"The result is nested more than {DATA_DEPTH} levels deep.")


def shown(value: Value) -> str:
    """A value as a message shows it: short, and with quotation marks around text."""
    if value is None or isinstance(value, Keyword):
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _SHOWN_LENGTH else f'"{value[:_SHOWN_LENGTH]}…"'
    if isinstance(value, (list, dict)):
        return _array_shown(value) if isinstance(value, list) else "a collection"
    if isinstance(value, datetime):
        return iso_text(value)
    return _number_shown(value)


def _array_shown(value: list[Value]) -> str:
    return f"an array of {len(value)} item{'' if len(value) == 1 else 's'}"


def _number_shown(value: Value) -> str:
    large = isinstance(value, int) and value.bit_length() > 2 * _SHOWN_LENGTH
    return "a very large number" if large else str(value)[:_SHOWN_LENGTH]


def kind_of(value: Value) -> str:
    """The name of a value's kind, as the documentation uses it."""
    if value is None or isinstance(value, Keyword):
        return "empty"
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return "unknown"


_KINDS: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, "a boolean"),
    (str, "text"),
    ((int, Decimal, float), "a number"),
    (list, "an array"),
    (dict, "a collection"),
    (datetime, "a date"),
)

NUMBER_TYPES: Final = frozenset({int, Decimal})
