"""Connections over the API: what goes wrong is said clearly, names last, nothing used is lost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from tests.api.connecting import SECRET, Office
from tests.offices import OpenOffice

UK = "Demo Company (UK)"
SEARCH = "xero.search_contacts"


@pytest.fixture
def desk(open_office: OpenOffice) -> Office:
    return open_office()


@pytest.fixture
def who(desk: Office) -> dict[str, str]:
    """An owner, whose installation has its registration."""
    made = desk.person()
    desk.register(made)
    return made


def failed(desk: Office, who: Any, asked: Any, page: tuple[int, str]) -> Any:
    """What is told of a consent that failed: the same on the page and over the API."""
    told = desk.ask(who, "GET", f"/consents/{asked['id']}")
    assert told["state"] == "failed"
    assert told["trouble"]["said"] in page[1]
    assert page[0] == 400
    assert desk.counts() == (0, 0)
    return told["trouble"]


# What goes wrong.


def test_a_consent_that_was_cancelled_says_so(desk: Office, who: Any) -> None:
    asked = desk.connect(who)

    page = desk.come_back(who, desk.refuse(asked["url"]))

    trouble = failed(desk, who, asked, page)
    assert trouble["remedy"] == "Cancelled"
    assert "nothing was connected" in trouble["said"]


def test_a_wrong_secret_says_where_to_copy_it_from(desk: Office) -> None:
    who = desk.person()
    desk.register(who, secret="not-the-secret")
    asked = desk.connect(who)

    page = desk.come_back(who, desk.allow(asked["url"]))

    trouble = failed(desk, who, asked, page)
    assert trouble["remedy"] == "CheckSecret"
    assert "client id and secret" in trouble["said"]
    assert "developer.xero.com" in trouble["offers"][0]["said"]
    assert "not-the-secret" not in page[1]


def test_a_scope_that_a_new_app_has_not_names_the_modules_and_offers_a_way_out(
    desk: Office,
) -> None:
    """It is known before anybody is sent to the service's own page of errors."""
    desk.emulator.control.apps(scopes="granular")
    who = desk.person()
    registration = desk.register(who, vocabulary="broad")
    modules = ["xero.create_invoice", SEARCH]

    asked = desk.connect(who, modules=modules)

    trouble = asked["trouble"]
    assert trouble["remedy"] == "AskForLess"
    assert [one["scope"] for one in trouble["refused"]] == ["accounting.transactions"]
    assert trouble["refused"][0]["modules"] == ["Create an Invoice"]
    assert "Create an Invoice" in trouble["said"]
    vocabulary, less = trouble["offers"]
    assert (vocabulary["what"], vocabulary["vocabulary"]) == ("vocabulary", "granular")
    assert "on or after 2 March 2026" in vocabulary["said"]
    assert less["scopes"] == [
        "offline_access", "accounting.contacts.read", "accounting.settings.read",
    ]  # fmt: skip

    assert desk.connected(who, scopes=less["scopes"])["state"] == "ok"
    change = {"vocabulary": "granular"}
    desk.ask(who, "PATCH", f"/registrations/{registration['id']}", change)
    made = desk.connected(who, name="other", scopes=vocabulary["scopes"])
    assert "accounting.invoices" in made["permissions"]


def test_a_redirect_address_that_the_service_does_not_take_is_named(
    open_office: OpenOffice,
) -> None:
    desk = open_office(public_url="http://books.example")
    desk.browser.base_url = "http://books.example"
    who = desk.person()
    desk.register(who)
    (guide,) = desk.ask(who, "GET", "/registrations/guides")["items"]

    asked = desk.connect(who)

    assert not guide["taken"]
    assert "TALLYLOOM_PUBLIC_URL" in guide["caution"]
    assert asked["trouble"]["remedy"] == "CheckRedirect"
    assert "http://books.example/oauth/callback" in asked["trouble"]["said"]


def test_what_the_service_tells_on_the_way_back_is_told_on(desk: Office, who: Any) -> None:
    asked = desk.connect(who)
    state = asked["url"].partition("state=")[2].partition("&")[0]
    back = f"{asked['redirect']}?state={state}&error=invalid_scope&error_description=no"

    page = desk.come_back(who, back)

    trouble = failed(desk, who, asked, page)
    assert trouble["remedy"] == "AskForLess"
    assert [one["scope"] for one in trouble["refused"]]


def test_without_a_registration_it_says_who_makes_one(desk: Office) -> None:
    told = desk.ask(desk.person(), "POST", "/connections", {"app": "xero"}, 409)

    assert told["remedy"] == "CheckRegistration"
    assert "An owner does that once" in told["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"app": "nothing"}, 404),
        ({"app": "csv"}, 422),
        ({"app": "xero", "registration_id": "nothing"}, 404),
        ({"app": "xero", "modules": ["xero.nothing"]}, 404),
        ({"app": "xero", "scopes": ["two words"]}, 422),
        ({"app": "xero", "landing": 0}, 422),
        ({"app": "xero", "redirect": "https://evil.example"}, 422),
    ],
)
def test_a_wrong_wish_is_refused(desk: Office, who: Any, body: dict[str, Any], status: int) -> None:
    desk.ask(who, "POST", "/connections", body, status)


def test_nobody_comes_back_and_it_is_too_late(desk: Office, who: Any) -> None:
    asked = desk.connect(who)
    desk.clock.wait(601)

    assert desk.ask(who, "GET", f"/consents/{asked['id']}")["state"] == "expired"


# Names.


def test_a_scenario_goes_on_with_a_connection_that_was_renamed(desk: Office, who: Any) -> None:
    id_ = desk.connected(who, name="books")["id"]
    scenario = desk.scenario("books", SEARCH, "{}")
    client = desk.house.connections.client("books", UK)

    changed = desk.ask(who, "PATCH", f"/connections/{id_}", {"name": "Ledger"})

    assert (changed["name"], changed["former_names"]) == ("Ledger", ["books"])
    assert changed["used_by"] == 1
    assert desk.ask(who, "GET", f"/scenarios/{scenario}")["faults"] == []
    again = desk.house.connections.client("books", UK)
    assert (again.connection.id, again.tenant.id) == (id_, client.tenant.id)
    assert desk.ask(who, "GET", "/connections?name=books")["items"][0]["id"] == id_


def test_a_name_that_a_connection_had_is_nobody_elses(desk: Office, who: Any) -> None:
    id_ = desk.connected(who, name="books")["id"]
    desk.ask(who, "PATCH", f"/connections/{id_}", {"name": "Ledger"})

    told = desk.ask(who, "POST", "/connections", {"app": "xero", "name": "books"}, 409)
    assert "'Ledger' was called before" in told["detail"]
    other = desk.connected(who, name="other")["id"]
    desk.ask(who, "PATCH", f"/connections/{other}", {"name": "books"}, 409)

    back = desk.ask(who, "PATCH", f"/connections/{id_}", {"name": "books"})
    assert (back["name"], back["former_names"]) == ("books", ["Ledger"])


def test_a_name_is_free_again_once_its_connection_is_deleted(desk: Office, who: Any) -> None:
    id_ = desk.connected(who, name="books")["id"]
    desk.ask(who, "PATCH", f"/connections/{id_}", {"name": "Ledger"})
    desk.ask(who, "DELETE", f"/connections/{id_}")

    assert desk.connected(who, name="books")["name"] == "books"


def test_connections_that_nobody_named_are_told_apart(desk: Office, who: Any) -> None:
    gb = [desk.emulator.tenants()["GB"]]

    names = [desk.connected(who, tenants=gb)["name"] for _ in range(2)]

    assert names == [UK, f"{UK} (2)"]


# What uses it.


def test_what_a_scenario_uses_is_deleted_by_force_only(desk: Office, who: Any) -> None:
    id_ = desk.connected(who, name="books")["id"]
    desk.scenario("books", SEARCH, "{}")

    told = desk.ask(who, "DELETE", f"/connections/{id_}", status=409)
    assert "Invoicing" in told["detail"]
    deleted = desk.ask(who, "DELETE", f"/connections/{id_}?force=true")

    assert deleted["revoked"]
    assert [use["scenario"] for use in deleted["used_by"]] == ["Invoicing"]
    assert desk.counts() == (0, 0)
    desk.ask(who, "GET", f"/connections/{id_}", status=404)


def test_permissions_that_are_asked_for_are_those_of_modules_in_use(desk: Office, who: Any) -> None:
    desk.scenario("books", "xero.create_invoice", "{}")

    asked = desk.connect(who)

    told = {one["scope"]: one["modules"] for one in asked["permissions"]}
    assert told["accounting.invoices"] == ["Create an Invoice"]
    assert "files" not in told


def test_the_list_says_what_scenarios_lack(desk: Office, who: Any) -> None:
    made = desk.connected(who, name="books", scopes=["accounting.contacts.read"])
    assert made["missing"] == []
    desk.scenario("books", "xero.search_invoices", "{}")

    (listed,) = desk.ask(who, "GET", "/connections")["items"]

    assert listed["missing"] == ["accounting.invoices.read"]


def test_an_organisation_that_changed_is_sent_nothing_until_somebody_accepts_it(
    desk: Office, who: Any
) -> None:
    id_ = desk.connected(who, name="books")["id"]
    tenant = desk.emulator.tenants()["GB"]
    connections = desk.house.connections
    connections.client("books", UK).verify()
    with desk.house.database.begin() as on:
        on.execute(
            text("UPDATE tenants SET fingerprint = CAST(:other AS jsonb) WHERE id = :id"),
            {"other": '{"OrganisationID": "other"}', "id": tenant},
        )

    told = desk.ask(who, "POST", f"/connections/{id_}/verify", status=409)
    assert told["remedy"] == "WrongOrganisation"
    found = desk.ask(who, "GET", f"/connections/{id_}")["connection"]
    assert found["state"] == "disconnected"
    assert [one["id"] for one in found["organisations"] if one["frozen"]] == [tenant]
    body = {"organisation": tenant}
    accepted = desk.ask(who, "POST", f"/connections/{id_}/accept", body)["connection"]

    assert accepted["state"] == "ok"
    assert not any(one["frozen"] for one in accepted["organisations"])


def test_a_consent_to_other_organisations_makes_a_connection_beside(desk: Office, who: Any) -> None:
    tenants = desk.emulator.tenants()
    id_ = desk.connected(who, name="books", tenants=[tenants["GB"]])["id"]
    desk.house.connections.client("books", UK).verify()
    desk.emulator.control.revoke("connections")

    asked = desk.ask(who, "POST", f"/connections/{id_}/reauthorise", {})
    told = desk.renew(who, asked, [tenants["AU"]])

    assert told["connection_id"] != id_
    assert told["instead_of"] == "books"
    assert "new connection beside it" in told["said"]


def test_what_is_told_of_a_connection_holds_no_secret(desk: Office, who: Any) -> None:
    id_ = desk.connected(who)["id"]
    with desk.house.database.connect() as on:
        sealed = str(on.exec_driver_sql("SELECT tokens FROM connections").scalar_one())
    tokens = desk.house.connections._keeper.tokens(desk.house.connections.get(id_))
    secrets = [SECRET, sealed, tokens.access.reveal()]

    for path in ("/connections", f"/connections/{id_}", "/registrations", "/notices"):
        told = str(desk.ask(who, "GET", path))
        assert not [secret for secret in secrets if secret in told]


def test_a_viewer_sees_and_changes_nothing(desk: Office, who: Any) -> None:
    id_ = desk.connected(who)["id"]
    viewer = desk.person("viewer")

    desk.ask(viewer, "GET", f"/connections/{id_}")
    for method, path in (
        ("POST", "/connections"),
        ("POST", f"/connections/{id_}/verify"),
        ("PATCH", f"/connections/{id_}"),
        ("DELETE", f"/connections/{id_}"),
    ):
        desk.ask(viewer, method, path, {"app": "xero"}, 403)


def test_limits_are_told_and_said(desk: Office, who: Any) -> None:
    id_ = desk.connected(who)["id"]

    said = desk.ask(who, "PUT", f"/connections/{id_}/limits", {"tier": "starter"})

    assert said["limits"]["day"] == 1000
    assert desk.ask(who, "GET", f"/connections/{id_}/limits") == said
    assert desk.ask(who, "GET", "/registrations")["items"][0]["tier"] == "starter"
    desk.ask(who, "PUT", f"/connections/{id_}/limits", {"tier": "gold"}, 422)
    desk.ask(desk.person("member"), "PUT", f"/connections/{id_}/limits", {"tier": ""}, 403)


def test_pages_hold_each_connection_once_however_the_database_sorts(
    desk: Office, who: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = desk.house.connections.list
    by_language = lambda: sorted(rows(), key=lambda row: row.name.casefold())  # noqa: E731
    monkeypatch.setattr(desk.house.connections, "list", by_language)
    for name in ("apple", "Banana", "cherry"):
        desk.connected(who, name=name)

    seen, after = [], ""
    while after is not None:
        page = desk.ask(who, "GET", f"/connections?limit=1&after={after}")
        seen += [one["name"] for one in page["items"]]
        after = page["next"]

    assert sorted(seen) == ["Banana", "apple", "cherry"]
