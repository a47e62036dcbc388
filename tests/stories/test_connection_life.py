"""A connection's whole life over the API: made, extended, kept alive, revoked, told of, renewed.

The scenario that uses it is the same one all the while, and works at the end as at the beginning.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.api.connecting import CLIENTS, Office
from tests.egress.sink import Sink, sink
from tests.offices import OpenOffice

UK, AU = "Demo Company (UK)", "Demo Company (AU)"
LEAST = ["offline_access", "accounting.contacts.read", "accounting.settings.read"]
CONTACTS = """
schema: 1
name: Address book
schedule: {once: "2030-01-01 03:00"}
connections: {books: {app: xero, connection: CALLED, organisation: "Demo Company (UK)"}}
flow:
  - {id: 1, module: xero.search_contacts, connection: books}
"""
SEARCH = {"module": "xero.search_invoices", "connection": "books"}
INVOICES = {
    "granular": "accounting.invoices.read",
    "broad": "accounting.transactions.read",
}


@pytest.fixture
def mail() -> Iterator[Sink]:
    with sink() as made:
        yield made


@pytest.fixture
def desk(mail: Sink, open_office: OpenOffice) -> Office:
    return open_office(**mail.settings)


def shown(desk: Office, who: Any, connection: str) -> Any:
    return desk.ask(who, "GET", f"/connections/{connection}")


def state(desk: Office, who: Any, connection: str) -> str:
    found: str = shown(desk, who, connection)["connection"]["state"]
    return found


def ran(desk: Office, who: Any, run: str) -> Any:
    """A run, once it has ended or waits for a person."""
    while True:
        found = desk.house.runs.get(run)
        assert found is not None
        if found.ended or (found.status == "waiting" and found.reason):
            return found
        time.sleep(0.01)


def run(desk: Office, who: Any, scenario: str) -> Any:
    started = desk.ask(who, "POST", f"/scenarios/{scenario}/run", {}, 202)
    return ran(desk, who, started["id"])


@dataclass
class Life:
    """One connection and the scenario over it, step by step."""

    desk: Office
    mail: Sink
    vocabulary: str
    client: str
    who: Any = None
    id: str = ""
    scenario: str = ""

    def begins(self, kind: str) -> None:
        """It asks for no more than is needed, and is called after the organisation."""
        desk, who = self.desk, self.desk.person()
        self.who, secret = who, dict(CLIENTS)[self.client]
        made = desk.register(who, self.client, secret, vocabulary=self.vocabulary)
        assert made["kind"] == kind
        tested = desk.ask(who, "POST", f"/registrations/{made['id']}/test")
        assert (tested["secret"], tested["redirect"], tested["permissions"]) == (True, True, True)
        found = desk.connected(who, tenants=[desk.emulator.tenants()["GB"]])
        assert (found["name"], found["state"], found["permissions"]) == (UK, "ok", LEAST)
        self.id = found["id"]

    def is_used(self) -> None:
        text = CONTACTS.replace("CALLED", f'"{UK}"')
        self.scenario = self.desk.ask(self.who, "POST", "/scenarios", {"text": text}, 201)["id"]
        self.desk.ask(self.who, "POST", f"/scenarios/{self.scenario}/on")
        self.desk.house.engine.launch()
        self.works()

    def lacks(self) -> None:
        """A module is added that needs more; that version cannot be switched on without it."""
        desk, at = self.desk, f"/scenarios/{self.scenario}"
        desk.ask(self.who, "POST", f"{at}/modules", {"module": SEARCH}, 201)
        lacks = shown(desk, self.who, self.id)["missing"]
        assert lacks["missing"] == [INVOICES[self.vocabulary]]
        assert lacks["needed"][0]["modules"] == ["Search for Invoices"]
        desk.ask(self.who, "POST", f"{at}/on", status=409)

    def is_extended(self) -> None:
        """What it had stays, and the new permission comes with it."""
        desk, body = self.desk, {"scenario_id": self.scenario}
        asked = desk.ask(self.who, "POST", f"/connections/{self.id}/extend", body)
        assert [one["scope"] for one in asked["permissions"]] == [*LEAST, INVOICES[self.vocabulary]]
        assert all(one["sentence"].endswith(".") for one in asked["permissions"])
        new = [one["scope"] for one in asked["permissions"] if one["new"]]
        assert new == [INVOICES[self.vocabulary]]
        assert desk.renew(self.who, asked)["connection_id"] == self.id
        assert shown(desk, self.who, self.id)["missing"]["missing"] == []
        desk.ask(self.who, "POST", f"/scenarios/{self.scenario}/on")
        self.works()

    def expires(self) -> None:
        """Its tokens are renewed whenever it is used, and when it is not."""
        before = shown(self.desk, self.who, self.id)["connection"]["refreshed_at"]
        self.desk.pass_time(minutes=31)
        self.works()
        assert shown(self.desk, self.who, self.id)["connection"]["refreshed_at"] > before
        self.passes(4, days=19)
        assert self.state() == "ok"
        self.works()
        assert self.mail.new() == []

    def is_not_renewed(self) -> None:
        """What does not work for long is told before it hurts."""
        control = self.desk.emulator.control
        fault = control.fault("status", path="/connect/token", status=503, times=None)
        self.passes(3, days=14)
        assert self.state() == "expiring"
        assert self.mail.new() == [f"{UK} expires soon"]
        control.call("DELETE", f"/faults/{fault}")
        self.passes(1, hours=2)
        assert self.state() == "ok"

    def is_revoked(self) -> None:
        """It is noticed within a day and told once, and the scenario says so."""
        self.desk.emulator.control.revoke("all", client_id=self.client)
        self.passes(1, days=1, hours=1)
        self.desk.house.watcher.look()
        assert self.state() == "revoked"
        assert self.mail.new() == [f"{UK} was revoked"]
        (notice, *_) = self.desk.ask(self.who, "GET", "/notices")["items"]
        assert notice["about"]["scenarios"] == [self.scenario]
        assert [one["state"] for one in notice["sent"]] == ["sent"]
        assert [one["remedy"] for one in self.faults()] == ["Reconnect"]
        (listed,) = self.desk.ask(self.who, "GET", "/scenarios")["items"]
        assert listed["trouble"].startswith(f"{UK}: The service does not renew")
        self.desk.ask(self.who, "POST", f"/scenarios/{self.scenario}/run", {}, 409)

    def is_renewed(self) -> None:
        """In place: the same connection, the same scenario, and it works."""
        asked = self.desk.ask(self.who, "POST", f"/connections/{self.id}/reauthorise", {})
        assert self.desk.renew(self.who, asked)["connection_id"] == self.id
        assert self.state() == "ok"
        assert self.faults() == []
        assert self.desk.ask(self.who, "GET", "/scenarios")["items"][0]["trouble"] == ""
        self.works()
        uses = self.desk.ask(self.who, "GET", f"/connections/{self.id}/uses")["items"]
        assert [(use["scenario_id"], use["on"]) for use in uses] == [(self.scenario, True)]

    def works(self) -> None:
        assert run(self.desk, self.who, self.scenario).status == "success"

    def faults(self) -> list[Any]:
        found: list[Any] = self.desk.ask(self.who, "GET", f"/scenarios/{self.scenario}")["faults"]
        return found

    def state(self) -> str:
        return state(self.desk, self.who, self.id)

    def passes(self, times: int, **by: float) -> None:
        """Time passes, and the watcher looks after each stretch of it."""
        for _ in range(times):
            self.desk.pass_time(**by)
            self.desk.house.watcher.look()
        self.who = self.desk.person()  # sessions end meanwhile


KINDS = [("granular", "web", "secret"), ("broad", "web", "secret"), ("granular", "pkce", "pkce")]


@pytest.mark.parametrize(("vocabulary", "client", "kind"), KINDS)
def test_the_life_of_a_connection(
    desk: Office, mail: Sink, vocabulary: str, client: str, kind: str
) -> None:
    desk.emulator.control.apps(scopes=vocabulary)
    life = Life(desk, mail, vocabulary, client)
    life.begins(kind)
    life.is_used()
    life.lacks()
    life.is_extended()
    life.expires()
    life.is_not_renewed()
    life.is_revoked()
    life.is_renewed()


def test_a_run_that_finds_the_connection_revoked_waits_and_goes_on_once_it_is_renewed(
    desk: Office, mail: Sink
) -> None:
    who = desk.person()
    desk.register(who)
    id_ = desk.connected(who)["id"]
    name = shown(desk, who, id_)["connection"]["name"]
    text = CONTACTS.replace("CALLED", f'"{name}"')
    scenario = desk.ask(who, "POST", "/scenarios", {"text": text}, 201)["id"]
    desk.ask(who, "POST", f"/scenarios/{scenario}/on")
    desk.house.engine.launch()
    desk.emulator.control.revoke("all")

    waits = run(desk, who, scenario)
    assert (waits.status, waits.ended) == ("waiting", False)
    desk.house.watcher.look()
    assert mail.new() == [f"{name} was revoked"]

    desk.renew(who, desk.ask(who, "POST", f"/connections/{id_}/reauthorise", {}))
    desk.ask(who, "POST", f"/runs/{waits.id}/resume")
    while not (ended := ran(desk, who, waits.id)).ended:
        time.sleep(0.01)
    assert ended.status == "success"


def test_a_custom_connection_needs_nobody_and_is_extended_without_anybody(desk: Office) -> None:
    who = desk.person()
    desk.register(who, "machine", kind="credentials")

    made = desk.connect(who)

    assert (made["state"], made["url"]) == ("done", "")
    found = shown(desk, who, made["connection_id"])["connection"]
    assert found["way"] == "credentials"
    assert [one["reached"] for one in found["organisations"]] == [True]
    assert found["permissions"] == LEAST[1:]
    more = {"modules": ["xero.create_invoice"]}
    desk.ask(who, "POST", f"/connections/{found['id']}/extend", more)
    assert "accounting.invoices" in shown(desk, who, found["id"])["connection"]["permissions"]
    desk.pass_time(hours=2)
    verified = desk.ask(who, "POST", f"/connections/{found['id']}/verify")
    assert verified["connection"]["state"] == "ok"


def test_of_two_organisations_in_one_consent_a_person_chooses_which_are_used(
    desk: Office,
) -> None:
    who = desk.person()
    desk.register(who)
    tenants = desk.emulator.tenants()
    made = desk.connected(who, tenants=[tenants["GB"], tenants["AU"]])
    assert {one["name"] for one in made["organisations"]} == {UK, AU}
    assert made["name"] == f"{UK} and 1 more"

    kept = {"organisations": [tenants["GB"]], "name": "Books"}
    changed = desk.ask(who, "PATCH", f"/connections/{made['id']}", kept)

    included = {one["name"]: one["included"] for one in changed["organisations"]}
    assert included == {UK: True, AU: False}
    for organisation, status in ((UK, 201), (AU, 201)):
        text = CONTACTS.replace("CALLED", "Books").replace(UK, organisation)
        text = text.replace("Address book", organisation)
        made = desk.ask(who, "POST", "/scenarios", {"text": text}, status)
        remedies = [one["remedy"] for one in made["faults"]]
        assert remedies == ([] if organisation == UK else ["ChooseOrganisation"])


def test_an_organisation_that_is_disconnected_at_the_service_is_told_of(
    desk: Office, mail: Sink
) -> None:
    who = desk.person()
    desk.register(who)
    tenants = desk.emulator.tenants()
    id_ = desk.connected(who, name="books", tenants=[tenants["GB"], tenants["AU"]])["id"]
    scenario = desk.ask(
        who, "POST", "/scenarios", {"text": CONTACTS.replace("CALLED", "books")}, 201
    )["id"]
    desk.ask(who, "POST", f"/scenarios/{scenario}/on")

    desk.emulator.control.revoke("connections", tenant_id=tenants["AU"])
    desk.pass_time(days=1)
    desk.house.watcher.look()
    assert mail.new() == []  # no scenario uses it
    desk.emulator.control.revoke("connections", tenant_id=tenants["GB"])
    desk.pass_time(days=1)
    desk.house.watcher.look()

    who = desk.person()
    assert state(desk, who, id_) == "disconnected"
    assert mail.new() == ["books is disconnected"]
    desk.renew(who, desk.ask(who, "POST", f"/connections/{id_}/reauthorise", {}), [tenants["GB"]])
    assert state(desk, who, id_) == "ok"
