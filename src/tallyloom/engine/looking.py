"""What a service holds now of a write that was parked or refused, asked when a person wants it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tallyloom.engine.calling import Calling, Services
from tallyloom.engine.finishing import identity_of
from tallyloom.engine.given import Cycle, Giver
from tallyloom.engine.keeping import Keeper
from tallyloom.engine.trouble import Parked, Wait
from tallyloom.flow.plan import Node, Plan, plan
from tallyloom.flow.read import read
from tallyloom.flow.stack import Page, load
from tallyloom.kit import Action, Bulk, Bundle, Module, RetryLater, Trouble
from tallyloom.store.calls import Made
from tallyloom.store.incomplete import Incomplete
from tallyloom.store.json import unpacked
from tallyloom.store.runs import Run, Runs
from tallyloom.store.scenarios import Scenarios


class Held(StrEnum):
    """What was found."""

    THERE = "there"  # a record that is what was to be written
    DIFFERS = "differs"  # a record of that name that is not what was to be written
    UNCLEAR = "unclear"  # several records that it could be
    ABSENT = "absent"  # nothing
    UNKNOWN = "unknown"  # the module has no way to look


@dataclass(frozen=True, slots=True)
class Found:
    """What a service holds, in a sentence: each record that it could be, with how it is named."""

    held: Held
    said: str
    records: Sequence[tuple[str, Bundle]] = ()

    @property
    def identity(self) -> str:
        """How the service names the one that was found; "" where that is not one."""
        return self.records[0][0] if len(self.records) == 1 else ""


class _NoRun:
    """A person's look is no call of the run, which has ended."""

    def add(self, _call: Made) -> None:
        return


class Looking:
    """Looks through the module's own look-up, over the connection of the run's version."""

    def __init__(
        self, services: Services, runs: Runs, scenarios: Scenarios, modules: Mapping[str, Module]
    ) -> None:
        self._services = dataclasses.replace(services, calls=_NoRun())
        self._runs = runs
        self._scenarios = scenarios
        self._modules = modules

    def look(self, one: Incomplete) -> Found:
        """Ask the service. Raises what asking raises; RetryLater where a run would wait."""
        run = self._runs.get(one.run_id)
        assert run is not None, "an open one keeps its run"
        version = self._scenarios.version(run.scenario_id, run.version)
        planned = plan(read(version.document, version.name), self._modules)
        item = load(unpacked(one.item))
        node = planned.nodes[item.node]
        bulk = node.module.bulk if isinstance(node.module, Action) else None
        if bulk is None or not isinstance(item, Page):
            return Found(Held.UNKNOWN, "This module cannot look; see for yourself in the service.")
        try:
            keeper = Calling(self._services, planned, run.id).keeper(node, bulk)
            found = self._of_effect(keeper, one)
            return found or self._of_element(keeper, bulk, node, planned, run, item)
        except Wait as wait:
            raise _now(wait) from wait

    def _of_effect(self, keeper: Keeper, one: Incomplete) -> Found | None:
        sends = self._services.sends
        effect = sends.effect(one.effect_id) if one.effect_id else None
        if effect is None or effect.send_id is None or not keeper.can_look([effect]):
            return None
        found = keeper.look(sends.get(effect.send_id), [effect], ()).get(effect.id)
        if found is None or isinstance(found, Parked):
            return _found(found, "", keeper.identity)
        return _found(found, keeper.differs(effect, found), keeper.identity)

    def _of_element(
        self, keeper: Keeper, bulk: Bulk, node: Node, planned: Plan, run: Run, page: Page
    ) -> Found:
        cycle = Cycle(run.id, run.started_at, run.inputs, planned.document.settings.zone)
        inputs = Giver(node, cycle).inputs(page.rows[0])
        element = keeper.prepared([])("", inputs)
        if bulk.look_up is None or element.key is None:
            return Found(
                Held.UNKNOWN, "Nothing names this record; see for yourself in the service."
            )
        found = keeper.ask(bulk.look_up([element], {})).get(element.key)
        return _found(found, bulk.differs(element, found) if found else "", bulk.identity)


def _found(found: Bundle | Parked | None, difference: str, identity: str) -> Found:
    if found is None:
        return Found(Held.ABSENT, "It is not there.")
    if isinstance(found, Parked):
        could = [_named(record, identity) for record in found.records]
        return Found(Held.UNCLEAR, found.message, could)
    if difference:
        return Found(Held.DIFFERS, difference, [_named(found, identity)])
    return Found(Held.THERE, "It is there.", [_named(found, identity)])


def _named(record: Bundle, identity: str) -> tuple[str, Bundle]:
    return identity_of(record, identity) or "", record


def _now(wait: Wait) -> Trouble:
    """Nobody waits in front of a page: why it cannot be looked for now."""
    why = wait.__cause__
    return why if isinstance(why, Trouble) else RetryLater(wait.reason)
