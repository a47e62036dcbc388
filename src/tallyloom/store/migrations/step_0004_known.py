"""What is known of a service: the records behind pick-lists, and which records are our own."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    """
    CREATE TABLE source_records (
        app        text NOT NULL,
        tenant     text NOT NULL,
        connection text NOT NULL,
        source     text NOT NULL,
        search     text NOT NULL,
        after      text NOT NULL,
        change     bigint NOT NULL,
        fetched_at timestamptz NOT NULL,
        records    bytea NOT NULL,
        PRIMARY KEY (app, tenant, connection, source, search, after)
    )
    """,
    """
    CREATE TABLE source_changes (
        app    text NOT NULL,
        tenant text NOT NULL,
        source text NOT NULL,
        change bigint NOT NULL,
        PRIMARY KEY (app, tenant, source)
    )
    """,
    "ALTER TABLE effects ADD COLUMN trace text",
    "ALTER TABLE effects ADD COLUMN identity text",
    "ALTER TABLE effects ADD COLUMN warnings jsonb",
    "CREATE INDEX effects_by_identity ON effects (tenant, identity) WHERE identity IS NOT NULL",
    """
    CREATE INDEX effects_by_trace ON effects (tenant, trace)
    WHERE trace IS NOT NULL AND state = 'intent'
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
