"""Xero's pricing tiers, as far as they limit what an app may do.

How it was checked: calls a day, connections, included egress, bulk connections and Rapid Sync from
the reference's sections 2.2 and 3.1. Unverified: the connections and egress of Enterprise (none are
given; here: no limit), and that Xero's day limit of every tier above Starter is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

TierName = Literal["starter", "core", "plus", "advanced", "enterprise"]


@dataclass(frozen=True, slots=True)
class Tier:
    """What a tier allows; None is without end. `day` counts calls per organisation, `egress` bytes
    a month, `bulk` is several organisations in one consent, `rapid` is Rapid Sync."""

    day: int
    connections: int | None
    egress: int | None
    bulk: bool = False
    rapid: bool = False


GB = 10**9

TIERS: Mapping[TierName, Tier] = {
    "starter": Tier(1_000, 5, None),
    "core": Tier(5_000, 50, 10 * GB),
    "plus": Tier(5_000, 1_000, 50 * GB, rapid=True),
    "advanced": Tier(5_000, 10_000, 250 * GB, bulk=True, rapid=True),
    "enterprise": Tier(5_000, None, None, bulk=True, rapid=True),
}
