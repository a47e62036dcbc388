"""What a service allows a connection, and how long what is left of it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallyloom.engine.allowed import Rules
    from tallyloom.engine.forecast import Forecast
    from tallyloom.house import House
    from tallyloom.store.connections import Connection
    from tallyloom.store.tenants import Tenant


@dataclass(frozen=True, slots=True)
class Allowed:
    """What holds for a registration; null is without end.

    A window is "rolling" or "fixed". `day_reserve` are the calls of a day that are kept for
    looking up unknown outcomes.
    """

    tier: str
    minute: int | None
    minute_window: str
    at_once: int | None
    day: int | None
    day_window: str
    day_reserve: int
    app_minute: int | None

    @classmethod
    def of(cls, rules: Rules) -> Allowed:
        return cls(
            tier=rules.tier,
            minute=rules.minute,
            minute_window=rules.minute_window,
            at_once=rules.at_once,
            day=rules.day,
            day_window=rules.day_window,
            day_reserve=rules.reserve,
            app_minute=rules.app_minute,
        )


@dataclass(frozen=True, slots=True)
class Left:
    """What is left for one organisation.

    `last_hour` are the calls of the last hour; at that pace the day's calls end at `runs_out_at`,
    null where they last. `not_before` says until when no call can be made, and `limit` why.
    """

    id: str
    name: str
    minute_left: int | None
    day_used: int
    day_left: int | None
    day_ends_at: datetime | None
    last_hour: int
    runs_out_at: datetime | None
    not_before: datetime | None
    limit: str | None

    @classmethod
    def of(cls, tenant: Tenant, forecast: Forecast) -> Left:
        refusal = forecast.refusal
        return cls(
            id=tenant.id,
            name=tenant.name,
            minute_left=forecast.minute_left,
            day_used=forecast.day_used,
            day_left=forecast.left,
            day_ends_at=forecast.day_ends_at,
            last_hour=forecast.pace,
            runs_out_at=forecast.runs_out_at,
            not_before=refusal.at if refusal else None,
            limit=refusal.limit if refusal else None,
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a connection's registration; null where it reaches no organisation."""

    limits: Allowed | None
    left: list[Left]


def limits_of(house: House, connection: Connection, tenants: Sequence[Tenant]) -> Limits:
    """What holds, and what is left for each organisation that a connection reaches."""
    now, by = house.clock.now(), connection.registration_id
    found = [
        (tenant, house.governor.forecast(by, tenant.id, now))
        for tenant in tenants
        if tenant.reached
    ]
    rules = [Allowed.of(forecast.rules) for _, forecast in found[:1]]
    return Limits(rules[0] if rules else None, [Left.of(*each) for each in found])


def lasting(left: Left, reserve: int) -> str:
    """What is left, and how long it lasts, in a sentence."""
    if left.day_left is None:
        return f"{left.last_hour:,} calls in the last hour"
    said = f"{left.day_used:,} calls of the day are used, {left.day_left:,} are left"
    if reserve:
        said += f" beside {reserve:,} for looking up unknown outcomes"
    if left.not_before:
        return f"{said}; no call before {_time(left.not_before)} ({left.limit})"
    if left.runs_out_at:
        return f"{said}; at this pace they end at {_time(left.runs_out_at)}"
    return said


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
