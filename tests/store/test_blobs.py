"""Files, kept under the hash of their bytes."""

from __future__ import annotations

import hashlib
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tallyloom.store.blobs import CHUNK, BlobRef, Blobs
from tallyloom.store.database import Database
from tallyloom.store.trouble import NoSuchBlob

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Noon:
    """A clock that stands at noon."""

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0

    def wait(self, seconds: float) -> None:
        return None


@pytest.fixture
def blobs(database: Database) -> Blobs:
    return Blobs(database, Noon())


def content(blobs: Blobs, sha256: str, offset: int = 0) -> bytes:
    with blobs.open(sha256, offset) as chunks:
        return b"".join(chunks)


def rows(database: Database, table: str) -> int:
    with database.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608


@given(pieces=st.lists(st.binary(max_size=CHUNK // 2), max_size=9))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_saved_comes_back_whatever_the_pieces(blobs: Blobs, pieces: list[bytes]) -> None:
    whole = b"".join(pieces)

    saved = blobs.save(pieces)

    assert saved == BlobRef(hashlib.sha256(whole).hexdigest(), len(whole))
    assert content(blobs, saved.sha256) == whole


SIZES = st.integers(0, 3 * CHUNK)


@given(size=SIZES, offset=SIZES, length=SIZES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_stretch_can_be_read(blobs: Blobs, size: int, offset: int, length: int) -> None:
    whole = (b"0123456789abcdef!" * (size // 17 + 1))[:size]
    saved = blobs.save([whole])

    assert blobs.read_at(saved.sha256, offset, length) == whole[offset : offset + length]
    assert content(blobs, saved.sha256, offset) == whole[offset:]


def test_the_same_bytes_are_kept_once(blobs: Blobs, database: Database) -> None:
    first = blobs.save([b"one", b"two"])
    second = blobs.save([b"onetwo"])

    assert first == second
    assert (rows(database, "blobs"), rows(database, "blob_chunks")) == (1, 1)


def test_two_that_save_the_same_bytes_at_once_agree(blobs: Blobs, database: Database) -> None:
    both = threading.Barrier(2)
    saved: list[BlobRef] = []

    def pieces() -> Iterator[bytes]:
        yield b"x" * CHUNK
        both.wait(30)

    threads = [threading.Thread(target=lambda: saved.append(blobs.save(pieces()))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert saved == [BlobRef(hashlib.sha256(b"x" * CHUNK).hexdigest(), CHUNK)] * 2
    assert (rows(database, "blobs"), rows(database, "blob_chunks")) == (1, 1)


def test_a_source_that_breaks_off_leaves_nothing(blobs: Blobs, database: Database) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * CHUNK
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        blobs.save(broken())

    assert (rows(database, "blobs"), rows(database, "blob_chunks")) == (0, 0)


def test_a_large_file_passes_in_little_memory(blobs: Blobs) -> None:
    count = 64 * 4
    tracemalloc.start()
    saved = blobs.save(bytes([number]) * CHUNK for number in range(count))
    digest = hashlib.sha256()
    with blobs.open(saved.sha256) as chunks:
        for chunk in chunks:
            digest.update(chunk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert saved.size == count * CHUNK
    assert digest.hexdigest() == saved.sha256
    assert peak < 16 * CHUNK


def test_an_unknown_file_is_refused_before_anything_is_read(blobs: Blobs) -> None:
    unknown = "0" * 64
    assert blobs.find(unknown) is None
    with pytest.raises(NoSuchBlob, match="Run again"), blobs.open(unknown):
        pass
    with pytest.raises(NoSuchBlob, match="Run again"):
        blobs.read_at(unknown, 0)


def test_the_time_of_saving_is_the_clocks(blobs: Blobs, database: Database) -> None:
    saved = blobs.save([b"x"])

    assert blobs.find(saved.sha256) == saved
    with database.connect() as connection:
        assert connection.scalar(text("SELECT created FROM blobs")) == NOON
