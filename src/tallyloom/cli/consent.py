"""A person's consent from a terminal: in the browser, pasted, followed here, or not needed."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import typer

from tallyloom.cli.exits import CorrectCommand
from tallyloom.cli.registration import Entry, registered
from tallyloom.cli.screen import Screen

if TYPE_CHECKING:
    from tallyloom.connections.connections import Connected
    from tallyloom.connections.consent import Begun
    from tallyloom.house import House

Begin = Callable[[str], "Begun"]
PASTED = "http://localhost:8080/callback"


class Way(Enum):
    """How consent is given."""

    BROWSER = "browser"
    HEADLESS = "headless"
    PASTE = "paste"
    CREDENTIALS = "credentials"

    @classmethod
    def of(cls, *, headless: bool, paste: bool, client_credentials: bool) -> Way:
        """Raises CorrectCommand for more than one."""
        if headless + paste + client_credentials > 1:
            raise CorrectCommand("Choose one of --headless, --paste and --client-credentials.")
        if client_credentials:
            return cls.CREDENTIALS
        return cls.HEADLESS if headless else cls.PASTE if paste else cls.BROWSER


@dataclass(frozen=True, slots=True)
class Asked:
    """The connection to be made, or with `again` to be renewed."""

    name: str
    again: bool = False
    scopes: tuple[str, ...] | None = None
    port: int = 0


class NameIsTaken(CorrectCommand):
    """There is a connection of that name already."""


def connect(screen: Screen, house: House, entry: Entry, asked: Asked, way: Way) -> Connected:
    """A connection, new or renewed. Raises what the connections room raises, and NameIsTaken."""
    if asked.again:
        house.connections.get(asked.name)
    else:
        _free(house, asked.name)
        registration = registered(screen, house, entry).id
        if way is Way.CREDENTIALS:
            return house.connections.add_by_credentials(asked.name, registration, asked.scopes)

    def begin(redirect: str) -> Begun:
        if asked.again:
            wanted = asked.scopes if asked.scopes is not None else _all(house, asked.name)
            return house.connections.begin_again(asked.name, redirect=redirect, scopes=wanted)
        return house.connections.begin(
            asked.name, registration, redirect=redirect, scopes=asked.scopes
        )

    if way is Way.HEADLESS:
        return house.connections.walk(begin(PASTED))
    if way is Way.PASTE:
        return _pasted(screen, house, begin(PASTED))
    return _in_browser(screen, house, begin, asked.port)


def _free(house: House, name: str) -> None:
    if any(row.name == name for row in house.connections.list()):
        raise NameIsTaken(
            f"There is a connection named {name!r} already. Add --again to renew it or to extend "
            "its permissions, or --name to make another one."
        )


def _all(house: House, name: str) -> tuple[str, ...]:
    """Whatever the app's modules need: renewing is the moment to extend permissions."""
    row = house.connections.get(name)
    by = house.connections.registrations.get(row.registration_id)
    return house.connections.scopes(row.app, by.vocabulary)


def _pasted(screen: Screen, house: House, begun: Begun) -> Connected:
    screen.say(
        f"Open this address and allow access:\n\n{begun.url}\n\nThe browser is then sent to an "
        f"address that begins with {begun.redirect}. It may show an error page; that is fine."
    )
    address = typer.prompt("Paste that address", err=True) if sys.stdin.isatty() else input()
    return house.connections.finish(str(address).strip())


def _in_browser(screen: Screen, house: House, begin: Begin, port: int) -> Connected:
    from tallyloom.connections.landing import Landing

    try:
        landing = Landing(port)
    except OSError as error:
        raise CorrectCommand(
            f"The landing page cannot use port {port} ({error.strerror}); choose another with "
            "--port and add its address to the registration."
        ) from None
    with landing:
        begun = begin(landing.redirect)
        screen.say(
            f"Your browser opens; allow access there. If it does not, open\n\n{begun.url}\n\n"
            f"The registration must list {landing.redirect} as a redirect address."
        )
        webbrowser.open(begun.url)
        return house.connections.finish(landing.wait())
