"""Webhooks: where services call, what they delivered, what became of it, and what waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query
from pydantic import AwareDatetime

from tallyloom.api.access import Permission
from tallyloom.api.delivery_facts import DeliveryLine, QueuedEvent, line_of, queued_of
from tallyloom.api.problems import CorrectRequest, LookAgain
from tallyloom.api.route import Asked, Routes
from tallyloom.api.run_contents import Operation, operation_of
from tallyloom.api.run_facts import FORGOTTEN
from tallyloom.api.scenario_facts import the_scenario
from tallyloom.api.webhooks import address
from tallyloom.connections.registrations import listening
from tallyloom.kit import Trouble, from_json
from tallyloom.store.cycles import OTHERS, OUTCOMES, Cycle, Delivered, Wanted
from tallyloom.store.gaps import Hook

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.store.registrations import Registration
    from tallyloom.store.scenarios import Listener

routes = Routes("webhooks")

MOST_NUMBER = 2**62
MOST_OPERATIONS = 1000  # of one cycle that one answer holds
NEVER = Hook("", None, None, 0, 0)

Moment = Annotated[AwareDatetime | None, Query()]
Limit = Annotated[int, Query(ge=1, le=1000)]
Number = Annotated[int, Query(ge=0, le=MOST_NUMBER)]


class LookAtRun(Trouble):
    """It cannot be begun again: what it has done would be done twice. Look at its run instead."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """A scenario that hears a webhook. `waiting` counts events, `trouble` is why no run starts."""

    scenario_id: str
    scenario: str
    organisation: str
    since: datetime
    waiting: int
    trouble: str


@dataclass(frozen=True, slots=True)
class WebhookFacts:
    """Where a service calls for one registration.

    `address` is what is pasted at the service's developer site. `key` says whether its signing key
    is here: set it with PUT /registrations/{registration_id}/webhook. `status` is what to do next:
    set the key, ask (let the service send its intent to receive), or listening. `unsorted` calls
    wait to be read; `gaps` count stretches of numbers that are missing now.
    """

    registration_id: str
    registration: str
    app: str
    address: str
    key: bool
    status: Literal["set the key", "ask", "listening"]
    asked_at: datetime | None
    delivered_at: datetime | None
    last: int
    gaps: int
    unsorted: int
    scenarios: list[Hearing]


@dataclass(frozen=True, slots=True)
class WebhookList:
    """Every registration whose service may call, by name."""

    items: list[WebhookFacts]


@dataclass(frozen=True, slots=True)
class DeliveryLines:
    """The newest first; `next` is for `before`."""

    items: list[DeliveryLine]
    next: str | None


@dataclass(frozen=True, slots=True)
class Flowed:
    """What went through one cycle, module by module, in the order in which it was done.

    `more` says that there is more than is told here; `forgotten` why there is none any more.
    """

    event: int
    scenario_id: str
    run: str
    operations: list[Operation]
    more: bool
    forgotten: str


@dataclass(frozen=True, slots=True)
class DeliveryDetail(DeliveryLine):
    """One call with what it carried and its bundles; `payload` is null where a scenario that took
    it is confidential."""

    payload: Any
    flowed: list[Flowed]


@dataclass(frozen=True, slots=True)
class Retried:
    """`waiting` cycles begin again; `runs` go on where bundles had stopped; `again`: it is read."""

    waiting: int
    runs: list[str]
    again: bool


@dataclass(frozen=True, slots=True)
class WaitingEvents:
    """The next one first; `next` is for `after`."""

    items: list[QueuedEvent]
    next: str | None


@routes.get("/webhooks", Permission.HISTORY_READ)
def list_webhooks(asked: Asked) -> WebhookList:
    """Where services call, whether they may, and who hears them."""
    house = asked.house
    hooks, unsorted, heard = house.gaps.hooks(), house.cycles.unsorted(), _hearing(house)
    rows = [row for row in house.connections.registrations.list() if _calls(house, row)]
    return WebhookList(
        [
            _webhook(house, row, hooks.get(row.id, NEVER), unsorted.get(row.id, 0),
                     heard.get(row.id, []))
            for row in rows
        ]
    )  # fmt: skip


@routes.get("/deliveries", Permission.HISTORY_READ)
def list_deliveries(
    asked: Asked,
    *,
    registration: str = "",
    organisation: str = "",
    category: str = "",
    scenario: str = "",
    outcome: str = "",
    since: Moment = None,
    until: Moment = None,
    limit: Limit = 50,
    before: Number = 0,
) -> DeliveryLines:
    """Calls of services and what became of them, the newest first.

    `organisation` is its id, `scenario` a name or an id, `outcome` a word as answers have it;
    `since` and `until` bound when the call came. One event of a call is enough to be found by.
    """
    if outcome not in ("", *OUTCOMES, *OTHERS):
        said = f"outcome has no {outcome!r}; it is one of {', '.join((*OUTCOMES, *OTHERS))}."
        raise CorrectRequest(said, field="outcome")
    wanted = Wanted(
        registration=registration,
        tenant=organisation,
        category=category,
        scenario=scenario,
        outcome=outcome,
        since=since,
        until=until,
        before=before,
    )
    cycles = asked.house.cycles
    found, names = cycles.deliveries(wanted, limit + 1), cycles.organisations()
    items = [line_of(one, names) for one in found[:limit]]
    return DeliveryLines(items, str(items[-1].id) if len(found) > limit else None)


@routes.get("/deliveries/{delivery_id}", Permission.HISTORY_READ)
def show_delivery(asked: Asked, *, delivery_id: int) -> DeliveryDetail:
    """One call of a service: what it carried, who took it, and what went through each module."""
    one, body = _the_delivery(asked.house, delivery_id)
    line = line_of(one, asked.house.cycles.organisations())
    hidden = any(cycle.confidential for cycle in one.cycles)
    return DeliveryDetail(
        **{name: getattr(line, name) for name in DeliveryLine.__slots__},
        payload=None if hidden else _payload(body),
        flowed=[flowed for cycle in one.cycles for flowed in _flowed(asked.house, cycle)],
    )


@routes.post("/deliveries/{delivery_id}/retry", Permission.INCOMPLETE_ANSWER)
def retry_delivery(asked: Asked, *, delivery_id: int) -> Retried:
    """Do again what failed or was dropped, and nothing twice.

    Bundles that stopped go on where they stopped; a cycle that has done nothing yet begins again;
    what could not be read is read again. 409 where there is nothing of that.
    """
    house = asked.house
    one, _ = _the_delivery(house, delivery_id)
    again = house.cycles.sort_again(one.id)
    stopped = [id_ for cycle in one.cycles for id_ in _stopped(house, cycle)]
    told = house.answers.retry_all(stopped, by=asked.who.name) if stopped else {}
    runs = {run for run in told.values() if isinstance(run, str)}
    begun = sum(house.cycles.again(c.scenario_id, c.event_id) for c in one.cycles)
    if not (again or runs or begun):
        raise next((why for why in told.values() if isinstance(why, Exception)), LookAtRun())
    return Retried(begun, sorted(runs), again)


@routes.get("/scenarios/{scenario_id}/queue", Permission.HISTORY_READ)
def list_queue(
    asked: Asked, *, scenario_id: str, limit: Limit = 50, after: Number = 0
) -> WaitingEvents:
    """Events that wait for a run of a scenario, the next one first."""
    house = asked.house
    row = the_scenario(house, scenario_id)
    found = house.cycles.queue(row.id, after, limit + 1)
    names = house.cycles.organisations()
    items = [queued_of(one, names) for one in found[:limit]]
    return WaitingEvents(items, str(items[-1].event) if len(found) > limit else None)


@routes.delete("/scenarios/{scenario_id}/queue/{event}", Permission.SCENARIOS_RUN, status=204)
def drop_event(asked: Asked, *, scenario_id: str, event: int) -> None:
    """Let an event wait no more: it stays in the history as dropped, and can be retried."""
    house = asked.house
    row = the_scenario(house, scenario_id)
    known = abs(event) <= MOST_NUMBER
    if not (known and house.cycles.drop(row.id, event, house.clock.now())):
        raise LookAgain(f"No event {event} waits for {row.name}; it may be in a run by now.")


def _calls(house: House, row: Registration) -> bool:
    app = house.apps.get(row.app)
    return app is not None and listening(app) is not None


def _hearing(house: House) -> dict[str, list[tuple[Listener, Hearing]]]:
    """The scenarios that are on, by registration."""
    waiting, names = house.cycles.waiting(), house.cycles.organisations()
    called = {version.scenario_id: version.name for version in house.scenarios.newest()}
    found: dict[str, list[tuple[Listener, Hearing]]] = {}
    for one in house.scenarios.listeners():
        heard = Hearing(
            one.scenario_id,
            called.get(one.scenario_id, ""),
            names.get(one.tenant, one.tenant),
            one.since,
            waiting.get(one.scenario_id, 0),
            one.trouble,
        )
        found.setdefault(one.registration_id, []).append((one, heard))
    return found


def _webhook(
    house: House,
    row: Registration,
    hook: Hook,
    unsorted: int,
    heard: Sequence[tuple[Listener, Hearing]],
) -> WebhookFacts:
    key = row.webhook_keys is not None
    proved = hook.proved_at is not None or hook.delivered_at is not None
    return WebhookFacts(
        row.id,
        row.name,
        row.app,
        address(house, row.id),
        key,
        "listening" if key and proved else "ask" if key else "set the key",
        hook.proved_at,
        hook.delivered_at,
        hook.last,
        hook.missing,
        unsorted,
        [hearing for _, hearing in heard],
    )


def _the_delivery(house: House, delivery_id: int) -> tuple[Delivered, bytes]:
    known = abs(delivery_id) <= MOST_NUMBER
    found = house.cycles.delivery(delivery_id) if known else None
    if found is None:
        raise LookAgain(f"There is no delivery {delivery_id}; it may be older than what is kept.")
    return found


def _payload(body: bytes) -> Any:
    """As JSON if it is such; else as text, which may be anything."""
    try:
        return from_json(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _flowed(house: House, cycle: Cycle) -> Iterator[Flowed]:
    run = house.runs.get(cycle.run_id) if cycle.run_id else None
    if run is None or cycle.ordinal is None:
        return
    operations: list[Operation] = []
    more = False
    for operation in _operations(house, run.id, str(cycle.ordinal)):
        if len(operations) == MOST_OPERATIONS:
            more = True
            break
        operations.append(operation)
    forgotten = FORGOTTEN.get(run.forgotten_why, "")
    yield Flowed(cycle.event_id, cycle.scenario_id, run.id, operations, more, forgotten)


def _operations(house: House, run_id: str, ordinal: str) -> Iterator[Operation]:
    """Those of one cycle: their paths begin with its ordinal."""
    for entry in house.journal.read(run_id):
        for at, operation in enumerate(entry.operations):
            if str(operation.get("path", "")).partition(".")[0] == ordinal:
                yield operation_of(entry, at, operation)


def _stopped(house: House, cycle: Cycle) -> Iterator[str]:
    """The open incomplete runs of one cycle."""
    if cycle.run_id and cycle.failed:
        for one in house.incomplete.those(run=cycle.run_id, limit=MOST_OPERATIONS):
            if _first(one.item) == cycle.ordinal:
                yield one.id


def _first(item: bytes) -> int | None:
    """Where the paths of a stored item's bundles begin."""
    from tallyloom.flow.stack import Page, Source, load
    from tallyloom.store.json import unpacked

    stored = load(unpacked(item))
    if isinstance(stored, Page) and stored.rows:
        return next(iter(stored.rows[0].path), None)
    return next(iter(stored.row.path), None) if isinstance(stored, Source) else None
