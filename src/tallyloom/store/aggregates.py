"""What aggregators keep between pages: rows, so that no process piles them up.

A page adds one row for each group it touches. When the source's operation is exhausted the rows
become groups, in the order in which each group was first seen, wherever the pages were cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.kit import from_json
from tallyloom.store.database import Database

# The group of bundles whose own group is not known: it holds back all groups of its operation.
ALL = "\ufffe"


@dataclass(frozen=True, slots=True)
class Part:
    """What one page adds to one group: `items` is JSON without the outer brackets.

    `held` counts bundles of the group that failed: what lacks them must not go on.
    """

    path: str
    key: str
    ordinal: int
    items: str
    held: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """One whole group, at its place in the order of first sight."""

    path: str
    position: int
    key: str
    items: Sequence[Any]
    held: int = 0


class Aggregates:
    """The parts and groups of all aggregators."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, on: Connection, run_id: str, module: int, parts: Iterable[Part]) -> None:
        """Keep the parts of one page, within its step's transaction."""
        raw: Any = on.connection.driver_connection
        with (
            raw.cursor() as cursor,
            cursor.copy(
                "COPY aggregate_items (run_id, module, path, key, ordinal, items, held) FROM STDIN"
            ) as copy,
        ):
            for part in parts:
                copy.write_row(
                    (run_id, module, part.path, part.key, part.ordinal, part.items, part.held)
                )

    def gather(self, on: Connection, run_id: str, module: int, paths: Sequence[str]) -> None:
        """Make groups of all parts of these operations, and forget the parts."""
        given = {"run": run_id, "module": module, "paths": list(paths), "all": ALL}
        on.execute(
            text(
                "INSERT INTO aggregate_groups (run_id, module, path, position, key, items, held)"
                " SELECT :run, :module, path,"
                " row_number() OVER (PARTITION BY path ORDER BY key = :all, first), key, items,"
                " held"
                " FROM (SELECT path, key, min(ordinal) AS first, sum(held) AS held,"
                "   coalesce(string_agg(items, ',' ORDER BY ordinal) FILTER (WHERE items <> ''),"
                "     '') AS items"
                "   FROM aggregate_items"
                "   WHERE run_id = :run AND module = :module AND path = ANY(:paths)"
                "   GROUP BY path, key) AS grouped"
            ),
            given,
        )
        self._hold_back(on, given)
        on.execute(
            text(
                "DELETE FROM aggregate_items"
                " WHERE run_id = :run AND module = :module AND path = ANY(:paths)"
            ),
            given,
        )

    def _hold_back(self, on: Connection, given: Mapping[str, Any]) -> None:
        """Bundles that were lost before their group was known hold back every group."""
        lost = on.execute(
            text(
                "SELECT path, held FROM aggregate_groups WHERE run_id = :run"
                " AND module = :module AND path = ANY(:paths) AND key = :all"
            ),
            given,
        ).all()
        for path, held in lost:
            here = {**given, "path": path, "held": held}
            known = on.execute(
                text(
                    "UPDATE aggregate_groups SET held = held + :held WHERE run_id = :run"
                    " AND module = :module AND path = :path AND key <> :all"
                ),
                here,
            ).rowcount
            if known:
                on.execute(
                    text(
                        "DELETE FROM aggregate_groups WHERE run_id = :run"
                        " AND module = :module AND path = :path AND key = :all"
                    ),
                    here,
                )

    def groups(
        self, on: Connection, run_id: str, module: int, path: str, after: int, most: int
    ) -> list[Gathered]:
        """The next groups of one operation, at most `most`."""
        rows = on.execute(
            text(
                "SELECT path, position, key, items, held FROM aggregate_groups"
                " WHERE run_id = :run AND module = :module AND path = :path AND position > :after"
                " ORDER BY position LIMIT :most"
            ),
            {"run": run_id, "module": module, "path": path, "after": after, "most": most},
        ).all()
        return [
            Gathered(row.path, row.position, row.key, from_json(f"[{row.items}]"), row.held)
            for row in rows
        ]

    def forget(self, on: Connection, run_id: str, module: int, paths: Sequence[str]) -> None:
        """Drop the groups of operations that are drained."""
        on.execute(
            text(
                "DELETE FROM aggregate_groups"
                " WHERE run_id = :run AND module = :module AND path = ANY(:paths)"
            ),
            {"run": run_id, "module": module, "paths": list(paths)},
        )
