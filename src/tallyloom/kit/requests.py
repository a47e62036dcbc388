"""Requests and answers as values: a module yields the one and is given the other."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import json as msgjson

from tallyloom.kit.trouble import Broken
from tallyloom.kit.values import File, Value

_ENCODER = msgjson.Encoder(decimal_format="number", order="deterministic")
_DECODER = msgjson.Decoder(float_hook=Decimal)
_NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, InvalidOperation)


def to_json(value: Value) -> bytes:
    """The one way a value becomes JSON: keys sorted, Decimals as exact numbers."""
    return _ENCODER.encode(value)


def from_json(data: bytes | str) -> Value:
    """JSON read with every fraction as a Decimal; raises `msgspec.DecodeError`."""
    try:
        return _DECODER.decode(data)
    except InvalidOperation:
        raise msgspec.DecodeError("a number has an exponent that no decimal holds") from None


@lru_cache
def _list_reader(name: str) -> msgjson.Decoder[Any]:
    """Finds the items of one list of an object, and leaves them unread."""
    items = ("items", list[msgspec.Raw] | None, None)
    return msgjson.Decoder(msgspec.defstruct("Envelope", [items], rename={"items": name}))


@lru_cache
def _part_reader(name: str) -> msgjson.Decoder[Any]:
    """Finds one value of an object, and leaves it unread."""
    value = ("value", msgspec.Raw, msgspec.Raw())
    return msgjson.Decoder(msgspec.defstruct("Envelope", [value], rename={"value": name}))


class Again(Enum):
    """Whether a request whose outcome is unknown may be sent once more."""

    SAFE = "safe"  # reads, and writes that end the same however often they arrive
    LOOK = "look"  # a write that can be looked up by its natural key
    NEVER = "never"  # a write that nothing can confirm; a person decides


@dataclass(frozen=True, slots=True)
class Form:
    """A body of form fields and one file (multipart/form-data, RFC 7578), streamed."""

    file: File
    part: str = "file"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """Asks for all records of a pick-list's source, from the cache where they are fresh.

    `source` is one that is fetched whole. The module is given a sequence of bundles.
    """

    source: str


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request below one of the connection's base addresses.

    `path` starts with "/". `body` is a JSON value, bytes, a `File` (streamed from the blob
    store) or a `Form`. With `save_as` the answer's body is streamed into the blob store under
    that name and the answer carries a `File` instead of bytes.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Value | bytes | File | Form = None
    base: str = "api"
    again: Again = Again.SAFE
    save_as: str = ""
    tenanted: bool = True

    @property
    def writes(self) -> bool:
        """Whether the service may change something."""
        return self.method not in ("GET", "HEAD", "OPTIONS")

    def content(self) -> bytes:
        """The exact bytes of a JSON or bytes body; empty where there is none or it is streamed."""
        if self.body is None or isinstance(self.body, File | Form):
            return b""
        return self.body if isinstance(self.body, bytes) else to_json(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `headers` in lower case, `body` as bytes unless it was saved to `file`.

    `repeated` tells that the same request had been sent before and its outcome was unknown: a
    record that is gone now was perhaps deleted by that first time.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    file: File | None = None
    repeated: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Value:
        """The body read with Decimals; `Broken` where it is not JSON."""
        try:
            return from_json(self.body)
        except _NO_JSON:
            raise self._no_json() from None

    def each(self, name: str) -> Iterator[Value]:
        """The items of the body's list of that name, each read when it is asked for.

        What is done to an item before the next is asked for costs least. `Broken` where the body
        is not JSON or has no such list.
        """
        try:
            items = _list_reader(name).decode(self.body).items
            if items is None:
                raise Broken(f"Expected {name}, the answer ({self.status}) holds none.")
            yield from map(_DECODER.decode, items)
        except msgspec.ValidationError:
            raise Broken(f"Expected {name}, the answer ({self.status}) holds no list.") from None
        except _NO_JSON:
            raise self._no_json() from None

    def part(self, name: str) -> Value:
        """The value under one name of the body's object, the rest unread; None where it is not."""
        try:
            found = _part_reader(name).decode(self.body).value
        except msgspec.ValidationError:
            return None
        except _NO_JSON:
            raise self._no_json() from None
        return _DECODER.decode(found) if bytes(found) else None

    def _no_json(self) -> Broken:
        kind = self.headers.get("content-type", "nothing")
        return Broken(f"Expected JSON, the answer ({self.status}) holds {kind}.")


@dataclass(frozen=True, slots=True)
class Save:
    """Put these bytes into the blob store; the module is given the `File`."""

    chunks: Iterable[bytes]
    name: str
    type: str = "application/octet-stream"


Result = TypeVar("Result")
# A module body: yields requests (or files to save, or what is known), is sent answers (or files, or
# records), returns its result.
Steps: TypeAlias = Generator[Request | Save | Known, Any, Result]
