"""Which organisation was meant by a name, the first time that it was chosen by that name."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    # By the connection's name, which scenarios use: another connection of that name may come.
    """
    CREATE TABLE choices (
        connection   text NOT NULL,
        organisation text NOT NULL CHECK (organisation <> ''),
        tenant       text NOT NULL CHECK (tenant <> ''),
        PRIMARY KEY (connection, organisation)
    )
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
