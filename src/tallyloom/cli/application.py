"""Every command there is, put together; nothing heavy is loaded before a command runs."""

from __future__ import annotations

from importlib import metadata
from typing import Annotated

import typer

from tallyloom.cli import (
    apps,
    connections,
    demo,
    doctor,
    incomplete,
    login,
    modules,
    runs,
    scenario,
    schema,
    server,
    tokens,
    up,
    users,
    webhooks,
    worker,
)

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
    for alone in (up, server, worker, demo, schema, doctor, login):
        alone.offer(app)
    for group in (scenario, runs, incomplete, connections, apps, modules, webhooks, users, tokens):
        app.add_typer(group.app)
    return app


def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(metadata.version("tallyloom"))
        raise typer.Exit
