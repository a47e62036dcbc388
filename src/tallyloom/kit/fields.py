"""Inputs of a module. A field's name is its place in the request body: "Contact.ContactID"."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from tallyloom.kit.trouble import BadInput
from tallyloom.kit.values import File as FileValue
from tallyloom.kit.values import Value

BLANK = (None, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input. Call a field to get the same with a difference: `DATE(required=True)`.

    `read` turns what an expression gave into what the request carries, or raises `BadInput`
    that names the field. `schema` is its JSON Schema; the form and the docs are printed from it.
    """

    kind: ClassVar[str] = "any"
    type: ClassVar[Any] = None

    name: str
    label: str
    help: str = ""
    required: bool = False
    advanced: bool = False
    default: Value = None
    pick: str = ""  # the pick-list that offers its values; any other may still be mapped

    def __call__(self, **difference: Any) -> Field:
        return dataclasses.replace(self, **difference)

    def read(self, value: Value) -> Value:
        return value

    def schema(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"title": self.label, "x-kind": self.kind}
        if self.type:
            facts["type"] = self.type
        if self.help:
            facts["description"] = self.help
        if self.default is not None:
            facts["default"] = self.default
        if self.pick:
            facts["x-pick"] = self.pick
        return facts | self.bounds()

    def bounds(self) -> dict[str, Any]:
        """What JSON Schema can say about the values that are allowed."""
        return {}

    def wrong(self, why: str) -> BadInput:
        return BadInput(f"{self.label}: {why}", field=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything(Field):
    """Any JSON value, passed on as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """Text; numbers and truth values are written out."""

    kind: ClassVar[str] = "text"
    type: ClassVar[Any] = "string"
    max_length: int | None = None
    pattern: str = ""
    multiline: bool = False

    def read(self, value: Value) -> str:
        if isinstance(value, Mapping | list):
            raise self.wrong(
                "expected text, this is a list or a collection; map one of its values."
            )
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        if self.max_length is not None and len(text) > self.max_length:
            raise self.wrong(f"{len(text)} characters, at most {self.max_length} are allowed.")
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise self.wrong(f"{text!r} does not have the form {self.pattern}.")
        return text

    def bounds(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.max_length is not None:
            found["maxLength"] = self.max_length
        if self.pattern:
            found["pattern"] = self.pattern
        if self.multiline:
            found["x-multiline"] = True
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """An exact decimal number. Never a float: 0.1 stays 0.1."""

    kind: ClassVar[str] = "decimal"
    type: ClassVar[Any] = "number"
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None

    def read(self, value: Value) -> Decimal | int:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
            raise self.wrong(f"expected a number, found {_shown(value)}.")
        number = value if isinstance(value, int) else self._decimal(value)
        if self.minimum is not None and number < self.minimum:
            raise self.wrong(f"{number} is less than {self.minimum}.")
        if self.maximum is not None and number > self.maximum:
            raise self.wrong(f"{number} is more than {self.maximum}.")
        return number

    def _decimal(self, value: Decimal | str) -> Decimal:
        try:
            number = Decimal(value.strip() if isinstance(value, str) else value)
        except InvalidOperation:
            raise self.wrong(
                f"{_shown(value)} is not a number; use parseNumber to say how it is written."
            ) from None
        if not number.is_finite():
            raise self.wrong(f"{_shown(value)} is not a number.")
        return number

    def bounds(self) -> dict[str, Any]:
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return {name: limit for name, limit in limits.items() if limit is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Number):
    """A whole number."""

    kind: ClassVar[str] = "integer"
    type: ClassVar[Any] = "integer"

    def read(self, value: Value) -> int:
        number = Number.read(self, value)
        if number != int(number):
            raise self.wrong(f"{number} is not a whole number.")
        return int(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Number):
    """An amount in the document's currency: exact, never rounded on the way."""

    kind: ClassVar[str] = "money"


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Field):
    """A calendar date, sent as YYYY-MM-DD. The zone of a moment is kept: no date moves a day."""

    kind: ClassVar[str] = "date"
    type: ClassVar[Any] = "string"

    def read(self, value: Value) -> str:
        text = str(value)
        try:
            return datetime.fromisoformat(text).date().isoformat()
        except ValueError:
            raise self.wrong(
                f"{_shown(value)} is not a date; write it as 2010-12-31, or use parseDate"
                " with the format it has."
            ) from None

    def bounds(self) -> dict[str, Any]:
        return {"format": "date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Field):
    """A point in time, sent as ISO 8601 with its zone; without one it is read as UTC."""

    kind: ClassVar[str] = "moment"
    type: ClassVar[Any] = "string"

    def read(self, value: Value) -> str:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise self.wrong(f"{_shown(value)} is not a date and time.") from None
        return moment.isoformat() if moment.tzinfo else f"{moment.isoformat()}+00:00"

    def bounds(self) -> dict[str, Any]:
        return {"format": "date-time"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Boolean(Field):
    """Yes or no."""

    kind: ClassVar[str] = "boolean"
    type: ClassVar[Any] = "boolean"
    _words: ClassVar[Mapping[str, bool]] = {"true": True, "yes": True, "false": False, "no": False}

    def read(self, value: Value) -> bool:
        if isinstance(value, bool):
            return value
        found = self._words.get(str(value).strip().lower())
        if found is None:
            raise self.wrong(f"expected yes or no, found {_shown(value)}.")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of the listed values. `options` maps what is sent to what a person reads."""

    kind: ClassVar[str] = "choice"
    type: ClassVar[Any] = "string"
    options: Mapping[str, str]

    def read(self, value: Value) -> str:
        if str(value) not in self.options:
            raise self.wrong(f"{_shown(value)} is not one of {', '.join(self.options)}.")
        return str(value)

    def bounds(self) -> dict[str, Any]:
        return {"enum": list(self.options), "x-labels": dict(self.options)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts(Field):
    """A list of short texts, such as ids or column names; one text is split at its commas.

    `options`, where there are any, are the texts that may be given, in capital or small letters.
    """

    kind: ClassVar[str] = "texts"
    type: ClassVar[Any] = "array"
    options: tuple[str, ...] = ()

    def read(self, value: Value) -> list[str]:
        if isinstance(value, Mapping):
            raise self.wrong(f"expected a list of texts, found {_shown(value)}.")
        parts = value if isinstance(value, list) else str(value).split(",")
        texts = [text for part in parts if (text := str(part).strip())]
        return [self._option(text) for text in texts] if self.options else texts

    def _option(self, text: str) -> str:
        found = next((one for one in self.options if one.casefold() == text.casefold()), None)
        if found is None:
            raise self.wrong(f"{_shown(text)} is not one of {', '.join(self.options)}.")
        return found

    def bounds(self) -> dict[str, Any]:
        listed = {"enum": list(self.options)} if self.options else {}
        return {"items": {"type": "string"} | listed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Text):
    """The id of a record that another module of the same app finds: its search fills the list."""

    kind: ClassVar[str] = "reference"
    search: str

    def bounds(self) -> dict[str, Any]:
        return Text.bounds(self) | {"x-search": self.search}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Field):
    """A collection with known fields of its own, such as an address."""

    kind: ClassVar[str] = "group"
    type: ClassVar[Any] = "object"
    of: tuple[Field, ...]

    def read(self, value: Value) -> dict[str, Value]:
        if not isinstance(value, Mapping):
            raise self.wrong(f"expected a collection of fields, found {_shown(value)}.")
        try:
            return fill(self.of, value)
        except BadInput as trouble:
            raise BadInput(f"{self.label} › {trouble.message}", field=self.name) from None

    def bounds(self) -> dict[str, Any]:
        return _object_schema(self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Field):
    """A list of collections with known fields, such as the lines of an invoice."""

    kind: ClassVar[str] = "lines"
    type: ClassVar[Any] = "array"
    of: tuple[Field, ...]
    at_least: int = 0
    at_most: int = 0  # 0 sets no bound

    def read(self, value: Value) -> list[dict[str, Value]]:
        rows = [value] if isinstance(value, Mapping) else value
        if not isinstance(rows, list):
            raise self.wrong(f"expected a list of lines, found {_shown(value)}.")
        if len(rows) < self.at_least:
            lines = "line is" if self.at_least == 1 else "lines are"
            raise self.wrong(f"at least {self.at_least} {lines} needed.")
        if self.at_most and len(rows) > self.at_most:
            raise self.wrong(f"{len(rows)} are given, at most {self.at_most} are allowed.")
        return [self._row(number, row) for number, row in enumerate(rows, start=1)]

    def _row(self, number: int, row: Value) -> dict[str, Value]:
        if not isinstance(row, Mapping):
            raise self.wrong(f"line {number}: expected a collection, found {_shown(row)}.")
        try:
            return fill(self.of, row)
        except BadInput as trouble:
            raise BadInput(
                f"{self.label}, line {number} › {trouble.message}", field=self.name
            ) from None

    def bounds(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"items": {"type": "object"} | _object_schema(self.of)}
        limits = {"minItems": self.at_least, "maxItems": self.at_most}
        return facts | {name: limit for name, limit in limits.items() if limit}


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Field):
    """A file: the object {name, type, size, sha256} that another module or an input gives."""

    kind: ClassVar[str] = "file"
    type: ClassVar[Any] = "object"

    def read(self, value: Value) -> FileValue:
        try:
            return FileValue.of(value)
        except (KeyError, TypeError, ValueError):
            raise self.wrong(f"expected a file, found {_shown(value)}.") from None


def fill(fields: tuple[Field, ...], given: Mapping[str, Value]) -> dict[str, Value]:
    """Read every given value by its field; blank means not given, required blank is an error.

    The keys stay flat ("Contact.ContactID"); `place` makes the body of them. A name that no
    field has is an error, so that a misspelt input is never silently dropped.
    """
    known = {field.name: field for field in fields}
    unknown = [name for name in given if name not in known]
    if unknown:
        raise BadInput(
            f"There is no input {unknown[0]!r} here; the inputs are {', '.join(known)}.",
            field=unknown[0],
        )
    filled: dict[str, Value] = {}
    for field in fields:
        value = given.get(field.name)
        if value in BLANK:
            value = field.default
        if value in BLANK:
            if field.required:
                raise field.wrong("a value is required.")
            continue
        filled[field.name] = field.read(value)
    return filled


def place(filled: Mapping[str, Value]) -> dict[str, Value]:
    """The request body: every value at the place that its field's name says, lines included."""
    body: dict[str, Value] = {}
    for name, value in filled.items():
        *folders, last = name.split(".")
        target = body
        for folder in folders:
            target = target.setdefault(folder, {})
        target[last] = _placed(value)
    return body


def schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a module's inputs."""
    return {"type": "object"} | _object_schema(fields)


def _placed(value: Value) -> Value:
    if isinstance(value, Mapping):
        return place(value)
    if isinstance(value, list):
        return [_placed(item) for item in value]
    return value


def _object_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "properties": {field.name: field.schema() for field in fields},
        "additionalProperties": False,
    }
    required = [field.name for field in fields if field.required and field.default is None]
    return facts | ({"required": required} if required else {})


def _shown(value: Value) -> str:
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
