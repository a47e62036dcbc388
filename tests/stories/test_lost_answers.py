"""Answers get lost on the way: nobody can tell what became of a write, until somebody looks."""

from __future__ import annotations

import pytest
from tests.stories.installation import MovedClock
from tests.stories.shop import assert_booked, rows

ROWS = rows(invoices=56, credit_notes=5)
SEEDS = (*range(1, 20), 21)  # 0 and 20 lose none of the nine answers of this run
ANYTHING = "/api.xro/*"
# A connection that breaks before the call arrives, or while its answer does, and one that arrives
# without an answer to it: all that the client sees of the three is that there is no whole answer.
LOSSES = ({"do": "drop_after"}, {"do": "drop_before"}, {"do": "cut", "at": 100, "of": "answer"})


def run_to_its_end(installation, emulator):
    with installation.opened(MovedClock(emulator)) as shop:
        run = shop.ended(shop.start(ROWS))
        assert (run.status, run.failed) == ("success", 0)
        shop.assert_clean()
    assert_booked(emulator.control.ledger(), ROWS)
    assert emulator.control.counts()["refused_429"] == 0
    (fault,) = emulator.control.faults()
    return fault["struck"]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss["do"])
@pytest.mark.parametrize("write", [1, 2, 3, 4])
def test_the_lost_answer_of_a_write_posts_nothing_twice(installation, emulator, write, loss):
    emulator.control.fault(**loss, method="PUT", nth=write)
    assert run_to_its_end(installation, emulator) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fifth_of_all_answers_lost_posts_nothing_twice(installation, emulator, seed):
    emulator.control.fault("drop_after", path=ANYTHING, probability=0.2, seed=seed)
    assert run_to_its_end(installation, emulator) >= 1


def test_answers_that_stay_away_for_a_while_make_the_run_wait_and_go_on(installation, emulator):
    """Three lost answers in a row are enough: then it waits a minute instead of asking on."""
    emulator.control.fault("drop_after", method="GET", path=ANYTHING, nth=3, times=4)
    assert run_to_its_end(installation, emulator) == 4


def test_the_answer_of_a_write_that_stays_away_is_asked_for_again_and_again(installation, emulator):
    emulator.control.fault("drop_after", method="PUT", nth=2, times=5)
    assert run_to_its_end(installation, emulator) == 5
