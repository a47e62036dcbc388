"""A person's answers to what waits: send it again, it was posted as this, drop it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
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
    """Answers go on where the bundle stopped, as a new run that names the old one."""

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
        if len(found) != 1:
            several = f"{len(found)} ids begin or end with {start!r}; write more of it."
            raise NoSuchIncomplete(
                several if found else f"Nothing incomplete has the id {start!r}."
            )
        return found[0]

    def retry(self, start: str) -> str:
        """Do the bundle again at the module where it stopped; the id of the new run."""
        one = self._open(start)
        version, planned, node, item = self._place(one)
        if node.holds or one.trouble.get("remedy") == "HeldBack":
            raise RunAgain
        run_id = self._go_on(one, version, planned, [item], "retried", "send again")
        self._forget_effect(one)
        return run_id

    def posted_as(self, start: str, record_id: str) -> str | None:
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
            self._answer(one, "resolved", f"posted as {record_id}", None)
            return None
        return self._go_on(one, version, planned, items, "resolved", f"posted as {record_id}")

    def drop(self, start: str) -> None:
        """Let it be: nothing more is done with this bundle."""
        one = self._open(start)
        self._answer(one, "dropped", "dropped", None)

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
        one: Incomplete,
        version: Version,
        planned: Plan,
        items: Sequence[Item],
        state: str,
        answer: str,
    ) -> str:
        run = self.runs.get(one.run_id)
        inputs = run.inputs if run else {}
        origin = {"by": state, "run": one.run_id, "incomplete": one.id}
        with self.runs.transaction() as on:  # of two persons one answers, and there is one run
            run_id = self.engine.add(
                version, planned, inputs, origin=origin, stack=items, within=on
            )
            self._answer(one, state, answer, run_id, on)
        return run_id

    def _answer(
        self,
        one: Incomplete,
        state: str,
        answer: str,
        next_run: str | None,
        within: Connection | None = None,
    ) -> None:
        if not self.incomplete.answer(one.id, state, answer, self._now(), next_run, within):
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
