"""A pytest plugin: an office, which is a house beside an emulated service that asks a person.

`service` is that service, for all tests of a file; `open_office` opens an installation beside it,
at which nothing was done yet, with what settings a test gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tallyloom.store.database import Database
from xero_emulator.fixture import Running

if TYPE_CHECKING:
    from tests.api.connecting import Office


class OpenOffice(Protocol):
    """Opens it; it is closed when the test ends."""

    def __call__(self, **settings: Any) -> Office: ...


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    from tests.api.connecting import asking

    with asking() as running:
        yield running


@pytest.fixture
def open_office(service: Running, tmp_path: Path, database: Database) -> Iterator[OpenOffice]:
    from tests.api.connecting import office

    with ExitStack() as opened:

        def opening(**settings: Any) -> Office:
            return opened.enter_context(office(service, tmp_path, database, **settings))

        yield opening
