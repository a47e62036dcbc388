"""How Xero's lists are asked: pages, filters, and many records at once by id or number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from math import inf
from typing import TypeAlias
from urllib.parse import quote

from tallyloom.apps.xero import watching, wire
from tallyloom.apps.xero.where import OR, all_of, cut, equals, fits, is_exact
from tallyloom.kit import (
    Answer,
    BadInput,
    Bundle,
    Inputs,
    NotThere,
    Output,
    Refused,
    Request,
    Scopes,
    Steps,
    Trouble,
    Value,
)

ACCOUNTING = "/api.xro/2.0"
JSON = {"Accept": "application/json"}
PAGE = 1000  # Xero's largest
BATCH = 50  # elements that Xero advises for one write, and values of one filter
_CLOCKS = timedelta(minutes=1)  # by how much two clocks may differ
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IN_ADDRESS = re.compile(r"[\w .~-]{1,100}", re.ASCII)
_LONGEST = 100  # characters of a number in a filter of many
Query: TypeAlias = Mapping[str, str]


class Paging(Enum):
    """What a list lets be asked; Xero numbers pages from 1."""

    SIZED = "sized"  # page and pageSize
    FIXED = "fixed"  # page, of 100
    NONE = "none"  # everything at once


_PAGING = {
    Paging.SIZED: ("page", "pageSize"),
    Paging.FIXED: ("page",),
    Paging.NONE: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One of Xero's accounting resources as it is read: its names, permissions and filters."""

    plural: str
    one: str
    id: str
    group: str
    reads: Scopes
    writes: Scopes
    outputs: tuple[Output, ...]
    sample: Bundle
    exact: Query = field(default_factory=dict)  # keeps four places of a unit amount
    paging: Paging = Paging.SIZED
    dated: bool = True  # whether its list takes If-Modified-Since
    ids: str = ""  # the filter of its list that takes many ids, where there is one
    number: str = ""  # where a record has a number of its own, or a name
    numbers: str = ""  # the filter of its list that takes many of these
    named: bool = False  # whether a record's address takes its number as well
    filters: bool = True  # whether its list takes conditions
    every: Query = field(default_factory=dict)  # what makes these filters find archived ones too

    @property
    def path(self) -> str:
        return f"{ACCOUNTING}/{self.plural}"

    def at(self, id_: str, *rest: str) -> str:
        return "/".join((self.path, *(quote(part, safe="") for part in (id_, *rest))))

    def fetch(self, id_: str) -> Request:
        return Request("GET", self.at(id_), query=self.exact, headers=JSON)

    def listing(
        self, page: int, query: Query | None = None, *, size: int = PAGE, since: str = ""
    ) -> Request:
        """One page of the list; lines and full contacts come only with `page`."""
        headers = JSON | ({"If-Modified-Since": since} if since else {})
        pages = {"page": str(page), "pageSize": str(size)}
        wanted = {name: pages[name] for name in _PAGING[self.paging]}
        asked = {**(query or {}), **self.exact, **wanted}
        fits(self.path, asked)
        return Request("GET", self.path, query=asked, headers=headers)

    def pages(self, query: Query, size: int = 100, since: str = "") -> Steps[list[Bundle]]:
        """All records that a query finds, however many pages they fill."""
        found: list[Bundle] = []
        page = 1
        while True:
            answer = yield self.listing(page, query, size=size, since=since)
            records = wire.records(answer, self.plural)
            found += map(wire.settled, records)
            if self.ended(answer, page, size, len(records)):
                return found
            page += 1

    def ended(self, answer: Answer, page: int, size: int, count: int) -> bool:
        """Whether this page, on which there were so many records, is the last one."""
        return count < self.full(size) or page == wire.pages(answer)

    def full(self, size: int) -> float:
        """How many records a full page holds; none is full where all come at once."""
        return {Paging.FIXED: 100, Paging.NONE: inf}.get(self.paging, size)

    def recent(self, **query: str) -> Callable[[str], Steps[Sequence[Bundle]]]:
        """For `Traces`: lists what was made or changed since a moment, with some overlap."""
        return lambda moment: self.pages(query, PAGE, _before(moment))

    # Many at once

    def found_by(
        self, name: str, parts: Sequence[str], glue: str, most: int = PAGE, **rest: str
    ) -> Steps[list[Bundle]]:
        """All records that a list in the address finds, in as few calls as it can be cut into."""
        found: list[Bundle] = []
        size = 100 if most <= BATCH else PAGE  # fifty ids just fit beside a number of three digits
        fixed = {**rest, **self.exact, "page": "1", "pageSize": str(size), name: ""}
        for value in cut(parts, glue, self.path, fixed, most):
            found += yield from self.pages({**rest, name: value}, size)
        return found

    def numbered(self, numbers: Sequence[str]) -> Steps[list[Bundle]]:
        """All records with one of these numbers, and perhaps others: the caller compares.

        By the list's own filter, 50 in a call, where there is one; a number with a comma, or a
        very long one, by a condition; where a list takes neither, one by one.
        """
        wanted = list(dict.fromkeys(numbers))
        if self._addressed(wanted):
            return _there((yield from self._each(wanted)))
        if not self.filters:
            return (yield from self.found_by(self.numbers, wanted, ",", 1, **self.every))
        plain = [number for number in wanted if self.numbers and _is_plain(number)]
        found = yield from self.found_by(self.numbers, plain, ",", BATCH, **self.every)
        rest = [equals(self.number, number) for number in wanted if number not in plain]
        return found + (yield from self.found_by("where", rest, OR, PAGE, **self.every))

    def _addressed(self, numbers: Sequence[str]) -> bool:
        """Whether these are read by their addresses: the only way, or the cheapest for one."""
        alone = len(numbers) == 1 and _IN_ADDRESS.fullmatch(numbers[0])
        return self.named and (not self.filters or bool(alone))

    def _each(self, names: Sequence[str]) -> Steps[list[Bundle | Trouble]]:
        outcomes = []
        for name in names:
            outcomes.append((yield from self.alone(name)))
        return outcomes

    def by_ids(self, ids: Sequence[str]) -> Steps[list[Bundle | Trouble]]:
        """The record of each id, or why there is none: one alone by its address, 50 in a call."""
        wanted = dict.fromkeys(id_.strip().lower() for id_ in ids)
        listed = [id_ for id_ in wanted if self.ids and _GUID.fullmatch(id_)]
        listed = listed if len(listed) > 1 else []
        records = yield from self.found_by(self.ids, listed, ",", BATCH, **self.every)
        found: dict[str, Bundle | Trouble] = {str(r[self.id]).lower(): r for r in records}
        for id_ in wanted:
            if id_ not in listed:
                found[id_] = yield from self.alone(id_)
        none = NotThere(f"Xero found no such {self.one}.")
        return [found.get(id_.strip().lower(), none) for id_ in ids]

    def by_numbers(self, numbers: Sequence[str]) -> Steps[list[Bundle | Trouble]]:
        """The only record of each number, or why there is none."""
        wanted = [number.strip() for number in numbers]
        if self._addressed(wanted):
            return (yield from self._each(wanted))
        found = yield from self.numbered(wanted)
        return [self._only(number, found) for number in wanted]

    def alone(self, id_: str) -> Steps[Bundle | Trouble]:
        """One record by its own address, by whatever that takes, or why there is none."""
        try:
            answer = yield self.fetch(id_)
            return wire.one(answer, self.plural, f"{self.one} {id_}")
        except (NotThere, BadInput, Refused) as trouble:
            return trouble

    def _only(self, number: str, records: Sequence[Bundle]) -> Bundle | Trouble:
        found = [record for record in records if record.get(self.number) == number]
        found = found or [r for r in records if folded(r.get(self.number)) == folded(number)]
        if len(found) == 1:
            return found[0]
        if found:
            said = f"{len(found)} {self.one}s have the {self._word} {number}; give Xero's id."
            return BadInput(said, field=self.id)
        said = f"Xero has no {self.one} with the {self._word} {number} in this organisation."
        return NotThere(said)

    @property
    def _word(self) -> str:
        return "code" if self.number == "Code" else "number"


def _there(outcomes: Sequence[Bundle | Trouble]) -> list[Bundle]:
    """What was found. Only "not there" means that; another trouble is raised."""
    for outcome in outcomes:
        if isinstance(outcome, Trouble) and not isinstance(outcome, NotThere):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, Trouble)]


def folded(text: Value) -> str:
    """Xero counts capital and small letters as the same (recorded of names)."""
    return str(text or "").strip().casefold()


def _is_plain(number: str) -> bool:
    """Whether a number may stand in a filter of many."""
    return "," not in number and len(number) <= _LONGEST and is_exact(number)


def _before(moment: str) -> str:
    """A little before a moment of ours: Xero's clock is not ours."""
    return watching.since((datetime.fromisoformat(moment) - _CLOCKS).isoformat())


# What inputs ask of a list


def filtered(given: Inputs, *conditions: str, plain: Sequence[str] = ("order",)) -> Query:
    """The query of these conditions and of the person's own; `plain` inputs stand as they are."""
    where = all_of([*conditions, given.get("where")])
    return dict(asked(given, *plain)) | ({"where": where} if where else {})


def asked(given: Inputs, *names: str) -> Iterator[tuple[str, str]]:
    """The inputs of these names as they stand in an address."""
    for name in names:
        value = given.get(name)
        if isinstance(value, list):
            if value:
                yield name, ",".join(_listed(name, text) for text in value)
        elif isinstance(value, bool):
            yield name, str(value).lower()
        elif value is not None:
            yield name, str(value)


def _listed(name: str, text: str) -> str:
    if "," in text:
        said = f"{name}: “{text}” has a comma, at which Xero would cut it; use Xero's own filter."
        raise BadInput(said, field=name)
    return text
