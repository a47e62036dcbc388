"""How Payroll 2.0 speaks: its envelope, its problems, its pages, the fields of its requests.

How it was checked: the envelope, its nulls, the dates, the url-encoded provider and the refusal of
a page past the end were recorded (NZ, reference sections 5.1 and 6.1); a problem's fields and the
sentence for a missing one from Xero's OpenAPI 16.1.0; a body refused for its fields as users of
Xero's SDKs met it (`application/problem+json`, the resource itself null).
Unverified: the 404 (here HTML, as Accounting answers it), the sentence for a field that cannot be
read, names of fields within fields, that an absent or null field of an update keeps its value,
what a body that is no JSON gets, and that the United Kingdom and Australia write dates as New
Zealand does.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any, TypeAlias
from urllib.parse import quote

import msgspec

from xero_emulator import refusals, wire
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import NotThere, Refusal, Unreadable
from xero_emulator.fields import Reader
from xero_emulator.wire import Record

Answer: TypeAlias = Callable[[Call], "Told"]

BASE = "/payroll.xro/2.0"
PAGE = 100

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class Wrong(Refusal):
    """Validation error occurred."""

    def __init__(self, *fields: tuple[str, str]) -> None:
        super().__init__(fields)
        self.fields = fields


class BadRequest(Refusal):
    """The request cannot be answered as it was asked; its text says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an operation answers: one named value, and the pagination block of a page; a bare
    answer has no body at all."""

    field: str | None = None
    value: Any = None
    pagination: Record | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Api:
    """One of the specifications of Payroll 2.0 and the country whose organisations have it."""

    name: str
    country: str

    def route(
        self, operation: str, method: str, pattern: str, scope: str, answer: Answer, refused: Told
    ) -> Route:
        """`refused` is the field that a problem carries empty, as a good answer carries it full."""
        scopes = (f"payroll.{scope}", f"payroll.{scope}.read")
        return Route(
            operation,
            method,
            pattern,
            scopes if method == "GET" else scopes[:1],
            _answering(answer, refused),
            base=BASE,
            api=self.name,
            countries=(self.country,),
        )


def _answering(answer: Answer, refused: Told) -> Callable[[Call], Reply]:
    @wraps(answer)
    def answered(call: Call) -> Reply:
        if not call.books.switches.payroll_provisioned:
            return refusals.not_provisioned()
        try:
            with call.books.whole():
                return _envelope(call, answer(call))
        except NotThere as absence:
            return wire.refused(absence)
        except Refusal as refusal:
            return _envelope(call, refused, _problem(refusal))

    return answered


def _envelope(call: Call, told: Told, problem: Record | None = None) -> Reply:
    if told.bare and problem is None:
        return Reply(200, b"", "")
    body = {
        "id": str(uuid.uuid4()),
        "providerName": quote(call.client_id, safe=""),
        "dateTimeUTC": f"{call.now:%Y-%m-%dT%H:%M:%S.%f}0",
        "httpStatusCode": "OK" if problem is None else "BadRequest",
        "pagination": told.pagination,
        "problem": problem,
    }
    found = {} if told.field is None else {told.field: told.value}
    return wire.reply(body | found, 200 if problem is None else 400)


def _problem(refusal: Refusal) -> Record:
    listed = isinstance(refusal, Wrong)
    return {
        "type": "application/problem+json" if listed else "about:blank",
        "title": "BadRequest" if listed else "InvalidRequest",
        "status": 400,
        "detail": Wrong.__doc__ if listed else str(refusal),
        "instance": None,
        "invalidFields": _invalid(refusal) if isinstance(refusal, Wrong) else None,
        "invalidObjects": None,
    }


def _invalid(refusal: Wrong) -> list[Record]:
    return [{"name": name, "reason": reason} for name, reason in refusal.fields]


def page(
    call: Call, field: str, rows: Sequence[Record], show: Callable[[Record], Record] = dict
) -> Told:
    """One page of a list, each row as `show` makes it; raises BadRequest for a page that does not
    exist."""
    asked = call.query.get("page") or "1"
    count = -(-len(rows) // PAGE)
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    if not 1 <= number <= max(count, 1):
        raise BadRequest("Requested page does not exist")
    block = {"page": number, "pageSize": PAGE, "pageCount": count, "itemCount": len(rows)}
    return Told(field, [show(row) for row in rows[(number - 1) * PAGE : number * PAGE]], block)


def filters(call: Call, **readers: Callable[[str], Any]) -> Record:
    """The conditions of a filter: `firstName==John,lastName==Smith`, by the names asked for."""
    known = {name.lower(): name for name in readers}
    found: Record = {}
    for part in filter(None, call.query.get("filter", "").split(",")):
        name, equals, value = part.partition("==")
        field = known.get(name.strip().lower())
        if field is None or not equals:
            raise BadRequest(f"The filter '{part}' is not supported.")  # unverified text
        found[field] = readers[field](value.strip().strip('"'))
    return found


def asked_day(call: Call, name: str) -> str | None:
    """A day among the query's parameters, as records carry it."""
    sent = call.query.get(name)
    if not sent:
        return None
    return _asked(name, lambda: day(sent, name))


def asked_flag(call: Call, name: str) -> bool:
    return call.query.get(name, "").lower() == "true"


def _asked(name: str, read: Callable[[], str]) -> str:
    try:
        return read()
    except Unreadable as trouble:
        raise Wrong(invalid(name)) from trouble


def text_of(value: date) -> str:
    """A calendar day as Payroll 2.0 writes it."""
    return f"{value.isoformat()}T00:00:00"


def day_of(text: str) -> date:
    return date.fromisoformat(text[:10])


def moment(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%S}"


def days(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def day(value: Any, path: str) -> str:
    found = wire.read_day(value) if isinstance(value, str) else None
    if found is None:
        raise Unreadable(path)
    return text_of(found)


def short(most: int) -> Reader:
    """Text of at most so many characters."""

    def read(value: Any, path: str) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise Unreadable(path)
        return value

    return read


def digits(least: int, most: int) -> Reader:
    def read(value: Any, path: str) -> str:
        found = str(value).replace("-", "")
        if not (found.isascii() and found.isdigit() and least <= len(found) <= most):
            raise Unreadable(path)
        return found

    return read


class Form:
    """The fields of a request, in any letter case: `Form("name", name=text, standardAmount=number)`
    needs the name; null is as if absent, and fields that are not here are ignored."""

    def __init__(self, required: str = "", /, **readers: Reader) -> None:
        self._required = frozenset(required.split())
        self.readers = readers

    def read(self, sent: Mapping[str, Any]) -> Record:
        """The fields that were sent; raises Wrong with everything that is wrong with them."""
        given = {name.lower(): value for name, value in sent.items() if value is not None}
        clean: Record = {}
        wrong: list[tuple[str, str]] = []
        for name, reader in self.readers.items():
            try:
                if name.lower() in given:
                    clean[name] = reader(given[name.lower()], name)
                elif name in self._required:
                    raise Wrong(required(name))
            except Unreadable:
                wrong.append(invalid(name))
            except Wrong as inner:
                wrong += inner.fields
        if wrong:
            raise Wrong(*wrong)
        return clean


def one(form: Form) -> Reader:
    """An object within a request; all its fields are there afterwards, null where not sent."""

    def read(value: Any, path: str) -> Record:
        if not isinstance(value, dict):
            raise Unreadable(path)
        return {**dict.fromkeys(form.readers), **_within(path, form, value)}

    return read


def many(form: Form) -> Reader:
    element = one(form)

    def read(value: Any, path: str) -> list[Record]:
        if not isinstance(value, list):
            raise Unreadable(path)
        return [element(each, f"{path}[{at}]") for at, each in enumerate(value)]

    return read


def each(reader: Reader) -> Reader:
    """A list of plain values."""

    def read(value: Any, path: str) -> list[Any]:
        if not isinstance(value, list):
            raise Unreadable(path)
        return [reader(item, path) for item in value]

    return read


def _within(path: str, form: Form, value: Mapping[str, Any]) -> Record:
    try:
        return form.read(value)
    except Wrong as inner:
        raise Wrong(*((f"{_pascal(path)}.{name}", why) for name, why in inner.fields)) from inner


def required(name: str) -> tuple[str, str]:
    return _pascal(name), f"The {_words(name)} is required."


def invalid(name: str) -> tuple[str, str]:
    return _pascal(name), f"The {_words(name)} is invalid."  # unverified text


def unknown(name: str) -> tuple[str, str]:
    return _pascal(name), f"The {_words(name)} does not exist."  # unverified text


def whole_body(reason: str) -> Wrong:
    """A refusal of the request as a whole, for which Xero names no field."""
    return Wrong(("_default", reason))


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def _words(name: str) -> str:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", _pascal(name))
    return apart.replace(" Of ", " of ")


def sent_object(call: Call) -> Record:
    """The object in the body; raises Wrong when there is none."""
    found = _sent(call)
    if not isinstance(found, dict):
        raise whole_body("The request body is required.")  # unverified text
    return found


def sent_objects(call: Call) -> list[Record]:
    """The array of objects in the body; raises Wrong when there is none."""
    found = _sent(call)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise whole_body("The request body must be an array.")  # unverified text
    return found


def _sent(call: Call) -> Any:
    try:
        return _decode(call.body) if call.body.strip() else None
    except (msgspec.DecodeError, ValueError, RecursionError, ArithmeticError) as trouble:
        raise whole_body("The request body cannot be read.") from trouble  # unverified text
