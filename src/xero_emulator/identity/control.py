"""What control does about apps: the rules for all, what is said of one, and what each has used.

How it was checked: by our own tests; at Xero people see this on pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from xero_emulator.asking import Handler, sent, told
from xero_emulator.world import World


@dataclass(frozen=True, slots=True)
class AppControl:
    """The handlers; each takes and gives JSON."""

    world: World

    def table(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/apps", self.all),
            ("POST", "/apps", self.rule),
            ("GET", "/apps/{client_id}", self.one),
            ("POST", "/apps/{client_id}", self.say),
        ]

    async def all(self, request: Request) -> Response:
        shown = [self._shown(client_id) for client_id in self._known()]
        return told({"rules": self.world.apps.rules, "apps": shown})

    async def rule(self, request: Request) -> Response:
        """Rules for every app of which nothing else was said."""
        self.world.apps.rule(await sent(request))
        return await self.all(request)

    async def one(self, request: Request) -> Response:
        await self.world.clock.refresh()
        return told(self._shown(request.path_params["client_id"]))

    async def say(self, request: Request) -> Response:
        self.world.apps.say(request.path_params["client_id"], await sent(request))
        return await self.one(request)

    def _known(self) -> Iterable[str]:
        world = self.world
        connected = [each.client_id for each in world.grants.all_connections()]
        names = [*world.grants.clients, *connected, *world.apps.known(), *world.egress.known()]
        return dict.fromkeys(names)

    def _shown(self, client_id: str) -> dict[str, Any]:
        """One app: `remaining` by organisation is what the limit headers would say now."""
        world, now = self.world, self.world.clock.now()
        tier = world.apps.tier(client_id)
        tenants = sorted(world.grants.connected_tenants(client_id))
        left = {
            tenant: world.limits.headers(client_id, tenant, now.timestamp()) for tenant in tenants
        }
        return {
            "client_id": client_id,
            "registered": client_id in world.grants.clients,
            "tier": world.apps.tier_name(client_id),
            "certified": world.apps.of(client_id).certified,
            "scopes": world.apps.vocabulary(client_id),
            "connections": tenants,
            "connections_allowed": tier.connections,
            "remaining": left,
            "egress": world.egress.of(client_id),
            "egress_included": tier.egress,
        }
