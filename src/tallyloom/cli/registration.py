"""The registration through which a service is connected: the one that is there, or a new one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from tallyloom.cli.exits import CorrectCommand, LookAgain
from tallyloom.cli.screen import Screen

if TYPE_CHECKING:
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
