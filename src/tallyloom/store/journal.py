"""The run journal: what each module took in and gave out, a compressed entry a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database
from tallyloom.store.json import encoded, packed, unpacked

HIDDEN = "The scenario is confidential: what was said is not kept."


@dataclass(frozen=True, slots=True)
class Entry:
    """What one module did with one page. `operations` are JSON objects:

    {"path", "in", "out": [bundles]}, or "trouble", or "stopped" with the reason of a filter; with
    "warnings": [{"code", "message", "field"}] where something was said before it was posted. Of a
    confidential scenario they have "sizes": {"in": bytes, "out": [bytes]} instead of bundles. `at`
    is when the page was done; `step` and `ordinal` are its place in the run.
    """

    module: int
    counted: int
    operations: Sequence[dict[str, Any]]
    step: int = field(default=0, compare=False)
    ordinal: int = field(default=0, compare=False)
    at: datetime | None = field(default=None, compare=False)


class Journal:
    """The journals of all runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(
        self,
        on: Connection,
        run_id: str,
        step: int,
        entries: Sequence[Entry],
        at: datetime | None = None,
    ) -> None:
        """Write the entries of one step, within its transaction."""
        if entries:
            on.execute(
                text(
                    "INSERT INTO journal (run_id, step, ordinal, module, operations, entry, at)"
                    " VALUES (:run, :step, :ordinal, :module, :counted, :entry, :at)"
                ),
                [
                    {
                        "run": run_id,
                        "step": step,
                        "ordinal": ordinal,
                        "module": entry.module,
                        "counted": entry.counted,
                        "entry": packed(entry.operations),
                        "at": at,
                    }
                    for ordinal, entry in enumerate(entries)
                ],
            )

    def read(
        self, run_id: str, module: int | None = None, after: tuple[int, int] = (-1, -1)
    ) -> Iterator[Entry]:
        """Entries in the order they were written, of one module or of all, a few at a time.

        Those after the one of this step and ordinal.
        """
        with (
            self._database.connect() as on,
            on.execution_options(yield_per=16).execute(
                text(
                    "SELECT module, operations, entry, step, ordinal, at FROM journal"
                    " WHERE run_id = :run"
                    " AND (CAST(:module AS integer) IS NULL OR module = :module)"
                    " AND (step, ordinal) > (:step, :ordinal) ORDER BY step, ordinal"
                ),
                {"run": run_id, "module": module, "step": after[0], "ordinal": after[1]},
            ) as rows,
        ):
            for row in rows:
                yield entry_of(row)

    def entry(self, run_id: str, step: int, ordinal: int) -> Entry | None:
        """One entry, or None."""
        with self._database.connect() as on:
            row = on.execute(
                text(
                    "SELECT module, operations, entry, step, ordinal, at FROM journal"
                    " WHERE run_id = :run AND step = :step AND ordinal = :ordinal"
                ),
                {"run": run_id, "step": step, "ordinal": ordinal},
            ).one_or_none()
        return entry_of(row) if row else None

    def counts(self, run_id: str, from_step: int = 0, to_step: int | None = None) -> dict[int, int]:
        """Operations of each module, from a step on, up to one that is left out."""
        with self._database.connect() as on:
            rows = on.execute(
                text(
                    "SELECT module, sum(operations) FROM journal WHERE run_id = :run"
                    " AND step >= :step AND (CAST(:to AS integer) IS NULL OR step < :to)"
                    " GROUP BY module"
                ),
                {"run": run_id, "step": from_step, "to": to_step},
            ).all()
        return {module: int(total) for module, total in rows}


def entry_of(row: Any) -> Entry:
    """A row of the table as an entry."""
    operations = unpacked(bytes(row.entry))
    return Entry(row.module, row.operations, operations, row.step, row.ordinal, row.at)


def shape(operation: Mapping[str, Any]) -> tuple[bool, int]:
    """Whether a bundle went in, and how many came out."""
    told = operation.get("sizes", operation)
    return "in" in told, len(told.get("out", ()))


def hidden(entry: Entry) -> Entry:
    """The same with the sizes of its bundles, in bytes as JSON, instead of the bundles."""
    return Entry(entry.module, entry.counted, [_hidden(one) for one in entry.operations])


def _hidden(operation: Mapping[str, Any]) -> dict[str, Any]:
    given = {"in": len(encoded(operation["in"]))} if "in" in operation else {}
    out = {"out": [len(encoded(one)) for one in operation["out"]]} if "out" in operation else {}
    told: dict[str, Any] = {"path": operation["path"], "sizes": given | out}
    if "from" in operation:
        told["from"] = operation["from"]
    if "key" in operation:
        told["key"] = ""
    if "stopped" in operation:
        told["stopped"] = HIDDEN
    if "trouble" in operation:
        told["trouble"] = hidden_trouble(operation["trouble"])
    if "warnings" in operation:
        told["warnings"] = [{**one, "message": HIDDEN} for one in operation["warnings"]]
    return told


def hidden_trouble(trouble: Mapping[str, Any]) -> dict[str, Any]:
    """What kind of trouble it was, and with which field."""
    name = str(trouble.get("field", ""))
    message = f"{name}: {HIDDEN}" if name else HIDDEN
    told = {"remedy": trouble.get("remedy", ""), "message": message, "words": []}
    return told | ({"field": name} if name else {})
