"""Scenarios and their versions: every text that ever ran is kept, under the digest of itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from tallyloom.store.database import Database
from tallyloom.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a scenario. `number` counts from 1 within the scenario."""

    scenario_id: str
    number: int
    name: str
    document: str


class Scenarios:
    """The scenarios of an installation, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, name: str, document: str, now: datetime) -> Version:
        """The version that holds exactly this text; a new one where none does."""
        digest = hashlib.sha256(document.encode()).hexdigest()
        with self._database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO scenarios (id, name, created_at) VALUES (:id, :name, :now)"
                    " ON CONFLICT (name) DO NOTHING"
                ),
                {"id": new_id(now), "name": name, "now": now},
            )
            scenario = on.execute(
                text("SELECT id FROM scenarios WHERE name = :name FOR UPDATE"), {"name": name}
            ).scalar_one()
            number = on.execute(
                text("SELECT number FROM versions WHERE scenario_id = :id AND digest = :digest"),
                {"id": scenario, "digest": digest},
            ).scalar()
            if number is None:
                number = on.execute(
                    text(
                        "INSERT INTO versions (scenario_id, number, digest, document, created_at)"
                        " SELECT :id, coalesce(max(number), 0) + 1, :digest, :document, :now"
                        " FROM versions WHERE scenario_id = :id RETURNING number"
                    ),
                    {"id": scenario, "digest": digest, "document": document, "now": now},
                ).scalar_one()
        return Version(scenario, number, name, document)

    def version(self, scenario_id: str, number: int) -> Version:
        """One version by its number; `NoResultFound` where there is none."""
        with self._database.connect() as on:
            row = on.execute(
                text(
                    "SELECT name, document FROM versions JOIN scenarios ON id = scenario_id"
                    " WHERE scenario_id = :id AND number = :number"
                ),
                {"id": scenario_id, "number": number},
            ).one()
        return Version(scenario_id, number, row.name, row.document)

    def newest(self) -> list[Version]:
        """The newest version of each scenario, by name."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT DISTINCT ON (name) scenario_id, number, name, document"
                    " FROM versions JOIN scenarios ON id = scenario_id ORDER BY name, number DESC"
                )
            ).all()
        return [Version(*row) for row in rows]
