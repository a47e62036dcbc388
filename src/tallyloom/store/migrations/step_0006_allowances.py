"""What is used of a service's limits, in more detail; what is done by one process at a time."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

# What the old tables hold is of the last minutes; the service's answers tell the day's count anew.
STATEMENTS = (
    "DROP TABLE allowance_leases, allowance_calls, allowances",
    """
    CREATE TABLE allowances (
        app           text NOT NULL,
        tenant        text NOT NULL,
        others        integer NOT NULL DEFAULT 0,
        others_at     timestamptz,
        day_started   timestamptz,
        day_used      integer NOT NULL DEFAULT 0,
        day_others    integer NOT NULL DEFAULT 0,
        day_told      integer,
        day_told_at   timestamptz,
        blocked_until timestamptz,
        blocked_by    text NOT NULL DEFAULT '',
        refused       integer NOT NULL DEFAULT 0,
        PRIMARY KEY (app, tenant)
    )
    """,
    """
    CREATE TABLE allowance_calls (
        lease       text PRIMARY KEY,
        app         text NOT NULL,
        tenant      text NOT NULL,
        scenario    text NOT NULL,
        at          timestamptz NOT NULL,
        done_at     timestamptz,
        lease_until timestamptz NOT NULL
    )
    """,
    "CREATE INDEX allowance_calls_of ON allowance_calls (app, tenant, at)",
    """
    CREATE TABLE allowance_waits (
        app      text NOT NULL,
        tenant   text NOT NULL,
        scenario text NOT NULL,
        since    timestamptz NOT NULL,
        expected timestamptz NOT NULL,
        served   timestamptz,
        PRIMARY KEY (app, tenant, scenario)
    )
    """,
    """
    CREATE TABLE allowance_spans (
        app    text NOT NULL,
        tenant text NOT NULL,
        at     timestamptz NOT NULL,
        used   integer NOT NULL,
        PRIMARY KEY (app, tenant, at)
    )
    """,
    """
    CREATE TABLE allowance_apps (
        app           text PRIMARY KEY,
        others        integer NOT NULL DEFAULT 0,
        others_at     timestamptz,
        blocked_until timestamptz,
        blocked_by    text NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE TABLE allowance_slices (
        id    text PRIMARY KEY,
        app   text NOT NULL,
        until timestamptz NOT NULL,
        calls integer NOT NULL
    )
    """,
    "CREATE INDEX allowance_slices_of ON allowance_slices (app, until)",
    """
    CREATE TABLE leases (
        name  text PRIMARY KEY,
        until timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE registration_limits (
        registration_id text PRIMARY KEY REFERENCES registrations ON DELETE CASCADE,
        tier            text NOT NULL DEFAULT '',
        minute_window   text NOT NULL DEFAULT '',
        day_window      text NOT NULL DEFAULT ''
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
