"""What a scenario keeps beside its versions."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

STATEMENTS = (
    """
    ALTER TABLE scenarios
        ADD COLUMN deleted_at  timestamptz,
        ADD COLUMN last_module integer NOT NULL DEFAULT 0
    """,
    # A deleted scenario keeps its history and gives its name away.
    """
    ALTER TABLE scenarios DROP CONSTRAINT scenarios_name_key
    """,
    """
    CREATE UNIQUE INDEX scenarios_name ON scenarios (name) WHERE deleted_at IS NULL
    """,
    """
    ALTER TABLE versions
        ADD COLUMN by_id text NOT NULL DEFAULT '',
        ADD COLUMN by    text NOT NULL DEFAULT '',
        ADD COLUMN note  text NOT NULL DEFAULT ''
    """,
    # An old text that is restored is a version of its own.
    """
    ALTER TABLE versions DROP CONSTRAINT versions_scenario_id_digest_key
    """,
    """
    CREATE INDEX versions_of_text ON versions (scenario_id, digest)
    """,
    """
    CREATE TABLE scenario_changes (
        id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        scenario_id text NOT NULL REFERENCES scenarios ON DELETE CASCADE,
        at          timestamptz NOT NULL,
        kind        text NOT NULL,
        version     integer,
        by_id       text NOT NULL DEFAULT '',
        by          text NOT NULL DEFAULT '',
        note        text NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE INDEX scenario_changes_of ON scenario_changes (scenario_id, id)
    """,
    """
    INSERT INTO scenario_changes (scenario_id, at, kind, version)
    SELECT scenario_id, created_at, CASE number WHEN 1 THEN 'created' ELSE 'edited' END, number
    FROM versions ORDER BY created_at, number
    """,
    """
    CREATE INDEX runs_of_scenario ON runs (scenario_id, id DESC)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
