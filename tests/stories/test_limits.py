"""Everything that a service allows is used, and never more: by the emulator's own count.

Four worker processes, the emulator and this test live by one clock. It moves on only when no run
can go on before, so the times are exact however busy the machine is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.database import new_database
from tests.stories.clock import START
from tests.stories.rush import BESIDE, Rush, rush

from tallyloom.store.embedded import Embedded

SCENARIOS = ("North", "East", "South")
MINUTE = 60.0


@pytest.fixture(scope="module")
def working(
    database_server: Embedded, launched_once: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rush]:
    """An installation with four worker processes."""
    home = tmp_path_factory.mktemp("limits") / "home"
    with new_database(database_server, launched_once) as url, rush(url, home) as made:
        made.work(4)
        yield made


@pytest.fixture
def begun(working: Rush) -> Rush:
    """The same a day later, with empty books, nothing used of any limit, and no runs to count."""
    working.begin()
    return working


def succeeded(rush: Rush, **invoices: int) -> None:
    """Each scenario has written so many invoices, each exactly once."""
    expected = {name: ("success", count, 0) for name, count in invoices.items()}
    assert rush.statuses() == expected


def written(rush: Rush, **invoices: int) -> None:
    numbers = [f"{name}-{at:05}" for name, count in invoices.items() for at in range(count)]
    assert rush.invoices() == sorted(numbers)


def test_9000_invoices_take_no_longer_than_the_limits_ask(begun: Rush) -> None:
    """180 writes of 50, and one look at the organisation for each run."""
    for name in SCENARIOS:
        begun.add(name, 3000, None)
    begun.finish()
    counts = dict.fromkeys(SCENARIOS, 3000)
    succeeded(begun, **counts)
    written(begun, **counts)
    figures = begun.figures()
    assert 180 < figures.calls <= 185
    assert figures.seconds <= figures.allowed_seconds
    assert figures.refused == 0
    assert figures.peak <= 5
    assert figures.most_in_a_minute == 60


def test_a_service_with_fixed_windows_is_used_as_well(begun: Rush) -> None:
    begun.control.limits(minute_window="fixed")
    begun.choose({"minute_window": "fixed"})
    for name in SCENARIOS:
        begun.add(name, 120, 2)
    begun.finish()
    succeeded(begun, **dict.fromkeys(SCENARIOS, 120))
    figures = begun.figures()
    assert 180 < figures.calls <= 185
    assert figures.seconds <= figures.allowed_seconds
    # The clock's first minute was over before a minute had passed.
    assert figures.seconds == 3 * MINUTE - START.second - START.microsecond / 1e6
    assert figures.refused == 0
    assert figures.peak <= 5


def test_fixed_windows_that_are_taken_for_rolling_ones_do_no_harm(begun: Rush) -> None:
    begun.control.limits(minute_window="fixed", day_window="rolling")
    for name in SCENARIOS:
        begun.add(name, 22, 1)
    begun.finish()
    succeeded(begun, **dict.fromkeys(SCENARIOS, 22))
    assert begun.figures().seconds == MINUTE
    assert begun.figures().refused == 0


def test_a_throttled_organisation_slows_no_other(begun: Rush) -> None:
    begun.add("Alone", 65, 1, BESIDE)
    begun.finish()
    alone = begun.figures(BESIDE)
    begun.clock.move(begun.clock.now() + timedelta(seconds=2 * MINUTE))
    begun.control.clear_log()
    for name in SCENARIOS:
        begun.add(name, 42, 1)
    begun.add("Beside", 65, 1, BESIDE)
    begun.finish()
    succeeded(begun, **dict.fromkeys(SCENARIOS, 42), Alone=65, Beside=65)
    beside = begun.figures(BESIDE)
    assert beside.seconds == alone.seconds == MINUTE
    assert begun.figures().seconds == 2 * MINUTE
    assert beside.refused == begun.figures().refused == 0


def test_never_more_than_five_calls_at_once(begun: Rush) -> None:
    begun.add("First", 1, 1)  # what is known of the organisation is asked one at a time
    begun.finish()
    held = begun.control.fault("hold", times=5, path="/api.xro/*")
    names = [f"Shop{number}" for number in range(8)]
    for name in names:
        begun.add(name, 4, 1)
    begun.control.wait_held(held, 5)
    begun.wait_for_sleepers(3)
    begun.control.release(held)
    begun.finish()
    succeeded(begun, First=1, **dict.fromkeys(names, 4))
    assert begun.figures().peak == 5
    assert begun.figures().refused == 0


def test_a_small_scenario_is_served_beside_a_big_one(begun: Rush) -> None:
    begun.add("Big", 70, 1)
    begun.wait_until_throttled()
    small = begun.add("Small", 3, 1)
    begun.finish()
    succeeded(begun, Big=70, Small=3)
    run = begun.run(small)
    assert run.ended_at is not None
    assert (run.ended_at - run.started_at).total_seconds() == MINUTE
    assert begun.figures().seconds == MINUTE


@pytest.mark.parametrize(
    ("fault", "seconds", "why"),
    [
        ({"problem": "minute", "retry_after": 26}, 26, "calls of this minute"),
        ({"problem": "Day", "retry_after": 7200}, 7200, "calls of this day"),
        ({"problem": "appminute", "retry_after": 40}, 40, "of all organisations together"),
    ],
)
def test_a_refusal_parks_the_run_and_loses_nothing(
    begun: Rush, fault: dict[str, Any], seconds: float, why: str
) -> None:
    begun.control.fault("throttle", method="PUT", nth=3, **fault)
    run_id = begun.add("North", 10, 1)
    begun.wait_until_throttled()
    run = begun.run(run_id)
    assert run.not_before is not None
    assert why in run.reason
    assert (run.not_before - run.started_at).total_seconds() == seconds
    begun.finish()
    succeeded(begun, North=10)
    written(begun, North=10)
    assert begun.figures().refused == 1
    assert begun.figures().seconds == seconds


def test_refusals_that_say_no_time_are_not_run_against(begun: Rush) -> None:
    begun.control.fault("throttle", method="PUT", times=6, problem="concurrent", retry_after=None)
    begun.add("North", 3, 1)
    begun.finish()
    succeeded(begun, North=3)
    written(begun, North=3)
    assert begun.figures().refused == 6
    assert begun.figures().seconds == 1 + 2 + 4 + 8 + 16 + 32


def test_what_other_programs_use_is_not_run_against(begun: Rush) -> None:
    """It makes 55 calls through the same app; the answers tell us, so none of ours is refused."""
    begun.call_beside(55)
    begun.add("North", 20, 1)
    begun.finish()
    succeeded(begun, North=20)
    assert begun.figures().refused == 0
    assert begun.figures().seconds == MINUTE
