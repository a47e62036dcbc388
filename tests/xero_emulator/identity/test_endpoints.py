"""Consent, tokens and connections, by hand and through an OpenID Connect client library."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet

from xero_emulator.fixture import REDIRECT, SCOPES, Running, running_emulator
from xero_emulator.identity.scopes import KNOWN
from xero_emulator.identity.sentences import sentence

GB, AU = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
SECRET = ("web-app", "its secret")


def asked(**changes: str | None) -> dict[str, str]:
    parameters: dict[str, str | None] = {
        "response_type": "code",
        "client_id": "web-app",
        "redirect_uri": REDIRECT,
        "scope": SCOPES,
        "state": "s t&te",
    }
    return {name: value for name, value in (parameters | changes).items() if value is not None}


def authorize(url: str, **changes: str | None) -> httpx2.Response:
    return httpx2.get(f"{url}/identity/connect/authorize", params=asked(**changes))


def answer_page(url: str, *tenants: str, decision: str = "allow", **changes: str | None) -> Any:
    form = asked(**changes) | {"decision": decision, "tenant": list(tenants)}
    return httpx2.post(f"{url}/identity/connect/authorize", data=form)


def back(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 302
    location = answer.headers["location"]
    assert location.startswith(f"{REDIRECT}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def token(url: str, auth: tuple[str, str] | None = SECRET, **form: str) -> httpx2.Response:
    return httpx2.post(f"{url}/connect/token", data=form, auth=auth)


def exchange(url: str, code: str, auth: Any = SECRET, **more: str) -> httpx2.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    return token(url, auth, **(form | more))


def consented(url: str, *tenants: str, **changes: str | None) -> dict[str, Any]:
    told: dict[str, Any] = exchange(url, back(answer_page(url, *tenants, **changes))["code"]).json()
    return told


def refresh(url: str, refresh_token: str, auth: Any = SECRET) -> httpx2.Response:
    return token(url, auth, grant_type="refresh_token", refresh_token=refresh_token)


def connections(url: str, access_token: str, **query: str) -> Any:
    headers = {"authorization": f"Bearer {access_token}"}
    return httpx2.get(f"{url}/connections", headers=headers, params=query)


def claims_of(url: str, signed: str) -> dict[str, Any]:
    discovered = httpx2.get(f"{url}/.well-known/openid-configuration").json()
    keys = KeySet.import_key_set(httpx2.get(discovered["jwks_uri"]).json())
    return dict(jwt.decode(signed, keys, algorithms=["RS256"]).claims)


def test_discovery_points_at_this_server(emulator: Running) -> None:
    told = httpx2.get(f"{emulator.url}/.well-known/openid-configuration").json()
    assert told["issuer"] == emulator.url
    assert told["authorization_endpoint"] == f"{emulator.url}/identity/connect/authorize"
    assert told["token_endpoint"] == f"{emulator.url}/connect/token"
    assert told["revocation_endpoint"] == f"{emulator.url}/connect/revocation"
    assert told["code_challenge_methods_supported"] == ["S256"]


def test_discovery_names_xeros_hosts_to_who_came_by_them(emulator: Running) -> None:
    address = f"{emulator.url}/.well-known/openid-configuration"
    told = httpx2.get(address, headers={"host": "identity.xero.com"}).json()
    assert told["issuer"] == "https://identity.xero.com"
    assert told["authorization_endpoint"] == "https://login.xero.com/identity/connect/authorize"


@pytest.mark.parametrize("host", ["identity.xero.com", "identity.xero.com:443", "api.xero.com"])
def test_tokens_are_issued_by_xero_to_who_came_by_its_hosts(emulator: Running, host: str) -> None:
    login, named = {"host": "login.xero.com"}, {"host": host}
    address = f"{emulator.url}/identity/connect/authorize"
    code = back(httpx2.get(address, params=asked(), headers=login))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    answer = httpx2.post(f"{emulator.url}/connect/token", data=form, auth=SECRET, headers=named)
    told = answer.json()
    for signed in (told["access_token"], told["id_token"]):
        assert claims_of(emulator.url, signed)["iss"] == "https://identity.xero.com"
    headers = {"host": "api.xero.com", "authorization": f"Bearer {told['access_token']}"}
    assert len(httpx2.get(f"{emulator.url}/connections", headers=headers).json()) == 2
    renewed = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    again = httpx2.post(f"{emulator.url}/connect/token", data=renewed, auth=SECRET, headers=named)
    assert claims_of(emulator.url, again.json()["access_token"])["iss"] == told_issuer(emulator)


def told_issuer(emulator: Running) -> str:
    """The issuer in discovery, for who came by the identity host."""
    address = f"{emulator.url}/.well-known/openid-configuration"
    found = httpx2.get(address, headers={"host": "identity.xero.com"}).json()
    return str(found["issuer"])


def test_an_access_token_lives_thirty_minutes(emulator: Running) -> None:
    told = consented(emulator.url, GB)
    emulator.control.advance(1799)
    assert connections(emulator.url, told["access_token"]).status_code == 200
    emulator.control.advance(1)
    gone = connections(emulator.url, told["access_token"])
    assert gone.status_code == 401
    assert gone.json()["Detail"].startswith("TokenExpired: token expired at ")


def test_no_private_part_of_the_key_is_served(emulator: Running) -> None:
    (key,) = httpx2.get(f"{emulator.url}/.well-known/openid-configuration/jwks").json()["keys"]
    assert sorted(key) == ["alg", "e", "kid", "kty", "n", "use"]


def test_an_openid_client_discovers_signs_in_with_pkce_and_verifies_the_id_token(parts) -> None:
    with running_emulator(parts=parts) as emulator:
        found = httpx2.get(f"{emulator.url}/.well-known/openid-configuration").json()
        verifier = generate_token(48)
        sent = asked(
            client_id="pkce-app",
            nonce="a nonce",
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        answer = back(httpx2.get(found["authorization_endpoint"], params=sent))
        assert answer["state"] == "s t&te"
        form = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": REDIRECT,
        }
        form |= {"client_id": "pkce-app", "code_verifier": verifier}
        told = httpx2.post(found["token_endpoint"], data=form).json()
        keys = KeySet.import_key_set(httpx2.get(found["jwks_uri"]).json())

    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 1800, SCOPES)
    signed = jwt.decode(told["id_token"], keys, algorithms=["RS256"])
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": found["issuer"]},
        aud={"essential": True, "value": "pkce-app"},
        nonce={"essential": True, "value": "a nonce"},
        exp={"essential": True},
    ).validate(signed.claims)
    assert signed.header["alg"] == "RS256"
    assert signed.claims["email"] == "demo.user@example.com"
    assert signed.claims["exp"] - signed.claims["iat"] == 300


def test_the_access_token_tells_which_consent_it_came_from(emulator: Running) -> None:
    told = consented(emulator.url, GB)
    claims = claims_of(emulator.url, told["access_token"])
    assert claims["scope"] == SCOPES.split()
    assert claims["client_id"] == "web-app"
    assert claims["exp"] - claims["iat"] == 1800
    assert claims["xero_userid"] == claims_of(emulator.url, told["id_token"])["xero_userid"]
    event = claims["authentication_event_id"]
    (connected,) = connections(emulator.url, told["access_token"], authEventId=event).json()
    assert connected["tenantId"] == GB


def test_the_page_shows_who_asks_for_what_and_lets_choose(parts) -> None:
    with running_emulator(parts=parts, auto_consent=False) as emulator:
        page = authorize(emulator.url, client_id="<b>app</b>")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "&lt;b&gt;app&lt;/b&gt; wants to connect" in page.text
    assert "<b>app</b>" not in page.text
    assert f'type="checkbox" name="tenant" value="{GB}" checked>Notes of GB' in page.text
    assert "<code>accounting.transactions</code>" in page.text
    carried = re.findall(r'type="hidden" name="(\w+)"', page.text)
    assert carried == ["response_type", "client_id", "redirect_uri", "scope", "state"]


def test_a_person_connects_only_what_they_chose(emulator: Running) -> None:
    told = consented(emulator.url, AU)
    (connected,) = connections(emulator.url, told["access_token"]).json()
    assert (connected["tenantName"], connected["tenantType"]) == ("Notes of AU", "ORGANISATION")
    assert connected["createdDateUtc"] == "2026-03-02T12:00:00.0000000"


def test_a_person_may_refuse(emulator: Running) -> None:
    assert back(answer_page(emulator.url, GB, decision="refuse")) == {
        "error": "access_denied",
        "state": "s t&te",
    }


def test_allowing_without_an_organisation_asks_again(emulator: Running) -> None:
    page = answer_page(emulator.url)
    assert page.status_code == 200
    assert "Choose at least one organisation." in page.text


def test_signing_in_needs_no_organisation(emulator: Running) -> None:
    told = consented(emulator.url, scope="openid profile email")
    assert "refresh_token" not in told
    assert connections(emulator.url, told["access_token"]).json() == []


def test_auto_consent_connects_every_organisation_at_once(emulator: Running) -> None:
    told = exchange(emulator.url, back(authorize(emulator.url))["code"]).json()
    found = connections(emulator.url, told["access_token"]).json()
    assert [each["tenantId"] for each in found] == [GB, AU]
    assert len({each["authEventId"] for each in found}) == 1


def test_an_app_without_bulk_connections_gets_one_more_organisation_at_a_time(
    emulator: Running,
) -> None:
    for tenants in ([GB], [GB, AU], [GB, AU]):
        answer = back(authorize(emulator.url, acr_values="bulk_connect:false"))
        told = exchange(emulator.url, answer["code"]).json()
        found = connections(emulator.url, told["access_token"]).json()
        assert [each["tenantId"] for each in found] == tenants


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1/callback"}, "invalid_request"),
        ({"redirect_uri": "http://example.com/callback"}, "invalid_request"),
        ({"redirect_uri": "https://example.com/\r\nset-cookie:a=b"}, "invalid_request"),
        ({"redirect_uri": "https://["}, "invalid_request"),
        ({"redirect_uri": "https://example.com:port/"}, "invalid_request"),
        ({"redirect_uri": "http://localhost:99999/"}, "invalid_request"),
        ({"redirect_uri": "https://example.com/#there"}, "invalid_request"),
        ({"redirect_uri": "https://example.com\\@evil.test/"}, "invalid_request"),
        ({"client_id": None}, "unauthorized_client"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "openid accounting.everything"}, "invalid_scope"),
    ],
)
def test_a_request_that_cannot_go_back_stays_on_a_page(emulator: Running, changes, error) -> None:
    page = authorize(emulator.url, **changes)
    assert page.status_code == 400
    assert "location" not in page.headers
    assert f"<code>{error}</code>" in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": "x"}, "invalid_request"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_other_errors_go_back_to_the_app(emulator: Running, changes, error) -> None:
    told = back(authorize(emulator.url, **changes))
    assert (told["error"], told["state"]) == (error, "s t&te")


def test_a_code_works_once(emulator: Running) -> None:
    code = back(authorize(emulator.url))["code"]
    assert exchange(emulator.url, code).status_code == 200
    again = exchange(emulator.url, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_a_code_lives_five_minutes(emulator: Running) -> None:
    early, late = (back(authorize(emulator.url))["code"] for _ in range(2))
    emulator.control.advance(299)
    assert exchange(emulator.url, early).status_code == 200
    emulator.control.advance(1)
    assert exchange(emulator.url, late).json() == {"error": "invalid_grant"}


def test_a_code_belongs_to_its_app_and_its_redirect_address(emulator: Running) -> None:
    foreign, elsewhere = (back(authorize(emulator.url))["code"] for _ in range(2))
    assert exchange(emulator.url, foreign, ("other", "x")).json() == {"error": "invalid_grant"}
    moved = exchange(emulator.url, elsewhere, redirect_uri="https://example.com")
    assert moved.json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("verifier", ["", "wrong" * 10])
def test_a_code_with_a_challenge_needs_its_verifier(emulator: Running, verifier: str) -> None:
    challenge = create_s256_code_challenge("right" * 10)
    changes = {"code_challenge": challenge, "code_challenge_method": "S256"}
    code = back(authorize(emulator.url, **changes))["code"]
    answer = exchange(emulator.url, code, code_verifier=verifier)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_a_code_without_a_challenge_needs_a_secret(emulator: Running) -> None:
    code = back(authorize(emulator.url))["code"]
    answer = exchange(emulator.url, code, None, client_id="web-app")
    assert answer.json() == {"error": "invalid_client"}


def test_a_refresh_rotates_the_token_and_keeps_the_scopes(emulator: Running) -> None:
    first = consented(emulator.url, GB)
    second = refresh(emulator.url, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == first["scope"]
    assert connections(emulator.url, second["access_token"]).status_code == 200


def test_the_previous_refresh_token_works_for_thirty_minutes(emulator: Running) -> None:
    first = consented(emulator.url, GB)["refresh_token"]
    lost = refresh(emulator.url, first).json()["refresh_token"]
    emulator.control.advance(1799)
    found = refresh(emulator.url, first).json()["refresh_token"]
    assert refresh(emulator.url, lost).json() == {"error": "invalid_grant"}
    assert refresh(emulator.url, found).status_code == 200
    assert refresh(emulator.url, first).json() == {"error": "invalid_grant"}


def test_the_grace_is_counted_from_the_first_exchange(emulator: Running) -> None:
    first = consented(emulator.url, GB)["refresh_token"]
    refresh(emulator.url, first)
    emulator.control.advance(1000)
    assert refresh(emulator.url, first).status_code == 200
    emulator.control.advance(800)
    answer = refresh(emulator.url, first)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_a_refresh_token_dies_after_sixty_days_unused(emulator: Running) -> None:
    kept, idle = (consented(emulator.url, GB)["refresh_token"] for _ in range(2))
    emulator.control.advance(60 * 86_400 - 1)
    kept = refresh(emulator.url, kept).json()["refresh_token"]
    emulator.control.advance(1)
    assert refresh(emulator.url, idle).json() == {"error": "invalid_grant"}
    emulator.control.advance(60 * 86_400 - 2)
    assert refresh(emulator.url, kept).status_code == 200


def test_a_refresh_token_belongs_to_its_app(emulator: Running) -> None:
    given = consented(emulator.url, GB)["refresh_token"]
    foreign = refresh(emulator.url, given, ("other", "x"))
    assert foreign.json() == {"error": "invalid_grant"}
    assert refresh(emulator.url, given).status_code == 200


def test_scopes_add_up_over_consents_but_not_by_refreshing(emulator: Running) -> None:
    narrow = consented(emulator.url, GB, scope="offline_access accounting.contacts")
    wide = consented(emulator.url, GB, scope="offline_access accounting.settings")
    assert wide["scope"] == "offline_access accounting.contacts accounting.settings"
    again = refresh(emulator.url, narrow["refresh_token"]).json()
    assert again["scope"] == "offline_access accounting.contacts"


def test_revoking_ends_the_tokens_and_every_connection_of_the_app(emulator: Running) -> None:
    other = emulator.consent("other-app")
    told = consented(emulator.url, GB)
    form = {"token": told["refresh_token"]}
    answer = httpx2.post(f"{emulator.url}/connect/revocation", data=form, auth=SECRET)
    assert (answer.status_code, answer.content) == (200, b"")
    assert connections(emulator.url, told["access_token"]).json() == []
    assert refresh(emulator.url, told["refresh_token"]).json() == {"error": "invalid_grant"}
    assert len(connections(emulator.url, other["access_token"]).json()) == 2


def test_revoking_makes_consent_begin_anew(emulator: Running) -> None:
    told = consented(emulator.url, GB, scope="offline_access accounting.contacts")
    form = {"token": told["refresh_token"]}
    httpx2.post(f"{emulator.url}/connect/revocation", data=form, auth=SECRET)
    anew = consented(emulator.url, GB, scope="offline_access accounting.settings")
    assert anew["scope"] == "offline_access accounting.settings"


def test_revoking_an_unknown_token_is_fine(emulator: Running) -> None:
    answer = httpx2.post(f"{emulator.url}/connect/revocation", data={"token": "x"}, auth=SECRET)
    assert answer.status_code == 200


def test_connections_can_be_filtered_by_consent(emulator: Running) -> None:
    consented(emulator.url, GB)
    told = consented(emulator.url, AU)
    assert len(connections(emulator.url, told["access_token"]).json()) == 2
    event = claims_of(emulator.url, told["access_token"])["authentication_event_id"]
    (found,) = connections(emulator.url, told["access_token"], authEventId=event).json()
    assert found["tenantId"] == AU


def test_a_connection_can_be_cut_and_made_again(emulator: Running) -> None:
    told = consented(emulator.url, GB, AU)
    headers = {"authorization": f"Bearer {told['access_token']}"}
    first, second = connections(emulator.url, told["access_token"]).json()
    address = f"{emulator.url}/Connections/{first['id']}"
    gone = httpx2.delete(address, headers=headers)
    assert (gone.status_code, gone.content) == (204, b"")
    assert connections(emulator.url, told["access_token"]).json() == [second]
    assert httpx2.delete(address, headers=headers).status_code == 404

    emulator.control.advance(60)
    consented(emulator.url, GB)
    again = connections(emulator.url, told["access_token"]).json()[0]
    assert (again["id"], again["createdDateUtc"]) == (first["id"], first["createdDateUtc"])
    assert again["updatedDateUtc"] == "2026-03-02T12:01:00.0000000"


def test_the_specifications_spelling_of_connections_works(emulator: Running) -> None:
    told = consented(emulator.url, GB)
    headers = {"authorization": f"Bearer {told['access_token']}"}
    assert len(httpx2.get(f"{emulator.url}/Connections", headers=headers).json()) == 1


def test_nobody_cuts_the_connection_of_another_app(emulator: Running) -> None:
    told = consented(emulator.url, GB)
    (ours,) = connections(emulator.url, told["access_token"]).json()
    theirs = emulator.consent("other-app")["access_token"]
    headers = {"authorization": f"Bearer {theirs}"}
    address = f"{emulator.url}/connections/{ours['id']}"
    assert httpx2.delete(address, headers=headers).status_code == 404
    assert connections(emulator.url, told["access_token"]).json() == [ours]


@pytest.mark.parametrize("path", ["/connections", "/connections/some-id"])
def test_connections_need_a_token(emulator: Running, path: str) -> None:
    method = "DELETE" if path.endswith("id") else "GET"
    answer = httpx2.request(method, f"{emulator.url}{path}")
    assert answer.status_code == 401
    assert answer.json()["Detail"] == "AuthenticationUnsuccessful"
    assert answer.headers["xero-correlation-id"]


def custom(url: str, scope: str = "accounting.contacts.read", auth: Any = SECRET) -> Any:
    return token(url, auth, grant_type="client_credentials", scope=scope)


def test_a_custom_connection_needs_no_tenant_header(emulator: Running) -> None:
    emulator.control.register("machine", secret="its secret", tenant_id=AU)
    told = custom(emulator.url, auth=("machine", "its secret")).json()
    assert sorted(told) == ["access_token", "expires_in", "scope", "token_type"]
    headers = {"authorization": f"Bearer {told['access_token']}"}
    notes = f"{emulator.url}/api.xro/2.0/Notes/1"
    assert httpx2.get(notes, headers=headers).json()["of"] == "Notes of AU"
    assert httpx2.get(notes, headers=headers | {"xero-tenant-id": AU}).status_code == 200
    assert httpx2.get(notes, headers=headers | {"xero-tenant-id": ""}).status_code == 200
    assert httpx2.get(notes, headers=headers | {"xero-tenant-id": GB}).status_code == 403
    (only,) = connections(emulator.url, told["access_token"]).json()
    assert only["tenantId"] == AU


@pytest.mark.parametrize("scope", ["", "accounting.everything", "offline_access"])
def test_a_custom_connection_asks_for_scopes_that_exist(emulator: Running, scope: str) -> None:
    answer = custom(emulator.url, scope)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_scope"})


def test_a_custom_connection_needs_a_secret(emulator: Running) -> None:
    form = {"grant_type": "client_credentials", "client_id": "x", "scope": "accounting.contacts"}
    assert token(emulator.url, None, **form).json() == {"error": "invalid_client"}


def test_an_app_may_manage_its_connections_without_an_organisation(emulator: Running) -> None:
    consented(emulator.url, GB, AU)
    told = custom(emulator.url, "app.connections").json()
    assert len(connections(emulator.url, told["access_token"]).json()) == 2


def test_registered_apps_are_held_to_their_secrets(parts) -> None:
    apps = [("web-app", "its secret"), ("pkce-app", None)]
    with running_emulator(parts=parts, clients=apps) as emulator:
        unknown = authorize(emulator.url, client_id="stranger")
        assert unknown.status_code == 400
        assert "<code>unauthorized_client</code>" in unknown.text
        bare = back(authorize(emulator.url, client_id="pkce-app"))
        assert bare["error"] == "invalid_request"
        refused = [
            custom(emulator.url, auth=("web-app", "wrong")),
            custom(emulator.url, auth=("stranger", "its secret")),
            custom(emulator.url, auth=("pkce-app", "a secret it has not")),
            token(emulator.url, None, client_id="web-app", grant_type="client_credentials"),
        ]
        assert {answer.status_code for answer in refused} == {400}
        assert {answer.json()["error"] for answer in refused} == {"invalid_client"}
        assert custom(emulator.url).status_code == 200


def test_a_secret_may_come_in_the_form(emulator: Running) -> None:
    emulator.control.register("web-app", secret="its secret")
    form = {"grant_type": "client_credentials", "scope": "files", "client_id": "web-app"}
    assert token(emulator.url, None, **form, client_secret="its secret").status_code == 200
    assert token(emulator.url, None, **form, client_secret="wrong").status_code == 400


def test_an_unknown_way_to_a_token_is_refused(emulator: Running) -> None:
    answer = token(emulator.url, grant_type="password")
    assert (answer.status_code, answer.json()) == (400, {"error": "unsupported_grant_type"})


def test_a_broken_basic_header_is_refused(emulator: Running) -> None:
    headers = {"authorization": "Basic ?"}
    answer = httpx2.post(f"{emulator.url}/connect/token", headers=headers)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_no_answer_with_a_token_may_be_kept(emulator: Running) -> None:
    answer = custom(emulator.url)
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_says_what_a_scope_allows_and_what_is_connected_already(parts) -> None:
    with running_emulator(parts=parts, auto_consent=False) as emulator:
        consented(emulator.url, GB)
        page = authorize(emulator.url, scope="offline_access accounting.contacts.read")
    assert "View your contacts and contact groups<code>accounting.contacts.read</code>" in page.text
    assert "Keep this access while you are away<code>offline_access</code>" in page.text
    assert "Notes of GB<span>GB, connected</span>" in page.text
    assert "Notes of AU<span>AU</span>" in page.text
    assert "not Xero" in page.text


def test_the_page_loads_nothing_and_runs_nothing(parts) -> None:
    with running_emulator(parts=parts, auto_consent=False) as emulator:
        page = authorize(emulator.url)
    policy = page.headers["content-security-policy"]
    (style,) = re.findall(r"<style>(.*)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "<script" not in page.text
    assert "http" not in style


@pytest.mark.parametrize("scope", sorted(KNOWN))
def test_every_scope_has_a_sentence(scope: str) -> None:
    assert sentence(scope)
