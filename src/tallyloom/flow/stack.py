"""What a run still has to do: a stack of items, the next on top.

Bundles move a page at a time and depth first: what a page brings forth is done before the next
page of its source begins. A stack is small, it is all that a run needs to go on after a crash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tallyloom.kit import Bundle, Value

Path: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """A bundle's way so far: its path of ordinals, and the latest bundle of each module on it.

    The path does not depend on where pages were cut; effects are named by it.
    """

    path: Path
    seen: Mapping[str, Bundle]

    def then(self, module: int, bundle: Bundle, ordinal: int | None = None) -> Lineage:
        """The way of a bundle that `module` made of this one; `ordinal` where it makes many."""
        path = self.path if ordinal is None else (*self.path, ordinal)
        return Lineage(path, {**self.seen, str(module): bundle})

    def only(self, modules: frozenset[str]) -> Lineage:
        """The same without the bundles that no module after this point mentions."""
        if modules.issuperset(self.seen):
            return self
        return Lineage(self.path, {m: b for m, b in self.seen.items() if m in modules})


@dataclass(frozen=True, slots=True)
class Page:
    """Bundles that are about to enter a node. `admitted`: they have passed its filter already."""

    node: int
    rows: Sequence[Lineage]
    admitted: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A node in the midst of bringing forth bundles of one row; it goes on after `token`."""

    node: int
    row: Lineage
    token: Value
    ordinal: int


@dataclass(frozen=True, slots=True)
class Close:
    """The operations of an aggregator's source that are exhausted: its groups may be made."""

    node: int
    operations: Sequence[Lineage]


@dataclass(frozen=True, slots=True)
class Drain:
    """An aggregator in the midst of giving its groups, after the group at `position`."""

    node: int
    operations: Sequence[Lineage]
    position: int


Item: TypeAlias = Page | Source | Close | Drain
_KINDS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in (Page, Source, Close, Drain)}


def path_text(path: Path) -> str:
    """ "2.17": how a path is written in rows and shown to people; "" for the root."""
    return ".".join(map(str, path))


def cut(rows: Sequence[Lineage], size: int) -> Iterable[Sequence[Lineage]]:
    """Pages of at most `size` rows, in order."""
    return (rows[at : at + size] for at in range(0, len(rows), size))


def dump(item: Item) -> list[Any]:
    """An item as a JSON value."""
    fields = {name: _dumped(getattr(item, name)) for name in type(item).__slots__}
    return [type(item).__name__, fields]


def load(value: Sequence[Any]) -> Item:
    """The item of which `dump` made the value."""
    kind, fields = value
    item: Item = _KINDS[kind](**{name: _loaded(name, value) for name, value in fields.items()})
    return item


def _dumped(value: Any) -> Any:
    if isinstance(value, Lineage):
        return [list(value.path), value.seen]
    if isinstance(value, Sequence) and value and isinstance(value[0], Lineage):
        return [_dumped(row) for row in value]
    return value


def _loaded(name: str, value: Any) -> Any:
    if name == "row":
        return _lineage(value)
    if name in ("rows", "operations"):
        return tuple(_lineage(row) for row in value)
    return value


def _lineage(value: Any) -> Lineage:
    path, seen = value
    return Lineage(tuple(path), seen)
