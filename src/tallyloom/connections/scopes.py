"""Permissions: what modules need together, and which of it a connection lacks."""

from __future__ import annotations

from collections.abc import Iterable

from tallyloom.kit import App, Module, OAuth2, Scopes

READ = ".read"


def wanted(app: App, modules: Iterable[Module], vocabulary: str) -> tuple[str, ...]:
    """The least permissions with which these modules work, in one vocabulary, in a fixed order.

    A permission to read is left out where the one to write is asked for: it includes it.
    """
    if not isinstance(app.connection, OAuth2):
        return ()
    needed = app.connection.pick_lists
    for module in modules:
        needed = needed | module.scopes
    named = dict.fromkeys((*app.connection.always, *sorted(needed.named(vocabulary))))
    return tuple(name for name in named if name.removesuffix(READ) not in named or not _reads(name))


def missing(needed: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """What must be asked for before these can be used, in a fixed order."""
    has = frozenset(granted)
    return tuple(
        dict.fromkeys(
            name for name in needed if name not in has and name.removesuffix(READ) not in has
        )
    )


def lacking(scopes: Scopes, vocabulary: str, granted: Iterable[str]) -> tuple[str, ...]:
    """What one module lacks on a connection with this vocabulary."""
    return missing(scopes.named(vocabulary), granted)


def _reads(name: str) -> bool:
    return name.endswith(READ)
