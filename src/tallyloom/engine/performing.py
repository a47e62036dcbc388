"""Pages at modules that call a service: many bundles at once or one by one, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from tallyloom.engine.calling import Calling
from tallyloom.engine.pages import Pages
from tallyloom.engine.reading import REPORT
from tallyloom.engine.trouble import Parked, Wait, reading_waits, waits
from tallyloom.engine.work import Performed, Work, made
from tallyloom.flow.plan import Node
from tallyloom.flow.stack import Lineage, Page, Source, path_text
from tallyloom.kit import (
    Action,
    Bulk,
    Bundle,
    Element,
    Inputs,
    Listen,
    Search,
    Steps,
    Trouble,
    Watch,
)
from tallyloom.kit.values import plain

Gathering: TypeAlias = Callable[[Sequence[Inputs]], Steps[Sequence[Bundle | Trouble]]]


class Performer:
    """Performs the pages of one run at modules that call a service."""

    def __init__(self, calling: Calling, pages: Pages) -> None:
        self._calling = calling
        self._plan = calling.plan
        self._pages = pages

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

    def _bulk(self, node: Node, bulk: Bulk, rows: Sequence[Lineage], work: Work) -> Performed:
        if not rows:
            return self._after(node, rows, [], [], work)
        try:
            keeper = self._calling.keeper(node, bulk)
            element = keeper.prepared([path_text(row.path) for row in rows])
        except (Wait, Trouble) as why:
            return self._stopped(node, *self._given(node, rows, work), why, work)
        elements: dict[str, Element] = {}

        def take(path: str, inputs: Inputs) -> None:
            elements[path] = element(path, inputs)

        given, noted = self._given(node, rows, work, take)
        try:
            kept = keeper.keep(elements) if elements else {}
        except (Wait, Trouble) as why:
            return self._stopped(node, given, noted, why, work)
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
            driver = self._calling.driver(node, f"{path_text(given[0][0].path)}*", reads_only=True)
            outcomes = list(driver.drive(gather([inputs for _, inputs in given])))
            if len(outcomes) != len(given):
                raise Trouble(f"{len(outcomes)} outcomes for {len(given)} bundles; {REPORT}")
        except (Wait, Trouble) as why:
            return self._stopped(node, given, noted, why, work)
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
                driver = self._calling.driver(node, path_text(row.path))
                outcome = driver.drive(module.run(inputs))
                effect = driver.effect
                work.counted["bytes"] += driver.saved
            except Wait as wait:
                return self._cut_short(node, rows, at, out, noted, work, wait)
            except Trouble as trouble:
                if person := waits(trouble):
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

    def _stopped(
        self,
        node: Node,
        given: Sequence[tuple[Lineage, Inputs]],
        noted: list[dict[str, Any]],
        why: Wait | Trouble,
        work: Work,
    ) -> Performed:
        """The whole page waits, or fails, as where a look-up was refused.

        What waits goes back on the stack; what failed already has failed.
        """
        wait = why if isinstance(why, Wait) else reading_waits(why)
        if isinstance(why, Trouble) and wait is None:
            for row, inputs in given:
                self._conclude(node, row, inputs, why, "", noted, [], work)
        work.note(node, noted, len(noted))
        if wait is None:
            return Performed([])
        return Performed([Page(node.index, tuple(row for row, _ in given), admitted=True)], wait)


def _told(node: Node, module: Listen, rows: Sequence[Lineage]) -> Gathering:
    """Makes the bundles of events; what the module is given is the same for all of them."""
    events = [row.seen[str(node.id)] for row in rows]
    return lambda many: module.enrich(many[0], events)
