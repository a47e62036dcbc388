"""A small accounting app, connected to the emulator over HTTP, with rows in a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from tallyloom.clock import TestClock
from tallyloom.connections.client import Client
from tallyloom.connections.connections import Connections
from tallyloom.connections.making import Connected
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Door, Incoming, Outgoing
from tallyloom.kit import (
    Action,
    Answer,
    App,
    Bundle,
    ExtendPermissions,
    Inputs,
    OAuth2,
    Reconnect,
    Request,
    RetryLater,
    Scopes,
    Steps,
    Tenant,
)
from tallyloom.store.database import Database
from xero_emulator.fixture import Running, running_emulator

KEY = "a2V5IG9mIHRoZSB0ZXN0cywgdGhpcnR5LXR3byBieXQ="
SECRET = "s3cret"
REDIRECT = "http://localhost:8080/oauth/callback"
NOON = "2026-03-02T12:00:00+00:00"
UK, AU = "Demo Company (UK)", "Demo Company (AU)"
ORGANISATION = "/api.xro/2.0/Organisation"


def tenants() -> Steps[Sequence[Tenant]]:
    answer = yield Request("GET", "/connections", tenanted=False)
    return [Tenant(row["tenantId"], row["tenantName"], row["tenantType"]) for row in answer.json()]


def fingerprint() -> Steps[Bundle]:
    answer = yield Request("GET", ORGANISATION)
    facts = answer.json()["Organisations"][0]
    return {name: facts[name] for name in ("OrganisationID", "CountryCode")}


def judge(answer: Answer) -> None:
    if answer.status == 401 and b"AuthorizationUnsuccessful" in answer.body:
        raise ExtendPermissions
    if answer.status in (401, 403):
        raise Reconnect
    if answer.status >= 500:
        raise RetryLater


def _nothing(_inputs: Inputs) -> Steps[Bundle]:
    yield Request("GET", ORGANISATION)
    return {}


def module(*scopes: str) -> Action:
    return Action(label="m", about="", run=_nothing, scopes=Scopes(scopes, scopes))


BOOKS = App(
    name="books",
    label="Books",
    about="A little of Xero.",
    modules={
        "a": module("accounting.contacts"),
        "b": module("accounting.contacts.read", "accounting.settings.read"),
    },
    connection=OAuth2(
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
        tenant_header="Xero-Tenant-Id",
        grace=timedelta(minutes=30),
        pick_lists=Scopes(("accounting.settings.read",), ("accounting.settings.read",)),
    ),
    judge=judge,
)


class Watched(Door):
    """The real door, with a note of every call that went through."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.sent: list[Outgoing] = []

    def send(self, outgoing: Outgoing) -> Incoming:
        self.sent.append(outgoing)
        return super().send(outgoing)


@dataclass
class Office:
    """An installation and the service it talks to; both live by the same clock."""

    connections: Connections
    emulator: Running
    database: Database
    door: Watched
    clock: TestClock
    vault: Vault

    def again(self) -> Connections:
        """The same installation as another process sees it."""
        return Connections(
            self.database,
            self.door,
            self.vault,
            self.clock,
            {"books": BOOKS},
            pause=lambda _s: None,
        )

    def register(self, client_id: str = "web", secret: str | None = SECRET, **more: Any) -> None:
        bases = dict.fromkeys(("login", "identity", "api"), self.emulator.url)
        self.connections.registrations.add(
            "books",
            client_id,
            Secret(secret) if secret else None,
            **{"name": client_id, "bases": bases, **more},
        )

    def consent(self, name: str = "main", registration: str = "web") -> Connected:
        begun = self.connections.begin(name, registration, redirect=REDIRECT)
        return self.connections.walk(begun)

    def client(self, organisation: str = UK, name: str = "main") -> Client:
        return self.connections.client(name, organisation)

    def token_calls(self) -> int:
        return len([row for row in self.log() if row["path"] == "/connect/token"])

    def log(self) -> list[dict[str, Any]]:
        found = self.emulator.control.log()
        rows: list[dict[str, Any]] = found["calls"] if isinstance(found, dict) else found
        return rows


@pytest.fixture
def make_office(database: Database) -> Iterator[Callable[..., Office]]:
    """Makes offices; `auto_consent=False` lets the service ask a person."""
    with ExitStack() as opened:

        def make(**how: Any) -> Office:
            clients = [("web", "s3cret"), ("pkce", None)]
            emulator = opened.enter_context(
                running_emulator(**{"seed": "empty", "clients": clients, **how})
            )
            emulator.control.set_clock(NOON)
            clock = TestClock(f"{emulator.url}/_emulator/clock")
            door = Watched([urlsplit(emulator.url).netloc], clock)
            opened.callback(door.close)
            vault = Vault([KEY])
            made = Connections(
                database, door, vault, clock, {"books": BOOKS}, pause=lambda _s: None
            )
            return Office(made, emulator, database, door, clock, vault)

        yield make


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    """An installation with the registrations `web` (with a secret) and `pkce` (without)."""
    made = make_office()
    made.register("web", "s3cret")
    made.register("pkce", None)
    return made


@pytest.fixture
def connected(office: Office) -> Office:
    """The same with the connection `main`, which reaches every demo organisation."""
    office.consent()
    office.emulator.control.clear_log()
    office.door.sent.clear()
    return office
