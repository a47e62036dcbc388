"""Bringing one frozen request to its end: send, resend, look up, or hand it to a person.

Whatever happens here, the bytes and the key are those that were frozen; a module that would make
another request now is not asked.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from tallyloom.connections.client import VERIFIED_FOR
from tallyloom.egress.trouble import OutcomeUnknown
from tallyloom.engine import crash
from tallyloom.engine.effects import (
    GENERATIONS,
    KEY_LIFE,
    LOOK_AGAIN,
    EffectState,
    NextMove,
    SendState,
    next_move,
)
from tallyloom.engine.sender import HOLD, Sender
from tallyloom.engine.trouble import Parked, Unread, Wait, waits
from tallyloom.kit import (
    AlreadyThere,
    Answer,
    BadInput,
    Broken,
    Bundle,
    Differs,
    ExtendPermissions,
    LookUpFirst,
    NotThere,
    Reconnect,
    Refused,
    Trouble,
)
from tallyloom.store.json import packed
from tallyloom.store.sends import Effect, Send, Sends
from tallyloom.store.trouble import NoSuchBlob

TRIES_AT_ONCE = 4
_STATES: dict[type[Trouble], EffectState] = {
    Parked: EffectState.PARKED,
    LookUpFirst: EffectState.PARKED,
    Unread: EffectState.ABSENT,
}
# What a module or a person may act on differently from a plain refusal.
_REMEDIES = {kind.__name__: kind for kind in (AlreadyThere, BadInput, Differs, NotThere)}
OPEN = (SendState.FROZEN, SendState.SENT)


class Reading(Protocol):
    """What only the module knows of a send: what an answer means, and how to look for records."""

    def can_look(self, effects: Sequence[Effect]) -> bool:
        """Whether every one of them can be looked up, or known by its trace."""

    def outcomes(self, answer: Answer, effects: Sequence[Effect]) -> Sequence[Bundle | Trouble]:
        """One outcome for each effect, in order; a Trouble raised is as if it were refused."""

    def refused(
        self, trouble: Trouble, answer: Answer, effects: Sequence[Effect]
    ) -> Sequence[Bundle | Trouble]:
        """What it means to each effect that the request was refused whole."""

    def look(
        self, send: Send, effects: Sequence[Effect], taken: Collection[str]
    ) -> Mapping[str, Bundle | Parked]:
        """The records that exist, by effect, or why only a person can tell.

        `taken` are records of the same send that are known to be others'.
        """

    def differs(self, effect: Effect, record: Bundle) -> str:
        """How a record differs from what was to be written; "" where it does not."""


@dataclass(frozen=True, slots=True)
class Finisher:
    """Finishes the sends of one module of one run.

    The module changes these sources of pick-lists; `identity` names the value of its records by
    which the service tells them apart, and `key_life` is how long a key surely counts.
    """

    sends: Sends
    sender: Sender
    changes: Sequence[str] = ()
    identity: str = ""
    key_life: timedelta = KEY_LIFE

    def finish(self, send_id: str, reading: Reading) -> None:
        """Return when every effect of the send is settled; raises Wait when that takes longer."""
        if (send := self.sends.get(send_id)).state in OPEN:
            self._see_whose(send)
        while (send := self.sends.get(send_id)).state in OPEN:
            effects = self.sends.effects_of(send_id)
            now = self.sender.clock.now()
            can_look = reading.can_look(effects)
            move = next_move(send, now, can_look=can_look, key_life=self.key_life)
            if move is NextMove.SEND:
                self._attempt(send, effects, reading)
            elif move is NextMove.LOOK:
                self._look(send, effects, reading)
            else:
                self._park(send, effects)

    def _see_whose(self, send: Send) -> None:
        """A send may be finished long after it was frozen: it goes where it was to go, or waits."""
        client = self.sender.client
        if send.tenant != client.tenant.id:
            raise Wait(
                None,
                f"A write to the organisation {send.tenant} is not finished, and the scenario "
                f"reaches {client.tenant.name} ({client.tenant.id}) now. Let it reach that one "
                "again, by its id.",
            )
        if self.sender.clock.now() - send.frozen_at < VERIFIED_FOR:
            return
        try:
            client.assure(self.sender.fetch)
        except Trouble as trouble:
            raise waits(trouble) or Wait(None, trouble.message, retry=True) from trouble

    def settled(self, effect: Effect, outcome: Bundle | Trouble) -> Effect:
        """The effect with what became of it."""
        now = self.sender.clock.now()
        if not isinstance(outcome, Trouble):
            return dataclasses.replace(
                effect,
                state=EffectState.DONE,
                record=packed(outcome),
                settled_at=now,
                identity=identity_of(outcome, self.identity),
            )
        state = _STATES.get(type(outcome), EffectState.REJECTED)
        return dataclasses.replace(effect, state=state, trouble=told(outcome), settled_at=now)

    def _attempt(self, send: Send, effects: Sequence[Effect], reading: Reading) -> None:
        if send.attempts >= TRIES_AT_ONCE and send.attempts % TRIES_AT_ONCE == 0:
            self._pause(send)
        self.sends.mark_sent(send.id, self.sender.clock.now())
        try:
            answer = self.sender.send(send.thawed(), key=send.idempotency_key)
        except Wait:
            self.sends.mark_unsent(send.id)
            raise
        except NoSuchBlob as gone:
            self._without_file(send, effects, BadInput(str(gone)))
            return
        except OutcomeUnknown:
            self.sender.changed(self.changes)
            return
        self.sender.changed(self.changes)
        crash.point("answered")
        # A try that did not leave was taken back, so the others before this one are in the dark.
        answer = dataclasses.replace(answer, repeated=send.attempts > 0)
        self._answered(send, effects, answer, reading)

    def _without_file(self, send: Send, effects: Sequence[Effect], trouble: Trouble) -> None:
        """The file is gone and nothing left now; an earlier try may have arrived all the same."""
        if send.attempts:
            self._park(send, effects)
        else:
            self.sends.settle([self.settled(effect, trouble) for effect in effects], send.id)

    def _pause(self, send: Send) -> None:
        """Several tries in a row gave no answer; the next is a little later, then much later."""
        since = self.sender.clock.now() - (send.last_sent_at or send.frozen_at)
        left = 2.0 * (send.attempts / TRIES_AT_ONCE) - since.total_seconds()
        if left > HOLD.total_seconds():
            raise Wait(None, "A write gets no answer; it is sent again later.", retry=True)
        if left > 0:
            self.sender.clock.wait(left)

    def _answered(
        self, send: Send, effects: Sequence[Effect], answer: Answer, reading: Reading
    ) -> None:
        if answer.status == 429:
            self.sends.mark_unsent(send.id)  # the governor has read how long to keep quiet
            return
        if answer.status >= 500:
            self.sends.mark_refusal(send.id)
            return
        try:
            outcomes = self._understood(answer, effects, reading)
        except (Reconnect, ExtendPermissions) as trouble:
            self.sends.mark_unsent(send.id)
            raise Wait(None, trouble.message) from trouble
        except (LookUpFirst, Broken):
            self.sends.mark_refusal(send.id)
            return
        except Trouble as trouble:
            outcomes = reading.refused(trouble, answer, effects)
        found = self._weighed(send, effects, outcomes, reading) if answer.repeated else {}
        settled = [
            self.settled(effect, found.get(effect.id, outcome))
            for effect, outcome in zip(effects, outcomes, strict=True)
        ]
        if self.sends.record(send.id, answer, settled, _adopted(settled, found)):
            crash.point("recorded")

    def _understood(
        self, answer: Answer, effects: Sequence[Effect], reading: Reading
    ) -> Sequence[Bundle | Trouble]:
        """What an answer says; where it leaves one open, all are looked for if they can be."""
        self.sender.judge(answer)
        outcomes = reading.outcomes(answer, effects)
        unclear = next((one for one in outcomes if isinstance(one, LookUpFirst)), None)
        if unclear is not None and reading.can_look(effects):
            raise unclear
        return outcomes

    def _weighed(
        self,
        send: Send,
        effects: Sequence[Effect],
        outcomes: Sequence[Bundle | Trouble],
        reading: Reading,
    ) -> Mapping[str, Bundle | Parked]:
        """What was sent before and is refused now may be refused because it is there: look."""
        refused = [e for e, o in zip(effects, outcomes, strict=True) if isinstance(o, Trouble)]
        if not refused or not reading.can_look(refused):
            return {}
        made = [one for one in outcomes if not isinstance(one, Trouble)]
        taken = {identity_of(record, self.identity) or "" for record in made}
        found = reading.look(send, refused, taken)
        return {
            effect.id: found[effect.id]
            for effect in refused
            if effect.id in found and not _differs(reading, effect, found[effect.id])
        }

    def _look(self, send: Send, effects: Sequence[Effect], reading: Reading) -> None:
        self.sender.changed(self.changes)
        found = reading.look(send, effects, ())
        now = self.sender.clock.now()
        # A service may list a new record a moment late, so absence is believed only when two
        # looks a minute apart agree.
        if any(effect.id not in found for effect in effects):
            if send.looked_at is None:
                self.sends.mark_looked(send.id, now)
                raise Wait(now + LOOK_AGAIN, "The outcome of a write is unknown; looking twice.")
            if now - send.looked_at < LOOK_AGAIN:
                raise Wait(send.looked_at + LOOK_AGAIN, "Looking a second time for a write.")
        settled = [self._seen(effect, found.get(effect.id), reading) for effect in effects]
        self.sends.settle(settled, send.id, _adopted(settled, found))

    def _seen(self, effect: Effect, record: Bundle | Parked | None, reading: Reading) -> Effect:
        if record is None and effect.generation + 1 >= GENERATIONS:
            said = f"It was sent under {GENERATIONS} keys and is not there; send it again later."
            return self.settled(effect, Refused(said))
        if record is None:
            now = self.sender.clock.now()
            return dataclasses.replace(effect, state=EffectState.ABSENT, settled_at=now)
        difference = _differs(reading, effect, record)
        if difference:
            return self.settled(effect, Parked(difference, effect=effect.id))
        return self.settled(effect, record)

    def _park(self, send: Send, effects: Sequence[Effect]) -> None:
        self.sender.changed(self.changes)
        message = "It was sent and no answer came. See in the service whether it is there."
        settled = [self.settled(e, Parked(message, effect=e.id)) for e in effects]
        self.sends.settle(settled, send.id)


def identity_of(record: Bundle, name: str) -> str | None:
    """What the service calls a record; None where it does not say."""
    found = record.get(name) if name else None
    return None if found in (None, "") else str(found)


def _differs(reading: Reading, effect: Effect, found: Bundle | Parked) -> str:
    return "" if isinstance(found, Parked) else reading.differs(effect, found)


def _adopted(settled: Sequence[Effect], found: Mapping[str, object]) -> list[Effect]:
    """Those that were looked for and known by nothing but their trace."""
    return [
        effect
        for effect in settled
        if effect.id in found and effect.trace and effect.state == EffectState.DONE
    ]


def told(trouble: Trouble) -> dict[str, Any]:
    """A trouble as a row keeps it."""
    words = list(trouble.words) if isinstance(trouble, Refused) else []
    said = {"remedy": trouble.remedy, "message": trouble.message, "words": words}
    return said | {"field": trouble.field} if trouble.field else said


def outcome_of(effect: Effect) -> Bundle | Trouble:
    """What a settled effect means to its bundle."""
    if effect.state == EffectState.DONE:
        return effect.found()
    said = effect.trouble or {}
    message = str(said.get("message", ""))
    if effect.state == EffectState.PARKED:
        return Parked(message, effect=effect.id)
    kind = _REMEDIES.get(str(said.get("remedy")))
    if kind is not None:
        return kind(message, field=str(said.get("field", "")))
    return Refused(message, words=said.get("words", ()))
