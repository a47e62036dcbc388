"""Identifiers that sort by the moment they were made (UUIDv7, RFC 9562)."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime


def new_id(now: datetime) -> str:
    """A UUIDv7 as text: milliseconds of `now`, then 74 random bits."""
    millis = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = (
        millis << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    )
    return str(uuid.UUID(int=value))
