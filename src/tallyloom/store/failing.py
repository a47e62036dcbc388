"""Scenarios that a service starts and whose last runs all failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from tallyloom.store.database import Database

MOST = 100  # runs on end that are counted


@dataclass(frozen=True, slots=True)
class Failed:
    """`runs` on end have failed since `well`, the id of the last that did not ("" for none)."""

    scenario_id: str
    version: int
    name: str
    runs: int
    well: str
    last_run: str
    reason: str
    since: datetime


class FailingScenarios:
    """Those of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Failed]:
        """Each that is on and whose newest run has failed."""
        with self._database.connect() as on:
            return [Failed(*row) for row in on.execute(text(_FAILING), {"most": MOST})]


_FAILING = """
    SELECT l.scenario_id, l.version, s.name, f.runs, coalesce(w.id, ''), n.id, n.reason, l.since
    FROM listeners l JOIN scenarios s ON s.id = l.scenario_id
    JOIN LATERAL (SELECT id, status, reason FROM runs WHERE scenario_id = l.scenario_id
        AND ended_at IS NOT NULL AND status <> 'cancelled' ORDER BY id DESC LIMIT 1) n
        ON n.status = 'error'
    LEFT JOIN LATERAL (SELECT id FROM runs WHERE scenario_id = l.scenario_id
        AND status IN ('success', 'warning') ORDER BY id DESC LIMIT 1) w ON true
    JOIN LATERAL (SELECT count(*) AS runs FROM (SELECT FROM runs
        WHERE scenario_id = l.scenario_id AND status = 'error' AND started_at >= l.since
        AND id > coalesce(w.id, '') LIMIT :most) last) f ON true
    WHERE f.runs > 0
"""
