"""Connections: made by consent, verified, renamed, extended, renewed in place, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Query
from pydantic import Field

from tallyloom.api.access import Permission
from tallyloom.api.connection_facts import (
    ConnectionDetail,
    ConnectionFacts,
    Connections,
    Deleted,
    Missing,
    Use,
    connection_detail,
    connection_facts,
    missing_facts,
    the_app,
    used_by,
)
from tallyloom.api.consents import ConsentFacts, binding, consent_facts, redirect_of
from tallyloom.api.limits import Limits, limits_of
from tallyloom.api.problems import CorrectRequest, LookAgain
from tallyloom.api.registrations import modules_named, the_registration, usual_registration
from tallyloom.api.route import Asked, Body, Routes
from tallyloom.connections.trouble import CheckRegistration, InUse
from tallyloom.kit import OAuth2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallyloom.connections.consent import Begun
    from tallyloom.house import House
    from tallyloom.kit import Module
    from tallyloom.store.connections import Connection
    from tallyloom.store.registrations import Registration

routes = Routes("connections")

Name = Annotated[str, Field(max_length=200)]
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=500)]


class ConsentBody(Body):
    """How the consent is asked for.

    `scopes` are exactly these permissions; `modules` ("APP.ID") what these need. With `landing` the
    person is sent back to http://localhost:PORT/callback on their own machine, where a program
    waits for them: it then finishes the consent by that address. Without `check` the service is not
    asked beforehand whether it would refuse.
    """

    scopes: Names | None = None
    modules: Names | None = None
    landing: Annotated[int | None, Field(ge=1, le=65535)] = None
    check: bool = True


class ConnectionBody(ConsentBody):
    """Left out: the name is the organisation's, the registration the installation's, and the
    permissions are those that the modules in use need."""

    app: Annotated[str, Field(max_length=100)]
    name: Name = ""
    registration_id: Annotated[str, Field(max_length=100)] = ""


class AgainBody(ConsentBody):
    """`scenario_id` asks for what this scenario needs too; what is allowed already stays."""

    scenario_id: Annotated[str, Field(max_length=100)] = ""


class ConnectionChange(Body):
    """What is left out stays as it is. `organisations` are the ids of those that are to be used;
    the others that it reaches are left out."""

    name: Annotated[str | None, Field(max_length=200)] = None
    organisations: Annotated[list[str], Field(max_length=1000)] | None = None


class AcceptBody(Body):
    organisation: Annotated[str, Field(max_length=200, description="Its id, or its name.")]


class LimitsBody(Body):
    """What is left out stays; "" is as the app or the settings say."""

    tier: Annotated[str | None, Field(max_length=100)] = None
    minute_window: Annotated[str | None, Field(max_length=20)] = None
    day_window: Annotated[str | None, Field(max_length=20)] = None


@dataclass(frozen=True, slots=True)
class UseList:
    items: list[Use]
    next: str | None = None


# What there is.


@routes.get("/connections", Permission.CONNECTIONS_READ)
def list_connections(
    asked: Asked,
    *,
    name: Annotated[
        str, Query(max_length=200, description="Only the one of this name, or former name.")
    ] = "",
    app: Annotated[str, Query(max_length=100, description="Only of this app.")] = "",
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Connections:
    """Every connection with its state and its organisations, by name."""
    house = asked.house
    usages = house.uses.all()
    # In the order of the cursor: a database may sort names by a language, and so by another one.
    rows = sorted(house.connections.list(), key=lambda row: row.name)
    found = [row for row in rows if app in ("", row.app) and row.name > after]
    if name:
        found = [row for row in found if name in (row.name, *house.connections.former_names(row))]
    items = [connection_facts(house, row, usages.get(row.id, ())) for row in found[:limit]]
    return Connections(items, items[-1].name if len(found) > limit else None)


@routes.get("/connections/{connection_id}", Permission.CONNECTIONS_READ)
def show_connection(asked: Asked, *, connection_id: str) -> ConnectionDetail:
    """One connection: permissions, organisations, what uses it, what it lacks, what is left."""
    return connection_detail(asked.house, the_connection(asked, connection_id))


@routes.get("/connections/{connection_id}/uses", Permission.CONNECTIONS_READ)
def list_uses(asked: Asked, *, connection_id: str) -> UseList:
    """The scenarios whose newest version, or version that is on, uses it."""
    row = the_connection(asked, connection_id)
    return UseList(used_by(asked.house.uses.of(row.id)))


@routes.get("/connections/{connection_id}/missing", Permission.CONNECTIONS_READ)
def list_missing(
    asked: Asked,
    *,
    connection_id: str,
    modules: Annotated[list[str] | None, Query(description="APP.ID; all of its app if none.")] = (
        None
    ),
    scenario_id: Annotated[str, Query(max_length=100)] = "",
) -> Missing:
    """What it must still be allowed: for these modules, or a scenario's, and their pick-lists."""
    house, row = asked.house, the_connection(asked, connection_id)
    app = the_app(house, row)
    chosen = [one.name for one in _needed(house, row, modules, scenario_id)]
    if not modules and not scenario_id:
        chosen = [one.name for one in app.modules.values()]
    return missing_facts(house, row, chosen)


@routes.get("/connections/{connection_id}/limits", Permission.CONNECTIONS_READ)
def show_limits(asked: Asked, *, connection_id: str) -> Limits:
    """What the service allows, what is left for each organisation, and until when that lasts."""
    row = the_connection(asked, connection_id)
    return limits_of(asked.house, row, asked.house.connections.tenants(row.id))


@routes.put("/connections/{connection_id}/limits", Permission.INSTALLATION_EDIT)
def set_limits(asked: Asked, *, connection_id: str, body: LimitsBody) -> Limits:
    """Say what holds for its registration, and so for every connection through that."""
    row = the_connection(asked, connection_id)
    said = {name: value for name, value in body.model_dump().items() if value is not None}
    if said:
        asked.house.governor.choose(row.registration_id, row.app, said)
    return limits_of(asked.house, row, asked.house.connections.tenants(row.id))


# Making and renewing.


@routes.post("/connections", Permission.CONNECTIONS_EDIT, status=201)
def add_connection(asked: Asked, *, body: ConnectionBody) -> ConsentFacts:
    """Connect: answers the address to send the person to, or the connection where none is needed.

    A connection by client credentials is made at once; its state is done.
    """
    house = asked.house
    by = _registration(asked, body)
    modules = _modules(house, by.app, body.modules)
    scopes = _scopes(house, by, body.scopes, modules)
    name = body.name.strip()
    if by.kind == "credentials":
        made = house.connections.add_by_credentials(name, by.id, scopes)
        return _made(asked, made.connection, scopes)
    begun = house.connections.begin(
        name,
        by.id,
        redirect=_redirect(house, body),
        scopes=scopes,
        session=binding(asked.who),
        asked_by=asked.who.id,
        modules=[one.name for one in modules],
    )
    return _begun(asked, by, begun, scopes, body)


@routes.post("/connections/{connection_id}/reauthorise", Permission.CONNECTIONS_EDIT)
def reauthorise_connection(asked: Asked, *, connection_id: str, body: AgainBody) -> ConsentFacts:
    """Ask for consent once more, in place: scenarios go on with the same connection.

    What it was allowed is asked for again, and what `scopes`, `modules` or a scenario need besides.
    """
    return _again(asked, the_connection(asked, connection_id), body)


@routes.post("/connections/{connection_id}/extend", Permission.CONNECTIONS_EDIT)
def extend_connection(asked: Asked, *, connection_id: str, body: AgainBody) -> ConsentFacts:
    """Extend the permissions: by what is named, else by what the scenarios that use it lack."""
    house, row = asked.house, the_connection(asked, connection_id)
    if not (body.scopes or body.modules or body.scenario_id):
        wanted = house.uses.modules(house.uses.of(row.id), row.app)
        body = body.model_copy(update={"modules": [one.name for one in wanted]})
    return _again(asked, row, body)


# Keeping.


@routes.post("/connections/{connection_id}/verify", Permission.CONNECTIONS_EDIT)
def verify_connection(asked: Asked, *, connection_id: str) -> ConnectionDetail:
    """Ask the service whether it works, and whether each organisation is the one it was."""
    house, row = asked.house, the_connection(asked, connection_id)
    try:
        house.connections.verify(row.id)
    finally:
        house.watcher.judge(row.id)
    return connection_detail(house, the_connection(asked, row.id))


@routes.patch("/connections/{connection_id}", Permission.CONNECTIONS_EDIT)
def change_connection(
    asked: Asked, *, connection_id: str, body: ConnectionChange
) -> ConnectionFacts:
    """Rename it, or choose which of its organisations are used.

    Scenarios that write its former name go on with it: a name that a connection had stays its own.
    """
    house, row = asked.house, the_connection(asked, connection_id)
    if body.name is not None:
        house.connections.rename(row.id, body.name.strip())
    if body.organisations is not None:
        house.connections.include(row.id, body.organisations)
        house.watcher.judge(row.id)
    return connection_facts(house, the_connection(asked, row.id), house.uses.of(row.id))


@routes.post("/connections/{connection_id}/accept", Permission.CONNECTIONS_EDIT)
def accept_organisation(asked: Asked, *, connection_id: str, body: AcceptBody) -> ConnectionDetail:
    """Say that an organisation that changed is right as it is now: things are sent to it again."""
    house, row = asked.house, the_connection(asked, connection_id)
    house.connections.accept(row.id, body.organisation)
    house.watcher.judge(row.id)
    return connection_detail(house, the_connection(asked, row.id))


@routes.delete("/connections/{connection_id}", Permission.CONNECTIONS_EDIT)
def remove_connection(
    asked: Asked,
    *,
    connection_id: str,
    force: Annotated[bool, Query(description="Although scenarios use it.")] = False,
) -> Deleted:
    """End it at the service and erase its tokens; by force alone while scenarios use it."""
    house, row = asked.house, the_connection(asked, connection_id)
    uses = used_by(house.uses.of(row.id))
    if uses and not force:
        names = ", ".join(dict.fromkeys(use.scenario for use in uses))
        raise InUse(f"{row.name} is used by {names}. Change them first, or delete it by force.")
    removed = house.connections.remove(row.id)
    return Deleted(row.id, row.name, True, removed.revoked, removed.why, uses)


# How it is done.


def the_connection(asked: Asked, connection_id: str) -> Connection:
    """By id. Raises LookAgain."""
    rows = asked.house.connections.list()
    found = next((row for row in rows if row.id == connection_id), None)
    if found is None:
        raise LookAgain
    return found


def _again(asked: Asked, row: Connection, body: AgainBody) -> ConsentFacts:
    house = asked.house
    the_app(house, row)
    by = house.connections.registrations.get(row.registration_id)
    modules = _needed(house, row, body.modules, body.scenario_id)
    more = [*(body.scopes or ()), *house.connections.lacking(row.id, modules).all]
    if row.way == "credentials":
        made = house.connections.renew_by_credentials(row.id, more)
        return _made(asked, made.connection, made.connection.scopes)
    begun = house.connections.begin_again(
        row.id,
        redirect=_redirect(house, body),
        scopes=more,
        session=binding(asked.who),
        asked_by=asked.who.id,
        modules=[one.name for one in modules],
    )
    return _begun(asked, by, begun, house.connections.united(row, more), body)


def _registration(asked: Asked, body: ConnectionBody) -> Registration:
    app = asked.house.apps.get(body.app)
    if app is None:
        raise LookAgain(f"There is no app {body.app!r}; there is {', '.join(asked.house.apps)}.")
    if not isinstance(app.connection, OAuth2):
        raise CorrectRequest(f"{app.label} needs no connection.", field="body.app")
    if not body.registration_id:
        return usual_registration(asked, body.app)
    by = the_registration(asked, body.registration_id)
    if by.app != body.app:
        raise CorrectRequest(f"{by.name} is not of {app.label}.", field="body.registration_id")
    return by


def _modules(house: House, app: str, names: list[str] | None) -> list[Module]:
    if names is None:
        return house.uses.in_use(app)
    return modules_named(house, house.apps[app], names)


def _needed(
    house: House, row: Connection, names: list[str] | None, scenario_id: str
) -> list[Module]:
    """Modules that are named, and those of a scenario that work over this connection's app."""
    found = modules_named(house, house.apps[row.app], names or [])
    if scenario_id:
        stored = house.scenarios.get(scenario_id)
        if stored is None:
            raise LookAgain("There is no scenario with this id.")
        found += house.uses.modules_of(scenario_id, row.app)
    return list({module.name: module for module in found}.values())


def _scopes(
    house: House, by: Registration, given: list[str] | None, modules: Sequence[Module]
) -> tuple[str, ...]:
    if given is None:
        return house.connections.scopes(by.app, by.vocabulary, modules)
    oauth = house.apps[by.app].connection
    assert isinstance(oauth, OAuth2)
    scopes = tuple(
        dict.fromkeys((*oauth.always, *(each.strip() for each in given if each.strip())))
    )
    if any(any(ch.isspace() or not ch.isprintable() for ch in scope) for scope in scopes):
        raise CorrectRequest("A permission is one word.", field="body.scopes")
    return scopes


def _redirect(house: House, body: ConsentBody) -> str:
    return (
        redirect_of(house) if body.landing is None else f"http://localhost:{body.landing}/callback"
    )


def _begun(
    asked: Asked, by: Registration, begun: Begun, scopes: Sequence[str], body: ConsentBody
) -> ConsentFacts:
    """What is answered; where the service would refuse, that is said before anybody goes there."""
    house, trouble = asked.house, None
    if body.check:
        try:
            house.connections.try_out(by.id, redirect=begun.redirect, scopes=scopes)
        except CheckRegistration as found:
            trouble = found
    consent = house.connections.asked(begun.id)
    assert consent is not None
    return consent_facts(house, consent, url=begun.url, trouble=trouble)


def _made(asked: Asked, row: Connection, scopes: Sequence[str]) -> ConsentFacts:
    """A connection that needed nobody's consent, told in the same shape."""
    from tallyloom.api.consents import described

    house = asked.house
    house.watcher.judge(row.id)
    by = house.connections.registrations.find(row.registration_id)
    facts = described(house.apps[row.app], scopes, [], by)
    said = f"{row.name} is connected."
    return ConsentFacts("", "done", said, "", "", house.clock.now(), facts, row.id)
