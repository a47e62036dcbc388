"""One run: what each module took in and gave out, what it waited for, and what failed and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from tallyloom.api.access import Permission
from tallyloom.api.figures import counted, duration, number, size
from tallyloom.api.home import state, when
from tallyloom.api.markup import Child, element
from tallyloom.api.page import page
from tallyloom.api.route import Asked, Routes
from tallyloom.api.run_facts import (
    FORGOTTEN,
    Failure,
    Told,
    document_of,
    failures,
    modules,
    operation_name,
    seconds,
    sizes_told,
)
from tallyloom.store.journal import shape
from tallyloom.store.json import encoded

if TYPE_CHECKING:
    from datetime import datetime

    from tallyloom.store.calls import Made
    from tallyloom.store.runs import Run

FEW = 10
MANY = 200
CALLS = 200
OUT = 20  # bundles of one operation
VALUE = 20_000  # characters of one bundle


routes = Routes("pages")


@routes.page("/runs/{run_id}", Permission.HISTORY_READ)
def run_page(asked: Asked, *, run_id: str, module: int | None = None) -> HTMLResponse:
    """With `module`, more operations of that module alone."""
    found = asked.house.runs.get(run_id)
    return _page(asked, found, module) if found else _nothing()


def _nothing() -> HTMLResponse:
    back = element("p", element("a", "All runs", href="/"))
    said = element("p", "There is no run with this address; it may belong elsewhere.")
    return page("No such run", element("h1", "No such run"), said, back, status=404)


def _page(asked: Asked, run: Run, module: int | None) -> HTMLResponse:
    house = asked.house
    document = document_of(house, run)
    told = modules(house, run, document, only=module, limit=MANY if module else FEW)
    calls = [c for c in house.calls.of(run.id) if module is None or c.module == module]
    now, failed = house.clock.now(), failures(house, run, document, told)
    back = element("a", "All operations of this run", href=f"/runs/{run.id}")
    return page(
        run.scenario,
        element("h1", run.scenario),
        element("p", state(run.status), " ", element("span", run.id, class_="mono muted")),
        _facts(run, now),
        [_failure(one) for one in failed[:FEW]] or _reason(run, now),
        element("p", FORGOTTEN[run.forgotten_why], class_="muted") if run.forgotten_at else None,
        element("h2", "Modules"),
        element("p", back) if module else _overview(told),
        [_module(run, one, alone=module is not None) for one in told if one.shown],
        _calls(calls),
        asked=asked,
    )


def _facts(run: Run, now: datetime) -> Markup:
    facts: list[tuple[str, Child]] = [
        ("Start", when(run.started_at, now)),
        ("Duration", duration(seconds(run, now))),
        ("Operations", number(run.operations)),
        ("API calls", number(run.api_calls)),
        ("Data", size(run.bytes)),
        ("Failed", number(run.failed)),
    ]
    if run.waited >= 0.005:
        facts.append(("Waited for limits", duration(run.waited)))
    pairs = [element("div", element("dt", name), element("dd", fact)) for name, fact in facts]
    return element("dl", pairs, class_="facts panel")


def _reason(run: Run, now: datetime) -> Markup | None:
    if not run.reason:
        return None
    later = None
    if run.not_before is not None:
        later = element("p", "It goes on at ", when(run.not_before, now), ".")
    elif run.status == "waiting":
        resume = element("code", f"tallyloom runs resume {run.id[-8:]}")
        later = element("p", "It waits for a person. When that is mended: ", resume)
    return element("div", element("pre", run.reason), later, class_=f"note panel {run.status}")


def _failure(one: Failure) -> Markup:
    times = f" {number(one.count)} times" if one.count > 1 else ""
    show = f"tallyloom incomplete show {one.ids[0][-8:]}" if one.ids else ""
    answer = element("p", "Answer it: ", element("code", show), class_="small muted")
    return element(
        "div",
        element("p", element("strong", f"{one.kind}{times}"), f" · {one.where}"),
        element("pre", one.message),
        answer if show else None,
        class_="note panel error",
    )


def _overview(told: Sequence[Told]) -> Markup:
    names = ("Operations", "Bundles in", "Bundles out", "Stopped", "Failed", "API calls")
    heads = [
        element("th", "Module", scope="col", class_="wide"),
        *(element("th", name, scope="col", class_="number") for name in names),
    ]
    table = element(
        "table",
        element("caption", "What each module did", class_="hidden"),
        element("thead", element("tr", heads)),
        element("tbody", [_counts(one) for one in told]),
    )
    return element(
        "div", table, class_="panel scroll", tabindex="0", role="region", aria_label="Modules"
    )


def _counts(one: Told) -> Markup:
    counts = (
        one.operations, one.bundles_in, one.bundles_out, one.stopped, one.failed, one.api_calls
    )  # fmt: skip
    name = element("span", f" {one.module}", class_="mono muted")
    label = element("a", one.label, href=f"#module-{one.id}") if one.shown else one.label
    return element(
        "tr",
        element("th", f"{one.id}  ", label, name, scope="row", class_="wide"),
        [element("td", number(count) if count else "", class_="number") for count in counts],
    )


def _module(run: Run, one: Told, *, alone: bool) -> Markup:
    hidden = one.operations + one.stopped - len(one.shown)
    more: Markup | None = None
    if hidden > 0:
        link = element("a", "show more", href=f"/runs/{run.id}?module={one.id}")
        rest = element("code", f"tallyloom runs show {run.id[-8:]} --module {one.id} --limit N")
        more = element(
            "p", f"{number(hidden)} more: ", rest if alone else link, class_="more muted"
        )
    head = element(
        "div",
        element("h3", f"{one.id}  {one.label}"),
        element("span", one.module, class_="mono muted"),
        element("span", _summary(one), class_="small muted"),
        class_="head",
    )
    shown = [_operation(operation) for operation in one.shown]
    return element("section", head, shown, more, class_="panel module", id=f"module-{one.id}")


def _summary(one: Told) -> str:
    said = [counted(one.operations, "operation")] if one.operations else []
    parts = (
        (one.bundles_in, "in"),
        (one.bundles_out, "out"),
        (one.stopped, "stopped"),
        (one.warned, "warned"),
        (one.failed, "failed"),
    )
    said += [f"{number(count)} {what}" for count, what in parts if count]
    if one.waited >= 0.005:
        said.append(f"waited {duration(one.waited)}")
    return " · ".join(said)


def _operation(operation: dict[str, Any]) -> Markup:
    name = operation_name(operation)
    parts: list[Child] = []
    if "sizes" in operation:
        parts += [element("dt", "Hidden"), element("dd", sizes_told(operation["sizes"]))]
    if "key" in operation:
        parts += [element("dt", "Group"), element("dd", element("pre", str(operation["key"])))]
    if "in" in operation:
        parts += [element("dt", "In"), element("dd", _value(operation["in"]))]
    out = operation.get("out", ())
    parts += [[element("dt", "Out"), element("dd", _value(one))] for one in out[:OUT]]
    if len(out) > OUT:
        parts.append(element("dd", f"… {number(len(out) - OUT)} more bundles", class_="muted"))
    label, kind = _outcome(operation, shape(operation)[1])
    warned = [f"{one['code']}: {one['message']}" for one in operation.get("warnings", ())]
    parts = [
        [element("dt", "Warning"), element("dd", element("pre", one))] for one in warned
    ] + parts
    if "trouble" in operation:
        told = element("pre", str(operation["trouble"].get("message", "")))
        parts = [element("dt", "Failed"), element("dd", told), *parts]
    summary = element(
        "summary",
        element("span", f"{name} ", class_="mono"),
        element("span", label, class_=kind),
        element("span", f" · {counted(len(warned), 'warning')}", class_="warning")
        if warned
        else None,
    )
    if not parts:
        return element("p", element("span", f"{name} ", class_="mono"), label, class_="more")
    return element("details", summary, element("dl", parts, class_="bundle"))


def _outcome(operation: dict[str, Any], out: int) -> tuple[str, str]:
    if "stopped" in operation:
        return f"stopped by the filter: {operation['stopped']}", "muted"
    if "trouble" in operation:
        return str(operation["trouble"].get("message", "")).split("\n", maxsplit=1)[0], "error"
    if "key" in operation:
        return f"kept for group {operation['key']}" if operation["key"] else "kept", "muted"
    return f"{number(out)} out", "muted"


def _value(value: Any) -> Markup:
    text = msgspec.json.format(encoded(value), indent=2).decode()
    if len(text) > VALUE:
        text = f"{text[:VALUE]}\n… {number(len(text) - VALUE)} more characters"
    return element("pre", text, tabindex="0")


def _calls(calls: Sequence[Made]) -> Markup | None:
    if not calls:
        return None
    names = ("Module", "Status", "Sent", "Received", "Took", "Waited")
    heads = [
        element("th", "Call", scope="col", class_="wide"),
        *(element("th", name, scope="col", class_="number") for name in names),
    ]
    table = element(
        "table",
        element("caption", "API calls of this run", class_="hidden"),
        element("thead", element("tr", heads)),
        element("tbody", [_call(call) for call in calls[:CALLS]]),
    )
    hidden = len(calls) - CALLS
    more = element("p", f"{number(hidden)} more calls", class_="more muted") if hidden > 0 else None
    panel = element(
        "div",
        table,
        more,
        class_="panel scroll",
        tabindex="0",
        role="region",
        aria_label="API calls",
    )
    return element("section", element("h2", "API calls"), panel)


def _call(call: Made) -> Markup:
    waited = duration(call.waited) if call.waited >= 0.005 else ""
    figures = (
        str(call.module), str(call.status or "no answer"), size(call.bytes_out),
        size(call.bytes_in), duration(call.seconds), waited,
    )  # fmt: skip
    said = element("span", f" {call.trouble}", class_="error") if call.trouble else None
    return element(
        "tr",
        element("th", f"{call.method} {call.path}", said, scope="row", class_="wide mono"),
        [element("td", figure, class_="number") for figure in figures],
    )
