"""A workshop for the tests of a file: each looks at its own runs, so they share a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.database import new_database
from tests.engine.workshop import Workshop

from tallyloom.store.database import Database
from tallyloom.store.embedded import Embedded


@pytest.fixture(scope="module")
def _database(database_server: Embedded) -> Iterator[Database]:
    with new_database(database_server) as url, Database(url, pool_size=5) as opened:
        yield opened


@pytest.fixture
def workshop(_database: Database) -> Workshop:
    return Workshop(_database)
