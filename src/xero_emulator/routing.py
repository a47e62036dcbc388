"""Finding the operation that a path means.

How it was checked: patterns come from Xero's OpenAPI 16.1.0 through the routes.
Unverified: that Xero ignores letter case and a closing slash in paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from xero_emulator.calls import Route


@dataclass(slots=True)
class _Segment:
    literal: dict[str, _Segment] = field(default_factory=dict)
    named: _Segment | None = None
    routes: list[Route] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Match:
    """The operations that a known path has, and the words that fill its named segments, in order.

    A path of payroll means another operation in each country.
    """

    routes: Sequence[Route]
    words: tuple[str, ...]

    def of(self, method: str) -> Match:
        """What is left of it for this method."""
        wanted = "GET" if method == "HEAD" else method
        return Match([each for each in self.routes if each.method == wanted], self.words)

    def route(self, country: str) -> Route | None:
        return next((each for each in self.routes if each.is_of(country)), None)

    def path(self, route: Route) -> dict[str, str]:
        return dict(zip(_names(route), self.words, strict=True))


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def _is_named(segment: str) -> bool:
    return segment.startswith("{")


def _names(route: Route) -> list[str]:
    return [part[1:-1] for part in _segments(route.base + route.pattern) if _is_named(part)]


class Routing:
    """All routes as a tree of segments; a literal segment wins over a named one."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Segment()
        for route in routes:
            self._plant(route)

    def _plant(self, route: Route) -> None:
        here = self._root
        for part in _segments(route.base + route.pattern):
            if _is_named(part):
                here.named = here.named or _Segment()
                here = here.named
            else:
                here = here.literal.setdefault(part.lower(), _Segment())
        here.routes.append(route)

    def match(self, raw_path: str) -> Match | None:
        """The operations at this path as it was sent, percent signs and all."""
        parts = [unquote(part) for part in _segments(raw_path)]
        return _walk(self._root, parts, ())


def _walk(here: _Segment, parts: list[str], words: tuple[str, ...]) -> Match | None:
    if not parts:
        return Match(here.routes, words) if here.routes else None
    part, rest = parts[0], parts[1:]
    if part.lower() in here.literal:
        found = _walk(here.literal[part.lower()], rest, words)
        if found is not None:
            return found
    return _walk(here.named, rest, (*words, part)) if here.named is not None and part else None
