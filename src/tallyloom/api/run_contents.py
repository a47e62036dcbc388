"""What went through a run: its operations with their bundles, its calls, and its log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query

from tallyloom.api.access import Permission
from tallyloom.api.figures import counted, duration, number, size
from tallyloom.api.problems import CorrectRequest, LookAgain
from tallyloom.api.route import Asked, Routes
from tallyloom.api.run_facts import (
    FORGOTTEN,
    Call,
    Told,
    call_of,
    document_of,
    failures,
    modules,
    operation_name,
)
from tallyloom.api.runs import Limit, the_run
from tallyloom.store.journal import Entry

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.store.calls import Made
    from tallyloom.store.runs import Run

routes = Routes("runs")

Skip = Annotated[int, Query(ge=0, lt=2**31)]
Outcome = Literal["", "done", "failed", "stopped", "warned"]
MOST_ENTRIES = 2000  # of a journal that one answer may look at


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a module.

    `path` is that of its bundle ("2.17"), `name` what to call it. `given` went in, `out` came out;
    of a confidential scenario both are sizes in bytes. `gave` is how many came out, of which `out`
    may be a part. `ordinal` counts those of a long source that an earlier operation began.
    """

    id: str
    module: int
    name: str
    path: str
    at: datetime | None
    outcome: str
    given: Any
    out: list[Any]
    gave: int
    ordinal: int
    group: str | None
    stopped: str
    trouble: dict[str, Any] | None
    warnings: list[dict[str, Any]]
    confidential: bool


@dataclass(frozen=True, slots=True)
class Operations:
    """Operations in their order; `next` is for `after`. `forgotten` says why there are none."""

    items: list[Operation]
    next: str | None
    forgotten: str


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls in the order they were made; `next` is for `after`."""

    items: list[Call]
    next: str | None
    forgotten: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a log. `kind` is start, page, call, trouble, wait or end."""

    at: datetime | None
    kind: str
    module: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Log:
    """What happened, the newest last; `next` is for `after`."""

    items: list[Sentence]
    next: str | None
    forgotten: str


@routes.get("/runs/{run_id}/modules/{module}/operations", Permission.HISTORY_READ)
def list_operations(
    asked: Asked,
    *,
    run_id: str,
    module: int,
    outcome: Outcome = "",
    bundles: bool = True,
    after: str = "",
    limit: Limit = 50,
) -> Operations:
    """What one module of a run took in and gave out, operation by operation.

    `outcome` narrows it to those that were done, failed, were stopped by a filter, or warned.
    With `bundles=false` what went in and came out is left away: one bundle may give thousands.
    """
    house, run = asked.house, the_run(asked.house, run_id)
    _assure(house, run, module)
    step, ordinal, index = _cursor(after, 3)
    items: list[Operation] = []
    entries = house.journal.read(run.id, module, (step, ordinal - 1))
    for looked, entry in enumerate(entries, start=1):
        begin = index + 1 if (entry.step, entry.ordinal) == (step, ordinal) else 0
        for at, operation in list(enumerate(entry.operations))[begin:]:
            told = operation_of(entry, at, operation, most=None if bundles else 0)
            if outcome in ("", told.outcome) or (outcome == "warned" and told.warnings):
                items.append(told)
            if len(items) == limit:
                return Operations(items, told.id, "")
        if looked >= MOST_ENTRIES and entry.operations:
            last = f"{entry.step}.{entry.ordinal}.{len(entry.operations) - 1}"
            return Operations(items, last, "")
    return Operations(items, None, _forgotten(run))


@routes.get("/runs/{run_id}/modules/{module}/operations/{operation}", Permission.HISTORY_READ)
def show_operation(
    asked: Asked,
    *,
    run_id: str,
    module: int,
    operation: str,
    skip: Skip = 0,
    limit: Limit = 100,
) -> Operation:
    """One operation with what went in and, of what came out, `limit` bundles after `skip`."""
    house, run = asked.house, the_run(asked.house, run_id)
    _assure(house, run, module)
    step, ordinal, index = _cursor(operation, 3)
    entry = house.journal.entry(run.id, step, ordinal)
    if entry is None or entry.module != module or not 0 <= index < len(entry.operations):
        said = _forgotten(run) or f"Module {module} of the run has no operation {operation}."
        raise LookAgain(said)
    return operation_of(entry, index, entry.operations[index], skip=skip, most=limit)


@routes.get("/runs/{run_id}/calls", Permission.HISTORY_READ)
def list_calls(
    asked: Asked, *, run_id: str, module: int | None = None, after: str = "", limit: Limit = 200
) -> Calls:
    """The calls that a run made at services, in their order."""
    run = the_run(asked.house, run_id)
    (last,) = _cursor(after, 1)
    found = asked.house.calls.page(run.id, module, last, limit + 1)
    items = [call_of(id_, made) for id_, made in found[:limit]]
    more = items[-1].id if len(found) > limit else None
    return Calls(items, more, _forgotten(run))


@routes.get("/runs/{run_id}/log", Permission.HISTORY_READ)
def show_log(
    asked: Asked, *, run_id: str, advanced: bool = False, after: str = "", limit: Limit = 200
) -> Log:
    """What a run did, in sentences, the newest last.

    `advanced` tells of every page and every call; without, a sentence for each module, and what
    went wrong. Moments are when something was done.
    """
    house, run = asked.house, the_run(asked.house, run_id)
    if not advanced:
        return Log(list(_simple(house, run)), None, _forgotten(run))
    step, ordinal, call = _cursor(after, 3)
    items = [_began(run)] if not after else []
    entries = _some(house.journal.read(run.id, None, (step, ordinal)), limit)
    calls = house.calls.page(run.id, None, call, limit + 1)
    more = len(entries) == limit or len(calls) > limit
    merged, place = _merged(house, run, entries, calls[:limit], (step, ordinal, call), more)
    items += merged
    if more and place != (step, ordinal, call):
        return Log(items, ".".join(map(str, place)), _forgotten(run))
    return Log([*items, *_ended(run)], None, _forgotten(run))


def _assure(house: House, run: Run, module: int) -> None:
    there = [step.id for step in document_of(house, run).steps()]
    if module not in there:
        listed = ", ".join(map(str, there))
        raise LookAgain(f"{run.scenario} has no module {module}; it has {listed}.")


def _cursor(after: str, parts: int) -> tuple[int, ...]:
    if not after:
        return (-1,) * parts
    try:
        numbers = tuple(int(part) for part in after.split("."))
    except ValueError:
        numbers = ()
    if len(numbers) != parts or not all(-1 <= one < 2**31 for one in numbers):
        raise CorrectRequest("after is what the answer before gave as next.", field="after")
    return numbers


def _forgotten(run: Run) -> str:
    return FORGOTTEN.get(run.forgotten_why, "")


def operation_of(
    entry: Entry, at: int, operation: dict[str, Any], *, skip: int = 0, most: int | None = None
) -> Operation:
    """One operation of a journal's entry, at this place in it.

    Of what came out `most` bundles after `skip`; where that is 0, nothing of what went in either.
    """
    told = operation.get("sizes", operation)
    out = list(told.get("out", ()))
    outcome = next((kind for kind in ("trouble", "stopped") if kind in operation), "done")
    return Operation(
        id=f"{entry.step}.{entry.ordinal}.{at}",
        module=entry.module,
        name=operation_name(operation),
        path=str(operation.get("path", "")),
        at=entry.at,
        outcome="failed" if outcome == "trouble" else outcome,
        given=None if most == 0 else told.get("in"),
        out=out[skip:] if most is None else out[skip : skip + most],
        gave=len(out),
        ordinal=int(operation.get("from", 0)),
        group=operation.get("key"),
        stopped=str(operation.get("stopped", "")),
        trouble=operation.get("trouble"),
        warnings=list(operation.get("warnings", ())),
        confidential="sizes" in operation,
    )


# The log.


def _began(run: Run) -> Sentence:
    began = {
        "schedule": "by its schedule",
        "events": f"with {counted(int(run.origin.get('events') or 1), 'event')}",
        "gap": "to find what no delivery told of",
        "retried": "again, from where a bundle had stopped",
        "resolved": "after a bundle that a person found in the service",
        "again": "once more, with the inputs of an earlier run",
        "token": f"by {run.origin.get('who', 'somebody')}, over the API",
        "person": f"by {run.origin.get('who', 'a person')}",
    }.get(str(run.origin.get("by", "")), "by a person")
    said = f"{run.scenario}, version {run.version}, was started {began}."
    return Sentence(run.started_at, "start", None, said)


def _ended(run: Run) -> Iterator[Sentence]:
    if run.status == "waiting" and run.reason:
        yield Sentence(None, "wait", None, f"It waits: {run.reason}")
    if run.ended_at is None:
        return
    took = duration((run.ended_at - run.started_at).total_seconds())
    figures = f"{counted(run.operations, 'operation')}, {counted(run.api_calls, 'API call')}"
    why = f" {run.reason}" if run.reason else ""
    said = f"It ended with {run.status} after {took}: {figures}, {size(run.bytes)}.{why}"
    yield Sentence(run.ended_at, "end", None, said)


def _simple(house: House, run: Run) -> Iterator[Sentence]:
    yield _began(run)
    document = document_of(house, run)
    told = modules(house, run, document)
    for one in told:
        if one.operations or one.stopped or one.api_calls:
            yield Sentence(None, "page", one.id, _did(one))
    for failed in failures(house, run, document, told):
        times = f" {number(failed.count)} times" if failed.count > 1 else ""
        said = f"Module {failed.module} {failed.kind}{times}: {failed.message}"
        yield Sentence(None, "trouble", failed.module, said)
    yield from _ended(run)


def _did(one: Told) -> str:
    parts = [f"did {counted(one.operations, 'operation')}"]
    if one.bundles_in or one.bundles_out:
        taken = counted(one.bundles_in, "bundle")
        parts.append(f"took in {taken} and gave out {number(one.bundles_out)}")
    if one.stopped:
        parts.append(f"its filter stopped {number(one.stopped)}")
    if one.warned:
        parts.append(f"warned of {number(one.warned)}")
    if one.api_calls:
        waited = f", having waited {duration(one.waited)} for limits" if one.waited >= 0.005 else ""
        parts.append(f"made {counted(one.api_calls, 'call')}{waited}")
    return f"Module {one.id} ({one.label}) {'; '.join(parts)}."


def _some(entries: Iterator[Entry], limit: int) -> list[Entry]:
    found = []
    for entry in entries:
        found.append(entry)
        if len(found) == limit:
            break
    return found


def _merged(
    house: House,
    run: Run,
    entries: Sequence[Entry],
    calls: Sequence[tuple[int, Made]],
    place: tuple[int, ...],
    more: bool,
) -> tuple[list[Sentence], tuple[int, ...]]:
    """Pages and calls by their moments; of what was cut off, nothing is told before the rest."""
    labels = {step.id: _label(house, step.module) for step in document_of(house, run).steps()}
    last_page = entries[-1].at if entries else None
    last_call = calls[-1][1].at if calls else None
    bound = min((at for at in (last_page, last_call) if at), default=None) if more else None
    told: list[tuple[datetime, Sentence]] = []
    step, ordinal, call = place
    for entry in entries:
        at = entry.at or run.started_at
        if bound is None or at <= bound:
            step, ordinal = entry.step, entry.ordinal
            told += [(at, one) for one in _page(entry, at, labels[entry.module])]
    for id_, made in calls:
        if bound is None or made.at <= bound:
            call = id_
            told.append((made.at, _called(made, labels[made.module])))
    told.sort(key=lambda pair: pair[0])
    return [sentence for _, sentence in told], (step, ordinal, call)


def _label(house: House, module: str) -> str:
    known = house.modules.get(module)
    return known.label if known else module.capitalize()


def _page(entry: Entry, at: datetime, label: str) -> Iterator[Sentence]:
    count = Told(id=entry.module, module="", label=label, line=0)
    count.operations = entry.counted
    for operation in entry.operations:
        count.add(operation)
    yield Sentence(at, "page", entry.module, _did(count))
    for alike in count.troubles.values():
        times = f" {number(alike.count)} times" if alike.count > 1 else ""
        said = f"Module {entry.module} ({label}) failed{times}: {alike.message}"
        yield Sentence(at, "trouble", entry.module, said)


def _called(made: Made, label: str) -> Sentence:
    answer = f"was answered {made.status}" if made.status else f"got no answer: {made.trouble}"
    said = (
        f"Module {made.module} ({label}) called {made.method} {made.path} and {answer}"
        f" after {duration(made.seconds)} ({size(made.bytes_out)} sent, {size(made.bytes_in)}"
        " received)."
    )
    return Sentence(made.at, "call", made.module, said)
