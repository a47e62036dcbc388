"""The installation itself, and the files it keeps."""

from __future__ import annotations

from alembic import op

from tallyloom.store.migrations import place

revision, down_revision = place(__file__)


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE installation (
            only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
            id uuid NOT NULL DEFAULT gen_random_uuid(),
            created timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute("INSERT INTO installation DEFAULT VALUES")
    op.execute(
        """
        CREATE TABLE blobs (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            sha256 text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
            size bigint NOT NULL CHECK (size >= 0),
            chunk_size integer NOT NULL CHECK (chunk_size > 0),
            created timestamptz NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE blob_chunks (
            blob_id bigint NOT NULL
                REFERENCES blobs ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            ordinal integer NOT NULL CHECK (ordinal >= 0),
            bytes bytea NOT NULL,
            PRIMARY KEY (blob_id, ordinal)
        )
        """
    )
    # Files arrive compressed as often as not; trying again costs more than it saves.
    op.execute("ALTER TABLE blob_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL")
