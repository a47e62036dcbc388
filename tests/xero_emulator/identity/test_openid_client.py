"""An OpenID Connect client library that knows only the issuer's address: Authlib."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authlib.integrations.httpx_client import OAuth2Client
from authlib.integrations.starlette_client import OAuth
from authlib.oidc.core import UserInfo

from xero_emulator.fixture import REDIRECT, Running

T = TypeVar("T")
SCOPE = "openid profile email offline_access accounting.contacts"


def library(emulator: Running, **more: Any) -> Any:
    """The library's client, told nothing but where discovery is."""
    return OAuth().register(
        "xero",
        client_id="a-library",
        server_metadata_url=f"{emulator.url}/.well-known/openid-configuration",
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "trust_env": False},
        **more,
    )


def run(work: Callable[[], Awaitable[T]]) -> T:
    async def whole() -> T:
        return await work()

    return asyncio.run(whole())


def go(url: str) -> dict[str, str]:
    """What a browser brings back."""
    location = httpx2.get(url).headers["location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


async def signed_in(client: Any) -> tuple[dict[str, Any], UserInfo]:
    """Discovery, consent, the code's exchange with PKCE, and the id token held to the keys."""
    begun = await client.create_authorization_url(REDIRECT)
    back = go(begun["url"])
    assert back["state"] == begun["state"]
    token = await client.fetch_access_token(
        code=back["code"], redirect_uri=REDIRECT, code_verifier=begun["code_verifier"]
    )
    return token, await client.parse_id_token(token, nonce=begun["nonce"])


@pytest.fixture
def here_and_now(emulator: Running) -> Running:
    """The library reads the wall clock when it looks at a token's life."""
    emulator.control.set_clock(datetime.now(UTC).isoformat(), running=True)
    return emulator


@pytest.mark.parametrize("secret", [None, "its secret"])
def test_a_library_signs_a_person_in(here_and_now: Running, secret: str | None) -> None:
    how = {"client_secret": secret} if secret else {"token_endpoint_auth_method": "none"}
    client = library(here_and_now, **how)
    token, person = run(lambda: signed_in(client))
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 1800)
    assert person["iss"] == here_and_now.url
    assert person["aud"] == "a-library"
    assert person["email"] == "demo.user@example.com"
    assert person["at_hash"]


def test_a_library_refuses_an_id_token_of_another_sign_in(here_and_now: Running) -> None:
    client = library(here_and_now, token_endpoint_auth_method="none")

    async def foreign() -> None:
        token, _ = await signed_in(client)
        await client.parse_id_token(token, nonce="another")

    with pytest.raises(Exception, match="nonce"):
        run(foreign)


def test_a_library_refuses_a_token_that_was_tampered_with(here_and_now: Running) -> None:
    client = library(here_and_now, token_endpoint_auth_method="none")

    async def spoiled() -> None:
        token, _ = await signed_in(client)
        head, body, signature = token["id_token"].split(".")
        wrong = ("A" if signature[0] != "A" else "B") + signature[1:]
        await client.parse_id_token({**token, "id_token": f"{head}.{body}.{wrong}"}, nonce=None)

    with pytest.raises(Exception, match=r"(?i)signature"):
        run(spoiled)


def test_a_library_refreshes_and_revokes(emulator: Running) -> None:
    found = httpx2.get(f"{emulator.url}/.well-known/openid-configuration").json()
    token = emulator.consent("a-library", SCOPE)
    with OAuth2Client(
        "a-library",
        "its secret",
        token=token,
        token_endpoint=found["token_endpoint"],
        revocation_endpoint_auth_method="client_secret_basic",
    ) as client:
        renewed = client.refresh_token(found["token_endpoint"])
        assert renewed["refresh_token"] != token["refresh_token"]
        reached = client.get(f"{emulator.url}/connections")
        assert len(reached.json()) == 2
        gone = client.revoke_token(found["revocation_endpoint"], renewed["refresh_token"])
        assert gone.status_code == 200
        assert client.get(f"{emulator.url}/connections").json() == []


def test_a_library_gets_a_custom_connections_token(emulator: Running) -> None:
    emulator.control.register("machine", secret="its secret", tenant_id=emulator.tenants()["AU"])
    found = httpx2.get(f"{emulator.url}/.well-known/openid-configuration").json()
    with OAuth2Client("machine", "its secret", scope="accounting.contacts") as client:
        client.fetch_token(found["token_endpoint"], grant_type="client_credentials")
        notes = client.get(f"{emulator.url}/api.xro/2.0/Notes/1").json()
    assert notes["of"] == "Notes of AU"
