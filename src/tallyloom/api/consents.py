"""Consents that were asked for: where to go, what came of it, and what to do where it failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field

from tallyloom.api.access import Permission, Who
from tallyloom.api.problems import LookAgain
from tallyloom.api.route import Asked, Body, Routes
from tallyloom.connections import scopes as permissions
from tallyloom.connections.trouble import AskForLess
from tallyloom.kit import App, OAuth2, Trouble

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.kit import Module
    from tallyloom.store.registrations import Consent, Registration

routes = Routes("consents")
CALLBACK = "/oauth/callback"


def redirect_of(house: House) -> str:
    """The one address that services send people back to: by the settings, never by a request."""
    public = house.settings.public_url
    if public:
        return f"{public}{CALLBACK}"
    return f"http://localhost:{house.settings.listen.rpartition(':')[2]}{CALLBACK}"


def is_taken(redirect: str) -> bool:
    """Whether services take such an address: encrypted, or on the person's own machine."""
    parts = urlsplit(redirect)
    return parts.scheme == "https" or parts.hostname == "localhost"


def binding(who: Who) -> str:
    """What ties a consent to who asks for it: this session or token, and this person."""
    if not (who.session_id or who.token_id):
        return ""  # whoever sits at the machine
    return f"{who.session_id or f'token:{who.token_id}'}/{who.id}"


@dataclass(frozen=True, slots=True)
class PermissionFacts:
    """One permission. `chosen` says whether it is asked for unless somebody says otherwise,
    `new` whether the connection has not been allowed it before; `modules` are the labels of the
    modules that need it to work."""

    scope: str
    sentence: str
    chosen: bool = True
    modules: list[str] = field(default_factory=list)
    new: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A way out. `what` is less (ask for `scopes` alone), vocabulary (say that the registration
    uses the other names, and ask for `scopes`), secret, redirect or again."""

    what: str
    said: str
    scopes: list[str] = field(default_factory=list)
    vocabulary: str = ""


@dataclass(frozen=True, slots=True)
class ConsentTrouble:
    """Why nothing was connected. `refused` are the permissions that the service refuses."""

    remedy: str
    said: str
    refused: list[PermissionFacts] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """A consent that was asked for.

    `state` is waiting, done, failed or expired. While it waits, send the person to `url` (told
    once, to whoever asked); where `trouble` is told already then, the service was asked beforehand
    and refuses. `connection_id` is the connection that came of it, or that is to be renewed.
    """

    id: str
    state: str
    said: str
    url: str
    redirect: str
    expires_at: datetime
    permissions: list[PermissionFacts]
    connection_id: str | None = None
    instead_of: str = ""
    trouble: ConsentTrouble | None = None


class FinishBody(Body):
    address: Annotated[str, Field(max_length=20_000, description="Where the browser was sent to.")]


@routes.get("/consents/{consent_id}", Permission.CONNECTIONS_EDIT)
def show_consent(asked: Asked, *, consent_id: str) -> ConsentFacts:
    """What came of a consent, for whoever asked for it; known for a day."""
    found = asked.house.connections.asked(consent_id)
    if found is None or found.asked_by != asked.who.id:
        raise LookAgain
    return consent_facts(asked.house, found)


@routes.post("/consents/finish", Permission.CONNECTIONS_EDIT)
def finish_consent(asked: Asked, *, body: FinishBody) -> ConsentFacts:
    """Finish a consent by the address that the browser was sent to.

    For programs, and where that address is on another machine: it must have been asked for with
    this very token or session.
    """
    house = asked.house
    made = house.connections.finish(body.address, session=binding(asked.who))
    house.watcher.judge(made.connection.id)
    found = house.connections.asked(made.consent)
    if found is None:
        raise LookAgain
    return consent_facts(house, found)


def consent_facts(
    house: House, consent: Consent, *, url: str = "", trouble: Trouble | None = None
) -> ConsentFacts:
    """What is told of a consent; `trouble` is what is known before anybody goes there."""
    by = house.connections.registrations.find(consent.registration_id)
    app = house.apps.get(by.app) if by else None
    outcome = dict(consent.outcome or {})
    state = _state(house, consent, outcome)
    told = None
    if trouble is not None:
        told = trouble_facts(house, by, consent, outcome_of(trouble))
    elif state == "failed":
        told = trouble_facts(house, by, consent, outcome)
    return ConsentFacts(
        consent.id,
        state,
        told.said if told else _said(house, state, outcome),
        url,
        consent.redirect,
        consent.expires_at,
        _permissions(house, app, by, consent) if app else [],
        outcome.get("connection") or consent.connection_id,
        str(outcome.get("instead_of", "")),
        told,
    )


def _permissions(
    house: House, app: App, by: Registration | None, consent: Consent
) -> list[PermissionFacts]:
    """What is asked for; what a connection that is renewed has not had is new."""
    modules = [house.modules[name] for name in consent.modules if name in house.modules]
    rows = house.connections.list()
    had = next((row.scopes for row in rows if row.id == consent.connection_id), None)
    return [
        replace(one, new=had is not None and one.scope not in had)
        for one in described(app, consent.scopes, modules, by)
    ]


def outcome_of(trouble: Trouble) -> dict[str, Any]:
    told: dict[str, Any] = {"remedy": trouble.remedy, "said": trouble.message}
    if isinstance(trouble, AskForLess):
        told |= {"scopes": list(trouble.scopes), "vocabulary": trouble.vocabulary}
    return told


def _state(house: House, consent: Consent, outcome: dict[str, Any]) -> str:
    if outcome:
        return "done" if outcome.get("connection") else "failed"
    return "waiting" if house.clock.now() < consent.expires_at else "expired"


def _said(house: House, state: str, outcome: dict[str, Any]) -> str:
    if state == "waiting":
        return "Open the address, log in and allow access."
    if state == "expired":
        return "Nobody came back within ten minutes; begin once more."
    name = _name(house, str(outcome["connection"]))
    if outcome.get("instead_of"):
        return (
            f"The consent reaches other organisations than {outcome['instead_of']} does, so {name}"
            " is a new connection beside it."
        )
    return f"{name} is connected."


def _name(house: House, connection_id: str) -> str:
    return next((r.name for r in house.connections.list() if r.id == connection_id), "It")


def trouble_facts(
    house: House, by: Registration | None, consent: Consent, outcome: dict[str, Any]
) -> ConsentTrouble:
    """What went wrong, for people; of refused permissions, which modules need them."""
    remedy, said = str(outcome.get("remedy", "")), str(outcome.get("said", ""))
    app = house.apps.get(by.app) if by else None
    if by is None or app is None or not isinstance(app.connection, OAuth2):
        return ConsentTrouble(remedy, said)
    if remedy == "AskForLess":
        return _refused(house, app, by, consent, outcome)
    what = {"CheckSecret": "secret", "CheckRedirect": "redirect"}.get(remedy, "again")
    offers = {
        "secret": f"Compare the client id and the secret of {by.name} with {_site(app)}.",
        "redirect": f"Paste {consent.redirect} as a redirect address at {_site(app)}.",
        "again": "Begin once more whenever you like.",
    }
    return ConsentTrouble(remedy, said, [], [Offer(what, offers[what])])


def _refused(
    house: House, app: App, by: Registration, consent: Consent, outcome: dict[str, Any]
) -> ConsentTrouble:
    modules = [house.modules[name] for name in consent.modules if name in house.modules]
    other = str(outcome.get("vocabulary", ""))
    refused = tuple(outcome.get("scopes") or consent.scopes)
    if other:  # those that the other vocabulary does not have
        known = {*house.connections.scopes(app.name, other)}
        refused = tuple(scope for scope in refused if scope not in known) or refused
    facts = described(app, refused, modules or list(app.modules.values()), by)
    labels = list(dict.fromkeys(label for one in facts for label in one.modules))
    said = f"{app.label} refuses {_and(refused)}"
    said += (
        f", which {_and(labels[:5])}{' and others' if labels[5:] else ''}"
        f" need{'' if labels[1:] else 's'}"
        if labels
        else ""
    )
    return ConsentTrouble(
        "AskForLess",
        f"{said}. Nothing was connected.",
        facts,
        _offers(house, app, by, consent, refused, other, modules),
    )


def _offers(
    house: House,
    app: App,
    by: Registration,
    consent: Consent,
    refused: Sequence[str],
    other: str,
    modules: list[Module],
) -> list[Offer]:
    assert isinstance(app.connection, OAuth2)
    found = []
    if other:
        age = app.connection.ages.get(other, "")
        scopes = house.connections.scopes(app.name, other, modules) if modules else ()
        found.append(
            Offer(
                "vocabulary",
                f"{age} Say so of {by.name}, and ask for the {other} permissions.".strip(),
                list(scopes),
                other,
            )
        )
    less = [scope for scope in consent.scopes if scope not in refused]
    if any(scope not in app.connection.always for scope in less):
        found.append(Offer("less", f"Ask for less: {_and(less)}.", less))
    return found


def described(
    app: App, scopes: Iterable[str], modules: Sequence[Module], by: Registration | None
) -> list[PermissionFacts]:
    """Each permission with its sentence and who needs it."""
    if not isinstance(app.connection, OAuth2):
        return []
    oauth, vocabulary = app.connection, by.vocabulary if by else "granular"
    return [
        PermissionFacts(scope, oauth.sentence(scope), True, _needing(scope, modules, vocabulary))
        for scope in scopes
    ]


def _needing(scope: str, modules: Iterable[Module], vocabulary: str) -> list[str]:
    """The labels of the modules that do not work without it; who may write may read."""
    return [
        module.label
        for module in modules
        if scope in module.scopes.named(vocabulary)
        or f"{scope}{permissions.READ}" in module.scopes.named(vocabulary)
    ]


def _site(app: App) -> str:
    assert isinstance(app.connection, OAuth2)
    return app.connection.developer_site or f"the developer site of {app.label}"


def _and(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
