"""`tallyloom login` and `logout`: keep or forget the token of a server."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tallyloom.cli.command import command
from tallyloom.cli.exits import CorrectCommand, LookAgain, ServerSaid
from tallyloom.cli.screen import Screen, clean
from tallyloom.cli.servers import SERVER

if TYPE_CHECKING:
    from tallyloom.cli.remote import RemoteDesk

Url = Annotated[str, typer.Argument(metavar="URL", help="Such as https://books.example.")]


def offer(app: typer.Typer) -> None:
    """Put `login` and `logout` on offer."""
    command(app, here=True)(login)
    command(app, here=True)(logout)


def login(screen: Screen, url: Url) -> None:
    """Keep the API token of a server; it is asked for, or read from stdin, and tried first."""
    from tallyloom.cli.remote import RemoteDesk
    from tallyloom.cli.servers import Server, address, keep

    where = address(url)
    token = _asked(where)
    with contextlib.closing(RemoteDesk(Server(where, token))) as desk:
        name = _name(desk)
    file = keep(where, token)
    value = {"server": where, "name": name, "file": str(file)}
    screen.object(value, lambda out: out.print(f"✓ {clean(name)} at {where}"))
    screen.say(
        f"The token is kept in {file}. Add --server {where} to any command, or set {SERVER} to it."
    )


def logout(screen: Screen, url: Url) -> None:
    """Forget the token of a server here; revoke it at the server to end it."""
    from tallyloom.cli.servers import address, forget

    where = address(url)
    if not forget(where):
        raise LookAgain(f"No token of {where} is kept here.")
    screen.object(
        {"server": where, "forgotten": True}, lambda out: out.print(f"Forgot the token of {where}.")
    )


def _asked(where: str) -> str:
    """Never of the command line, which every user of a machine can read."""
    if sys.stdin.isatty():
        text = str(typer.prompt(f"API token of {where}", hide_input=True, err=True))
    else:
        text = sys.stdin.readline()
    token = text.strip()
    if not token or any(not "!" <= each <= "~" for each in token):
        raise CorrectCommand(
            "That is no API token. Make one at the server: on your profile's page, or there with "
            "`tallyloom tokens create`."
        )
    return token


def _name(desk: RemoteDesk) -> str:
    """Whose token it is, where the token may tell. Raises ServerSaid where it is not good."""
    from tallyloom.api.me import show_me

    try:
        return str(desk(show_me)["name"])
    except ServerSaid as said:
        if said.remedy != "AskForPermission":
            raise
        return "A good token"
