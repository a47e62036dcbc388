"""An engine without a dispatcher: real rows, small apps, and a service that lives in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from tallyloom.connections.client import Exchange
from tallyloom.connections.connections import Connections
from tallyloom.engine.calling import Services
from tallyloom.engine.governor import Governor
from tallyloom.engine.runner import Rows, Runner, Stand
from tallyloom.engine.sources import Sources
from tallyloom.engine.work import dumped
from tallyloom.flow.plan import plan
from tallyloom.flow.read import read
from tallyloom.house import installed_apps, modules_by_name
from tallyloom.kit import (
    Action,
    Again,
    Aggregate,
    Answer,
    Anything,
    App,
    BadInput,
    Bundle,
    Found,
    Inputs,
    Iterate,
    Reader,
    Refused,
    Request,
    RetryLater,
    Search,
    Steps,
    Transform,
    Value,
)
from tallyloom.store.aggregates import Aggregates
from tallyloom.store.allowances import Allowances
from tallyloom.store.blobs import Blobs
from tallyloom.store.calls import Calls
from tallyloom.store.database import Database
from tallyloom.store.deliveries import Deliveries
from tallyloom.store.ids import new_id
from tallyloom.store.incomplete import IncompleteRuns
from tallyloom.store.journal import Journal
from tallyloom.store.json import dumps
from tallyloom.store.runs import Run, Runs
from tallyloom.store.scenarios import Scenarios
from tallyloom.store.sends import Sends
from tallyloom.store.sources import Sources as SourceRows

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BREAK = "!"  # a list breaks off here
OF = (Anything(name="of", label="Of"),)


class Clock:
    """Time that passes when somebody waits, or is told to."""

    def __init__(self) -> None:
        self.time = NOON
        self.waited: list[float] = []

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += timedelta(seconds=seconds)


def fails(value: Value) -> bool:
    """Which values no module here can use."""
    return isinstance(value, int) and value % 5 == 4


def _usable(value: Value) -> Value:
    if fails(value):
        raise BadInput(f"{value} cannot be used.", field="of")
    return value


def _note(given: Inputs) -> Bundle:
    return {"v": _usable(given.get("of"))}


def _each(given: Inputs, _reader: Reader, token: Value) -> Iterator[tuple[Bundle, Value]]:
    for at, item in enumerate(given.get("of", [])[token or 0 :], start=(token or 0) + 1):
        if item == BREAK:
            raise BadInput("The list breaks off.", field="of")
        yield {"v": item}, at


def _post(given: Inputs) -> Steps[Bundle]:
    yield from ()
    return _note(given)


def _find(given: Inputs, token: Value) -> Steps[Found]:
    yield from ()
    items, start = given.get("of", []), token or 0
    page = items[start : start + 2]
    if BREAK in page:
        if page[0] == BREAK:
            raise Refused("The list breaks off.")
        return Found([{"v": page[0]}], start + 1)
    more = start + 2 < len(items)
    return Found([{"v": item} for item in page], start + 2 if more else None)


def _create(given: Inputs) -> Steps[Bundle]:
    found = yield Request("GET", f"/of/{given.get('of')}")
    answer = yield Request("POST", "/", body={"of": given.get("of")}, again=Again.NEVER)
    yield Request("POST", "/seen", body={"found": found.json()}, again=Again.SAFE)
    return {"id": answer.json()["id"]}


def judge(answer: Answer) -> None:
    if answer.status >= 500:
        raise RetryLater
    if answer.status >= 400:
        raise Refused(answer.body.decode())


PARTS = App(
    name="parts",
    label="Parts",
    about="Pure modules that fail on some values.",
    modules={
        "note": Transform(label="Note", about="", inputs=OF, run=_note),
        "each": Iterate(label="Each", about="", inputs=OF, items=_each),
        "gather": Aggregate(
            label="Gather",
            about="",
            inputs=OF,
            item=lambda given: _usable(given.get("of")),
            result=lambda items: {"v": list(items)},
        ),
    },
)
SHOP = App(
    name="shop",
    label="Shop",
    about="The same behind a service.",
    judge=judge,
    modules={
        "post": Action(label="Post", about="", inputs=OF, run=_post),
        "find": Search(label="Find", about="", inputs=OF, page=_find),
        "create": Action(label="Create", about="", inputs=OF, run=_create),
    },
)
APPS = {**installed_apps(("csv", "tools")), "parts": PARTS, "shop": SHOP}
MODULES = modules_by_name(APPS)


@dataclass
class _Named:
    id: str
    name: str = ""
    registration_id: str = "app"
    app: str = "shop"


@dataclass
class Service:
    """A service in memory: `answers` says what it does with a request; all are kept in `got`.

    It is its own connection and its own client.
    """

    answers: Callable[[Request], Answer] = lambda _request: Answer(200, {}, b"{}")
    got: list[tuple[Request, str]] = field(default_factory=list)
    assured: int = 0
    connection: _Named = field(default_factory=lambda: _Named("c1", "main"))
    tenant: _Named = field(default_factory=lambda: _Named("t1", "Demo"))

    def client(self, _connection: str, _organisation: str) -> Service:
        return self

    def assure(self, _send: Any) -> None:
        self.assured += 1

    def send(self, request: Request, *, key: str = "", blobs: Any = None) -> Exchange:
        self.got.append((request, key))
        return Exchange(self.answers(request), len(request.content()), 0, 0.0)

    def writes(self) -> list[tuple[bytes, str]]:
        return [(request.content(), key) for request, key in self.got if request.writes]


@dataclass(frozen=True)
class Outcome:
    """What a run left behind, by module id.

    `out` are (path of the operation, bundle) in order, `stopped` and `troubles` paths, sorted.
    """

    out: dict[int, list[tuple[str, Bundle]]]
    troubles: dict[int, list[str]]
    stopped: dict[int, list[str]]
    operations: dict[int, int]
    completed: int
    failed: int


@dataclass
class Workshop:
    """Runs scenarios step by step in this thread."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    service: Service = field(default_factory=Service)
    apps: Mapping[str, App] = field(default_factory=lambda: APPS)
    organisation: str = "Demo"

    def __post_init__(self) -> None:
        self.blobs = Blobs(self.database, self.clock)
        self.runs = Runs(self.database)
        self.scenarios = Scenarios(self.database)
        self.journal = Journal(self.database)
        self.incomplete = IncompleteRuns(self.database)
        self.sends = Sends(self.database)
        self.calls = Calls(self.database)
        self.aggregates = Aggregates(self.database)

    def runner(self, runs: Runs | None = None) -> Runner:
        """A runner as a process of its own would have it."""
        rows = Rows(
            runs or self.runs, self.scenarios, self.journal, self.aggregates, self.incomplete
        )
        services = Services(
            apps=self.apps,
            connections=cast("Connections", self.service),
            governor=Governor(Allowances(self.database)),
            sources=Sources(SourceRows(self.database), self.apps),
            calls=self.calls,
            deliveries=Deliveries(self.database),
            sends=self.sends,
            blobs=self.blobs,
            clock=self.clock,
            secret=b"installation",
        )
        return Runner(rows, services, modules_by_name(self.apps))

    def start(self, flow: Sequence[Any], inputs: Mapping[str, Any], **settings: Any) -> str:
        """A new run of a scenario with these modules, as it is before its first step."""
        document = dumps(scenario(flow, inputs, settings, self.organisation))
        version = self.scenarios.keep("S", document, self.clock.now())
        run = {
            "id": new_id(self.clock.now()),
            "scenario_id": version.scenario_id,
            "version": version.number,
            "scenario": "S",
            "origin": {},
            "inputs": dict(inputs),
            "started_at": self.clock.now(),
            "bytes": 0,
            "confidential": settings.get("confidential", False),
            "keep_days": settings.get("keep"),
        }
        self.runs.add(run, dumped(plan(read(document), modules_by_name(self.apps)).begin()))
        self.runs.start(str(run["id"]))
        return str(run["id"])

    def finish(self, run_id: str, runner: Runner | None = None) -> Run:
        """Move a run until it ends or waits."""
        runner = runner or self.runner()
        while runner.step(run_id) is Stand.MORE:
            pass
        return self.run(run_id)

    def run(self, run_id: str) -> Run:
        found = self.runs.get(run_id)
        assert found is not None
        return found

    def outcome(self, run_id: str) -> Outcome:
        """What the journal and the counters of a run say."""
        run = self.run(run_id)
        out: dict[int, list[tuple[str, Bundle]]] = {}
        troubles: dict[int, list[str]] = {}
        stopped: dict[int, list[str]] = {}
        for entry in self.journal.read(run_id):
            for did in entry.operations:
                for bundle in did.get("out", ()):
                    out.setdefault(entry.module, []).append((did["path"], bundle))
                if "trouble" in did:
                    troubles.setdefault(entry.module, []).append(did["path"])
                if "stopped" in did:
                    stopped.setdefault(entry.module, []).append(did["path"])
        counted = {id_: count for id_, count in self.journal.counts(run_id).items() if count}
        assert run.operations == sum(counted.values())
        return Outcome(
            out,
            {id_: sorted(paths) for id_, paths in troubles.items()},
            {id_: sorted(paths) for id_, paths in stopped.items()},
            counted,
            run.completed,
            run.failed,
        )

    def do(
        self, flow: Sequence[Any], inputs: Mapping[str, Any] | None = None, **settings: Any
    ) -> Outcome:
        """Start, finish, and say what came of it."""
        run_id = self.start(flow, inputs or {}, **settings)
        self.finish(run_id)
        return self.outcome(run_id)


def scenario(
    flow: Sequence[Any],
    inputs: Mapping[str, Any],
    settings: Mapping[str, Any],
    organisation: str = "Demo",
) -> dict[str, Any]:
    """The document of these modules; those of `shop` use one connection."""
    return {
        "schema": 1,
        "name": "S",
        "inputs": [{"name": name, "type": "any"} for name in inputs],
        "connections": {
            "demo": {"app": "shop", "connection": "main", "organisation": organisation}
        },
        "settings": dict(settings),
        "flow": list(flow),
    }


def step(id_: int, module: str, of: Value = None, **more: Any) -> dict[str, Any]:
    """One module that works on `of`."""
    made: dict[str, Any] = {"id": id_, "module": module, "map": {} if of is None else {"of": of}}
    if module.startswith("shop."):
        made["connection"] = "demo"
    return {**made, **more}


def router(id_: int, *routes: Sequence[Any], fallback: Sequence[Any] = ()) -> dict[str, Any]:
    ways: list[dict[str, Any]] = [{"flow": list(flow)} for flow in routes]
    if fallback:
        ways.append({"flow": list(fallback), "fallback": True})
    return {"id": id_, "module": "router", "routes": ways}


def where(a: str, o: str = "exist", b: Value = None) -> dict[str, Any]:
    """A filter of one condition."""
    return {"conditions": [[{"a": a, "o": o, "b": b}]]}


def values(outcome: Outcome, module: int) -> list[Value]:
    """The `v` of what a module gave out, in order."""
    return [bundle.get("v") for _, bundle in outcome.out.get(module, [])]


__all__ = [
    "BREAK", "MODULES", "NOON", "Clock", "Outcome", "Service", "Workshop", "fails",
    "judge", "router", "scenario", "step", "values", "where",
]  # fmt: skip
