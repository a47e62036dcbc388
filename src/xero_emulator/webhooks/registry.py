"""All webhooks of this emulator: which app has which, who hears of what, and the mails about them.

How it was checked: one address per app for all its organisations, and the categories, from the
reference's section 4.1 and the drift page's section 3; real Xero takes only https on port 443,
this takes any address. Unverified: that a payment fires INVOICE UPDATE (a switch, on).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from xero_emulator.changes import Change
from xero_emulator.webhooks import envelope
from xero_emulator.webhooks.events import BY_DEFAULT, CATEGORIES, EventType, Happening
from xero_emulator.webhooks.subscriptions import Subscription

XERO = "https://api.xero.com"
MAILS_KEPT = 1_000


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`payments_update_invoices`: whether money for an invoice fires INVOICE UPDATE. `batch`: how
    many events one call may carry. `seconds`: how long a receiver may take, in real time.
    `resources_at`: what addresses in events begin with."""

    payments_update_invoices: bool = True
    batch: Annotated[int, msgspec.Meta(ge=1)] = 100
    seconds: Annotated[float, msgspec.Meta(gt=0)] = 5.0
    resources_at: str = XERO


class Mail(msgspec.Struct, frozen=True):
    """A mail that Xero would send to who looks after the app."""

    at: datetime
    to: str
    subject: str
    webhook: str


class _Kept(msgspec.Struct):
    """What a snapshot holds; deliveries that are done are no part of it."""

    settings: Settings = Settings()
    subscriptions: list[Subscription] = []
    mails: list[Mail] = []


class UnknownCategory(ValueError):
    """A webhook category is one of those that GET /_emulator/webhooks lists."""


class UnusableAddress(ValueError):
    """A webhook needs an http:// or https:// address with a host, and a port that can be."""


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without an address in them, a port that is none
        return False


def _checked(url: str, categories: Iterable[str]) -> list[str]:
    if not _leads_somewhere(url):
        raise UnusableAddress(f"{UnusableAddress.__doc__} {url!r} is none.")
    unknown = [name for name in categories if name not in CATEGORIES]
    if unknown:
        raise UnknownCategory(f"{', '.join(unknown)} is none of {', '.join(CATEGORIES)}")
    return [name for name in CATEGORIES if name in categories]


class Webhooks:
    """Kept by the control; `connected` says whether an app (None: any) reaches an organisation."""

    def __init__(self, connected: Callable[[str | None, str], bool]) -> None:
        self.settings = Settings()
        self.subscriptions: dict[str, Subscription] = {}
        self.mails: list[Mail] = []
        self._connected = connected

    def subscribe(
        self,
        client_id: str | None,
        url: str,
        key: str | None = None,
        categories: Iterable[str] = BY_DEFAULT,
    ) -> tuple[Subscription, bool]:
        """An app's webhook, and whether it has to show anew that it can receive: when it is new,
        and when its address or key is another. An app has one; without a key one is made.

        Raises UnknownCategory and UnusableAddress.
        """
        wanted = _checked(url, list(categories))
        found = self._of(client_id)
        if found is None:
            found = Subscription(
                str(uuid.uuid4()), client_id, url, key or envelope.new_key(), wanted
            )
            self.subscriptions[found.id] = found
            return found, True
        moved = url != found.url or key not in (None, found.key)
        found.url, found.key, found.categories = url, key or found.key, wanted
        return found, moved

    def begin_with(self, url: str, key: str | None) -> tuple[Subscription, bool]:
        """The webhook of who starts the emulator: a saved one keeps its key and its categories,
        unless another key is given. Raises UnusableAddress."""
        saved = self._of(None)
        categories = saved.categories if saved is not None else BY_DEFAULT
        found, must_show = self.subscribe(None, url, key, categories)
        found.at_start = True
        return found, must_show

    def _of(self, client_id: str | None) -> Subscription | None:
        held = (each for each in self.subscriptions.values() if each.client_id == client_id)
        return next(held, None)

    def unsubscribe(self, subscription_id: str) -> bool:
        return self.subscriptions.pop(subscription_id, None) is not None

    def change(self, changes: Mapping[str, Any]) -> None:
        """Take over the settings that are named; raises msgspec.ValidationError."""
        merged = msgspec.to_builtins(self.settings) | dict(changes)
        self.settings = msgspec.convert(merged, Settings)

    def changed(self, tenant_id: str, changes: Iterable[Change], now: datetime) -> bool:
        """What one request changed; whether anybody is to hear of it."""
        silent = not self.settings.payments_update_invoices
        heard = False
        for change in changes:
            if not (silent and change.paid and change.category == "INVOICE"):
                heard |= self._tell(Happening.of(change, tenant_id, now))
        return heard

    def _tell(self, happening: Happening) -> bool:
        listening = [
            each
            for each in self.subscriptions.values()
            if each.keeps
            and happening.category in each.categories
            and self._connected(each.client_id, happening.tenant_id)
        ]
        for each in listening:
            each.hear(happening)
        return bool(listening)

    def subscription_changed(
        self, found: Subscription, kind: EventType, resource_id: str | None, now: datetime
    ) -> None:
        """An app's subscription in the App Store changed: nothing else here makes that happen."""
        if not found.keeps or "SUBSCRIPTION" not in found.categories:
            return
        application = str(uuid.uuid5(uuid.NAMESPACE_URL, f"xero-emulator:app:{found.client_id}"))
        resource = resource_id or str(uuid.uuid4())
        found.hear(Happening("SUBSCRIPTION", kind, resource, application, now, None, "APPLICATION"))

    def due(self) -> list[Subscription]:
        """Those that are called next, all at the same time."""
        waiting = [each for each in self.subscriptions.values() if each.due is not None]
        first = min((each.due for each in waiting if each.due is not None), default=None)
        return [each for each in waiting if each.due == first]

    def gave_up(self, found: Subscription, to: str, at: datetime) -> None:
        subject = f"Your webhook to {found.url} has been disabled"
        self.mails = [*self.mails[-MAILS_KEPT:], Mail(at, to, subject, found.id)]

    def forget(self, *, keep_subscriptions: bool) -> None:
        """Begin anew: no events, no mails, and only the webhooks that were there at the start."""
        for name, each in list(self.subscriptions.items()):
            if not (keep_subscriptions or each.at_start):
                del self.subscriptions[name]
            each.waiting, each.deliveries, each.pending, each.due = [], [], None, None
        self.mails = []

    def dump(self) -> dict[str, Any]:
        kept = [
            msgspec.structs.replace(each, deliveries=[]) for each in self.subscriptions.values()
        ]
        told: dict[str, Any] = msgspec.to_builtins(_Kept(self.settings, kept, self.mails))
        return told

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Take over what `dump` gave, or begin empty; raises msgspec.ValidationError."""
        kept = msgspec.convert(dumped, _Kept)
        for each in kept.subscriptions:
            each.deliveries = [each.pending] if each.pending is not None else []
        self.settings, self.mails = kept.settings, kept.mails
        self.subscriptions = {each.id: each for each in kept.subscriptions}
