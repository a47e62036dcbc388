"""Switching scenarios on and off. One that is on starts by itself: when its service calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tallyloom.clock import Clock
from tallyloom.connections.connections import Connections
from tallyloom.engine.deliveries import ear
from tallyloom.flow.plan import Plan
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.kit import Trouble, Watch
from tallyloom.store.connections import Tenant
from tallyloom.store.registrations import Registration
from tallyloom.store.scenarios import Listener, Scenarios, Version


@dataclass(frozen=True, slots=True)
class On:
    """A scenario that is on: where its events come from. `calls` is false while the service has
    no signing key here, so that nothing it sends is believed."""

    listener: Listener
    registration: Registration
    tenant: Tenant

    @property
    def calls(self) -> bool:
        return self.registration.webhook_keys is not None


@dataclass(frozen=True, slots=True)
class Switch:
    """Switches the scenarios of an installation."""

    scenarios: Scenarios
    connections: Connections
    clock: Clock

    def on(self, version: Version, planned: Plan) -> On:
        """Let this version run whenever an event comes; it must have passed `assure`.

        Raises ChooseConnection, ChooseOrganisation, WrongOrganisation.
        """
        use = planned.document.use(planned.nodes[0].step.connection)
        client = self.connections.client(use.connection, use.organisation)
        by = self.connections.registrations.get(client.connection.registration_id)
        listener = Listener(
            version.scenario_id, version.number, by.id, client.tenant.id, self.clock.now()
        )
        self.scenarios.turn_on(listener)
        return On(listener, by, client.tenant)

    def assure(self, planned: Plan, file: str) -> None:
        """Raises CorrectScenario where it cannot start by itself."""
        problems = list(self._problems(planned, file))
        if problems:
            raise CorrectScenario(problems, file)

    def _problems(self, planned: Plan, file: str) -> Iterator[Problem]:
        first = planned.nodes[0]
        label = first.module.label if first.module else "a router"
        if not planned.listens:
            kind = "a polling trigger, and there are no schedules yet"
            why = kind if isinstance(first.module, Watch) else "no trigger"
            message = f"{label} is {why}: it starts when you run it, tallyloom scenario run {file}"
            yield Problem(message, first.step.line, first.id)
            return
        for one in planned.document.inputs:
            if one.required and one.default is None:
                yield Problem(
                    f"Nobody gives the input {one.name} when an event starts the scenario; give it"
                    " a default, or remove it."
                )
        try:
            ear(Version("", 0, planned.document.name, ""), planned, self.clock.now())
        except Trouble as trouble:
            yield Problem(trouble.message, first.step.line, first.id)
