"""Registrations at a service, the consents asked for, the connections made, what they reach."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    """
    CREATE TABLE registrations (
        id             text PRIMARY KEY,
        name           text NOT NULL UNIQUE,
        app            text NOT NULL,
        client_id      text NOT NULL,
        secret         text,
        vocabulary     text NOT NULL CHECK (vocabulary IN ('broad', 'granular')),
        bases          jsonb NOT NULL,
        created_at     timestamptz NOT NULL,
        first_token_at timestamptz
    )
    """,
    """
    CREATE TABLE connections (
        id              text PRIMARY KEY,
        name            text NOT NULL,
        app             text NOT NULL,
        registration_id text NOT NULL REFERENCES registrations,
        way             text NOT NULL CHECK (way IN ('consent', 'credentials')),
        state           text NOT NULL CHECK (state IN ('connected', 'needs_reconnect', 'removed')),
        reason          text NOT NULL DEFAULT '',
        scopes          text[] NOT NULL,
        tokens          text,
        expires_at      timestamptz,
        refreshed_at    timestamptz,
        fence           bigint NOT NULL DEFAULT 0,
        lease_until     timestamptz,
        created_at      timestamptz NOT NULL,
        CHECK (state <> 'removed' OR tokens IS NULL)
    )
    """,
    "CREATE UNIQUE INDEX connections_by_name ON connections (name) WHERE state <> 'removed'",
    """
    CREATE TABLE tenants (
        connection_id text NOT NULL REFERENCES connections,
        id            text NOT NULL CHECK (id <> ''),
        name          text NOT NULL,
        kind          text NOT NULL,
        reached       boolean NOT NULL DEFAULT true,
        fingerprint   jsonb,
        verified_at   timestamptz,
        frozen        text NOT NULL DEFAULT '',
        PRIMARY KEY (connection_id, id)
    )
    """,
    """
    CREATE TABLE consents (
        state_hash      text PRIMARY KEY,
        session_hash    text NOT NULL,
        registration_id text NOT NULL REFERENCES registrations,
        connection_id   text REFERENCES connections,
        name            text NOT NULL,
        redirect        text NOT NULL,
        scopes          text[] NOT NULL,
        verifier        text NOT NULL,
        expires_at      timestamptz NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
