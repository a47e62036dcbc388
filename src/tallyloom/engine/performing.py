"""Pages at modules that call a service: actions, searches and polling triggers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from tallyloom.clock import Clock
from tallyloom.connections.connections import Connections
from tallyloom.connections.trouble import ConnectionTrouble
from tallyloom.engine.finishing import Finisher
from tallyloom.engine.governor import Governor
from tallyloom.engine.keeping import Keeper
from tallyloom.engine.pages import Pages
from tallyloom.engine.reading import REPORT
from tallyloom.engine.sender import Sender
from tallyloom.engine.sources import Sources
from tallyloom.engine.steps import Driver
from tallyloom.engine.trouble import Parked, Wait
from tallyloom.engine.work import Work, made
from tallyloom.flow.plan import Node, Plan
from tallyloom.flow.stack import Item, Lineage, Page, Source, path_text
from tallyloom.kit import (
    Action,
    App,
    BadInput,
    Broken,
    Bulk,
    Bundle,
    Element,
    ExtendPermissions,
    Found,
    Gap,
    Inputs,
    Listen,
    Missed,
    Module,
    Reconnect,
    Search,
    Seen,
    Steps,
    Trouble,
    Watch,
)
from tallyloom.kit.values import plain
from tallyloom.store.blobs import Blobs
from tallyloom.store.calls import Calls
from tallyloom.store.deliveries import Deliveries
from tallyloom.store.sends import Sends

Gathering: TypeAlias = Callable[[Sequence[Inputs]], Steps[Sequence[Bundle | Trouble]]]


@dataclass(frozen=True, slots=True)
class Services:
    """What performing needs of the house."""

    apps: Mapping[str, App]
    connections: Connections
    governor: Governor
    sources: Sources
    calls: Calls
    deliveries: Deliveries
    sends: Sends
    blobs: Blobs
    clock: Clock
    secret: bytes


@dataclass(frozen=True, slots=True)
class Performed:
    """What follows a page, and the wait that cut it short, if one did."""

    items: Sequence[Item]
    wait: Wait | None = None


class Performer:
    """Performs the calls of one run."""

    def __init__(
        self,
        services: Services,
        plan: Plan,
        pages: Pages,
        run_id: str,
        cursor: Callable[[int], Any],
    ) -> None:
        self._services = services
        self._plan = plan
        self._pages = pages
        self._run_id = run_id
        self._cursor = cursor

    def page(self, page: Page, work: Work) -> Performed:
        """A page at a calling module."""
        node = self._plan.nodes[page.node]
        rows = self._pages.enter(node, page, work)
        if isinstance(node.module, Search | Watch):
            return Performed([Source(node.index, row, None, 0) for row in rows])
        if isinstance(node.module, Listen):
            return self._gather(node, _told(node, node.module, rows), rows, work)
        assert isinstance(node.module, Action)
        if node.module.bulk is not None:
            return self._bulk(node, node.module.bulk, rows, work)
        if node.module.gather is not None:
            return self._gather(node, node.module.gather, rows, work)
        return self._each(node, node.module, rows, work)

    def source(self, source: Source, work: Work) -> Performed:
        """The next page of a search, or what a polling trigger has seen."""
        node, row = self._plan.nodes[source.node], source.row
        first = source.ordinal == 0
        try:
            found, given = self._found(node, source, work)
        except Wait as wait:
            return Performed([source], wait)
        except Trouble as trouble:
            waits = _reading_waits(trouble)
            if waits is not None:
                return Performed([source], waits)
            listens = isinstance(node.module, Listen)
            left = source if listens else self._pages.left(node, source)
            failed = self._pages.failed(node, row, trouble, work, left=left)
            work.note(node, [failed], int(first))
            return Performed([])
        out = [
            row.then(node.id, bundle, ordinal)
            for ordinal, bundle in enumerate(found.bundles, start=source.ordinal + 1)
        ]
        operation = {**made(path_text(row.path), given, found.bundles), "from": source.ordinal}
        work.note(node, [operation], int(first))
        if first and not out and found.after is None and node.step.continue_if_empty:
            out = [row.then(node.id, {}, 1)]
        work.complete(node, out)
        items = self._plan.follow(node, out)
        operations = [row]
        if isinstance(node.module, Listen):  # each event is a cycle
            items, operations = [*items, *self._plan.close(node, out)], []
        if found.after is not None:
            rest = Source(node.index, row, found.after, source.ordinal + len(found.bundles))
            return Performed([*items, rest])
        return Performed([*items, *self._plan.close(node, operations)])

    def _found(self, node: Node, source: Source, work: Work) -> tuple[Found, Inputs]:
        given = self._pages.inputs(node, source.row)
        driver = self._driver(node, f"{path_text(source.row.path)}+{source.ordinal}")
        if isinstance(node.module, Search):
            return driver.drive(node.module.page(given, source.token)), given
        if isinstance(node.module, Listen):
            return self._missed(node.module, source.token, given, driver), given
        assert isinstance(node.module, Watch)
        seen: Seen = driver.drive(node.module.poll(given, self._cursor(node.id)))
        work.cursor = {"module": node.id, "value": seen.cursor}
        return Found(seen.bundles), given

    def _missed(self, module: Listen, token: Any, given: Inputs, driver: Driver) -> Found:
        """What happened in a gap and no delivery told of; the run's own after a crash."""
        services, client = self._services, driver.finisher.sender.client
        by = client.connection.registration_id
        gap = Gap(client.tenant.id, token["since"], services.deliveries.categories(by))
        page: Missed = driver.drive(module.missed(given, gap, token["after"]))
        since, until = map(datetime.fromisoformat, (token["since"], token["until"]))
        within = [e for e in page.events if since <= datetime.fromisoformat(e.at) <= until]
        wanted = [event for event in within if module.admits(given, event)]
        fresh = services.deliveries.missed(self._run_id, by, wanted, services.clock.now())
        after = None if page.after is None else {**token, "after": page.after}
        return Found([event.bundle for event in fresh], after)

    def _bulk(self, node: Node, bulk: Bulk, rows: Sequence[Lineage], work: Work) -> Performed:
        elements: dict[str, Element] = {}

        def take(path: str, inputs: Inputs) -> None:
            elements[path] = _element(bulk, inputs)

        given, noted = self._given(node, rows, work, take)
        try:
            stop_on = self._plan.document.settings.stop_on
            keeper = Keeper(bulk, _name(node), self._finisher(node), self._services.secret, stop_on)
            kept = keeper.keep(elements) if elements else {}
        except Wait as wait:
            return Performed(self._back(node, [row for row, _ in given], noted, work), wait)
        except Trouble as trouble:
            return self._page_trouble(node, given, trouble, noted, work)
        out: list[Lineage] = []
        for row, inputs in given:
            result = kept[path_text(row.path)]
            self._conclude(node, row, inputs, result.outcome, result.effect, noted, out, work)
            if result.warnings:
                noted[-1]["warnings"] = list(result.warnings)
        return self._after(node, rows, out, noted, work)

    def _gather(
        self, node: Node, gather: Gathering, rows: Sequence[Lineage], work: Work
    ) -> Performed:
        """One generator reads for the whole page; each bundle gets its own outcome."""
        given, noted = self._given(node, rows, work)
        if not given:
            return self._after(node, rows, [], noted, work)
        try:
            driver = self._driver(node, f"{path_text(given[0][0].path)}*", reads_only=True)
            outcomes = list(driver.drive(gather([inputs for _, inputs in given])))
            if len(outcomes) != len(given):
                raise Trouble(f"{len(outcomes)} outcomes for {len(given)} bundles; {REPORT}")
        except Wait as wait:
            return Performed(self._back(node, [row for row, _ in given], noted, work), wait)
        except Trouble as trouble:
            return self._page_trouble(node, given, trouble, noted, work)
        work.counted["bytes"] += driver.saved
        out: list[Lineage] = []
        for (row, inputs), outcome in zip(given, outcomes, strict=True):
            self._conclude(node, row, inputs, outcome, "", noted, out, work)
        return self._after(node, rows, out, noted, work)

    def _each(self, node: Node, module: Action, rows: Sequence[Lineage], work: Work) -> Performed:
        assert module.run is not None
        out: list[Lineage] = []
        noted: list[dict[str, Any]] = []
        for at, row in enumerate(rows):
            outcome: Bundle | Trouble
            inputs: Inputs = {}
            effect = ""
            try:
                inputs = self._pages.inputs(node, row)
                driver = self._driver(node, path_text(row.path))
                outcome = driver.drive(module.run(inputs))
                effect = driver.effect
                work.counted["bytes"] += driver.saved
            except Wait as wait:
                return self._cut_short(node, rows, at, out, noted, work, wait)
            except Trouble as trouble:
                if person := _waits(trouble):
                    return self._cut_short(node, rows, at, out, noted, work, person)
                outcome = trouble
                effect = trouble.effect if isinstance(trouble, Parked) else effect
            self._conclude(node, row, inputs, outcome, effect, noted, out, work)
        return self._after(node, rows, out, noted, work)

    def _cut_short(
        self,
        node: Node,
        rows: Sequence[Lineage],
        at: int,
        out: Sequence[Lineage],
        noted: Sequence[dict[str, Any]],
        work: Work,
        wait: Wait,
    ) -> Performed:
        """What is done goes on; the rows from `at` on go back on the stack and wait."""
        done = self._after(node, rows[:at], out, noted, work)
        left = Page(node.index, tuple(rows[at:]), admitted=True)
        return Performed([*done.items, left], wait)

    def _given(
        self,
        node: Node,
        rows: Sequence[Lineage],
        work: Work,
        take: Callable[[str, Inputs], None] = lambda _path, _inputs: None,
    ) -> tuple[list[tuple[Lineage, Inputs]], list[dict[str, Any]]]:
        """What each bundle asks for; one that cannot say it, or is not taken, fails alone."""
        given: list[tuple[Lineage, Inputs]] = []
        noted: list[dict[str, Any]] = []
        for row in rows:
            try:
                inputs = self._pages.inputs(node, row)
                take(path_text(row.path), inputs)
            except Trouble as trouble:
                noted.append(self._pages.failed(node, row, trouble, work))
                continue
            given.append((row, inputs))
        return given, noted

    def _conclude(
        self,
        node: Node,
        row: Lineage,
        inputs: Inputs,
        outcome: Bundle | Trouble,
        effect: str,
        noted: list[dict[str, Any]],
        out: list[Lineage],
        work: Work,
    ) -> None:
        shown = {name: plain(value) for name, value in inputs.items()}
        if isinstance(outcome, Trouble):
            parked = effect if isinstance(outcome, Parked) else ""
            noted.append(
                {**self._pages.failed(node, row, outcome, work, effect=parked), "in": shown}
            )
            return
        noted.append(made(path_text(row.path), shown, [outcome]))
        out.append(row.then(node.id, outcome))

    def _after(
        self,
        node: Node,
        rows: Sequence[Lineage],
        out: Sequence[Lineage],
        noted: Sequence[dict[str, Any]],
        work: Work,
    ) -> Performed:
        work.note(node, noted, len(noted))
        work.complete(node, out)
        succeeded = {row.path for row in out}
        closed = [row for row in rows if row.path in succeeded] if node.closes else []
        return Performed([*self._plan.follow(node, out), *self._plan.close(node, closed)])

    def _back(
        self,
        node: Node,
        rows: Sequence[Lineage],
        noted: Sequence[dict[str, Any]],
        work: Work,
    ) -> list[Item]:
        """The page goes back on the stack; what failed already has failed."""
        work.note(node, noted, len(noted))
        return [Page(node.index, tuple(rows), admitted=True)]

    def _page_trouble(
        self,
        node: Node,
        given: Sequence[tuple[Lineage, Inputs]],
        trouble: Trouble,
        noted: list[dict[str, Any]],
        work: Work,
    ) -> Performed:
        """Trouble that concerns the whole page, such as a look-up that was refused."""
        waits = _reading_waits(trouble)
        if waits is not None:
            return Performed(self._back(node, [row for row, _ in given], noted, work), waits)
        for row, inputs in given:
            self._conclude(node, row, inputs, trouble, "", noted, [], work)
        work.note(node, noted, len(noted))
        return Performed([])

    def _finisher(self, node: Node) -> Finisher:
        services = self._services
        use = self._plan.document.use(node.step.connection)
        module = node.module
        assert isinstance(module, Module)
        sender = Sender(
            app=module.app,
            client=services.connections.client(use.connection, use.organisation),
            governor=services.governor,
            sources=services.sources,
            calls=services.calls,
            clock=services.clock,
            run_id=self._run_id,
            module=node.id,
            judge=services.apps[module.app].judge,
            blobs=services.blobs,
        )
        bulk = module.bulk if isinstance(module, Action) else None
        return Finisher(
            services.sends,
            sender,
            changes=module.changes,
            identity=bulk.identity if bulk else "",
            key_life=timedelta(seconds=services.apps[module.app].key_life),
        )

    def _driver(self, node: Node, path: str, *, reads_only: bool = False) -> Driver:
        finisher, services = self._finisher(node), self._services
        return Driver(
            finisher, services.blobs, services.secret, _name(node), path, reads_only=reads_only
        )


def _told(node: Node, module: Listen, rows: Sequence[Lineage]) -> Gathering:
    """Makes the bundles of events; what the module is given is the same for all of them."""
    events = [row.seen[str(node.id)] for row in rows]
    return lambda many: module.enrich(many[0], events)


def _name(node: Node) -> str:
    assert isinstance(node.module, Module)
    return node.module.name


def _element(bulk: Bulk, inputs: Inputs) -> Element:
    element = bulk.element(inputs)
    named = element.key or element.trace
    if "\x00" in named:
        raise BadInput(f"{named!r} holds a NUL, which no record can be named by.")
    return element


def _reading_waits(trouble: Trouble) -> Wait | None:
    """The same for what only read: an answer that cannot be understood may be better later."""
    if isinstance(trouble, Broken):
        return Wait(None, trouble.message, retry=True)
    return _waits(trouble)


def _waits(trouble: Trouble) -> Wait | None:
    """The wait that some trouble means; None where the bundle simply fails."""
    if isinstance(trouble, Reconnect | ExtendPermissions | ConnectionTrouble):
        return Wait(None, trouble.message)
    return None
