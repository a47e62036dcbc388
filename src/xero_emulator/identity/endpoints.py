"""Identity: which address answers what, discovery, keys, and the connections.

How it was checked: addresses from the reference's section 2.1, connections from Xero's identity
OpenAPI 16.1.0, discovery from OpenID Connect. Unverified: the order of connections, and which
members Xero's discovery document has beyond those that a client needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from xero_emulator.arrival import Arrival
from xero_emulator.calls import Reply
from xero_emulator.identity import scopes
from xero_emulator.identity.authorize import AUTHORIZE, Authorize
from xero_emulator.identity.bearer import holder
from xero_emulator.identity.grants import Connection
from xero_emulator.identity.oauth import addresses, told, xero_date
from xero_emulator.identity.tokens import Tokens
from xero_emulator.refusals import not_found
from xero_emulator.world import World

Endpoint: TypeAlias = Callable[[Arrival], Reply]


class Identity:
    """The addresses of login.xero.com, identity.xero.com and the connections of api.xero.com."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tokens = Tokens(world)
        authorize = Authorize(world)
        self._endpoints: dict[tuple[str, str], tuple[str, Endpoint]] = {
            ("GET", "/.well-known/openid-configuration"): ("discovery", self._discovery),
            ("GET", "/.well-known/openid-configuration/jwks"): ("jwks", self._jwks),
            ("GET", AUTHORIZE): ("authorize", authorize.get),
            ("POST", AUTHORIZE): ("consent", authorize.post),
            ("POST", "/connect/token"): ("token", self._tokens.token),
            ("POST", "/connect/revocation"): ("revocation", self._tokens.revocation),
            ("GET", "/connections"): ("getConnections", self._get_connections),
        }

    def find(self, method: str, path: str) -> tuple[str, Endpoint] | None:
        """The operation's name and its answer, if this address is one of identity's."""
        asked = path.lower().rstrip("/")
        if method == "DELETE" and asked.startswith("/connections/"):
            return "deleteConnection", self._delete_connection
        return self._endpoints.get(("GET" if method == "HEAD" else method, asked))

    def _discovery(self, arrival: Arrival) -> Reply:
        login, identity = addresses(arrival.origin)
        return told(
            {
                "issuer": identity,
                "jwks_uri": f"{identity}/.well-known/openid-configuration/jwks",
                "authorization_endpoint": f"{login}{AUTHORIZE}",
                "token_endpoint": f"{identity}/connect/token",
                "revocation_endpoint": f"{identity}/connect/revocation",
                "scopes_supported": sorted(scopes.KNOWN),
                "claims_supported": ["sub", "xero_userid", "email", "given_name", "family_name"],
                "grant_types_supported": self._tokens.ways(),
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                    "none",
                ],
                "id_token_signing_alg_values_supported": ["RS256"],
                "subject_types_supported": ["public"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def _jwks(self, arrival: Arrival) -> Reply:
        return told(self._world.keys.public())

    def _get_connections(self, arrival: Arrival) -> Reply:
        access = holder(self._world.grants, arrival.headers, arrival.now)
        if isinstance(access, Reply):
            return access
        event = {name.lower(): value for name, value in arrival.parameters().items()}
        wanted = event.get("autheventid")
        found = [
            self._show(each)
            for each in self._world.grants.connections(access)
            if wanted in (None, "", each.event_id) and each.tenant_id in self._world.organisations
        ]
        return told(found)

    def _show(self, connection: Connection) -> dict[str, str]:
        return {
            "id": connection.id,
            "authEventId": connection.event_id,
            "tenantId": connection.tenant_id,
            "tenantType": "ORGANISATION",
            "tenantName": self._world.organisations[connection.tenant_id].books.name,
            "createdDateUtc": xero_date(connection.created),
            "updatedDateUtc": xero_date(connection.updated),
        }

    def _delete_connection(self, arrival: Arrival) -> Reply:
        access = holder(self._world.grants, arrival.headers, arrival.now)
        if isinstance(access, Reply):
            return access
        gone = self._world.grants.disconnect(access, arrival.path.rstrip("/").rpartition("/")[2])
        return Reply(204, b"", "") if gone else not_found()
