"""Who may call a service now: one allowance for each app and tenant, shared through the database.

Xero's limits (developer.xero.com/faq/limits): 60 calls a minute, 5 at once and 5,000 a day for
each organisation. The answer is *go*, with a lease on one of the five places, or *not before T*.
Windows roll; a service that says otherwise in its answers is believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tallyloom.kit import Answer
from tallyloom.store.allowances import Allowances, Usage

MINUTE = timedelta(seconds=60)
DAY = timedelta(hours=24)
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one tenant allows. `reserve` is the share of the day kept for looking up outcomes."""

    minute: int = 60
    at_once: int = 5
    day: int = 5000
    reserve: float = 0.1


@dataclass(frozen=True, slots=True)
class Go:
    """The call may be made; give the lease back with what came of it."""

    lease: str


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The call must wait until `at` (UTC); `limit` is minute, day, concurrent or service."""

    at: datetime
    limit: str


Permission = Go | NotBefore


def decide(usage: Usage, limits: Limits, now: datetime, *, recovering: bool) -> NotBefore | None:
    """What the limits say of one more call; None lets it go. Pure, so that it can be tried."""
    day = limits.day if recovering else int(limits.day * (1 - limits.reserve))
    if usage.blocked_until and usage.blocked_until > now:
        return NotBefore(usage.blocked_until, usage.blocked_by or "service")
    if usage.day_started and usage.day_started + DAY > now and usage.day_used >= day:
        return NotBefore(usage.day_started + DAY, "day")
    if len(usage.recent) >= limits.minute:
        return NotBefore(usage.recent[-limits.minute] + MINUTE, "minute")
    if usage.in_flight >= limits.at_once:
        return NotBefore(now + timedelta(seconds=0.1), "concurrent")
    return None


class Governor:
    """Asks the database before each call, and tells it what came of it."""

    def __init__(self, allowances: Allowances, limits: Limits | None = None) -> None:
        self._allowances = allowances
        self._limits = limits or Limits()

    def ask(self, app: str, tenant: str, now: datetime, *, recovering: bool = False) -> Permission:
        """One call for this app and tenant. `recovering` may use the day's reserve."""
        with self._allowances.locked(app, tenant) as row:
            usage = row.usage(since=now - MINUTE)
            refusal = decide(usage, self._limits, now, recovering=recovering)
            return refusal or Go(row.take(now, DAY, LEASE))

    def done(self, app: str, tenant: str, lease: str, answer: Answer | None, now: datetime) -> None:
        """Free the place, and believe what the service says of its limits."""
        block = _asked_to_wait(answer, now) if answer else None
        self._allowances.give_back(lease, app, tenant, block)


def _asked_to_wait(answer: Answer, now: datetime) -> tuple[datetime, str] | None:
    if answer.status != 429:
        return None
    limit = answer.headers.get("x-rate-limit-problem", "service").lower()
    said = answer.headers.get("retry-after", "")
    # Xero may leave Retry-After out for the concurrency and app limits (unverified); a second is
    # long enough for a place to become free and short enough not to be felt.
    seconds = max(1, int(said)) if said.isdecimal() else 1
    return now + timedelta(seconds=seconds), limit
