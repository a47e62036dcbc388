"""Scenarios that start by the clock."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

STATEMENTS = (
    """
    CREATE TABLE schedules (
        scenario_id text PRIMARY KEY REFERENCES scenarios ON DELETE CASCADE,
        version     integer NOT NULL,
        state       text NOT NULL CHECK (state IN ('on', 'off', 'deactivated')),
        since       timestamptz NOT NULL,
        mark        timestamptz NOT NULL,
        next_at     timestamptz,
        reason      text NOT NULL DEFAULT '',
        errors      integer NOT NULL DEFAULT 0,
        not_before  timestamptz,
        run_id      text REFERENCES runs ON DELETE SET NULL,
        slot        timestamptz,
        cycle       integer NOT NULL DEFAULT 0,
        FOREIGN KEY (scenario_id, version) REFERENCES versions
    )
    """,
    """
    CREATE INDEX schedules_next ON schedules (next_at) WHERE next_at IS NOT NULL
    """,
    """
    CREATE INDEX schedules_running ON schedules (run_id) WHERE run_id IS NOT NULL
    """,
    """
    CREATE TABLE slots (
        scenario_id text NOT NULL REFERENCES scenarios ON DELETE CASCADE,
        at          timestamptz NOT NULL,
        last        timestamptz NOT NULL,
        slots       integer NOT NULL DEFAULT 1,
        outcome     text NOT NULL CHECK (outcome IN ('run', 'skipped', 'missed')),
        why         text NOT NULL DEFAULT '',
        reason      text NOT NULL DEFAULT '',
        run_id      text REFERENCES runs ON DELETE SET NULL,
        decided_at  timestamptz NOT NULL,
        PRIMARY KEY (scenario_id, at)
    )
    """,
    """
    CREATE INDEX slots_of_run ON slots (run_id) WHERE run_id IS NOT NULL
    """,
    """
    CREATE INDEX slots_by_decision ON slots (decided_at)
    """,
    # One row: who holds it decides on slots, and it says when that was done last.
    """
    CREATE TABLE ticks (
        one     boolean PRIMARY KEY DEFAULT true CHECK (one),
        seen_at timestamptz NOT NULL
    )
    """,
    """
    INSERT INTO ticks (seen_at) VALUES ('-infinity')
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
