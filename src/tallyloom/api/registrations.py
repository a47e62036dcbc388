"""Registrations: what is made once at a service's developer site, and everybody connects through.

An owner keeps those of the installation. Whoever may edit connections may bring one of their own,
with a client id and a secret that nobody else connects through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query
from pydantic import Field, SecretStr

from tallyloom.api.access import Permission
from tallyloom.api.consents import Offer, PermissionFacts, described, redirect_of
from tallyloom.api.problems import LookAgain
from tallyloom.api.registration_facts import Guide, RegistrationFacts, facts, guide
from tallyloom.api.route import Asked, Body, Routes
from tallyloom.connections.trouble import AskForLess, CheckRedirect, CheckRegistration
from tallyloom.connections.vault import Secret
from tallyloom.egress import NotSent, OutcomeUnknown
from tallyloom.kit import Broken, OAuth2, RetryLater

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.kit import App, Module
    from tallyloom.store.registrations import Registration

routes = Routes("registrations")

Kind = Literal["secret", "pkce", "credentials"]
Vocabulary = Literal["granular", "broad"]
Text = Annotated[str, Field(max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Guides:
    items: list[Guide]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Registrations:
    """Few; all of them at once."""

    items: list[RegistrationFacts]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """What could be tested without connecting. Null is what the service did not tell.

    `secret`: it knows the client id with this secret. `redirect`: it knows the redirect address.
    `permissions`: it takes all that modules in use need; `refused` are those that it does not.
    """

    ok: bool
    secret: bool | None
    redirect: bool | None
    permissions: bool | None
    said: list[str]
    refused: list[PermissionFacts]
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class PermissionList:
    """Every permission of an app, in the vocabulary of a registration."""

    vocabulary: str
    items: list[PermissionFacts]
    next: str | None = None


class OwnRegistrationBody(Body):
    app: Annotated[str, Field(max_length=100)]
    client_id: Name
    client_secret: SecretStr | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    kind: Kind | None = None
    vocabulary: Vocabulary = "granular"
    tier: Annotated[str, Field(max_length=100)] = ""


class RegistrationBody(OwnRegistrationBody):
    """`bases` are base addresses by their names, where they are not the service's real ones."""

    bases: dict[str, Text] = {}


class OwnRegistrationChange(Body):
    """What is left out stays as it is."""

    name: Name | None = None
    client_id: Name | None = None
    client_secret: SecretStr | None = None
    kind: Kind | None = None
    vocabulary: Vocabulary | None = None
    tier: Annotated[str | None, Field(max_length=100)] = None


class RegistrationChange(OwnRegistrationChange):
    """What is left out stays as it is; `bases` can be set only before the first token."""

    bases: dict[str, Text] | None = None


class SigningKey(Body):
    """With `keep` the key before it is believed for a while, too."""

    key: SecretStr
    keep: bool = False


# How to.


@routes.get("/registrations/guides", Permission.CONNECTIONS_READ)
def list_guides(
    asked: Asked, *, app: Annotated[str, Query(max_length=100, description="Only this app's.")] = ""
) -> Guides:
    """How to register at each service that is connected through a registration."""
    house = asked.house
    apps = [one for one in house.apps.values() if isinstance(one.connection, OAuth2)]
    return Guides([guide(house, one) for one in apps if app in ("", one.name)])


# Those that there are.


@routes.get("/registrations", Permission.CONNECTIONS_READ)
def list_registrations(
    asked: Asked,
    *,
    app: Annotated[str, Query(max_length=100, description="Only of this app.")] = "",
    name: Annotated[str, Query(max_length=200, description="Only the one of this name.")] = "",
) -> Registrations:
    """The registrations of the installation, and those that you brought yourself."""
    house = asked.house
    found = [
        row
        for row in house.connections.registrations.list()
        if _may_see(asked, row) and app in ("", row.app) and name in ("", row.name)
    ]
    return Registrations([facts(house, row) for row in found if row.app in house.apps])


@routes.post("/registrations", Permission.INSTALLATION_EDIT, status=201)
def add_registration(asked: Asked, *, body: RegistrationBody) -> RegistrationFacts:
    """Register a service for the installation. The secret is sealed and never told again."""
    return _add(asked, body, owner="", bases=body.bases)


@routes.post("/registrations/own", Permission.CONNECTIONS_EDIT, status=201)
def add_own_registration(asked: Asked, *, body: OwnRegistrationBody) -> RegistrationFacts:
    """Bring a client id and a secret of one's own; nobody else connects through them.

    Where the service is, is for an owner to say: it is where the installation's registration is.
    """
    usual = _usual(asked, body.app)
    bases = dict(usual.bases) if usual else {}
    return _add(asked, body, owner=asked.who.id or "terminal", bases=bases)


@routes.get("/registrations/{registration_id}", Permission.CONNECTIONS_READ)
def show_registration(asked: Asked, *, registration_id: str) -> RegistrationFacts:
    """One registration, with what uses it."""
    return facts(asked.house, the_registration(asked, registration_id))


@routes.patch("/registrations/{registration_id}", Permission.INSTALLATION_EDIT)
def change_registration(
    asked: Asked, *, registration_id: str, body: RegistrationChange
) -> RegistrationFacts:
    """Change a registration. Another client id needs its secret too."""
    return _change(asked, the_registration(asked, registration_id), body, body.bases)


@routes.patch("/registrations/own/{registration_id}", Permission.CONNECTIONS_EDIT)
def change_own_registration(
    asked: Asked, *, registration_id: str, body: OwnRegistrationChange
) -> RegistrationFacts:
    """Change a registration of one's own."""
    return _change(asked, _own(asked, registration_id), body, None)


@routes.delete("/registrations/{registration_id}", Permission.INSTALLATION_EDIT, status=204)
def remove_registration(asked: Asked, *, registration_id: str) -> None:
    """Remove one through which nothing is connected any more."""
    asked.house.connections.registrations.remove(the_registration(asked, registration_id).id)


@routes.delete("/registrations/own/{registration_id}", Permission.CONNECTIONS_EDIT, status=204)
def remove_own_registration(asked: Asked, *, registration_id: str) -> None:
    """Remove one's own, once nothing is connected through it."""
    asked.house.connections.registrations.remove(_own(asked, registration_id).id)


@routes.put("/registrations/{registration_id}/webhook", Permission.INSTALLATION_EDIT)
def set_signing_key(asked: Asked, *, registration_id: str, body: SigningKey) -> RegistrationFacts:
    """Keep the key that the service signs its calls with; it is never told again."""
    row = the_registration(asked, registration_id)
    key = Secret(body.key.get_secret_value())
    asked.house.connections.registrations.listen(row.id, key, keep=body.keep)
    return facts(asked.house, the_registration(asked, row.id))


@routes.post("/registrations/{registration_id}/test", Permission.CONNECTIONS_EDIT)
def try_registration(asked: Asked, *, registration_id: str) -> Tested:
    """Ask the service whether it knows the registration: nothing is connected by it."""
    row = the_registration(asked, registration_id)
    house, app = asked.house, asked.house.apps[row.app]
    said: list[str] = []
    knows = _knows(house, row, said)
    if row.kind == "credentials":
        return Tested(knows is True, knows, None, None, said, [], [])
    modules = house.uses.in_use(row.app)
    wanted = house.connections.scopes(row.app, row.vocabulary, modules)
    redirect, allowed, refused, offers = _page(house, app, row, wanted, modules, said)
    found = (knows, redirect, allowed)
    return Tested(False not in found and knows is True, *found, said, refused, offers)


@routes.get("/registrations/{registration_id}/permissions", Permission.CONNECTIONS_READ)
def list_permissions(
    asked: Asked,
    *,
    registration_id: str,
    modules: Annotated[
        list[str] | None, Query(description="Chosen is what these need; else those in use.")
    ] = None,
) -> PermissionList:
    """What a connection through it may be asked for, each with a plain sentence."""
    row = the_registration(asked, registration_id)
    house, app = asked.house, asked.house.apps[row.app]
    wanted = modules_named(house, app, modules) if modules else house.uses.in_use(row.app)
    chosen = {*house.connections.scopes(row.app, row.vocabulary, wanted)}
    every = list(app.modules.values())
    names = {scope for module in every for scope in module.scopes.named(row.vocabulary)} | chosen
    return PermissionList(
        row.vocabulary,
        [
            PermissionFacts(one.scope, one.sentence, one.scope in chosen, one.modules)
            for one in described(app, sorted(names), every, row)
        ],
    )


# How it is done.


def the_registration(asked: Asked, registration_id: str) -> Registration:
    """By id, if it is there and for whoever asks. Raises LookAgain."""
    row = asked.house.connections.registrations.find(registration_id)
    if row is None or not _may_see(asked, row) or row.app not in asked.house.apps:
        raise LookAgain
    return row


def usual_registration(asked: Asked, app: str) -> Registration:
    """The installation's, where nobody names another one: the oldest. Raises CheckRegistration."""
    found = _usual(asked, app)
    if found is not None:
        return found
    label = asked.house.apps[app].label
    raise CheckRegistration(
        f"Nobody has registered {label} here yet. An owner does that once, at its developer site; "
        "or bring a client id and a secret of your own."
    )


def _usual(asked: Asked, app: str) -> Registration | None:
    rows = [r for r in asked.house.connections.registrations.list() if r.app == app and not r.owner]
    return min(rows, key=lambda row: (row.created_at, row.id), default=None)


def modules_named(house: House, app: App, names: list[str]) -> list[Module]:
    """Modules of an app by their names ("APP.ID"). Raises LookAgain."""
    strange = [name for name in names if name not in house.modules]
    if strange:
        raise LookAgain(f"There is no module {strange[0]!r}.")
    return [house.modules[name] for name in names if house.modules[name].app == app.name]


def _may_see(asked: Asked, row: Registration) -> bool:
    who = asked.who
    return row.owner in ("", who.id or "terminal") or who.may(Permission.INSTALLATION_EDIT)


def _own(asked: Asked, registration_id: str) -> Registration:
    row = the_registration(asked, registration_id)
    if row.owner != (asked.who.id or "terminal"):
        raise LookAgain
    return row


def _add(
    asked: Asked, body: OwnRegistrationBody, *, owner: str, bases: dict[str, str]
) -> RegistrationFacts:
    house = asked.house
    if body.app not in house.apps:
        raise LookAgain(f"There is no app {body.app!r}; there is {', '.join(house.apps)}.")
    house.governor.check(body.app, {"tier": body.tier})
    secret = body.client_secret.get_secret_value().strip() if body.client_secret else ""
    row = house.connections.registrations.add(
        body.app,
        body.client_id.strip(),
        Secret(secret) if secret else None,
        name=body.name.strip(),
        vocabulary=body.vocabulary,
        bases={name: url.rstrip("/") for name, url in bases.items()},
        kind=body.kind or "",
        owner=owner,
    )
    if body.tier:
        house.governor.choose(row.id, row.app, {"tier": body.tier})
    return facts(house, row)


def _change(
    asked: Asked, row: Registration, body: OwnRegistrationChange, bases: dict[str, str] | None
) -> RegistrationFacts:
    house, rows = asked.house, asked.house.connections.registrations
    if body.tier is not None:
        house.governor.check(row.app, {"tier": body.tier})
    if bases is not None and bases != dict(row.bases):
        rows.rebase(row.id, {name: url.rstrip("/") for name, url in bases.items()})
    secret = body.client_secret.get_secret_value().strip() if body.client_secret else ""
    changed = rows.change(
        row.id,
        to=body.name.strip() if body.name is not None else None,
        client_id=body.client_id.strip() if body.client_id is not None else None,
        secret=Secret(secret) if secret else None,
        kind=body.kind,
        vocabulary=body.vocabulary,
    )
    if body.tier is not None:
        house.governor.choose(row.id, row.app, {"tier": body.tier})
    return facts(house, changed)


def _knows(house: House, row: Registration, said: list[str]) -> bool | None:
    try:
        knows = house.connections.knows(row.id)
    except (NotSent, OutcomeUnknown, RetryLater, Broken) as trouble:
        said.append(trouble.message)
        return None
    said.append(
        "The service knows this client id and its secret."
        if knows
        else "The service does not know this client id with this secret; copy both once more, and "
        "see that the kind is right."
    )
    return knows


def _page(
    house: House,
    app: App,
    row: Registration,
    wanted: tuple[str, ...],
    modules: list[Module],
    said: list[str],
) -> tuple[bool | None, bool | None, list[PermissionFacts], list[Offer]]:
    """What the service's consent page says: of the redirect address, and of the permissions."""
    redirect = redirect_of(house)
    try:
        house.connections.try_out(row.id, redirect=redirect, scopes=wanted)
    except AskForLess as trouble:
        told = house.connections.registrations.get(row.id)
        refused = described(app, trouble.scopes, modules or list(app.modules.values()), told)
        said.append(f"The service refuses {', '.join(trouble.scopes)}.")
        return True, False, refused, _other(app, row, trouble.vocabulary)
    except CheckRedirect as trouble:
        said.append(trouble.message)
        return False, None, [], []
    except CheckRegistration as trouble:
        said.append(trouble.message)
        return None, None, [], []
    said.append("The service takes the redirect address and the permissions of modules in use.")
    return True, True, [], []


def _other(app: App, row: Registration, vocabulary: str) -> list[Offer]:
    if not vocabulary or not isinstance(app.connection, OAuth2):
        return []
    age = app.connection.ages.get(vocabulary, "")
    return [Offer("vocabulary", f"{age} Say so of {row.name}.".strip(), [], vocabulary)]
