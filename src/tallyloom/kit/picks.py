"""Pick-lists: the values of an organisation that a person chooses from, such as its accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tallyloom.kit.connect import Scopes
from tallyloom.kit.fields import Field, Group, Lines
from tallyloom.kit.requests import Steps
from tallyloom.kit.values import Bundle, Value


@dataclass(frozen=True, slots=True)
class Pick:
    """One choice: what the field holds, what a person reads, and what tells it from its like."""

    value: str
    label: str
    hint: str = ""


Listing: TypeAlias = tuple[Sequence[Bundle], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PickList:
    """Where the choices of a field come from.

    `source` names the records behind it; lists with one source share what was fetched, and a
    module that changes the source makes all of them stale. `records` gives one page of these
    records and where the next begins (None: there is no more). A source that `searches` is asked
    for the text that a person types; any other is fetched whole and searched here. `choices` makes
    choices of records, given the form's other values; `scopes` is the least that it needs.
    """

    label: str
    source: str
    records: Callable[[str, Value], Steps[Listing]]
    choices: Callable[[Sequence[Bundle], Mapping[str, Value]], Sequence[Pick]]
    scopes: Scopes = field(default_factory=Scopes)
    searches: bool = False


def picks_of(fields: Iterable[Field], at: str = "") -> Iterator[tuple[str, str]]:
    """(path, name of its list) of every field with a pick-list, those of lines included.

    "LineItems.AccountCode" is the path of a field of lines.
    """
    for field_ in fields:
        if field_.pick:
            yield f"{at}{field_.name}", field_.pick
        if isinstance(field_, Group | Lines):
            yield from picks_of(field_.of, f"{at}{field_.name}.")


def scopes_of(fields: Iterable[Field], lists: Mapping[str, PickList]) -> Scopes:
    """What the pick-lists of these fields need together."""
    needed = Scopes()
    for _, name in picks_of(fields):
        if name in lists:
            needed = needed | lists[name].scopes
    return needed
