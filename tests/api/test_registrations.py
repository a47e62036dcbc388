"""Registrations over the API: how to make one, what is told of it, who may do what with it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.connecting import SECRET, Office
from tests.offices import OpenOffice


@pytest.fixture
def desk(open_office: OpenOffice) -> Office:
    return open_office()


def test_the_guide_says_what_to_paste_where(desk: Office) -> None:
    (guide,) = desk.ask(desk.person("member"), "GET", "/registrations/guides")["items"]

    assert guide["redirect"] == "http://localhost:8080/oauth/callback"
    assert any(guide["redirect"] in step for step in guide["steps"])
    assert guide["sign_up"].startswith("https://www.xero.com/")
    assert guide["developer_site"].startswith("https://developer.xero.com/")
    assert [one["name"] for one in guide["kinds"]] == ["secret", "pkce", "credentials"]
    assert "2 March 2026" in guide["vocabularies"][0]["sentence"]
    assert "starter" in guide["tiers"]


def test_the_public_address_counts_where_there_is_one(open_office: OpenOffice) -> None:
    desk = open_office(public_url="https://books.example")
    desk.browser.base_url = "https://books.example"
    (guide,) = desk.ask(desk.person(), "GET", "/registrations/guides")["items"]

    assert (guide["redirect"], guide["taken"]) == ("https://books.example/oauth/callback", True)


def test_a_secret_never_comes_back(desk: Office) -> None:
    who = desk.person()

    made = desk.register(who)

    assert made["has_secret"]
    for path in ("/registrations", f"/registrations/{made['id']}"):
        assert SECRET not in str(desk.ask(who, "GET", path))


def test_the_oldest_of_the_installation_is_the_usual_one(desk: Office) -> None:
    who = desk.person()
    first = desk.register(who)
    desk.clock.wait(1)
    desk.register(who, "pkce", None)

    items = desk.ask(who, "GET", "/registrations")["items"]

    assert {one["client_id"]: one["usual"] for one in items} == {"web": True, "pkce": False}
    assert desk.connect(who)["url"].count(f"client_id={first['client_id']}") == 1


@pytest.mark.parametrize(
    ("secret", "kind", "right"),
    [(SECRET, None, True), ("wrong", None, False), (None, "pkce", False)],
)
def test_a_test_says_whether_the_service_knows_it(
    desk: Office, secret: str | None, kind: str | None, right: bool
) -> None:
    who = desk.person()
    made = desk.register(who, secret=secret, kind=kind)

    tested = desk.ask(who, "POST", f"/registrations/{made['id']}/test")

    assert (tested["secret"], tested["ok"]) == (right, right)
    assert desk.counts() == (0, 0)


def test_a_test_tells_an_app_of_the_wrong_age(desk: Office) -> None:
    desk.emulator.control.apps(scopes="granular")
    who = desk.person()
    made = desk.register(who, vocabulary="broad")
    desk.scenario("books", "xero.create_invoice", "{}")

    tested = desk.ask(who, "POST", f"/registrations/{made['id']}/test")

    assert (tested["secret"], tested["redirect"], tested["permissions"]) == (True, True, False)
    assert [one["scope"] for one in tested["refused"]] == ["accounting.transactions"]
    assert tested["offers"][0]["vocabulary"] == "granular"


def test_a_service_that_is_down_is_not_a_wrong_secret(desk: Office) -> None:
    who = desk.person()
    made = desk.register(who)
    desk.emulator.control.fault("status", path="/connect/*", status=503, times=None)
    desk.emulator.control.fault("drop_before", path="/identity/*", times=None)

    tested = desk.ask(who, "POST", f"/registrations/{made['id']}/test")
    desk.emulator.control.clear_faults()

    assert tested["secret"] is None


def test_what_is_changed_is_what_is_given(desk: Office) -> None:
    who = desk.person()
    made = desk.register(who)
    at = f"/registrations/{made['id']}"

    changed = desk.ask(who, "PATCH", at, {"name": "Ours", "tier": "starter"})

    assert (changed["name"], changed["tier"], changed["client_id"]) == ("Ours", "starter", "web")
    assert desk.ask(who, "POST", f"{at}/test")["secret"] is True
    other = {"client_id": "pkce"}
    assert "secret is missing" in desk.ask(who, "PATCH", at, other, 409)["detail"]
    pkce = desk.ask(who, "PATCH", at, other | {"kind": "pkce"})
    assert (pkce["kind"], pkce["has_secret"]) == ("pkce", False)
    assert desk.ask(who, "POST", f"{at}/test")["secret"] is True


def test_base_addresses_stay_once_there_was_a_token(desk: Office) -> None:
    who = desk.person()
    made = desk.register(who)
    at, bases = f"/registrations/{made['id']}", {"api": desk.emulator.url}
    other = dict.fromkeys(("login", "identity", "api"), desk.emulator.url)
    desk.ask(who, "PATCH", at, {"bases": bases})
    desk.ask(who, "PATCH", at, {"bases": other})
    desk.connected(who)

    told = desk.ask(who, "PATCH", at, {"bases": bases}, 409)

    assert "has tokens already" in told["detail"]
    assert desk.ask(who, "PATCH", at, {"bases": other})["first_token_at"]


def test_one_that_is_used_is_not_removed(desk: Office) -> None:
    who = desk.person()
    made = desk.register(who)
    id_ = desk.connected(who, name="books")["id"]
    at = f"/registrations/{made['id']}"

    assert "delete those first" in desk.ask(who, "DELETE", at, status=409)["detail"]
    desk.ask(who, "DELETE", f"/connections/{id_}")
    desk.ask(who, "DELETE", at, status=204)

    desk.ask(who, "GET", at, status=404)
    assert desk.register(who)["name"] == made["name"]


def test_an_own_registration_is_its_owners_alone(desk: Office) -> None:
    desk.register(desk.person())
    mine, yours = (
        desk.person("member", "me@example.test"),
        desk.person("member", "you@example.test"),
    )
    body: dict[str, Any] = {"app": "xero", "client_id": "mine", "client_secret": "x"}

    made = desk.ask(mine, "POST", "/registrations/own", body, 201)

    assert (made["own"], made["usual"]) == (True, False)
    assert len(desk.ask(mine, "GET", "/registrations")["items"]) == 2
    assert len(desk.ask(yours, "GET", "/registrations")["items"]) == 1
    at = f"/registrations/own/{made['id']}"
    desk.ask(yours, "GET", f"/registrations/{made['id']}", status=404)
    desk.ask(yours, "PATCH", at, {"name": "theirs"}, 404)
    desk.ask(yours, "DELETE", at, status=404)
    through = {"app": "xero", "registration_id": made["id"]}
    desk.ask(yours, "POST", "/connections", through, 404)
    assert desk.ask(mine, "POST", "/connections", through | {"check": False}, 201)["url"]
    desk.ask(mine, "POST", "/registrations/own", body | {"bases": {}}, 422)
    desk.ask(mine, "DELETE", at, status=204)


def test_an_own_registration_is_where_the_installations_is(desk: Office) -> None:
    usual = desk.register(desk.person())
    member = desk.person("member")

    body = {"app": "xero", "client_id": "web", "client_secret": SECRET, "name": "Mine"}
    made = desk.ask(member, "POST", "/registrations/own", body, 201)

    assert made["bases"] == usual["bases"]
    assert desk.connected(member, registration_id=made["id"])["state"] == "ok"


def test_only_an_owner_registers_for_the_installation(desk: Office) -> None:
    made = desk.register(desk.person())
    member = desk.person("member")
    body = {"app": "xero", "client_id": "c", "client_secret": "s"}

    desk.ask(member, "POST", "/registrations", body, 403)
    desk.ask(member, "PATCH", f"/registrations/{made['id']}", {"name": "x"}, 403)
    desk.ask(member, "PATCH", f"/registrations/own/{made['id']}", {"name": "x"}, 404)
    desk.ask(member, "DELETE", f"/registrations/{made['id']}", status=403)
    desk.ask(member, "PUT", f"/registrations/{made['id']}/webhook", {"key": "k"}, 403)


def test_permissions_are_told_in_plain_sentences(desk: Office) -> None:
    who = desk.person()
    made = desk.register(who)

    told = desk.ask(
        who, "GET", f"/registrations/{made['id']}/permissions?modules=xero.create_invoice"
    )

    chosen = [one["scope"] for one in told["items"] if one["chosen"]]
    assert chosen == [
        "accounting.contacts.read", "accounting.invoices", "accounting.settings.read",
        "offline_access",
    ]  # fmt: skip
    assert all(one["sentence"] != one["scope"] for one in told["items"])
    assert len(told["items"]) > 20


def test_the_signing_key_is_kept_and_not_told(desk: Office) -> None:
    who = desk.person()
    made = desk.register(who)
    assert made["webhook"]["key"] is False

    told = desk.ask(who, "PUT", f"/registrations/{made['id']}/webhook", {"key": "a-signing-key"})

    assert told["webhook"]["key"] is True
    assert told["webhook"]["address"].endswith(made["id"])
    assert "a-signing-key" not in str(told)


@pytest.mark.parametrize(
    "url",
    [
        "http://[",
        "http://host:port",
        "ftp://host",
        "https://",
        "https://u@host",
        "https://h?q",
        "x",
    ],
)
def test_what_is_no_base_address_is_refused(desk: Office, url: str) -> None:
    body = {"app": "xero", "client_id": "c", "client_secret": "s", "bases": {"api": url}}

    told = desk.ask(desk.person(), "POST", "/registrations", body, 409)

    assert "is not a base address" in told["detail"]


@pytest.mark.parametrize("odd", ["ü\u2028", "a\nb: c", "x" * 200, "\U0001f600", "a b&c=d#e"])
def test_odd_client_ids_and_secrets_end_in_a_clear_answer(desk: Office, odd: str) -> None:
    who = desk.person()
    made = desk.register(who, odd, odd)

    assert desk.ask(who, "POST", f"/registrations/{made['id']}/test")["secret"] is False
    asked = desk.connect(who, scopes=["ü"], name=odd, modules=[])
    assert asked["trouble"]["remedy"] in ("CheckSecret", "AskForLess")
