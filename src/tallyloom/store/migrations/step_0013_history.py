"""How long history is kept, and how it is searched."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    """
    ALTER TABLE runs
        ADD COLUMN confidential  boolean NOT NULL DEFAULT false,
        ADD COLUMN keep_days     integer,
        ADD COLUMN tally         jsonb,
        ADD COLUMN kept          bigint NOT NULL DEFAULT 0,
        ADD COLUMN read_at       timestamptz,
        ADD COLUMN forgotten_at  timestamptz,
        ADD COLUMN forgotten_why text NOT NULL DEFAULT ''
    """,
    "ALTER TABLE journal ADD COLUMN at timestamptz",
    "ALTER TABLE effects ADD COLUMN thin boolean NOT NULL DEFAULT false",
    # Which runs need the files that were stored before this step is not known: they stay a while.
    "ALTER TABLE blobs ADD COLUMN used_at timestamptz",
    "UPDATE blobs SET used_at = now() + interval '60 days'",
    """
    CREATE TABLE run_files (
        run_id text NOT NULL REFERENCES runs ON DELETE CASCADE,
        sha256 text NOT NULL,
        PRIMARY KEY (run_id, sha256)
    )
    """,
    "CREATE INDEX run_files_of_blob ON run_files (sha256)",
    """
    CREATE TABLE findable (
        run_id  text NOT NULL REFERENCES runs ON DELETE CASCADE,
        step    integer NOT NULL,
        ordinal integer NOT NULL,
        module  integer NOT NULL,
        words   integer[] NOT NULL,
        PRIMARY KEY (run_id, step, ordinal)
    )
    """,
    "CREATE INDEX findable_words ON findable USING gin (words)",
    "CREATE INDEX runs_unread ON runs (id) WHERE read_at IS NULL",
    "CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL",
    """
    CREATE INDEX runs_kept ON runs (ended_at) INCLUDE (kept, keep_days)
    WHERE read_at IS NOT NULL AND forgotten_at IS NULL
    """,
    """
    CREATE INDEX runs_emptying ON runs (id)
    WHERE read_at IS NOT NULL AND kept > 0 AND (confidential OR forgotten_at IS NOT NULL)
    """,
    "CREATE INDEX incomplete_of_run ON incomplete (run_id)",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
