"""Scenarios, their runs, and everything a run writes down."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    """
    CREATE TABLE scenarios (
        id          text PRIMARY KEY,
        name        text NOT NULL UNIQUE,
        created_at  timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE versions (
        scenario_id text NOT NULL REFERENCES scenarios,
        number      integer NOT NULL,
        digest      text NOT NULL,
        document    text NOT NULL,
        created_at  timestamptz NOT NULL,
        PRIMARY KEY (scenario_id, number),
        UNIQUE (scenario_id, digest)
    )
    """,
    """
    CREATE TABLE runs (
        id          text PRIMARY KEY,
        scenario_id text NOT NULL,
        version     integer NOT NULL,
        scenario    text NOT NULL,
        origin      jsonb NOT NULL,
        inputs      jsonb NOT NULL,
        status      text NOT NULL,
        reason      text NOT NULL DEFAULT '',
        started_at  timestamptz NOT NULL,
        ended_at    timestamptz,
        not_before  timestamptz,
        step        integer NOT NULL DEFAULT 0,
        part        integer NOT NULL DEFAULT 0,
        absorbed    bigint NOT NULL DEFAULT 0,
        operations  bigint NOT NULL DEFAULT 0,
        failed      bigint NOT NULL DEFAULT 0,
        completed   bigint NOT NULL DEFAULT 0,
        retries     integer NOT NULL DEFAULT 0,
        failure     text NOT NULL DEFAULT '',
        api_calls   bigint NOT NULL DEFAULT 0,
        bytes       bigint NOT NULL DEFAULT 0,
        waited      double precision NOT NULL DEFAULT 0,
        cursor      jsonb,
        FOREIGN KEY (scenario_id, version) REFERENCES versions
    )
    """,
    """
    CREATE INDEX runs_by_start ON runs (started_at DESC, id DESC)
    """,
    """
    CREATE TABLE stack (
        run_id   text NOT NULL REFERENCES runs ON DELETE CASCADE,
        position integer NOT NULL,
        item     bytea NOT NULL,
        PRIMARY KEY (run_id, position)
    )
    """,
    """
    CREATE TABLE journal (
        run_id     text NOT NULL REFERENCES runs ON DELETE CASCADE,
        step       integer NOT NULL,
        ordinal    integer NOT NULL,
        module     integer NOT NULL,
        operations integer NOT NULL,
        entry      bytea NOT NULL,
        PRIMARY KEY (run_id, step, ordinal)
    )
    """,
    """
    CREATE TABLE aggregate_items (
        run_id  text NOT NULL,
        module  integer NOT NULL,
        path    text NOT NULL,
        key     text NOT NULL,
        ordinal bigint NOT NULL,
        items   text NOT NULL,
        held    integer NOT NULL
    )
    """,
    """
    CREATE INDEX aggregate_items_of ON aggregate_items (run_id, module, path)
    """,
    """
    CREATE TABLE aggregate_groups (
        run_id   text NOT NULL,
        module   integer NOT NULL,
        path     text NOT NULL,
        position bigint NOT NULL,
        key      text NOT NULL,
        items    text NOT NULL,
        held     integer NOT NULL,
        PRIMARY KEY (run_id, module, path, position)
    )
    """,
    """
    CREATE TABLE cursors (
        scenario_id text NOT NULL REFERENCES scenarios ON DELETE CASCADE,
        module      integer NOT NULL,
        value       jsonb NOT NULL,
        updated_at  timestamptz NOT NULL,
        PRIMARY KEY (scenario_id, module)
    )
    """,
    """
    CREATE TABLE sends (
        id              text PRIMARY KEY,
        run_id          text NOT NULL REFERENCES runs,
        module          integer NOT NULL,
        connection      text NOT NULL,
        tenant          text NOT NULL,
        idempotency_key text NOT NULL,
        again           text NOT NULL,
        request         bytea NOT NULL,
        body            bytea NOT NULL,
        state           text NOT NULL,
        frozen_at       timestamptz NOT NULL,
        first_sent_at   timestamptz,
        last_sent_at    timestamptz,
        attempts        integer NOT NULL DEFAULT 0,
        refusals        integer NOT NULL DEFAULT 0,
        looked_at       timestamptz,
        status          integer,
        answer          bytea
    )
    """,
    """
    CREATE INDEX sends_of_run ON sends (run_id, module)
    """,
    """
    CREATE TABLE effects (
        id          text PRIMARY KEY,
        run_id      text NOT NULL REFERENCES runs,
        module      integer NOT NULL,
        path        text NOT NULL,
        ordinal     integer NOT NULL,
        generation  integer NOT NULL,
        send_id     text REFERENCES sends,
        position    integer NOT NULL,
        tenant      text NOT NULL,
        resource    text NOT NULL,
        natural_key text,
        element     bytea NOT NULL,
        state       text NOT NULL,
        record      bytea,
        trouble     jsonb,
        settled_at  timestamptz,
        UNIQUE (run_id, module, path, ordinal, generation)
    )
    """,
    """
    CREATE INDEX effects_known ON effects (tenant, resource, natural_key) WHERE state = 'done'
    """,
    """
    CREATE INDEX effects_of_send ON effects (send_id)
    """,
    """
    CREATE TABLE calls (
        id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        run_id     text NOT NULL REFERENCES runs ON DELETE CASCADE,
        module     integer NOT NULL,
        at         timestamptz NOT NULL,
        method     text NOT NULL,
        path       text NOT NULL,
        status     integer,
        bytes_out  bigint NOT NULL,
        bytes_in   bigint NOT NULL,
        seconds    double precision NOT NULL,
        waited     double precision NOT NULL,
        trouble    text NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE INDEX calls_of_run ON calls (run_id, id)
    """,
    """
    CREATE TABLE incomplete (
        id          text PRIMARY KEY,
        run_id      text NOT NULL REFERENCES runs,
        module      integer NOT NULL,
        kind        text NOT NULL,
        item        bytea NOT NULL,
        effect_id   text,
        trouble     jsonb NOT NULL,
        state       text NOT NULL,
        created_at  timestamptz NOT NULL,
        answered_at timestamptz,
        answer      text NOT NULL DEFAULT '',
        next_run    text
    )
    """,
    """
    CREATE INDEX incomplete_open ON incomplete (created_at) WHERE state = 'open'
    """,
    """
    CREATE TABLE executors (
        id         text PRIMARY KEY,
        host       text NOT NULL,
        pid        integer NOT NULL,
        started_at timestamptz NOT NULL,
        beat_at    timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE allowances (
        app           text NOT NULL,
        tenant        text NOT NULL,
        day_started   timestamptz,
        day_used      integer NOT NULL DEFAULT 0,
        blocked_until timestamptz,
        blocked_by    text NOT NULL DEFAULT '',
        PRIMARY KEY (app, tenant)
    )
    """,
    """
    CREATE TABLE allowance_calls (
        app    text NOT NULL,
        tenant text NOT NULL,
        at     timestamptz NOT NULL
    )
    """,
    """
    CREATE INDEX allowance_calls_recent ON allowance_calls (app, tenant, at)
    """,
    """
    CREATE TABLE allowance_leases (
        id         text PRIMARY KEY,
        app        text NOT NULL,
        tenant     text NOT NULL,
        expires_at timestamptz NOT NULL
    )
    """,
    """
    CREATE INDEX allowance_leases_of ON allowance_leases (app, tenant)
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
