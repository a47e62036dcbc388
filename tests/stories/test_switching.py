"""A scenario is switched on, or everything that keeps it from that is told as data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.stories.clock import START, StoryClock
from tests.stories.installation import REDIRECT, Installation, Shop

from tallyloom.connections.vault import Secret
from tallyloom.engine.switching import HINDRANCES, Hindrance, On

DOCUMENT = """
schema: 1
name: S
{more}
connections: {{books: {{app: xero, connection: "{connection}", organisation: "{organisation}"}}}}
flow:
  - {{id: 1, module: {module}, connection: books}}
"""


class Switching:
    """A shop, and its switch."""

    def __init__(self, shop: Shop, clock: StoryClock) -> None:
        self.shop = shop
        self.clock = clock

    def hindrances(
        self,
        more: str = "schedule: {every: 1 hour}",
        connection: str = "xero",
        organisation: str = "Demo Company (UK)",
        module: str = "xero.watch_invoices",
    ) -> list[Hindrance]:
        text = DOCUMENT.format(
            more=more, connection=connection, organisation=organisation, module=module
        )
        found = self.shop.house.switch.hindrances(self.shop.ready(text).plan)
        assert {one.code for one in found} <= set(HINDRANCES)
        return found

    def codes(self, *of: str, **more: str) -> list[str]:
        return [one.code for one in self.hindrances(*of, **more)]

    def on(self, schedule: str) -> On:
        text = f"schema: 1\nname: S\nschedule: {schedule}\nflow: [{{id: 1, module: tools.compose}}]"
        text = text.replace("compose}", 'compose, map: {value: ""}}')
        house, ready = self.shop.house, self.shop.ready(text)
        house.switch.assure(ready.plan, "test")
        version = house.scenarios.keep("S", text, self.clock.now())
        return house.switch.on(version, ready.plan)


@pytest.fixture
def switching(installation: Installation) -> Iterator[Switching]:
    clock = StoryClock()
    with installation.opened(clock) as shop:
        yield Switching(shop, clock)


def test_what_keeps_it_from_starting_is_told_by_code(switching: Switching) -> None:
    assert switching.codes() == []
    assert switching.codes("schedule: on demand") == []
    assert switching.codes("") == ["no_schedule"]
    assert switching.codes("", module="xero.watch_events") == []
    assert switching.codes('schedule: {once: "2026-03-01 09:00"}') == ["over"]
    inputs = "inputs: [{name: of, required: true}]\nschedule: "
    assert switching.codes(f"{inputs}{{every: 1 hour}}") == ["input_without_default"]
    assert switching.codes(f"{inputs}on demand") == []
    assert switching.codes(connection="nobody") == ["no_connection"]
    assert switching.codes(organisation="Nobody's") == ["no_connection"]


def test_a_scope_that_is_missing_and_a_consent_that_is_gone_are_named(
    switching: Switching,
) -> None:
    connections = switching.shop.house.connections
    [known] = connections.registrations.list()
    by = connections.registrations.add("xero", "narrow", Secret("secret"), bases=known.bases)
    few = ("openid", "offline_access", "accounting.contacts.read")
    connections.walk(connections.begin("narrow", by.id, redirect=REDIRECT, scopes=few))
    [lacking] = switching.hindrances(connection="narrow")
    assert (lacking.code, lacking.connection) == ("missing_permission", "narrow")
    assert any("invoices" in scope for scope in lacking.scopes)
    assert lacking.line == 5


def test_one_that_is_on_tells_its_next_runs(switching: Switching) -> None:
    now = switching.on("{every: 1 hour}")
    assert now.hears is None
    assert now.timer is not None
    assert (
        now.timer.next_at
        == now.next_runs[0]
        == START.replace(hour=13, minute=0, second=0, microsecond=0)
    )
    assert len(now.next_runs) == 5


def test_a_slot_that_is_due_is_not_lost_by_switching_on_again(switching: Switching) -> None:
    before = switching.on("{every: 1 hour}")
    assert before.timer is not None
    switching.clock.put(START + timedelta(hours=1))
    again = switching.on("{every: 1 hour}")
    assert again.timer is not None
    assert again.timer.next_at == before.timer.next_at
