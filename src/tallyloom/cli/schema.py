"""`tallyloom schema`: what editors need to help with a scenario file."""

from __future__ import annotations

import json

import typer

from tallyloom.cli.command import command
from tallyloom.cli.screen import Screen


def offer(app: typer.Typer) -> None:
    """Put `schema` on offer."""
    command(app, here=True)(schema)


def schema(screen: Screen) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from tallyloom.flow.document import json_schema

    found = json_schema()
    screen.object(found, lambda _out: print(json.dumps(found, indent=2)))
