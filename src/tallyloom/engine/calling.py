"""How one run reaches the services that its modules call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tallyloom.clock import Clock
from tallyloom.connections.connections import Connections
from tallyloom.engine.finishing import Finisher
from tallyloom.engine.governor import Governor
from tallyloom.engine.keeping import Keeper
from tallyloom.engine.sender import Calls, Sender
from tallyloom.engine.sources import Sources
from tallyloom.engine.steps import Driver
from tallyloom.flow.plan import Node, Plan
from tallyloom.kit import Action, App, Bulk, Module
from tallyloom.store.blobs import Blobs
from tallyloom.store.deliveries import Deliveries
from tallyloom.store.sends import Sends


@dataclass(frozen=True, slots=True)
class Services:
    """What calling needs of the house."""

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
class Calling:
    """Makes what drives the modules of one run, each over the connection that its step names."""

    services: Services
    plan: Plan
    run_id: str

    def driver(self, node: Node, path: str, *, reads_only: bool = False) -> Driver:
        """Drives a generator: of the bundle with this path, or (`reads_only`) of a page."""
        finisher, services = self._finisher(node), self.services
        name = _module(node).name
        return Driver(finisher, services.blobs, services.secret, name, path, reads_only=reads_only)

    def keeper(self, node: Node, bulk: Bulk) -> Keeper:
        """Keeps the records of a page."""
        stop_on = self.plan.document.settings.stop_on
        name = _module(node).name
        return Keeper(bulk, name, self._finisher(node), self.services.secret, stop_on)

    def _finisher(self, node: Node) -> Finisher:
        services = self.services
        use = self.plan.document.use(node.step.connection)
        module = _module(node)
        sender = Sender(
            app=module.app,
            client=services.connections.client(use.connection, use.organisation),
            governor=services.governor,
            sources=services.sources,
            calls=services.calls,
            clock=services.clock,
            run_id=self.run_id,
            module=node.id,
            judge=services.apps[module.app].judge,
            blobs=services.blobs,
            confidential=self.plan.document.settings.confidential,
        )
        bulk = module.bulk if isinstance(module, Action) else None
        return Finisher(
            services.sends,
            sender,
            changes=module.changes,
            identity=bulk.identity if bulk else "",
            key_life=timedelta(seconds=services.apps[module.app].key_life),
        )


def _module(node: Node) -> Module:
    assert isinstance(node.module, Module)
    return node.module
