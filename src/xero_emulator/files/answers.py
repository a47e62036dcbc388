"""How the Files API speaks: bare objects and lists, ISO moments, refusals as an array.

How it was checked: the shapes, scopes and both kinds of refusal are examples of Xero's OpenAPI
16.1.0; no `/Date()/` from the reference's section 5.1. Unverified: that a 404 looks as in the
Accounting API, that an unreadable body is refused like a bad field, and that parameters which make
no sense are ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from xero_emulator import wire
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import Invalid, Refusal
from xero_emulator.fields import Fields
from xero_emulator.resource import Answer
from xero_emulator.wire import Record

BASE = "/files.xro/1.0"
SCOPES = ("files",)
LARGEST_PAGE = 100
PER_PAGE = 50

Sorts: TypeAlias = Mapping[str, Callable[[Record], Any]]


class NotRenamed(Invalid):
    """Unable to rename"""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, as asked with `page` and `pagesize`."""

    number: int
    size: int
    total: int
    items: list[Record]


def route(operation_id: str, method: str, pattern: str, answer: Answer) -> Route:
    scopes = (*SCOPES, "files.read") if method == "GET" else SCOPES
    answered = wire.whole_or_refused(answer, _told)
    return Route(operation_id, method, pattern, scopes, answered, BASE, "files")


def _told(refusal: Refusal) -> Reply:
    return wire.reply(list(_each(refusal)), 400)


def _each(refusal: Refusal) -> Iterable[Record]:
    kind = ("Rename", "Rename failed")
    if not isinstance(refusal, NotRenamed):
        kind = ("Validation", "Validation failure")
    messages = refusal.messages if isinstance(refusal, Invalid) else (str(refusal),)
    for message in messages:
        yield {"type": kind[0], "title": kind[1], "detail": message}


def moment(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%S.%f}0"


def sent(call: Call, fields: Fields, name: str) -> Record:
    """The one object of a request's body."""
    found = wire.elements(call.body, name)
    if len(found) != 1:
        raise Invalid(f"The request must hold one {name}.")
    return fields.read(found[0], name)


def ordered(records: Iterable[Record], call: Call, sorts: Sorts) -> list[Record]:
    """Sorted as asked; newest first when nothing is asked."""
    asked = _lower(call)
    key = sorts.get(asked.get("sort", "").lower())
    backwards = asked.get("direction", "ASC" if key else "DESC").upper() == "DESC"
    return sorted(records, key=key or sorts["createddateutc"], reverse=backwards)


def page(records: list[Record], call: Call) -> Page:
    asked = _lower(call)
    size = min(_positive(asked.get("pagesize"), PER_PAGE), LARGEST_PAGE)
    number = _positive(asked.get("page"), 1)
    return Page(number, size, len(records), records[(number - 1) * size : number * size])


def _lower(call: Call) -> dict[str, str]:
    return {name.lower(): value for name, value in call.query.items()}


def _positive(text: str | None, otherwise: int) -> int:
    found = int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
    return found or otherwise
