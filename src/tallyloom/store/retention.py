"""Letting history go: which runs are due, and what of them is dropped, a little at a time.

Bundles, calls and files go first; a run's line, its counts and the names of the records that it
wrote stay much longer. docs/why/history.md has the bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.store.database import Database
from tallyloom.store.journal import hidden_trouble
from tallyloom.store.json import dumps, packed, unpacked

# Any number will do, as long as every version of Tallyloom uses the same one.
KEEPING = 0x7A11_7113
AGE, SIZE = "age", "size"
EMPTY = packed({})
_ANSWERED = "NOT EXISTS (SELECT FROM incomplete i WHERE i.run_id = r.id AND i.state = 'open')"


@dataclass(frozen=True, slots=True)
class Weight:
    """What the history weighs, in bytes: its bundles and calls, and the files."""

    bundles: int
    files: int

    @property
    def whole(self) -> int:
        return self.bundles + self.files


class Retention:
    """What is dropped. Every method does one small piece and says how much it was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def alone(self) -> Iterator[Connection | None]:
        """A transaction in which nobody else tidies; None where somebody does."""
        with self._database.begin() as on:
            mine = on.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": KEEPING})
            yield on if mine else None

    def weight(self, on: Connection) -> Weight:
        """What could be dropped, and what the files weigh."""
        row = on.execute(
            text(
                "SELECT (SELECT coalesce(sum(kept), 0) FROM runs WHERE read_at IS NOT NULL"
                " AND forgotten_at IS NULL), (SELECT coalesce(sum(size), 0) FROM blobs)"
            )
        ).one()
        return Weight(int(row[0]), int(row[1]))

    def too_old(self, on: Connection, now: datetime, days: int, most: int) -> int:
        """Runs that are older than they are to be kept lose their bundles from now on."""
        return self._forget(
            on,
            "ended_at < :now - make_interval(days => coalesce(keep_days, :days))",
            {"now": now, "days": days, "most": most, "why": AGE},
        )

    def too_much(self, on: Connection, now: datetime, most: int) -> int:
        """The oldest runs lose their bundles from now on, however long they were to be kept."""
        return self._forget(on, "true", {"now": now, "most": most, "why": SIZE})

    def _forget(self, on: Connection, which: str, values: dict[str, Any]) -> int:
        return on.execute(
            text(
                "UPDATE runs SET forgotten_at = :now, forgotten_why = :why,"
                " kept = greatest(kept, 1) WHERE id IN (SELECT id FROM runs r"
                " WHERE read_at IS NOT NULL AND forgotten_at IS NULL AND ended_at IS NOT NULL"
                f" AND {which} AND {_ANSWERED} ORDER BY ended_at LIMIT :most)"
            ),
            values,
        ).rowcount

    def emptying(self, on: Connection, most: int) -> list[tuple[str, bool]]:
        """Runs that have something to be dropped, and whether their journal is to stay.

        Of a confidential run that is not old yet the journal stays: it holds counts and sizes.
        """
        rows = on.execute(
            text(
                "SELECT id, forgotten_at IS NULL FROM runs r WHERE read_at IS NOT NULL"
                " AND kept > 0 AND (confidential OR forgotten_at IS NOT NULL)"
                f" AND {_ANSWERED} ORDER BY id LIMIT :most"
            ),
            {"most": most},
        ).all()
        return [(row[0], row[1]) for row in rows]

    def drop_journal(self, on: Connection, runs: Sequence[str], most: int) -> int:
        """Bundles, calls, and what they are found by; the records that were written stay found."""
        dropped = 0
        for table, which in (("journal", ""), ("calls", ""), ("findable", " AND step >= 0")):
            dropped += on.execute(
                text(
                    f"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table}"
                    f" WHERE run_id = ANY(:runs){which} LIMIT :most))"
                ),
                {"runs": list(runs), "most": most},
            ).rowcount
        return dropped

    def thin(self, on: Connection, runs: Sequence[str], most: int) -> int:
        """Of what was written only the names stay, and what is not finished stays whole."""
        values = {"runs": list(runs), "empty": EMPTY, "most": most}
        on.execute(
            text(
                "UPDATE sends SET body = '', request = :empty, answer = NULL"
                " WHERE run_id = ANY(:runs) AND state IN ('answered', 'settled')"
                " AND request <> :empty"
            ),
            values,
        )
        on.execute(text("UPDATE runs SET inputs = '{}' WHERE id = ANY(:runs)"), values)
        on.execute(text("DELETE FROM run_files WHERE run_id = ANY(:runs)"), values)
        answered = on.execute(
            text(
                "SELECT id, trouble FROM incomplete WHERE run_id = ANY(:runs)"
                " AND state <> 'open' AND item <> :empty LIMIT :most"
            ),
            values,
        ).all()
        if answered:
            on.execute(
                text("UPDATE incomplete SET item = :empty, trouble = :trouble WHERE id = :id"),
                [
                    {"id": id_, "empty": EMPTY, "trouble": dumps(hidden_trouble(trouble))}
                    for id_, trouble in answered
                ],
            )
        return len(answered) + self._thin_effects(on, values)

    def _thin_effects(self, on: Connection, values: dict[str, Any]) -> int:
        rows = on.execute(
            text(
                "SELECT id, record, identity FROM effects WHERE run_id = ANY(:runs)"
                " AND state <> 'intent' AND NOT thin LIMIT :most"
            ),
            values,
        ).all()
        if rows:
            on.execute(
                text(
                    "UPDATE effects SET element = :empty, record = :record, trouble = NULL,"
                    " warnings = NULL, thin = true WHERE id = :id"
                ),
                [
                    {"id": id_, "empty": EMPTY, "record": _named(record, identity)}
                    for id_, record, identity in rows
                ],
            )
        return len(rows)

    def emptied(self, on: Connection, runs: Sequence[str]) -> None:
        """Nothing is left to be dropped of these."""
        on.execute(text("UPDATE runs SET kept = 0 WHERE id = ANY(:runs)"), {"runs": list(runs)})

    def still_needed(self, on: Connection) -> datetime | None:
        """The start of the oldest thing that is not settled: a run, or a bundle to be answered.

        A write without an answer is told from others by what was written since it was sent.
        """
        found: datetime | None = on.execute(
            text(
                "SELECT least((SELECT min(started_at) FROM runs"
                " WHERE status IN ('waiting', 'running')),"
                " (SELECT min(r.started_at) FROM incomplete i JOIN runs r ON r.id = i.run_id"
                " WHERE i.state = 'open'))"
            )
        ).scalar()
        return found

    def drop_lines(self, on: Connection, before: datetime, most: int) -> int:
        """Runs of which nothing but the line is left, with the names of what they wrote."""
        runs = list(
            on.execute(
                text(
                    "SELECT id FROM runs r WHERE forgotten_at IS NOT NULL AND kept = 0"
                    f" AND ended_at < :before AND {_ANSWERED} ORDER BY ended_at LIMIT :most"
                ),
                {"before": before, "most": most},
            ).scalars()
        )
        for table in ("effects", "sends", "incomplete") if runs else ():
            on.execute(text(f"DELETE FROM {table} WHERE run_id = ANY(:runs)"), {"runs": runs})
        if runs:
            on.execute(text("DELETE FROM runs WHERE id = ANY(:runs)"), {"runs": runs})
        return len(runs)

    def drop_files(self, on: Connection, before: datetime, most: int) -> int:
        """Files that no run needs, and that nobody has stored since then."""
        return on.execute(
            text(
                "DELETE FROM blobs WHERE id IN (SELECT id FROM blobs b"
                " WHERE coalesce(used_at, created) < :before AND NOT EXISTS"
                " (SELECT FROM run_files f WHERE f.sha256 = b.sha256)"
                " ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED)"
            ),
            {"before": before, "most": most},
        ).rowcount


def _named(record: bytes | None, identity: str | None) -> bytes | None:
    """Of a record only what it is called in the service."""
    if record is None or identity is None:
        return None
    whole = unpacked(bytes(record))
    if not isinstance(whole, dict):
        return None
    return packed({name: value for name, value in whole.items() if str(value) == identity})
