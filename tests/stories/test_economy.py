"""The usual work takes few calls of Xero's API, counted by the emulator as Xero counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bench.economy import GOALS, Economy
from tests.stories.installation import Installation

from xero_emulator.fixture import Running


@pytest.fixture
def economy(installation: Installation, emulator: Running) -> Iterator[Economy]:
    with installation.opened() as shop:
        economy = Economy(shop.house, emulator)
        yield economy
        economy.close()


def test_the_usual_work_takes_as_few_calls_as_promised(economy: Economy) -> None:
    figures = economy.measured()
    assert {name: calls for name, calls in figures.items() if calls > GOALS[name]} == {}
