"""Every secret is marked, everything is done with it and everything goes wrong once; afterwards
no mark is found in the database, a log, the journal, an export, an error, a figure or an answer.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import secrets
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from tests.database import new_database
from tests.stories.canaries import Canaries
from tests.stories.fleet import Fleet, fleet
from tests.stories.installation import LOOK, Installation
from tests.stories.process import Command

from tallyloom.api.application import TABLES
from tallyloom.connections.keeper import purpose
from tallyloom.store.embedded import Embedded
from xero_emulator.webhooks import envelope

API = "/api/v1"
LOGIN = "olga@example.test"
OK = """
schema: 1
name: Greets
connections: {books: {app: xero, connection: Books, organisation: "Demo Company (UK)"}}
flow:
  - {id: 1, module: xero.create_contact, connection: books, map: {Name: "Ann {{uuid}}"}}
  - {id: 2, module: xero.search_contacts, connection: books}
"""
FAILS = """
schema: 1
name: Stumbles
connections: {books: {app: xero, connection: Books, organisation: "Demo Company (UK)"}}
flow:
  - id: 1
    module: xero.create_invoice
    connection: books
    map: {Type: ACCREC, Contact.ContactID: "00000000-0000-0000-0000-000000000000",
          LineItems: [{Description: "x", Quantity: 1, UnitAmount: 1, AccountCode: "200"}]}
"""


def mark(what: str) -> str:
    return f"canary-{what}-{secrets.token_hex(8)}"


@dataclass(frozen=True)
class Marked(Installation):
    """Its key and the address of whom it tells are marked too."""

    key: str = ""
    notify: str = ""

    @property
    def environment(self) -> dict[str, str]:
        given = Installation.environment.fget(self)  # type: ignore[attr-defined]
        return {
            **given,
            "TALLYLOOM_SECRET_KEY": self.key,
            "TALLYLOOM_NOTIFY": self.notify,
            "TALLYLOOM_LOG_LEVEL": "debug",
        }


@dataclass
class Walk:
    """A person's way through everything, and what was answered."""

    fleet: Fleet
    canaries: Canaries
    browser: httpx2.Client
    answers: dict[str, bytes] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """One call whose answer may hold no secret."""
        answer = self.browser.request(method, path, json=body, headers=headers)
        said = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
        self.answers[f"{len(self.answers)} {method} {path} {answer.status_code}"] = (
            said + b"\n" + answer.content
        )
        return answer

    def tell(self, *words: str, **more: str) -> Command:
        """A command that shows its log; what it says may hold no secret."""
        command = self.fleet.installation.command(*words, "-v", **more)
        command.end()
        self.commands.append(command)
        return command

    @property
    def database(self) -> Any:
        return self.fleet.house.shop.house.database

    def value(self, statement: str) -> str:
        with self.database.connect() as on:
            return str(on.execute(text(statement)).scalars().first() or "none")

    def mark_tokens(self) -> None:
        """What the service gave is secret too, each time anew."""
        house = self.fleet.house.shop.house
        for row in house.connections.list():
            if row.tokens:
                opened = house.vault.open(row.tokens, purpose(row.id)).reveal()
                for number, token in enumerate(_tokens(json.loads(opened))):
                    self.canaries.add(f"token {number}", token)


def _tokens(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _tokens(each)
    elif isinstance(value, str) and len(value) >= 32 and " " not in value:
        yield value


@pytest.fixture
def marked(
    database_server: Embedded, launched_once: str, emulator: Any, tmp_path: Path
) -> Iterator[tuple[Marked, Canaries]]:
    """An installation whose secrets are all marked."""
    canaries = Canaries()
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    notify = mark("notify")
    canaries.add("key", key)
    canaries.add("key as bytes", base64.b64decode(key))
    canaries.add("whom to tell", notify)
    with new_database(database_server, launched_once) as url:
        canaries.add("password of the database", str(url.password))
        whom = f"json://olga:{notify}@127.0.0.1:1/{notify}"
        yield Marked(url, tmp_path / "home", emulator, key=key, notify=whom), canaries


def begin(walk: Walk) -> None:
    """The first owner comes in by the link, and makes a token."""
    canaries, server = walk.canaries, walk.fleet.server
    while len(server.json) < 2:
        assert not server.ended, server.told
        time.sleep(LOOK)
    link = str(server.json[1]["first_start"])
    code, password, wrong = link.partition("code=")[2], mark("password"), mark("wrong")
    for name, secret in (("link", code), ("password", password), ("wrong password", wrong)):
        canaries.add(name, secret)
    owner = {"code": code, "name": "Olga", "login": LOGIN, "password": password}
    walk.ask("POST", f"{API}/first-start", {**owner, "odd": wrong})
    walk.ask("POST", f"{API}/first-start", {**owner, "code": wrong})
    made = walk.browser.post(f"{API}/first-start", json=owner)
    assert made.status_code == 201, made.text
    for cookie in walk.browser.cookies.jar:
        canaries.add("session", str(cookie.value))
    csrf = made.json()["csrf_token"]
    walk.browser.headers["X-CSRF-Token"] = csrf
    walk.ask("POST", f"{API}/first-start", owner)
    for body in ({"password": wrong}, {"password": [wrong]}, {"login": wrong, "password": "x"}):
        walk.ask("POST", f"{API}/session", {"login": LOGIN, **body})
    token = walk.browser.post(f"{API}/me/tokens", json={"name": "program"})
    canaries.add("API token", token.json()["secret"])
    invited = walk.browser.post(f"{API}/users", json={"login": "ida@example.test"})
    found = re.search(r"code=([\w-]+)", invited.text)
    assert found
    canaries.add("invitation", found[1])
    for method, path in (("GET", "/link?code="), ("POST", "/link?code=")):
        walk.ask(method, path + wrong)


def register(walk: Walk) -> str:
    """The registration, with a secret and a signing key; its id."""
    secret, key = mark("client"), mark("signing")
    walk.canaries.add("client secret", secret)
    walk.canaries.add("signing key", key)
    bases = dict.fromkeys(("login", "identity", "api"), walk.fleet.installation.emulator.url)
    body = {"app": "xero", "client_id": "client", "client_secret": secret, "bases": bases}
    for wrong in ({"client_secret": {"is": secret}}, {"kind": secret}, {"bases": secret}):
        walk.ask("POST", f"{API}/registrations", {**body, **wrong})
    made = walk.ask("POST", f"{API}/registrations", body)
    assert made.status_code == 201, made.text
    id_ = str(walk.value("SELECT id FROM registrations"))
    for kept in ({"key": key, "keep": key}, {"key": [key]}, {"key": key}):
        put = walk.ask("PUT", f"{API}/registrations/{id_}/webhook", kept)
    assert put.status_code < 300, put.text
    wrong_ = envelope.signature(key, b"[]")
    for headers in ({"x-xero-signature": wrong_}, {"x-xero-signature": key}, {}):
        walk.ask("POST", f"/webhooks/{id_}", {}, **headers)
    body_ = envelope.body([], 0, 0)
    taken = walk.browser.post(
        f"/webhooks/{id_}",
        content=body_,
        headers={"x-xero-signature": envelope.signature(key, body_)},
    )
    assert taken.status_code == 200
    return id_


def connect(walk: Walk, registration: str) -> None:
    """A connection over the API; the service asks nobody."""
    modules = ["xero.search_contacts", "xero.create_contact", "xero.create_invoice"]
    body = {"app": "xero", "name": "Books", "registration_id": registration, "modules": modules}
    asked = walk.browser.post(f"{API}/connections", json=body)
    assert asked.status_code == 201, asked.text
    sent = httpx2.get(asked.json()["url"], follow_redirects=False).headers["location"]
    query = sent.partition("?")[2]
    walk.canaries.add("code of the consent", re.search(r"code=([^&]+)", query)[1])  # type: ignore[index]
    for _again in range(2):
        walk.ask("GET", f"/oauth/callback?{query}")
    walk.mark_tokens()


def work(walk: Walk, folder: Path) -> None:
    """Runs that go well, that are refused, that meet a broken service and an ended consent."""
    emulator = walk.fleet.installation.emulator
    files = {}
    for name, document in (("ok", OK), ("fails", FAILS)):
        files[name] = folder / f"{name}.scenario.yaml"
        files[name].write_text(document)
        walk.ask("POST", f"{API}/scenarios/import", {"text": document})
    assert walk.tell("scenario", "run", str(files["ok"])).end() == 0
    assert walk.tell("scenario", "run", str(files["fails"])).end() == 1
    scenario = walk.value("SELECT id FROM scenarios WHERE name = 'Greets'")
    ran = walk.ask("POST", f"{API}/scenarios/{scenario}/run", {})
    assert ran.status_code in (201, 202), ran.text
    emulator.control.fault("status", status=500, method="GET", path="*/Contacts*", times=1)
    walk.tell("scenario", "run", str(files["ok"]))
    with walk.database.begin() as on:  # it is time to renew
        on.execute(text("UPDATE connections SET expires_at = now()"))
    walk.tell("connections", "verify", "Books")
    walk.mark_tokens()
    emulator.control.revoke()
    walk.tell("scenario", "run", str(files["ok"]), "--detach")
    walk.tell("connections", "verify", "Books")
    walk.ask("POST", f"{API}/notices/test")


def look_everywhere(walk: Walk) -> None:
    """Every route that reads, by somebody who may, and by nobody."""
    ids = {
        "run_id": walk.value("SELECT id FROM runs ORDER BY started_at"),
        "scenario_id": walk.value("SELECT id FROM scenarios"),
        "connection_id": walk.value("SELECT id FROM connections"),
        "consent_id": walk.value("SELECT id FROM consents"),
        "registration_id": walk.value("SELECT id FROM registrations"),
        "incomplete_id": walk.value("SELECT id FROM incomplete"),
        "user_id": walk.value("SELECT id FROM users"),
        "notice_id": walk.value("SELECT id FROM notices"),
        "session_id": walk.value("SELECT id FROM sessions"),
        "sha256": "0" * 64,
        "module": "1",
        "number": "1",
        "listed": "account_codes",
    }
    with httpx2.Client(base_url=walk.browser.base_url, timeout=60) as stranger:
        _read_all(walk, stranger, ids)
    walk.ask("GET", f"{API}/openapi.json")
    for path in ("/", "/login", "/healthz", "/readyz"):
        walk.ask("GET", path)
    figures = httpx2.get(f"{_address(walk.fleet.workers[0])}/metrics")
    assert figures.status_code == 200
    walk.answers["the worker's figures"] = figures.content


def _read_all(walk: Walk, stranger: httpx2.Client, ids: Mapping[str, str]) -> None:
    for table in TABLES:
        for route in table.declared:
            if route.method != "GET":
                continue
            name = "xero.create_contact" if table.noun == "modules" else "xero"
            path = re.sub(r"{(\w+)}", lambda m, name=name: ids.get(m[1], name), route.path)
            given = {"seconds": "1"} if "seconds" in route.parameters else {}
            given |= {"q": "canary"} if "q" in route.parameters else {}
            query = "&".join(f"{key}={value}" for key, value in given.items())
            walk.ask("GET", f"{path}?{query}")
            assert stranger.get(path).status_code in (200, 303, 401), path


def _address(worker: Command) -> str:
    return str(worker.json[0]["address"]).replace("localhost", "127.0.0.1")


def break_down(walk: Walk) -> None:
    """What nobody foresaw: a table is gone while everything goes on."""
    for table in ("runs", "connections", "registrations", "sessions"):
        with walk.database.begin() as on:
            on.execute(text(f"ALTER TABLE {table} RENAME TO {table}_away"))
        for path in ("/runs", "/connections", "/registrations", "/me", "/doctor"):
            walk.ask("GET", API + path)
        walk.ask("POST", f"{API}/session", {"login": LOGIN, "password": mark("later")})
        if table == "connections":
            walk.tell("doctor")
        with walk.database.begin() as on:
            on.execute(text(f"ALTER TABLE {table}_away RENAME TO {table}"))


def command_lines(walk: Walk) -> None:
    """Commands of every noun here, at the server, and with a database that is not there."""
    token = walk.browser.post(f"{API}/me/tokens", json={"name": "remote"}).json()["secret"]
    walk.canaries.add("token of the command line", token)
    run = walk.value("SELECT id FROM runs")
    words = (
        ("doctor",),
        ("connections", "list", "--json"),
        ("connections", "show", "Books"),
        ("runs", "show", run, "--json"),
    )
    for each in words:
        walk.tell(*each)
    remote = {"TALLYLOOM_SERVER": str(walk.browser.base_url), "TALLYLOOM_TOKEN": token}
    for each in words[1:3]:
        walk.tell(*each, **remote)
    away = walk.fleet.installation.url.set(host="127.0.0.1", port=1, query={})
    walk.tell("doctor", TALLYLOOM_DATABASE_URL=away.render_as_string(hide_password=False))
    broken = walk.fleet.installation.environment["TALLYLOOM_SECRET_KEY"]
    walk.tell("doctor", TALLYLOOM_SECRET_KEY=f"{broken},{broken}x")


def said(walk: Walk) -> Iterator[tuple[str, bytes]]:
    """Everything that was answered, printed or logged, but the link that is printed on purpose."""
    yield from walk.answers.items()
    for command in (walk.fleet.server, *walk.fleet.workers, *walk.commands):
        lines = command.told.splitlines()
        kept = [line for line in lines if not line.startswith('{"first_start":')]
        yield f"{command}", "\n".join(kept).encode()


def test_no_secret_is_found_anywhere(marked: tuple[Marked, Canaries], tmp_path: Path) -> None:
    installation, canaries = marked
    with (
        fleet(installation, workers=1) as begun,
        httpx2.Client(base_url=begun.house.address, timeout=60) as browser,
    ):
        walk = Walk(begun, canaries, browser)
        begin(walk)
        connect(walk, register(walk))
        work(walk, tmp_path)
        look_everywhere(walk)
        command_lines(walk)
        break_down(walk)
        walk.mark_tokens()
        begun.server.stop()
        assert begun.server.end() == 0

        assert len(canaries.names) >= 14, canaries.names
        assert len(walk.answers) > 60
        assert canaries.in_database(walk.database) == {}
        assert {where: found for where, told in said(walk) if (found := canaries.hits(told))} == {}
        assert canaries.in_folder(installation.home) == {}
        plant(walk)


def plant(walk: Walk) -> None:
    """Whoever looked would have found it: each secret, written in each way."""
    secret = mark("planted")
    walk.canaries.add("planted", secret)
    with walk.database.begin() as on:
        run = on.execute(text("SELECT id FROM runs")).scalars().first()
        on.execute(
            text("INSERT INTO journal (run_id, step, ordinal, module, operations, entry)"
                 " VALUES (:run, 9999, 0, 1, 0, :entry)"),
            {"run": run, "entry": zlib.compress(json.dumps({"out": [secret]}).encode())},
        )  # fmt: skip
    assert walk.canaries.in_database(walk.database) == {"tallyloom.journal": {"planted"}}


Written = Callable[[bytes], bytes]
WAYS: Mapping[str, Written] = {
    "as it is": lambda raw: b"before " + raw + b" after",
    "in base64": lambda raw: base64.b64encode(b'{"x":"' + raw + b'"}'),
    "in base64 for addresses": lambda raw: base64.urlsafe_b64encode(b"12" + raw + b"345"),
    "in hex": lambda raw: raw.hex().encode(),
    "in an address": lambda raw: raw.replace(b"/", b"%2F").replace(b"+", b"%2B"),
    "packed": lambda raw: b"head" + gzip.compress(b"a long text with " + raw),
    "packed twice": lambda raw: zlib.compress(gzip.compress(raw)),
    "in UTF-16": lambda raw: raw.decode().encode("utf-16"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_planted_secret_is_found_however_it_is_written(way: str) -> None:
    canaries, raw = Canaries(), b"canary/of+this test" + secrets.token_hex(4).encode()
    raw = raw.replace(b" ", b"-")
    canaries.add("planted", raw)

    assert canaries.hits(WAYS[way](raw)) == {"planted"}
    assert canaries.hits(WAYS[way](raw[::-1][:8])) == set()
