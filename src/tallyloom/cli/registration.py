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

    from tallyloom.cli.desk import Desk

Told = Mapping[str, Any]
VOCABULARIES = ("granular", "broad")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person says of a registration at the service's developer site."""

    app: str
    client_id: str = ""
    client_secret: str = ""
    vocabulary: str = "granular"
    base_url: str = ""
    bases: tuple[str, ...] = ()
    tier: str = ""
    own: bool = False

    def addresses(self, known: Mapping[str, str]) -> dict[str, str]:
        """The base addresses that differ from the service's own. Raises CorrectCommand."""
        found = dict.fromkeys(known, self.base_url.rstrip("/")) if self.base_url else {}
        for text in self.bases:
            name, sign, url = text.partition("=")
            if not sign:
                raise CorrectCommand(f"--base {text}: write NAME=URL, NAME of {', '.join(known)}.")
            found[name] = url.rstrip("/")
        return found


def registered(screen: Screen, desk: Desk, entry: Entry, *, credentials: bool = False) -> str:
    """The id of the registration with this client id; without one of the only one of the app;
    else of a new one. Raises LookAgain, CorrectCommand."""
    from tallyloom.api.registrations import list_registrations

    bases = entry.addresses(_guide(desk, entry.app)["bases"])
    of_app = [
        row
        for row in desk(list_registrations, app=entry.app)["items"]
        if not credentials or row["kind"] == "credentials"
    ]
    if not entry.client_id and len(of_app) == 1:
        return str(of_app[0]["id"])
    client_id = entry.client_id or _asked_id(screen, entry.app)
    for row in of_app:
        if row["client_id"] == client_id and bases in ({}, row["bases"]):
            _mend(desk, row, entry.client_secret)
            return str(row["id"])
    return _new(desk, entry, client_id, bases, credentials=credentials)


def _mend(desk: Desk, row: Told, secret: str) -> None:
    """Keep a secret that was copied once more; one that the service takes is left alone."""
    from pydantic import SecretStr

    from tallyloom.api.registrations import (
        OwnRegistrationChange,
        RegistrationChange,
        change_own_registration,
        change_registration,
        try_registration,
    )

    if not secret or desk(try_registration, registration_id=row["id"])["secret"] is not False:
        return
    if row["own"]:
        body = OwnRegistrationChange(client_secret=SecretStr(secret))
        desk(change_own_registration, registration_id=row["id"], body=body)
    else:
        told = RegistrationChange(client_secret=SecretStr(secret))
        desk(change_registration, registration_id=row["id"], body=told)


def _guide(desk: Desk, name: str) -> Any:
    """How an app is connected. Raises LookAgain, CorrectCommand."""
    from tallyloom.api.apps import list_apps
    from tallyloom.api.registrations import list_guides

    guides = desk(list_guides, app=name)["items"]
    if guides:
        return guides[0]
    apps = {one["name"]: one["label"] for one in desk(list_apps)["items"]}
    if name not in apps:
        raise LookAgain(f"There is no app {name!r}; there is {', '.join(apps)}.")
    raise CorrectCommand(f"{apps[name]} needs no connection; use its modules as they are.")


def _asked_id(screen: Screen, app: str) -> str:
    if screen.json or not sys.stdin.isatty():
        raise CorrectCommand(
            "Say which registration: --client-id, or the variable TALLYLOOM_CLIENT_ID. You make "
            f"one at the developer site of {app}."
        )
    return str(typer.prompt("Client id of your registration", err=True))


def _new(
    desk: Desk, entry: Entry, client_id: str, bases: dict[str, str], *, credentials: bool
) -> str:
    from pydantic import SecretStr

    from tallyloom.api.registrations import (
        OwnRegistrationBody,
        RegistrationBody,
        add_own_registration,
        add_registration,
    )

    if entry.vocabulary not in VOCABULARIES:
        said = " or ".join(VOCABULARIES)
        raise CorrectCommand(f"--vocabulary {entry.vocabulary}: it is {said}.")
    secret = entry.client_secret or _asked_secret()
    told: dict[str, Any] = {
        "app": entry.app,
        "client_id": client_id,
        "client_secret": SecretStr(secret) if secret else None,
        "vocabulary": entry.vocabulary,
        "kind": "credentials" if credentials else None,
        "tier": entry.tier,
        "name": _free_name(desk, f"{entry.app} {client_id}"),
    }
    if entry.own:
        if bases:
            raise CorrectCommand("Other addresses are an owner's to set; leave out --own.")
        return str(desk(add_own_registration, body=OwnRegistrationBody(**told))["id"])
    return str(desk(add_registration, body=RegistrationBody(**told, bases=bases))["id"])


def _free_name(desk: Desk, name: str) -> str:
    from tallyloom.api.registrations import list_registrations

    names = {row["name"] for row in desk(list_registrations)["items"]}
    numbered = (f"{name} ({number})" for number in range(2, len(names) + 3))
    return next(each for each in (name, *numbered) if each not in names)


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
    from tallyloom.api.registrations import SigningKey, set_signing_key

    with screen.desk() as desk:
        row = _calling(desk, registration)
        if set_:
            from pydantic import SecretStr

            key = SecretStr(os.environ.get(KEY) or _asked_key())
            body = SigningKey(key=key, keep=keep_old)
            row = desk(set_signing_key, registration_id=row["id"], body=body)
    value = {"name": row["name"], "app": row["app"], **row["webhook"]}
    screen.object(value, lambda out: _print_hook(out, value))


def _calling(desk: Desk, name: str) -> Any:
    """The registration of this name, or the only one whose service calls. Raises LookAgain."""
    from tallyloom.api.registrations import list_registrations

    found = [row for row in desk(list_registrations, name=name)["items"] if row["webhook"]]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(row["name"] for row in found)
        raise CorrectCommand(f"Say which registration; there is {names}.")
    called = f" named {name!r}" if name else ""
    raise LookAgain(
        f"No registration{called} of a service that calls is here; add one with `tallyloom "
        "connections add`."
    )


def _asked_key() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Signing key of the webhook", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def _print_hook(out: Console, value: Told) -> None:
    out.print(f"{clean(value['name'])}  ({clean(value['app'])})")
    out.print(f"  address      {clean(value['address'])}", soft_wrap=True)
    key = "kept" if value["key"] else "not here; run this with --set once the service shows it"
    out.print(f"  signing key  {key}")
    asked, delivered = value["asked_at"], value["delivered_at"]
    out.print(f"  enabling     {f'asked and answered {asked}' if asked else 'not asked for yet'}")
    out.print(f"  delivered    {f'last {delivered}' if delivered else 'nothing yet'}")
    if value["gaps"]:
        out.print(f"  missing      {value['gaps']} gaps; what happened in them is looked up")
