"""What was delivered becomes events, events wait for scenarios, and runs take them up.

Everything is done in transactions that may be begun by any process and are finished by one: a
delivery is sorted once, an event is in one run of each scenario that wants it, or waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from tallyloom.clock import Clock
from tallyloom.connections.connections import Connections
from tallyloom.connections.registrations import listening
from tallyloom.engine import crash
from tallyloom.engine.adding import Add
from tallyloom.engine.given import Cycle, Giver
from tallyloom.flow.plan import Plan, plan
from tallyloom.flow.read import read
from tallyloom.flow.stack import Lineage, Source
from tallyloom.kit import App, Event, Inputs, Listen, Trouble
from tallyloom.store.deliveries import Deliveries as Rows
from tallyloom.store.deliveries import Delivery, Sorted
from tallyloom.store.gaps import Gaps, Missing, Numbered, Span
from tallyloom.store.scenarios import Listener, Scenarios, Version
from tallyloom.store.trouble import StoreTrouble

BATCH = 500  # deliveries in one transaction
BATCHES = 4  # in one go, for runs wait to be let go on meanwhile
TOGETHER = 100  # events that share a run
# A call that failed is made again at once: what comes late is waited for before it is looked up.
GRACE = timedelta(minutes=1)
# What is listed to the second and changed to the millisecond may lie a little before its event.
EARLIER = timedelta(seconds=1)
# A service may replay a month: what has been heard is known for longer.
KNOWN = timedelta(days=40)

log = structlog.get_logger()


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


@dataclass(frozen=True, slots=True)
class Told:
    """What a delivery says; `span` where its events are numbered."""

    delivery: Delivery
    events: Sequence[Event]
    first: int
    last: int
    span: Span | None

    def sorted(self, new: int) -> Sorted:
        """What it held, `new` of its events being so."""
        if not self.events:
            return Sorted()
        return Sorted(self.first, self.last, len(self.events), len(self.events) - new)


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
            if not self.sort_some():
                return

    def sort_some(self) -> bool:
        """Sort the next of them; whether there may be more."""
        with self._rows.sorting() as on:
            return on is not None and self._sort_batch(on) == BATCH

    def start(self, add: Add, *, held_up: bool = False) -> list[tuple[str, str]]:
        """Start a run of every scenario for which something waits, if none of it is open.

        Those that could not be started before are tried again where `held_up` says so. Gives the
        ids of the runs, each with that of its scenario.
        """
        started: list[tuple[str, str]] = []
        for scenario_id in self._scenarios.startable(held_up=held_up):
            with self._scenarios.starting(scenario_id) as (on, listener):
                run_id = self._start(on, listener, add) if listener is not None else ""
            crash.point("taken")
            if run_id:
                started.append((run_id, scenario_id))
        return started

    def forget(self) -> None:
        """Drop what was heard so long ago that nobody will tell of it again."""
        self._rows.forget(self._clock.now() - KNOWN)

    # Sorting.

    def _sort_batch(self, on: Connection) -> int:
        now = self._clock.now()
        batch = self._rows.unsorted(on, self._apps, BATCH)
        if batch:
            self._rows.sorted(on, self._sorted(on, batch, self._scenarios.listening(on), now), now)
        if len(batch) < BATCH:  # what could fill them is sorted
            self._heal(on, now)
        return len(batch)

    def _heal(self, on: Connection, now: datetime) -> None:
        for gap in self._gaps.due(on, now - GRACE):
            log.warning("deliveries are missing", registration=gap.registration_id)
            self._gaps.heal(on, gap)

    def _sorted(
        self,
        on: Connection,
        batch: Sequence[Delivery],
        listeners: Sequence[Listener],
        now: datetime,
    ) -> dict[int, Sorted]:
        """What they held; one that cannot be kept says why, and is in nobody's way.

        All at once, which nearly always goes well; else by halves, until what is wrong is alone.
        """
        try:
            with on.begin_nested():
                return self._heard(on, batch, listeners, now)
        except StoreTrouble:
            raise
        except Exception as error:
            if len(batch) == 1:
                return {batch[0].id: _unreadable(batch[0], error)}
        half = len(batch) // 2
        halves = (batch[:half], batch[half:])
        first, second = (self._sorted(on, part, listeners, now) for part in halves)
        return first | second

    def _heard(
        self,
        on: Connection,
        batch: Sequence[Delivery],
        listeners: Sequence[Listener],
        now: datetime,
    ) -> dict[int, Sorted]:
        found: dict[int, Sorted] = {}
        told: list[Told] = []
        for delivery in batch:
            try:
                told.append(self._told(delivery))
            except Exception as error:
                found[delivery.id] = _unreadable(delivery, error)
        new = self._rows.add(on, [(one.delivery, one.events) for one in told], now)
        self._rows.hear(on, self._wanted(told, new, listeners))
        self._number(on, told, new, now)
        return found | {one.delivery.id: one.sorted(len(new[one.delivery.id])) for one in told}

    def _told(self, delivery: Delivery) -> Told:
        module = listening(self._apps[delivery.app])
        if module is None:
            raise CorrectTrigger
        told = module.events(delivery.body)
        span = None
        if told.events and 0 < told.first <= told.last:
            moments = [datetime.fromisoformat(event.at) for event in told.events]
            span = Span(told.first, told.last, min(moments), max(moments))
        return Told(delivery, told.events, told.first, told.last, span)

    def _wanted(
        self,
        told: Sequence[Told],
        new: Mapping[int, Sequence[tuple[int, Event]]],
        listeners: Sequence[Listener],
    ) -> list[tuple[str, int]]:
        """Who is to have which of the new events."""
        return [
            (listener.scenario_id, id_)
            for one in told
            for id_, event in new[one.delivery.id]
            for listener in listeners
            if listener.registration_id == one.delivery.registration_id
            and self._wants(listener, event, one.delivery.received_at)
        ]

    def _number(
        self,
        on: Connection,
        told: Sequence[Told],
        new: Mapping[int, Sequence[tuple[int, Event]]],
        now: datetime,
    ) -> None:
        numbered: dict[str, list[Numbered]] = {}
        for one in told:
            by = one.delivery.registration_id
            if not one.events:
                self._gaps.proved(on, by, one.delivery.received_at)
            elif one.span is not None:
                fresh = bool(new[one.delivery.id])
                numbered.setdefault(by, []).append(Numbered(one.span, fresh))
        for by, those in numbered.items():
            self._gaps.number(on, by, those, now)

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

    def _start(self, on: Connection, listener: Listener, add: Add) -> str:
        """The run that was added; "" where none was."""
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
            return ""
        gap = self._gaps.take(on, listener.scenario_id)
        if gap is not None:
            return self._look(on, listener, found, gap, add)
        return self._take(on, listener, found, add)

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

    def _take(self, on: Connection, listener: Listener, found: Ear, add: Add) -> str:
        waiting = self._rows.take(on, listener.scenario_id, found.together)
        if not waiting:
            return ""
        stack = found.plan.hear([one.bundle for one in waiting])
        origin = {"by": "events", "events": len(waiting)}
        run_id = add(found.version, found.plan, found.inputs, origin=origin, stack=stack, within=on)
        crash.point("taking")
        self._rows.taken(on, listener.scenario_id, waiting, run_id)
        return run_id

    def _look(self, on: Connection, listener: Listener, found: Ear, gap: Missing, add: Add) -> str:
        """A run that finds what was missed while the scenario listened."""
        since = max(gap.since - EARLIER, listener.since)
        token = {"since": since.isoformat(), "until": gap.until.isoformat(), "after": None}
        stack = [Source(0, Lineage((), {}), token, 0)]
        origin = {"by": "gap", "first": gap.first, "last": gap.last}
        run_id = add(found.version, found.plan, found.inputs, origin=origin, stack=stack, within=on)
        self._gaps.taken(on, listener.scenario_id, gap.id, run_id)
        return run_id


def _unreadable(delivery: Delivery, error: Exception) -> Sorted:
    log.warning("a delivery cannot be read", delivery=delivery.id, error=str(error))
    return Sorted(trouble=str(error).replace("\x00", "\ufffd"))
