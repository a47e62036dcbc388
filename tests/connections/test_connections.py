"""Connections are made, chosen from, renewed and removed by their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from tallyloom.connections.connections import Connections, Removed
from tallyloom.connections.trouble import (
    CheckRegistration,
    ChooseConnection,
    ChooseName,
    ChooseOrganisation,
    FinishInBrowser,
)
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import NotSent
from tallyloom.kit import Action, Reconnect, Request, Scopes
from tallyloom.store.tenants import Tenant, Tenants

UK, AU = "Demo Company (UK)", "Demo Company (AU)"
REDIRECT = "http://localhost:8080/oauth/callback"
LOOK = Request("GET", "/api.xro/2.0/Organisation")


@pytest.mark.parametrize("registration", ["web", "pkce"])
def test_a_consent_connects_all_organisations_that_were_allowed(
    office: Any, registration: str
) -> None:
    made = office.consent(registration=registration)
    assert {UK, AU} <= {tenant.name for tenant in made.tenants}
    assert office.connections.get("main").state == "connected"
    assert office.client(AU).send(LOOK).answer.json()["Organisations"][0]["Name"] == AU


def test_client_credentials_connect_without_a_person(office: Any) -> None:
    made = office.connections.add_by_credentials("robot", "web")
    assert [tenant.name for tenant in made.tenants] == [UK]
    assert office.client(UK, "robot").send(LOOK).answer.ok


def test_connecting_costs_one_call_beside_the_tokens(office: Any) -> None:
    office.emulator.control.clear_log()
    office.consent()
    paths = [row["path"] for row in office.log() if "authorize" not in row["path"]]
    assert paths == ["/connect/token", "/connections"]


def test_where_a_person_must_click_the_address_is_given(
    make_office: Callable[..., Any],
) -> None:
    office = make_office(auto_consent=False)
    office.register()
    begun = office.connections.begin("main", "web", redirect=REDIRECT)
    with pytest.raises(FinishInBrowser) as trouble:
        office.connections.walk(begun)
    assert trouble.value.url == begun.url
    assert begun.url in str(trouble.value)

    form = dict(httpx2.URL(begun.url).params.multi_items())
    chosen = office.emulator.tenants()["GB"]
    page = httpx2.post(
        begun.url.partition("?")[0], data={**form, "decision": "allow", "tenant": chosen}
    )
    made = office.connections.finish(page.headers["location"])
    assert [tenant.name for tenant in made.tenants] == [UK]


def test_an_organisation_is_chosen_by_its_name_or_its_id(connected: Any) -> None:
    by_name = connected.client(UK)
    by_id = connected.client(by_name.tenant.id)
    assert by_id.tenant == by_name.tenant


@pytest.mark.parametrize("wrong", ["", "demo company (uk)", "Demo", "Demo Company (UK) "])
def test_an_unknown_organisation_is_answered_with_those_there_are(
    connected: Any, wrong: str
) -> None:
    with pytest.raises(ChooseOrganisation, match=r"reaches.*Demo Company \(AU\).*\(UK\)"):
        connected.client(wrong)


def test_of_two_organisations_with_one_name_the_id_decides(connected: Any) -> None:
    row = connected.connections.get("main")
    rows = Tenants(connected.database)
    rows.reach(row.id, [*rows.of(row.id), Tenant(row.id, "another-id", UK, "ORGANISATION")])
    with pytest.raises(ChooseOrganisation, match=r"use the id: .*another-id"):
        connected.client(UK)
    assert connected.client("another-id").tenant.id == "another-id"


def test_an_unknown_connection_is_answered_with_those_there_are(connected: Any) -> None:
    with pytest.raises(ChooseConnection, match=r"'mian'; there is main\..*connections add"):
        connected.client(UK, "mian")


def test_a_name_is_used_once(connected: Any) -> None:
    with pytest.raises(ChooseName, match="already"):
        connected.consent("main")
    with pytest.raises(ChooseConnection, match="name"):
        connected.consent(" ")


def test_a_wrong_secret_is_told_as_such(office: Any) -> None:
    office.register("web", "other", name="wrong")
    with pytest.raises(CheckRegistration, match=r"invalid_client.*client id and secret"):
        office.consent(registration="wrong")
    assert office.connections.list() == []


def test_base_addresses_stay_after_the_first_token(office: Any) -> None:
    registrations = office.connections.registrations
    elsewhere = {"api": "https://elsewhere.example"}
    registrations.add("books", "id", name="new")
    registrations.rebase("new", elsewhere)
    assert registrations.get("new").bases == elsewhere
    office.consent()
    with pytest.raises(CheckRegistration, match="has tokens already"):
        registrations.rebase("web", elsewhere)
    assert registrations.get("web").bases["api"] == office.emulator.url


def test_a_base_address_must_be_one_of_the_service(office: Any) -> None:
    for wrong in ({"apo": "https://x.example"}, {"api": "x.example"}, {"api": "ftp://x.example"}):
        with pytest.raises(CheckRegistration):
            office.connections.registrations.add("books", "id", name="n", bases=wrong)


def test_without_a_network_nothing_is_connected_and_the_message_says_so(office: Any) -> None:
    nowhere = dict.fromkeys(("login", "identity", "api"), "https://nowhere.invalid")
    office.connections.registrations.add("books", "x", Secret("s"), name="off", bases=nowhere)
    with pytest.raises(NotSent, match="network"):
        office.connections.add_by_credentials("robot", "off")
    assert office.connections.list() == []


def test_verifying_tells_what_is_reached_now(connected: Any) -> None:
    control = connected.emulator.control
    control.revoke("connections", tenant_id=connected.emulator.tenants()["AU"])
    gone = [each.name for each in connected.connections.verify("main").tenants if not each.reached]
    assert gone == [AU]
    with pytest.raises(ChooseOrganisation):
        connected.client(AU)


def test_a_client_of_an_organisation_that_went_asks_to_connect_again(connected: Any) -> None:
    client = connected.client(AU)
    control = connected.emulator.control
    control.revoke("connections", tenant_id=client.tenant.id)
    connected.connections.verify("main")
    with pytest.raises(Reconnect, match=r"does not reach Demo Company \(AU\)"):
        client.send(LOOK)


def test_removing_ends_it_at_the_service_and_erases_the_tokens(connected: Any) -> None:
    client = connected.client(UK)
    assert connected.connections.remove("main") == Removed(True)
    assert connected.connections.list() == []
    assert [row["path"] for row in connected.log()] == ["/connect/revocation"]
    with connected.database.connect() as on:
        assert on.execute(text("SELECT tokens FROM connections")).scalars().all() == [None]
    with pytest.raises(Reconnect):
        client.send(LOOK)
    connected.consent("main")


def test_removing_does_not_end_what_another_connection_stands_on(connected: Any) -> None:
    connected.consent("other")
    removed = connected.connections.remove("other")
    assert removed == Removed(False, "main uses the same registration.")
    assert connected.client(UK).send(LOOK).answer.ok


def test_removing_works_when_the_service_does_not(connected: Any) -> None:
    connected.emulator.control.fault("status", path="/connect/revocation", status=503)
    removed = connected.connections.remove("main")
    assert not removed.revoked
    assert "503" in removed.why
    assert connected.connections.list() == []


def test_connecting_again_keeps_the_connection(connected: Any) -> None:
    before = connected.connections.get("main")
    connected.emulator.control.revoke("refresh")
    connected.emulator.control.advance(1800)
    with pytest.raises(Reconnect):
        connected.client(UK).send(LOOK)
    assert connected.connections.get("main").state == "needs_reconnect"

    again = connected.connections.walk(connected.connections.begin_again("main", redirect=REDIRECT))
    assert (again.connection.id, again.connection.state) == (before.id, "connected")
    assert again.instead_of == ""
    assert connected.client(UK).send(LOOK).answer.ok


def test_connecting_again_to_another_organisation_never_re_points(
    make_office: Callable[..., Any],
) -> None:
    office = make_office(auto_consent=False)
    office.register()
    ids = office.emulator.tenants()

    def consent(begun: Any, country: str) -> Any:
        form = dict(httpx2.URL(begun.url).params.multi_items())
        page = httpx2.post(
            begun.url.partition("?")[0], data={**form, "decision": "allow", "tenant": ids[country]}
        )
        return office.connections.finish(page.headers["location"])

    consent(office.connections.begin("main", "web", redirect=REDIRECT), "GB")
    client = office.client(UK)
    client.assure(lambda request: client.send(request).answer)
    office.emulator.control.revoke("all")

    begun = office.connections.begin_again("main", redirect=REDIRECT)
    beside = consent(begun, "AU")
    assert (beside.connection.name, beside.instead_of) == ("main (2)", "main")
    assert [tenant.name for tenant in beside.tenants] == [AU]
    assert [each.name for each in office.connections.tenants("main")] == [UK]
    with pytest.raises(ChooseOrganisation):
        office.client(AU)


def test_every_credential_is_sealed_again_with_a_new_key(connected: Any) -> None:
    old = "a2V5IG9mIHRoZSB0ZXN0cywgdGhpcnR5LXR3byBieXQ="
    new = "bmV3IGtleSBvZiB0ZXN0cywgdGhpcnR5LXR3byBieXQ="
    apps = connected.connections._apps

    def with_keys(*keys: str) -> Connections:
        return Connections(connected.database, connected.door, Vault(keys), connected.clock, apps)

    with_keys(new, old).rotate()
    assert with_keys(new).client("main", UK).send(LOOK).answer.ok
    with_keys(new).verify("main")


def test_missing_permissions_are_data(connected: Any) -> None:
    journal = Scopes(("accounting.journals.read",), ("accounting.journals.read",))
    needs = Action(label="j", about="", run=lambda _: iter(()), scopes=journal)  # type: ignore[arg-type,return-value]
    assert connected.connections.missing("main", [needs]) == ("accounting.journals.read",)
    assert connected.connections.missing("main", []) == ()


def called(office: Any, **names: str) -> None:
    """What the service calls organisations from now on, by country, as it was last told here."""
    ids = office.emulator.tenants()
    with office.database.begin() as on:
        for country, name in names.items():
            on.execute(
                text("UPDATE tenants SET name = :name WHERE id = :id"),
                {"name": name, "id": ids[country]},
            )


def test_a_name_means_the_organisation_that_was_first_chosen_by_it(connected: Any) -> None:
    chosen = connected.client(UK).tenant.id
    called(connected, GB="Ridgeway Ltd")
    assert connected.client(UK).tenant.id == chosen
    assert connected.client("Ridgeway Ltd").tenant.id == chosen


@pytest.mark.parametrize("the_first_is_now", ["Ridgeway Ltd", UK])
def test_a_name_that_another_organisation_bears_now_is_not_taken(
    connected: Any, the_first_is_now: str
) -> None:
    chosen = connected.client(UK).tenant.id
    called(connected, GB=the_first_is_now, AU=UK)
    with pytest.raises(ChooseOrganisation, match=f"means the organisation {chosen}"):
        connected.client(UK)
    assert connected.client(chosen).tenant.id == chosen


def test_a_person_says_what_a_name_means_now(connected: Any) -> None:
    connected.client(UK)
    called(connected, GB="Ridgeway Ltd", AU=UK)
    connected.connections.accept("main", UK)
    assert connected.client(UK).tenant.id == connected.emulator.tenants()["AU"]


def test_another_connection_of_the_same_name_gives_a_name_no_other_meaning(connected: Any) -> None:
    chosen = connected.client(UK).tenant.id
    connected.connections.remove("main")
    connected.consent()
    assert connected.client(UK).tenant.id == chosen
    called(connected, GB="Ridgeway Ltd", AU=UK)
    with pytest.raises(ChooseOrganisation, match="Use the id"):
        connected.client(UK)


def test_an_organisation_is_known_again_over_another_connection(connected: Any) -> None:
    client = connected.client(UK)
    client.assure(lambda request: client.send(request).answer)
    connected.consent("other")
    (known,) = [t for t in connected.connections.tenants("other") if t.id == client.tenant.id]
    assert known.fingerprint is not None
    assert not known.used


def test_the_id_of_a_connection_is_nobody_elses_name(connected: Any) -> None:
    main = connected.connections.get("main")
    other = connected.consent("other").connection

    with pytest.raises(ChooseName):
        connected.connections.rename("other", main.id)
    with connected.database.begin() as on:  # as an older version let it
        on.execute(
            text("UPDATE connections SET name = :to WHERE id = :id"),
            {"to": main.id, "id": other.id},
        )

    assert connected.connections.get(main.id).name == "main"


def test_a_registration_is_found_by_its_id_whatever_others_are_called(connected: Any) -> None:
    web = connected.connections.registrations.get("web")
    connected.register("pkce", None, name=web.id)

    assert connected.connections.registrations.get(web.id).name == "web"
    assert connected.connections.verify("main").connection.state == "connected"
