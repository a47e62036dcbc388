"""Scenarios that listen, what services deliver to them, and what got lost on the way."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)

TABLES = (
    """
    ALTER TABLE registrations ADD COLUMN webhook_keys text
    """,
    """
    CREATE TABLE listeners (
        scenario_id     text PRIMARY KEY REFERENCES scenarios ON DELETE CASCADE,
        version         integer NOT NULL,
        registration_id text NOT NULL REFERENCES registrations,
        tenant          text NOT NULL CHECK (tenant <> ''),
        since           timestamptz NOT NULL,
        trouble         text NOT NULL DEFAULT '',
        FOREIGN KEY (scenario_id, version) REFERENCES versions
    )
    """,
    """
    CREATE TABLE hooks (
        registration_id text PRIMARY KEY REFERENCES registrations,
        proved_at       timestamptz,
        delivered_at    timestamptz,
        last            bigint NOT NULL DEFAULT 0,
        last_at         timestamptz
    )
    """,
    """
    CREATE TABLE deliveries (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        registration_id text NOT NULL REFERENCES registrations,
        received_at     timestamptz NOT NULL,
        body            bytea NOT NULL,
        sorted_at       timestamptz,
        first           bigint NOT NULL DEFAULT 0,
        last            bigint NOT NULL DEFAULT 0,
        events          integer NOT NULL DEFAULT 0,
        repeated        integer NOT NULL DEFAULT 0,
        trouble         text NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE INDEX deliveries_unsorted ON deliveries (id) WHERE sorted_at IS NULL
    """,
    """
    CREATE INDEX deliveries_by_time ON deliveries (received_at)
    """,
    """
    CREATE TABLE events (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        delivery_id     bigint REFERENCES deliveries,
        registration_id text NOT NULL REFERENCES registrations,
        tenant          text NOT NULL,
        category        text NOT NULL,
        type            text NOT NULL,
        resource        text NOT NULL,
        at              timestamptz NOT NULL,
        bundle          json NOT NULL,
        kept_at         timestamptz NOT NULL,
        UNIQUE (registration_id, tenant, resource, type, at)
    )
    """,
    """
    CREATE INDEX events_by_time ON events (kept_at)
    """,
    """
    CREATE INDEX events_of_delivery ON events (delivery_id)
    """,
    """
    CREATE TABLE heard (
        scenario_id text NOT NULL REFERENCES scenarios ON DELETE CASCADE,
        event_id    bigint NOT NULL REFERENCES events ON DELETE CASCADE,
        run_id      text REFERENCES runs ON DELETE CASCADE,
        ordinal     integer,
        PRIMARY KEY (scenario_id, event_id)
    )
    """,
    """
    CREATE INDEX heard_waiting ON heard (scenario_id, event_id) WHERE run_id IS NULL
    """,
    """
    CREATE INDEX heard_of_event ON heard (event_id)
    """,
    """
    CREATE INDEX heard_of_run ON heard (run_id)
    """,
    """
    CREATE TABLE gaps (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        registration_id text NOT NULL REFERENCES registrations,
        first           bigint NOT NULL,
        last            bigint NOT NULL,
        since           timestamptz NOT NULL,
        until           timestamptz NOT NULL,
        found_at        timestamptz NOT NULL,
        state           text NOT NULL CHECK (state IN ('open', 'filled', 'healed'))
    )
    """,
    """
    CREATE INDEX gaps_of ON gaps (registration_id, last)
    """,
    """
    CREATE TABLE healings (
        gap_id      bigint NOT NULL REFERENCES gaps ON DELETE CASCADE,
        scenario_id text NOT NULL REFERENCES scenarios ON DELETE CASCADE,
        run_id      text REFERENCES runs ON DELETE CASCADE,
        PRIMARY KEY (gap_id, scenario_id)
    )
    """,
    """
    CREATE INDEX healings_waiting ON healings (scenario_id) WHERE run_id IS NULL
    """,
    """
    CREATE INDEX healings_of_run ON healings (run_id)
    """,
    """
    CREATE INDEX runs_open ON runs (scenario_id) WHERE status IN ('waiting', 'running')
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
