"""Runs of a process that is gone are taken over by whichever process starts next."""

from __future__ import annotations

import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from tests.stories.installation import LOOK, Installation
from tests.stories.process import Command
from tests.stories.shop import assert_booked, rows

pytestmark = pytest.mark.crash

ROWS = rows(invoices=6, credit_notes=1)
SOON = 30.0  # seconds within which a run of a dead process must be moving again
COUNT = """
schema: 1
name: Count the rows
inputs: [{name: rows, type: file, required: true}]
flow:
  - {id: 1, module: csv.parse, map: {file: "{{input.rows}}"}}
  - {id: 2, module: tools.aggregate, source: 1, map: {number: "{{1.InvoiceNo}}"}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_bytes(ROWS)
    return path


@pytest.fixture
def held(emulator) -> str:
    """The id of a fault that keeps the write of the invoices open."""
    return emulator.control.fault("hold", method="PUT", nth=2)


@pytest.fixture
def busy(installation, emulator, file, held) -> Command:
    """A process in the midst of the write that is held."""
    started = installation.running_example(file)
    emulator.control.wait_held(held)
    return started


def assert_finished_soon(installation: Installation) -> None:
    with installation.opened() as shop:
        until = time.monotonic() + SOON
        while not (run := shop.house.runs.newest(scenario="Shop invoices")[0]).ended:
            assert time.monotonic() < until, f"{run.status}: {run.reason}"
            time.sleep(LOOK)
        assert run.status == "success"
    assert_booked(installation.emulator.control.ledger(), ROWS)


def up(installation: Installation) -> Command:
    return installation.command("up", "--no-open", "--listen", "127.0.0.1:0")


def test_a_server_that_starts_takes_over_from_the_dead(installation, emulator, busy, held):
    busy.kill()
    emulator.control.release(held)
    server = up(installation)
    assert_finished_soon(installation)
    server.stop()
    assert server.end() == 143, server.told


def test_a_server_that_runs_takes_over_from_the_dead(installation, emulator, busy, held):
    server = up(installation)
    while "address" not in server.told and "house" not in server.told:
        time.sleep(LOOK)
    busy.kill()
    emulator.control.release(held)
    assert_finished_soon(installation)
    server.stop()
    assert server.end() == 143, server.told


def test_a_run_of_another_scenario_takes_over_from_the_dead(
    installation, emulator, busy, held, file, tmp_path
):
    busy.kill()
    emulator.control.release(held)
    scenario = tmp_path / "count.scenario.yaml"
    scenario.write_text(COUNT)
    other = installation.command("scenario", "run", str(scenario), "--input", f"rows=@{file}")
    assert other.end() == 0, other.told
    assert_finished_soon(installation)


def test_what_a_process_leaves_that_was_asked_to_stop_is_taken_over(
    installation, emulator, busy, held
):
    """It waits a moment for its step, but not as long as this call takes; nor does it come back."""
    busy.stop()
    assert busy.end() == 143, busy.told
    emulator.control.release(held)
    with installation.opened() as shop:
        (run,) = shop.house.runs.newest()
    other = installation.command("runs", "resume", run.id)
    assert other.end() == 0, other.told
    assert_finished_soon(installation)


def test_a_process_that_was_taken_for_dead_and_comes_back_does_no_harm(
    installation, emulator, busy, held
):
    """It stands still in the midst of its write; its heartbeat has stopped for a minute."""
    busy.signal(signal.SIGSTOP)
    with installation.opened() as shop:
        shop.silence(timedelta(minutes=1))
        (run,) = shop.house.runs.newest()
    other = installation.command("runs", "resume", run.id)
    assert other.end() == 0, other.told
    assert_finished_soon(installation)
    emulator.control.release(held)
    busy.signal(signal.SIGCONT)
    assert busy.end() == 0, busy.told
    assert_finished_soon(installation)
    with installation.opened() as shop:
        shop.assert_clean()
