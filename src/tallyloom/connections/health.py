"""How a connection is, in one word, and what to do about it: a table, judged from what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tallyloom.store.connections import Connection
from tallyloom.store.tenants import Tenant

# A refresh token that nobody uses ends after 60 days: it is used long before, and said aloud when
# that fails.
KEEP_ALIVE = timedelta(days=20)
ALERT = timedelta(days=40)
ENDS = timedelta(days=60)


class Health(StrEnum):
    """The states of a connection, as people are shown them."""

    OK = "ok"
    EXPIRING = "expiring"
    NEEDS_PERMISSION = "needs_permission"
    REVOKED = "revoked"
    DISCONNECTED = "disconnected"

    @property
    def works(self) -> bool:
        """Whether every scenario works over it."""
        return self in (Health.OK, Health.EXPIRING)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a connection. `used` are the organisations (ids or names) that scenarios
    which are on write to, `lacking` the permissions that they need and it has not."""

    row: Connection
    tenants: Sequence[Tenant]
    used: frozenset[str]
    lacking: Sequence[str]
    now: datetime

    @property
    def in_use(self) -> list[Tenant]:
        """The organisations that matter: written to before, or by scenarios that are on."""
        return [
            one
            for one in self.tenants
            if one.included and (one.used or self.used & {one.id, one.name})
        ]


@dataclass(frozen=True, slots=True)
class Judged:
    health: Health
    reason: str = ""


def _revoked(known: Known) -> str:
    return known.row.reason if known.row.state == "needs_reconnect" else ""


def _disconnected(known: Known) -> str:
    frozen = [one.frozen for one in known.in_use if one.frozen]
    if frozen:
        return frozen[0]
    if known.tenants and not any(one.reached for one in known.tenants):
        return "It reaches no organisation any more; reauthorise it and choose one."
    gone = [one.name for one in known.in_use if not one.reached]
    return (
        f"It does not reach {_and(gone)} any more; reauthorise it and choose"
        f" {'that organisation' if len(gone) == 1 else 'those organisations'}."
        if gone
        else ""
    )


def _needs_permission(known: Known) -> str:
    if not known.lacking:
        return ""
    return f"Scenarios that are on need {_and(known.lacking)}; extend its permissions."


def _expiring(known: Known) -> str:
    row = known.row
    since = row.refreshed_at or row.created_at
    if row.way != "consent" or known.now - since < ALERT:
        return ""
    ends = since + ENDS
    return f"It has not been renewed since {since:%d %B}, and ends on {ends:%d %B}; verify it."


# The first that holds counts: the worse before the less bad.
STATES: tuple[tuple[Health, Callable[[Known], str]], ...] = (
    (Health.REVOKED, _revoked),
    (Health.DISCONNECTED, _disconnected),
    (Health.NEEDS_PERMISSION, _needs_permission),
    (Health.EXPIRING, _expiring),
)
# From bad to worse; whoever goes down this list is told of.
WORSE = (
    Health.OK, Health.EXPIRING, Health.NEEDS_PERMISSION, Health.DISCONNECTED, Health.REVOKED
)  # fmt: skip
SAID = {
    Health.OK: "works again",
    Health.EXPIRING: "expires soon",
    Health.NEEDS_PERMISSION: "needs more permissions",
    Health.REVOKED: "was revoked",
    Health.DISCONNECTED: "is disconnected",
}


def judge(known: Known) -> Judged:
    """How it is. Pure."""
    for health, why in STATES:
        reason = why(known)
        if reason:
            return Judged(health, reason)
    return Judged(Health.OK)


def is_worse(health: Health, before: str) -> bool:
    return WORSE.index(health) > WORSE.index(Health(before))


def _and(names: Iterable[str]) -> str:
    *most, last = dict.fromkeys(names)
    return f"{', '.join(most)} and {last}" if most else last
