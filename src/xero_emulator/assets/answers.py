"""How the Assets API speaks: bare camelCase objects, days at midnight, refusals by field.

How it was checked: shapes, texts and type addresses of the refusals are examples of Xero's OpenAPI
16.1.0; the title and the 409 from the reference's sections 5.5 and 6.1. Unverified: that the 409
has a body (the specification gives none), that a 404 looks as in the Accounting API, and how an
unreadable body is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xero_emulator import wire
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import Refusal, Unreadable
from xero_emulator.fields import Fields
from xero_emulator.resource import Answer
from xero_emulator.wire import Record

BASE = "/assets.xro/1.0"
SCOPES = ("assets",)
ERRORS = "http://common.service.xero.com/errors/validation"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one field: `Wrong("FixedAssetAccountId", "... is invalid")`."""

    field: str
    message: str
    value: str = ""

    def shown(self) -> Record:
        return {
            "fieldName": self.field,
            "valueProvided": self.value,
            "localisedMessage": self.message,
            "type": f"{ERRORS}/field",
            "title": "Validation Error",
            "detail": self.message,
        }


def field(name: str) -> str:
    """How refusals write a field: assetName is AssetName there."""
    return name[0].upper() + name[1:]


class Failed(Refusal):
    """The resource update failed validation."""

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("; ".join(each.message for each in self.wrong))


class Taken(Refusal):
    """a type already exists"""


def route(operation_id: str, method: str, pattern: str, answer: Answer) -> Route:
    scopes = (*SCOPES, "assets.read") if method == "GET" else SCOPES
    answered = wire.whole_or_refused(answer, _told)
    return Route(operation_id, method, pattern, scopes, answered, BASE, "assets")


def _told(refusal: Refusal) -> Reply:
    match refusal:
        case Taken():
            return _refused(409, detail=Taken.__doc__ or "")
        case Failed():
            return _refused(400, [each.shown() for each in refusal.wrong])
    return _refused(400, detail=str(refusal))


def _refused(
    status: int, fields: list[Record] | None = None, detail: str = "Validation Errors"
) -> Reply:
    body = {
        "resourceValidationErrors": [],
        "fieldValidationErrors": fields or [],
        "type": ERRORS,
        "title": Failed.__doc__,
        "detail": detail,
    }
    return wire.reply(body, status)


def sent(call: Call, fields: Fields, name: str) -> Record:
    """The one object of a request's body."""
    found = wire.elements(call.body, name)
    if len(found) != 1:
        raise Unreadable(f"The request must hold one {name}.")
    return fields.read(found[0], name)


def day(value: Any, path: str) -> str:
    """Reads a calendar day and keeps it as answers show it: 2020-01-01T00:00:00."""
    found = wire.read_day(value) if isinstance(value, str) else None
    if found is None:
        raise Unreadable(f"'{value}' is not a date. Path '{path}'")
    return wire.day_text(found)
