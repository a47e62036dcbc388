"""The engine moves every run on, whatever happens to one of them or to one part of its work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tallyloom.engine import engine as ticking
from tallyloom.flow.plan import plan
from tallyloom.flow.read import read
from tallyloom.house import House, open_house
from tallyloom.settings import load
from tallyloom.store.database import Database
from tallyloom.store.trouble import FreeSpace

DOCUMENT = """
schema: 1
name: {name}
flow: [{{id: 1, module: tools.set_variable, map: {{name: a, value: 1}}}}]
"""
LOOK, PATIENCE = 0.02, 20.0


@pytest.fixture
def house(
    tmp_path: Path, empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """The engine is not launched yet, and looks for lost runs at every tick."""
    monkeypatch.setattr(ticking, "HEAL", 1)
    settings = load({"home": tmp_path, "database_url": empty_database.url})
    with open_house(settings) as house:
        yield house


def started(house: House, name: str = "S") -> str:
    version = house.scenarios.keep(name, DOCUMENT.format(name=name), house.clock.now())
    planned = plan(read(version.document), house.modules)
    return house.engine.add(version, planned, {}, origin={"by": "command"})


def status(house: House, run: str) -> str:
    """How a run has ended, once it has."""
    until = time.monotonic() + PATIENCE
    while (found := house.runs.get(run)) is not None and not found.ended:
        assert time.monotonic() < until, f"It stays {found.status}."
        time.sleep(LOOK)
    return found.status if found else ""


def once(real: Callable[[str], bool]) -> Callable[[str], bool]:
    """Fails the first time, as when the disk is full for a moment."""
    left = [FreeSpace("No space is left.")]

    def start(run_id: str) -> bool:
        if left:
            raise left.pop()
        return real(run_id)

    return start


def test_a_run_that_could_not_even_be_begun_is_begun_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.runs, "start", once(house.runs.start))
    run = started(house)
    house.engine.launch()

    assert status(house, run) == "success"


def test_trouble_with_one_part_of_its_work_keeps_the_engine_from_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*, held_up: bool) -> list[str]:
        raise ValueError(held_up)

    monkeypatch.setattr(house.scenarios, "startable", fails)
    run = started(house)
    house.engine.launch()
    assert status(house, run) == "success"

    until = time.monotonic() + PATIENCE
    while (found := house.runs.get(run)) is not None and found.read_at is None:
        assert time.monotonic() < until, "Nobody reads it through."
        time.sleep(LOOK)
