"""What the front doors tell of runs: the same values in the API, on the pages, at the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tallyloom.api.figures import counted, size
from tallyloom.flow.problems import Problem
from tallyloom.store.history import kind_of
from tallyloom.store.journal import hidden_trouble
from tallyloom.store.tally import COUNTS, Count, Tally

if TYPE_CHECKING:
    from tallyloom.flow.document import Document, Step
    from tallyloom.house import House
    from tallyloom.store.calls import Made
    from tallyloom.store.runs import Run

SIGNS = {
    "success": "✓",
    "warning": "!",
    "error": "✗",
    "running": "▸",
    "waiting": "…",
    "cancelled": "–",
}


def seconds(run: Run, now: datetime) -> float:
    """How long a run took, or has taken so far."""
    return max(0.0, ((run.ended_at or now) - run.started_at).total_seconds())


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list.

    `status` is waiting, running, success, warning, error or cancelled; `began` is scheduled,
    instant, manual, API or resume, and `origin` says more of that. `bytes` are those of requests
    and answers at the door plus files, `retries` the tries in a row that met trouble. At
    `forgotten_at` its bundles, calls and inputs were dropped; `forgotten` says why.
    """

    id: str
    scenario_id: str
    scenario: str
    version: int
    status: str
    reason: str
    began: str
    started_at: datetime
    ended_at: datetime | None
    goes_on_at: datetime | None
    retries: int
    seconds: float
    operations: int
    completed: int
    failed: int
    api_calls: int
    bytes: int
    waited_seconds: float
    confidential: bool
    forgotten_at: datetime | None
    forgotten: str
    origin: dict[str, Any]
    inputs: dict[str, Any]


FORGOTTEN = {
    "age": "Its bundles, calls and inputs are gone: they were kept for as long as they are to be.",
    "size": "Its bundles, calls and inputs are gone: the history had become larger than it may be.",
}


def line(run: Run, now: datetime) -> RunLine:
    """A run as lists show it."""
    return RunLine(
        id=run.id,
        scenario_id=run.scenario_id,
        scenario=run.scenario,
        version=run.version,
        status=run.status,
        reason=run.reason,
        began=kind_of(run.origin),
        started_at=run.started_at,
        ended_at=run.ended_at,
        goes_on_at=run.not_before if run.status == "waiting" else None,
        retries=run.retries,
        seconds=round(seconds(run, now), 3),
        operations=run.operations,
        completed=run.completed,
        failed=run.failed,
        api_calls=run.api_calls,
        bytes=run.bytes,
        waited_seconds=round(run.waited, 3),
        confidential=run.confidential,
        forgotten_at=run.forgotten_at,
        forgotten=FORGOTTEN.get(run.forgotten_why, ""),
        origin=dict(run.origin),
        inputs={} if run.confidential else dict(run.inputs),
    )


def facts(run: Run, now: datetime) -> dict[str, Any]:
    """The same as JSON values."""
    from tallyloom.api.route import plain

    told: dict[str, Any] = plain(line(run, now))
    return told


@dataclass(frozen=True, slots=True)
class RunModule:
    """What one module of a run did, in the order of the file.

    `stopped` counts bundles that its filter stopped, `warned` those of which something was said.
    `began_at` and `ended_at` bound its pages and calls; null where it did nothing, or where that
    is not kept any more. `shown` are its first operations, as the journal has them.
    """

    id: int
    module: str
    label: str
    line: int
    operations: int
    bundles_in: int
    bundles_out: int
    failed: int
    stopped: int
    warned: int
    api_calls: int
    waited_seconds: float
    began_at: datetime | None
    ended_at: datetime | None
    shown: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a service; `status` is null and `trouble` says why where no answer came."""

    id: str
    module: int
    at: datetime
    method: str
    path: str
    status: int | None
    bytes_out: int
    bytes_in: int
    seconds: float
    waited_seconds: float
    trouble: str


@dataclass(slots=True)
class Alike:
    """Operations of one module that failed for the same reason, and the bundle of the first."""

    message: str
    remedy: str
    bundle: str
    count: int = 0


@dataclass(slots=True, kw_only=True)
class Told(Count):
    """What one module of a run did. `shown` are its first operations, as the journal has them."""

    id: int
    module: str
    label: str
    line: int
    began_at: datetime | None = None
    ended_at: datetime | None = None
    shown: list[dict[str, Any]] = field(default_factory=list)
    troubles: dict[str, Alike] = field(default_factory=dict)

    def add(self, operation: Mapping[str, Any]) -> None:
        Count.add(self, operation)  # super() does not know the class that slots made of this one
        if "trouble" in operation and "stopped" not in operation:
            self._alike(operation)

    def _alike(self, operation: Mapping[str, Any]) -> None:
        """Every bundle has its own path; in a list of failures the first one's will do."""
        trouble = operation["trouble"]
        message = str(trouble.get("message", ""))
        path = f", bundle {operation['path']}" if operation["path"] else ""
        first = Alike(message, str(trouble.get("remedy", "")), path)
        self.troubles.setdefault(message, first).count += 1

    def spans(self, began: datetime | None, ended: datetime | None) -> None:
        """It was at work from then to then."""
        if began is not None and ended is not None:
            self.began_at = min(began, self.began_at or began)
            self.ended_at = max(ended, self.ended_at or ended)

    def take(self, count: Count) -> None:
        """What is known of a run whose bundles are gone."""
        for name in (*COUNTS, "api_calls", "waited"):
            setattr(self, name, getattr(count, name))

    def told(self) -> RunModule:
        return RunModule(
            id=self.id,
            module=self.module,
            label=self.label,
            line=self.line,
            **Count.value(self),
            began_at=self.began_at,
            ended_at=self.ended_at,
            shown=self.shown,
        )


def document_of(house: House, run: Run) -> Document:
    """The scenario as it was when the run began."""
    from tallyloom.flow.read import read

    version = house.scenarios.version(run.scenario_id, run.version)
    return read(version.document, run.scenario)


def modules(
    house: House, run: Run, document: Document, *, only: int | None = None, limit: int = 0
) -> list[Told]:
    """What each module did, in the order of the file, with its first `limit` operations."""
    told = {step.id: _told(house, step) for step in document.steps()}
    if run.forgotten_at is not None:
        for id_, count in Tally.read(run.tally).modules.items():
            told[id_].take(count)
        return [one for one in told.values() if only is None or one.id == only]
    for entry in house.journal.read(run.id, only):
        one = told[entry.module]
        one.operations += entry.counted
        one.spans(entry.at, entry.at)
        for operation in entry.operations:
            one.add(operation)
            if len(one.shown) < limit:
                one.shown.append(operation)
    for call in house.calls.of(run.id):
        one = told[call.module]
        one.api_calls += 1
        one.waited += call.waited
        waited, took = timedelta(seconds=call.waited), timedelta(seconds=call.seconds)
        one.spans(call.at - waited, call.at + took)
    return [one for one in told.values() if only is None or one.id == only]


def _told(house: House, step: Step) -> Told:
    module = house.modules.get(step.module)
    label = module.label if module else step.module.capitalize()
    return Told(id=step.id, module=step.module, label=label, line=step.line)


def operation_name(operation: dict[str, Any]) -> str:
    """What to call an operation: by the path of its bundle, or as what an aggregator gave."""
    path = operation.get("path") or "start"
    told = operation.get("sizes", operation)
    gave = "out" in told and "in" not in told and "from" not in operation
    return f"{'result' if gave else 'bundle'} {path}" if path != "start" else path


def sizes_told(sizes: Mapping[str, Any]) -> str:
    """What is known of the bundles of a confidential operation."""
    given = f"{size(sizes['in'])} in, " if "in" in sizes else ""
    out = sizes.get("out", ())
    return f"{given}{counted(len(out), 'bundle')} of {size(sum(out))} out"


@dataclass(frozen=True, slots=True)
class Failure:
    """Bundles that failed alike: where, why, how many, and the ids to answer them by.

    There is no id where nothing could go on: a cycle's first module that brought nothing forth.
    """

    module: int
    where: str
    message: str
    kind: str
    count: int
    ids: tuple[str, ...]


def failures(house: House, run: Run, document: Document, told: Iterable[Told]) -> list[Failure]:
    """What failed in a run, alike ones together, a cause before what is held back for it."""
    steps = {step.id: step for step in document.steps()}
    file = str(run.origin.get("file") or run.scenario)
    ids: dict[tuple[int, str], list[str]] = {}
    for one in house.incomplete.those(state="", run=run.id, limit=1000):
        trouble = hidden_trouble(one.trouble) if run.confidential else one.trouble
        ids.setdefault((one.module, str(trouble.get("message", ""))), []).append(one.id)
    found = [(one.id, alike) for one in told for alike in one.troubles.values()]
    return [
        Failure(
            module=module,
            where=f"{_where(steps[module], alike.message, file)}{alike.bundle}",
            message=alike.message,
            kind="parked" if alike.remedy == "Parked" else "failed",
            count=alike.count,
            ids=tuple(ids.get((module, alike.message), ())),
        )
        for module, alike in sorted(found, key=lambda pair: pair[1].remedy == "HeldBack")
    ]


def _where(step: Step, message: str, file: str) -> str:
    """File, line and module; the line of the input that the message begins with, if it does."""
    part = message.partition(":")[0]
    line = step.lines.get(f"map.{part}") or step.lines.get(part) or step.line
    return f"{Problem('', line, step.id).where(file)} ({step.module})"


def call_of(id_: int, made: Made) -> Call:
    """One call as the history tells it."""
    return Call(
        str(id_),
        made.module,
        made.at,
        made.method,
        made.path,
        made.status,
        made.bytes_out,
        made.bytes_in,
        round(made.seconds, 3),
        round(made.waited, 3),
        made.trouble,
    )
