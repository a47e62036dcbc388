"""The values that flow between modules: JSON, with exact numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

# A bundle holds None, bool, int, Decimal, str, list and dict, and nothing else. Recursive aliases
# slow mypy down and buy little at the edges, so the alias is open and the checks are at the doors.
Value: TypeAlias = Any
Bundle: TypeAlias = dict[str, Value]

__all__ = ["Bundle", "File", "Value"]


@dataclass(frozen=True, slots=True)
class File:
    """A file as a bundle carries it: its bytes are in the blob store, under `sha256`."""

    name: str
    type: str
    size: int
    sha256: str

    def as_value(self) -> Bundle:
        """The JSON object that bundles and expressions see."""
        return {"name": self.name, "type": self.type, "size": self.size, "sha256": self.sha256}

    @classmethod
    def of(cls, value: Value) -> File:
        """Read the JSON object back; KeyError or TypeError when it is not a file."""
        if not isinstance(value, Mapping):
            raise TypeError("not a file")
        return cls(str(value["name"]), str(value["type"]), int(value["size"]), str(value["sha256"]))


def plain(value: Value) -> Value:
    """The value with Decimals that are whole numbers left as they are and tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str | bool | int | Decimal) or value is None:
        return value
    if isinstance(value, File):
        return value.as_value()
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot travel in a bundle")
