"""One emulator for all tests of a process, with books that begin again for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.xero_emulator.contract import Contract
from tests.xero_emulator.sdk.client import CLIENT_ID, Sdk
from xero_python.api_client.oauth2 import TokenApi

from xero_emulator.fixture import SCOPES, Running, running_emulator
from xero_emulator.identity.scopes import BROAD, UNCHANGED

NOON = "2026-03-02T12:00:00+00:00"
EVERYTHING = " ".join((SCOPES, *sorted((BROAD | UNCHANGED) - set(SCOPES.split()))))


@pytest.fixture(scope="session")
def contract(reference: Path) -> Contract:
    return contract_of(reference / "xero-openapi", "accounting")


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """A Xero that counts no limits."""
    with running_emulator(seed="empty") as emulator:
        emulator.control.limits(enabled=False)
        yield emulator


@pytest.fixture
def xero(running: Running) -> Running:
    """The organisations before any document, at noon of 2 March 2026."""
    running.control.set_clock(NOON)
    running.control.reset("empty")
    return running


@cache
def contract_of(folder: Path, api: str) -> Contract:
    return Contract(folder, api)


@pytest.fixture
def sdk_of(
    xero: Running, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Sdk]:
    """The SDK as an app that may do everything: `sdk_of("payroll-nz", "NZ")`."""
    monkeypatch.setattr(TokenApi, "refresh_token_url", f"{xero.url}/connect/token")
    monkeypatch.setattr(TokenApi, "client_credentials_token_url", f"{xero.url}/connect/token")
    monkeypatch.setattr(TokenApi, "revoke_token_url", f"{xero.url}/connect/revocation")

    def made(api: str = "accounting", country: str = "GB") -> Sdk:
        contract = contract_of(reference / "xero-openapi", api)
        token = xero.consent(CLIENT_ID, EVERYTHING)
        return Sdk(xero.url, xero.tenants()[country], contract, token, tmp_path)

    return made


@pytest.fixture
def sdk(sdk_of: Callable[..., Sdk]) -> Sdk:
    """The SDK for the Accounting API of the British organisation."""
    return sdk_of()
