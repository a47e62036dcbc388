"""A run on a terminal: what each module did, what failed and why, operation by operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from tallyloom.api.figures import duration, number, size
from tallyloom.api.run_facts import SIGNS, operation_name, sizes_told
from tallyloom.cli.screen import clean, clean_lines
from tallyloom.cli.tables import COLOURS, Cell, Rows

if TYPE_CHECKING:
    from rich.console import Console

Told = Mapping[str, Any]
FAILURES = 5
OUT = 5  # bundles of one operation that a terminal is shown
VALUE = 400  # characters of one value that a terminal is shown; --json shows all


def print_run(out: Console, run: Told) -> None:
    """A line, a table of modules, the operations and calls if there are any, the failures."""
    out.print(_headline(run))
    out.print(f"  run {run['id']}", style="dim")
    if run.get("forgotten"):
        out.print(f"  {clean(run['forgotten'])}", style="dim")
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
    if "sizes" in operation:
        parts.append(("hidden", sizes_told(operation["sizes"])))
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
