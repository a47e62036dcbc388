"""The run journal: what each module took in and gave out, a compressed entry a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database
from tallyloom.store.json import packed, unpacked


@dataclass(frozen=True, slots=True)
class Entry:
    """What one module did with one page. `operations` are JSON objects:

    {"path", "in", "out": [bundles]}, or "trouble", or "stopped" with the reason of a filter; with
    "warnings": [{"code", "message", "field"}] where something was said before it was posted.
    """

    module: int
    counted: int
    operations: Sequence[dict[str, Any]]


class Journal:
    """The journals of all runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, on: Connection, run_id: str, step: int, entries: Sequence[Entry]) -> None:
        """Write the entries of one step, within its transaction."""
        if entries:
            on.execute(
                text(
                    "INSERT INTO journal (run_id, step, ordinal, module, operations, entry)"
                    " VALUES (:run, :step, :ordinal, :module, :counted, :entry)"
                ),
                [
                    {
                        "run": run_id,
                        "step": step,
                        "ordinal": ordinal,
                        "module": entry.module,
                        "counted": entry.counted,
                        "entry": packed(entry.operations),
                    }
                    for ordinal, entry in enumerate(entries)
                ],
            )

    def read(self, run_id: str, module: int | None = None) -> Iterator[Entry]:
        """Entries in the order they were written, of one module or of all, a few at a time."""
        with self._database.connect() as on:
            rows = on.execution_options(yield_per=16).execute(
                text(
                    "SELECT module, operations, entry FROM journal WHERE run_id = :run"
                    " AND (CAST(:module AS integer) IS NULL OR module = :module)"
                    " ORDER BY step, ordinal"
                ),
                {"run": run_id, "module": module},
            )
            for row in rows:
                yield Entry(row.module, row.operations, unpacked(bytes(row.entry)))

    def counts(self, run_id: str) -> dict[int, int]:
        """Operations of each module."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT module, sum(operations) FROM journal WHERE run_id = :run"
                    " GROUP BY module"
                ),
                {"run": run_id},
            ).all()
        return {module: int(total) for module, total in rows}
