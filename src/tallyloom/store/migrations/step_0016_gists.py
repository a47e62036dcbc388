"""What lists tell of a version's text, kept so that it is read once."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    # `mark` names what it was read with; it can be made anew from the text at any time.
    """
    CREATE TABLE gists (
        scenario_id text NOT NULL,
        number      integer NOT NULL,
        mark        text NOT NULL,
        gist        jsonb NOT NULL,
        PRIMARY KEY (scenario_id, number),
        FOREIGN KEY (scenario_id, number) REFERENCES versions (scenario_id, number)
            ON DELETE CASCADE
    )
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
