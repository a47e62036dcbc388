"""What a service allows a connection, and how long what is left of it lasts, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tallyloom.cli.screen import clean

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.api.limits import Allowed


def print_limits(out: Console, value: Mapping[str, Any]) -> None:
    """What holds for the registration, and what is left for each organisation."""
    from msgspec import convert

    from tallyloom.api.limits import Limits, lasting

    found = convert(value, Limits)
    if found.limits:
        out.print(f"  {_allowed(found.limits)}")
        for left in found.left:
            out.print(f"  {clean(left.name)}: {lasting(left, found.limits.day_reserve)}")


def _allowed(rules: Allowed) -> str:
    tier = f"; tier {clean(rules.tier)}" if rules.tier else ""
    said = [
        (rules.minute, f"calls a minute ({rules.minute_window})"),
        (rules.at_once, "at once"),
        (rules.day, f"a day ({rules.day_window}{tier})"),
        (rules.app_minute, "a minute in all organisations together"),
    ]
    return ", ".join(f"{most:,} {what}" for most, what in said if most) or "no limits are known"
