"""The registration through which a service is connected: the one that is there, or a new one."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command
from tallyloom.cli.exits import CorrectCommand, LookAgain
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.house import House
    from tallyloom.kit import OAuth2
    from tallyloom.store.registrations import Registration


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person says of a registration at the service's developer site."""

    app: str
    client_id: str = ""
    client_secret: str = ""
    vocabulary: str = "granular"
    base_url: str = ""
    bases: tuple[str, ...] = ()

    def addresses(self, oauth: OAuth2) -> dict[str, str]:
        """The base addresses that differ from the service's own. Raises CorrectCommand."""
        found = dict.fromkeys(oauth.bases, self.base_url.rstrip("/")) if self.base_url else {}
        for text in self.bases:
            name, sign, url = text.partition("=")
            if not sign:
                raise CorrectCommand(f"--base {text}: write NAME=URL, NAME of {_names(oauth)}.")
            found[name] = url.rstrip("/")
        return found


def _names(oauth: OAuth2) -> str:
    return ", ".join(oauth.bases)


def registered(screen: Screen, house: House, entry: Entry) -> Registration:
    """The registration with this client id; without one the only one of the app; else a new one."""
    oauth = oauth_of(house, entry.app)
    bases = entry.addresses(oauth)
    of_app = [row for row in house.connections.registrations.list() if row.app == entry.app]
    if not entry.client_id and len(of_app) == 1:
        return of_app[0]
    client_id = entry.client_id or _asked_id(screen, entry.app)
    for row in of_app:
        if row.client_id == client_id and _same(row.bases, bases):
            return row
    return _new(house, entry, client_id, bases)


def oauth_of(house: House, name: str) -> OAuth2:
    """How an app is connected. Raises LookAgain, CorrectCommand."""
    from tallyloom.kit import OAuth2

    app = house.apps.get(name)
    if app is None:
        raise LookAgain(f"There is no app {name!r}; there is {', '.join(house.apps)}.")
    if not isinstance(app.connection, OAuth2):
        raise CorrectCommand(f"{app.label} needs no connection; use its modules as they are.")
    return app.connection


def _same(row: Mapping[str, str], bases: Mapping[str, str]) -> bool:
    return not bases or dict(row) == dict(bases)


def _asked_id(screen: Screen, app: str) -> str:
    if screen.json or not sys.stdin.isatty():
        raise CorrectCommand(
            "Say which registration: --client-id, or the variable TALLYLOOM_CLIENT_ID. You make "
            f"one at the developer site of {app}."
        )
    return str(typer.prompt("Client id of your registration", err=True))


def _new(house: House, entry: Entry, client_id: str, bases: Mapping[str, str]) -> Registration:
    from tallyloom.connections.vault import Secret

    secret = entry.client_secret or _asked_secret()
    names = {row.name for row in house.connections.registrations.list()}
    name = f"{entry.app} {client_id}"
    for number in range(2, len(names) + 3):
        if name not in names:
            break
        name = f"{entry.app} {client_id} ({number})"
    return house.connections.registrations.add(
        entry.app,
        client_id,
        Secret(secret) if secret else None,
        name=name,
        vocabulary=entry.vocabulary,
        bases=bases,
    )


def _asked_secret() -> str:
    if not sys.stdin.isatty():
        return ""
    return str(
        typer.prompt("Client secret (empty for PKCE)", default="", hide_input=True, err=True)
    )


# What the service calls.

KEY = "TALLYLOOM_WEBHOOK_KEY"


def offer(app: typer.Typer) -> None:
    """Put `webhook` on offer."""
    command(app)(webhook)


def webhook(
    screen: Screen,
    registration: Annotated[
        str, typer.Argument(metavar="REGISTRATION", help="Its name; the only one if left out.")
    ] = "",
    set_: Annotated[
        bool,
        typer.Option("--set", help=f"Keep the signing key: asked for, or of the variable {KEY}."),
    ] = False,
    keep_old: Annotated[
        bool, typer.Option("--keep-old", help="With --set, go on believing the last key too.")
    ] = False,
) -> None:
    """Where a service is to call for instant triggers, and how that goes."""
    with screen.house() as house:
        row = _calling(house, registration)
        if set_:
            from tallyloom.connections.vault import Secret

            key = Secret(os.environ.get(KEY) or _asked_key())
            row = house.connections.registrations.listen(row.name, key, keep=keep_old)
        value = _hooked(house, row)
    screen.object(value, lambda out: _print_hook(out, value))


def _calling(house: House, name: str) -> Registration:
    """The registration of this name, or the only one whose service calls. Raises LookAgain."""
    from tallyloom.connections.registrations import listening

    registrations = house.connections.registrations
    if name:
        return registrations.get(name)
    apps = house.apps
    found = [row for row in registrations.list() if row.app in apps and listening(apps[row.app])]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(row.name for row in found)
        raise CorrectCommand(f"Say which registration; there is {names}.")
    raise LookAgain(
        "No registration of a service that calls is here; add one with `tallyloom connections add`."
    )


def _asked_key() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Signing key of the webhook", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def _hooked(house: House, row: Registration) -> dict[str, Any]:
    from tallyloom.api.figures import moment
    from tallyloom.api.webhooks import address

    hook = house.gaps.hooks().get(row.id)
    return {
        "name": row.name,
        "app": row.app,
        "address": address(house, row.id),
        "key": row.webhook_keys is not None,
        "asked_at": moment(hook.proved_at) if hook else None,
        "delivered_at": moment(hook.delivered_at) if hook else None,
        "last": hook.last if hook else 0,
        "gaps": hook.missing if hook else 0,
    }


def _print_hook(out: Console, value: Mapping[str, Any]) -> None:
    out.print(f"{clean(value['name'])}  ({value['app']})")
    out.print(f"  address      {value['address']}", soft_wrap=True)
    key = "kept" if value["key"] else "not here; run this with --set once the service shows it"
    out.print(f"  signing key  {key}")
    asked, delivered = value["asked_at"], value["delivered_at"]
    out.print(f"  enabling     {f'asked and answered {asked}' if asked else 'not asked for yet'}")
    out.print(f"  delivered    {f'last {delivered}' if delivered else 'nothing yet'}")
    if value["gaps"]:
        out.print(f"  missing      {value['gaps']} gaps; what happened in them is looked up")
