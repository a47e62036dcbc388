"""The bytes of a webhook call and the signature over them.

How it was checked: the irregular spaces are those of a captured intent-to-receive body, and the
signature is base64 of HMAC-SHA256 with the key as UTF-8 text (reference's section 4.2).
Unverified: spaces within an event, and the alphabet of a key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

import msgspec

ENTROPY_LETTERS = 20
KEY_BYTES = 64


def new_key() -> str:
    """A signing key; it looks like base64, and is used as the text that it is."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def entropy() -> str:
    return "".join(secrets.choice(ascii_uppercase) for _ in range(ENTROPY_LETTERS))


def body(events: Sequence[dict[str, Any]], first: int, last: int) -> bytes:
    """A call's body; both sequence numbers are 0 where there are no events."""
    told = msgspec.json.encode(events).decode()
    return (
        f'{{"events":{told},"firstEventSequence": {first},"lastEventSequence": {last}, '
        f'"entropy": "{entropy()}"}}'
    ).encode()


def signature(key: str, sent: bytes) -> str:
    return base64.b64encode(hmac.digest(key.encode(), sent, hashlib.sha256)).decode()


def wrong_signature(key: str, sent: bytes, at: int) -> str:
    """The right signature with one of its characters changed, as Xero's probes have it."""
    right = signature(key, sent)
    other = "A" if right[at] != "A" else "B"
    return f"{right[:at]}{other}{right[at + 1 :]}"
