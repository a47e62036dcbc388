"""An emulator with two tiny organisations whose only resource is a note, for the server's tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
import pytest

from xero_emulator.calls import Call, Reply, Route
from xero_emulator.changes import Changes
from xero_emulator.fixture import Running, running_emulator
from xero_emulator.switches import Switches
from xero_emulator.world import Parts

NOON = "2026-03-02T12:00:00+00:00"
TENANTS = {
    "GB": "11111111-1111-4111-8111-111111111111",
    "AU": "22222222-2222-4222-8222-222222222222",
}


@dataclass
class Notes:
    """Books that hold notes."""

    tenant_id: str
    name: str
    country: str
    notes: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    switches: Switches = field(default_factory=Switches)

    def ledger(self) -> dict[str, Any]:
        return {"notes": self.notes}

    def dump(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant_id,
            "name": self.name,
            "country": self.country,
        } | self.ledger()

    @classmethod
    def load(cls, dumped: dict[str, Any]) -> Notes:
        return cls(dumped["tenant"], dumped["name"], dumped["country"], dumped["notes"])


def _told(status: int, **told: Any) -> Reply:
    return Reply(status, json.dumps(told).encode())


def _list(call: Call) -> Reply:
    return _told(200, notes=call.books.notes, query=dict(call.query), now=call.now.isoformat())


def _get(call: Call) -> Reply:
    return _told(200, asked=call.path["NoteID"], of=call.books.name)


def _write(call: Call) -> Reply:
    call.books.notes.append(call.body.decode())
    status = 400 if call.body == b"wrong" else 200
    return _told(status, count=len(call.books.notes))


def _break(call: Call) -> Reply:
    call.books.notes.append("broken")
    raise RuntimeError("a resource with a fault in it")


READ = ("accounting.contacts", "accounting.contacts.read")
WRITE = ("accounting.contacts",)
ROUTES = (
    Route("getNotes", "GET", "/Notes", READ, _list),
    Route("createNotes", "PUT", "/Notes", WRITE, _write),
    Route("updateNotes", "POST", "/Notes", WRITE, _write),
    Route("getNote", "GET", "/Notes/{NoteID}", READ, _get),
    Route("deleteNote", "DELETE", "/Notes/{NoteID}", WRITE, _write),
    Route("breakNotes", "POST", "/Notes/Break", WRITE, _break),
    Route("getFiles", "GET", "/Files", ("files",), _list, "/files.xro/1.0"),
)


def _plant(seed: str, now: datetime) -> list[Notes]:
    if seed not in ("demo", "empty"):
        raise ValueError(f"no seed is called {seed}")
    notes = ["planted"] if seed == "demo" else []
    return [
        Notes(tenant, f"Notes of {country}", country, list(notes))
        for country, tenant in TENANTS.items()
    ]


PARTS = Parts(ROUTES, _plant, Notes.load)


@dataclass
class App:
    """A connected app: calls carry its token and its organisation."""

    emulator: Running
    token: str
    tenant: str
    http: httpx2.Client

    def headers(self, **more: str) -> dict[str, str]:
        sent = {"authorization": f"Bearer {self.token}", "xero-tenant-id": self.tenant}
        return sent | {name.replace("_", "-"): value for name, value in more.items()}

    def call(
        self, method: str, path: str, body: str | bytes | None = None, **headers: str
    ) -> httpx2.Response:
        address = f"{self.emulator.url}/api.xro/2.0{path}"
        return self.http.request(method, address, content=body, headers=self.headers(**headers))

    def get(self, path: str = "/Notes", **headers: str) -> httpx2.Response:
        return self.call("GET", path, **headers)

    def post(self, body: str = "a note", path: str = "/Notes", **headers: str) -> httpx2.Response:
        return self.call("POST", path, body, **headers)

    def notes(self) -> list[str]:
        notes: list[str] = self.emulator.control.ledger(self.tenant)["notes"]
        return notes


Connect = Callable[..., App]


@pytest.fixture
def emulator() -> Iterator[Running]:
    """A small emulator whose clock stands still at noon."""
    with running_emulator(parts=PARTS) as running:
        running.control.set_clock(NOON)
        yield running


@pytest.fixture
def connect(emulator: Running) -> Iterator[Connect]:
    """Connect an app to both organisations; calls go to the British one unless told."""
    with httpx2.Client(timeout=30.0) as http:

        def connected(client_id: str = "test-app", country: str = "GB", **how: Any) -> App:
            token = emulator.consent(client_id, **how)["access_token"]
            return App(emulator, token, TENANTS[country], http)

        yield connected


@pytest.fixture
def app(connect: Connect) -> App:
    return connect()


@pytest.fixture
def in_background() -> Iterator[Callable[..., Future[httpx2.Response]]]:
    """Begin a call without waiting for its answer."""
    with ThreadPoolExecutor(32) as threads:
        yield threads.submit


@pytest.fixture
def lost() -> Callable[..., str]:
    """Make a call whose answer does not arrive whole, and say what the client saw."""

    def losing(call: Callable[..., httpx2.Response], *what: Any, **how: Any) -> str:
        with pytest.raises(httpx2.RemoteProtocolError) as seen:
            call(*what, **how)
        return str(seen.value)

    return losing


@pytest.fixture
def parts() -> Parts:
    """What makes an emulator a small one."""
    return PARTS
