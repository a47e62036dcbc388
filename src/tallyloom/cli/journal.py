"""A run on a terminal: what each module did, what failed and why, operation by operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from tallyloom.api.figures import duration, number, size
from tallyloom.api.runs import (
    SIGNS,
    Failure,
    call_facts,
    document_of,
    facts,
    failures,
    modules,
    operation_name,
)
from tallyloom.api.runs import Told as OfModule
from tallyloom.cli.screen import Screen, clean, clean_lines
from tallyloom.cli.tables import COLOURS, Cell, Rows
from tallyloom.cli.waiting import code_of_run

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.house import House
    from tallyloom.store.calls import Made
    from tallyloom.store.runs import Run

Told = Mapping[str, Any]
FAILURES = 5
OUT = 5  # bundles of one operation that a terminal is shown
VALUE = 400  # characters of one value that a terminal is shown; --json shows all


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything about a run that is shown of it."""

    run: Run
    now: datetime
    told: Sequence[OfModule]
    failed: Sequence[Failure]
    calls: Sequence[Made] | None = None

    @classmethod
    def of(cls, house: House, run: Run, *, only: int | None = None, limit: int = 0) -> Shown:
        """Modules and failures; with a `limit` also so many operations of each, and the calls."""
        document = document_of(house, run)
        told = modules(house, run, document, only=only, limit=limit)
        return cls(
            run,
            house.clock.now(),
            told,
            failures(house, run, document, told),
            house.calls.of(run.id) if limit else None,
        )

    def value(self) -> dict[str, Any]:
        return {
            **facts(self.run, self.now),
            "modules": [one.value() for one in self.told],
            "failures": [one.value() for one in self.failed],
            **({} if self.calls is None else {"calls": list(call_facts(self.calls))}),
        }

    def print(self, out: Console) -> None:
        print_run(out, self.value())


def finished(screen: Screen, house: House, run: Run) -> int:
    """Print a run that this command waited for; its exit code."""
    shown = Shown.of(house, run)
    screen.object(shown.value(), shown.print)
    return code_of_run(run)


def print_run(out: Console, run: Told) -> None:
    """A line, a table of modules, the operations and calls if there are any, the failures."""
    out.print(_headline(run))
    out.print(f"  run {run['id']}", style="dim")
    out.print()
    _modules(run["modules"]).print(out)
    for one in run["modules"]:
        _operations(out, one)
    if run.get("calls"):
        _calls(out, run["calls"])
    _failures(out, run)


def _headline(run: Told) -> Text:
    status = run["status"]
    line = Text(f"{SIGNS[status]} ", style=COLOURS[status])
    line.append(clean(run["scenario"]), style="bold default")
    line.append(f"  {status}", style=COLOURS[status])
    figures = (
        f" in {duration(float(run['seconds']))} · {number(run['operations'])} operations · "
        f"{number(run['api_calls'])} API calls · {size(run['bytes'])}"
    )
    return line.append(figures, style="default")


def _modules(told: Sequence[Told]) -> Rows:
    stopped, failed = any(one["stopped"] for one in told), any(one["failed"] for one in told)
    warned = any(one["warned"] for one in told)
    heads = ["#>", "Module*", "Operations>", "In>", "Out>", "Calls>"]
    heads += ["Stopped>"] * stopped + ["Warned>"] * warned + ["Failed>"] * failed
    made = Rows(heads)
    for one in told:
        row: list[Cell] = [str(one["id"]), clean(one["module"]), number(one["operations"])]
        row += [number(one["bundles_in"]), number(one["bundles_out"]), _some(one["api_calls"])]
        row += [_some(one["stopped"])] * stopped
        row += [Text(_some(one["warned"]), style="yellow")] * warned
        row += [Text(_some(one["failed"]), style="red")] * failed
        made.add(*row)
    return made


def _some(count: int) -> str:
    return number(count) if count else ""


def _operations(out: Console, one: Told) -> None:
    shown = one["shown"]
    for operation in shown:
        out.print()
        head = Text(f"module {one['id']} {clean(one['module'])}", style="bold")
        head.append(f"  {clean(operation_name(operation))}", style="not bold dim")
        out.print(head)
        for label, value in _parts(operation):
            line = Text(f"  {label:<8}", style="dim")
            out.print(line.append(_short(value), style="default not dim"))
    hidden = one["operations"] + one["stopped"] - len(shown)
    if shown and hidden > 0:
        out.print(f"  … {number(hidden)} more; --limit shows more of them", style="dim")


def _parts(operation: dict[str, Any]) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = []
    if "in" in operation:
        parts.append(("in", operation["in"]))
    if "key" in operation:
        parts.append(("group", operation["key"]))
    out = operation.get("out", ())
    parts += [("out", bundle) for bundle in out[:OUT]]
    if len(out) > OUT:
        parts.append(("", f"… {number(len(out) - OUT)} more bundles"))
    warnings = operation.get("warnings", ())
    parts += [("warning", f"{one['code']}: {one['message']}") for one in warnings]
    if "stopped" in operation:
        parts.append(("stopped", operation["stopped"]))
    if "trouble" in operation:
        parts.append(("failed", operation["trouble"].get("message", "")))
    return parts


def _short(value: Any) -> str:
    from tallyloom.store.json import dumps

    text = value if isinstance(value, str) else dumps(value)
    text = clean_lines(text)
    return text if len(text) <= VALUE else f"{text[:VALUE]}… ({number(len(text))} characters)"


def _calls(out: Console, calls: Sequence[Told]) -> None:
    out.print()
    made = Rows(["Call*", "#>", "Status>", "Sent>", "Received>", "Took>", "Waited>"])
    for call in calls:
        waited = float(call["waited_seconds"])
        made.add(
            clean(f"{call['method']} {call['path']}"),
            str(call["module"]),
            str(call["status"] or "none"),
            size(call["bytes_out"]),
            size(call["bytes_in"]),
            duration(float(call["seconds"])),
            duration(waited) if waited >= 0.005 else "",
        )
    made.print(out)


def _failures(out: Console, run: Told) -> None:
    failed = run["failures"]
    if run["reason"] and not failed:
        out.print()
        out.print(Text(clean_lines(run["reason"]), style=COLOURS[run["status"]]))
    for one in failed[:FAILURES]:
        out.print()
        times = f" ({number(one['count'])} times)" if one["count"] > 1 else ""
        head = Text(f"{one['kind']}{times} ", style="red")
        out.print(head.append(clean(one["where"]), style="default"))
        for line in clean_lines(one["message"]).split("\n"):
            out.print(f"  {line}")
    if len(failed) > FAILURES:
        out.print(f"… and {number(len(failed) - FAILURES)} other kinds of failure.")
    if any(one["ids"] for one in failed):
        out.print()
        out.print(f"Answer them: tallyloom incomplete list --run {run['id'][-8:]}", style="dim")
