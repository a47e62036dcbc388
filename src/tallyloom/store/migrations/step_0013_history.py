"""How long history is kept, and how it is searched."""

from __future__ import annotations

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)


def upgrade() -> None:
    pass
