"""A process is killed at the worst of moments; another one goes on: nothing lost, nothing twice."""

from __future__ import annotations

import random
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.stories.installation import LOOK, Installation
from tests.stories.process import Command
from tests.stories.shop import assert_booked, rows

pytestmark = pytest.mark.crash

ROWS = rows(invoices=56, credit_notes=5)
# How many writes have reached the service by then: contacts, invoices twice, credit notes. Both
# batches of invoices are frozen together, so three moments before or after an intent are all.
POINTS = {
    "before-intent": (0, 1, 3),
    "after-intent": (0, 1, 3),
    "answered": (1, 2, 3, 4),
    "recorded": (1, 2, 3, 4),
}
WRITES = 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_bytes(ROWS)
    return path


def resumed(installation: Installation, **more: str) -> Command:
    """Another process, which goes on with the only run."""
    with installation.opened() as shop:
        (run,) = shop.house.runs.newest()
    return installation.command("runs", "resume", run.id, **more)


def takes_over(installation: Installation, file: Path, *, by_running_again: bool) -> Command:
    """Another process, which finishes what the killed one began."""
    with installation.opened() as shop:
        (run,) = shop.house.runs.newest()
    if by_running_again or run.ended:
        return installation.running_example(file)
    return resumed(installation)


def assert_as_if_nothing_had_happened(installation: Installation) -> None:
    assert installation.emulator.control.counts()["refused_429"] == 0
    assert_booked(installation.emulator.control.ledger(), ROWS)
    with installation.opened() as shop:
        shop.assert_clean()


@pytest.mark.parametrize("by_running_again", [False, True], ids=["resume", "run-again"])
@pytest.mark.parametrize(
    ("moment", "time", "sent"),
    [(moment, at + 1, sent) for moment, all_ in POINTS.items() for at, sent in enumerate(all_)],
)
def test_a_process_killed_at_this_point_is_followed_by_another(
    installation, emulator, file, moment, time, sent, by_running_again
):
    killed = installation.running_example(file, TALLYLOOM_CRASH=f"{moment}:{time}")
    assert killed.end() == -signal.SIGKILL, killed.told
    assert emulator.control.counts()["writes"] == sent
    other = takes_over(installation, file, by_running_again=by_running_again)
    assert other.end() == 0, other.told
    assert_as_if_nothing_had_happened(installation)


@pytest.mark.parametrize("write", range(1, WRITES + 1))
def test_a_process_killed_while_its_request_is_on_the_way_is_followed_by_another(
    installation, emulator, file, write
):
    held = emulator.control.fault("hold", method="PUT", nth=write)
    killed = installation.running_example(file)
    emulator.control.wait_held(held)
    killed.kill()
    emulator.control.release(held)
    other = takes_over(installation, file, by_running_again=write % 2 == 0)
    assert other.end() == 0, other.told
    assert_as_if_nothing_had_happened(installation)


def test_every_process_that_goes_on_may_be_killed_too(installation, emulator, file):
    """Each one records one more write than the one before it."""
    deadly = {"TALLYLOOM_CRASH": "recorded:1"}
    process = installation.running_example(file, **deadly)
    for written in range(1, WRITES + 1):
        assert process.end() == -signal.SIGKILL, process.told
        assert emulator.control.counts()["writes"] == written
        process = resumed(installation, **deadly)
    assert process.end() == 0, process.told
    assert_as_if_nothing_had_happened(installation)


def test_a_process_is_killed_where_answers_get_lost(installation, emulator, file):
    emulator.control.fault("drop_after", path="/api.xro/*", probability=0.4, seed=3)
    killed = installation.running_example(file, TALLYLOOM_CRASH="answered:2")
    assert killed.end() == -signal.SIGKILL, killed.told
    other = resumed(installation)
    assert other.end() == 0, other.told
    assert emulator.control.faults()[0]["struck"] >= 1
    assert_as_if_nothing_had_happened(installation)


def clean_run(installation: Installation, file: Path) -> float:
    """Seconds from the first intent to the last result of an undisturbed run."""
    assert installation.running_example(file).end() == 0
    with installation.opened() as shop:
        first, last = shop.from_intent_to_result()
    return (last - first).total_seconds()


def killed_at(installation: Installation, file: Path, moment: float) -> datetime:
    """When a run was killed, `moment` seconds after its first intent or a little later."""
    killed = installation.running_example(file)
    with installation.opened() as shop:
        while (first := shop.from_intent_to_result()[0]) is None:
            time.sleep(LOOK)
        due = first + timedelta(seconds=moment)
    killed.kill_after(max((due - datetime.now(UTC)).total_seconds(), 0))
    return datetime.now(UTC)


@pytest.mark.parametrize("seed", [1, 2])
def test_ten_processes_killed_at_random_moments_are_each_followed_by_another(
    make_installation, emulator, file, seed
):
    """Moments spread from the first intent to the last result; the calls are slow, so that most
    of them hit. At least half must: otherwise this would prove nothing."""
    slow = {"do": "delay", "path": "/api.xro/*", "seconds": 0.2, "times": None}
    emulator.control.fault(**slow)
    with make_installation() as installation:
        seconds = clean_run(installation, file)
    chance = random.Random(seed)  # noqa: S311
    within = 0
    for tenth in range(10):
        emulator.control.reset()
        with make_installation() as installation:
            emulator.control.fault(**slow)
            moment = seconds * (tenth + chance.random()) / 10
            at = killed_at(installation, file, moment)
            emulator.control.clear_faults()
            other = takes_over(installation, file, by_running_again=tenth % 2 == 1)
            assert other.end() == 0, f"{seed}/{tenth} at {moment:.3f} s:\n{other.told}"
            assert_as_if_nothing_had_happened(installation)
            with installation.opened() as shop:
                intent, result = shop.from_intent_to_result()
        within += intent <= at <= result
    print(f"{within} of 10 kills fell between the first intent and the last result")
    assert within >= 5
