"""Identifiers that sort by the moment they were made (UUIDv7, RFC 9562)."""

from __future__ import annotations

import itertools
import secrets
import uuid
from datetime import datetime

_made = itertools.count()


def new_id(now: datetime) -> str:
    """A UUIDv7 as text: milliseconds of `now`, a count, then 48 random bits.

    The count keeps what one process makes within a millisecond in its order.
    """
    millis = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    count = next(_made) & ((1 << 26) - 1)
    high, low = count >> 14, (count & 0x3FFF) << 48 | secrets.randbits(48)
    return str(uuid.UUID(int=millis << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))
