"""What became of each event in each scenario that heard it: a cycle, a row of the history.

What flowed through a cycle is in the journal of its run, under the cycle's own ordinal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.kit import Bundle
from tallyloom.store.database import Database

OUTCOMES = ("waiting", "running", "success", "warning", "error", "cancelled", "dropped")
# Of a delivery that started nothing: not new, of interest to nobody, without events, not readable.
OTHERS = ("repeated", "unheard", "asked", "unreadable")
_CYCLE = (
    "e.delivery_id, e.id, e.tenant, e.category, e.type, e.resource, e.at, h.scenario_id, s.name,"
    " h.outcome, h.run_id, h.ordinal, h.completed, h.failed, h.ended_at,"
    " coalesce(r.confidential, false)"
)
_CYCLES = (
    "events e JOIN heard h ON h.event_id = e.id JOIN scenarios s ON s.id = h.scenario_id"
    " LEFT JOIN runs r ON r.id = h.run_id"
)
_DELIVERY = (
    "d.id, d.registration_id, r.name, d.received_at, d.sorted_at, d.first, d.last, d.events,"
    " d.repeated, d.trouble"
)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One event in one scenario. `completed` and `failed` count the bundles that it became.

    `delivery_id` is None where no delivery told of it and it was found when a gap was healed;
    `ordinal` is where the paths of its bundles begin in the journal of the run.
    """

    delivery_id: int | None
    event_id: int
    tenant: str
    category: str
    type: str
    resource: str
    at: datetime
    scenario_id: str
    scenario: str
    outcome: str
    run_id: str | None
    ordinal: int | None
    completed: int
    failed: int
    ended_at: datetime | None
    confidential: bool


@dataclass(frozen=True, slots=True)
class Delivered:
    """One call of a service, once more: as a row of the history, with its cycles."""

    id: int
    registration_id: str
    registration: str
    received_at: datetime
    sorted_at: datetime | None
    first: int
    last: int
    events: int
    repeated: int
    trouble: str
    cycles: Sequence[Cycle] = ()

    @property
    def outcome(self) -> str:
        """One word for all of its cycles; or why it has none."""
        if self.cycles:
            return _together({cycle.outcome for cycle in self.cycles})
        if self.sorted_at is None:
            return "waiting"
        if self.trouble:
            return "unreadable"
        if not self.events:
            return "asked"
        return "repeated" if self.repeated == self.events else "unheard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deliveries of the history: what is left out counts for all.

    `scenario` is a name or an id. With several scenarios or events one of them is enough.
    """

    registration: str = ""
    tenant: str = ""
    category: str = ""
    scenario: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int = 0

    def conditions(self) -> list[str]:
        """Only of what is wanted, so that indexes serve."""
        of = "EXISTS (SELECT FROM events e WHERE e.delivery_id = d.id AND"
        heard = f"{of} EXISTS (SELECT FROM heard h JOIN scenarios s ON s.id = h.scenario_id"
        given = {
            "d.registration_id = :registration": self.registration,
            f"{of} e.tenant = :tenant)": self.tenant,
            f"{of} e.category = :category)": self.category,
            f"{heard} WHERE h.event_id = e.id AND :scenario IN (s.id, s.name)))": self.scenario,
            "d.received_at >= :since": self.since,
            "d.received_at < :until": self.until,
            "d.id < :before": self.before,
            _OF_OUTCOME.get(self.outcome, ""): self.outcome,
        }
        return [condition for condition, value in given.items() if value]


_HEARD = "FROM events e JOIN heard h ON h.event_id = e.id WHERE e.delivery_id = d.id"
# Few have failed: they are found by an index, however many others there are.
_FAILED = (
    "d.id IN (SELECT e.delivery_id FROM heard h JOIN events e ON e.id = h.event_id"
    " WHERE h.failed > 0) AND"
)
_OPEN, _BAD = "h.outcome IN ('waiting', 'running')", "h.outcome IN ('error', 'warning')"
# As `_together` has them.
_OF_CYCLES = {
    "running": f"bool_or({_OPEN}) AND NOT bool_or(h.outcome = 'waiting')",
    "error": "bool_and(h.outcome = 'error')",
    "warning": f"bool_or({_BAD}) AND NOT bool_and(h.outcome = 'error') AND NOT bool_or({_OPEN})",
    "cancelled": f"bool_or(h.outcome = 'cancelled') AND NOT bool_or({_OPEN} OR {_BAD})",
    "dropped": "bool_and(h.outcome = 'dropped')",
    "success": "bool_and(h.outcome IN ('success', 'dropped')) AND bool_or(h.outcome = 'success')",
}
_OF_OUTCOME = {
    **{
        outcome: f"{_FAILED if outcome in ('error', 'warning') else ''} (SELECT {said} {_HEARD})"
        for outcome, said in _OF_CYCLES.items()
    },
    "waiting": f"(d.sorted_at IS NULL OR EXISTS (SELECT {_HEARD} AND h.outcome = 'waiting'))",
    "unreadable": "d.trouble <> ''",
    "asked": "d.sorted_at IS NOT NULL AND d.trouble = '' AND d.events = 0",
    "repeated": "d.events > 0 AND d.repeated = d.events",
    "unheard": f"d.events > d.repeated AND NOT EXISTS (SELECT {_HEARD})",
}


def _together(outcomes: set[str]) -> str:
    if outcomes in ({"error"}, {"dropped"}):
        return outcomes.pop()
    if outcomes & {"error", "warning"} and not outcomes & {"waiting", "running"}:
        return "warning"
    held = (outcome for outcome in ("waiting", "running", "cancelled") if outcome in outcomes)
    return next(held, "success")


@dataclass(frozen=True, slots=True)
class Queued:
    """An event that waits for a run of a scenario."""

    event_id: int
    delivery_id: int | None
    tenant: str
    category: str
    type: str
    resource: str
    at: datetime
    kept_at: datetime
    bundle: Bundle = field(repr=False)


class Cycles:
    """What was delivered and what became of it, as people look at it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def deliveries(self, wanted: Wanted, limit: int) -> list[Delivered]:
        """The newest first."""
        where = " AND ".join(wanted.conditions()) or "true"
        values = {name: getattr(wanted, name) for name in Wanted.__slots__}
        return self._delivered(f"WHERE {where} ORDER BY d.id DESC LIMIT :limit",
                               values | {"limit": limit})  # fmt: skip

    def delivery(self, delivery_id: int) -> tuple[Delivered, bytes] | None:
        """One of them with its body, or None."""
        found = self._delivered("WHERE d.id = :id", {"id": delivery_id})
        with self._database.connect() as on:
            body = on.execute(
                text("SELECT body FROM deliveries WHERE id = :id"), {"id": delivery_id}
            ).scalar()
        return (found[0], bytes(body)) if found and body is not None else None

    def _delivered(self, rest: str, values: Mapping[str, Any]) -> list[Delivered]:
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_DELIVERY} FROM deliveries d"
                    f" JOIN registrations r ON r.id = d.registration_id {rest}"
                ),
                values,
            ).all()
            cycles = _cycles(on, [row.id for row in rows])
        return [Delivered(*[*row, cycles.get(row.id, ())]) for row in rows]

    def events(self, delivery_id: int) -> list[tuple[int, Bundle]]:
        """The new events that a delivery told of, by number."""
        with self._database.connect() as on:
            rows = on.execute(
                text("SELECT id, bundle FROM events WHERE delivery_id = :id ORDER BY id"),
                {"id": delivery_id},
            )
            return [(row.id, row.bundle) for row in rows]

    def organisations(self) -> dict[str, str]:
        """Names by ids of tenants, as connections know them."""
        with self._database.connect() as on:
            rows = on.execute(text("SELECT id, max(name) FROM tenants GROUP BY id"))
            return {row[0]: row[1] for row in rows}

    def unsorted(self) -> dict[str, int]:
        """How many deliveries wait to be sorted, by registration."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT registration_id, count(*) FROM deliveries WHERE sorted_at IS NULL"
                    " GROUP BY registration_id"
                )
            )
            return {row[0]: row[1] for row in rows}

    def waiting(self) -> dict[str, int]:
        """How many events wait for a run, by scenario."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT scenario_id, count(*) FROM heard WHERE run_id IS NULL"
                    " AND outcome = 'waiting' GROUP BY scenario_id"
                )
            )
            return {row[0]: row[1] for row in rows}

    # The queue of a scenario.

    def queue(self, scenario_id: str, after: int, limit: int) -> list[Queued]:
        """Events that wait for it, the next one first; `after` is the last of the page before."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT e.id, e.delivery_id, e.tenant, e.category, e.type, e.resource, e.at,"
                    " e.kept_at, e.bundle FROM heard h JOIN events e ON e.id = h.event_id"
                    " WHERE h.scenario_id = :scenario AND h.run_id IS NULL"
                    " AND h.outcome = 'waiting' AND h.event_id > :after"
                    " ORDER BY h.event_id LIMIT :limit"
                ),
                {"scenario": scenario_id, "after": after, "limit": limit},
            )
            return [Queued(*row) for row in rows]

    def drop(self, scenario_id: str, event_id: int, now: datetime) -> bool:
        """Let it wait no more; False where it does not wait."""
        return self._put(
            scenario_id,
            event_id,
            "SET outcome = 'dropped', ended_at = :now WHERE run_id IS NULL AND outcome = 'waiting'",
            now=now,
        )

    def again(self, scenario_id: str, event_id: int) -> bool:
        """Let it wait once more; False where it has done something that would be done twice.

        That is so as long as it goes on, when it has succeeded, when it wrote anything, or when
        some of it waits for a person.
        """
        return self._put(
            scenario_id,
            event_id,
            "SET outcome = 'waiting', run_id = NULL, ordinal = NULL, completed = 0, failed = 0,"
            " ended_at = NULL WHERE (outcome = 'dropped' OR outcome IN ('error', 'cancelled')"
            " AND completed = 0 AND NOT EXISTS (SELECT FROM effects f WHERE f.run_id = h.run_id"
            " AND split_part(f.path, '.', 1) = h.ordinal::text AND f.send_id IS NOT NULL)"
            " AND NOT EXISTS (SELECT FROM incomplete i WHERE i.run_id = h.run_id))",
        )

    def _put(self, scenario_id: str, event_id: int, change: str, **values: Any) -> bool:
        """One change of a waiting row, while nobody takes it into a run."""
        values |= {"scenario": scenario_id, "event": event_id}
        with self._database.begin() as on:
            on.execute(
                text("SELECT FROM listeners WHERE scenario_id = :scenario FOR UPDATE"), values
            )
            return bool(
                on.execute(
                    text(
                        f"UPDATE heard h {change} AND scenario_id = :scenario AND event_id = :event"
                    ),
                    values,
                ).rowcount
            )

    def sort_again(self, delivery_id: int) -> bool:
        """Read once more what could not be read; False where it could."""
        with self._database.begin() as on:
            return bool(
                on.execute(
                    text(
                        "UPDATE deliveries SET sorted_at = NULL, trouble = ''"
                        " WHERE id = :id AND trouble <> ''"
                    ),
                    {"id": delivery_id},
                ).rowcount
            )


def _cycles(on: Connection, deliveries: Sequence[int]) -> dict[int, list[Cycle]]:
    rows = on.execute(
        text(
            f"SELECT {_CYCLE} FROM {_CYCLES} WHERE e.delivery_id = ANY(:ids) ORDER BY e.id, s.name"
        ),
        {"ids": list(deliveries)},
    )
    found: dict[int, list[Cycle]] = {}
    for row in rows:
        found.setdefault(row.delivery_id, []).append(Cycle(*row))
    return found


def count_cycles(on: Connection, run_id: str, counted: Mapping[int, tuple[int, int]]) -> None:
    """Add the bundles that were completed and that failed, by the ordinals of their cycles."""
    if counted:
        completed, failed = zip(*counted.values(), strict=True)
        on.execute(
            text(
                "UPDATE heard h SET completed = h.completed + c.completed,"
                " failed = h.failed + c.failed FROM unnest(CAST(:ordinals AS integer[]),"
                " CAST(:completed AS integer[]), CAST(:failed AS integer[]))"
                " AS c (ordinal, completed, failed)"
                " WHERE h.run_id = :run AND h.ordinal = c.ordinal"
            ),
            {
                "run": run_id,
                "ordinals": list(counted),
                "completed": list(completed),
                "failed": list(failed),
            },
        )


def end_cycles(on: Connection, run_id: str, status: str, now: datetime) -> None:
    """Each gets its own outcome when its run ends.

    A run that was broken off has something left on its stack: then nothing is known to be whole.
    """
    on.execute(
        text(
            "UPDATE heard SET ended_at = :now, outcome = CASE"
            " WHEN :status = 'cancelled' THEN 'cancelled'"
            " WHEN failed = 0 AND NOT broken THEN 'success'"
            " WHEN completed > 0 THEN 'warning' ELSE 'error' END,"
            " failed = CASE WHEN broken AND :status <> 'cancelled' THEN greatest(failed, 1)"
            " ELSE failed END"
            " FROM (SELECT EXISTS (SELECT FROM stack WHERE run_id = :run) AS broken) AS run"
            " WHERE run_id = :run AND outcome = 'running'"
        ),
        {"run": run_id, "status": status, "now": now},
    )
