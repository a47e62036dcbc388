"""One step of a run: take items off its stack, do them, write everything down at once.

Pure modules are passed in one go until enough has gathered; a page at a calling module is a step
of its own. What a step brings about is one transaction, so a crash repeats a step or does not.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from tallyloom.engine.calling import Calling, Services
from tallyloom.engine.finding import Finder
from tallyloom.engine.given import Cycle
from tallyloom.engine.pages import Pages
from tallyloom.engine.performing import Performer
from tallyloom.engine.trouble import Wait
from tallyloom.engine.work import Performed, Work, dumped
from tallyloom.flow.plan import Plan, plan
from tallyloom.flow.read import read
from tallyloom.flow.stack import Close, Drain, Item, Page, Source, load, path_text
from tallyloom.kit import File, Module
from tallyloom.store.aggregates import Aggregates
from tallyloom.store.blobs import Blobs
from tallyloom.store.cycles import count_cycles
from tallyloom.store.incomplete import IncompleteRuns
from tallyloom.store.journal import HIDDEN, Journal, hidden
from tallyloom.store.json import unpacked
from tallyloom.store.runs import Run, Runs
from tallyloom.store.scenarios import Scenarios

# Runs of which each event is a cycle, by how they began.
OF_EVENTS = ("events", "gap")
# How many bundles a step may move before it is written down.
ENOUGH = 4000
# Waits after trouble, one after another, before the run is left to a person.
PATIENCE = tuple(timedelta(minutes=m) for m in (1, 10, 10, 30, 30, 30, 180, 180))


class Stand(StrEnum):
    """Where a run stands after a step."""

    MORE = "more"
    WAITING = "waiting"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Rows:
    """The tables that a step writes."""

    runs: Runs
    scenarios: Scenarios
    journal: Journal
    aggregates: Aggregates
    incomplete: IncompleteRuns


class BlobReader:
    """The handle through which modules read files."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def chunks(self, file: File, start: int = 0) -> Iterator[bytes]:
        with self._blobs.open(file.sha256, start) as chunks:
            yield from chunks


@dataclass(slots=True)
class _Moving:
    """A run that this process is moving: its plan, and what works on it."""

    plan: Plan
    pages: Pages
    performer: Performer
    finder: Finder


@dataclass(slots=True)
class Runner:
    """Moves runs, a step at a time."""

    rows: Rows
    services: Services
    modules: dict[str, Module]
    _moving: OrderedDict[str, _Moving] = field(default_factory=OrderedDict)

    def step(self, run_id: str) -> Stand:
        """Move a run one step on. Raises SupersededRun when another process has taken it over."""
        run = self.rows.runs.get(run_id)
        if run is None or run.ended:
            self._moving.pop(run_id, None)
            return Stand.ENDED
        top = self.rows.runs.stack(run_id, 1)
        if not top:
            self._end(run)
            return Stand.ENDED
        moving = self._at_hand(run)
        position, item = top[0][0], load(unpacked(top[0][1]))
        wait = self._move(run, moving, position, item)
        if wait is not None:
            return self._wait(run, wait)
        return Stand.MORE

    def _at_hand(self, run: Run) -> _Moving:
        moving = self._moving.get(run.id)
        if moving is None:
            version = self.rows.scenarios.version(run.scenario_id, run.version)
            built = plan(read(version.document, run.scenario), self.modules)
            cycle = Cycle(run.id, run.started_at, run.inputs, built.document.settings.zone)
            pages = Pages(built, cycle, BlobReader(self.services.blobs))
            cursors = self.rows.runs
            calling = Calling(self.services, built, run.id)
            finder = Finder(calling, pages, lambda m: cursors.cursor(run.scenario_id, m))
            moving = self._moving[run.id] = _Moving(built, pages, Performer(calling, pages), finder)
            while len(self._moving) > 32:
                self._moving.popitem(last=False)
        return moving

    def _move(self, run: Run, moving: _Moving, position: int, item: Item) -> Wait | None:
        work = Work(run.id, self._now(), run.absorbed)
        if run.origin.get("by") in OF_EVENTS:
            work.cycles = {}
        node = moving.plan.nodes[item.node]
        if not node.pure and isinstance(item, Page | Source):
            done = self._perform(moving, item, work)
            with self.rows.runs.step(run.id, run.step) as on:
                self._write(on, run, work, position, done.items, progress=done.wait is None)
            return done.wait
        with self.rows.runs.step(run.id, run.step) as on:
            left = self._pass(on, run, moving, item, work)
            self._write(on, run, work, position, left)
        return None

    def _perform(self, moving: _Moving, item: Page | Source, work: Work) -> Performed:
        if isinstance(item, Page):
            return moving.performer.page(item, work)
        return moving.finder.source(item, work)

    def _pass(
        self, on: Connection, run: Run, moving: _Moving, item: Item, work: Work
    ) -> list[Item]:
        """Do items, depth first, until enough is done or a call comes; what is left to do."""
        stack = [item]
        while stack and work.weight < ENOUGH:
            following = stack[-1]
            if not moving.plan.nodes[following.node].pure and isinstance(following, Page | Source):
                break
            stack.pop()
            stack += reversed(self._next(on, run, moving, following, work))
        return stack[::-1]

    def _next(
        self, on: Connection, run: Run, moving: _Moving, item: Item, work: Work
    ) -> Sequence[Item]:
        if isinstance(item, Page):
            return moving.pages.page(item, work)
        if isinstance(item, Source):
            return moving.pages.source(item, work)
        if isinstance(item, Close):
            return self._close(on, run, moving.plan, item, work)
        return self._drain(on, run, moving, item, work)

    def _close(
        self, on: Connection, run: Run, made: Plan, item: Close, work: Work
    ) -> Sequence[Item]:
        module = made.nodes[item.node].id
        parts = work.parts.pop(module, [])
        aggregates = self.rows.aggregates
        if parts:
            aggregates.add(on, run.id, module, parts)
        aggregates.gather(on, run.id, module, [path_text(op.path) for op in item.operations])
        return [Drain(item.node, item.operations, 0)]

    def _drain(
        self, on: Connection, run: Run, moving: _Moving, item: Drain, work: Work
    ) -> Sequence[Item]:
        node = moving.plan.nodes[item.node]
        most = moving.plan.nodes[node.next].limit if node.next is not None else node.limit
        path = path_text(item.operations[0].path)
        aggregates = self.rows.aggregates
        gathered = aggregates.groups(on, run.id, node.id, path, after=item.position, most=most)
        if len(gathered) < most:
            aggregates.forget(on, run.id, node.id, [path])
        return moving.pages.give(item, gathered, work, most=most)

    def _write(
        self,
        on: Connection,
        run: Run,
        work: Work,
        position: int,
        left: Sequence[Item],
        *,
        progress: bool = True,
    ) -> None:
        rows = self.rows
        for module, parts in work.parts.items():
            rows.aggregates.add(on, run.id, module, parts)
        entries = [hidden(one) for one in work.entries] if run.confidential else work.entries
        rows.journal.write(on, run.id, run.step, entries, self._now())
        rows.incomplete.add(on, work.incomplete)
        count_cycles(on, run.id, work.cycles or {})
        if work.cursor is not None:
            rows.runs.keep_cursor(on, run.id, work.cursor)
        failure = HIDDEN if run.confidential and work.failure else work.failure
        rows.runs.advance(
            on, run.id, position, dumped(left), work.counted, failure, progress=progress
        )

    def _wait(self, run: Run, wait: Wait) -> Stand:
        until = wait.until
        if wait.retry and until is None:
            if run.retries >= len(PATIENCE):
                self.rows.runs.wait(run.id, None, wait.reason, retry=False)
                return Stand.WAITING
            until = self._now() + PATIENCE[run.retries]
        self.rows.runs.wait(run.id, until, wait.reason, retry=wait.retry)
        return Stand.WAITING

    def _end(self, run: Run) -> None:
        status, reason = verdict(run)
        self.rows.runs.end(run.id, status, reason, self._now())
        self._moving.pop(run.id, None)

    def _now(self) -> datetime:
        return self.services.clock.now()


def verdict(run: Run) -> tuple[str, str]:
    """How a run that has nothing left to do ends: success, warning or error. Pure."""
    if not run.failed:
        return "success", ""
    others = f" {run.failed} bundles failed in all." if run.failed > 1 else ""
    return ("warning" if run.completed else "error"), f"{run.failure}{others}"


__all__ = ["PATIENCE", "Rows", "Runner", "Stand", "verdict"]
