"""`tallyloom connections`: add, list, show, verify, missing, remove."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli import registration
from tallyloom.cli.command import command, noun
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from tallyloom.connections.connections import Connected
    from tallyloom.connections.scopes import Needs
    from tallyloom.house import House
    from tallyloom.kit import Module
    from tallyloom.store.connections import Connection, Tenant

app = noun("connections", "Connect services, and see what is connected.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The connection's name.")]
STATES = {"connected": "✓ connected", "needs_reconnect": "✗ connect again"}


@command(app)
def add(
    screen: Screen,
    service: Annotated[str, typer.Argument(metavar="APP", help="Such as xero.")],
    name: Annotated[
        str, typer.Option(help="How scenarios call it; the app's name if not given.")
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Renew a connection, or extend its permissions.")
    ] = False,
    client_id: Annotated[
        str, typer.Option(envvar="TALLYLOOM_CLIENT_ID", help="Of your registration.")
    ] = "",
    client_secret: Annotated[
        str,
        typer.Option(
            envvar="TALLYLOOM_CLIENT_SECRET", help="Better in the variable; none for PKCE alone."
        ),
    ] = "",
    vocabulary: Annotated[
        str, typer.Option(help="granular, or broad for a Xero app from before 2 March 2026.")
    ] = "granular",
    base_url: Annotated[
        str, typer.Option(metavar="URL", help="Another address for all of the service's.")
    ] = "",
    base: Annotated[
        list[str] | None, typer.Option(metavar="NAME=URL", help="Another address for one of them.")
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="Ask for exactly these permissions.")
    ] = None,
    headless: Annotated[
        bool,
        typer.Option("--headless", help="Follow the consent here, for a service that asks nobody."),
    ] = False,
    paste: Annotated[
        bool, typer.Option("--paste", help="Open the address elsewhere and paste where it leads.")
    ] = False,
    client_credentials: Annotated[
        bool, typer.Option("--client-credentials", help="Connect without a person's consent.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of the landing page on localhost; 0 for any.")
    ] = 0,
    tier: Annotated[
        str, typer.Option(help="Of your registration, which says how many calls a day it has.")
    ] = "",
) -> None:
    """Connect a service: register it here if need be, ask for consent, list what it reaches."""
    from tallyloom.cli.consent import Asked, Way, connect
    from tallyloom.cli.registration import Entry

    way = Way.of(headless=headless, paste=paste, client_credentials=client_credentials)
    entry = Entry(service, client_id, client_secret, vocabulary, base_url, tuple(base or ()))
    with screen.house() as house:
        asked = Asked(name or service, again, tuple(scope) if scope else None, port)
        house.governor.check(service, {"tier": tier})
        connected = connect(screen, house, entry, asked, way)
        if tier:
            house.governor.choose(connected.connection.registration_id, service, {"tier": tier})
    value = _connected(connected)
    screen.object(value, lambda out: _print(out, value))


@command(app, "list")
def list_(screen: Screen) -> None:
    """Every connection and the organisations that it reaches."""
    with screen.house() as house:
        rows = house.connections.list()
        tenants = {row.name: house.connections.tenants(row.name) for row in rows}
    values = [_value(row, tenants[row.name]) for row in rows]
    screen.list(values, lambda out: _table(out, values))


@command(app)
def show(screen: Screen, name: Name) -> None:
    """One connection: its state, its permissions, its organisations and what is left for them."""
    from tallyloom.api.limits import limits_of
    from tallyloom.api.route import plain
    from tallyloom.cli.limits import print_limits
    from tallyloom.connections.connections import Connected

    with screen.house() as house:
        found = Connected(house.connections.get(name), house.connections.tenants(name))
        left = plain(limits_of(house, found.connection, found.tenants))

    value = _connected(found)

    def shown(out: Console) -> None:
        _print(out, value)
        print_limits(out, left)

    screen.object({**value, **left}, shown)


@command(app)
def limits(
    screen: Screen,
    name: Name,
    tier: Annotated[
        str | None, typer.Option(help='Of the registration, such as starter; "" for the usual one.')
    ] = None,
    minute_window: Annotated[
        str | None, typer.Option(help='rolling or fixed; "" as the app says.')
    ] = None,
    day_window: Annotated[
        str | None, typer.Option(help='rolling or fixed; "" as the app says.')
    ] = None,
) -> None:
    """What the service allows, what is left of it and until when; options say what holds.

    They hold for the registration, and so for every connection through it.
    """
    from tallyloom.api.limits import limits_of
    from tallyloom.api.route import plain
    from tallyloom.cli.limits import print_limits

    said = {"tier": tier, "minute_window": minute_window, "day_window": day_window}
    chosen = {what: value for what, value in said.items() if value is not None}
    with screen.house() as house:
        row = house.connections.get(name)
        if chosen:
            house.governor.choose(row.registration_id, row.app, chosen)
        left = plain(limits_of(house, row, house.connections.tenants(name)))
    screen.object({"name": row.name, **left}, lambda out: print_limits(out, left))


@command(app)
def verify(screen: Screen, name: Name) -> None:
    """Ask the service whether the connection works and reaches what it did before."""
    with screen.house() as house:
        found = house.connections.verify(name)
    value = _connected(found)
    screen.object(value, lambda out: _print(out, value))


@command(app)
def remove(
    screen: Screen,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """End a connection at the service and erase its tokens here."""
    with screen.house() as house:
        house.connections.get(name)
        if not yes and not typer.confirm(f"Remove the connection {name}?", err=True):
            raise typer.Exit(0)
        removed = house.connections.remove(name)
    said = "It was ended at the service." if removed.revoked else removed.why
    screen.object(
        {"name": name, "removed": True, "revoked": removed.revoked, "why": removed.why},
        lambda out: out.print(f"Removed {clean(name)}. {clean(said)}"),
    )


@command(app)
def missing(
    screen: Screen,
    name: Name,
    modules: Annotated[
        list[str] | None, typer.Option("--for", metavar="MODULE", help="Only for these modules.")
    ] = None,
    scenario: Annotated[
        str, typer.Option(metavar="FILE", help="For the modules of a scenario.")
    ] = "",
) -> None:
    """What a connection must still be allowed: for modules to work, and for their pick-lists."""
    from tallyloom.cli.modules import the_module

    with screen.house() as house:
        row = house.connections.get(name)
        chosen = [the_module(house.apps, one) for one in modules or ()]
        if scenario:
            chosen += _modules_of(house, scenario)
        if not chosen:
            chosen = list(house.apps[row.app].modules.values())
        lacks = house.connections.lacking(name, [one for one in chosen if one.app == row.app])
    screen.object(_lacks(row, lacks), lambda out: _print_lacks(out, row, lacks))


def _modules_of(house: House, file: str) -> list[Module]:
    from pathlib import Path

    from tallyloom.flow.read import read

    document = read(Path(file).read_text("utf-8"), file)
    return [house.modules[one.module] for one in document.steps() if one.module in house.modules]


def _lacks(row: Connection, lacks: Needs) -> dict[str, Any]:
    return {
        "name": row.name,
        "missing": list(lacks.modules),
        "missing_for_pick_lists": list(lacks.pick_lists),
        "extend": _extend(row, lacks),
    }


def _extend(row: Connection, lacks: Needs) -> str:
    """The command that asks for what lacks; "" where nothing does."""
    if not lacks.all:
        return ""
    asked = " ".join(f"--scope {scope}" for scope in lacks.all)
    return f"tallyloom connections add {row.app} --name {shlex.quote(row.name)} --again {asked}"


def _print_lacks(out: Console, row: Connection, lacks: Needs) -> None:
    if not lacks.all:
        out.print(f"{clean(row.name)} has every permission that is needed.")
        return
    for what, scopes in (("to work", lacks.modules), ("for pick-lists", lacks.pick_lists)):
        if scopes:
            out.print(f"Missing {what}: {clean(' '.join(scopes))}")
    out.print(f"Extend the permissions: {clean(_extend(row, lacks))}", style="dim")


registration.offer(app)


def _connected(connected: Connected) -> dict[str, Any]:
    value = _value(connected.connection, connected.tenants)
    return {**value, "instead_of": connected.instead_of}


def _value(row: Connection, tenants: Sequence[Tenant]) -> dict[str, Any]:
    from tallyloom.api.figures import moment

    return {
        "name": row.name,
        "app": row.app,
        "state": row.state,
        "reason": row.reason,
        "way": row.way,
        "permissions": list(row.scopes),
        "created_at": moment(row.created_at),
        "organisations": [
            {
                "id": tenant.id,
                "name": tenant.name,
                "kind": tenant.kind,
                "reached": tenant.reached,
                "frozen": tenant.frozen,
            }
            for tenant in tenants
        ],
    }


def _print(out: Console, value: Mapping[str, Any]) -> None:
    if value.get("instead_of"):
        out.print(
            f"The consent reaches other organisations than {clean(value['instead_of'])} does, so "
            f"this is a new connection beside it.",
        )
    state = STATES.get(value["state"], value["state"])
    out.print(f"{clean(value['name'])}  {state}  ({value['app']})")
    if value["reason"]:
        out.print(f"  {clean(value['reason'])}")
    for organisation in value["organisations"]:
        out.print(f"  {clean(organisation['name'])}{_remark(organisation)}")
        out.print(f"    {clean(organisation['id'])}", style="dim")
    out.print(f"  permissions: {clean(' '.join(value['permissions']))}", style="dim")


def _remark(organisation: Mapping[str, Any]) -> str:
    if organisation["frozen"]:
        return f"  ✗ {clean(organisation['frozen'])}"
    return "" if organisation["reached"] else "  (not reached any more)"


def _table(out: Console, values: Sequence[Mapping[str, Any]]) -> None:
    from tallyloom.cli.tables import Rows

    if not values:
        out.print("No connections. Add one: tallyloom connections add xero")
        return
    made = Rows(["Name", "App", "State", "Organisations*"])
    for one in values:
        names = ", ".join(each["name"] for each in one["organisations"] if each["reached"])
        state = STATES.get(one["state"], one["state"])
        made.add(clean(one["name"]), one["app"], state, clean(names))
    made.print(out)
