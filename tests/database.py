"""A pytest plugin: a database of its own for every test, on one server for the whole session.

`database` is a `Database` with all tables and no rows, `empty_database` one without tables.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

from tallyloom.store.database import Database
from tallyloom.store.embedded import Embedded

TEMPLATE = "template_tallyloom"
# Tests kill processes, never the machine: what the kernel has been given is safe.
EXTRA = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # a database that it is at work in cannot be dropped
}
# Making a database writes 8 MB: some 10 ms in memory, up to 400 on a busy disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is private
ROOM = 2**30

_numbers = count(1)


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Embedded]:
    """The server that all workers share: the first one starts it, the last one removes it."""
    base = tmp_path_factory.getbasetemp()
    session = base if worker_id == "master" else base.parent
    with _shared(session) as home, Embedded(home, extra=EXTRA) as server:
        with _locked(home / "template.lock", fcntl.LOCK_EX):
            _make_template(server)
        yield server


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder of this test, in memory where that can be had."""
    if not _has_memory():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="tallyloom-test-", dir=MEMORY) as folder:
        yield Path(folder)


@contextmanager
def _shared(session: Path) -> Iterator[Path]:
    """The data folder of this test session; the last worker to leave removes it."""
    home, lock = _place(session), session / "database.lock"
    with _locked(lock, fcntl.LOCK_SH):
        yield home
    with suppress(BlockingIOError), _locked(lock, fcntl.LOCK_EX | fcntl.LOCK_NB):
        shutil.rmtree(home, ignore_errors=True)


def _place(session: Path) -> Path:
    name = hashlib.sha256(str(session).encode()).hexdigest()[:12]
    if _has_memory():
        return MEMORY / f"tallyloom-test-{os.geteuid()}-{name}"
    return session / "database"


def _has_memory() -> bool:
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, how)
        yield


@pytest.fixture
def database(database_server: Embedded) -> Iterator[Database]:
    """An empty database with all tables; `database.url` is for other processes."""
    with new_database(database_server) as url, Database(url, pool_size=5) as opened:
        yield opened


@pytest.fixture
def empty_database(database_server: Embedded) -> Iterator[Database]:
    """A database without tables."""
    with new_database(database_server, "template0") as url, Database(url, pool_size=5) as opened:
        yield opened


@contextmanager
def new_database(server: Embedded, template: str = TEMPLATE) -> Iterator[URL]:
    """A copy of the template, dropped at the end whoever is still connected."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _execute(server, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
    try:
        yield server.url(name)
    finally:
        _execute(server, "DROP DATABASE {} WITH (FORCE)", name)


def _make_template(server: Embedded) -> None:
    with _connect(server) as connection:
        rows = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if rows.fetchone():
            return
    _execute(server, "CREATE DATABASE {}", "template_in_the_making")
    with Database(server.url("template_in_the_making")) as database:
        database.prepare()
    _execute(server, "ALTER DATABASE {} RENAME TO {}", "template_in_the_making", TEMPLATE)


def _execute(server: Embedded, statement: str, *names: str) -> None:
    with _connect(server) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _connect(server: Embedded) -> psycopg.Connection[tuple[object, ...]]:
    url = server.url("postgres")
    return psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    )
