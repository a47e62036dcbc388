"""Which texts of scenarios count for connections: the newest ones, and those that are on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from tallyloom.store.database import Database


@dataclass(frozen=True, slots=True)
class Text:
    """A version of a scenario. It is the newest, or `on` (starts by itself), or both."""

    scenario_id: str
    name: str
    version: int
    on: bool


class Texts:
    """The texts of an installation's scenarios that count."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Text]:
        """By the scenario's name; of one scenario the newest first."""
        with self._database.connect() as on:
            return [Text(*row) for row in on.execute(text(_TEXTS))]


_TEXTS = """
WITH started AS (
    SELECT scenario_id, version FROM listeners
    UNION
    SELECT scenario_id, version FROM schedules WHERE state = 'on'
), newest AS (
    SELECT scenario_id, max(number) AS version FROM versions GROUP BY scenario_id
), counting AS (
    SELECT scenario_id, version FROM started UNION SELECT scenario_id, version FROM newest
)
SELECT s.id, s.name, c.version,
       EXISTS (SELECT FROM started o WHERE o.scenario_id = s.id AND o.version = c.version)
FROM scenarios s JOIN counting c ON c.scenario_id = s.id
WHERE s.deleted_at IS NULL ORDER BY s.name, s.id, c.version DESC
"""
