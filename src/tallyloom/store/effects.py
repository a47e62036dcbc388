"""The states of an outside write, and the moves between them that its rows allow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar


class SendState(StrEnum):
    """Where one frozen request stands."""

    FROZEN = "frozen"  # durable, no byte has left
    SENT = "sent"  # bytes may have left; the outcome is unknown until it is answered
    ANSWERED = "answered"  # the service's answer is recorded
    SETTLED = "settled"  # no answer came; a look-up told what became of it


class EffectState(StrEnum):
    """Where one bundle's write stands."""

    INTENT = "intent"  # part of a frozen request
    DONE = "done"  # exists in the service, made or adopted
    REJECTED = "rejected"  # the service refused it
    PARKED = "parked"  # nobody can tell but a person
    ABSENT = "absent"  # looked up and not there; a new generation follows


SEND_MOVES: Mapping[SendState, Collection[SendState]] = {
    SendState.FROZEN: {SendState.SENT},
    SendState.SENT: {SendState.SENT, SendState.FROZEN, SendState.ANSWERED, SendState.SETTLED},
    SendState.ANSWERED: (),
    SendState.SETTLED: (),
}
EFFECT_MOVES: Mapping[EffectState, Collection[EffectState]] = {
    EffectState.INTENT: {
        EffectState.DONE,
        EffectState.REJECTED,
        EffectState.PARKED,
        EffectState.ABSENT,
    },
    EffectState.PARKED: {EffectState.DONE, EffectState.ABSENT},
    EffectState.DONE: (),
    EffectState.REJECTED: (),
    EffectState.ABSENT: (),
}

State = TypeVar("State", SendState, EffectState)


def before(moves: Mapping[State, Collection[State]], state: State) -> list[str]:
    """The states from which a row may come to this one."""
    return [source.value for source, targets in moves.items() if state in targets]
