"""Where a command's questions go: to the house of this machine, or to a running server.

Both are asked by the same handlers, answer with the same JSON values, and refuse with the same
sentences, so that a command does not know which of them it speaks to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, get_args

from tallyloom.cli.exits import CorrectCommand

if TYPE_CHECKING:
    from tallyloom.house import House


CHUNK = 256 * 1024  # bytes
MANY = 1000  # items that are asked for at once, where the handler gives as many


class Desk(Protocol):
    """Takes questions. `house` is None and `server` an address where they go elsewhere."""

    @property
    def house(self) -> House | None: ...

    @property
    def server(self) -> str: ...

    def now(self) -> datetime:
        """The time there."""

    def __call__(self, handler: Callable[..., Any], /, **given: Any) -> Any:
        """What an API handler answers, as JSON values: Decimals, and moments as RFC 3339."""

    def file(self, path: Path) -> dict[str, Any]:
        """Store a file there; the value that an input takes."""

    def pages(
        self, handler: Callable[..., Any], most: int = 0, /, cursor: str = "before", **given: Any
    ) -> Iterator[Any]:
        """The items of a list, page after page; at most so many where `most` is given."""


class Paging:
    """Reads lists that come in pages."""

    def pages(
        self: Desk,
        handler: Callable[..., Any],
        most: int = 0,
        /,
        cursor: str = "before",
        **given: Any,
    ) -> Iterator[Any]:
        left = most or None
        while left is None or left > 0:
            at_once = min(_largest(handler), left or MANY)
            page = self(handler, limit=at_once, **given)
            yield from page["items"]
            left = None if left is None else left - len(page["items"])
            if not page["next"]:
                return
            given[cursor] = _typed(handler, cursor, page["next"])


class HouseDesk(Paging):
    """The house of this machine, asked by whoever sits at it."""

    server = ""

    def __init__(self, house: House) -> None:
        self.house = house

    def now(self) -> datetime:
        return self.house.clock.now()

    def __call__(self, handler: Callable[..., Any], /, **given: Any) -> Any:
        from tallyloom.api.access import TERMINAL
        from tallyloom.api.guard import note
        from tallyloom.api.route import Asked, answered, declared
        from tallyloom.kit import from_json

        asked, route = Asked(self.house, TERMINAL), declared(handler)
        value = handler(asked, **given)
        if route.changes:
            subject = {name: str(it) for name, it in given.items() if f"{{{name}}}" in route.path}
            note(asked, route, subject, route.status)
        # The very bytes that a caller over HTTP would be sent.
        said = bytes(answered(value, route.status).body)
        return from_json(said) if said else None

    def file(self, path: Path) -> dict[str, Any]:
        from tallyloom.api.files import keep_file
        from tallyloom.api.route import plain

        stored: dict[str, Any] = plain(keep_file(self.house, chunks(path), path.name))
        return stored


def chunks(path: Path) -> Iterator[bytes]:
    """A file piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _largest(handler: Callable[..., Any]) -> int:
    """The largest page that a handler gives."""
    from tallyloom.api.route import declared

    limit = declared(handler).parameters["limit"].annotation
    bounds = [each for told in get_args(limit) for each in getattr(told, "metadata", ())]
    return min([MANY, *(int(each.le) for each in bounds if hasattr(each, "le"))])


def _typed(handler: Callable[..., Any], cursor: str, text: str) -> str | int:
    """A cursor as the handler takes it: some are numbers."""
    from tallyloom.api.route import declared

    default = declared(handler).parameters[cursor].default
    return int(text) if isinstance(default, int) else text


def here(desk: Desk, what: str) -> House:
    """The house, for what only works at the machine itself. Raises CorrectCommand."""
    if desk.house is None:
        raise CorrectCommand(f"{what} works only on the server's own machine; leave out --server.")
    return desk.house
