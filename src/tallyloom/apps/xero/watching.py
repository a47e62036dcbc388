"""How a polling trigger sees every change once: by time of change, with an overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tallyloom.apps.xero import wire
from tallyloom.kit import (
    BadInput,
    Bundle,
    Choice,
    Field,
    Inputs,
    Integer,
    Moment,
    Request,
    Seen,
    Steps,
    Value,
)

# Xero compares to the second and may show a change a little after it was made.
OVERLAP = timedelta(seconds=10)
REMEMBERED = 10_000  # records that "new records only" tells from changed ones
_STAMP = "UpdatedDateUTC"
_BEGINNING = "1970-01-01T00:00:00.000Z"

HELP = (
    "Xero tells when a record was changed, not when it was made: “new records only” gives a"
    " record when this trigger meets it for the first time, so a record from before the start"
    " appears once when it is changed."
)

INPUTS: tuple[Field, ...] = (
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
        options={"now": "What happens from now on", "since": "A date", "all": "All there is"},
        help="Counts for the first run; later ones go on where the last one ended.",
    ),
    Moment(name="since", label="Date to begin with", help="Needed to begin with a date."),
    Integer(
        name="limit",
        label="Most records in a run",
        default=100,
        minimum=1,
        maximum=1000,
        help="What is beyond waits for the next run; nothing is left out.",
    ),
)


def since(moment: str) -> str:
    """A moment as If-Modified-Since has it: UTC, to the second."""
    instant = datetime.fromisoformat(moment).astimezone(UTC)
    return instant.strftime("%Y-%m-%dT%H:%M:%S")


def poll(
    plural: str,
    id_: str,
    listing: Callable[[int, int, str], Request],
    given: Inputs,
    cursor: Value,
) -> Steps[Seen]:
    """New bundles after the cursor, which is {floor, since, page, size, seen, met}.

    Pages are cut by time and not by number, because a record that changes while pages are read
    moves to the end and would push another one over the edge, unseen. `seen` holds the records
    of the overlap; only where one moment fills a whole page does `page` count up.
    """
    if cursor is None and given["start"] == "now":
        answer = yield listing(1, 1, "")
        wire.judge(answer)
        return Seen([], _state(wire.answered_at(answer)))
    state = cursor or _state(_start(given))
    size = max(100, given["limit"])
    page = state["page"] if state["size"] == size else 1
    answer = yield listing(page, size, _back(state["since"]))
    found = wire.records(answer, plural)
    fresh = [record for record in found if _is_new(record, id_, state)]
    taken = fresh[: given["limit"]]
    cut, full = len(taken) < len(fresh), len(found) == size
    after = _advanced(state, taken if cut else found, id_)
    stuck = full and not cut and after["since"] == state["since"]
    after |= {"page": page + 1 if stuck else 1, "size": size}
    if given["watch"] == "created":
        after["met"] = _met(state, taken, id_)
    return Seen([wire.settled(record) for record in taken], after, more=full or cut)


def _state(floor: str) -> dict[str, Any]:
    return {"floor": floor, "since": floor, "page": 1, "size": 0, "seen": {}, "met": []}


def _start(given: Inputs) -> str:
    if given["start"] == "all":
        return _BEGINNING
    if "since" not in given:
        raise BadInput("Date to begin with: a value is required here.", field="since")
    return wire.written(datetime.fromisoformat(given["since"]))


def _back(moment: str) -> str:
    if moment == _BEGINNING:
        return ""
    return since(wire.written(datetime.fromisoformat(moment) - OVERLAP))


def _is_new(record: Bundle, id_: str, state: dict[str, Any]) -> bool:
    stamp = record.get(_STAMP, "")
    if (stamp and stamp < state["floor"]) or state["seen"].get(record[id_]) == stamp:
        return False
    return _mark(record[id_]) not in state["met"]


def _advanced(state: dict[str, Any], done: Sequence[Bundle], id_: str) -> dict[str, Any]:
    """The cursor once these records are done."""
    last = max([state["since"], *(record.get(_STAMP, "") for record in done)])
    stamps = state["seen"] | {record[id_]: record.get(_STAMP, "") for record in done}
    edge = wire.written(datetime.fromisoformat(last) - OVERLAP - timedelta(seconds=1))
    overlap = {key: stamp for key, stamp in stamps.items() if stamp >= edge}
    return state | {"since": last, "seen": overlap}


def _met(state: dict[str, Any], taken: Sequence[Bundle], id_: str) -> list[str]:
    marks = dict.fromkeys([*state["met"], *(_mark(record[id_]) for record in taken)])
    return list(marks)[-REMEMBERED:]


def _mark(record_id: str) -> str:
    return record_id.replace("-", "")[:12]
