"""What the commands that stay have in common: their log, what they warn of, being known of."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import TYPE_CHECKING

from tallyloom.settings import is_loopback, variable

if TYPE_CHECKING:
    from tallyloom.cli.screen import Screen
    from tallyloom.house import House
    from tallyloom.settings import Settings


LABELS = {"up": "house"}


@contextlib.contextmanager
def staying(screen: Screen, house: House, kind: str, address: str) -> Iterator[None]:
    """Tell where it answers, let the other processes know that it is there, watch connections."""
    from tallyloom.engine.presence import present

    keys = house.vault.names
    if len(keys) > 1:  # the old one is to go some day
        house.connections.rotate()
    version = metadata.version("tallyloom")
    with (
        present(house.processes, house.clock, kind, version, address, keys),
        house.watcher.watching(),
    ):
        shown = LABELS.get(kind, kind)
        screen.object({"address": address}, lambda out: out.print(f"{shown:<8} {address}"))
        yield


def welcome(screen: Screen, house: House, address: str) -> str:
    """Where a person begins: the address, or at the first start the link that makes the owner.

    The link is told to whoever sees this terminal, and to nobody else.
    """
    from tallyloom.api.people import first_link

    if house.people.any():
        return address
    link = first_link(house, house.settings.public_url or address)
    value = {"first_start": link.url, "expires_at": link.expires_at}
    screen.object(value, lambda out: out.print(f"owner    {link.url}"))
    screen.say("Open this link to become the owner; it works once, within 24 hours.")
    return link.url


def log(screen: Screen, settings: Settings) -> None:
    """Lines for whoever sits at the terminal; else JSON, one object a line."""
    from tallyloom.cli.log import secrets_of, to_collector

    level = "debug" if screen.verbose else settings.log_level
    if screen.err.is_terminal:
        screen.log(level)
    else:
        to_collector(level, sys.stderr, hidden=secrets_of(settings))


def warn(screen: Screen, settings: Settings, listen: str) -> None:
    """Say what an operator should change, and what could come of leaving it so."""
    from tallyloom.connections.keys import exposed

    for said in (exposed(settings), _open(settings, listen)):
        if said:
            screen.say(f"warning: {said}")


def _open(settings: Settings, listen: str) -> str:
    host = listen.rpartition(":")[0].strip("[]")
    if is_loopback(host) or (settings.public_url or "").startswith("https://"):
        return ""
    return (
        f"{listen} can be reached from other machines, and passwords and books would go to it"
        " unencrypted. Put a proxy that speaks https in front of it, and set"
        f" {variable('public_url')} to the https address that people use."
    )
