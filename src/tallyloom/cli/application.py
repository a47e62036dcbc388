"""Every command there is, put together; nothing heavy is loaded before a command runs."""

from __future__ import annotations

from importlib import metadata
from typing import Annotated

import typer

from tallyloom.cli import connections, demo, runs, scenario

ABOUT = "Connect your apps and let them work: an integrator with all of Xero inside."


def application() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        help=ABOUT,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    demo.offer(app)
    for one in (scenario, runs, connections):
        app.add_typer(one.app)
    return app


def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(metadata.version("tallyloom"))
        raise typer.Exit
