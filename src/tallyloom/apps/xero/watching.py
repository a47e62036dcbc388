"""How a polling trigger sees every change once: by time of change, with an overlap.

Xero's list of what was changed since a moment is compared to the second and may show a change a
little after it was made. So every poll looks again at the last minute, and the cursor holds what
it has given of it: {floor, since, seen, met}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from tallyloom.apps.xero import wire
from tallyloom.kit import (
    Answer,
    BadInput,
    Boolean,
    Bundle,
    Choice,
    Field,
    Inputs,
    Integer,
    Moment,
    NotThere,
    Reference,
    Request,
    Seen,
    Steps,
    Text,
    Value,
)

OVERLAP = timedelta(minutes=1)
REMEMBERED = 10_000  # records that "new records only" tells from changed ones
DEAD = ("DELETED", "VOIDED")
_CALLS = 10  # pages without anything to give that one poll reads
_SECOND = timedelta(seconds=1)
_BEGINNING = "1970-01-01T00:00:00.000Z"
State = dict[str, Any]

HELP = (
    "Xero tells when a record was changed, not when it was made: “new records only” gives a"
    " record when this trigger meets it for the first time, so a record from before the start"
    " appears once when it is changed."
)
_STARTS = {
    "now": "What happens from now on",
    "since": "A date",
    "all": "All there is",
    "with": "A chosen record",
    "after": "What came after a chosen record",
}
_CHOSEN = "Needed to begin with or after a chosen record: Xero's id of it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What tells one change from another in a list of Xero's.

    `stamp` is where a record says when it was changed. Where `quiet`, the time stays as it was
    when a record is deleted, so that its status counts as well. `dead` are the states that are
    given only when they are asked for.
    """

    id: str
    stamp: str = "UpdatedDateUTC"
    status: str = "Status"
    dead: tuple[str, ...] = DEAD
    quiet: bool = False

    def time(self, record: Bundle) -> str:
        return str(record.get(self.stamp) or "")

    def version(self, record: Bundle) -> str:
        time = self.time(record)
        return f"{time} {record.get(self.status, '')}" if self.quiet else time

    def died(self, record: Bundle) -> bool:
        return record.get(self.status) in self.dead

    def hidden(self, record: Bundle, given: Inputs) -> bool:
        if not self.died(record) or given.get("deleted"):
            return False
        asked = (given.get(name) or "" for name in ("Status", "Statuses", "where"))
        return str(record[self.status]) not in " ".join(map(str, asked))

    def ageless(self, record: Bundle) -> bool:
        """Whether the record's time does not tell when it was last changed."""
        return not self.time(record) or (self.quiet and self.died(record))


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A list of changes and how it is asked for, oldest change first.

    `listing` makes the request of a page, given its number, its size and If-Modified-Since; `fetch`
    that of one record. `size` is the largest page, 0 where the whole list comes in one answer;
    `fixed` says that no page is smaller.
    """

    marks: Marks
    records: Callable[[Answer], list[Bundle]]
    listing: Callable[[int, int, str], Request]
    fetch: Callable[[str], Request]
    size: int = 1000
    fixed: bool = False

    def room(self, wanted: int) -> int:
        return self.size if self.fixed else min(self.size, max(100, wanted))


@dataclass(slots=True)
class _Sweep:
    """What one poll has read: every record by id, the fresh ones among them, when it began by
    Xero's clock, and up to where it is sure that none was missed ("" where it is of all)."""

    met: frozenset[str]
    fresh: dict[str, Bundle] = field(default_factory=dict)
    listed: dict[str, Bundle] = field(default_factory=dict)
    began: str = ""
    sure: str = ""
    ended: bool = False


# Inputs


def inputs(marks: Marks, search: str = "") -> tuple[Field, ...]:
    """What every polling trigger asks for; `search` finds records to begin with."""
    chosen: Field = Text(name="record", label="Record to begin with", help=_CHOSEN)
    if search:
        chosen = Reference(name="record", label=chosen.label, help=_CHOSEN, search=search)
    return (*_FIRST, chosen, LIMIT, *([DELETED] if marks.dead else []))


_FIRST: tuple[Field, ...] = (
    Choice(
        name="watch",
        label="Give",
        default="updated",
        options={"updated": "New and changed records", "created": "New records only"},
    ),
    Choice(
        name="start",
        label="Begin with",
        default="now",
        options=_STARTS,
        help="Counts for the first run; later ones go on where the last one ended.",
    ),
    Moment(name="since", label="Date to begin with", help="Needed to begin with a date."),
)
LIMIT = Integer(
    name="limit",
    label="Most records in a run",
    default=100,
    minimum=1,
    maximum=1000,
    help="What is beyond waits for the next run; nothing is left out.",
)
DELETED = Boolean(
    name="deleted",
    label="Deleted and voided ones too",
    help="If left out, a record that was deleted or voided is not given.",
)


def since(moment: str) -> str:
    """A moment as If-Modified-Since has it: UTC, to the second."""
    instant = datetime.fromisoformat(moment).astimezone(UTC)
    return instant.strftime("%Y-%m-%dT%H:%M:%S")


# Polling


def poll(feed: Feed, given: Inputs, cursor: Value) -> Steps[Seen]:
    """What is new after the cursor: one call where nothing is."""
    if cursor is None and given["start"] == "now":
        answer = yield feed.listing(1, 1, "")
        wire.judge(answer)
        listed = feed.records(answer) if feed.size == 0 else []
        return Seen([], beginning(feed.marks, listed, wire.answered_at(answer)))
    state = cursor or (yield from _first(feed, given))
    sweep = yield from _swept(feed, given, state)
    return _seen(feed.marks, sweep, given, state)


def changes(
    marks: Marks, records: Sequence[Bundle], given: Inputs, cursor: Value, now: str
) -> Seen:
    """The same for a list that was read whole by other means, at the moment `now` (or before).

    Serves lists of Xero's other APIs, which know no If-Modified-Since: what has been given is
    told by its time. Times are ISO 8601 in UTC and of one length (`wire.written`).
    """
    if cursor is None and given["start"] == "now":
        return Seen([], beginning(marks, records, now))
    state = cursor or _state(_floor(given))
    if cursor is None and given["start"] in ("with", "after"):
        found = [record for record in records if record[marks.id] == _chosen(given)]
        state = _from(marks, found[0] if found else None, given)
    sweep = _Sweep(frozenset(state["met"]), began=now, ended=True)
    _sort_in(marks, sweep, records, given, state)
    return _seen(marks, sweep, given, state)


def beginning(marks: Marks, listed: Iterable[Bundle], now: str) -> State:
    """The cursor of a trigger that gives what happens from `now` on."""
    seen = {r[marks.id]: marks.version(r) for r in listed if marks.ageless(r)}
    return _state(now) | {"seen": seen}


def _first(feed: Feed, given: Inputs) -> Steps[State]:
    if given["start"] not in ("with", "after"):
        return _state(_floor(given))
    answer = yield feed.fetch(_chosen(given))
    found = feed.records(answer)
    return _from(feed.marks, found[0] if found else None, given)


def _swept(feed: Feed, given: Inputs, state: State) -> Steps[_Sweep]:
    """Pages from the cursor on, until there is enough to give or no more to read.

    A page is cut by time: the next one begins at the last time of this one, because a record that
    changes meanwhile moves to the end and would push another over the edge of a page, unseen. Only
    where a page is full of one moment is the next one counted; then the cursor stays before that
    moment until a poll has met nothing new there.
    """
    sweep, page, begins = _Sweep(frozenset(state["met"])), 1, edge(state)
    size = feed.room(given["limit"] + len(state["seen"]) + 1)
    calls = 0
    while not sweep.ended and len(sweep.fresh) < given["limit"] and calls < _CALLS:
        answer = yield feed.listing(page, size, since(begins) if begins else "")
        found = feed.records(answer)
        sweep.began = sweep.began or _clock(answer)
        _sort_in(feed.marks, sweep, found, given, state)
        sweep.ended = not feed.size or len(found) < size
        if sweep.ended:
            continue
        last = max(map(feed.marks.time, found))
        if since(_minus(last, _SECOND)) > since(begins or _BEGINNING):
            page, begins, calls = 1, _minus(last, _SECOND), calls + 1
        else:
            page, sweep.sure = page + 1, sweep.sure or last
    return sweep


def _sort_in(
    marks: Marks, sweep: _Sweep, records: Sequence[Bundle], given: Inputs, state: State
) -> None:
    for record in records:
        sweep.listed[record[marks.id]] = record
        if _mark(record[marks.id]) not in sweep.met and _is_new(marks, record, given, state):
            sweep.fresh[record[marks.id]] = record


def _is_new(marks: Marks, record: Bundle, given: Inputs, state: State) -> bool:
    if marks.hidden(record, given):
        return False
    aged = not marks.ageless(record) or given["watch"] == "created"
    if aged and marks.time(record) < max(state["floor"], edge(state)):
        return False
    return bool(state["seen"].get(record[marks.id]) != marks.version(record))


def _seen(marks: Marks, sweep: _Sweep, given: Inputs, state: State) -> Seen:
    """The oldest fresh records up to the limit, and the cursor once they are done.

    Everything that was changed before the cursor's `since`, less the overlap, has been given: it
    never goes beyond the moment when the reading began, nor beyond what was not given.
    """
    fresh = sorted(sweep.fresh.values(), key=lambda r: (marks.time(r), r[marks.id]))
    taken = fresh[: given["limit"]]
    cut = len(taken) < len(fresh)
    reached = [marks.time(record) for record in (taken if cut else sweep.listed.values())]
    bounds = [max([state["since"], *reached]), sweep.began, sweep.sure if fresh else ""]
    after = state | {"since": max(state["since"], min(filter(None, bounds)))}
    after["seen"] = _remembered(marks, sweep, taken, after)
    if given["watch"] == "created":
        met = dict.fromkeys([*state["met"], *(_mark(record[marks.id]) for record in taken)])
        after["met"] = list(met)[-REMEMBERED:]
    return Seen([wire.settled(r) for r in taken], after, more=cut or not sweep.ended)


def _remembered(
    marks: Marks, sweep: _Sweep, taken: Sequence[Bundle], after: State
) -> dict[str, str]:
    """What has been given and will be listed again."""
    seen = after["seen"] | {r[marks.id]: marks.version(r) for r in taken}
    begins = edge(after)
    ageless = {id_ for id_, record in sweep.listed.items() if marks.ageless(record)}
    return {id_: said for id_, said in seen.items() if said >= begins or id_ in ageless}


# Moments


def edge(state: State) -> str:
    """Where the next reading begins: "" for the very beginning, and never far before the floor."""
    if state["since"] == _BEGINNING:
        return ""
    return max(_minus(state["since"], OVERLAP + _SECOND), _minus(state["floor"], _SECOND))


def _state(floor: str) -> State:
    return {"floor": floor, "since": floor, "seen": {}, "met": []}


def _floor(given: Inputs) -> str:
    if given["start"] != "since":
        return _BEGINNING
    if "since" not in given:
        raise BadInput("Date to begin with: a value is required here.", field="since")
    return wire.written(datetime.fromisoformat(given["since"]))


def _chosen(given: Inputs) -> str:
    if not given.get("record"):
        raise BadInput("Record to begin with: give Xero's id of the record.", field="record")
    return str(given["record"])


def _from(marks: Marks, record: Bundle | None, given: Inputs) -> State:
    """A cursor that stands at the chosen record's last change."""
    if record is None:
        raise NotThere(f"Xero has no record {_chosen(given)} to begin with.")
    state = _state(marks.time(record))
    if given["start"] == "after":
        state["seen"] = {record[marks.id]: marks.version(record)}
        state["met"] = [_mark(record[marks.id])]
    return state


def _minus(moment: str, time: timedelta) -> str:
    return wire.written(datetime.fromisoformat(moment) - time)


def _clock(answer: Answer) -> str:
    """When Xero answered, by its own clock; "" where the answer does not say."""
    if answer.body:
        return wire.answered_at(answer)
    told = answer.headers.get("date")
    return wire.written(parsedate_to_datetime(told)) if told else ""


def _mark(record_id: str) -> str:
    return record_id.replace("-", "")[:12]
