"""Every call that a run made at the door: what it asked, what it weighed, how long it waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from tallyloom.store.database import Database


@dataclass(frozen=True, slots=True)
class Made:
    """One call. Bytes are those of the bodies; `seconds` the call, `waited` the governor.

    `status` is None and `trouble` says why where no answer came.
    """

    run_id: str
    module: int
    at: datetime
    method: str
    path: str
    status: int | None
    bytes_out: int
    bytes_in: int
    seconds: float
    waited: float
    trouble: str = ""


class Calls:
    """The calls of all runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, call: Made) -> None:
        """Write a call down and add it to its run's counters."""
        values = {name: getattr(call, name) for name in Made.__slots__}
        with self._database.begin() as on:
            on.execute(
                text(
                    "INSERT INTO calls (run_id, module, at, method, path, status, bytes_out,"
                    " bytes_in, seconds, waited, trouble) VALUES (:run_id, :module, :at, :method,"
                    " :path, :status, :bytes_out, :bytes_in, :seconds, :waited, :trouble)"
                ),
                values,
            )
            on.execute(
                text(
                    "UPDATE runs SET api_calls = api_calls + 1, waited = waited + :waited,"
                    " bytes = bytes + :bytes_out + :bytes_in WHERE id = :run_id"
                ),
                values,
            )

    def page(
        self, run_id: str, module: int | None, after: int, limit: int
    ) -> list[tuple[int, Made]]:
        """Those of a run after one of them, of one module or of all, each with its number."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT run_id, module, at, method, path, status, bytes_out, bytes_in,"
                    " seconds, waited, trouble, id FROM calls WHERE run_id = :run AND id > :after"
                    " AND (CAST(:module AS integer) IS NULL OR module = :module)"
                    " ORDER BY id LIMIT :limit"
                ),
                {"run": run_id, "after": after, "module": module, "limit": limit},
            ).all()
        return [(row[-1], Made(*row[:-1])) for row in rows]

    def of(self, run_id: str) -> list[Made]:
        """A run's calls in the order they were made."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT run_id, module, at, method, path, status, bytes_out, bytes_in,"
                    " seconds, waited, trouble FROM calls WHERE run_id = :run ORDER BY id"
                ),
                {"run": run_id},
            ).all()
        return [Made(*row) for row in rows]
