"""Search over what went through runs: an index of words that is filled after a run has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database

RUN = -1  # the step under which a run's own words are: its calls, and the records it wrote
_PLACE = "f.run_id, f.step, f.ordinal, f.module"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An entry of a journal; `step` is RUN for the run itself."""

    run_id: str
    step: int
    ordinal: int
    module: int


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one place, as numbers that stand for them."""

    place: Place
    words: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a search is narrowed to: what is left out counts for all.

    `scenario` is a name or an id; the search goes on after the place `after`.
    """

    scenario: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: Place | None = None
    limit: int = 100

    @property
    def conditions(self) -> list[str]:
        """In terms of `f`, where the words are, and `r` (runs)."""
        conditions: dict[str, object] = {
            "(r.scenario = :scenario OR r.scenario_id = :scenario)": self.scenario,
            "r.started_at >= :since": self.since,
            "r.started_at < :until": self.until,
            "(f.run_id, f.step, f.ordinal) < (:run, :step, :ordinal)": self.after,
        }
        return [condition for condition, wanted in conditions.items() if wanted]

    @property
    def values(self) -> dict[str, Any]:
        place = self.after or Place("", 0, 0, 0)
        return {
            "scenario": self.scenario,
            "since": self.since,
            "until": self.until,
            "run": place.run_id,
            "step": place.step,
            "ordinal": place.ordinal,
            "limit": self.limit,
        }


EVERYWHERE = Narrowed()


class Findable:
    """The index, and what it does not hold yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, on: Connection, found: Sequence[Words]) -> None:
        if found:
            on.execute(
                text(
                    "INSERT INTO findable (run_id, step, ordinal, module, words)"
                    " VALUES (:run, :step, :ordinal, :module, :words) ON CONFLICT DO NOTHING"
                ),
                [
                    {
                        "run": one.place.run_id,
                        "step": one.place.step,
                        "ordinal": one.place.ordinal,
                        "module": one.place.module,
                        "words": list(one.words),
                    }
                    for one in found
                ],
            )

    def places(self, words: Sequence[int], narrowed: Narrowed = EVERYWHERE) -> list[Place]:
        """Where all of these words are, the newest first."""
        return self._select(
            "findable f JOIN runs r ON r.id = f.run_id",
            ["f.words @> CAST(:words AS integer[])"],
            narrowed,
            {"words": list(words)},
        )

    def unread(self, narrowed: Narrowed = EVERYWHERE) -> list[Place]:
        """Entries of journals that the index does not hold yet, the newest first."""
        return self._select(
            "journal f JOIN runs r ON r.id = f.run_id",
            [
                "r.read_at IS NULL AND NOT r.confidential",
                "NOT EXISTS (SELECT FROM findable x WHERE x.run_id = f.run_id"
                " AND x.step = f.step AND x.ordinal = f.ordinal)",
            ],
            narrowed,
            {},
        )

    def _select(
        self,
        table: str,
        conditions: Sequence[str],
        narrowed: Narrowed,
        values: Mapping[str, Any],
    ) -> list[Place]:
        where = [*conditions, *narrowed.conditions]
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    f"SELECT {_PLACE} FROM {table} WHERE {' AND '.join(where)}"
                    " ORDER BY f.run_id DESC, f.step DESC, f.ordinal DESC LIMIT :limit"
                ),
                {**narrowed.values, **values},
            ).all()
        return [Place(*row) for row in rows]
