"""How Xero is connected."""

from __future__ import annotations

import pytest

from tallyloom.apps.xero import app
from tallyloom.apps.xero.connection import connection
from tallyloom.kit import Broken, Tenant
from tallyloom.kit.testing import answer, follow


def test_consent_tokens_and_revocation_have_their_own_places() -> None:
    assert connection.authorize == ("login", "/identity/connect/authorize")
    assert connection.token == ("identity", "/connect/token")
    assert connection.revoke == ("identity", "/connect/revocation")
    assert set(connection.bases) == {"login", "identity", "api"}


def test_organisations_are_asked_for_without_naming_one() -> None:
    row = {"tenantId": "t1", "tenantName": "Maple Florist", "tenantType": "ORGANISATION"}
    driven = follow(connection.tenants(), answer([row]))
    assert not driven.request.tenanted
    assert driven.result == [Tenant("t1", "Maple Florist", "ORGANISATION")]


def test_an_organisation_is_told_from_another_by_what_never_changes() -> None:
    facts = {
        "OrganisationID": "o1",
        "ShortCode": "!23eYt",
        "BaseCurrency": "GBP",
        "CountryCode": "GB",
    }
    driven = follow(connection.fingerprint(), answer({"Organisations": [facts | {"Name": "M"}]}))
    assert driven.request.tenanted
    assert driven.result == facts


def test_an_organisation_that_is_not_described_is_an_error() -> None:
    with pytest.raises(Broken):
        follow(connection.fingerprint(), answer({"Organisations": []}))


def test_a_module_asks_for_the_least_in_both_vocabularies() -> None:
    pinned = {
        "create_invoice": ("accounting.transactions", "accounting.invoices"),
        "search_invoices": ("accounting.transactions.read", "accounting.invoices.read"),
        "email_invoice": ("accounting.transactions", "accounting.invoices"),
        "create_contact": ("accounting.contacts", "accounting.contacts"),
        "get_contact": ("accounting.contacts.read", "accounting.contacts.read"),
        "watch_credit_notes": ("accounting.transactions.read", "accounting.invoices.read"),
    }
    for id_, (broad, granular) in pinned.items():
        scopes = app.modules[id_].scopes
        assert (scopes.broad, scopes.granular) == ((broad,), (granular,)), id_


def test_what_xero_gives_to_chosen_partners_only_spoils_nobodys_consent() -> None:
    asking = [id_ for id_, one in app.modules.items() if one.scopes == connection.chosen]
    assert asking == ["get_bank_statements_report"]
