"""An outside write, from intent to result: what is to be done next, its names, its key.

A `Send` is one frozen request; an `Effect` is what one bundle wanted of it. `store.effects` has
their states. A service forgets an idempotency key after a while (`App.key_life` keeps a margin),
so a later retry looks up before it sends again.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from tallyloom.store.effects import EffectState, SendState
from tallyloom.store.sends import Send

KEY_LIFE = timedelta(minutes=5)
# How long before its first byte left a record may seem to have been made: clocks differ.
LOOK_BACK = timedelta(minutes=2)
LOOK_AGAIN = timedelta(seconds=60)
# What is looked for in vain so often is given up: then it has failed, and a person may retry it.
GENERATIONS = 5
# Two equal refusals: a service may keep an internal error for its key, which is then of no use.
KEY_REFUSALS = 2


class NextMove(StrEnum):
    """What to do with a send that is not answered yet."""

    SEND = "send"  # the same bytes under the same key
    LOOK = "look"  # ask the service what became of it
    PARK = "park"  # a person decides


def next_move(
    send: Send, now: datetime, *, can_look: bool, key_life: timedelta = KEY_LIFE
) -> NextMove:
    """Decide by age: the same key while it lives, else look up, else a person. Pure."""
    if send.state == SendState.FROZEN or send.again == "safe":
        return NextMove.SEND
    age = now - (send.first_sent_at or now)
    # The clock may have been set back: then the age cannot be trusted and looking is safe.
    if timedelta(0) <= age < key_life and send.refusals < KEY_REFUSALS:
        return NextMove.SEND
    return NextMove.LOOK if can_look else NextMove.PARK


def trace_of(text: str) -> str | None:
    """A record's fingerprint as a row is found by; None where it has none."""
    return _digest(text) if text else None


def effect_id(run: str, module: int, path: str, ordinal: int, generation: int) -> str:
    """The name of an effect: the same after a crash, another for an intended repeat."""
    return _digest(run, str(module), path, str(ordinal), str(generation))


def idempotency_key(secret: bytes, tenant: str, effect: str, content: bytes) -> str:
    """52 characters that only this installation, tenant, effect and content give."""
    return _digest(secret.hex(), tenant, effect, hashlib.sha256(content).hexdigest())


def _digest(*parts: str) -> str:
    hashed = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base64.b32encode(hashed).decode().rstrip("=").lower()


__all__ = [
    "KEY_LIFE",
    "LOOK_AGAIN",
    "LOOK_BACK",
    "EffectState",
    "NextMove",
    "SendState",
    "effect_id",
    "idempotency_key",
    "next_move",
    "trace_of",
]
