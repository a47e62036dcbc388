"""What an app's age, certificate and tier allow: scopes, connections, and several at once."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from ruamel.yaml import YAML
from tests.xero_emulator.conftest import Notes

from xero_emulator.fixture import REDIRECT, ControlRefused, Running, running_emulator
from xero_emulator.identity.scopes import BROAD, GRANULAR, UNCHANGED

JOURNALS = frozenset({"accounting.journals.read"})
GB, AU = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
BROAD_ONES = "offline_access accounting.transactions accounting.settings"
GRANULAR_ONES = "offline_access accounting.invoices accounting.settings"


def authorize(url: str, scope: str = GRANULAR_ONES, client_id: str = "an-app") -> httpx2.Response:
    asked = {"response_type": "code", "client_id": client_id, "redirect_uri": REDIRECT}
    return httpx2.get(f"{url}/identity/connect/authorize", params={**asked, "scope": scope})


def choose(url: str, *tenants: str, client_id: str = "an-app") -> httpx2.Response:
    asked = {"response_type": "code", "client_id": client_id, "redirect_uri": REDIRECT}
    form = {**asked, "scope": GRANULAR_ONES, "decision": "allow", "tenant": list(tenants)}
    return httpx2.post(f"{url}/identity/connect/authorize", data=form)


def machine_token(url: str, scope: str | None, client_id: str = "an-app") -> httpx2.Response:
    form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    return httpx2.post(f"{url}/connect/token", data=form, auth=(client_id, "secret"))


def connected(emulator: Running, client_id: str = "an-app") -> list[str]:
    return list(emulator.control.app(client_id)["connections"])


def error_of(answer: httpx2.Response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(answer.headers["location"]).query)


@pytest.mark.parametrize(
    ("age", "scope", "status"),
    [
        (None, BROAD_ONES, 302),
        (None, GRANULAR_ONES, 302),
        (False, BROAD_ONES, 302),
        (False, GRANULAR_ONES, 302),
        (True, BROAD_ONES, 400),
        (True, GRANULAR_ONES, 302),
    ],
)
def test_an_apps_age_says_which_scopes_it_may_ask_for(
    emulator: Running, age: bool | None, scope: str, status: int
) -> None:
    emulator.control.app("an-app", created_after_2026_03_02=age)
    assert authorize(emulator.url, scope).status_code == status
    assert authorize(emulator.url, scope, "another-app").status_code == 302


def test_a_refused_scope_stays_on_a_page(emulator: Running) -> None:
    emulator.control.app("an-app", created_after_2026_03_02=True)
    page = authorize(emulator.url, BROAD_ONES)
    assert "location" not in page.headers
    assert "<code>unauthorized_client</code>" in page.text
    assert "Invalid scope for client: accounting.transactions<" in page.text


def test_a_custom_connection_of_a_new_app_gets_no_broad_scope(emulator: Running) -> None:
    emulator.control.app("an-app", created_after_2026_03_02=True)
    refused = machine_token(emulator.url, "accounting.reports.read")
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_scope"})
    assert machine_token(emulator.url, "accounting.reports.aged.read").status_code == 200
    everything = set(machine_token(emulator.url, None).json()["scope"].split())
    assert everything == (GRANULAR | UNCHANGED) - JOURNALS


def test_a_custom_connection_of_a_new_app_gets_no_journals(emulator: Running) -> None:
    assert machine_token(emulator.url, *JOURNALS).status_code == 200
    emulator.control.app("an-app", created_after_2026_03_02=True)
    refused = machine_token(emulator.url, *JOURNALS)
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_scope"})
    assert authorize(emulator.url, *JOURNALS).status_code == 302


def test_custom_connections_exist_in_four_countries(parts) -> None:
    def plant(seed: str, now: datetime) -> list[Notes]:
        return [Notes(GB, "Notes of Singapore", "SG"), Notes(AU, "Notes of New Zealand", "NZ")]

    with running_emulator(parts=dataclasses.replace(parts, plant=plant)) as emulator:
        told = machine_token(emulator.url, "accounting.contacts").json()
        headers = {"authorization": f"Bearer {told['access_token']}"}
        (only,) = httpx2.get(f"{emulator.url}/connections", headers=headers).json()
        assert only["tenantName"] == "Notes of New Zealand"
        emulator.control.register("an-app", secret="secret", tenant_id=GB)
        refused = machine_token(emulator.url, "accounting.contacts")
        assert (refused.status_code, refused.json()) == (400, {"error": "unauthorized_client"})


@pytest.mark.parametrize(
    ("vocabulary", "closed"),
    [("both", frozenset()), ("granular", BROAD | JOURNALS), ("broad", GRANULAR)],
)
def test_one_vocabulary_can_be_closed_for_every_app(emulator, vocabulary, closed) -> None:
    emulator.control.apps(scopes=vocabulary)
    statuses = {
        scope: machine_token(emulator.url, scope).status_code
        for scope in BROAD | GRANULAR | UNCHANGED
    }
    assert {scope for scope, status in statuses.items() if status == 400} == closed


def test_what_is_said_of_one_app_counts_more_than_the_rules(emulator: Running) -> None:
    emulator.control.apps(scopes="granular")
    emulator.control.app("an-app", created_after_2026_03_02=False)
    assert authorize(emulator.url, BROAD_ONES).status_code == 302


def test_a_token_outlives_the_closing_of_its_scopes(emulator: Running) -> None:
    told = emulator.consent("an-app", BROAD_ONES)
    emulator.control.app("an-app", created_after_2026_03_02=True)
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    again = httpx2.post(f"{emulator.url}/connect/token", data={**form, "client_id": "an-app"})
    assert again.json()["scope"] == BROAD_ONES


def test_an_organisation_takes_any_number_of_apps_unless_told(emulator: Running) -> None:
    for name in ("one", "two", "three"):
        emulator.consent(name)
        assert connected(emulator, name) == [GB, AU]


def test_an_organisation_may_take_two_uncertified_apps(emulator: Running) -> None:
    emulator.control.switch(GB, uncertified_apps=2)
    for name in ("one", "two"):
        assert choose(emulator.url, GB, client_id=name).status_code == 302
    page = choose(emulator.url, GB, AU, client_id="three")
    assert page.status_code == 200
    assert "Notes of GB is connected to as many uncertified apps as it may be." in page.text
    assert connected(emulator, "three") == []
    assert choose(emulator.url, AU, client_id="three").status_code == 302
    assert choose(emulator.url, GB, client_id="one").status_code == 302


def test_certified_apps_and_custom_connections_do_not_count(emulator: Running) -> None:
    emulator.control.switch(GB, uncertified_apps=2)
    emulator.control.app("certified", certified=True)
    emulator.control.register("machine", secret="secret", tenant_id=GB)
    assert machine_token(emulator.url, "accounting.contacts", "machine").status_code == 200
    for name in ("one", "certified", "two"):
        assert choose(emulator.url, GB, client_id=name).status_code == 302
    assert choose(emulator.url, GB, client_id="three").status_code == 200


def test_a_disconnected_app_makes_room(emulator: Running) -> None:
    emulator.control.switch(GB, uncertified_apps=1)
    emulator.consent("one")
    assert choose(emulator.url, GB).status_code == 200
    emulator.control.revoke("connections", client_id="one")
    assert choose(emulator.url, GB).status_code == 302


def test_auto_consent_leaves_out_what_is_full(emulator: Running) -> None:
    emulator.control.switch(GB, uncertified_apps=0)
    assert authorize(emulator.url).status_code == 302
    assert connected(emulator) == [AU]
    emulator.control.switch(AU, uncertified_apps=0)
    told = error_of(authorize(emulator.url, client_id="another-app"))
    assert told["error"] == ["access_denied"]


@pytest.mark.parametrize(
    ("rule", "tier", "found"),
    [
        ("always", "core", [GB, AU]),
        ("never", "enterprise", [GB]),
        ("by_tier", "plus", [GB]),
        ("by_tier", "advanced", [GB, AU]),
    ],
)
def test_who_may_connect_several_organisations_at_once(emulator, rule, tier, found) -> None:
    emulator.control.apps(bulk_connections=rule)
    emulator.control.app("an-app", tier=tier)
    assert choose(emulator.url, GB, AU).status_code == 302
    assert connected(emulator) == found


def sow(seed: Path, organisations: int) -> None:
    """A seed file with the demo's first organisation as often as asked, under other names."""
    yaml = YAML(typ="safe")
    first = yaml.load(files("xero_emulator.seeds").joinpath("organisations.yaml"))["organisations"][
        0
    ]
    copies = [{**first, "name": f"Company {at}"} for at in range(organisations)]
    yaml.dump({"organisations": copies}, seed)


def test_a_tier_has_its_number_of_connections(tmp_path) -> None:
    seed = tmp_path / "six.yaml"
    sow(seed, organisations=6)
    with running_emulator(seed=str(seed), tier="starter") as emulator:
        tenants = list(emulator.tenants_by_id())
        assert choose(emulator.url, *tenants[:4]).status_code == 302
        page = choose(emulator.url, *tenants)
        assert "This app has no connections left in its tier." in page.text
        assert authorize(emulator.url).status_code == 302
        assert len(connected(emulator)) == 5
        emulator.control.app("an-app", tier="core")
        assert choose(emulator.url, *tenants).status_code == 302
        assert len(connected(emulator)) == 6


def test_control_shows_every_app_it_has_heard_of(emulator: Running) -> None:
    emulator.control.register("registered", secret="x")
    emulator.consent("connected")
    emulator.control.app("spoken-of", certified=True, tier="plus")
    shown = {each["client_id"]: each for each in emulator.control.apps()["apps"]}
    assert sorted(shown) == ["connected", "registered", "spoken-of"]
    assert shown["spoken-of"] == {
        "client_id": "spoken-of",
        "registered": False,
        "tier": "plus",
        "certified": True,
        "scopes": "both",
        "connections": [],
        "connections_allowed": 1000,
        "remaining": {},
        "egress": {},
        "egress_included": 50_000_000_000,
    }
    left = shown["connected"]["remaining"][GB]
    assert left == {
        "X-DayLimit-Remaining": "5000",
        "X-MinLimit-Remaining": "60",
        "X-AppMinLimit-Remaining": "10000",
    }


@pytest.mark.parametrize("change", [{"tier": "gold"}, {"age": 3}, {"certified": "yes"}])
def test_what_is_not_understood_changes_nothing(emulator: Running, change: dict[str, Any]) -> None:
    with pytest.raises(ControlRefused, match="400"):
        emulator.control.app("an-app", **change)
    with pytest.raises(ControlRefused, match="400"):
        emulator.control.apps(**{"scopes": "some"})
    assert emulator.control.apps()["rules"]["scopes"] == "both"
    assert emulator.control.app("an-app")["tier"] == "core"


def test_a_snapshot_remembers_apps(emulator: Running) -> None:
    emulator.control.apps(scopes="granular")
    emulator.control.app("an-app", tier="starter", certified=True)
    kept = emulator.control.snapshot()
    emulator.control.apps(scopes="both")
    emulator.control.app("an-app", tier="plus", certified=False)
    emulator.control.load_snapshot(kept)
    again = emulator.control.app("an-app")
    assert (again["tier"], again["certified"], again["scopes"]) == ("starter", True, "granular")


def test_the_command_line_sets_the_rules(parts) -> None:
    with running_emulator(parts=parts, scopes="granular", tier="starter") as emulator:
        rules = emulator.control.apps()["rules"]
    assert (rules["scopes"], rules["tier"]) == ("granular", "starter")
    command = [sys.executable, "-m", "xero_emulator", "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "--scopes {both,granular,broad}" in said
    assert "--tier {starter,core,plus,advanced,enterprise}" in said
