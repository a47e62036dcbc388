"""Cycles as rows of the history: what became of each event in each scenario that heard it."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    # A cycle's row is written three times within moments; there is room for that where it lies.
    "ALTER TABLE heard SET (fillfactor = 70)",
    """
    ALTER TABLE heard
        ADD COLUMN outcome   text NOT NULL DEFAULT 'waiting',
        ADD COLUMN completed integer NOT NULL DEFAULT 0,
        ADD COLUMN failed    integer NOT NULL DEFAULT 0,
        ADD COLUMN ended_at  timestamptz
    """,
    # Of runs from before this step it is not known which of their cycles failed.
    """
    UPDATE heard h SET ended_at = r.ended_at,
        outcome = CASE WHEN r.ended_at IS NULL THEN 'running' ELSE r.status END
    FROM runs r WHERE r.id = h.run_id
    """,
    "CREATE INDEX heard_failed ON heard (event_id) WHERE failed > 0",
    "CREATE INDEX deliveries_of ON deliveries (registration_id, id)",
    # Looked for at every tick; those that were filled stay.
    "CREATE INDEX gaps_open ON gaps (found_at) WHERE state = 'open'",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
