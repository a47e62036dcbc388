"""The watcher: one at a time, within what is allowed, and each change told once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import text
from tests.api.connecting import Office
from tests.offices import OpenOffice

from tallyloom.engine.watcher import Watcher
from tallyloom.house import House
from tallyloom.kit import Reconnect
from tallyloom.store.connections import Connections
from tallyloom.store.leases import taking

UK = "Demo Company (UK)"


@pytest.fixture
def desk(open_office: OpenOffice) -> Office:
    """Connected to one organisation as `books`."""
    made = open_office()
    who = made.person()
    made.register(who)
    made.connected(who, name="books", tenants=[made.emulator.tenants()["GB"]])
    made.emulator.control.clear_log()
    return made


def calls(desk: Office, path: str) -> int:
    return len([one for one in desk.emulator.control.log() if one["path"] == path])


def subjects(house: House) -> list[str]:
    return [one.subject for one in house.notices.rows.list()]


def test_what_was_just_connected_is_asked_nothing(desk: Office) -> None:
    desk.house.watcher.look()

    assert desk.emulator.control.log() == []


def test_an_idle_connection_is_asked_once_a_day(desk: Office) -> None:
    for _ in range(8):
        desk.pass_time(hours=6)
        desk.house.watcher.look()

    assert calls(desk, "/connections") == 2


def test_one_that_does_not_answer_is_asked_again_in_an_hour(desk: Office) -> None:
    desk.emulator.control.fault("status", path="/connect/token", status=503, times=None)
    desk.pass_time(days=1)
    for _ in range(4):
        desk.house.watcher.look()
        desk.pass_time(minutes=30)

    assert calls(desk, "/connect/token") == 2
    assert subjects(desk.house) == []


def test_nothing_is_asked_where_the_day_has_no_call_left(desk: Office) -> None:
    house, row = desk.house, desk.house.connections.get("books")
    tenant = desk.emulator.tenants()["GB"]
    desk.pass_time(days=1)
    house.governor.choose(row.registration_id, "xero", {"tier": "starter"})
    house.governor.ask(row.registration_id, tenant, desk.clock.now())
    with house.database.begin() as on:
        on.execute(text("UPDATE allowances SET day_used = 1000"))

    house.watcher.look()

    assert calls(desk, "/connections") == 0


def test_tokens_are_renewed_long_before_they_end_though_nothing_can_be_asked(
    desk: Office,
) -> None:
    """The daily question has no room; the renewal needs none."""
    desk.emulator.control.fault("status", path="/connections", status=500, times=None)
    for _ in range(6):
        desk.pass_time(days=15)
        desk.house.watcher.look()

    assert desk.house.connections.get("books").state == "connected"
    assert calls(desk, "/connect/token") >= 5


def test_watchers_that_look_at_once_tell_a_change_once(desk: Office) -> None:
    house = desk.house
    desk.emulator.control.revoke("all")
    desk.pass_time(days=1)
    watchers = [
        Watcher(
            house.database, house.connections, house.uses, house.notices, house.governor, desk.clock
        )
        for _ in range(6)
    ]
    together, looked = threading.Barrier(6), []

    def look(watcher: Watcher) -> None:
        together.wait()
        for _ in range(3):
            looked.append(watcher.look())
            watcher.judge()

    threads = [threading.Thread(target=look, args=(each,)) for each in watchers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert True in looked
    assert subjects(house) == ["books was revoked"]


def test_what_was_judged_by_an_older_look_comes_too_late(desk: Office) -> None:
    house = desk.house
    seen = house.connections.get("books")
    desk.emulator.control.revoke("all")
    desk.pass_time(days=1)
    house.watcher.look()

    Connections(house.database).judge(seen, "ok", "", house.clock.now(), lambda *_: None)
    house.watcher.judge()

    assert house.connections.get("books").health == "revoked"
    assert subjects(house) == ["books was revoked"]


def test_while_another_process_watches_nobody_else_does(desk: Office) -> None:
    with taking(desk.house.database, "watcher") as ours:
        assert ours
        assert desk.house.watcher.look() is False
    assert desk.house.watcher.look() is True


def test_a_state_that_worsens_again_is_told_again_and_one_that_improves_is_not(
    desk: Office,
) -> None:
    who, house = desk.person(), desk.house
    id_ = house.connections.get("books").id
    for times in (1, 2):
        desk.emulator.control.revoke("all")
        desk.pass_time(days=1)
        who = desk.person()
        house.watcher.look()
        assert subjects(house) == ["books was revoked"] * times
        desk.renew(who, desk.ask(who, "POST", f"/connections/{id_}/reauthorise", {}))
        house.watcher.look()
        assert house.connections.get("books").health == "ok"


def test_a_call_that_is_forbidden_has_the_connection_looked_at(desk: Office) -> None:
    """A disconnected organisation answers 403; it is told before the day is over."""
    house = desk.house
    client = house.connections.client("books", UK)
    client.verify()
    desk.emulator.control.revoke("connections")
    desk.pass_time(minutes=11)
    with pytest.raises(Reconnect):
        client.verify()

    house.watcher.look()

    assert house.connections.get("books").health == "disconnected"
    assert subjects(house) == ["books is disconnected"]


def test_a_scenario_that_is_on_and_lacks_a_permission_is_told_of(desk: Office) -> None:
    who = desk.person()
    text_: dict[str, Any] = {"text": LISTING}
    scenario = desk.ask(who, "POST", "/scenarios", text_, 201)["id"]
    desk.ask(who, "POST", f"/scenarios/{scenario}/on")
    with desk.house.database.begin() as on:
        on.exec_driver_sql("UPDATE connections SET scopes = '{offline_access}'")

    desk.house.watcher.look()

    found = desk.house.connections.get("books")
    assert found.health == "needs_permission"
    assert "accounting.contacts.read" in found.health_reason
    (notice,) = desk.house.notices.rows.list()
    assert "Listing" in notice.body
    assert desk.ask(who, "GET", "/scenarios")["items"][0]["trouble"].startswith("books: ")


LISTING = """
schema: 1
name: Listing
schedule: {once: "2030-01-01 03:00"}
connections: {books: {app: xero, connection: books, organisation: "Demo Company (UK)"}}
flow:
  - {id: 1, module: xero.search_contacts, connection: books}
"""
