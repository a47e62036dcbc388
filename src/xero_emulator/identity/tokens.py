"""The token and revocation addresses: codes, refreshing, custom connections, and the end of it.

How it was checked: parameters, lives and error bodies from the reference's sections 2.1 to 2.4, the
rest from OAuth 2 and OpenID Connect; that credentials without a scope are enough, from Xero's SDK,
which sends none; that custom connections exist in four countries, from 2.3. Unverified: what one
gets in another country, `invalid_client` as 400, which scopes such a token has (here: every one
that reaches an organisation), and the claims beyond those that the reference names.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from xero_emulator.arrival import Arrival
from xero_emulator.calls import Reply
from xero_emulator.identity import scopes
from xero_emulator.identity.grants import ACCESS_SECONDS, ID_SECONDS, Access, Client, Code, TokenSet
from xero_emulator.identity.keys import Claims, half_hash
from xero_emulator.identity.oauth import Refused, addresses, told
from xero_emulator.world import World

MACHINE_COUNTRIES = ("AU", "NZ", "GB", "US")


@dataclass(frozen=True, slots=True)
class Caller:
    """An app that proved itself at the token endpoint; `with_secret` unless it is a PKCE app."""

    client: Client
    with_secret: bool


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return secrets.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), challenge)


def _credentials(arrival: Arrival, form: Mapping[str, str]) -> tuple[str, str | None]:
    scheme, _, encoded = arrival.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret")
    try:
        client_id, _, secret = base64.b64decode(encoded.strip()).decode().partition(":")
    except ValueError:
        raise Refused("invalid_client") from None
    return unquote_plus(client_id), unquote_plus(secret)


class Tokens:
    """What an app gets for a code, a refresh token or its own secret."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ways: dict[str, Callable[[Caller, Mapping[str, str], Arrival], Reply]] = {
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh,
            "client_credentials": self._by_credentials,
        }

    def ways(self) -> list[str]:
        return list(self._ways)

    def token(self, arrival: Arrival) -> Reply:
        form = dict(arrival.form())
        try:
            caller = self._caller(arrival, form)
            way = self._ways.get(form.get("grant_type", ""))
            if way is None:
                raise Refused("unsupported_grant_type")
            return way(caller, form, arrival)
        except Refused as trouble:
            return told({"error": trouble.error}, 400)

    def revocation(self, arrival: Arrival) -> Reply:
        form = dict(arrival.form())
        try:
            caller = self._caller(arrival, form)
        except Refused as trouble:
            return told({"error": trouble.error}, 400)
        self._world.grants.revoke(caller.client.client_id, form.get("token", ""))
        return Reply(200, b"", "")

    def _caller(self, arrival: Arrival, form: Mapping[str, str]) -> Caller:
        client_id, secret = _credentials(arrival, form)
        grants = self._world.grants
        client = grants.client(client_id)
        if client is None:
            raise Refused("invalid_client")
        if client_id in grants.clients and not _same(client.secret, secret):
            raise Refused("invalid_client")
        return Caller(client, secret is not None)

    def _by_code(self, caller: Caller, form: Mapping[str, str], arrival: Arrival) -> Reply:
        now = arrival.now.timestamp()
        code = self._world.grants.take_code(form.get("code", ""), now)
        if code is None or code.client_id != caller.client.client_id:
            raise Refused("invalid_grant")
        if code.redirect_uri != form.get("redirect_uri"):
            raise Refused("invalid_grant")
        if code.challenge is None and not caller.with_secret:
            raise Refused("invalid_client")
        if code.challenge is not None and not _proves(
            form.get("code_verifier", ""), code.challenge
        ):
            raise Refused("invalid_grant")
        return self._tokens(self._world.grants.open_token_set(code, now), arrival, code)

    def _by_refresh(self, caller: Caller, form: Mapping[str, str], arrival: Arrival) -> Reply:
        given, now = form.get("refresh_token", ""), arrival.now.timestamp()
        renewed = self._world.grants.refresh(caller.client.client_id, given, now)
        if renewed is None:
            raise Refused("invalid_grant")
        return self._tokens(renewed, arrival)

    def _by_credentials(self, caller: Caller, form: Mapping[str, str], arrival: Arrival) -> Reply:
        if not caller.with_secret:
            raise Refused("invalid_client")
        wanted = self._asked_for(caller.client, form.get("scope"))
        tenant = self._bound_to(caller.client) if scopes.of_an_organisation(wanted) else None
        now = arrival.now.timestamp()
        if tenant is not None:
            self._world.grants.connect_custom(caller.client.client_id, tenant, now)
        claims = self._claims(arrival, ACCESS_SECONDS) | self._for_api(caller.client, wanted)
        token = self._world.keys.sign(claims)
        expires = now + ACCESS_SECONDS
        access = Access(token, caller.client.client_id, frozenset(wanted), expires, tenant)
        self._world.grants.keep_access(access)
        return told(_bearer(token, wanted))

    def _asked_for(self, client: Client, named: str | None) -> tuple[str, ...]:
        """The scopes that a custom connection names, or else all that it may have."""
        wanted = scopes.ORGANISATION if named is None else scopes.asked(named)
        refused = self._world.apps.refused_to_machine(client.client_id, wanted)
        if named is None:
            return tuple(scope for scope in wanted if scope not in refused)
        if not wanted or refused or scopes.unknown(wanted) or scopes.SIGN_IN & {*wanted}:
            raise Refused("invalid_scope")
        return wanted

    def _bound_to(self, client: Client) -> str:
        """A custom connection's organisation: as registered, else the first one here."""
        found = self._world.organisations.items()
        open_to = [tenant for tenant, each in found if each.books.country in MACHINE_COUNTRIES]
        tenant = client.tenant_id or next(iter(open_to), None)
        if tenant not in open_to:
            raise Refused("unauthorized_client")
        return tenant

    def _tokens(self, given: TokenSet, arrival: Arrival, code: Code | None = None) -> Reply:
        client = Client(given.client_id)
        person = self._world.grants.person
        claims = self._claims(arrival, ACCESS_SECONDS) | self._for_api(client, given.scopes)
        claims |= {
            "sub": _subject(person.user_id),
            "auth_time": int(given.since),
            "xero_userid": person.user_id,
            "authentication_event_id": given.event_id,
        }
        token = self._world.keys.sign(claims)
        expires = arrival.now.timestamp() + ACCESS_SECONDS
        access = Access(token, given.client_id, frozenset(given.scopes), expires)
        self._world.grants.keep_access(access)
        answer = _bearer(token, given.scopes)
        if "openid" in given.scopes:
            answer["id_token"] = self._id_token(given, arrival, token, code)
        if "offline_access" in given.scopes:
            answer["refresh_token"] = given.current
        return told(answer)

    def _claims(self, arrival: Arrival, lives: int) -> Claims:
        issued = int(arrival.now.timestamp())
        _, identity = addresses(arrival.origin)
        return {"iss": identity, "iat": issued, "nbf": issued, "exp": issued + lives}

    def _for_api(self, client: Client, allowed: tuple[str, ...]) -> Claims:
        return {
            "aud": "https://identity.xero.com/resources",
            "client_id": client.client_id,
            "jti": uuid.uuid4().hex.upper(),
            "scope": list(allowed),
        }

    def _id_token(self, given: TokenSet, arrival: Arrival, token: str, code: Code | None) -> str:
        person = self._world.grants.person
        claims = self._claims(arrival, ID_SECONDS) | {
            "aud": given.client_id,
            "at_hash": half_hash(token),
            "sub": _subject(person.user_id),
            "auth_time": int(given.since),
            "xero_userid": person.user_id,
        }
        if code is not None and code.nonce is not None:
            claims["nonce"] = code.nonce
        if "email" in given.scopes:
            claims["email"] = person.email
        if "profile" in given.scopes:
            name = f"{person.given_name} {person.family_name}"
            claims |= {"preferred_username": person.email, "name": name}
            claims |= {"given_name": person.given_name, "family_name": person.family_name}
        return self._world.keys.sign(claims)


def _same(registered: str | None, given: str | None) -> bool:
    if registered is None or given is None:
        return registered is given
    return secrets.compare_digest(registered, given)


def _subject(user_id: str) -> str:
    return hashlib.md5(user_id.encode(), usedforsecurity=False).hexdigest()


def _bearer(token: str, allowed: tuple[str, ...]) -> dict[str, Any]:
    return {
        "access_token": token,
        "expires_in": ACCESS_SECONDS,
        "token_type": "Bearer",
        "scope": " ".join(allowed),
    }
