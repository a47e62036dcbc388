"""People who sign in, their sessions and their tokens."""

from __future__ import annotations

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)


def upgrade() -> None:
    pass
