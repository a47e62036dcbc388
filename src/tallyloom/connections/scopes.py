"""Permissions: what modules need together, and which of it a connection lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tallyloom.kit import App, Module, OAuth2, Scopes
from tallyloom.kit.picks import scopes_of

READ = ".read"


def wanted(app: App, modules: Iterable[Module], vocabulary: str) -> tuple[str, ...]:
    """The least permissions with which these modules work, in one vocabulary, in a fixed order.

    A permission to read is left out where the one to write is asked for: it includes it.
    """
    if not isinstance(app.connection, OAuth2):
        return ()
    needed = app.connection.pick_lists
    for module in modules:
        needed = needed | module.scopes | scopes_of(module.inputs, app.pick_lists)
    return tuple(dict.fromkeys((*app.connection.always, *_least(needed, vocabulary))))


def for_everybody(app: App) -> list[Module]:
    """The modules that need no permission which the service gives by its own choice."""
    chosen = app.connection.chosen if isinstance(app.connection, OAuth2) else Scopes()
    return [
        module
        for module in app.modules.values()
        if not {*module.scopes.broad} & {*chosen.broad}
        and not {*module.scopes.granular} & {*chosen.granular}
    ]


def _least(scopes: Scopes, vocabulary: str) -> tuple[str, ...]:
    """The names sorted, without those to read where the one to write is among them."""
    names = frozenset(scopes.named(vocabulary))
    return tuple(
        name for name in sorted(names) if not _reads(name) or name.removesuffix(READ) not in names
    )


@dataclass(frozen=True, slots=True)
class Needs:
    """Permissions that modules need, or lack: to work, and for their pick-lists besides."""

    modules: tuple[str, ...] = ()
    pick_lists: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Both together: what to ask for."""
        return tuple(dict.fromkeys((*self.modules, *self.pick_lists)))

    def lacking(self, granted: Iterable[str]) -> Needs:
        """What of it must still be allowed; a pick-list names nothing that a module does."""
        has = tuple(granted)
        modules = missing(self.modules, has)
        return Needs(modules, missing(self.pick_lists, (*has, *modules)))


def needs(app: App, modules: Iterable[Module], vocabulary: str) -> Needs:
    """What these modules of one app need together, in one vocabulary, in a fixed order."""
    work, picks = Scopes(), Scopes()
    for module in modules:
        work = work | module.scopes
        picks = picks | scopes_of(module.inputs, app.pick_lists)
    return Needs(_least(work, vocabulary), _least(picks, vocabulary))


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
