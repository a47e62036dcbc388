"""A server and two workers on one database: every delivery has one outcome, whoever dies."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from tests.stories.fleet import Fleet, fleet
from tests.stories.installation import LOOK, Installation

from xero_emulator.webhooks import envelope

pytestmark = pytest.mark.crash

DELIVERIES = 200
SOON = 60.0  # seconds within which what a dead worker has left must have ended on another
DOCUMENT = """
schema: 1
name: {name}
connections: {{books: {{app: xero, connection: xero, organisation: "{name}"}}}}
settings: {{page_size: 5}}
flow:
  - {{id: 1, module: xero.watch_events, connection: books, map: {{categories: [CONTACT]}}}}
  - {{id: 2, module: tools.compose, map: {{value: "{{{{1.record.Name}}}}"}}}}
"""


@pytest.fixture
def two(installation: Installation) -> Iterator[Fleet]:
    """Two workers; a scenario listens in each organisation."""
    with fleet(installation, workers=2) as made:
        made.listen()
        for name in made.house.tenants:
            made.house.on(DOCUMENT.format(name=name))
        yield made


def happened(fleet: Fleet, many: int) -> dict[str, list[bytes]]:
    """So many contacts are made by hand; the calls that tell of them, by organisation."""
    tenants = fleet.house.tenants
    each = many // len(tenants)
    made = {
        name: fleet.house.bookkeeper.contacts(id_, *(f"{name} {n:03}" for n in range(each)))
        for name, id_ in tenants.items()
    }
    numbers = iter(range(1, many + 1))
    return {
        name: [_call(tenants[name], record["ContactID"], next(numbers)) for record in records]
        for name, records in made.items()
    }


def _call(tenant: str, contact: str, number: int) -> bytes:
    event = {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Contacts/{contact}",
        "resourceId": contact,
        "eventDateUtc": "2026-03-02T12:00:00.000",
        "eventType": "CREATE",
        "eventCategory": "CONTACT",
        "tenantId": tenant,
        "tenantType": "ORGANISATION",
    }
    return envelope.body([event], number, number)


def together(calls: dict[str, list[bytes]]) -> list[bytes]:
    """The calls of all organisations, in turns."""
    return [call for turn in zip(*calls.values(), strict=True) for call in turn]


def wait_until(so: Callable[[], bool], fleet: Fleet) -> None:
    until = time.monotonic() + SOON
    while not so():
        assert time.monotonic() < until, "\n".join(each.told for each in fleet.workers)
        time.sleep(LOOK)


def all_ended(fleet: Fleet) -> bool:
    house = fleet.house
    return not house.shop.house.deliveries.waiting(1) and not house.open_runs()


def assert_each_once(fleet: Fleet, many: int, repeated: int = 0) -> None:
    """Each delivery is in the history once, with what came of it; repeated ones brought nothing."""
    house = fleet.house
    each = many // len(house.tenants)
    for name in house.tenants:
        given = Counter(bundle["value"] for bundle in house.given(name, 2))
        assert given == Counter(f"{name} {n:03}" for n in range(each))
    assert {run.status for run in house.runs()} == {"success"}
    kept = "deliveries WHERE sorted_at IS NOT NULL AND trouble = '' AND repeated"
    assert house.count(f"{kept} = 0") == many
    assert house.count(f"{kept} = 1") == repeated
    assert house.count("heard WHERE run_id IS NOT NULL") == house.count("heard") == many


def test_two_hundred_deliveries_have_one_outcome_each(two: Fleet) -> None:
    calls = together(happened(two, DELIVERIES))
    told_again = calls[::10]

    assert set(two.deliver([*calls, *told_again])) == {200}
    wait_until(lambda: all_ended(two), two)

    assert_each_once(two, DELIVERIES, repeated=len(told_again))


def test_what_a_killed_worker_moved_ends_on_the_other(two: Fleet, emulator) -> None:
    calls = together(happened(two, DELIVERIES))
    held = emulator.control.fault("hold", method="GET", path="*/Contacts*", nth=3)
    assert set(two.deliver(calls)) == {200}
    emulator.control.wait_held(held)
    wait_until(lambda: len(two.house.open_runs()) == 1, two)

    two.mover().kill()
    emulator.control.release(held)
    wait_until(lambda: all_ended(two), two)

    assert_each_once(two, DELIVERIES)


def test_a_worker_that_is_stopped_hands_over_at_once(two: Fleet, emulator) -> None:
    calls = together(happened(two, DELIVERIES))
    held = emulator.control.fault("hold", method="GET", path="*/Contacts*", nth=3)
    assert set(two.deliver(calls)) == {200}
    emulator.control.wait_held(held)
    wait_until(lambda: len(two.house.open_runs()) == 1, two)

    stopped = two.mover()
    stopped.stop()
    wait_until(lambda: "Stopping" in stopped.told, two)
    emulator.control.release(held)
    wait_until(lambda: all_ended(two), two)

    assert stopped.end() == 0, stopped.told
    assert_each_once(two, DELIVERIES)
    [other] = [each for each in two.workers if each is not stopped]
    assert two.last_movers() == {other}
    two.server.stop()
    assert two.server.end() == 0, two.server.told
