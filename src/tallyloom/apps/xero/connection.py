"""How Xero is connected: consent, tokens, organisations, and what tells one from another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tallyloom.apps.xero.scopes import (
    BANK_STATEMENTS,
    CONTACTS_READ,
    SENTENCES,
    SETTINGS_READ,
)
from tallyloom.kit import Broken, Bundle, OAuth2, Request, Steps, Tenant

_FACTS = ("OrganisationID", "ShortCode", "BaseCurrency", "CountryCode")
_JSON = {"Accept": "application/json"}


def tenants() -> Steps[Sequence[Tenant]]:
    """Every organisation and practice that the consent reaches; needs no permission."""
    answer = yield Request("GET", "/connections", headers=_JSON, tenanted=False)
    found = answer.json()
    if not isinstance(found, list):
        raise Broken("Xero's list of connections is not a list.")
    return [
        Tenant(str(row["tenantId"]), str(row.get("tenantName") or ""), str(row["tenantType"]))
        for row in found
    ]


def fingerprint() -> Steps[Bundle]:
    """What stays the same for an organisation as long as it lives; needs settings.read."""
    answer = yield Request("GET", "/api.xro/2.0/Organisation", headers=_JSON)
    envelope = answer.json()
    try:
        organisation = envelope["Organisations"][0]
    except (KeyError, IndexError, TypeError):
        raise Broken("Xero did not describe the organisation.") from None
    return {fact: organisation.get(fact) for fact in _FACTS}


connection = OAuth2(
    bases={
        "login": "https://login.xero.com",
        "identity": "https://identity.xero.com",
        "api": "https://api.xero.com",
    },
    authorize=("login", "/identity/connect/authorize"),
    token=("identity", "/connect/token"),
    revoke=("identity", "/connect/revocation"),
    tenants=tenants,
    fingerprint=fingerprint,
    tenant_header="xero-tenant-id",
    pick_lists=SETTINGS_READ | CONTACTS_READ,
    lasts=timedelta(minutes=30),
    grace=timedelta(minutes=30),  # developer.xero.com/faq/oauth2
    about_scopes="Xero apps from before 2 March 2026 use the broad names, later ones the granular.",
    chosen=BANK_STATEMENTS,
    sign_up="https://www.xero.com/signup/",
    developer_site="https://developer.xero.com/app/manage",
    called="Xero app",
    steps=(
        "Sign in at the developer site with the login that you use for Xero, and make a new app.",
        "Choose the kind: Web app (with a secret), Mobile or desktop app (PKCE, without one), or"
        " Custom connection (one organisation, no person; paid, but for the demo company).",
        "As redirect address paste {redirect} exactly as it stands here.",
        "Copy the client id, make a secret where the kind has one, and paste both here.",
        "Look when the app was made: those made on or after 2 March 2026 know the granular"
        " permissions only.",
    ),
    webhook_steps=(
        "At the developer site open the app's page Webhooks, and choose the kinds of events.",
        "Paste the address as its delivery URL, and save.",
        "Xero shows a signing key: copy it, and keep it here.",
        "Choose Send intent to receive there. Xero then calls with a right signature and with wrong"
        " ones, to see that they are told apart.",
    ),
    ages={
        "granular": "The app was made on or after 2 March 2026.",
        "broad": "The app was made before 2 March 2026.",
    },
    kinds={
        "secret": "Web app: a client id and a secret.",
        "pkce": "Mobile or desktop app: a client id and no secret (PKCE).",
        "credentials": "Custom connection: one organisation, without anybody's consent.",
    },
    sentences=SENTENCES,
)
