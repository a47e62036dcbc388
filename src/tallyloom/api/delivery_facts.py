"""What is told of a service's calls: of one, of its cycles, and of events that wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallyloom.store.cycles import Cycle, Delivered, Queued


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """One event in one scenario that heard it: a cycle with its own outcome.

    `outcome` is waiting, running, success, warning, error, cancelled or dropped. `ordinal` is where
    the paths of its bundles begin in the run's operations; `completed` and `failed` count bundles.
    """

    event: int
    organisation_id: str
    organisation: str
    category: str
    type: str
    resource: str
    happened_at: datetime
    scenario_id: str
    scenario: str
    outcome: str
    run: str | None
    ordinal: int | None
    completed: int
    failed: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One call of a service.

    `outcome` is one word for its cycles; without any it is waiting (not read yet), asked (a call
    without events, as the service makes to try the signature), repeated (told before), unheard
    (no scenario wanted it) or unreadable (`trouble` says why). `first` and `last` are the service's
    own numbers of its events.
    """

    id: int
    registration_id: str
    registration: str
    received_at: datetime
    outcome: str
    first: int
    last: int
    events: int
    repeated: int
    trouble: str
    cycles: list[CycleFacts]


@dataclass(frozen=True, slots=True)
class QueuedEvent:
    """An event that waits for a run of a scenario, with what the service told."""

    event: int
    delivery: int | None
    organisation_id: str
    organisation: str
    category: str
    type: str
    resource: str
    happened_at: datetime
    kept_at: datetime
    told: dict[str, Any]


def line_of(one: Delivered, names: Mapping[str, str]) -> DeliveryLine:
    """A call as it is told; `names` are those of the organisations, by id."""
    return DeliveryLine(
        one.id,
        one.registration_id,
        one.registration,
        one.received_at,
        one.outcome,
        one.first,
        one.last,
        one.events,
        one.repeated,
        one.trouble,
        [_cycle(cycle, names) for cycle in one.cycles],
    )


def _cycle(cycle: Cycle, names: Mapping[str, str]) -> CycleFacts:
    return CycleFacts(
        cycle.event_id,
        cycle.tenant,
        names.get(cycle.tenant, ""),
        cycle.category,
        cycle.type,
        cycle.resource,
        cycle.at,
        cycle.scenario_id,
        cycle.scenario,
        cycle.outcome,
        cycle.run_id,
        cycle.ordinal,
        cycle.completed,
        cycle.failed,
        cycle.ended_at,
    )


def queued_of(one: Queued, names: Mapping[str, str]) -> QueuedEvent:
    """A waiting event as it is told; `names` are those of the organisations, by id."""
    return QueuedEvent(
        one.event_id,
        one.delivery_id,
        one.tenant,
        names.get(one.tenant, ""),
        one.category,
        one.type,
        one.resource,
        one.at,
        one.kept_at,
        dict(one.bundle),
    )
