"""Search over the bundles of all runs, what was called, and the records that were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query

from tallyloom.api.access import Permission
from tallyloom.api.problems import CorrectRequest
from tallyloom.api.route import Asked, Routes
from tallyloom.api.runs import Moment
from tallyloom.store.findable import RUN, Narrowed, Place
from tallyloom.store.words import Snippet, Term, held, terms

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.store.runs import Run

routes = Routes("runs")

LOOKED = 500  # entries that one answer looks at
FRESH = 300  # and as many that the index does not hold yet
EACH = 20  # hits of one page of bundles


@dataclass(frozen=True, slots=True)
class Hit:
    """Where something was found.

    `side` is in, out, trouble, call, record or run. `path` is that of the operation's bundle,
    `operation` its id in the list of the module's operations; `number` counts the bundles that
    came out, from 1. `field` is where in the bundle, `text` the value there, cut short.
    """

    run_id: str
    scenario: str
    status: str
    started_at: datetime
    module: int | None
    operation: str
    path: str
    side: str
    number: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, newest runs first; `next` is for `after`.

    `unread` are pages of runs so new that the index does not hold them, beyond those that were
    looked at one by one: what is in them is found a little later.
    """

    items: list[Hit]
    next: str | None
    unread: int


@routes.get("/runs/search", Permission.HISTORY_READ)
def search_runs(
    asked: Asked,
    *,
    q: Annotated[str, Query(max_length=500)],
    scenario: str = "",
    since: Moment = None,
    until: Moment = None,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Hits:
    """Find bundles by what they hold: words, "exact phrases", numbers, e-mail addresses.

    All of it must be in one bundle. A number with a fraction is found however it is written. Also
    found: addresses that were called, and records by their number, name or id. Of one page of
    bundles at most 20 are told. Confidential scenarios are not found by what they held.
    """
    asks = terms(q)
    if not asks:
        raise CorrectRequest("Write a word, a number or a phrase to look for.", field="q")
    narrowed = Narrowed(scenario=scenario, since=since, until=until, after=_place(after))
    places, whole, unread = _places(asked.house, asks, narrowed)
    items: list[Hit] = []
    for at, place in enumerate(places, start=1):
        items += _hits(asked.house, place, asks)
        if len(items) >= limit and (at < len(places) or not whole):
            return Hits(items, _cursor(place), unread)
    return Hits(items, None if whole else _cursor(places[-1]), unread)


def _places(
    house: House, asks: Sequence[Term], narrowed: Narrowed
) -> tuple[list[Place], bool, int]:
    """Where to look, the newest first, whether that is all, and what is too new to be looked at.

    One order for what the index holds and what it does not yet: an entry that is read while
    somebody searches keeps its place, and is neither told twice nor passed over.
    """
    words = sorted(set().union(*(term.words for term in asks)))
    fresh = house.findable.unread(replace(narrowed, limit=FRESH + 1))
    found = house.findable.places(words, replace(narrowed, limit=LOOKED))
    whole = len(found) < LOOKED
    places = sorted({*fresh[:FRESH], *found}, reverse=True)
    looked = places if whole else [place for place in places if place >= found[-1]]
    return looked, whole, max(0, len(fresh) - FRESH)


def _place(after: str) -> Place | None:
    if not after:
        return None
    run, _, rest = after.partition(".")
    step, _, ordinal = rest.partition(".")
    try:
        numbers = int(step), int(ordinal)
    except ValueError:
        numbers = (2**31, 0)
    if not all(RUN <= one < 2**31 for one in numbers):
        raise CorrectRequest("after is what the answer before gave as next.", field="after")
    return Place(run, *numbers, 0)


def _cursor(place: Place) -> str:
    return f"{place.run_id}.{place.step}.{place.ordinal}"


def _hits(house: House, place: Place, asks: Sequence[Term]) -> list[Hit]:
    run = house.runs.get(place.run_id)
    if run is None:
        return []
    found = _of_run(house, run, asks) if place.step == RUN else _of_entry(house, run, place, asks)
    return list(islice(found, EACH))


def _of_entry(house: House, run: Run, place: Place, asks: Sequence[Term]) -> Iterator[Hit]:
    entry = house.journal.entry(run.id, place.step, place.ordinal)
    for at, operation in enumerate(entry.operations if entry else ()):
        for side, number, bundle in _bundles(operation):
            snippet = held(bundle, asks)
            if snippet is not None:
                name = f"{place.step}.{place.ordinal}.{at}"
                path = str(operation.get("path", ""))
                yield _hit(run, place.module, side, snippet, path, name, number)


def _bundles(operation: dict[str, Any]) -> Iterator[tuple[str, int, Any]]:
    if "in" in operation:
        yield "in", 0, operation["in"]
    for number, bundle in enumerate(operation.get("out", ()), start=1):
        yield "out", number, bundle
    if "trouble" in operation:
        yield "trouble", 0, operation["trouble"]


def _of_run(house: House, run: Run, asks: Sequence[Term]) -> Iterator[Hit]:
    for record in house.sends.names_of(run.id):
        snippet = held({"key": record.natural_key, "id": record.identity}, asks)
        if snippet is not None:
            yield _hit(run, record.module, "record", snippet, record.path)
    for call in house.calls.of(run.id):
        snippet = held({"path": call.path, "trouble": call.trouble}, asks)
        if snippet is not None:
            yield _hit(run, call.module, "call", snippet)
    snippet = held({"scenario": run.scenario, "reason": run.reason}, asks)
    if snippet is not None:
        yield _hit(run, None, "run", snippet)


def _hit(
    run: Run,
    module: int | None,
    side: str,
    snippet: Snippet,
    path: str = "",
    operation: str = "",
    number: int = 0,
) -> Hit:
    return Hit(
        run.id,
        run.scenario,
        run.status,
        run.started_at,
        module,
        operation,
        path,
        side,
        number,
        snippet.field,
        snippet.text,
    )
