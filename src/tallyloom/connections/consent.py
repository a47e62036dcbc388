"""Consent of a person: the address they open, and what they come back with. Code flow with PKCE."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urljoin, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from tallyloom.clock import Clock
from tallyloom.connections.grants import GrantEnded, Grants, Tokens, address
from tallyloom.connections.trouble import (
    AskAgain,
    AskForLess,
    Cancelled,
    CheckRedirect,
    CheckRegistration,
    CheckSecret,
    FinishInBrowser,
)
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Door, Incoming, NotSent, OutcomeUnknown, Outgoing, Timeouts
from tallyloom.egress.door import REDIRECTS
from tallyloom.kit import OAuth2
from tallyloom.store.ids import new_id
from tallyloom.store.registrations import Consent, Registration, Registrations

LASTS = timedelta(minutes=10)
# A person waits for what is tried out: a service that is slow is taken to show its page.
PATIENCE = Timeouts(connect=5.0, idle=5.0, whole=8.0)

# Gives the way an app connects, by the app's name.
OAuthOf: TypeAlias = Callable[[str], OAuth2]


@dataclass(frozen=True, slots=True)
class Begun:
    """A consent to be given at `url`; the service sends the person to `redirect` afterwards.

    By its `id` one can ask what came of it.
    """

    url: str
    redirect: str
    id: str = ""


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
        asked_by: str = "",
        modules: Sequence[str] = (),
    ) -> Begun:
        """`session` is whatever ties this to one person's browser; the same must finish it."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        now = self._clock.now()
        id_, hashed = new_id(now), _hash(state)
        self._rows.remember(
            Consent(
                id_,
                hashed,
                _hash(session),
                by.id,
                connection_id,
                name,
                redirect,
                list(scopes),
                self._vault.seal(Secret(verifier), f"consents/{hashed}/verifier"),
                now + LASTS,
                asked_by,
                list(modules),
            ),
            now,
        )
        return Begun(_url(oauth, by, redirect, scopes, state, verifier), redirect, id_)

    def try_out(
        self, oauth: OAuth2, by: Registration, *, redirect: str, scopes: Sequence[str]
    ) -> None:
        """Ask for the consent page as a browser does that nobody is signed in with.

        A service that refuses the question says so there, on a page of its own from which nobody
        comes back. Raises CheckRedirect, CheckSecret and AskForLess where it does, and nothing
        where it shows anything else or cannot be asked.
        """
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        said = self._page(_url(oauth, by, redirect, scopes, state, verifier))
        trouble = _refusal(said, redirect, scopes) if said else None
        if trouble is not None:
            raise trouble

    def _page(self, url: str) -> str:
        """What a page says that refuses; "" where none does."""
        try:
            answer = self._door.send(Outgoing("GET", url, follow=False, timeouts=PATIENCE))
            where = urljoin(url, answer.headers.get("location", ""))
            if answer.status in REDIRECTS and _is_trouble(where, url):
                page = Outgoing("GET", where, follow=False, timeouts=PATIENCE)
                return f"{_words(self._door.send(page))} {where}"
        except (NotSent, OutcomeUnknown):
            return ""
        return _words(answer) if answer.status >= 400 else ""

    def walk(self, begun: Begun) -> str:
        """Open the address here, for a service that asks nobody anything: gives where it leads.

        Raises FinishInBrowser when it shows a page, which is for a person to read.
        """
        answer = self._door.send(Outgoing("GET", begun.url, follow=False))
        where = answer.headers.get("location", "")
        if answer.status in REDIRECTS and _is_at(where, begun.redirect):
            return where
        raise FinishInBrowser(begun.url)

    def take(self, redirected: str, *, session: str = "") -> Consent:
        """The consent that somebody came back with; nobody can take it again.

        Raises AskAgain for one that is unknown, used, too old, of another session or of another
        address.
        """
        state = _query(redirected).get("state", "")
        asked = self._rows.take(_hash(state), _hash(session), self._clock.now())
        if asked is None or not _is_at(redirected, asked.redirect):
            raise AskAgain
        return asked

    def given(self, asked: Consent, redirected: str, oauth_of: OAuthOf) -> Given:
        """The tokens for it. Raises Cancelled where consent was not given, AskForLess, AskAgain."""
        query = _query(redirected)
        by = self._rows.get(asked.registration_id)
        if by is None:
            raise AskAgain
        if "error" in query:
            raise _came_back(query, asked)
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

    def came_of(self, asked: Consent, outcome: Mapping[str, Any]) -> None:
        """Write down what came of it, for whoever asked."""
        self._rows.came_of(asked.id, outcome)

    def asked(self, consent_id: str) -> Consent | None:
        return self._rows.consent(consent_id)


def _url(
    oauth: OAuth2,
    by: Registration,
    redirect: str,
    scopes: Sequence[str],
    state: str,
    verifier: str,
) -> str:
    return str(
        prepare_grant_uri(
            address(oauth, by, oauth.authorize),
            by.client_id,
            "code",
            redirect_uri=redirect,
            scope=list(scopes),
            state=state,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
    )


def _came_back(query: Mapping[str, str], asked: Consent) -> CheckRegistration | Cancelled:
    """What the service says of a consent by the address that it sends the person to."""
    error, more = query["error"], query.get("error_description", "")
    if error == "access_denied":
        said = f" ({more[:200]})" if more else ""
        return Cancelled(f"Consent was not given{said}; nothing was connected.")
    trouble = _refusal(f"{error} {more}", asked.redirect, asked.scopes)
    return trouble or CheckRegistration(
        f"The service refused ({error}{': ' if more else ''}{more[:200]}); nothing was connected."
    )


def _refusal(said: str, redirect: str, scopes: Sequence[str]) -> CheckRegistration | None:
    """What a refusal in words is about: a scope, the redirect address, or the client id."""
    words = said.lower()
    if "scope" in words:
        named = tuple(scope for scope in scopes if re.search(rf"(?<![\w.]){scope}(?![\w.])", said))
        return AskForLess(scopes=named or scopes)
    if "redirect" in words:
        return CheckRedirect(
            f"The service does not know the redirect address {redirect}. Paste exactly this at its "
            "developer site."
        )
    if "client" in words or "code challenge" in words:
        return CheckSecret()
    return None


def _is_trouble(where: str, url: str) -> bool:
    """Whether a redirect leads to the service's own page of errors."""
    there, here = urlsplit(where), urlsplit(url)
    return there.netloc == here.netloc and "error" in there.path.lower()


def _words(answer: Incoming) -> str:
    """The text of a page, without its markup and its style."""
    text = answer.body.decode("utf-8", "replace")
    text = re.sub(r"(?is)<(style|script)\b.*?</\1>", " ", text)
    return unescape(re.sub(r"<[^>]*>", " ", text))[:10_000]


def _query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_at(address: str, redirect: str) -> bool:
    """Whether an address is the redirect address with nothing but a query of its own."""
    got, meant = urlsplit(address), urlsplit(redirect)
    return got[:3] == meant[:3]
