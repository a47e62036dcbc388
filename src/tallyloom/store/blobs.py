"""Files, kept under the hash of their bytes: streamed in, streamed out, never held whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from tallyloom.clock import Clock
from tallyloom.store.database import Database
from tallyloom.store.trouble import NoSuchBlob

CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class BlobRef:
    """What to remember of a stored file: the SHA-256 of its bytes in hex, and their number."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class _Stored:
    id: int
    size: int
    chunk_size: int


class Blobs:
    """The files of an installation, as rows of 256 KiB; why not on disk is in docs/why/blobs.md."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save(self, chunks: Iterable[bytes], run_id: str = "") -> BlobRef:
        """Store the bytes, wholly or not at all; bytes that are stored already are not doubled.

        Chunks may have any size. What `chunks` raises goes through, and nothing is stored then.
        They stay as long as the run that needs them does, and for a day without one. Raises
        FreeSpace.
        """
        digest, size = hashlib.sha256(), 0
        with self._database.raw() as on:
            number = _new_number(on)
            for ordinal, chunk in enumerate(_recut(chunks)):
                digest.update(chunk)
                size += len(chunk)
                on.execute("INSERT INTO blob_chunks VALUES (%s, %s, %b)", [number, ordinal, chunk])
            stored = BlobRef(digest.hexdigest(), size)
            while not self._insert(on, number, stored):
                if self._use(on, stored.sha256, run_id):  # else it was removed just now
                    on.execute("DELETE FROM blob_chunks WHERE blob_id = %s", [number])
                    return stored
            self._use(on, stored.sha256, run_id)
        return stored

    def needed(self, sha256: str, run_id: str) -> None:
        """The file stays as long as this run does."""
        with self._database.raw() as on:
            self._use(on, sha256, run_id)

    def _use(self, on: psycopg.Connection[Any], sha256: str, run_id: str) -> bool:
        found = on.execute(
            "UPDATE blobs SET used_at = greatest(used_at, %s) WHERE sha256 = %s",
            [self._clock.now(), sha256],
        )
        if run_id:
            on.execute(
                "INSERT INTO run_files VALUES (%s, %s) ON CONFLICT DO NOTHING", [run_id, sha256]
            )
        return found.rowcount == 1

    def _insert(self, on: psycopg.Connection[Any], number: int, blob: BlobRef) -> bool:
        """False when the same bytes are there; another process that stores them now is awaited."""
        inserted = on.execute(
            "INSERT INTO blobs (id, sha256, size, chunk_size, created) OVERRIDING SYSTEM VALUE"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (sha256) DO NOTHING",
            [number, blob.sha256, blob.size, CHUNK, self._clock.now()],
        )
        return inserted.rowcount == 1

    def find(self, sha256: str) -> BlobRef | None:
        """The stored file with this hash, or None."""
        with self._database.raw() as on:
            stored = _find(on, sha256)
        return BlobRef(sha256, stored.size) if stored else None

    @contextmanager
    def open(self, sha256: str, offset: int = 0) -> Iterator[Iterator[bytes]]:
        """The bytes from `offset` on, in chunks of at most 256 KiB. Raises NoSuchBlob at once."""
        with self._database.raw() as on:
            stored = _demand(on, sha256)
        yield self._chunks(stored, sha256, offset)

    def read_at(self, sha256: str, offset: int, size: int = CHUNK) -> bytes:
        """At most `size` bytes from `offset`; fewer only at the end. Raises NoSuchBlob."""
        parts = bytearray()
        with self._database.raw() as on:
            stored = _demand(on, sha256)
            end = min(offset + size, stored.size)
            while offset + len(parts) < end:
                at = offset + len(parts)
                parts += _part(on, stored, sha256, at)[: end - at]
        return bytes(parts)

    def _chunks(self, stored: _Stored, sha256: str, offset: int) -> Iterator[bytes]:
        # A connection for each chunk: a reader that dawdles keeps none from the others.
        while offset < stored.size:
            with self._database.raw() as on:
                part = _part(on, stored, sha256, offset)
            offset += len(part)
            yield part


def _new_number(on: psycopg.Connection[Any]) -> int:
    row = on.execute("SELECT nextval(pg_get_serial_sequence('blobs', 'id'))").fetchone()
    return int(row[0]) if row else 0


def _find(on: psycopg.Connection[Any], sha256: str) -> _Stored | None:
    row = on.execute(
        "SELECT id, size, chunk_size FROM blobs WHERE sha256 = %s", [sha256]
    ).fetchone()
    return _Stored(*row) if row else None


def _demand(on: psycopg.Connection[Any], sha256: str) -> _Stored:
    stored = _find(on, sha256)
    if stored is None:
        raise NoSuchBlob(
            f"The file {sha256[:12]}… is not stored. Run again from the step that made it."
        )
    return stored


def _part(on: psycopg.Connection[Any], stored: _Stored, sha256: str, offset: int) -> bytes:
    """The bytes from `offset` to the end of its chunk."""
    ordinal, inside = divmod(offset, stored.chunk_size)
    row = on.execute(
        "SELECT substr(bytes, %s) FROM blob_chunks WHERE blob_id = %s AND ordinal = %s",
        [inside + 1, stored.id, ordinal],
        binary=True,
    ).fetchone()
    if row is None:
        raise NoSuchBlob(f"The file {sha256[:12]}… was removed while it was read.")
    return bytes(row[0])


def _recut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of exactly CHUNK, the last one shorter; holds one piece."""
    held = bytearray()
    for chunk in chunks:
        view = memoryview(chunk)
        while view:
            take = CHUNK - len(held)
            held += view[:take]
            view = view[take:]
            if len(held) == CHUNK:
                yield bytes(held)
                held.clear()
    if held:
        yield bytes(held)
