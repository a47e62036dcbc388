"""Gaps in the numbers of deliveries: found when they are sorted, filled by late ones, or healed.

A service numbers all events that it tells one registration. Which numbers came is kept as the
last one and the gaps before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from tallyloom.store.database import Database


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers of one delivery's events, and when the first and the last of them happened."""

    first: int
    last: int
    began: datetime
    ended: datetime


class Numbered(NamedTuple):
    """The numbers of a delivery, and whether it told something new."""

    span: Span
    fresh: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, and the moments between which happened what is missing."""

    id: int
    registration_id: str
    first: int
    last: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Hook:
    """How a registration's webhook is doing. `proved_at`: when the service last asked whether we
    know its signature and was answered; `missing` counts gaps that are open."""

    registration_id: str
    proved_at: datetime | None
    delivered_at: datetime | None
    last: int
    missing: int


_GAP = "id, registration_id, first, last, since, until"


class Gaps:
    """The numbers of an installation's deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hooks(self) -> dict[str, Hook]:
        """By registration; none where nothing was ever delivered."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT registration_id, proved_at, delivered_at, last, (SELECT count(*)"
                    " FROM gaps g WHERE g.registration_id = h.registration_id"
                    " AND g.state = 'open') FROM hooks h"
                )
            ).all()
        return {row[0]: Hook(*row) for row in rows}

    def proved(self, on: Connection, registration_id: str, at: datetime) -> None:
        """A delivery without events: the service asked whether we know its signature."""
        self._hook(on, registration_id)
        on.execute(
            text("UPDATE hooks SET proved_at = :at WHERE registration_id = :id"),
            {"id": registration_id, "at": at},
        )

    def number(
        self, on: Connection, registration_id: str, told: Sequence[Numbered], now: datetime
    ) -> None:
        """Reckon with the numbers of deliveries, in the order in which they came.

        New events under numbers that have come already mean that the service counts anew.
        """
        last, last_at = self._hook(on, registration_id)
        reached: Span | None = None
        for span, fresh in _in_order(told, last):
            if span.first > last:
                if last and span.first > last + 1:
                    self._add(on, registration_id, last + 1, span, last_at, now)
            elif self._fill(on, registration_id, span):
                if span.last <= last:
                    continue
            elif not fresh or self._known(on, registration_id, span):
                continue
            last, last_at, reached = span.last, span.ended, span
        if reached is not None:
            self._reach(on, registration_id, reached, now)

    def due(self, on: Connection, before: datetime) -> list[Missing]:
        """Gaps that were found before then and not filled; they are the caller's to heal."""
        rows = on.execute(
            text(
                "UPDATE gaps SET state = 'healed' WHERE state = 'open' AND found_at <= :before"
                f" RETURNING {_GAP}"
            ),
            {"before": before},
        ).all()
        return sorted((Missing(*row) for row in rows), key=lambda gap: gap.id)

    def heal(self, on: Connection, gap: Missing) -> None:
        """Every scenario that listened then is to look for what it missed."""
        on.execute(
            text(
                "INSERT INTO healings (gap_id, scenario_id) SELECT :gap, scenario_id"
                " FROM listeners WHERE registration_id = :registration AND since <= :until"
            ),
            {"gap": gap.id, "registration": gap.registration_id, "until": gap.until},
        )

    def take(self, on: Connection, scenario_id: str) -> Missing | None:
        """The next gap that a scenario is to heal; its listener's row must be locked."""
        row = on.execute(
            text(
                f"SELECT {_GAP} FROM gaps JOIN healings ON gap_id = id"
                " WHERE scenario_id = :scenario AND run_id IS NULL ORDER BY id LIMIT 1"
            ),
            {"scenario": scenario_id},
        ).one_or_none()
        return Missing(*row) if row else None

    def taken(self, on: Connection, scenario_id: str, gap_id: int, run_id: str) -> None:
        """A run looks for what was missed in this gap."""
        on.execute(
            text(
                "UPDATE healings SET run_id = :run WHERE gap_id = :gap AND scenario_id = :scenario"
            ),
            {"gap": gap_id, "scenario": scenario_id, "run": run_id},
        )

    def of(self, registration_id: str) -> Sequence[tuple[int, int, str]]:
        """The first and last number of each gap there ever was, and what became of it."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT first, last, state FROM gaps WHERE registration_id = :id"
                    " ORDER BY first, id"
                ),
                {"id": registration_id},
            )
            return [(row.first, row.last, row.state) for row in rows]

    def _hook(self, on: Connection, registration_id: str) -> tuple[int, datetime | None]:
        on.execute(
            text("INSERT INTO hooks (registration_id) VALUES (:id) ON CONFLICT DO NOTHING"),
            {"id": registration_id},
        )
        row = on.execute(
            text("SELECT last, last_at FROM hooks WHERE registration_id = :id FOR UPDATE"),
            {"id": registration_id},
        ).one()
        return row.last, row.last_at

    def _reach(self, on: Connection, registration_id: str, span: Span, now: datetime) -> None:
        on.execute(
            text(
                "UPDATE hooks SET last = :last, last_at = :at, delivered_at = :now"
                " WHERE registration_id = :id"
            ),
            {"id": registration_id, "last": span.last, "at": span.ended, "now": now},
        )

    def _add(
        self,
        on: Connection,
        registration_id: str,
        first: int,
        span: Span,
        since: datetime | None,
        now: datetime,
    ) -> None:
        _insert(
            on,
            registration_id,
            {
                "first": first,
                "last": span.first - 1,
                "since": since or span.began,
                "until": span.began,
                "found_at": now,
            },
        )

    def _fill(self, on: Connection, registration_id: str, span: Span) -> bool:
        """Whether a late delivery was missing somewhere; what is still missing stays open."""
        rows = on.execute(
            text(
                "UPDATE gaps SET state = 'filled' WHERE registration_id = :id AND state = 'open'"
                " AND first <= :last AND last >= :first"
                " RETURNING first, last, since, until, found_at"
            ),
            {"id": registration_id, "first": span.first, "last": span.last},
        ).all()
        for row in rows:
            left = row._asdict()
            if row.first < span.first:
                _insert(on, registration_id, left | {"last": span.first - 1})
            if row.last > span.last:
                _insert(on, registration_id, left | {"first": span.last + 1})
        return bool(rows)

    def _known(self, on: Connection, registration_id: str, span: Span) -> bool:
        """Whether these numbers were missing once."""
        return bool(
            on.scalar(
                text(
                    "SELECT EXISTS (SELECT FROM gaps WHERE registration_id = :id"
                    " AND first <= :last AND last >= :first)"
                ),
                {"id": registration_id, "first": span.first, "last": span.last},
            )
        )


def _in_order(told: Sequence[Numbered], last: int) -> list[Numbered]:
    """What overtook another on the way is put right; what comes late or anew stays as it came."""
    ahead = [one for one in told if one.span.first > last]
    others = [one for one in told if one.span.first <= last]
    return [*sorted(ahead, key=lambda one: one.span.first), *others]


def _insert(on: Connection, registration_id: str, gap: dict[str, object]) -> None:
    on.execute(
        text(
            "INSERT INTO gaps (registration_id, first, last, since, until, found_at, state)"
            " VALUES (:id, :first, :last, :since, :until, :found_at, 'open')"
        ),
        {"id": registration_id, **gap},
    )
