"""Many users of one connection in many processes: one asks for new tokens, all are given them.

The full figure, 1,000 expiries, is that of `bench/tokens.py`, which these tests drive.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.tokens import MOMENTS, Office, Told, Where
from tests.stories.installation import KEY

from tallyloom.store.database import Database
from xero_emulator.fixture import Running

EXPIRIES = 40

pytestmark = pytest.mark.crash


@pytest.fixture
def office(database: Database, emulator: Running, tmp_path: Path) -> Iterator[Office]:
    with Office(Where(database.url, emulator.url, KEY), emulator, tmp_path) as office:
        yield office


def test_sixty_four_users_in_four_processes_make_one_call_for_each_expiry(office: Office) -> None:
    told = Told()
    for _ in range(EXPIRIES):
        office.expire(told)
    assert (told.missed, told.troubles) == ([], [])
    assert told.calls_of_an_expiry == {1: EXPIRIES}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_process_that_dies_while_it_renews_costs_one_call_at_most(
    office: Office, moment: str
) -> None:
    told = Told()
    for _ in range(3):
        office.expire(told, moment)
        office.expire(told)
    assert told.kills == 3
    assert (told.missed, told.troubles) == ([], [])
    lost = moment in ("answered", "saving")
    assert told.calls_of_an_expiry == ({1: 3, 2: 3} if lost else {1: 6})
