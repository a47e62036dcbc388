"""How what the bundles of a page want becomes batches, each of which is one request. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tallyloom.kit import Element
from tallyloom.store.json import encoded

HEAVIEST = 3_000_000  # bytes of a batch's elements; services refuse bodies from 3.5 MB on

Warnings: TypeAlias = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One bundle's element: `path` is the bundle's, `generation` counts intended repeats.

    `warnings` are what was said of it before its first intent.
    """

    path: str
    element: Element
    generation: int = 0
    warnings: Warnings | None = None


def batches(wanted: Sequence[Wanted], most: int) -> list[list[Wanted]]:
    """Those that may go together, in their order, cut by number and by weight.

    A batch that was refused whole comes back with a higher generation: in smaller ones the element
    that the service cannot read is soon alone, and the others go through.
    """
    found: list[list[Wanted]] = []
    filling: dict[Hashable, tuple[list[Wanted], int]] = {}
    for one in wanted:
        alike, size = _alike(one), len(encoded(one.element.body))
        batch, weight = filling.get(alike, ([], 0))
        full = len(batch) >= max(1, most >> one.generation) or weight + size > HEAVIEST
        if full or not batch:
            batch, weight = [], 0
            found.append(batch)
        batch.append(one)
        filling[alike] = (batch, weight + size)
    return found


def _alike(one: Wanted) -> Hashable:
    """A batch is of one place, one generation, and known again in one way."""
    keyed = one.element.key is not None
    traced = not keyed and bool(one.element.trace)
    return one.element.together, one.generation, keyed, traced


__all__ = ["HEAVIEST", "Wanted", "Warnings", "batches"]
