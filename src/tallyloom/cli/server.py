"""`tallyloom server`: the API, the pages and the webhooks, on one of several machines."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from tallyloom.cli.command import command
from tallyloom.cli.screen import Screen
from tallyloom.cli.stopping import heed, until_asked


def offer(app: typer.Typer) -> None:
    """Put `server` on offer."""
    command(app, here=True)(server)


def server(
    screen: Screen,
    listen: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Instead of TALLYLOOM_LISTEN.")
    ] = "",
) -> None:
    """Serve the API, the pages and webhooks; workers on the same database move the runs.

    Stops on SIGTERM or Ctrl-C when the requests that it has are answered.
    """
    from tallyloom.api.serving import serving
    from tallyloom.cli.staying import log, staying, warn, welcome
    from tallyloom.connections.keys import assure
    from tallyloom.settings import load

    settings = load({"listen": listen} if listen else None)
    assure(settings)
    host, _, port = settings.listen.rpartition(":")
    with screen.house(settings, stays=True) as house:
        log(screen, settings)
        heed()
        with (
            serving(house, host, (int(port),)) as address,
            staying(screen, house, "server", address),
        ):
            warn(screen, settings, settings.listen)
            welcome(screen, house, address)
            # What is there now stays: nobody who calls should wait while all of it is gone through.
            gc.collect()
            gc.freeze()
            until_asked()
            screen.say("Stopping: what is being answered is answered, nothing new is taken.")
