"""What a service allows a connection, and how long what is left of it lasts, in words and data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tallyloom.cli.screen import clean

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.engine.allowed import Rules
    from tallyloom.engine.forecast import Forecast
    from tallyloom.house import House
    from tallyloom.store.connections import Connection, Tenant

Forecasts = Sequence[tuple["Tenant", "Forecast"]]


def forecasts(house: House, connection: Connection, tenants: Sequence[Tenant]) -> Forecasts:
    """What is left for each organisation that a connection reaches."""
    now, by = house.clock.now(), connection.registration_id
    return [
        (tenant, house.governor.forecast(by, tenant.id, now))
        for tenant in tenants
        if tenant.reached
    ]


def rules_value(rules: Rules) -> dict[str, Any]:
    """What is allowed, as JSON; null is without end."""
    return {
        "tier": rules.tier,
        "minute": rules.minute,
        "minute_window": rules.minute_window,
        "at_once": rules.at_once,
        "day": rules.day,
        "day_window": rules.day_window,
        "day_reserve": rules.reserve,
        "app_minute": rules.app_minute,
    }


def value(forecast: Forecast) -> dict[str, Any]:
    """What is left, as JSON."""
    from tallyloom.api.figures import moment

    refusal = forecast.refusal
    return {
        "minute_left": forecast.minute_left,
        "day_used": forecast.day_used,
        "day_left": forecast.left,
        "day_ends_at": moment(forecast.day_ends_at),
        "last_hour": forecast.pace,
        "runs_out_at": moment(forecast.runs_out_at),
        "not_before": moment(refusal.at) if refusal else None,
        "limit": refusal.limit if refusal else None,
    }


def left_value(found: Forecasts) -> dict[str, Any]:
    """The limits and what is left for each organisation, as JSON."""
    rules = [forecast.rules for _, forecast in found]
    return {
        "limits": rules_value(rules[0]) if rules else None,
        "left": [{"id": each.id, "name": each.name, **value(left)} for each, left in found],
    }


def allowed(rules: Rules) -> str:
    """What is allowed, in a sentence."""
    said = [
        f"{rules.minute:,} calls a minute ({rules.minute_window})" if rules.minute else "",
        f"{rules.at_once} at once" if rules.at_once else "",
        f"{rules.day:,} a day ({rules.day_window}{_tier(rules)})" if rules.day else "",
        f"{rules.app_minute:,} a minute in all organisations together" if rules.app_minute else "",
    ]
    return ", ".join(each for each in said if each) or "no limits are known"


def _tier(rules: Rules) -> str:
    return f"; tier {rules.tier}" if rules.tier else ""


def lasting(forecast: Forecast) -> str:
    """What is left, and how long it lasts, in a sentence."""
    if forecast.left is None:
        return f"{forecast.pace:,} calls in the last hour"
    said = f"{forecast.day_used:,} calls of the day are used, {forecast.left:,} are left"
    if forecast.rules.reserve:
        said += f" beside {forecast.rules.reserve:,} for looking up unknown outcomes"
    if forecast.refusal:
        return f"{said}; no call before {_time(forecast.refusal.at)} ({forecast.refusal.limit})"
    if forecast.runs_out_at:
        return f"{said}; at this pace they end at {_time(forecast.runs_out_at)}"
    return said


def _time(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def print_limits(out: Console, found: Forecasts) -> None:
    """What holds for the registration, and what is left for each organisation."""
    for rules in [forecast.rules for _, forecast in found][:1]:
        out.print(f"  {allowed(rules)}")
    for tenant, forecast in found:
        out.print(f"  {clean(tenant.name)}: {lasting(forecast)}")
