"""What a bookkeeper would want to know before a document is posted; it is posted all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tallyloom.kit import Caution, Element, Steps


@dataclass(frozen=True, slots=True)
class Checks:
    """What may be said, by code, and the look at a page of elements that says it."""

    said: Mapping[str, str]
    look: Callable[[Sequence[Element]], Steps[Sequence[Sequence[Caution]]]]
