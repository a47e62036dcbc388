"""What was delivered is found again, with its outcome, its run and its bundles."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlalchemy import text
from tests.stories.hearing import KEY, Hearing, hearing
from tests.stories.installation import LOOK, Installation, Shop
from tests.stories.test_webhooks import BRITISH

from tallyloom.api.access import TERMINAL
from tallyloom.api.deliveries import (
    LookAtRun,
    drop_event,
    list_deliveries,
    list_queue,
    list_webhooks,
    retry_delivery,
    show_delivery,
)
from tallyloom.api.delivery_facts import DeliveryLine
from tallyloom.api.problems import CorrectRequest, LookAgain
from tallyloom.api.route import Asked
from tallyloom.connections.vault import Secret
from xero_emulator.webhooks import envelope

FILTERED = """
schema: 1
name: Heard
connections: {{books: {{app: xero, connection: xero, organisation: "{organisation}"}}}}
{settings}
flow:
  - {{id: 1, module: xero.watch_events, connection: books, map: {{enrich: no}}}}
  - {{id: 2, module: tools.set_variable, map: {{name: kind, value: "{{{{1.eventCategory}}}}"}}}}
  - id: 3
    module: tools.set_variable
    filter:
      name: Invoices
      conditions: [[{{a: "{{{{2.kind}}}}", o: "text:equal", b: INVOICE}}]]
    map: {{name: number, value: "{{{{parseNumber(1.data.Number; \\".\\")}}}}"}}
"""


def filtered(settings: str = "") -> str:
    return FILTERED.format(organisation=BRITISH, settings=settings)


@pytest.fixture
def house(shop: Shop) -> Iterator[Hearing]:
    """A house that Xero may call; no scenario is on."""
    with hearing(shop) as house:
        house.shop.house.connections.registrations.listen(house.registration, Secret(KEY))
        yield house


@pytest.fixture
def asked(house: Hearing) -> Asked:
    return Asked(house.shop.house, TERMINAL)


def tell(house: Hearing, number: int, *said: str | None, category: str = "INVOICE") -> None:
    """One call; each event is of an invoice with this number, which may be none."""
    events = [
        {
            "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{number + at}",
            "resourceId": str(number + at),
            "tenantId": house.tenants[BRITISH],
            "tenantType": "ORGANISATION",
            "eventCategory": category,
            "eventType": "CREATE",
            "eventDateUtc": f"2026-03-02T12:00:00.{number + at:03}",
            "data": {"Number": text_},
        }
        for at, text_ in enumerate(said)
    ]
    deliver(house, envelope.body(events, number, number + len(said) - 1))


def deliver(house: Hearing, body: bytes) -> None:
    signed = {"x-xero-signature": envelope.signature(KEY, body)}
    assert httpx2.post(house.url, content=body, headers=signed).status_code == 200


def outcomes(asked: Asked, **wanted: object) -> list[tuple[int, str]]:
    """First numbers and outcomes, the oldest first."""
    found: list[DeliveryLine] = list_deliveries(asked, **wanted).items  # type: ignore[arg-type]
    return [(one.first, one.outcome) for one in reversed(found)]


# The history


def test_each_delivery_has_its_own_outcome_though_they_share_a_run(
    house: Hearing, asked: Asked
) -> None:
    house.on(filtered())
    tell(house, 1, "1.5")
    tell(house, 2, "none")
    tell(house, 3, "3", category="CONTACT")
    tell(house, 4, "4", "none")

    house.moved()

    assert len(house.runs()) == 1
    assert outcomes(asked) == [(1, "success"), (2, "error"), (3, "success"), (4, "warning")]
    [line] = list_deliveries(asked, outcome="warning", scenario="Heard").items
    assert [cycle.outcome for cycle in line.cycles] == ["success", "error"]
    assert {cycle.run for cycle in line.cycles} == {house.runs()[0].id}
    assert {cycle.organisation for cycle in line.cycles} == {BRITISH}


def test_what_went_through_each_module_is_found_by_its_delivery(
    house: Hearing, asked: Asked
) -> None:
    house.on(filtered())
    for number in (1, 2, 3):
        tell(house, number, str(number), category="CONTACT" if number == 3 else "INVOICE")
    house.moved()

    by_number = {one.first: show_delivery(asked, delivery_id=one.id)
                 for one in list_deliveries(asked).items}  # fmt: skip

    [flowed] = by_number[2].flowed
    done = [(one.module, one.outcome, one.out) for one in flowed.operations]
    assert by_number[2].payload["events"][0]["resourceId"] == "2"
    assert done[0][2][0]["resourceId"] == "2"
    assert done[1:] == [(2, "done", [{"kind": "INVOICE"}]), (3, "done", [{"number": 2}])]
    stopped = by_number[3].flowed[0].operations[-1]
    assert (stopped.module, stopped.outcome) == (3, "stopped")


def test_what_started_nothing_says_why(house: Hearing, asked: Asked) -> None:
    tell(house, 1, "1")
    house.moved()
    house.on(filtered())
    tell(house, 1, "1")
    deliver(house, b"no JSON")
    deliver(house, envelope.body([], 0, 0))
    tell(house, 2, "2")
    house.moved()

    told = [(one.outcome, bool(one.trouble)) for one in list_deliveries(asked).items[::-1]]
    assert told == [
        ("unheard", False),
        ("repeated", False),
        ("unreadable", True),
        ("asked", False),
        ("success", False),
    ]
    for outcome in {outcome for outcome, _ in told}:
        assert {one.outcome for one in list_deliveries(asked, outcome=outcome).items} == {outcome}


def test_deliveries_are_found_by_what_they_are(house: Hearing, asked: Asked) -> None:
    on = house.on(filtered())
    tell(house, 1, "1")
    tell(house, 2, "2", category="CONTACT")
    tell(house, 3, "3")
    house.moved()
    now = house.shop.house.clock.now()

    for wanted, found in (
        ({"category": "CONTACT"}, [2]),
        ({"organisation": house.tenants[BRITISH]}, [1, 2, 3]),
        ({"organisation": "another"}, []),
        ({"registration": house.registration}, [1, 2, 3]),
        ({"scenario": on.listener.scenario_id}, [1, 2, 3]),
        ({"scenario": "Another"}, []),
        ({"since": now}, []),
        ({"until": now, "since": now - timedelta(hours=1)}, [1, 2, 3]),
    ):
        assert [first for first, _ in outcomes(asked, **wanted)] == found
    page = list_deliveries(asked, limit=2)
    assert [one.first for one in page.items] == [3, 2]
    assert outcomes(asked, limit=2, before=int(page.next or 0)) == [(1, "success")]
    with pytest.raises(CorrectRequest, match="outcome has no 'good'"):
        list_deliveries(asked, outcome="good")


def test_of_a_confidential_scenario_neither_payload_nor_bundles_are_told(
    house: Hearing, asked: Asked
) -> None:
    house.on(filtered("settings: {confidential: true}"))
    tell(house, 1, "1.5")
    house.moved()

    [one] = list_deliveries(asked).items
    found = show_delivery(asked, delivery_id=one.id)

    assert (found.outcome, found.payload) == ("success", None)
    assert all(operation.confidential for operation in found.flowed[0].operations)


# The queue


def test_what_waits_can_be_looked_at_and_dropped_and_taken_up_again(
    house: Hearing, asked: Asked
) -> None:
    on = house.on(filtered())
    scenario = on.listener.scenario_id
    tell(house, 1, "1", "2", "3")
    house.sort()

    page = list_queue(asked, scenario_id=scenario, limit=2)
    assert [one.told["data"]["Number"] for one in page.items] == ["1", "2"]
    rest = list_queue(asked, scenario_id=scenario, after=int(page.next or 0))
    assert [one.resource for one in rest.items] == ["3"]
    drop_event(asked, scenario_id=scenario, event=page.items[1].event)
    with pytest.raises(LookAgain, match="waits for Heard"):
        drop_event(asked, scenario_id=scenario, event=page.items[1].event)
    house.moved()

    [line] = list_deliveries(asked).items
    assert [cycle.outcome for cycle in line.cycles] == ["success", "dropped", "success"]
    assert house.given("Heard", 3) == [{"number": 1}, {"number": 3}]
    assert retry_delivery(asked, delivery_id=line.id).waiting == 1
    house.moved()
    assert house.given("Heard", 3) == [{"number": 1}, {"number": 3}, {"number": 2}]
    assert outcomes(asked) == [(1, "success")]


def test_webhooks_tell_what_to_do_next_and_who_hears(house: Hearing, asked: Asked) -> None:
    [webhook] = list_webhooks(asked).items
    assert (webhook.key, webhook.status) == (True, "ask")
    assert webhook.address.endswith(f"/webhooks/{house.registration}")
    house.on(filtered())
    tell(house, 1, "1")
    assert list_webhooks(asked).items[0].unsorted == 1
    house.sort()

    [webhook] = list_webhooks(asked).items

    assert (webhook.status, webhook.unsorted, webhook.last) == ("listening", 0, 1)
    [heard] = webhook.scenarios
    assert (heard.scenario, heard.organisation, heard.waiting) == ("Heard", BRITISH, 1)


# Retries


def test_a_bundle_that_failed_goes_on_where_it_stopped(house: Hearing, asked: Asked) -> None:
    house.on(filtered())
    tell(house, 1, "none", "2")
    tell(house, 3, "3")
    house.moved()
    good, bad = list_deliveries(asked).items

    retried = retry_delivery(asked, delivery_id=bad.id)

    assert (retried.waiting, len(retried.runs)) == (0, 1)
    house.shop.ended(retried.runs[0])
    with pytest.raises(LookAtRun):
        retry_delivery(asked, delivery_id=good.id)


def test_what_could_not_be_read_is_read_again(house: Hearing, asked: Asked) -> None:
    deliver(house, b"[]")
    house.moved()
    [one] = list_deliveries(asked).items

    assert retry_delivery(asked, delivery_id=one.id).again
    assert outcomes(asked) == [(0, "waiting")]

    house.moved()
    assert outcomes(asked, outcome="unreadable") == [(0, "unreadable")]


def test_a_cycle_of_a_cancelled_run_that_did_nothing_begins_again(
    house: Hearing, asked: Asked
) -> None:
    house.on(filtered())
    tell(house, 1, "1")
    house.sort()
    with house.shop.house.database.begin() as on:
        on.execute(text("UPDATE listeners SET trouble = 'not yet'"))
    start(house)
    [run] = house.runs()
    house.shop.house.runs.end(run.id, "cancelled", "", house.shop.house.clock.now())
    assert outcomes(asked) == [(1, "cancelled")]
    [one] = list_deliveries(asked).items

    assert retry_delivery(asked, delivery_id=one.id).waiting == 1
    house.moved()

    assert outcomes(asked) == [(1, "success")]
    assert show_delivery(asked, delivery_id=one.id).cycles[0].run != run.id


def start(house: Hearing) -> None:
    """Start what waits, and move nothing."""
    engine = house.shop.house.engine
    engine._deliveries.start(engine.add, held_up=True)


# Crashes


@pytest.mark.crash
def test_a_server_that_is_killed_in_the_midst_has_kept_what_it_acknowledged(
    installation: Installation,
) -> None:
    server = installation.command("server", "--listen", "127.0.0.1:0", "--json")
    while not server.json:
        assert not server.ended, server.told
        threading.Event().wait(LOOK)
    address = str(server.json[0]["address"]).replace("localhost", "127.0.0.1")
    with installation.opened() as shop:
        house = Hearing(shop, address)
        shop.house.connections.registrations.listen(house.registration, Secret(KEY))
        taken: list[bytes] = []
        callers = [threading.Thread(target=call, args=(house, at, taken)) for at in range(8)]
        for caller in callers:
            caller.start()
        while len(taken) < 100:
            threading.Event().wait(LOOK)
        server.kill()
        for caller in callers:
            caller.join()
        with shop.house.database.connect() as on:
            kept = {bytes(b) for b in on.execute(text("SELECT body FROM deliveries")).scalars()}
    assert set(taken) <= kept
    assert len(set(taken)) == len(taken) >= 100


def call(house: Hearing, caller: int, taken: list[bytes]) -> None:
    """Make calls, one after another, until nobody answers."""
    parts = urlsplit(house.url)
    line = http.client.HTTPConnection(parts.netloc)
    try:
        for number in range(100_000):
            body = f"caller {caller}, call {number}".encode()
            line.request(
                "POST", parts.path, body, {"x-xero-signature": envelope.signature(KEY, body)}
            )
            answer = line.getresponse()
            answer.read()
            if answer.status == 200:
                taken.append(body)
    except (OSError, http.client.HTTPException):
        line.close()
