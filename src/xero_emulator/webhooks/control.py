"""What control does about webhooks: an app's page at Xero's developer site, and a look behind it.

How it was checked: by our own tests; at Xero people do this on pages, there is no API for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from xero_emulator.asking import Handler, Wrong, sent, told
from xero_emulator.webhooks.events import BY_DEFAULT, CATEGORIES, EventType
from xero_emulator.webhooks.subscriptions import Subscription
from xero_emulator.world import World

NO_WEBHOOK = "no webhook has this id: GET /_emulator/webhooks lists them"


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """A webhook of an app, or of every app (null); a key is made unless one is given."""

    url: str
    client_id: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    key: str | None = None
    categories: tuple[str, ...] = BY_DEFAULT


class Fired(msgspec.Struct, forbid_unknown_fields=True):
    """An event about the app's own subscription in the App Store."""

    type: EventType = "UPDATE"
    resource_id: str | None = None


def shown(found: Subscription) -> dict[str, Any]:
    """A webhook for a person who looks; what it was sent is at its deliveries."""
    pending = found.pending.events if found.pending is not None else []
    return {
        "id": found.id,
        "client_id": found.client_id,
        "url": found.url,
        "key": found.key,
        "categories": found.categories,
        "status": found.status,
        "sequence": found.sequence,
        "undelivered": len(pending) + len(found.waiting),
        "next_attempt": found.due,
    }


@dataclass(frozen=True, slots=True)
class WebhookControl:
    """The handlers; each takes and gives JSON."""

    world: World

    def table(self) -> list[tuple[str, str, Handler]]:
        at = "/webhooks/{id}"
        return [
            ("GET", "/webhooks", self.all),
            ("POST", "/webhooks", self.subscribe),
            ("POST", "/webhooks/settings", self.change),
            ("POST", "/webhooks/settle", self.settle),
            ("GET", at, self.one),
            ("DELETE", at, self.unsubscribe),
            ("POST", f"{at}/enable", self.enable),
            ("POST", f"{at}/subscription-event", self.fire),
            ("GET", f"{at}/deliveries", self.deliveries),
        ]

    async def all(self, request: Request) -> Response:
        held, now = self.world.webhooks, self.world.clock.now()
        for each in held.subscriptions.values():
            each.forget(now)
        return told(
            {
                "settings": held.settings,
                "categories": list(CATEGORIES),
                "webhooks": [shown(each) for each in held.subscriptions.values()],
                "mails": held.mails,
            }
        )

    async def subscribe(self, request: Request) -> Response:
        wish = msgspec.convert(await sent(request), Wish)
        known = len(self.world.webhooks.subscriptions)
        found, must_show = self.world.webhooks.subscribe(
            wish.client_id, wish.url, wish.key, wish.categories
        )
        if must_show:
            await self.world.sender.ask(found)
        made = len(self.world.webhooks.subscriptions) > known
        return told(shown(found), 201 if made else 200)

    async def change(self, request: Request) -> Response:
        self.world.webhooks.change(await sent(request))
        return told(self.world.webhooks.settings)

    async def settle(self, request: Request) -> Response:
        """Answers when everything that is due by now has been tried."""
        await self.world.clock.refresh()
        await self.world.sender.send_due(self.world.clock.now())
        return await self.all(request)

    async def one(self, request: Request) -> Response:
        return told(shown(self._found(request)))

    async def unsubscribe(self, request: Request) -> Response:
        self.world.webhooks.unsubscribe(self._found(request).id)
        return Response(status_code=204)

    async def enable(self, request: Request) -> Response:
        found = self._found(request)
        await self.world.sender.ask(found)
        return told(shown(found))

    async def fire(self, request: Request) -> Response:
        asked, found = msgspec.convert(await sent(request), Fired), self._found(request)
        now = self.world.clock.now()
        self.world.webhooks.subscription_changed(found, asked.type, asked.resource_id, now)
        self.world.sender.wake()
        return told(shown(found))

    async def deliveries(self, request: Request) -> Response:
        """The last 500, with bytes and attempts; the probes of intents to receive too."""
        return told(self._found(request).deliveries)

    def _found(self, request: Request) -> Subscription:
        found = self.world.webhooks.subscriptions.get(request.path_params["id"])
        if found is None:
            raise Wrong(NO_WEBHOOK, 404)
        found.forget(self.world.clock.now())
        return found
