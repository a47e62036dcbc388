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
    from tallyloom.cli.staying import log, staying, warn, welcome
    from tallyloom.settings import load

    settings = load({"listen": listen} if listen else None)
    host, _, port = settings.listen.rpartition(":")
    with screen.house(settings, stays=True) as house:
        log(screen, settings)
        house.engine.launch()
        with serving(house, host, (int(port),)) as address, staying(screen, house, "up", address):
            warn(screen, settings, settings.listen)
            begin = welcome(screen, house, address)
            if screen.lively and not no_open:
                webbrowser.open(begin)
            screen.say("Ctrl-C stops it; runs go on at the next start.")
            until_stopped()
