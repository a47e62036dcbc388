"""The authorize address: what an app asks, what a person answers, and the way back to the app.

How it was checked: parameters, redirect rules and error names from the reference's sections 2.1,
2.2 and 2.4. Unverified: which errors go back to the app and which stay on a page, `scope` beside
`code` on the way back, and that `http://127.0.0.1` is refused (sources disagree).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from xero_emulator.arrival import Arrival
from xero_emulator.calls import Reply
from xero_emulator.identity import caps, consent, scopes
from xero_emulator.identity.grants import Client
from xero_emulator.identity.oauth import Refused
from xero_emulator.world import World

AUTHORIZE = "/identity/connect/authorize"
CARRIED = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "acr_values",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorize request that may be answered at its redirect address."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    nonce: str | None
    challenge: str | None
    only_one: bool

    def back(self, **answer: str) -> Reply:
        told = answer | ({"state": self.state} if self.state is not None else {})
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        location = f"{self.redirect_uri}{joint}{urlencode(told)}"
        return Reply(302, b"", "", {"location": location, "cache-control": "no-store"})


def may_redirect_to(address: str) -> bool:
    """Whether an app may have this redirect address; OAuth 2 wants it without a fragment."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is how urlsplit finds a port that is none
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and "\\" not in address
    if not (parts.hostname and plain) or "#" in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")


class Authorize:
    """Consent, by a person on a page or by the emulator at once."""

    def __init__(self, world: World) -> None:
        self._world = world

    def get(self, arrival: Arrival) -> Reply:
        """What a browser sees first; with auto-consent, the way back."""
        parameters = arrival.parameters()
        asked = self._read(parameters)
        if isinstance(asked, Reply):
            return asked
        if self._world.auto_consent:
            return self._at_once(asked, arrival)
        return self._page(asked, parameters)

    def _at_once(self, asked: Asked, arrival: Arrival) -> Reply:
        """Yes, for every organisation that has room."""
        tenants = self._all(asked)
        if not tenants and scopes.of_an_organisation(asked.scopes):
            return asked.back(error="access_denied", error_description="no organisation has room")
        return self._allow(asked, tenants, arrival.now)

    def post(self, arrival: Arrival) -> Reply:
        """What the person chose on the page."""
        form = arrival.form()
        asked = self._read(dict(form))
        if isinstance(asked, Reply):
            return asked
        if ("decision", "allow") not in form:
            return asked.back(error="access_denied")
        chosen = [value for name, value in form if name == "tenant"]
        chosen = chosen[:1] if asked.only_one else chosen
        alert = self._alert(asked, chosen)
        if alert is not None:
            return self._page(asked, dict(form), alert)
        return self._allow(asked, chosen, arrival.now)

    def _alert(self, asked: Asked, chosen: list[str]) -> str | None:
        if any(tenant not in self._world.organisations for tenant in chosen):
            return "That organisation is not here."
        if scopes.of_an_organisation(asked.scopes) and not chosen:
            return "Choose at least one organisation."
        return caps.barred(self._world, asked.client.client_id, chosen)

    def _read(self, parameters: Mapping[str, str]) -> Asked | Reply:
        """The request, or the page or redirect that refuses it."""
        try:
            asked = self._trusted(parameters)
        except Refused as trouble:
            return consent.refused(trouble.error, trouble.says)
        wrong = self._wrong(asked, parameters)
        if wrong is not None:
            return asked.back(error=wrong.error, error_description=wrong.says)
        return asked

    def _trusted(self, parameters: Mapping[str, str]) -> Asked:
        client = self._world.grants.client(parameters.get("client_id", ""))
        if client is None:
            raise Refused("unauthorized_client", "No app with this client id is registered here.")
        redirect_uri = parameters.get("redirect_uri", "")
        if not may_redirect_to(redirect_uri):
            raise Refused(
                "invalid_request",
                f"The redirect_uri {redirect_uri!r} must begin with https:// or http://localhost.",
            )
        wanted = scopes.asked(parameters.get("scope", ""))
        unknown = scopes.unknown(wanted)
        if unknown or not wanted:
            raise Refused(
                "invalid_scope", f"Invalid scope for client: {' '.join(unknown) or 'none'}"
            )
        refused = self._world.apps.refused(client.client_id, wanted)
        if refused:
            raise Refused("unauthorized_client", f"Invalid scope for client: {' '.join(refused)}")
        return Asked(
            client,
            redirect_uri,
            wanted,
            parameters.get("state"),
            parameters.get("nonce"),
            parameters.get("code_challenge"),
            "bulk_connect:false" in parameters.get("acr_values", "").split()
            or not self._world.apps.connects_many(client.client_id),
        )

    def _wrong(self, asked: Asked, parameters: Mapping[str, str]) -> Refused | None:
        if parameters.get("response_type") != "code":
            return Refused("unsupported_response_type", "response_type must be code")
        if asked.challenge and parameters.get("code_challenge_method") != "S256":
            return Refused("invalid_request", "code_challenge_method must be S256")
        registered = asked.client.client_id in self._world.grants.clients
        if registered and asked.client.secret is None and not asked.challenge:
            return Refused("invalid_request", "code challenge required")
        return None

    def _all(self, asked: Asked) -> list[str]:
        """What auto-consent connects: every organisation, or the next one when only one may be."""
        tenants = list(self._world.organisations) if scopes.of_an_organisation(asked.scopes) else []
        tenants = caps.open_to(self._world, asked.client.client_id, tenants)
        if not asked.only_one:
            return tenants
        known = self._world.grants.connected_tenants(asked.client.client_id)
        return ([tenant for tenant in tenants if tenant not in known] or tenants)[:1]

    def _page(self, asked: Asked, parameters: Mapping[str, str], alert: str = "") -> Reply:
        person = self._world.grants.person
        reaches = scopes.of_an_organisation(asked.scopes)
        books = [each.books for each in self._world.organisations.values()] if reaches else []
        known = self._world.grants.connected_tenants(asked.client.client_id)
        return consent.ask(
            asked.client.client_id,
            person=f"{person.given_name} {person.family_name}",
            scopes=asked.scopes,
            organisations=[
                consent.Choice(each.tenant_id, each.name, each.country, each.tenant_id in known)
                for each in books
            ],
            only_one=asked.only_one,
            carried={name: parameters[name] for name in CARRIED if name in parameters},
            alert=alert,
        )

    def _allow(self, asked: Asked, tenants: list[str], now: datetime) -> Reply:
        code = self._world.grants.consent(
            asked.client.client_id,
            redirect_uri=asked.redirect_uri,
            scopes=asked.scopes,
            tenants=tenants,
            now=now.timestamp(),
            challenge=asked.challenge,
            nonce=asked.nonce,
        )
        return asked.back(code=code.value, scope=" ".join(asked.scopes))
