"""`tallyloom connections`: add, list, show, verify, missing, rename, remove."""

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

    from tallyloom.cli.desk import Desk

app = noun("connections", "Connect services, and see what is connected.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The connection's name.")]
STATES = {
    "ok": "✓ connected",
    "expiring": "! expires soon",
    "needs_permission": "! needs permission",
    "revoked": "✗ connect again",
    "disconnected": "✗ disconnected",
}
Headless = Annotated[
    bool,
    typer.Option("--headless", help="Follow the consent here, for a service that asks nobody."),
]
Paste = Annotated[
    bool, typer.Option("--paste", help="Open the address elsewhere and paste where it leads.")
]
Port = Annotated[
    int, typer.Option(min=0, max=65535, help="Of the landing page on localhost; 0 for any.")
]


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
    headless: Headless = False,
    paste: Paste = False,
    client_credentials: Annotated[
        bool, typer.Option("--client-credentials", help="Connect without a person's consent.")
    ] = False,
    port: Port = 0,
    tier: Annotated[
        str, typer.Option(help="Of your registration, which says how many calls a day it has.")
    ] = "",
    own: Annotated[
        bool, typer.Option("--own", help="Keep the registration for yourself alone.")
    ] = False,
) -> None:
    """Connect a service: register it here if need be, ask for consent, list what it reaches."""
    from tallyloom.cli.consent import Wanted, Way, connect
    from tallyloom.cli.registration import Entry

    way = Way.of(headless=headless, paste=paste, client_credentials=client_credentials)
    bases = tuple(base or ())
    entry = Entry(service, client_id, client_secret, vocabulary, base_url, bases, tier, own)
    wanted = Wanted(name or service, again, tuple(scope) if scope else None, port)
    with screen.desk() as desk:
        ended = connect(screen, desk, entry, wanted, way)
        value = _connected(desk, ended)
        if tier:
            _choose(desk, value["id"], {"tier": tier})
    screen.object(value, lambda out: _print(out, value))


@command(app)
def reauthorise(
    screen: Screen,
    name: Name,
    scope: Annotated[
        list[str] | None, typer.Option(help="Extend it by exactly these permissions.")
    ] = None,
    headless: Headless = False,
    paste: Paste = False,
    port: Port = 0,
) -> None:
    """Renew a connection in place; without --scope, extended by whatever the app's modules need."""
    from tallyloom.cli.consent import Wanted, Way, connect
    from tallyloom.cli.registration import Entry

    way = Way.of(headless=headless, paste=paste)
    wanted = Wanted(name, again=True, scopes=tuple(scope) if scope else None, port=port)
    with screen.desk() as desk:
        value = _connected(desk, connect(screen, desk, Entry(""), wanted, way))
    screen.object(value, lambda out: _print(out, value))


@command(app, "list")
def list_(screen: Screen) -> None:
    """Every connection and the organisations that it reaches."""
    from tallyloom.api.connections import list_connections

    with screen.desk() as desk:
        values = list(desk.pages(list_connections, cursor="after"))
    screen.list(values, lambda out: _table(out, values))


@command(app)
def show(screen: Screen, name: Name) -> None:
    """One connection: its state, its permissions, its organisations and what is left for them."""
    from tallyloom.api.connections import show_connection
    from tallyloom.cli.limits import print_limits

    with screen.desk() as desk:
        found = desk(show_connection, connection_id=_id(desk, name))
    value = {**found["connection"], "instead_of": ""}
    value |= {each: found[each] for each in ("limits", "left", "missing", "uses")}

    def shown(out: Console) -> None:
        _print(out, value)
        print_limits(out, value)
        if value["uses"]:
            out.print(f"  used by {_names(value['uses'])}")

    screen.object(value, shown)


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
    from tallyloom.api.connections import show_limits
    from tallyloom.cli.limits import print_limits

    said = {"tier": tier, "minute_window": minute_window, "day_window": day_window}
    chosen = {what: value for what, value in said.items() if value is not None}
    with screen.desk() as desk:
        row = _the(desk, name)
        left = _choose(desk, row["id"], chosen) if chosen else desk(
            show_limits, connection_id=row["id"]
        )  # fmt: skip
    screen.object({"name": row["name"], **left}, lambda out: print_limits(out, left))


@command(app)
def verify(screen: Screen, name: Name) -> None:
    """Ask the service whether the connection works and reaches what it did before."""
    from tallyloom.api.connections import verify_connection

    with screen.desk() as desk:
        found = desk(verify_connection, connection_id=_id(desk, name))
    value = {**found["connection"], "instead_of": ""}
    screen.object(value, lambda out: _print(out, value))


@command(app)
def rename(
    screen: Screen,
    name: Name,
    new_name: Annotated[str, typer.Argument(metavar="NEW_NAME", help="What it is called then.")],
) -> None:
    """Call a connection otherwise; scenarios that write the old name go on with it."""
    from tallyloom.api.connections import ConnectionChange, change_connection

    with screen.desk() as desk:
        body = ConnectionChange(name=new_name)
        value = desk(change_connection, connection_id=_id(desk, name), body=body)
    screen.object(value, lambda out: _print(out, value))


@command(app)
def accept(
    screen: Screen,
    name: Name,
    organisation: Annotated[
        str, typer.Argument(metavar="ORGANISATION", help="Its name or its id.")
    ],
) -> None:
    """Say that an organisation that changed is right as it is: things are sent to it again."""
    from tallyloom.api.connections import AcceptBody, accept_organisation

    with screen.desk() as desk:
        body = AcceptBody(organisation=organisation)
        found = desk(accept_organisation, connection_id=_id(desk, name), body=body)
    value = found["connection"]
    screen.object(value, lambda out: _print(out, value))


@command(app, "used-by")
def used_by(screen: Screen, name: Name) -> None:
    """The scenarios that use a connection, and which of them are on."""
    from tallyloom.api.connections import list_uses

    with screen.desk() as desk:
        values = desk(list_uses, connection_id=_id(desk, name))["items"]
    screen.list(values, lambda out: _uses(out, values))


@command(app)
def remove(
    screen: Screen,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Although scenarios use it.")] = False,
) -> None:
    """End a connection at the service and erase its tokens here."""
    from tallyloom.api.connections import remove_connection

    with screen.desk() as desk:
        id_ = _id(desk, name)
        if not yes and not typer.confirm(f"Remove the connection {name}?", err=True):
            raise typer.Exit(0)
        value = desk(remove_connection, connection_id=id_, force=force)
    said = "It was ended at the service." if value["revoked"] else value["why"]
    screen.object(value, lambda out: out.print(f"Removed {clean(name)}. {clean(said)}"))


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
    from tallyloom.api.connections import list_missing

    with screen.desk() as desk:
        row = _the(desk, name)
        chosen = [*(modules or ()), *(_modules_of(desk, scenario) if scenario else ())]
        lacks = desk(list_missing, connection_id=row["id"], modules=chosen or None)
    value = {**lacks, "extend": _extend(row, lacks)}
    screen.object(value, lambda out: _print_lacks(out, value))


def _modules_of(desk: Desk, file: str) -> list[str]:
    from tallyloom.cli.named import named
    from tallyloom.flow.read import read

    steps = read(named(desk, file).text, file).steps()
    return list(dict.fromkeys(step.module for step in steps if "." in step.module))


def _extend(row: Mapping[str, Any], lacks: Mapping[str, Any]) -> str:
    """The command that asks for what is missing; "" where nothing is."""
    scopes = dict.fromkeys([*lacks["missing"], *lacks["missing_for_pick_lists"]])
    if not scopes:
        return ""
    asked = " ".join(f"--scope {scope}" for scope in scopes)
    return (
        f"tallyloom connections add {row['app']} --name {shlex.quote(row['name'])} --again {asked}"
    )


def _print_lacks(out: Console, value: Mapping[str, Any]) -> None:
    if not value["extend"]:
        out.print(f"{clean(value['name'])} has every permission that is needed.")
        return
    for what, key in (("to work", "missing"), ("for pick-lists", "missing_for_pick_lists")):
        if value[key]:
            out.print(f"Missing {what}: {clean(' '.join(value[key]))}")
    out.print(f"Extend the permissions: {clean(value['extend'])}", style="dim")


registration.offer(app)


def _the(desk: Desk, name: str) -> Any:
    from tallyloom.cli.consent import the_connection

    return the_connection(desk, name)


def _id(desk: Desk, name: str) -> str:
    return str(_the(desk, name)["id"])


def _connected(desk: Desk, ended: Mapping[str, Any]) -> dict[str, Any]:
    from tallyloom.api.connections import show_connection

    found = desk(show_connection, connection_id=ended["connection_id"])
    return {**found["connection"], "instead_of": ended["instead_of"]}


def _choose(desk: Desk, id_: str, chosen: dict[str, str]) -> Any:
    from tallyloom.api.connections import LimitsBody, set_limits

    return desk(set_limits, connection_id=id_, body=LimitsBody(**chosen))


def _names(uses: Sequence[Mapping[str, Any]]) -> str:
    return clean(", ".join(dict.fromkeys(use["scenario"] for use in uses)))


def _uses(out: Console, values: Sequence[Mapping[str, Any]]) -> None:
    from tallyloom.cli.tables import Rows

    if not values:
        out.print("No scenario uses it.")
        return
    made = Rows(["Scenario", "On", "Called", "Organisations*"])
    for one in values:
        on, reached = "on" if one["on"] else "", ", ".join(one["organisations"])
        made.add(clean(one["scenario"]), on, clean(one["called"]), clean(reached))
    made.print(out)


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
