"""Xero's filter language, written so that no text can break out of it or grow too long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from tallyloom.kit import BadInput

ADDRESS = 2048  # characters of a whole address, percent-encoded
_HOST = 34  # of these, for https:// and a host
_SAFE = re.compile(r'[^"\\\x00-\x1f\x7f]+')
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST = 600  # encoded characters of one text
OR = "||"


def equals(field: str, text: str) -> str:
    """A condition that every record whose `field` is `text` meets.

    How Xero wants a quotation mark or backslash escaped is unverified, so none is ever sent: such
    a text (and a very long one) is asked for by its longest plain part, and the caller compares.
    """
    part = max(_SAFE.findall(text), key=len, default="")
    while len(quote(part, safe="")) > _LONGEST:
        part = part[: len(part) // 2]
    if not part.strip():
        raise BadInput(f"“{text}” cannot be looked up in Xero; give it a letter or a digit.")
    if part == text:
        return f'{field}=="{text}"'
    return f'({field}!=null&&{field}.Contains("{part}"))'


def is_exact(text: str) -> bool:
    """Whether only a record whose value is this text meets the text's condition."""
    return equals("", text) == f'=="{text}"'


def exactly(field: str, text: str) -> str:
    """A condition that only records whose `field` is `text` meet."""
    condition = equals(field, text)
    if not is_exact(text):
        raise BadInput(
            f"“{text}” has a quotation mark or backslash, or is too long, to be found exactly;"
            " search for a part of it.",
            field=field,
        )
    return condition


def has_id(field: str, id_: str) -> str:
    """A condition that only the record of this id meets; "" where none is given."""
    if not id_:
        return ""
    if not _GUID.fullmatch(id_.strip().lower()):
        raise BadInput(f"“{id_}” is not an id of Xero's.", field=field)
    return f'{field}==Guid("{id_.strip().lower()}")'


def chosen(given: Mapping[str, Any], *names: str) -> list[str]:
    """A condition for each of these inputs that has a value."""
    return [equals(name, given[name]) for name in names if given.get(name)]


def dated(given: Mapping[str, Any], field: str = "Date") -> list[str]:
    """The conditions of the inputs "from" and "to": days, both included."""
    found = [on_or_after(field, given["from"])] if given.get("from") else []
    return found + ([on_or_before(field, given["to"])] if given.get("to") else [])


def on(field: str, day: str) -> str:
    return f"{field}=={_day(day)}"


def on_or_after(field: str, day: str) -> str:
    return f"{field}>={_day(day)}"


def on_or_before(field: str, day: str) -> str:
    return f"{field}<={_day(day)}"


def all_of(conditions: Iterable[str | None]) -> str:
    """The conditions joined so that all must be met; "" where there are none."""
    found = [condition for condition in conditions if condition]
    return found[0] if len(found) == 1 else "&&".join(f"({part})" for part in found)


def _day(day: str) -> str:
    found = date.fromisoformat(day)
    return f"DateTime({found.year},{found.month:02},{found.day:02})"


def fits(path: str, query: Mapping[str, str]) -> None:
    """Refuse an address that is longer than Xero takes: it would be cut, or nothing be found."""
    length = _HOST + len(path) + 1 + len(urlencode(query, quote_via=quote))
    if length > ADDRESS:
        longest = max(query, key=lambda name: len(query[name]))
        said = f"{longest}: too much for one search; give fewer at once (50 ids fit)."
        raise BadInput(said, field=longest)


def cut(
    parts: Iterable[str], glue: str, path: str, query: Mapping[str, str], most: int = 1000
) -> Iterator[str]:
    """The parts joined by `glue`, in as few values as fit into one address each.

    `query` is the rest of the address, with the value's own name and an empty text.
    """
    room = ADDRESS - _HOST - len(path) - 1 - len(urlencode(query, quote_via=quote))
    held: list[str] = []
    size = 0
    for part in parts:
        length = len(quote(part, safe=""))
        if held and (size + length > room or len(held) == most):
            yield glue.join(held)
            held, size = [], 0
        held.append(part)
        size += length + len(quote(glue, safe=""))
    if held:
        yield glue.join(held)
