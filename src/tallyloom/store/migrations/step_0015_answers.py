"""Who answered what waited."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)


def upgrade() -> None:
    op.execute("ALTER TABLE incomplete ADD COLUMN answered_by text NOT NULL DEFAULT ''")
