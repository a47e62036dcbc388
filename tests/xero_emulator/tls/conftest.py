"""An emulator that also speaks TLS under Xero's names, with an authority of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xero_emulator.fixture import Running, running_emulator
from xero_emulator.tls import Secure


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_emulator(seed="empty", tls=tmp_path_factory.mktemp("tls")) as emulator:
        yield emulator


@pytest.fixture
def secure(running: Running) -> Secure:
    assert running.secure is not None
    return running.secure
