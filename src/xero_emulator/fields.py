"""Reading the fields of a request: which exist, what each must look like, in any letter case.

How it was checked: the error texts from the reference's section 6.2 (third party); numbers as text,
`"True"` and fields in any letter case from what other clients send (section 5.1).
Unverified: that Xero ignores fields it does not know rather than refusing them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from xero_emulator import wire
from xero_emulator.errors import Unreadable
from xero_emulator.wire import Record

Reader: TypeAlias = Callable[[Any, str], Any]

LARGEST = Decimal(10) ** 15
NO_GUID = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def names(text: str) -> tuple[str, ...]:
    """A list of field names, written as one text with spaces between."""
    return tuple(text.split())


class Fields:
    """The fields that an element may carry; what is not here is ignored, null is as if absent."""

    def __init__(self, **readers: Reader) -> None:
        self._readers = {name.lower(): (name, reader) for name, reader in readers.items()}

    def read(self, sent: Mapping[str, Any], path: str) -> Record:
        clean: Record = {}
        for key, value in sent.items():
            found = self._readers.get(key.lower())
            if found is not None and value is not None:
                clean[found[0]] = found[1](value, f"{path}.{found[0]}")
        return clean


def text(value: Any, path: str) -> str:
    if isinstance(value, (dict, list)):
        raise _unread(value, "System.String", path)
    return value if isinstance(value, str) else str(value)


def number(value: Any, path: str) -> Decimal:
    try:
        found = None if isinstance(value, bool) else Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        found = None
    if found is None or not found.is_finite() or abs(found) >= LARGEST:
        raise _unread(value, "System.Decimal", path)
    return found


def whole(value: Any, path: str) -> int:
    found = number(value, path)
    if found != found.to_integral_value():
        raise _unread(value, "System.Int32", path)
    return int(found)


def flag(value: Any, path: str) -> bool:
    found = str(value).lower()
    if found not in ("true", "false"):
        raise _unread(value, "System.Boolean", path)
    return found == "true"


def day(value: Any, path: str) -> str:
    """A calendar day, kept in the form that answers carry."""
    found = wire.read_day(value) if isinstance(value, str) else None
    if found is None:
        raise Unreadable(f"The string '{value}' is not a valid AllXsd value. Path '{path}'")
    return wire.day(found)


def guid(value: Any, path: str) -> str:
    if not isinstance(value, str) or not GUID.fullmatch(value.strip()):
        raise Unreadable(f"{NO_GUID}. Path '{path}'")
    return value.strip().lower()


def choice(name: str, *options: str) -> Reader:
    """One of the options in any letter case; `name` is the type that Xero's refusal mentions."""
    known = {option.lower(): option for option in options}

    def read(value: Any, path: str) -> str:
        found = known.get(value.lower()) if isinstance(value, str) else None
        if found is None:
            raise _unread(value, name, path)
        return found

    return read


def one(fields: Fields) -> Reader:
    def read(value: Any, path: str) -> Record:
        if not isinstance(value, dict):
            raise _unread(value, path.rpartition(".")[2], path)
        return fields.read(value, path)

    return read


def many(fields: Fields) -> Reader:
    def read(value: Any, path: str) -> list[Record]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise _unread(value, path.rpartition(".")[2], path)
        return [fields.read(item, f"{path}[{at}]") for at, item in enumerate(value)]

    return read


def _unread(value: Any, name: str, path: str) -> Unreadable:
    return Unreadable(f"Error converting value \"{value}\" to type '{name}'. Path '{path}'")
