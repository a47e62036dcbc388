"""Runs of a process that is gone are taken over by whichever process starts next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.shop import assert_booked, rows

pytestmark = pytest.mark.crash

ROWS = rows(invoices=6, credit_notes=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_bytes(ROWS)
    return path


@pytest.fixture
def held(emulator) -> str:
    """The id of a fault that keeps the write of the invoices open."""
    return emulator.control.fault("hold", method="PUT", nth=2)


def test_what_a_process_leaves_that_was_asked_to_stop_is_taken_over(
    installation, emulator, file, held
):
    """It waits a moment for its step; this one takes longer."""
    stopped = installation.running_example(file)
    emulator.control.wait_held(held)
    stopped.stop()
    import time; t=time.time()
    try:
        stopped.end()
    except AssertionError: print("TOOK", time.time()-t); raise
    print("TOOK", time.time()-t)
    emulator.control.release(held)
    with installation.opened() as shop:
        (run,) = shop.house.runs.newest()
    other = installation.command("runs", "resume", run.id)
    assert other.end() == 0, other.told
    assert_booked(emulator.control.ledger(), ROWS)
