"""Who may do what: apps, codes, token sets, access tokens and connections, and how each ends.

How it was checked: lives, rotation and the 30-minute grace, the sum of scopes, and what revoking
takes away from the reference's sections 2.1 to 2.3. Unverified: that using the previous refresh
token again retires the one it was exchanged for, that a reconnected organisation keeps its
connection id, and that an access token outlives the revocation of its refresh token.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

CODE_SECONDS = 300
ID_SECONDS = 300
ACCESS_SECONDS = 1_800
GRACE_SECONDS = 1_800
REFRESH_SECONDS = 60 * 86_400
TOKENS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Person:
    """The one user of this emulator, who may see every organisation in it."""

    user_id: str = "6f1d3c5e-8a49-4d0c-9a55-1f0a6d1f2b77"
    email: str = "demo.user@example.com"
    given_name: str = "Demo"
    family_name: str = "User"


@dataclass(frozen=True, slots=True)
class Client:
    """An app as registered: no secret is a PKCE app, a tenant makes it a custom connection."""

    client_id: str
    secret: str | None = None
    tenant_id: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """What a person's consent gave, waiting to be exchanged; times are epoch seconds."""

    value: str
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str | None
    nonce: str | None
    event_id: str
    issued: float


@dataclass(slots=True)
class TokenSet:
    """A refresh token, the one before it, and what access they give."""

    client_id: str
    scopes: tuple[str, ...]
    event_id: str
    since: float
    current: str
    expires: float
    previous: str | None = None
    retired: float = 0.0

    def takes(self, refresh_token: str, now: float) -> bool:
        if now >= self.expires:
            return False
        in_grace = now - self.retired < GRACE_SECONDS
        return refresh_token == self.current or (refresh_token == self.previous and in_grace)


@dataclass(frozen=True, slots=True)
class Access:
    """An access token; `tenant_id` binds it to one organisation. Times are epoch seconds."""

    token: str
    client_id: str
    scopes: frozenset[str]
    expires: float
    tenant_id: str | None = None


@dataclass(slots=True)
class Connection:
    """One organisation that one app may reach; it stays known when it is cut."""

    id: str
    client_id: str
    tenant_id: str
    event_id: str
    created: float
    updated: float
    connected: bool = True


@dataclass(slots=True)
class _Kept:
    """Everything here that a snapshot holds."""

    clients: list[Client]
    codes: list[Code]
    token_sets: list[TokenSet]
    access: list[Access]
    connections: list[Connection]
    consented: dict[str, list[str]] = field(default_factory=dict)


class Grants:
    """Everything that people have allowed; it knows no HTTP and takes the time as an argument."""

    def __init__(self, clients: Iterable[Client] = ()) -> None:
        self.person = Person()
        self._at_start = {client.client_id: client for client in clients}
        self.clients = dict(self._at_start)
        self.only_registered = bool(self.clients)
        self._codes: dict[str, Code] = {}
        self._token_sets: list[TokenSet] = []
        self._access: dict[str, Access] = {}
        self._connections: dict[tuple[str, str], Connection] = {}
        self._consented: dict[str, list[str]] = {}

    def register(self, client: Client) -> None:
        self.clients[client.client_id] = client

    def client(self, client_id: str) -> Client | None:
        """The app of this id; unless apps were registered at the start, any id is one."""
        known = self.clients.get(client_id)
        if known is not None or self.only_registered or not client_id:
            return known
        return Client(client_id)

    def consent(
        self,
        client_id: str,
        *,
        redirect_uri: str,
        scopes: tuple[str, ...],
        tenants: Iterable[str],
        now: float,
        challenge: str | None = None,
        nonce: str | None = None,
    ) -> Code:
        """A person said yes: connect the organisations and make the code."""
        event_id = str(uuid.uuid4())
        for tenant_id in tenants:
            self._connect(client_id, tenant_id, event_id, now)
        summed = self._consented.setdefault(client_id, [])
        summed.extend(scope for scope in scopes if scope not in summed)
        value = secrets.token_urlsafe(32)
        allowed = tuple(summed)
        code = Code(value, client_id, redirect_uri, allowed, challenge, nonce, event_id, now)
        self._codes[value] = code
        return code

    def _connect(self, client_id: str, tenant_id: str, event_id: str, now: float) -> None:
        known = self._connections.get((client_id, tenant_id))
        if known is None:
            known = Connection(str(uuid.uuid4()), client_id, tenant_id, event_id, now, now)
            self._connections[(client_id, tenant_id)] = known
        known.event_id, known.updated, known.connected = event_id, now, True

    def take_code(self, value: str, now: float) -> Code | None:
        """The code, once, if it is not too old."""
        code = self._codes.pop(value, None)
        return code if code is not None and now - code.issued < CODE_SECONDS else None

    def open_token_set(self, code: Code, now: float) -> TokenSet:
        token, expires = secrets.token_urlsafe(32), now + REFRESH_SECONDS
        made = TokenSet(code.client_id, code.scopes, code.event_id, now, token, expires)
        self._token_sets.append(made)
        return made

    def refresh(self, client_id: str, refresh_token: str, now: float) -> TokenSet | None:
        """The token set with a new refresh token, or None: used, foreign, too old, unknown."""
        found = self._token_set(refresh_token)
        if found is None or found.client_id != client_id or not found.takes(refresh_token, now):
            return None
        if refresh_token == found.current:
            found.previous, found.retired = found.current, now
        found.current, found.expires = secrets.token_urlsafe(32), now + REFRESH_SECONDS
        return found

    def _token_set(self, refresh_token: str) -> TokenSet | None:
        held = (kept for kept in self._token_sets if refresh_token in (kept.current, kept.previous))
        return next(held, None)

    def keep_access(self, access: Access) -> None:
        self._access[access.token] = access
        while len(self._access) > TOKENS_KEPT:
            del self._access[next(iter(self._access))]

    def access(self, token: str) -> Access | None:
        return self._access.get(token)

    def connections(self, access: Access) -> list[Connection]:
        """What this access token reaches: its app's connections, or its one organisation."""
        ours = (kept for kept in self._connections.values() if kept.client_id == access.client_id)
        return [
            kept for kept in ours if kept.connected and access.tenant_id in (None, kept.tenant_id)
        ]

    def connected_tenants(self, client_id: str) -> set[str]:
        return {kept.tenant_id for kept in self.all_connections() if kept.client_id == client_id}

    def all_connections(self) -> list[Connection]:
        return [kept for kept in self._connections.values() if kept.connected]

    def reaches(self, access: Access, tenant_id: str) -> bool:
        known = self._connections.get((access.client_id, tenant_id))
        bound = access.tenant_id in (None, tenant_id)
        return bound and known is not None and known.connected

    def connected(self, client_id: str | None, tenant_id: str) -> bool:
        """Whether this app, or any (None), is connected to an organisation."""
        return any(
            kept.tenant_id == tenant_id and client_id in (None, kept.client_id)
            for kept in self.all_connections()
        )

    def connected_since(self, client_id: str, tenant_id: str) -> float | None:
        """When this app was first connected to an organisation, in epoch seconds."""
        known = self._connections.get((client_id, tenant_id))
        return known.created if known is not None else None

    def connect_custom(self, client_id: str, tenant_id: str, now: float) -> None:
        """A custom connection is made in the portal; here by the first token it asks for."""
        if (client_id, tenant_id) not in self._connections:
            self._connect(client_id, tenant_id, str(uuid.uuid4()), now)

    def disconnect(self, access: Access, connection_id: str) -> bool:
        for kept in self.connections(access):
            if kept.id == connection_id:
                kept.connected = False
                return True
        return False

    def revoke(self, client_id: str, refresh_token: str) -> None:
        """End the token set, and with it every connection of that app; unknown tokens are fine."""
        found = self._token_set(refresh_token)
        if found is None or found.client_id != client_id:
            return
        self.drop_refresh(client_id)
        self.drop_connections(client_id)

    def drop_refresh(self, client_id: str | None = None) -> int:
        gone = [kept for kept in self._token_sets if client_id in (None, kept.client_id)]
        self._token_sets = [kept for kept in self._token_sets if kept not in gone]
        for name in [name for name in self._consented if client_id in (None, name)]:
            del self._consented[name]
        return len(gone)

    def drop_access(self, client_id: str | None = None) -> int:
        gone = [key for key, kept in self._access.items() if client_id in (None, kept.client_id)]
        for key in gone:
            del self._access[key]
        return len(gone)

    def drop_connections(self, client_id: str | None = None, tenant_id: str | None = None) -> int:
        gone = [
            kept
            for kept in self.all_connections()
            if client_id in (None, kept.client_id) and tenant_id in (None, kept.tenant_id)
        ]
        for kept in gone:
            kept.connected = False
        return len(gone)

    def clear(self) -> None:
        """Forget what people allowed; registered apps stay."""
        self._codes.clear()
        self._token_sets.clear()
        self._access.clear()
        self._connections.clear()
        self._consented.clear()

    def dump(self) -> Any:
        kept = _Kept(
            list(self.clients.values()),
            list(self._codes.values()),
            self._token_sets,
            list(self._access.values()),
            list(self._connections.values()),
            self._consented,
        )
        return msgspec.to_builtins(kept)

    def load(self, dumped: Mapping[str, Any]) -> None:
        kept = msgspec.convert(dumped, _Kept)
        self.clients = {client.client_id: client for client in kept.clients} | self._at_start
        self._codes = {code.value: code for code in kept.codes}
        self._token_sets = kept.token_sets
        self._access = {access.token: access for access in kept.access}
        self._connections = {(each.client_id, each.tenant_id): each for each in kept.connections}
        self._consented = kept.consented
