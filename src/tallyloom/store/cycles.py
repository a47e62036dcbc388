"""What became of each event in each scenario that heard it: a cycle, a row of the history.

What flowed through a cycle is in the journal of its run, under the cycle's own ordinal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, text

OUTCOMES = ("waiting", "running", "success", "warning", "error", "cancelled", "dropped")


def count_cycles(on: Connection, run_id: str, counted: Mapping[int, tuple[int, int]]) -> None:
    """Add the bundles that were completed and that failed, by the ordinals of their cycles."""
    if counted:
        completed, failed = zip(*counted.values(), strict=True)
        on.execute(
            text(
                "UPDATE heard h SET completed = h.completed + c.completed,"
                " failed = h.failed + c.failed FROM unnest(CAST(:ordinals AS integer[]),"
                " CAST(:completed AS integer[]), CAST(:failed AS integer[]))"
                " AS c (ordinal, completed, failed)"
                " WHERE h.run_id = :run AND h.ordinal = c.ordinal"
            ),
            {
                "run": run_id,
                "ordinals": list(counted),
                "completed": list(completed),
                "failed": list(failed),
            },
        )


def end_cycles(on: Connection, run_id: str, status: str, now: datetime) -> None:
    """Each gets its own outcome when its run ends.

    A run that was broken off has something left on its stack: then nothing is known to be whole.
    """
    on.execute(
        text(
            "UPDATE heard SET ended_at = :now, outcome = CASE"
            " WHEN :status = 'cancelled' THEN 'cancelled'"
            " WHEN failed = 0 AND NOT broken THEN 'success'"
            " WHEN completed > 0 THEN 'warning' ELSE 'error' END,"
            " failed = CASE WHEN broken AND :status <> 'cancelled' THEN greatest(failed, 1)"
            " ELSE failed END"
            " FROM (SELECT EXISTS (SELECT FROM stack WHERE run_id = :run) AS broken) AS run"
            " WHERE run_id = :run AND outcome = 'running'"
        ),
        {"run": run_id, "status": status, "now": now},
    )
