"""What services deliver: kept as it came, sorted into events, heard by scenarios that listen.

A delivery is durable once `keep` has returned. Everything after that may happen again after a
crash: an event is the same by what it tells, and it waits for a scenario until it is in a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.kit import Bundle, Event
from tallyloom.store.database import Database
from tallyloom.store.json import dumps

# Any number will do, as long as every version of Tallyloom uses the same one.
SORTING = 0x7A11_7105
# By how much what a record says of its last change may differ from what an event says of it.
ALIKE = timedelta(seconds=2)
# Which rows of `heard` wait for a run; the first part is the index's.
WAITS = "run_id IS NULL AND outcome = 'waiting'"
_EVENT = "tenant text, category text, type text, resource text, at timestamptz, bundle json"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A verified call that is not kept yet."""

    registration_id: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One call of a service; `app` is the app of the registration that it came for."""

    id: int
    registration_id: str
    app: str
    received_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a delivery held: how many events, and how many of them were known already."""

    first: int = 0
    last: int = 0
    events: int = 0
    repeated: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that waits to be in a run of a scenario."""

    event_id: int
    bundle: Bundle


class Deliveries:
    """The deliveries of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # As they come.

    def keep(self, arrivals: Sequence[Arrival], now: datetime) -> None:
        """Keep verified calls for good, in their order, all in one statement or none."""
        with self._database.single() as on:
            on.execute(
                "INSERT INTO deliveries (registration_id, received_at, body)"
                " SELECT registration, %s, body FROM unnest(%s::text[], %b::bytea[])"
                " WITH ORDINALITY AS came (registration, body, ordinal) ORDER BY ordinal",
                (
                    now,
                    [arrival.registration_id for arrival in arrivals],
                    [arrival.body for arrival in arrivals],
                ),
            )

    def waiting(self, most: int) -> int:
        """How many deliveries and events wait, or somewhat more than `most`."""
        with self._database.connect() as on:
            counted: int = on.execute(
                text(
                    "SELECT (SELECT count(*) FROM (SELECT FROM deliveries WHERE sorted_at IS NULL"
                    " LIMIT :most) AS unsorted) + (SELECT count(*) FROM (SELECT FROM heard"
                    f" WHERE {WAITS} LIMIT :most) AS unheard)"
                ),
                {"most": most},
            ).scalar_one()
        return counted

    # Sorting.

    @contextmanager
    def sorting(self) -> Iterator[Connection | None]:
        """A transaction in which nobody else sorts; None where somebody does."""
        with self._database.begin() as on:
            mine = on.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": SORTING})
            yield on if mine else None

    def unsorted(self, on: Connection, apps: Iterable[str], most: int) -> list[Delivery]:
        """Those of these apps, the oldest first."""
        rows = on.execute(
            text(
                "SELECT d.id, d.registration_id, r.app, d.received_at, d.body FROM deliveries d"
                " JOIN registrations r ON r.id = d.registration_id WHERE d.sorted_at IS NULL"
                " AND r.app = ANY(:apps) ORDER BY d.id LIMIT :most"
            ),
            {"apps": list(apps), "most": most},
        )
        return [Delivery(*row) for row in rows]

    def add(
        self, on: Connection, told: Sequence[tuple[Delivery, Sequence[Event]]], now: datetime
    ) -> dict[int, list[tuple[int, Event]]]:
        """The events that nobody has told of before, with their numbers here; by delivery."""
        events = [(delivery, event) for delivery, those in told for event in those]
        rows = on.execute(
            text(
                "INSERT INTO events (delivery_id, registration_id, tenant, category, type,"
                " resource, at, bundle, kept_at) SELECT delivery, registration, tenant, category,"
                " type, resource, at, bundle, :now FROM json_to_recordset(CAST(:events AS json))"
                f" AS told (delivery bigint, registration text, ordinal integer, {_EVENT})"
                " ORDER BY ordinal ON CONFLICT DO NOTHING"
                " RETURNING id, registration_id, tenant, resource, type, at"
            ),
            {"now": now, "events": dumps([_of(at, *one) for at, one in enumerate(events)])},
        ).all()
        new = {tuple(row[1:]): row.id for row in rows}
        found: dict[int, list[tuple[int, Event]]] = {delivery.id: [] for delivery, _ in told}
        for delivery, event in events:
            id_ = new.pop((delivery.registration_id, *_key(event)), 0)
            if id_:
                found[delivery.id].append((id_, event))
        return found

    def hear(self, on: Connection, pairs: Iterable[tuple[str, int]]) -> None:
        """Let scenarios (by id) wait for events; one that was made up for meanwhile is not new."""
        on.execute(
            text(
                "INSERT INTO heard (scenario_id, event_id) SELECT p.scenario, p.event"
                " FROM json_to_recordset(CAST(:pairs AS json)) AS p (scenario text, event bigint)"
                " JOIN events e ON e.id = p.event WHERE NOT EXISTS (SELECT FROM events made"
                " JOIN heard h ON h.event_id = made.id AND h.scenario_id = p.scenario"
                " WHERE made.registration_id = e.registration_id AND made.tenant = e.tenant"
                " AND made.resource = e.resource AND made.delivery_id IS NULL"
                " AND made.at >= e.at - :alike) ORDER BY p.event ON CONFLICT DO NOTHING"
            ),
            {
                "pairs": dumps([{"scenario": s, "event": e} for s, e in pairs]),
                "alike": ALIKE,
            },
        )

    def sorted(self, on: Connection, found: Mapping[int, Sorted], now: datetime) -> None:
        """These deliveries, by id, are done."""
        names = ("first", "last", "events", "repeated", "trouble")
        on.execute(
            text(
                "UPDATE deliveries d SET sorted_at = :now, first = f.first, last = f.last,"
                " events = f.events, repeated = f.repeated, trouble = f.trouble"
                " FROM unnest(CAST(:ids AS bigint[]), CAST(:first AS bigint[]),"
                " CAST(:last AS bigint[]), CAST(:events AS integer[]),"
                " CAST(:repeated AS integer[]), CAST(:trouble AS text[]))"
                " AS f (id, first, last, events, repeated, trouble) WHERE d.id = f.id"
            ),
            {"now": now, "ids": list(found)}
            | {name: [getattr(one, name) for one in found.values()] for name in names},
        )

    # Into runs.

    def take(self, on: Connection, scenario_id: str, most: int) -> list[Waiting]:
        """The next events that wait for a scenario; its listener's row must be locked."""
        rows = on.execute(
            text(
                "SELECT h.event_id, e.bundle FROM heard h JOIN events e ON e.id = h.event_id"
                f" WHERE h.scenario_id = :scenario AND {WAITS}"
                " ORDER BY h.event_id LIMIT :most"
            ),
            {"scenario": scenario_id, "most": most},
        )
        return [Waiting(*row) for row in rows]

    def taken(
        self, on: Connection, scenario_id: str, waiting: Sequence[Waiting], run_id: str
    ) -> None:
        """These are in a run now, in this order, from 1."""
        on.execute(
            text(
                "UPDATE heard SET run_id = :run, ordinal = t.ordinal, outcome = 'running'"
                " FROM unnest(CAST(:events AS bigint[])) WITH ORDINALITY AS t (event, ordinal)"
                " WHERE scenario_id = :scenario AND event_id = t.event"
            ),
            {
                "scenario": scenario_id,
                "run": run_id,
                "events": [one.event_id for one in waiting],
            },
        )

    def wait_for(self, scenario_id: str) -> int:
        """How many events wait for a scenario."""
        with self._database.connect() as on:
            counted: int = on.execute(
                text(f"SELECT count(*) FROM heard WHERE scenario_id = :scenario AND {WAITS}"),
                {"scenario": scenario_id},
            ).scalar_one()
        return counted

    # What never came.

    def categories(self, registration_id: str) -> list[str]:
        """Of what deliveries have told."""
        with self._database.connect() as on:
            return list(
                on.execute(
                    text(
                        "SELECT DISTINCT category FROM events WHERE registration_id = :id"
                        " AND delivery_id IS NOT NULL ORDER BY category"
                    ),
                    {"id": registration_id},
                ).scalars()
            )

    def missed(
        self,
        run_id: str,
        registration_id: str,
        events: Sequence[Event],
        now: datetime,
        *,
        after: int = 0,
    ) -> list[Event]:
        """Those of which neither a delivery told nor another run of the scenario has heard.

        They are the run's from now on, its cycles after the one with the ordinal `after`; asked
        again for the same run, they are the same. A delivery
        told of a change when its event is not older (that a service's
        never is, is unverified; if it were, a record would be given twice, none would be lost).
        """
        with self._database.begin() as on:
            values = {"run": run_id, "registration": registration_id, "now": now, "after": after}
            rows = on.execute(
                text(_FRESH), values | {"events": dumps([_row(i, e) for i, e in enumerate(events)])}
            ).scalars()
            fresh = [events[ordinal] for ordinal in rows]
            on.execute(
                text(_MADE), values | {"events": dumps([_row(i, e) for i, e in enumerate(fresh)])}
            )
        return fresh

    # For good.

    def forget(self, before: datetime) -> None:
        """Drop what was kept before then, waits for nobody and is in nobody's history."""
        with self._database.begin() as on:
            on.execute(
                text(
                    "DELETE FROM events e WHERE kept_at < :before AND NOT EXISTS"
                    " (SELECT FROM heard h LEFT JOIN runs r ON r.id = h.run_id"
                    " WHERE h.event_id = e.id AND (h.outcome IN ('waiting', 'running')"
                    " OR r.id IS NOT NULL AND r.forgotten_at IS NULL))"
                ),
                {"before": before},
            )
            on.execute(
                text(
                    "DELETE FROM deliveries d WHERE received_at < :before AND sorted_at IS NOT NULL"
                    " AND NOT EXISTS (SELECT FROM events e WHERE e.delivery_id = d.id)"
                ),
                {"before": before},
            )


_TOLD = f"json_to_recordset(CAST(:events AS json)) AS told (ordinal integer, {_EVENT})"
_FRESH = (
    f"SELECT told.ordinal FROM {_TOLD} WHERE NOT EXISTS (SELECT FROM events e"
    " LEFT JOIN heard h ON h.event_id = e.id"
    " AND h.scenario_id = (SELECT scenario_id FROM runs WHERE id = :run)"
    " WHERE e.registration_id = :registration AND e.tenant = told.tenant"
    " AND e.resource = told.resource AND e.at >= told.at AND (e.delivery_id IS NOT NULL"
    " OR (h.event_id IS NOT NULL AND h.run_id IS DISTINCT FROM :run)))"
    " ORDER BY told.ordinal"
)
_MADE = (
    "WITH made AS (INSERT INTO events (registration_id, tenant, category, type, resource, at,"
    " bundle, kept_at) SELECT :registration, tenant, category, type, resource, at, '{}', :now"
    f" FROM {_TOLD} ON CONFLICT (registration_id, tenant, resource, type, at)"
    " DO UPDATE SET kept_at = excluded.kept_at RETURNING id, tenant, type, resource, at)"
    " INSERT INTO heard (scenario_id, event_id, run_id, ordinal, outcome)"
    " SELECT r.scenario_id, made.id, r.id, :after + 1 + told.ordinal, 'running'"
    f" FROM made JOIN {_TOLD} USING (tenant, type, resource, at), runs r WHERE r.id = :run"
    " ON CONFLICT DO NOTHING"
)


def _row(ordinal: int, event: Event) -> dict[str, Any]:
    return {
        "ordinal": ordinal,
        "tenant": event.tenant,
        "category": event.category,
        "type": event.type,
        "resource": event.resource,
        "at": event.at,
        "bundle": event.bundle,
    }


def _of(ordinal: int, delivery: Delivery, event: Event) -> dict[str, Any]:
    by = {"delivery": delivery.id, "registration": delivery.registration_id}
    return by | _row(ordinal, event)


def _key(event: Event) -> tuple[str, str, str, datetime]:
    return event.tenant, event.resource, event.type, datetime.fromisoformat(event.at)
