"""`tallyloom worker`: moves runs, on one of several machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from tallyloom.cli.command import command
from tallyloom.cli.screen import Screen
from tallyloom.cli.stopping import heed, until_asked


def offer(app: typer.Typer) -> None:
    """Put `worker` on offer."""
    command(app, here=True)(worker)


def worker(
    screen: Screen,
    listen: Annotated[
        str,
        typer.Option(
            metavar="HOST:PORT", help="Where it says how it is; else TALLYLOOM_WORKER_LISTEN."
        ),
    ] = "",
) -> None:
    """Move the runs of servers on the same database; start as many workers as you like.

    Stops on SIGTERM or Ctrl-C: each run ends its step, and another worker goes on with it at once.
    """
    from tallyloom.api.serving import serving
    from tallyloom.api.watching import watching
    from tallyloom.cli.staying import log, staying, warn
    from tallyloom.connections.keys import assure
    from tallyloom.settings import load

    settings = load({"worker_listen": listen} if listen else None)
    assure(settings)
    host, _, port = settings.worker_listen.rpartition(":")
    with screen.house(settings, stays=True) as house:
        log(screen, settings)
        heed()
        house.engine.launch()
        with (
            serving(
                house, host, _ports(int(port), chosen=bool(listen)), watching(house, host)
            ) as address,
            staying(screen, house, "worker", address),
        ):
            warn(screen, settings, settings.worker_listen)
            until_asked()
            house.engine.hand_over()
            screen.say("Stopping: each run ends its step, and others go on with it.")


def _ports(port: int, *, chosen: bool) -> Sequence[int]:
    """Several workers on one machine each find a port, unless one was asked for."""
    return (port,) if chosen else (port, 0)
