"""A person's answers to what waits: send it again, it was posted as this, drop it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from tallyloom.clock import Clock
from tallyloom.engine.effects import EffectState
from tallyloom.engine.engine import Engine
from tallyloom.flow.plan import Node, Plan, plan
from tallyloom.flow.read import read
from tallyloom.flow.stack import Item, Page, load
from tallyloom.kit import Action, Bundle, Module, Trouble
from tallyloom.store.incomplete import Incomplete, IncompleteRuns
from tallyloom.store.json import packed, unpacked
from tallyloom.store.runs import Runs
from tallyloom.store.scenarios import Scenarios, Version
from tallyloom.store.sends import Sends


class NoSuchIncomplete(Trouble):
    """Nothing incomplete has this id; see tallyloom incomplete list --all."""


class AnsweredAlready(Trouble):
    """Somebody has answered this one before; nothing was changed."""


class RunAgain(Trouble):
    """It belongs to an aggregate that is held back; correct the data and run the scenario again.

    What is in the service already is not posted twice. Drop this one afterwards.
    """


class NothingPosted(Trouble):
    """This module posts no record, so it cannot have been posted as one; retry it or drop it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """Answers go on where the bundle stopped, as a new run that names the old one.

    `by` is the name of whoever answers.
    """

    engine: Engine
    runs: Runs
    scenarios: Scenarios
    incomplete: IncompleteRuns
    sends: Sends
    modules: Mapping[str, Module]
    clock: Clock

    def find(self, start: str) -> Incomplete:
        """The one whose id begins or ends so. Raises NoSuchIncomplete."""
        found = self.incomplete.get(start) if start else []
        found = [one for one in found if one.id == start] or found
        if len(found) != 1:
            several = f"{len(found)} ids begin or end with {start!r}; write more of it."
            raise NoSuchIncomplete(
                several if found else f"Nothing incomplete has the id {start!r}."
            )
        return found[0]

    def open(self, start: str) -> Incomplete:
        """The same, if it still waits for an answer. Raises AnsweredAlready."""
        return self._open(start)

    def possible(self, one: Incomplete) -> Iterator[str]:
        """Which answers an open one may be given: retry, resolve, drop."""
        _, _, node, _ = self._place(one)
        if not self._held_back(one, node):
            yield "retry"
        if isinstance(node.module, Action):
            yield "resolve"
        yield "drop"

    def retry(self, start: str, *, by: str = "") -> str:
        """Do the bundle again at the module where it stopped; the id of the new run."""
        return self._retry([self._open(start)], by)

    def retry_all(self, ids: Sequence[str], *, by: str = "") -> dict[str, str | Exception]:
        """The same for many: the new run of each, or why it was not retried.

        Bundles that stopped in one run go on in one run.
        """
        found = self._opened(ids)
        done: dict[str, str | Exception] = {}
        together: dict[str, list[Incomplete]] = {}
        for id_, one in found.items():
            if isinstance(one, Incomplete) and not self._held_back(one, self._place(one)[2]):
                together.setdefault(one.run_id, []).append(one)
            else:
                done[id_] = RunAgain() if isinstance(one, Incomplete) else one
        for alike in together.values():
            done |= self._each(alike, by)
        return {id_: done[id_] for id_ in found}

    def drop_all(
        self, ids: Sequence[str], *, by: str = "", reason: str = ""
    ) -> dict[str, Exception | None]:
        """Let many be: None for each that was dropped, or why it was not."""
        done: dict[str, Exception | None] = {}
        for id_ in ids:
            try:
                self.drop(id_, by=by, reason=reason)
                done[id_] = None
            except Trouble as trouble:
                done[id_] = trouble
        return done

    def _opened(self, ids: Sequence[str]) -> dict[str, Incomplete | Exception]:
        found: dict[str, Incomplete | Exception] = {}
        for id_ in ids:
            try:
                found[id_] = self._open(id_)
            except Trouble as trouble:
                found[id_] = trouble
        return found

    def _each(self, alike: Sequence[Incomplete], by: str) -> dict[str, str | Exception]:
        """All in one run; where somebody was quicker with one of them, each by itself."""
        try:
            return dict.fromkeys((one.id for one in alike), self._retry(alike, by))
        except Trouble as trouble:
            if len(alike) == 1:
                return {alike[0].id: trouble}
        return {id_: told for one in alike for id_, told in self._each([one], by).items()}

    def _retry(self, alike: Sequence[Incomplete], by: str) -> str:
        """The run in which these go on; all of them stopped in the same run."""
        version, planned, _, _ = self._place(alike[0])
        if any(self._held_back(one, self._place(one)[2]) for one in alike):
            raise RunAgain
        items = [load(unpacked(one.item)) for one in alike]
        run_id = self._go_on(alike, version, planned, items, "retried", "send again", by)
        for one in alike:
            self._forget_effect(one)
        return run_id

    def _held_back(self, one: Incomplete, node: Node) -> bool:
        return bool(node.holds) or one.trouble.get("remedy") == "HeldBack"

    def posted_as(self, start: str, record_id: str, *, by: str = "") -> str | None:
        """A person has seen it in the service under this id; the run that goes on from there."""
        one = self._open(start)
        version, planned, node, item = self._place(one)
        if not isinstance(node.module, Action):
            raise NothingPosted
        assert isinstance(item, Page)
        identity = node.module.bulk.identity if node.module.bulk else "id"
        bundle: Bundle = {identity: record_id}
        self._settle_effect(one, bundle, record_id)
        rows = [row.then(node.id, bundle) for row in item.rows]
        items = [*planned.follow(node, rows), *planned.close(node, item.rows)]
        if node.holds or not items:  # an aggregate that lacked it is held back, and stays so
            self._answer(one, "resolved", f"posted as {record_id}", by=by)
            return None
        said = f"posted as {record_id}"
        return self._go_on([one], version, planned, items, "resolved", said, by)

    def drop(self, start: str, *, by: str = "", reason: str = "") -> None:
        """Let it be: nothing more is done with this bundle."""
        one = self._open(start)
        said = f"dropped: {reason}" if reason else "dropped"
        self._answer(one, "dropped", said, by=by)

    def _open(self, start: str) -> Incomplete:
        one = self.find(start)
        if one.state != "open":
            raise AnsweredAlready(f"It was answered before: {one.answer}.")
        return one

    def _place(self, one: Incomplete) -> tuple[Version, Plan, Node, Item]:
        run = self.runs.get(one.run_id)
        if run is None:
            raise NoSuchIncomplete
        version = self.scenarios.version(run.scenario_id, run.version)
        planned = plan(read(version.document, version.name), self.modules)
        item = load(unpacked(one.item))
        return version, planned, planned.nodes[item.node], item

    def _go_on(
        self,
        alike: Sequence[Incomplete],
        version: Version,
        planned: Plan,
        items: Sequence[Item],
        state: str,
        answer: str,
        by: str,
    ) -> str:
        first = alike[0]
        run = self.runs.get(first.run_id)
        inputs = run.inputs if run else {}
        origin = {"by": state, "run": first.run_id, "incomplete": first.id, "many": len(alike)}
        with self.runs.transaction() as on:  # of two persons one answers, and there is one run
            run_id = self.engine.add(
                version, planned, inputs, origin=origin, stack=items, within=on
            )
            for one in alike:
                self._answer(one, state, answer, run_id, on, by=by)
        return run_id

    def _answer(
        self,
        one: Incomplete,
        state: str,
        answer: str,
        next_run: str | None = None,
        within: Connection | None = None,
        *,
        by: str,
    ) -> None:
        now = self._now()
        if not self.incomplete.answer(one.id, state, answer, now, next_run, within, by):
            raise AnsweredAlready

    def _settle_effect(self, one: Incomplete, record: Bundle, record_id: str) -> None:
        effect = self.sends.effect(one.effect_id) if one.effect_id else None
        if effect is not None:
            done = dataclasses.replace(
                effect,
                state=EffectState.DONE,
                record=packed(record),
                settled_at=self._now(),
                identity=record_id,
            )
            self.sends.settle([done])

    def _forget_effect(self, one: Incomplete) -> None:
        effect = self.sends.effect(one.effect_id) if one.effect_id else None
        if effect is not None:
            absent = dataclasses.replace(effect, state=EffectState.ABSENT, settled_at=self._now())
            self.sends.settle([absent])

    def _now(self) -> datetime:
        return self.clock.now()
