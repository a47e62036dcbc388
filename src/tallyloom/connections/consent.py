"""Consent of a person: the address they open, and what they come back with. Code flow with PKCE."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from tallyloom.clock import Clock
from tallyloom.connections.grants import GrantEnded, Grants, Tokens, address
from tallyloom.connections.trouble import AskAgain, ConnectionTrouble, FinishInBrowser
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Door, Outgoing
from tallyloom.egress.door import REDIRECTS
from tallyloom.kit import OAuth2
from tallyloom.store.registrations import Consent, Registration, Registrations

LASTS = timedelta(minutes=10)

# Gives the way an app connects, by the app's name.
OAuthOf: TypeAlias = Callable[[str], OAuth2]


class Refused(ConnectionTrouble):
    """The person or the service said no; nothing was connected."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A consent to be given at `url`; the service sends the person to `redirect` afterwards."""

    url: str
    redirect: str


@dataclass(frozen=True, slots=True)
class Given:
    """A consent that was given: what was asked for, and the tokens."""

    asked: Consent
    by: Registration
    tokens: Tokens


class Consents:
    """Asks for consents and takes what comes back, each once, within ten minutes.

    The state and the session are kept as hashes, and the verifier is sealed: who reads the
    database can finish nobody's consent.
    """

    def __init__(
        self, rows: Registrations, grants: Grants, vault: Vault, door: Door, clock: Clock
    ) -> None:
        self._rows = rows
        self._grants = grants
        self._vault = vault
        self._door = door
        self._clock = clock

    def begin(
        self,
        oauth: OAuth2,
        by: Registration,
        *,
        name: str,
        redirect: str,
        scopes: Sequence[str],
        session: str = "",
        connection_id: str | None = None,
    ) -> Begun:
        """`session` is whatever ties this to one person's browser; the same must finish it."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        now = self._clock.now()
        hashed = _hash(state)
        self._rows.remember(
            Consent(
                hashed,
                _hash(session),
                by.id,
                connection_id,
                name,
                redirect,
                list(scopes),
                self._vault.seal(Secret(verifier), f"consents/{hashed}/verifier"),
                now + LASTS,
            ),
            now,
        )
        url = prepare_grant_uri(
            address(oauth, by, oauth.authorize),
            by.client_id,
            "code",
            redirect_uri=redirect,
            scope=list(scopes),
            state=state,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(str(url), redirect)

    def walk(self, begun: Begun) -> str:
        """Open the address here, for a service that asks nobody anything: gives where it leads.

        Raises FinishInBrowser when it shows a page, which is for a person to read.
        """
        answer = self._door.send(Outgoing("GET", begun.url, follow=False))
        where = answer.headers.get("location", "")
        if answer.status in REDIRECTS and _is_at(where, begun.redirect):
            return where
        raise FinishInBrowser(begun.url)

    def finish(self, redirected: str, oauth_of: OAuthOf, *, session: str = "") -> Given:
        """The tokens for a consent, from the address that the browser was sent to.

        Raises AskAgain for one that is unknown, used, too old, of another session or of another
        address, Refused when consent was not given.
        """
        query = {name: values[0] for name, values in parse_qs(urlsplit(redirected).query).items()}
        asked = self._rows.take(_hash(query.get("state", "")), _hash(session), self._clock.now())
        by = self._rows.get(asked.registration_id) if asked else None
        if asked is None or by is None or not _is_at(redirected, asked.redirect):
            raise AskAgain
        if "error" in query:
            said = query.get("error_description") or query["error"]
            raise Refused(f"Consent was not given ({said}); nothing was connected.")
        if "code" not in query:
            raise AskAgain("That address holds no code; paste all of it, or connect again.")
        verifier = self._vault.open(asked.verifier, f"consents/{asked.state_hash}/verifier")
        try:
            tokens = self._grants.by_code(
                oauth_of(by.app),
                by,
                code=Secret(query["code"]),
                redirect=asked.redirect,
                verifier=verifier,
            )
        except GrantEnded:
            raise AskAgain("The service does not take that code; connect again.") from None
        return Given(asked, by, tokens)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_at(address: str, redirect: str) -> bool:
    """Whether an address is the redirect address with nothing but a query of its own."""
    got, meant = urlsplit(address), urlsplit(redirect)
    return got[:3] == meant[:3]
