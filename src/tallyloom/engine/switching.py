"""Switching scenarios on and off. One that is on starts by itself: when its service calls, by the
clock, or when it is asked for; what keeps one from that is said as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tallyloom.clock import Clock
from tallyloom.connections.connections import Connections
from tallyloom.engine.deliveries import ear
from tallyloom.flow.document import Use
from tallyloom.flow.plan import Plan
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.flow.schedule import Schedule
from tallyloom.kit import ExtendPermissions, Reconnect, Trouble, Watch
from tallyloom.store.registrations import Registration
from tallyloom.store.scenarios import Listener, Scenarios, Version
from tallyloom.store.schedules import Schedules, Timer
from tallyloom.store.tenants import Tenant

# What keeps a scenario from being switched on, by the code that says so.
HINDRANCES: Mapping[str, str] = {
    "no_schedule": "It says neither when it starts nor begins with an instant trigger.",
    "over": "Its schedule has no slot any more.",
    "input_without_default": "It requires an input, and nobody is there to give it.",
    "wrong_trigger": "Its instant trigger cannot listen as it is set.",
    "no_connection": "A connection or an organisation that it names is not there.",
    "reconnect": "A connection has expired or was revoked.",
    "missing_permission": "A connection lacks a permission that its modules need.",
}


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing that keeps a scenario from being switched on, and what to do about it.

    `code` is one of `HINDRANCES`; `line` and `module` are 0 where there is none; `connection` is
    its name in the installation; `scopes` are those that it lacks.
    """

    code: str
    message: str
    line: int = 0
    module: int = 0
    connection: str = ""
    scopes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Hears:
    """Where the events of a scenario come from."""

    listener: Listener
    registration: Registration
    tenant: Tenant

    @property
    def calls(self) -> bool:
        """False while the service has no signing key here, so that nothing it sends is believed."""
        return self.registration.webhook_keys is not None


@dataclass(frozen=True, slots=True)
class On:
    """A scenario that is on: what it hears, or when it starts. Exactly one of `hears` and `timer`
    is there; a timer has a `schedule`, and `next_runs` are its next five slots (UTC)."""

    hears: Hears | None = None
    timer: Timer | None = None
    schedule: Schedule | None = None
    next_runs: Sequence[datetime] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Switch:
    """Switches the scenarios of an installation."""

    scenarios: Scenarios
    connections: Connections
    schedules: Schedules
    clock: Clock

    def on(self, version: Version, planned: Plan) -> On:
        """Let this version start by itself; it must have passed `assure`.

        Raises ChooseConnection, ChooseOrganisation, WrongOrganisation.
        """
        return self._hears(version, planned) if planned.listens else self._timed(version, planned)

    def off(self, scenario_id: str) -> bool:
        """Let it start no more by itself. False if it did not."""
        return self.scenarios.turn_off(scenario_id)

    def _hears(self, version: Version, planned: Plan) -> On:
        use = planned.document.use(planned.nodes[0].step.connection)
        client = self.connections.client(use.connection, use.organisation)
        by = self.connections.registrations.get(client.connection.registration_id)
        listener = Listener(
            version.scenario_id, version.number, by.id, client.tenant.id, self.clock.now()
        )
        self.schedules.turn_off(version.scenario_id)
        self.scenarios.turn_on(listener)
        return On(hears=Hears(listener, by, client.tenant))

    def _timed(self, version: Version, planned: Plan) -> On:
        schedule, zone = planned.document.schedule, planned.document.settings.zone
        assert schedule is not None
        now = self.clock.now()
        mark = self._mark(version.scenario_id, now)
        following = schedule.next_runs(5, mark, zone)
        self.scenarios.deafen(version.scenario_id)
        timer = self.schedules.turn_on(
            version.scenario_id, version.number, now, mark, following[0] if following else None
        )
        return On(timer=timer, schedule=schedule, next_runs=following)

    def _mark(self, scenario_id: str, now: datetime) -> datetime:
        """From when on its slots are decided: from now, but one that is due already counts."""
        before = self.schedules.get(scenario_id)
        if before is None or not before.on or before.next_at is None:
            return now
        return min(now, before.next_at - timedelta(seconds=1))

    def assure(self, planned: Plan, file: str) -> None:
        """Raises CorrectScenario where it cannot start by itself, whatever its connections."""
        problems = [Problem(one.message, one.line, one.module) for one in self._own(planned)]
        if problems:
            raise CorrectScenario(problems, file)

    def hindrances(self, planned: Plan) -> list[Hindrance]:
        """Everything that keeps it from being switched on now; nothing where it can be."""
        uses = planned.document.connections
        return [*self._own(planned), *(one for use in uses for one in self._use(planned, use))]

    def _own(self, planned: Plan) -> Iterator[Hindrance]:
        """What is in the document itself."""
        first = planned.nodes[0]
        schedule = planned.document.schedule
        if not planned.listens and schedule is None:
            label = first.module.label if first.module else "a router"
            kind = "a polling trigger" if isinstance(first.module, Watch) else "no trigger"
            message = (
                f"{label} is {kind}, so it starts by the clock: say when, such as"
                " schedule: {every: 15 minutes}, or write schedule: on demand."
            )
            yield Hindrance("no_schedule", message, first.step.line, first.id)
        if schedule is not None and schedule.by_clock and self._over(schedule, planned):
            message = f"{schedule.words()}: no such moment is left; correct the schedule."
            yield Hindrance("over", message, schedule.lines.get("", 0))
        if schedule is None or schedule.by_clock:
            yield from self._inputs(planned)
        if planned.listens:
            yield from self._deaf(planned)

    def _over(self, schedule: Schedule, planned: Plan) -> bool:
        return schedule.next_after(self.clock.now(), planned.document.settings.zone) is None

    def _inputs(self, planned: Plan) -> Iterator[Hindrance]:
        starts = "an event" if planned.listens else "the clock"
        for one in planned.document.inputs:
            if one.required and one.default is None:
                yield Hindrance(
                    "input_without_default",
                    f"Nobody gives the input {one.name} when {starts} starts the scenario; give it"
                    " a default, or remove it.",
                )

    def _deaf(self, planned: Plan) -> Iterator[Hindrance]:
        first = planned.nodes[0]
        try:
            ear(Version("", 0, planned.document.name, ""), planned, self.clock.now())
        except Trouble as trouble:
            yield Hindrance("wrong_trigger", trouble.message, first.step.line, first.id)

    def _use(self, planned: Plan, use: Use) -> Iterator[Hindrance]:
        """What keeps a connection from being used as the document wants."""
        nodes = [node for node in planned.nodes if node.step.connection == use.name]
        needed = [node.module for node in nodes if node.module is not None]
        try:
            row = self.connections.get(use.connection)
            if row.app != use.app:
                message = f"{row.name} connects {row.app}, not {use.app}; choose another."
                yield Hindrance("no_connection", message, use.line, 0, use.connection)
                return
            if row.state != "connected":
                raise Reconnect(row.reason)
            self.connections.client(use.connection, use.organisation)
            lacking = tuple(self.connections.missing(use.connection, needed))
            if lacking:
                raise ExtendPermissions(
                    f"{row.name} lacks {', '.join(lacking)}; allow access to extend the"
                    " permissions.",
                    scopes=lacking,
                )
        except Trouble as trouble:
            scopes = trouble.scopes if isinstance(trouble, ExtendPermissions) else ()
            code = _CODES.get(trouble.remedy, "no_connection")
            yield Hindrance(code, trouble.message, use.line, 0, use.connection, scopes)


_CODES = {"Reconnect": "reconnect", "ExtendPermissions": "missing_permission"}
