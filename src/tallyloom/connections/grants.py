"""The token address of a service: a code, a refresh token or a client's own secret for tokens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

import msgspec

from tallyloom.clock import Clock
from tallyloom.connections.trouble import AskForLess, CheckRegistration, CheckSecret
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Credential, Door, Incoming, Outgoing
from tallyloom.kit import Broken, OAuth2, RetryLater, Trouble, from_json, to_json
from tallyloom.store.registrations import Registration


class GrantEnded(Trouble):
    """The code or the refresh token is not valid any more."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token set. `previous` is the refresh token before this one, as of `since`.

    A service that changes refresh tokens takes the one before for a while, in case its answer was
    lost.
    """

    access: Secret
    refresh: Secret | None
    expires_at: datetime
    since: datetime
    scopes: tuple[str, ...]
    previous: Secret | None = None

    def sealed(self, vault: Vault, purpose: str) -> str:
        kept = {
            "access": self.access.reveal(),
            "refresh": self.refresh.reveal() if self.refresh else None,
            "previous": self.previous.reveal() if self.previous else None,
            "expires_at": self.expires_at.isoformat(),
            "since": self.since.isoformat(),
            "scopes": list(self.scopes),
        }
        return vault.seal(Secret(to_json(kept).decode()), purpose)

    @classmethod
    def opened(cls, vault: Vault, sealed: str, purpose: str) -> Tokens:
        kept = from_json(vault.open(sealed, purpose).reveal())
        return cls(
            Secret(kept["access"]),
            Secret(kept["refresh"]) if kept["refresh"] else None,
            datetime.fromisoformat(kept["expires_at"]),
            datetime.fromisoformat(kept["since"]),
            tuple(kept["scopes"]),
            Secret(kept["previous"]) if kept["previous"] else None,
        )


class _Told(msgspec.Struct):
    access_token: str
    refresh_token: str | None = None
    expires_in: int | None = None
    scope: str | None = None


def address(oauth: OAuth2, registration: Registration, where: tuple[str, str]) -> str:
    """A (base, path) of the app as an address, at this registration's bases."""
    base, path = where
    return bases(oauth, registration)[base] + path


def bases(oauth: OAuth2, registration: Registration) -> dict[str, str]:
    """The base addresses by name: the service's real ones unless the registration has others."""
    return {name: url.rstrip("/") for name, url in {**oauth.bases, **registration.bases}.items()}


class Grants:
    """Calls the token and revocation addresses. Raises NotSent, OutcomeUnknown as the door does."""

    def __init__(self, door: Door, vault: Vault, clock: Clock) -> None:
        self._door = door
        self._vault = vault
        self._clock = clock

    def by_code(
        self, oauth: OAuth2, by: Registration, *, code: Secret, redirect: str, verifier: Secret
    ) -> Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code.reveal(),
            "redirect_uri": redirect,
            "code_verifier": verifier.reveal(),
        }
        return self._tokens(oauth, by, form, ())

    def by_credentials(self, oauth: OAuth2, by: Registration, scopes: Sequence[str]) -> Tokens:
        form = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
        return self._tokens(oauth, by, form, scopes)

    def by_refresh(
        self, oauth: OAuth2, by: Registration, refresh: Secret, scopes: Sequence[str]
    ) -> Tokens:
        """New tokens, with the given refresh token as their previous one."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh.reveal()}
        new = self._tokens(oauth, by, form, scopes)
        return replace(new, refresh=new.refresh or refresh, previous=refresh)

    def knows(self, oauth: OAuth2, by: Registration) -> bool:
        """Whether the service knows the registration by its client id and secret.

        It is asked to renew a token that there never was: who proved himself is told that the
        token is wrong (RFC 6749, section 5.2), anybody else that the client is.
        """
        form = {"grant_type": "refresh_token", "refresh_token": secrets.token_urlsafe(32)}
        answer = self._post(oauth, by, oauth.token, form)
        if answer.status == 200:
            return True
        trouble = _refusal(answer, oauth)
        if isinstance(trouble, RetryLater | Broken):
            raise trouble
        return not isinstance(trouble, CheckSecret)

    def revoke(self, oauth: OAuth2, by: Registration, token: Secret) -> None:
        """End the grant at the service."""
        answer = self._post(oauth, by, oauth.revoke, {"token": token.reveal()})
        if answer.status != 200:
            raise _refusal(answer, oauth)

    def _tokens(
        self, oauth: OAuth2, by: Registration, form: Mapping[str, str], scopes: Sequence[str]
    ) -> Tokens:
        answer = self._post(oauth, by, oauth.token, form)
        if answer.status != 200:
            raise _refusal(answer, oauth)
        try:
            told = msgspec.json.decode(answer.body, type=_Told)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Broken("The token address answered something that holds no token.") from None
        now = self._clock.now()
        return Tokens(
            Secret(told.access_token),
            Secret(told.refresh_token) if told.refresh_token else None,
            now + (oauth.lasts if told.expires_in is None else timedelta(seconds=told.expires_in)),
            now,
            tuple(told.scope.split()) if told.scope else tuple(scopes),
        )

    def _post(
        self, oauth: OAuth2, by: Registration, where: tuple[str, str], form: Mapping[str, str]
    ) -> Incoming:
        url = address(oauth, by, where)
        credential, more = self._proof(by, url)
        return self._door.send(
            Outgoing(
                "POST",
                url,
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept": "application/json",
                },
                body=urlencode({**form, **more}).encode("ascii"),
                credential=credential,
            )
        )

    def _proof(self, by: Registration, url: str) -> tuple[Credential | None, Mapping[str, str]]:
        """How the registration shows who it is: by its secret, or by name alone (with PKCE)."""
        if by.secret is None:
            return None, {"client_id": by.client_id}
        secret = self._vault.open(by.secret, f"registrations/{by.id}/secret")
        return Credential.basic([url], by.client_id, secret.reveal()), {}


def _refusal(answer: Incoming, oauth: OAuth2) -> Trouble:
    """What an answer of the token address means. Errors of RFC 6749, section 5.2."""
    if answer.status >= 500 or answer.status == 429:
        return RetryLater(f"The service's token address answered {answer.status}.")
    try:
        error = str(msgspec.json.decode(answer.body)["error"])
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
        return Broken(f"The token address answered {answer.status} without saying why.")
    if error == "invalid_grant":
        return GrantEnded()
    if error == "invalid_scope":
        return AskForLess(
            "The service refuses a permission that was asked for (invalid_scope). Check the "
            f"registration's vocabulary. {oauth.about_scopes}".strip()
        )
    if error == "invalid_client":
        return CheckSecret(
            "The service refuses this registration (invalid_client). Check its client id and "
            "secret, and that it is of the right kind (with a secret, or PKCE without)."
        )
    return CheckRegistration(
        f"The service refuses this registration ({error}). Check its client id and secret, and "
        "that it is of the right kind (with a secret, or PKCE without)."
    )
