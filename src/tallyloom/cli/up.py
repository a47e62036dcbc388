"""`tallyloom up`: the engine and the pages in one process, until it is stopped."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from tallyloom.cli.command import command
from tallyloom.cli.screen import Screen
from tallyloom.cli.stopping import until_stopped


def offer(app: typer.Typer) -> None:
    """Put `up` on offer."""
    command(app, here=True)(up)


def up(
    screen: Screen,
    listen: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Instead of TALLYLOOM_LISTEN.")
    ] = "",
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
) -> None:
    """Move runs and serve the pages, everything in one process, until Ctrl-C."""
    from tallyloom.api.serving import serving
    from tallyloom.settings import is_loopback, load

    settings = load({"listen": listen} if listen else None)
    host, _, port = settings.listen.rpartition(":")
    with screen.house(settings, stays=True) as house:
        screen.log("debug" if screen.verbose else settings.log_level)
        house.engine.launch()
        with serving(house, host, (int(port),)) as address:
            screen.object({"address": address}, lambda out: out.print(f"house  {address}"))
            if not is_loopback(host.strip("[]")):
                screen.say(
                    f"Whoever reaches {settings.listen} can read what ran: the pages ask for no "
                    "password. Put a server in front that does."
                )
            if screen.lively and not no_open:
                webbrowser.open(address)
            screen.say("Ctrl-C stops it; runs go on at the next start.")
            until_stopped()
