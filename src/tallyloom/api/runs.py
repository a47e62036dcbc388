"""What the front doors tell of runs: the same JSON values on the pages and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tallyloom.api.figures import moment
from tallyloom.flow.problems import Problem

if TYPE_CHECKING:
    from tallyloom.flow.document import Document, Step
    from tallyloom.house import House
    from tallyloom.store.calls import Made
    from tallyloom.store.incomplete import Incomplete
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


def facts(run: Run, now: datetime) -> dict[str, Any]:
    """A run in a list. `bytes` are those of requests and answers at the door plus files."""
    return {
        "id": run.id,
        "scenario": run.scenario,
        "version": run.version,
        "status": run.status,
        "reason": run.reason,
        "started_at": moment(run.started_at),
        "ended_at": moment(run.ended_at),
        "goes_on_at": moment(run.not_before) if run.status == "waiting" else None,
        "seconds": round(seconds(run, now), 3),
        "operations": run.operations,
        "failed": run.failed,
        "api_calls": run.api_calls,
        "bytes": run.bytes,
        "waited_seconds": round(run.waited, 3),
        "origin": dict(run.origin),
        "inputs": dict(run.inputs),
    }


@dataclass(slots=True)
class Alike:
    """Operations of one module that failed for the same reason, and the bundle of the first."""

    message: str
    remedy: str
    bundle: str
    count: int = 0


@dataclass(slots=True)
class Told:
    """What one module of a run did. `shown` are its first operations, as the journal has them."""

    id: int
    module: str
    label: str
    line: int
    operations: int = 0
    bundles_in: int = 0
    bundles_out: int = 0
    failed: int = 0
    stopped: int = 0
    warned: int = 0
    api_calls: int = 0
    waited: float = 0.0
    shown: list[dict[str, Any]] = field(default_factory=list)
    troubles: dict[str, Alike] = field(default_factory=dict)

    def add(self, operation: dict[str, Any]) -> None:
        self.bundles_out += len(operation.get("out", ()))
        self.warned += "warnings" in operation
        if "stopped" in operation:
            self.stopped += 1
            return
        if "trouble" in operation:
            self._fail(operation)
        self.bundles_in += "in" in operation or "trouble" in operation

    def _fail(self, operation: dict[str, Any]) -> None:
        """Every bundle has its own path; in a list of failures the first one's will do."""
        self.failed += 1
        trouble = operation["trouble"]
        message = str(trouble.get("message", ""))
        path = f", bundle {operation['path']}" if operation["path"] else ""
        first = Alike(message, str(trouble.get("remedy", "")), path)
        self.troubles.setdefault(message, first).count += 1

    def value(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "module": self.module,
            "label": self.label,
            "line": self.line,
            "operations": self.operations,
            "bundles_in": self.bundles_in,
            "bundles_out": self.bundles_out,
            "failed": self.failed,
            "stopped": self.stopped,
            "warned": self.warned,
            "api_calls": self.api_calls,
            "waited_seconds": round(self.waited, 3),
            "shown": self.shown,
        }


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
    for entry in house.journal.read(run.id, only):
        one = told[entry.module]
        one.operations += entry.counted
        for operation in entry.operations:
            one.add(operation)
            if len(one.shown) < limit:
                one.shown.append(operation)
    for call in house.calls.of(run.id):
        told[call.module].api_calls += 1
        told[call.module].waited += call.waited
    return [one for one in told.values() if only is None or one.id == only]


def _told(house: House, step: Step) -> Told:
    module = house.modules.get(step.module)
    label = module.label if module else step.module.capitalize()
    return Told(step.id, step.module, label, step.line)


def operation_name(operation: dict[str, Any]) -> str:
    """What to call an operation: by the path of its bundle, or as what an aggregator gave."""
    path = operation.get("path") or "start"
    gave = "out" in operation and "in" not in operation and "from" not in operation
    return f"{'result' if gave else 'bundle'} {path}" if path != "start" else path


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

    def value(self) -> dict[str, Any]:
        return {
            "module": self.module,
            "where": self.where,
            "message": self.message,
            "kind": self.kind,
            "count": self.count,
            "ids": list(self.ids),
        }


def failures(house: House, run: Run, document: Document, told: Iterable[Told]) -> list[Failure]:
    """What failed in a run, alike ones together, a cause before what is held back for it."""
    steps = {step.id: step for step in document.steps()}
    file = str(run.origin.get("file") or run.scenario)
    ids: dict[tuple[int, str], list[str]] = {}
    for one in house.incomplete.those(state="", run=run.id, limit=1000):
        ids.setdefault((one.module, str(one.trouble.get("message", ""))), []).append(one.id)
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


def call_facts(calls: Iterable[Made]) -> Iterator[dict[str, Any]]:
    """The calls of a run; `status` is None and `trouble` says why where no answer came."""
    for call in calls:
        yield {
            "module": call.module,
            "at": moment(call.at),
            "method": call.method,
            "path": call.path,
            "status": call.status,
            "bytes_out": call.bytes_out,
            "bytes_in": call.bytes_in,
            "seconds": round(call.seconds, 3),
            "waited_seconds": round(call.waited, 3),
            "trouble": call.trouble,
        }


def incomplete_facts(one: Incomplete) -> dict[str, Any]:
    """What waits for an answer; `kind` is failed or parked."""
    return {
        "id": one.id,
        "run": one.run_id,
        "module": one.module,
        "kind": one.kind,
        "state": one.state,
        "remedy": one.trouble.get("remedy", ""),
        "message": one.trouble.get("message", ""),
        "words": list(one.trouble.get("words", ())),
        "created_at": moment(one.created_at),
        "answered_at": moment(one.answered_at),
        "answer": one.answer,
        "next_run": one.next_run,
    }
