"""Two workers on one database start scenarios by the clock: every slot has one outcome."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.stories.clock import START, StoryClock, story_clock
from tests.stories.conftest import Make
from tests.stories.installation import LOOK, Installation, Shop
from tests.stories.process import Command

from tallyloom.store.runs import Run
from tallyloom.store.schedules import Slot

pytestmark = pytest.mark.crash

SOON = 60.0  # seconds within which what a dead worker has left must have ended on another
STARTS = 60.0
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PURE = """
schema: 1
name: {name}
schedule: {schedule}
flow:
  - {{id: 1, module: tools.compose, map: {{value: "{name}"}}}}
"""
READING = """
schema: 1
name: {name}
schedule: {schedule}
connections: {{books: {{app: xero, connection: xero, organisation: "Demo Company (UK)"}}}}
flow:
  - {{id: 1, module: xero.search_contacts, connection: books}}
"""


@dataclass
class Works:
    """An installation, its workers, and the clock that all of them go by."""

    installation: Installation
    shop: Shop
    clock: StoryClock
    workers: list[Command] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    def work(self, **more: str) -> Command:
        """Begin one more worker."""
        more = {"TALLYLOOM_TEST_CLOCK": self.clock.url, **more}
        worker = self.installation.command("worker", "--json", **more)
        self.workers.append(worker)
        self.until(lambda: bool(worker.json) or worker.ended, STARTS)
        assert not worker.ended, worker.told
        return worker

    def on(self, name: str, schedule: str, text: str = PURE) -> None:
        """Switch a scenario on."""
        house, ready = self.shop.house, self.shop.ready(text.format(name=name, schedule=schedule))
        house.switch.assure(ready.plan, "test")
        version = house.scenarios.keep(name, ready.text, self.clock.now())
        house.switch.on(version, ready.plan)
        self.ids[name] = version.scenario_id

    def put(self, to: datetime) -> None:
        """Put the clock, and let everything come to its end that is due then."""
        self.clock.put(to)
        self.until(self.settled, SOON)

    def settled(self) -> bool:
        """Whether every slot up to now is decided, and every run has ended and been looked at."""
        now = self.clock.now()
        timers = self.shop.house.schedules.all()
        return all(
            (timer.next_at is None or timer.next_at > now) and timer.run_id is None
            for timer in timers
        ) and all(run.ended for run in self.runs())

    def until(self, so: Callable[[], bool], seconds: float) -> None:
        until = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < until, "\n".join(each.told for each in self.workers)
            time.sleep(LOOK)

    def runs(self, name: str = "") -> list[Run]:
        return self.shop.house.runs.newest(scenario=name, limit=1000)[::-1]

    def slots(self, name: str) -> list[Slot]:
        return self.shop.house.schedules.slots(self.ids[name], limit=1000)[::-1]

    def assert_one_outcome_each(self, until: datetime) -> Counter[str]:
        """Every slot that the schedules mean is decided once, and those with a run have one."""
        outcomes: Counter[str] = Counter()
        for name in self.ids:
            slots = self.slots(name)
            assert [slot.at for slot in slots] == self.meant(name, until)
            started = [slot.run_id for slot in slots if slot.outcome == "run"]
            assert started == [run.id for run in self.runs(name)]
            assert [slot.at.isoformat() for slot in slots if slot.run_id] == [
                run.origin["slot"] for run in self.runs(name)
            ]
            outcomes.update(slot.outcome for slot in slots)
        assert {run.status for run in self.runs()} == {"success"}
        return outcomes

    def meant(self, name: str, until: datetime) -> list[datetime]:
        """The slots between the beginning and then, as the schedule itself says."""
        house = self.shop.house
        schedule = self.shop.ready(house.scenarios.version(self.ids[name], 1).document)
        assert schedule.document.schedule is not None
        slots = schedule.document.schedule.next_runs(1000, START)
        return [slot for slot in slots if slot <= until]


@contextmanager
def works(installation: Installation, workers: int) -> Iterator[Works]:
    with story_clock() as clock, installation.opened(clock) as shop:
        made = Works(installation, shop, clock)
        try:
            for _ in range(workers):
                made.work()
            yield made
        finally:
            left = [each for each in made.workers if not each.ended]
            for each in left:
                each.stop()
            for each in left:
                each.end()


@pytest.fixture
def two(installation: Installation) -> Iterator[Works]:
    """Two workers, and nothing to do yet."""
    with works(installation, 2) as made:
        yield made


def switch_on_ten(works: Works) -> None:
    for at in range(7):
        works.on(f"Interval {at}", "{every: 10 minutes}")
    works.on("Cron", '{cron: "*/10 * * * *"}')
    works.on("Cron of hours", '{cron: "*/10 12-16 * * *"}')
    works.on("In a window", '{every: 10 minutes, only: [{hours: "12:00-16:59"}]}')


def test_fifty_slots_have_one_outcome_each_and_a_clock_that_jumps_changes_nothing(
    two: Works,
) -> None:
    switch_on_ten(two)
    now = START
    for _ in range(5):
        now += 10 * MINUTE
        two.put(now)
    assert two.assert_one_outcome_each(now) == {"run": 50}

    # Forward by an hour: each scenario runs once for what was passed over.
    now += HOUR
    two.put(now)
    assert two.assert_one_outcome_each(now) == {"run": 60, "skipped": 50}

    # Back by an hour, and through that hour again: nothing is started twice.
    for ago in (60, 45, 30, 10):
        two.put(now - ago * MINUTE)
    assert two.assert_one_outcome_each(now) == {"run": 60, "skipped": 50}

    # From where it was it goes on.
    two.put(now + 10 * MINUTE)
    assert two.assert_one_outcome_each(now + 10 * MINUTE) == {"run": 70, "skipped": 50}


def test_what_a_killed_worker_had_started_ends_on_the_other(two: Works, emulator: Any) -> None:
    for at in range(3):
        two.on(f"Pure {at}", "{every: 10 minutes}")
    two.on("Reading", "{every: 10 minutes}", READING)
    held = emulator.control.fault("hold", method="GET", path="*/Contacts*", nth=1)
    two.clock.put(START + 10 * MINUTE)
    emulator.control.wait_held(held)
    [reading] = [run for run in two.runs("Reading") if run.status == "running"]

    mover(two, reading).kill()
    emulator.control.release(held)
    two.until(two.settled, SOON)
    two.put(START + 20 * MINUTE)

    assert two.assert_one_outcome_each(START + 20 * MINUTE) == {"run": 8}


@pytest.mark.parametrize("moment", ["slot", "decided"])
def test_a_worker_that_dies_while_it_decides_loses_nothing_and_starts_nothing_twice(
    make_installation: Make, moment: str
) -> None:
    with make_installation() as installation, works(installation, 0) as made:
        for at in range(3):
            made.on(f"S{at}", "{every: 10 minutes}")
        dying = made.work(TALLYLOOM_CRASH=f"{moment}:2")
        made.clock.put(START + 10 * MINUTE)
        made.until(lambda: dying.ended, SOON)
        made.work()
        made.until(made.settled, SOON)
        assert made.assert_one_outcome_each(START + 10 * MINUTE) == {"run": 3}


def mover(works: Works, run: Run) -> Command:
    """The worker that moves a run."""
    from sqlalchemy import text

    with works.shop.house.database.connect() as on:
        executor = on.execute(
            text("SELECT executor_id FROM dispatch.workflow_status WHERE workflow_uuid = :id"),
            {"id": f"{run.scenario_id}/{run.id}/{run.part}"},
        ).scalar_one()
    return next(each for each in works.workers if f"-{each.pid}-" in executor)


def test_a_command_that_stays_only_for_its_own_run_starts_nothing_by_the_clock(
    installation: Installation, tmp_path: Path
) -> None:
    with works(installation, 0) as made:
        made.on("S", "{every: 10 minutes}")
        made.clock.put(START + 10 * MINUTE)
        file = tmp_path / "other.scenario.yaml"
        file.write_text(PURE.format(name="Other", schedule="on demand"))
        command = installation.command(
            "scenario", "run", str(file), TALLYLOOM_TEST_CLOCK=made.clock.url
        )
        assert command.end() == 0, command.told
        assert made.slots("S") == []
        assert [run.scenario for run in made.runs()] == ["Other"]
