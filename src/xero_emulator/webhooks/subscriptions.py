"""Subscriptions: one app's webhook, what waits for it, and what happens when it does not answer.

How it was checked: intent to receive, what counts as a failure, the immediate retry, 15 minutes, 24
hours, disabling with a mail and the 31 days from the reference's sections 4.1, 4.3 and 4.4.
Unverified: the words of the states, the wording of the mail, that later events wait behind one that
is retried, that a retry has the same bytes, the largest batch, and that numbers count per app.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from xero_emulator.resource import States
from xero_emulator.webhooks import envelope
from xero_emulator.webhooks.events import Happening

RETRY_EVERY = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=24)
KEPT_FOR = timedelta(days=31)
DELIVERIES_SHOWN = 500

STATES = States(
    "INTENT_REQUIRED",  # until the first intent to receive was answered as it must be
    INTENT_REQUIRED="OK",
    OK="OK RETRYING DISABLED",
    RETRYING="OK RETRYING DISABLED",
    DISABLED="OK",
)

Outcome = Literal["accepted", "status", "body", "cookies", "timeout", "unreachable"]


class Numbered(msgspec.Struct, frozen=True):
    """Something that happened, under the number that it has for one app."""

    sequence: int
    happening: Happening


class Attempt(msgspec.Struct, frozen=True):
    """One call of a receiver: its status (None without an answer), and whether that was right."""

    at: datetime
    status: int | None
    outcome: Outcome
    detail: str = ""

    @property
    def good(self) -> bool:
        return self.outcome == "accepted"


class Delivery(msgspec.Struct):
    """Bytes for a receiver and what came of them; `intent` says which signature a probe had."""

    id: str
    body: str
    signature: str
    events: list[Numbered] = []
    intent: Literal["valid", "invalid"] | None = None
    attempts: list[Attempt] = []


class Subscription(msgspec.Struct):
    """One app's webhook. `client_id` None is every app; `due` is when it is called next."""

    id: str
    client_id: str | None
    url: str
    key: str
    categories: list[str]
    status: str = STATES.first
    sequence: int = 0
    waiting: list[Numbered] = []
    pending: Delivery | None = None
    due: datetime | None = None
    at_start: bool = False
    deliveries: list[Delivery] = []

    def become(self, status: str) -> None:
        if not STATES.allows(self.status, status):
            raise ValueError(f"a webhook that is {self.status} cannot become {status}")
        self.status = status

    @property
    def keeps(self) -> bool:
        """Whether events are kept for it: once it has shown that it can receive."""
        return self.status != STATES.first

    def hear(self, happening: Happening) -> None:
        self.sequence += 1
        self.waiting.append(Numbered(self.sequence, happening))
        if self.due is None and self.status == "OK":
            self.due = happening.at

    def answered(self, willing: bool, now: datetime) -> None:
        """The end of an intent to receive: enabled, and what waited is sent; or not enabled."""
        if willing:
            self.become("OK")
            self.waiting = [*(self.pending.events if self.pending else ()), *self.waiting]
            self.pending = None
            self.forget(now)
            self.due = now if self.waiting else None
        elif self.status != "DISABLED" and self.keeps:
            self._disable()

    def forget(self, now: datetime) -> None:
        """Undelivered events do not wait for ever."""
        oldest = now - KEPT_FOR
        if self.waiting and self.waiting[0].happening.at <= oldest:
            self.waiting = [each for each in self.waiting if each.happening.at > oldest]

    def next(self, largest: int, origin: str) -> Delivery:
        """What is to be sent now: what has failed before, or the next batch of what waits."""
        if self.pending is None:
            batch, self.waiting = self.waiting[:largest], self.waiting[largest:]
            events = [each.happening.event(origin) for each in batch]
            sent = envelope.body(events, batch[0].sequence, batch[-1].sequence)
            self.pending = self._signed(sent, batch)
        return self.pending

    def _signed(self, sent: bytes, batch: list[Numbered]) -> Delivery:
        signature = envelope.signature(self.key, sent)
        made = Delivery(str(uuid.uuid4()), sent.decode(), signature, batch)
        self.remember(made)
        return made

    def remember(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)
        del self.deliveries[:-DELIVERIES_SHOWN]

    def tried(self, delivery: Delivery, attempt: Attempt) -> bool:
        """What one attempt changes; whether it was the one that made Xero give up."""
        delivery.attempts.append(attempt)
        if delivery is not self.pending:
            return False
        if attempt.good:
            self.become("OK")
            self.pending, self.due = None, attempt.at if self.waiting else None
            return False
        return self._failed(delivery, attempt.at)

    def _failed(self, delivery: Delivery, at: datetime) -> bool:
        if at - delivery.attempts[0].at >= GIVE_UP_AFTER:
            self._disable()
            return True
        self.become("RETRYING")
        self.due = at if len(delivery.attempts) == 1 else at + RETRY_EVERY
        return False

    def _disable(self) -> None:
        self.become("DISABLED")
        self.waiting = [*(self.pending.events if self.pending else ()), *self.waiting]
        self.pending = self.due = None
