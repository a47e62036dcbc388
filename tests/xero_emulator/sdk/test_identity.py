"""Connections and tokens, through Xero's official SDK."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from tests.xero_emulator.sdk.client import CLIENT_ID, Sdk, exercises
from tests.xero_emulator.sdk.given import a_contact
from xero_python.accounting import Contacts
from xero_python.exceptions import HTTPStatusException

from xero_emulator.fixture import Running

TOKENS = "#/components/schemas/AccessToken"


@exercises("getConnections")
def test_each_organisation_that_was_consented_to_is_connected(sdk: Sdk, xero: Running) -> None:
    found = sdk("getConnections")
    assert {each.tenant_id: each.tenant_name for each in found} == xero.tenants_by_id()
    assert {each.tenant_type for each in found} == {"ORGANISATION"}
    assert {each.created_date_utc for each in found} == {datetime(2026, 3, 2, 12, tzinfo=UTC)}


@exercises("getConnections")
def test_a_consent_names_the_connections_it_made(sdk: Sdk, xero: Running) -> None:
    wanted = xero.tenants()["NZ"]
    first = sdk("getConnections")[0].auth_event_id
    xero.consent(CLIENT_ID, tenants=[wanted])
    events = {each.tenant_id: each.auth_event_id for each in sdk("getConnections")}
    found = sdk("getConnections", auth_event_id=events[wanted])
    assert [each.tenant_id for each in found] == [wanted]
    assert len(sdk("getConnections", auth_event_id=first)) == 3


@exercises("deleteConnection", "getConnections")
def test_a_deleted_connection_closes_only_that_organisation(sdk: Sdk) -> None:
    connection = next(each for each in sdk("getConnections") if each.tenant_id == sdk.tenant)
    assert sdk("deleteConnection", connection.id) is None
    assert sdk.tenant not in {each.tenant_id for each in sdk("getConnections")}
    assert sdk.refused("getInvoices").status == 403
    assert sdk.refused("deleteConnection", connection.id).status == 404


def test_a_refreshed_token_works_and_the_shape_is_specified(sdk: Sdk) -> None:
    old = dict(sdk.token)
    new = sdk.client.refresh_oauth2_token()
    told = msgspec.json.decode(sdk.wire.answers[-1].body)
    assert list(sdk.contract.misshapen({"$ref": TOKENS}, told)) == []
    assert told["refresh_token"] != old["refresh_token"]
    assert told["expires_in"] == 1800
    assert set(new["scope"]) == set(old["scope"].split())
    assert len(sdk("getConnections")) == 4


def test_revoked_consent_ends_the_connections_and_the_refresh_token(sdk: Sdk) -> None:
    held = dict(sdk.token)
    sdk.client.revoke_oauth2_token()
    sdk.token = held
    assert sdk("getConnections") == []
    with pytest.raises(HTTPStatusException) as caught:
        sdk.client.refresh_oauth2_token()
    assert caught.value.status == 400
    assert msgspec.json.decode(caught.value.body) == {"error": "invalid_grant"}


def test_a_custom_connection_gets_a_token_for_its_organisation(sdk: Sdk) -> None:
    """The SDK asks for no scopes: those of the app are meant."""
    told = sdk.client.get_client_credentials_token()
    assert list(sdk.contract.misshapen({"$ref": TOKENS}, told)) == []
    assert [each.tenant_id for each in sdk("getConnections")] == [sdk.tenant]
    sdk("createContacts", Contacts(contacts=[a_contact()]))
    assert [each.name for each in sdk("getContacts").contacts] == ["Ridgeway University"]


@exercises("getConnections", "getInvoices")
def test_a_token_that_is_gone_is_refused(sdk: Sdk, xero: Running) -> None:
    xero.control.advance(1800)
    refusal = sdk.refused("getConnections")
    assert refusal.status == 401
    assert refusal.body["Detail"].startswith("TokenExpired: token expired at 03/02/2026 12:30")
    assert sdk.refused("getInvoices").status == 401


@exercises("getInvoices")
def test_a_scope_that_was_not_consented_to_is_missed(sdk: Sdk, xero: Running) -> None:
    xero.control.reset()
    sdk.token = xero.consent(CLIENT_ID, scope="accounting.contacts")
    assert sdk("getContacts").contacts == []
    refusal = sdk.refused("getInvoices")
    assert (refusal.status, refusal.body["Detail"]) == (401, "AuthorizationUnsuccessful")


@exercises("getContacts")
def test_a_limit_says_which_it_is(sdk: Sdk, xero: Running) -> None:
    """Without Retry-After: the SDK would sleep for as long as that says, and try again."""
    xero.control.fault("throttle", problem="concurrent", retry_after=None)
    refusal = sdk.refused("getContacts")
    assert (refusal.status, refusal.headers["x-rate-limit-problem"]) == (429, "concurrent")
    assert sdk("getContacts").contacts == []
