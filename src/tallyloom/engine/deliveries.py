"""What was delivered becomes events, events wait for scenarios, and runs take them up.

Everything is done in transactions that may be begun by any process and are finished by one: a
delivery is sorted once, an event is in one run of each scenario that wants it, or waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection

from tallyloom.clock import Clock
from tallyloom.connections.connections import Connections
from tallyloom.connections.registrations import listening
from tallyloom.engine import crash
from tallyloom.engine.given import Cycle, Giver
from tallyloom.flow.plan import Plan, plan
from tallyloom.flow.read import read
from tallyloom.flow.stack import Item, Lineage, Source
from tallyloom.kit import App, Event, Inputs, Listen, Trouble
from tallyloom.store.deliveries import Deliveries as Rows
from tallyloom.store.deliveries import Delivery, Sorted
from tallyloom.store.gaps import Gaps, Missing, Span
from tallyloom.store.scenarios import Listener, Scenarios, Version
from tallyloom.store.trouble import StoreTrouble

BATCH = 100  # deliveries in one transaction
BATCHES = 10  # in one go, for runs wait to be let go on meanwhile
TOGETHER = 100  # events that share a run
# A call that failed is made again at once: what comes late is waited for before it is looked up.
GRACE = timedelta(minutes=1)
# What is listed to the second and changed to the millisecond may lie a little before its event.
EARLIER = timedelta(seconds=1)
# A service may replay a month: what has been heard is known for longer.
KNOWN = timedelta(days=40)

log = structlog.get_logger()


class Add(Protocol):
    """Adds a run within a transaction; gives its id."""

    def __call__(
        self,
        version: Version,
        plan: Plan,
        inputs: Mapping[str, Any],
        *,
        origin: Mapping[str, Any],
        stack: Sequence[Item],
        within: Connection,
    ) -> str: ...


class CorrectTrigger(Trouble):
    """Its first module is not one that a service calls; correct the scenario."""


@dataclass(frozen=True, slots=True)
class Ear:
    """A version of a scenario that begins with events; `given` are its trigger's inputs."""

    version: Version
    plan: Plan
    module: Listen
    given: Inputs

    def admits(self, event: Event) -> bool:
        return self.module.admits(self.given, event)

    @property
    def inputs(self) -> dict[str, Any]:
        """The scenario's inputs: nobody gives any, so that their defaults count."""
        return {one.name: one.default for one in self.plan.document.inputs}

    @property
    def together(self) -> int:
        """How many events may share a run."""
        return 1 if self.plan.document.settings.strict_order else TOGETHER


def ear(version: Version, planned: Plan, now: datetime) -> Ear:
    """How a version listens. Raises CorrectTrigger, and BadInput for its trigger's inputs."""
    first = planned.nodes[0]
    if not isinstance(first.module, Listen):
        raise CorrectTrigger
    inputs = {one.name: one.default for one in planned.document.inputs}
    cycle = Cycle("", now, inputs, planned.document.settings.zone)
    return Ear(version, planned, first.module, Giver(first, cycle).inputs(Lineage((), {})))


class Deliveries:
    """Sorts deliveries and starts runs of what was heard."""

    def __init__(
        self,
        rows: Rows,
        gaps: Gaps,
        scenarios: Scenarios,
        connections: Connections,
        apps: Mapping[str, App],
        clock: Clock,
    ) -> None:
        self._rows = rows
        self._gaps = gaps
        self._scenarios = scenarios
        self._connections = connections
        self._apps = apps
        self._clock = clock
        self._modules = {m.name: m for app in apps.values() for m in app.modules.values()}
        self._ears: dict[tuple[str, int], Ear] = {}

    def sort(self) -> None:
        """Sort what was delivered, and let gaps be healed that nothing has filled."""
        for _ in range(BATCHES):
            with self._rows.sorting() as on:
                if on is None or self._sort_batch(on) < BATCH:
                    return

    def start(self, add: Add, *, held_up: bool = False) -> None:
        """Start a run of every scenario for which something waits, if none of it is open.

        Those that could not be started before are tried again where `held_up` says so.
        """
        for scenario_id in self._scenarios.startable(held_up=held_up):
            with self._scenarios.starting(scenario_id) as (on, listener):
                if listener is not None:
                    self._start(on, listener, add)
            crash.point("taken")

    def forget(self) -> None:
        """Drop what was heard so long ago that nobody will tell of it again."""
        self._rows.forget(self._clock.now() - KNOWN)

    # Sorting.

    def _sort_batch(self, on: Connection) -> int:
        now = self._clock.now()
        batch = self._rows.unsorted(on, self._apps, BATCH)
        listeners = self._scenarios.listening(on) if batch else []
        for delivery in batch:
            self._rows.sorted(on, delivery.id, self._sorted(on, delivery, listeners, now), now)
        if len(batch) < BATCH:  # what could fill them is sorted
            self._heal(on, now)
        return len(batch)

    def _heal(self, on: Connection, now: datetime) -> None:
        for gap in self._gaps.due(on, now - GRACE):
            log.warning("deliveries are missing", registration=gap.registration_id)
            self._gaps.heal(on, gap)

    def _sorted(
        self, on: Connection, delivery: Delivery, listeners: Sequence[Listener], now: datetime
    ) -> Sorted:
        """What it held; one that cannot be read is kept with the reason, and is in nobody's way."""
        try:
            with on.begin_nested():
                return self._heard(on, delivery, listeners, now)
        except StoreTrouble:
            raise
        except Exception as error:
            log.warning("a delivery cannot be read", delivery=delivery.id, error=str(error))
            return Sorted(trouble=str(error).replace("\x00", "\ufffd"))

    def _heard(
        self, on: Connection, delivery: Delivery, listeners: Sequence[Listener], now: datetime
    ) -> Sorted:
        module, by = listening(self._apps[delivery.app]), delivery.registration_id
        if module is None:
            raise CorrectTrigger
        told = module.events(delivery.body)
        if not told.events:
            self._gaps.proved(on, by, delivery.received_at)
            return Sorted()
        new = self._rows.add(on, delivery, told.events, now)
        near = [one for one in listeners if one.registration_id == by]
        self._rows.hear(
            on,
            (
                (one.scenario_id, id_)
                for id_, event in new
                for one in near
                if self._wants(one, event, delivery.received_at)
            ),
        )
        if 0 < told.first <= told.last:
            moments = [datetime.fromisoformat(event.at) for event in told.events]
            span = Span(told.first, told.last, min(moments), max(moments))
            self._gaps.number(on, by, span, now, fresh=bool(new))
        repeated = len(told.events) - len(new)
        return Sorted(told.first, told.last, len(told.events), repeated)

    def _wants(self, listener: Listener, event: Event, received: datetime) -> bool:
        """Whether a scenario is to have an event; one that cannot say so gets it, and fails."""
        if event.tenant not in (listener.tenant, "") or received < listener.since:
            return False
        try:
            return self._ear(listener).admits(event)
        except Exception as error:
            log.warning("a scenario cannot listen", scenario=listener.scenario_id, why=str(error))
            return True

    def _ear(self, listener: Listener) -> Ear:
        at = (listener.scenario_id, listener.version)
        if at not in self._ears:
            version = self._scenarios.version(*at)
            planned = plan(read(version.document, version.name), self._modules)
            self._ears[at] = ear(version, planned, self._clock.now())
        return self._ears[at]

    # Starting.

    def _start(self, on: Connection, listener: Listener, add: Add) -> None:
        try:
            found = self._ear(listener)
            trouble = self._astray(listener, found)
        except StoreTrouble:
            raise
        except Exception as error:
            trouble = f"It cannot listen: {error}"
        if trouble or listener.trouble:
            self._scenarios.hold_up(on, listener.scenario_id, trouble)
        if trouble:
            return
        gap = self._gaps.take(on, listener.scenario_id)
        if gap is not None:
            self._look(on, listener, found, gap, add)
        else:
            self._take(on, listener, found, add)

    def _astray(self, listener: Listener, found: Ear) -> str:
        """Why its runs would not reach the organisation that its events come from; "" if they do.

        What a connection cannot do at all is the run's to say, and to wait for.
        """
        use = found.plan.document.use(found.plan.nodes[0].step.connection)
        try:
            tenant = self._connections.client(use.connection, use.organisation).tenant
        except Trouble:
            return ""
        if tenant.id == listener.tenant:
            return ""
        return (
            f"{use.organisation} of {use.connection} is another organisation now than when the"
            " scenario was switched on. Switch it on again to go on with this one."
        )

    def _take(self, on: Connection, listener: Listener, found: Ear, add: Add) -> None:
        waiting = self._rows.take(on, listener.scenario_id, found.together)
        if not waiting:
            return
        stack = found.plan.hear([one.bundle for one in waiting])
        origin = {"by": "events", "events": len(waiting)}
        run_id = add(found.version, found.plan, found.inputs, origin=origin, stack=stack, within=on)
        crash.point("taking")
        self._rows.taken(on, listener.scenario_id, waiting, run_id)

    def _look(self, on: Connection, listener: Listener, found: Ear, gap: Missing, add: Add) -> None:
        """A run that finds what was missed while the scenario listened."""
        since = max(gap.since - EARLIER, listener.since)
        token = {"since": since.isoformat(), "until": gap.until.isoformat(), "after": None}
        stack = [Source(0, Lineage((), {}), token, 0)]
        origin = {"by": "gap", "first": gap.first, "last": gap.last}
        run_id = add(found.version, found.plan, found.inputs, origin=origin, stack=stack, within=on)
        self._gaps.taken(on, listener.scenario_id, gap.id, run_id)
