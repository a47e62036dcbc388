"""The processes that serve or work: where they are, what they run, which keys they hold."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    # `keys` tell keys apart and give none away; `ahead` is by how much its clock leads ours.
    """
    CREATE TABLE processes (
        id         text PRIMARY KEY,
        kind       text NOT NULL CHECK (kind IN ('server', 'worker', 'up')),
        host       text NOT NULL,
        pid        integer NOT NULL,
        version    text NOT NULL,
        address    text NOT NULL,
        keys       text[] NOT NULL,
        started_at timestamptz NOT NULL,
        seen_at    timestamptz NOT NULL,
        ahead      interval NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
