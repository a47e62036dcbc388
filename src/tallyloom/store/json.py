"""JSON for columns: exact numbers in, text for PostgreSQL out."""

from __future__ import annotations

import re
import zlib
from typing import Any

from msgspec import json as msgjson

from tallyloom.kit import from_json

# Keys keep their order: a bundle's fields are shown and written out as they were mapped.
_ENCODER = msgjson.Encoder(decimal_format="number")
_NUL = re.compile(r"(\\\\)|\\u0000")


def encoded(value: Any) -> bytes:
    """A value as JSON, keys in their order, Decimals as exact numbers."""
    return _ENCODER.encode(value)


def dumps(value: Any) -> str:
    """A value as the text of a jsonb column, which cannot hold NUL: U+FFFD stands for it."""
    text = encoded(value).decode()
    return _NUL.sub(lambda found: found[1] or "\ufffd", text) if "\\u0000" in text else text


def loads(data: str | bytes) -> Any:
    """A jsonb column's text as a value."""
    return from_json(data)


def packed(value: Any) -> bytes:
    """A value as a compressed blob; level 1, for journals are written far more than read."""
    return zlib.compress(encoded(value), 1)


def unpacked(data: bytes) -> Any:
    """A value as `packed` wrote it."""
    return from_json(zlib.decompress(data))
