"""What was done to a scenario, when and by whom: the rows of its change log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

# created, edited, renamed, restored, imported, cloned, switched on, switched off, deleted: what
# `kind` may be; whoever switches a scenario off by rule says why in `note`.


@dataclass(frozen=True, slots=True)
class By:
    """Whoever did it, by id and name; both are "" where nobody is known. Names are kept as they
    were, so that the log can be read when the person is gone."""

    id: str = ""
    name: str = ""


NOBODY = By()


@dataclass(frozen=True, slots=True)
class Change:
    """What was done. `version` is the one that it made, or that was switched on."""

    kind: str
    at: datetime
    by: By = NOBODY
    version: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """One row of the log. `version` is the one that it made, or that was switched on."""

    id: int
    scenario_id: str
    at: datetime
    kind: str
    version: int | None
    by: By
    note: str = ""


def log(on: Connection, scenario_id: str, change: Change) -> None:
    """Write a row, in the transaction of what it tells."""
    on.execute(
        text(
            "INSERT INTO scenario_changes (scenario_id, at, kind, version, by_id, by, note)"
            " VALUES (:id, :now, :kind, :version, :by_id, :by, :note)"
        ),
        {
            "id": scenario_id,
            "now": change.at,
            "kind": change.kind,
            "version": change.version,
            "by_id": change.by.id,
            "by": change.by.name,
            "note": change.note,
        },
    )


def logged(on: Connection, scenario_id: str, before: int, limit: int) -> list[Logged]:
    """The newest first; `before` is the id of the last row of the page before, 0 at first."""
    rows = on.execute(
        text(
            "SELECT id, scenario_id, at, kind, version, by_id, by, note FROM scenario_changes"
            " WHERE scenario_id = :id AND (:before = 0 OR id < :before)"
            " ORDER BY id DESC LIMIT :limit"
        ),
        {"id": scenario_id, "before": before, "limit": limit},
    )
    return [
        Logged(
            row.id,
            row.scenario_id,
            row.at,
            row.kind,
            row.version,
            By(row.by_id, row.by),
            row.note,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Recent:
    """A row of any scenario's log, with what the scenario is called now."""

    logged: Logged
    scenario: str
    deleted: bool


def recent(on: Connection, limit: int) -> list[Recent]:
    """What was done to any scenario, the newest first."""
    rows = on.execute(
        text(
            "SELECT c.id, c.scenario_id, c.at, c.kind, c.version, c.by_id, c.by, c.note, s.name,"
            " s.deleted_at IS NOT NULL AS deleted FROM scenario_changes c"
            " JOIN scenarios s ON s.id = c.scenario_id ORDER BY c.id DESC LIMIT :limit"
        ),
        {"limit": limit},
    )
    return [
        Recent(
            Logged(
                row.id, row.scenario_id, row.at, row.kind, row.version, By(row.by_id, row.by),
                row.note,
            ),
            row.name,
            row.deleted,
        )
        for row in rows
    ]  # fmt: skip
