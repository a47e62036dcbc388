"""Rows that other rows refer to: one run of one scenario."""

from __future__ import annotations

from datetime import UTC, datetime

from tallyloom.store.database import Database
from tallyloom.store.runs import Runs
from tallyloom.store.scenarios import Scenarios

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def with_run(database: Database, id_: str = "r1") -> str:
    """The id of a new run."""
    version = Scenarios(database).keep("S", "v1", NOON)
    Runs(database).add(
        {
            "id": id_,
            "scenario_id": version.scenario_id,
            "version": version.number,
            "scenario": "S",
            "origin": {},
            "inputs": {},
            "started_at": NOON,
            "bytes": 0,
        },
        [],
    )
    return id_
