"""People who sign in, their sessions and tokens, what they did, and answers that are kept."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

USERS = """
CREATE TABLE users (
    id text PRIMARY KEY,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'member', 'viewer')),
    password text,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL
)
"""

# What is secret is kept as its SHA-256: 256 random bits need no slower hash.
SESSIONS = """
CREATE TABLE sessions (
    id text PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
    network text NOT NULL,
    agent text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL
)
"""

TOKENS = """
CREATE TABLE tokens (
    id text PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL,
    permissions jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    used_at timestamptz
)
"""

# `user_id` is empty for the link that makes the first owner.
LINKS = """
CREATE TABLE links (
    digest bytea PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('first', 'password', 'sign-in')),
    user_id text REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
)
"""

ATTEMPTS = """
CREATE TABLE attempts (
    place bytea PRIMARY KEY,
    failed integer NOT NULL,
    failed_at timestamptz NOT NULL,
    not_before timestamptz NOT NULL
)
"""

AUDIT = """
CREATE TABLE audit (
    id text PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    name text NOT NULL,
    operation text NOT NULL,
    subject jsonb NOT NULL,
    status integer NOT NULL,
    network text NOT NULL
)
"""

APPEND_ONLY = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only ever added to';
END
$$
"""

GUARD_AUDIT = """
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
"""

# The first answer to an idempotency key; `answer` is sealed, for it may hold a new token.
REPEATS = """
CREATE TABLE repeats (
    principal text NOT NULL,
    key text NOT NULL,
    request bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    answer text,
    PRIMARY KEY (principal, key)
)
"""


def upgrade() -> None:
    op.execute(USERS)
    op.execute("CREATE UNIQUE INDEX users_login ON users (lower(login))")
    op.execute(SESSIONS)
    op.execute("CREATE INDEX sessions_user ON sessions (user_id)")
    op.execute(TOKENS)
    op.execute("CREATE INDEX tokens_user ON tokens (user_id)")
    op.execute(LINKS)
    op.execute(ATTEMPTS)
    op.execute(AUDIT)
    op.execute(APPEND_ONLY)
    op.execute(GUARD_AUDIT)
    op.execute(REPEATS)
    op.execute("CREATE INDEX repeats_begun ON repeats (begun_at)")
