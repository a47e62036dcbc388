"""How the front doors show what was sent to a service, and what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallyloom.kit import from_json

SHOWN = 200_000  # bytes of a body that are shown


def shown(body: bytes) -> Any:
    """A body as JSON or text; None where there is none, or it is too large to show."""
    if not body or len(body) > SHOWN:
        return None
    try:
        return from_json(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def texts(given: Mapping[str, Any]) -> dict[str, str]:
    """A query or headers."""
    return {str(name): str(value) for name, value in given.items()}
