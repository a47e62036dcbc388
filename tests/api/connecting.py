"""A house beside an emulated service that asks a person, and the person with their browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from sqlalchemy import text
from starlette.testclient import TestClient
from tests.api.conftest import HandClock
from tests.api.people import Person, somebody

from tallyloom.api.application import application
from tallyloom.house import House
from tallyloom.settings import load
from tallyloom.store.database import Database
from xero_emulator.fixture import Running, running_emulator

SECRET = "s3cret-of-the-web-app"
CLIENTS = [("web", SECRET), ("pkce", None), ("machine", SECRET)]
API = "/api/v1"
INVOICING = """
schema: 1
name: {name}
connections:
  books: {{app: xero, connection: {connection}, organisation: Demo Company (UK)}}
flow:
  - id: 1
    module: {module}
    connection: books
    map: {map}
"""


@dataclass
class Office:
    """An installation and the service; both live by clocks that move together."""

    house: House
    emulator: Running
    browser: TestClient
    clock: HandClock
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, role: str = "owner", login: str = "") -> dict[str, str]:
        """Headers of somebody's browser, signed in; the same person again by the same login."""
        login = login or f"{role}@example.test"
        if login not in self.people:
            self.people[login] = somebody(self.house, role, login)
        return self.people[login].session()

    def token(self, login: str = "owner@example.test") -> dict[str, str]:
        """Headers of a program of theirs."""
        if login not in self.people:
            self.people[login] = somebody(self.house, "owner", login)
        return self.people[login].token()

    def ask(
        self, who: Mapping[str, str], method: str, path: str, body: Any = None, status: int = 200
    ) -> Any:
        """One call of the API; its answer, which must have this status."""
        answer = self.browser.request(method, API + path, headers=dict(who), json=body)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def register(
        self,
        who: Mapping[str, str],
        client_id: str = "web",
        secret: str | None = SECRET,
        **more: Any,
    ) -> Any:
        bases = dict.fromkeys(("login", "identity", "api"), self.emulator.url)
        body = {"app": "xero", "client_id": client_id, "client_secret": secret, "bases": bases}
        return self.ask(who, "POST", "/registrations", body | more, 201)

    def connect(self, who: Mapping[str, str], **body: Any) -> Any:
        """Ask for a connection; what is answered."""
        return self.ask(who, "POST", "/connections", {"app": "xero", **body}, 201)

    def allow(self, url: str, tenants: Sequence[str] | None = None) -> str:
        """Allow access on the consent page; the address that the browser is sent to."""
        chosen = list(self.emulator.tenants().values()) if tenants is None else list(tenants)
        return self._decide(url, {"decision": "allow", "tenant": chosen})

    def refuse(self, url: str) -> str:
        return self._decide(url, {"decision": "refuse"})

    def _decide(self, url: str, decision: Mapping[str, Any]) -> str:
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with httpx2.Client(verify=False, timeout=60.0) as http:
            page = http.get(url)
            assert "wants to connect" in page.text, page.text
            at = f"{parts.scheme}://{parts.netloc}{parts.path}"
            return str(http.post(at, data={**asked, **decision}).headers["location"])

    def come_back(self, who: Mapping[str, str], address: str, **headers: str) -> tuple[int, str]:
        """The browser follows the service's redirect; status and text of the page it ends on."""
        parts = urlsplit(address)
        cookie = {"Cookie": who["Cookie"]} if "Cookie" in who else {}
        landed = self.browser.get(f"{parts.path}?{parts.query}", headers={**cookie, **headers})
        assert landed.status_code == 303
        assert landed.headers["cache-control"] == "no-store"
        assert landed.headers["referrer-policy"] == "no-referrer"
        assert "code=" not in landed.headers["location"]
        page = self.browser.get(landed.headers["location"], headers=cookie)
        return page.status_code, page.text

    def connected(self, who: Mapping[str, str], **body: Any) -> Any:
        """The whole way to a connection; its facts."""
        tenants = body.pop("tenants", None)
        asked = self.connect(who, **body)
        assert asked["trouble"] is None, asked["trouble"]
        status, page = self.come_back(who, self.allow(asked["url"], tenants))
        assert status == 200, page
        consent = self.ask(who, "GET", f"/consents/{asked['id']}")
        found = self.ask(who, "GET", f"/connections/{consent['connection_id']}")
        return found["connection"]

    def renew(
        self, who: Mapping[str, str], consent: Any, tenants: Sequence[str] | None = None
    ) -> Any:
        """Give the consent that was asked for again; what came of it."""
        status, page = self.come_back(who, self.allow(consent["url"], tenants))
        assert status == 200, page
        return self.ask(who, "GET", f"/consents/{consent['id']}")

    def pass_time(self, **by: float) -> None:
        """Move both clocks on."""
        seconds = timedelta(**by).total_seconds()
        self.clock.wait(seconds)
        self.emulator.control.advance(seconds)

    def counts(self) -> tuple[int, int]:
        """How many connections there are that were not removed, and how many hold tokens."""
        with self.house.database.connect() as on:
            row = on.execute(
                text(
                    "SELECT count(*) FILTER (WHERE state <> 'removed'),"
                    " count(*) FILTER (WHERE tokens IS NOT NULL) FROM connections"
                )
            ).one()
        return row[0], row[1]

    def scenario(self, connection: str, module: str, map_: str, name: str = "Invoicing") -> str:
        """A stored scenario; its id."""
        document = INVOICING.format(name=name, connection=connection, module=module, map=map_)
        kept = self.house.scenarios.keep(name, document, self.house.clock.now())
        return kept.scenario_id


@contextmanager
def asking(**how: Any) -> Iterator[Running]:
    """A service that asks a person. `scopes` says which vocabulary it takes."""
    with running_emulator(seed="empty", clients=CLIENTS, auto_consent=False, **how) as emulator:
        yield emulator


@contextmanager
def office(emulator: Running, home: Path, database: Database, **more: Any) -> Iterator[Office]:
    """Nothing was done here yet; `more` are further settings."""
    with ExitStack() as opened:
        clock = HandClock()
        emulator.control.reset()
        emulator.control.set_clock(clock.at.isoformat())
        allow = [urlsplit(emulator.url).netloc, *more.pop("allow_addresses", ())]
        given = {"home": home, "database_url": database.url, "allow_addresses": ",".join(allow)}
        settings = load(given | more)
        house = House(settings, clock, Database.open(settings))
        opened.callback(house.close)
        browser = TestClient(
            application(house), base_url="http://localhost", follow_redirects=False
        )
        yield Office(house, emulator, browser, clock)
