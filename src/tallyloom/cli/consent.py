"""A person's consent from a terminal: in the browser, pasted, followed here, or not needed.

The person is always sent back to this machine: a consent is bound to whoever asked for it, so that
the browser cannot finish at a server what a token began there.
"""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import typer

from tallyloom.cli.exits import AUTH, CorrectCommand, LookAgain, ServerSaid
from tallyloom.cli.registration import Entry, registered
from tallyloom.cli.screen import Screen

if TYPE_CHECKING:
    from tallyloom.cli.desk import Desk

Told = Mapping[str, Any]
Ask = Callable[[int], Told]
PASTED = 8080


class Way(Enum):
    """How consent is given."""

    BROWSER = "browser"
    HEADLESS = "headless"
    PASTE = "paste"
    CREDENTIALS = "credentials"

    @classmethod
    def of(cls, *, headless: bool, paste: bool, client_credentials: bool = False) -> Way:
        """Raises CorrectCommand for more than one."""
        if headless + paste + client_credentials > 1:
            raise CorrectCommand("Choose one of --headless, --paste and --client-credentials.")
        if client_credentials:
            return cls.CREDENTIALS
        return cls.HEADLESS if headless else cls.PASTE if paste else cls.BROWSER


@dataclass(frozen=True, slots=True)
class Wanted:
    """The connection to be made, or with `again` to be renewed."""

    name: str
    again: bool = False
    scopes: tuple[str, ...] | None = None
    port: int = 0


class NameIsTaken(CorrectCommand):
    """There is a connection of that name already."""


def connect(screen: Screen, desk: Desk, entry: Entry, wanted: Wanted, way: Way) -> Told:
    """A connection, new or renewed, as the consent ended that made it."""
    if wanted.again:
        row = the_connection(desk, wanted.name)
        return walked(
            screen, lambda port: _again(desk, row, wanted.scopes, port), desk, wanted, way
        )
    if find(desk, wanted.name):
        raise NameIsTaken(
            f"There is a connection named {wanted.name!r} already. Add --again to renew it or to "
            "extend its permissions, or --name to make another one."
        )
    by = registered(screen, desk, entry, credentials=way is Way.CREDENTIALS)
    return walked(screen, lambda port: _new(desk, entry.app, by, wanted, port), desk, wanted, way)


def find(desk: Desk, name: str) -> Any:
    """The connection that is called so now, or None."""
    from tallyloom.api.connections import list_connections

    items = desk(list_connections, name=name)["items"]
    return next((one for one in items if one["name"] == name), None)


def the_connection(desk: Desk, name: str) -> Any:
    """By its name, or a former one. Raises LookAgain."""
    from tallyloom.api.connections import list_connections

    found = desk(list_connections, name=name)["items"]
    if not found:
        raise LookAgain(
            f"There is no connection named {name!r}; `tallyloom connections list` shows those "
            "there are, and `tallyloom connections add` makes one."
        )
    return found[0]


def _new(desk: Desk, app: str, registration: str, wanted: Wanted, port: int) -> Told:
    """Asks for whatever the app's modules need, unless somebody says otherwise."""
    from tallyloom.api.connections import ConnectionBody, add_connection
    from tallyloom.api.modules import list_modules

    scopes = None if wanted.scopes is None else list(wanted.scopes)
    modules = None if scopes else [one["name"] for one in desk(list_modules, app=app)["items"]]
    body = ConnectionBody(
        app=app,
        name=wanted.name,
        registration_id=registration,
        scopes=scopes,
        modules=modules,
        landing=port or None,
    )
    told: Told = desk(add_connection, body=body)
    return told


def _again(desk: Desk, row: Told, scopes: tuple[str, ...] | None, port: int) -> Told:
    """Renewing is the moment to extend permissions: by whatever the app's modules need."""
    from tallyloom.api.connections import AgainBody, list_missing, reauthorise_connection

    if scopes is None:
        lacks = desk(list_missing, connection_id=row["id"])
        scopes = (*lacks["missing"], *lacks["missing_for_pick_lists"])
    body = AgainBody(scopes=list(scopes), landing=port or None)
    told: Told = desk(reauthorise_connection, connection_id=row["id"], body=body)
    return told


def walked(screen: Screen, ask: Ask, desk: Desk, wanted: Wanted, way: Way) -> Told:
    """Ask for consent on this way; how it ended. Raises what the connections room raises."""
    if way is Way.CREDENTIALS:
        return _done(ask(0))
    if way is Way.BROWSER:
        return _in_browser(screen, ask, desk, wanted.port)
    begun = _begun(ask(wanted.port or PASTED))
    if begun["state"] == "done":
        return begun
    if way is Way.HEADLESS:
        return _finished(desk, _followed(begun))
    return _finished(desk, _pasted(screen, begun))


def _begun(told: Told) -> Told:
    """Raises what the service is known to refuse before anybody goes there."""
    if told["trouble"]:
        raise ServerSaid(told["trouble"]["said"], told["trouble"]["remedy"], AUTH)
    return told


def _done(told: Told) -> Told:
    _begun(told)
    if told["state"] != "done":
        raise CorrectCommand(
            "This registration needs a person's consent; leave out --client-credentials."
        )
    return told


def _finished(desk: Desk, address: str) -> Told:
    from tallyloom.api.consents import FinishBody, finish_consent

    return _done(desk(finish_consent, body=FinishBody(address=address)))


def _followed(begun: Told) -> str:
    """Where the service leads that asks nobody. Raises FinishInBrowser where it shows a page."""
    import httpx2

    from tallyloom.cli.remote import StartServer
    from tallyloom.connections.trouble import FinishInBrowser

    try:
        answer = httpx2.get(begun["url"])
    except httpx2.TransportError as trouble:
        raise StartServer(f"The service cannot be reached from here ({trouble}).") from None
    where = answer.headers.get("location", "")
    if answer.is_redirect and where.startswith(begun["redirect"]):
        return where
    raise FinishInBrowser(begun["url"])


def _pasted(screen: Screen, begun: Told) -> str:
    from tallyloom.connections.trouble import FinishInBrowser

    screen.say(
        f"Open this address and allow access:\n\n{begun['url']}\n\nThe browser is then sent to an "
        f"address that begins with {begun['redirect']}. It may show an error page; that is fine."
    )
    if sys.stdin.isatty():
        return str(typer.prompt("Paste that address", err=True)).strip()
    address = sys.stdin.readline().strip()
    if not address:
        raise FinishInBrowser(begun["url"])
    return address


def _in_browser(screen: Screen, ask: Ask, desk: Desk, port: int) -> Told:
    from tallyloom.connections.landing import Landing

    try:
        landing = Landing(port)
    except OSError as error:
        raise CorrectCommand(
            f"The landing page cannot use port {port} ({error.strerror}); choose another with "
            "--port and add its address to the registration."
        ) from None
    with landing:
        begun = _begun(ask(landing.port))
        if begun["state"] == "done":
            return begun
        screen.say(
            f"Your browser opens; allow access there. If it does not, open\n\n{begun['url']}\n\n"
            f"The registration must list {landing.redirect} as a redirect address."
        )
        webbrowser.open(begun["url"])
        return _finished(desk, landing.wait())
