"""How many apps an organisation may connect, and how many organisations an app.

How it was checked: two uncertified apps in an organisation, and the connections of each tier, from
the reference's sections 2.2 and 3.1. Unverified: the texts, that an organisation which is connected
already may always be consented to again, and that custom connections are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xero_emulator.world import World

UNCERTIFIED = (  # unverified text
    "{} is connected to as many uncertified apps as it may be. Disconnect one, and try again."
)
TOO_MANY = "This app has no connections left in its tier."  # unverified text


def barred(world: World, client_id: str, tenants: Iterable[str]) -> str | None:
    """Why this app cannot be connected to these organisations; None if it can."""
    known = world.grants.connected_tenants(client_id)
    new = [tenant for tenant in tenants if tenant not in known]
    full = [tenant for tenant in new if _is_full(world, client_id, tenant)]
    if full:
        return UNCERTIFIED.format(world.organisations[full[0]].books.name)
    most = world.apps.tier(client_id).connections
    return TOO_MANY if new and most is not None and len(known) + len(new) > most else None


def open_to(world: World, client_id: str, tenants: Iterable[str]) -> list[str]:
    """Those of these organisations that have room for this app, while it has connections left."""
    found: list[str] = []
    for each in tenants:
        if barred(world, client_id, [*found, each]) is None:
            found.append(each)
    return found


def _is_full(world: World, client_id: str, tenant: str) -> bool:
    most = world.organisations[tenant].books.switches.uncertified_apps
    if most is None or world.apps.of(client_id).certified:
        return False
    there = {kept.client_id for kept in world.grants.all_connections() if kept.tenant_id == tenant}
    return sum(_counts(world, other) for other in there) >= most


def _counts(world: World, client_id: str) -> bool:
    custom = world.grants.clients.get(client_id)
    bound = custom is not None and custom.tenant_id is not None
    return not bound and not world.apps.of(client_id).certified
