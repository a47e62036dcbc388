"""How connections are, what they were called before, and who is told of troubles."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

STATEMENTS = (
    # `owner` is the person whose own registration it is; '' is the installation's.
    """
    ALTER TABLE registrations
        ADD COLUMN kind  text NOT NULL DEFAULT 'secret'
            CHECK (kind IN ('secret', 'pkce', 'credentials')),
        ADD COLUMN owner text NOT NULL DEFAULT '',
        ADD COLUMN removed_at timestamptz
    """,
    "UPDATE registrations SET kind = 'pkce' WHERE secret IS NULL",
    """
    ALTER TABLE connections
        ADD COLUMN health        text NOT NULL DEFAULT 'ok' CHECK (health IN
            ('ok', 'expiring', 'needs_permission', 'revoked', 'disconnected')),
        ADD COLUMN health_reason text NOT NULL DEFAULT '',
        ADD COLUMN health_since  timestamptz,
        ADD COLUMN looked_at     timestamptz,
        ADD COLUMN tried_at      timestamptz
    """,
    # Of several organisations in one consent a person may leave some out.
    "ALTER TABLE tenants ADD COLUMN included boolean NOT NULL DEFAULT true",
    # A name that a connection had stays its own while it exists: scenarios may still write it.
    """
    CREATE TABLE former_names (
        name          text PRIMARY KEY,
        connection_id text NOT NULL REFERENCES connections,
        since         timestamptz NOT NULL
    )
    """,
    "CREATE INDEX former_names_of ON former_names (connection_id)",
    # A consent is kept for a while after it was taken: what came of it is its row's to say.
    "DELETE FROM consents",
    """
    ALTER TABLE consents
        ADD COLUMN id       text NOT NULL,
        ADD COLUMN asked_by text NOT NULL DEFAULT '',
        ADD COLUMN modules  text[] NOT NULL DEFAULT '{}',
        ADD COLUMN taken_at timestamptz,
        ADD COLUMN outcome  jsonb
    """,
    "CREATE UNIQUE INDEX consents_by_id ON consents (id)",
    """
    CREATE TABLE notices (
        id         text PRIMARY KEY,
        kind       text NOT NULL,
        subject    text NOT NULL,
        body       text NOT NULL,
        about      jsonb NOT NULL,
        once       text UNIQUE,
        created_at timestamptz NOT NULL,
        read_at    timestamptz,
        spread_at  timestamptz
    )
    """,
    "CREATE INDEX notices_to_spread ON notices (created_at) WHERE spread_at IS NULL",
    # One row for each target that is told of a notice. 'sending' is written before anything leaves.
    """
    CREATE TABLE notice_sends (
        notice_id  text NOT NULL REFERENCES notices ON DELETE CASCADE,
        target     text NOT NULL,
        state      text NOT NULL CHECK (state IN
            ('waiting', 'sending', 'sent', 'failed', 'unknown')),
        attempts   integer NOT NULL DEFAULT 0,
        not_before timestamptz NOT NULL,
        trouble    text NOT NULL DEFAULT '',
        began_at   timestamptz,
        PRIMARY KEY (notice_id, target)
    )
    """,
    "CREATE INDEX notice_sends_due ON notice_sends (not_before) WHERE state = 'waiting'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
