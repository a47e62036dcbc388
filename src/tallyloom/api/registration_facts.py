"""What is told of a registration, and of how to make one; its secret and its keys are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tallyloom.api.consents import is_taken, redirect_of
from tallyloom.connections.registrations import listening
from tallyloom.kit import OAuth2

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.kit import App
    from tallyloom.store.registrations import Registration


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several, with the sentence by which people choose."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Guide:
    """How to register at a service: where, what to paste there, and what to bring back.

    `taken` is false while services do not take the redirect address; `caution` says what to do.
    `webhook_steps` are for a service that calls by itself.
    """

    app: str
    label: str
    called: str
    sign_up: str
    developer_site: str
    redirect: str
    taken: bool
    caution: str
    steps: list[str]
    webhook_steps: list[str]
    kinds: list[Choice]
    vocabularies: list[Choice]
    bases: dict[str, str]
    tiers: list[str]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the service is to call, whether its signing key is here, and how that goes.

    `asked_at` is when the service last made sure of the signature, `gaps` count missing deliveries.
    """

    address: str
    key: bool
    asked_at: datetime | None
    delivered_at: datetime | None
    last: int
    gaps: int


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """A registration. Its secret is never told: `has_secret` says whether there is one.

    `usual` is the one that connections are made through unless another is named; `own` one that
    somebody brought for themselves. `bases` are addresses that differ from the service's real ones,
    and can be changed until `first_token_at`. `webhook` is null for a service that never calls.
    """

    id: str
    name: str
    app: str
    label: str
    called: str
    client_id: str
    kind: str
    has_secret: bool
    vocabulary: str
    bases: dict[str, str]
    tier: str
    own: bool
    usual: bool
    created_at: datetime
    first_token_at: datetime | None
    connections: list[str]
    redirect: str
    webhook: Webhook | None


def guide(house: House, app: App) -> Guide:
    """How to register at the service of an app that is connected through a registration."""
    oauth = app.connection
    assert isinstance(oauth, OAuth2)
    redirect = redirect_of(house)
    taken = is_taken(redirect)
    caution = (
        ""
        if taken
        else "Services take an https address or http://localhost only. Set TALLYLOOM_PUBLIC_URL to "
        "the https address of this installation."
    )
    return Guide(
        app.name,
        app.label,
        oauth.called,
        oauth.sign_up,
        oauth.developer_site,
        redirect,
        taken,
        caution,
        [step.replace("{redirect}", redirect) for step in oauth.steps],
        list(oauth.webhook_steps),
        [Choice(*kind) for kind in oauth.kinds.items()],
        [Choice(*age) for age in oauth.ages.items()],
        dict(oauth.bases),
        list(app.limits.days),
    )


def facts(house: House, row: Registration) -> RegistrationFacts:
    """What is told of a registration; its secret and its keys are not."""
    app = house.apps[row.app]
    rows = house.connections.registrations.list()
    first = min(
        (one for one in rows if one.app == row.app and not one.owner),
        key=lambda one: (one.created_at, one.id),
        default=None,
    )
    return RegistrationFacts(
        row.id,
        row.name,
        row.app,
        app.label,
        app.connection.called if isinstance(app.connection, OAuth2) else "",
        row.client_id,
        row.kind,
        row.secret is not None,
        row.vocabulary,
        dict(row.bases),
        house.governor.tier(row.id, row.app),
        bool(row.owner),
        first is not None and first.id == row.id,
        row.created_at,
        row.first_token_at,
        [one.name for one in house.connections.list() if one.registration_id == row.id],
        redirect_of(house),
        _webhook(house, row, app),
    )


def _webhook(house: House, row: Registration, app: App) -> Webhook | None:
    from tallyloom.api.webhooks import address

    if listening(app) is None:
        return None
    hook = house.gaps.hooks().get(row.id)
    return Webhook(
        address(house, row.id),
        row.webhook_keys is not None,
        hook.proved_at if hook else None,
        hook.delivered_at if hook else None,
        hook.last if hook else 0,
        hook.missing if hook else 0,
    )
