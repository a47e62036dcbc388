"""An emulator for tests: `running_emulator()` anywhere, the fixture `xero_emulator` in pytest.

How it was checked: by our own tests; this file holds no fact about Xero.

Write `pytest_plugins = ["xero_emulator.fixture"]` in a conftest to get the fixture.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from xero_emulator.clock import clock_at
from xero_emulator.identity.apps import Vocabulary
from xero_emulator.identity.grants import Client
from xero_emulator.listening import listen
from xero_emulator.server import Listener
from xero_emulator.tiers import TierName
from xero_emulator.tls import Secure, secured
from xero_emulator.world import DECODER, ENCODER, Parts, World, real_parts

START_SECONDS = 30.0
SCOPES = (
    "openid profile email offline_access accounting.transactions accounting.contacts "
    "accounting.settings accounting.attachments"
)
REDIRECT = "http://localhost:8080/callback"


class EmulatorDidNotStart(Exception):
    """The emulator ended before it was ready; the cause is chained."""


class ControlRefused(Exception):
    """The control API refused; the message is what it answered."""


def plain_client(url: str) -> httpx2.Client:
    """A client of an address without TLS: it loads no certificates, which takes a while."""
    return httpx2.Client(base_url=url, verify=False, timeout=60.0)


class Control:
    """Calls of the control API; each gives the decoded JSON answer, with Decimal for money."""

    def __init__(self, url: str) -> None:
        self._http = plain_client(f"{url}/_emulator")

    def call(self, method: str, path: str, body: Any = None) -> Any:
        content = ENCODER.encode(body) if body is not None else None
        answer = self._http.request(method, path, content=content)
        if answer.status_code >= 400:
            raise ControlRefused(f"{answer.status_code} {answer.text}")
        return DECODER.decode(answer.content) if answer.content else None

    def state(self) -> Any:
        return self.call("GET", "/state")

    def reset(self, seed: str | None = None, keep_identity: bool = False) -> Any:
        return self.call("POST", "/reset", {"seed": seed, "keep_identity": keep_identity})

    def set_clock(self, to: str, running: bool = False) -> Any:
        return self.call("POST", "/clock", {"set": to, "running": running})

    def advance(self, seconds: float) -> Any:
        return self.call("POST", "/clock", {"advance": seconds})

    def fault(self, do: str, **how: Any) -> str:
        """Add a fault and give its id."""
        return str(self.call("POST", "/faults", {"do": do, **how})["id"])

    def faults(self) -> Any:
        return self.call("GET", "/faults")

    def clear_faults(self) -> None:
        self.call("DELETE", "/faults")

    def wait_held(self, fault_id: str, count: int = 1) -> Any:
        """Return once the `hold` fault keeps that many calls open."""
        return self.call("GET", f"/faults/{fault_id}/held?count={count}")

    def release(self, fault_id: str) -> Any:
        return self.call("POST", f"/faults/{fault_id}/release")

    def limits(self, **changes: Any) -> Any:
        return self.call("POST", "/limits", changes)

    def ledger(self, tenant: str | None = None) -> Any:
        return self.call("GET", f"/ledger?tenant={tenant}" if tenant else "/ledger")

    def log(self, path: str = "") -> Any:
        return self.call("GET", f"/log?path={path}")

    def counts(self, path: str = "") -> Any:
        return self.call("GET", f"/log/counts?path={path}")

    def clear_log(self) -> None:
        self.call("DELETE", "/log")

    def revoke(self, what: str = "all", **whose: str) -> Any:
        return self.call("POST", "/revoke", {"what": what, **whose})

    def register(self, client_id: str, **how: str) -> Any:
        return self.call("POST", "/clients", {"client_id": client_id, **how})

    def switch(self, tenant: str, **changes: Any) -> Any:
        """Turn something on or off in one organisation, and give all its switches."""
        return self.call("POST", f"/organisations/{tenant}", changes)

    def webhook(self, url: str, client_id: str | None = None, **how: Any) -> Any:
        """Give an app (None: every app) a webhook; its `status` says whether it is enabled."""
        return self.call("POST", "/webhooks", {"url": url, "client_id": client_id, **how})

    def webhooks(self) -> Any:
        return self.call("GET", "/webhooks")

    def enable_webhook(self, webhook_id: str) -> Any:
        """Ask for the intent to receive again."""
        return self.call("POST", f"/webhooks/{webhook_id}/enable")

    def deliveries(self, webhook_id: str) -> Any:
        """What the receiver was sent, oldest first, with every attempt."""
        return self.call("GET", f"/webhooks/{webhook_id}/deliveries")

    def settle(self) -> Any:
        """Return once every event that is due by now was sent."""
        return self.call("POST", "/webhooks/settle")

    def apps(self, **rules: Any) -> Any:
        """All apps, after changing the rules for those of which nothing was said."""
        return self.call("POST", "/apps", rules)

    def app(self, client_id: str, **changes: Any) -> Any:
        """One app: its tier, its scopes, what it has left and what it was sent."""
        return self.call("POST", f"/apps/{client_id}", changes)

    def snapshot(self) -> Any:
        return self.call("GET", "/snapshot")

    def load_snapshot(self, snapshot: Any) -> Any:
        return self.call("POST", "/snapshot", snapshot)

    def close(self) -> None:
        self._http.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A started emulator: its address and its control; with `tls`, what clients need for HTTPS."""

    url: str
    control: Control
    secure: Secure | None = None

    def tenants(self) -> dict[str, str]:
        """Tenant ids by country code (of several organisations in a country, the first)."""
        organisations = self.control.state()["organisations"]
        return {each["country"]: each["tenant_id"] for each in reversed(organisations)}

    def consent(
        self,
        client_id: str = "test-app",
        scope: str = SCOPES,
        tenants: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        """Go through consent and code exchange with PKCE, and give the token answer.

        `tenants` are the organisations to connect; None connects all of them.
        """
        verifier = secrets.token_urlsafe(48)
        form = self._asked(client_id, scope, verifier)
        chosen = tenants if tenants is not None else list(self.tenants_by_id())
        with plain_client(self.url) as http:
            answer = http.post(
                "/identity/connect/authorize",
                data={**form, "decision": "allow", "tenant": list(chosen)},
            )
            back = parse_qs(urlsplit(answer.headers["location"]).query)
            token = {"grant_type": "authorization_code", "code": back["code"][0]}
            token |= {"redirect_uri": REDIRECT, "client_id": client_id, "code_verifier": verifier}
            told: dict[str, Any] = http.post("/connect/token", data=token).json()
        return told

    def tenants_by_id(self) -> dict[str, str]:
        """Names of the organisations by tenant id."""
        organisations = self.control.state()["organisations"]
        return {each["tenant_id"]: each["name"] for each in organisations}

    def _asked(self, client_id: str, scope: str, verifier: str) -> Mapping[str, str]:
        digest = hashlib.sha256(verifier.encode()).digest()
        return {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": REDIRECT,
            "scope": scope,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }


@contextmanager
def running_emulator(
    *,
    seed: str = "demo",
    state: Path | None = None,
    clients: Sequence[tuple[str, str | None]] = (),
    auto_consent: bool = True,
    clock: str = "real",
    host: str = "127.0.0.1",
    port: int = 0,
    parts: Parts | None = None,
    tls: Path | None = None,
    webhook: tuple[str, str | None] | None = None,
    scopes: Vocabulary | None = None,
    tier: TierName | None = None,
) -> Iterator[Running]:
    """An emulator in a thread of this process, by default on a free port, stopped at the end.

    The options are those of the command line; `clients` are pairs of id and secret, and `tls` is
    the folder of the local authority: with it, HTTPS and a proxy to it are served on free ports.
    `webhook` is an address and its key, if it is to have a certain one.
    """
    registered = [Client(client_id, secret) for client_id, secret in clients]
    rules: dict[str, str | None] = {"scopes": scopes, "tier": tier}
    world = World(
        parts or real_parts(), clock_at(clock), seed, registered, auto_consent, rules, webhook
    )
    ready = threading.Event()
    secure = secured(host, 0, 0, tls) if tls is not None else None
    listener = Listener(world, listen(host, port), state, lambda url: ready.set(), secure)
    failed: list[BaseException] = []
    thread = threading.Thread(target=_serve, args=(listener, ready, failed), daemon=True)
    thread.start()
    if not ready.wait(START_SECONDS) or failed:
        raise EmulatorDidNotStart from (failed[0] if failed else None)
    control = Control(listener.url)
    try:
        yield Running(listener.url, control, secure)
    finally:
        control.close()
        listener.should_exit = True
        thread.join(START_SECONDS)


def _serve(listener: Listener, ready: threading.Event, failed: list[BaseException]) -> None:
    try:
        listener.listen_until_told()
    except BaseException as trouble:
        failed.append(trouble)
        ready.set()


@pytest.fixture
def xero_emulator() -> Iterator[Running]:
    """A fresh emulator; its organisations hold no documents, so that a test may count its own."""
    with running_emulator(seed="empty") as running:
        yield running
