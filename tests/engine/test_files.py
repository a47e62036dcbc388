"""Files as bodies of writes, over HTTP: streamed, known by their hash, the same when sent again."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import text
from tests.engine.test_steps import Crash, crash_at
from tests.engine.workshop import Workshop, judge, step

from tallyloom.connections.connections import Connections
from tallyloom.connections.vault import Secret, Vault
from tallyloom.egress import Door
from tallyloom.kit import (
    Action,
    Again,
    App,
    Bundle,
    FileField,
    Form,
    Inputs,
    OAuth2,
    Request,
    Steps,
    Tenant,
    Text,
)
from tallyloom.store.database import Database

KEY = "a2V5IG9mIHRoZSB0ZXN0cywgdGhpcnR5LXR3byBieXQ="
BYTES = bytes(range(256)) * 3000  # several chunks of the blob store


@dataclass
class Arrived:
    """One upload as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Cloud:
    """A service that keeps what is uploaded. `loses` counts answers that never leave it."""

    url: str = ""
    arrived: list[Arrived] = field(default_factory=list)
    loses: int = 0

    def answer(self, one: Arrived) -> Any:
        """None gives no answer."""
        if one.path == "/token":
            return {"access_token": "t", "token_type": "Bearer", "expires_in": 1800, "scope": "f"}
        if one.path == "/tenants":
            return [{"id": "t1", "name": "Demo"}]
        if one.path == "/me":
            return {"id": "t1"}
        self.arrived.append(one)
        if self.loses:
            self.loses -= 1
            return None
        return {"id": len(self.arrived)}


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    made = Cloud()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            size = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = made.answer(Arrived(self.path, headers, self.rfile.read(size)))
            if said is None:
                self.close_connection = True
                return
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the server's own names

        def log_message(self, *_said: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()
        thread.join()


def _tenants() -> Steps[list[Tenant]]:
    answer = yield Request("GET", "/tenants", tenanted=False)
    return [Tenant(one["id"], one["name"]) for one in answer.json()]


def _me() -> Steps[Bundle]:
    answer = yield Request("GET", "/me")
    return dict(answer.json())


def _body(given: Inputs) -> Steps[Bundle]:
    answer = yield Request("POST", "/body", body=given["file"], again=Again.SAFE)
    return dict(answer.json())


def _form(given: Inputs) -> Steps[Bundle]:
    form = Form(given["file"], "upload", {"folder": given.get("folder", "")})
    answer = yield Request("POST", "/form", body=form, again=Again.NEVER)
    return dict(answer.json())


INPUTS = (FileField(name="file", label="File", required=True), Text(name="folder", label="Folder"))
SHOP = App(
    name="shop",
    label="Shop",
    about="",
    judge=judge,
    modules={
        "body": Action(label="Body", about="", inputs=INPUTS, run=_body),
        "form": Action(label="Form", about="", inputs=INPUTS, run=_form),
    },
    connection=OAuth2(
        bases={"api": "https://cloud.example"},
        authorize=("api", "/authorize"),
        token=("api", "/token"),
        revoke=("api", "/revoke"),
        tenants=_tenants,
        fingerprint=_me,
        tenant_header="tenant",
    ),
)


@pytest.fixture
def shop(database: Database, cloud: Cloud) -> Iterator[Workshop]:
    workshop = Workshop(database, apps={"shop": SHOP})
    with closing(Door([cloud.url.removeprefix("http://")], workshop.clock)) as door:
        connections = Connections(database, door, Vault([KEY]), workshop.clock, {"shop": SHOP})
        made = connections.registrations.add("shop", "me", Secret("s"), bases={"api": cloud.url})
        connections.add_by_credentials("main", made.id)
        workshop.service = connections  # type: ignore[assignment]
        yield workshop


def stored(shop: Workshop, content: bytes = BYTES, **told: Any) -> dict[str, Any]:
    kept = shop.blobs.save([content])
    facts = {"name": "Reçu.pdf", "type": "application/pdf", "size": kept.size}
    return {**facts, "sha256": kept.sha256, **told}


def upload(module: str = "form") -> list[Any]:
    mapped = {"file": "{{input.file}}", "folder": "Inbox"}
    return [{"id": 1, "module": f"shop.{module}", "connection": "demo", "map": mapped}]


def run(shop: Workshop, module: str, file: Any) -> str:
    return shop.start(upload(module), {"file": file})


def sent(shop: Workshop) -> Any:
    with shop.database.connect() as on:
        return on.execute(text("SELECT * FROM sends ORDER BY frozen_at, id")).all()


def test_a_file_is_the_body_to_the_last_byte(shop: Workshop, cloud: Cloud) -> None:
    run_id = run(shop, "body", stored(shop))
    assert shop.finish(run_id).status == "success"
    (one,) = cloud.arrived
    assert one.body == BYTES
    assert one.headers["content-type"] == "application/pdf"
    assert one.headers["content-length"] == str(len(BYTES))
    assert one.headers["tenant"] == "t1"
    assert shop.outcome(run_id).out[1] == [("", {"id": 1})]


def test_a_form_carries_the_file_and_its_fields(shop: Workshop, cloud: Cloud) -> None:
    assert shop.finish(run(shop, "form", stored(shop))).status == "success"
    (one,) = cloud.arrived
    assert one.headers["content-type"].startswith("multipart/form-data; boundary=tallyloom-")
    assert one.headers["content-length"] == str(len(one.body))
    assert 'name="upload"; filename="Reçu.pdf"\r\n'.encode() in one.body
    assert b'name="folder"\r\n\r\nInbox\r\n' in one.body
    assert b"\r\n\r\n" + BYTES + b"\r\n--" in one.body


@pytest.mark.parametrize("module", ["body", "form"])
def test_the_ledger_holds_the_files_hash_and_not_its_bytes(
    shop: Workshop, cloud: Cloud, module: str
) -> None:
    shop.finish(run(shop, module, stored(shop)))
    (row,) = sent(shop)
    assert row.body == b""
    assert len(row.request) < 1000
    body: Any = shop.sends.get(row.id).thawed().body
    file = body.file if module == "form" else body
    assert file.sha256 == hashlib.sha256(BYTES).hexdigest()


@pytest.mark.parametrize("module", ["body", "form"])
@pytest.mark.parametrize(
    ("moment", "times"), [("after-intent", 1), ("answered", 2), ("recorded", 1)]
)
def test_after_a_kill_the_same_bytes_are_sent_under_the_same_key(
    shop: Workshop, cloud: Cloud, module: str, moment: str, times: int
) -> None:
    run_id = run(shop, module, stored(shop))
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, moment)
        with pytest.raises(Crash):
            shop.finish(run_id)
    assert shop.finish(run_id).status == "success"
    assert len(cloud.arrived) == times
    assert len({one.body for one in cloud.arrived}) == 1
    assert len({one.headers["content-type"] for one in cloud.arrived}) == 1
    assert len({one.headers["idempotency-key"] for one in cloud.arrived}) == 1


@pytest.mark.parametrize("module", ["body", "form"])
def test_an_answer_that_is_lost_is_asked_for_with_the_same_bytes(
    shop: Workshop, cloud: Cloud, module: str
) -> None:
    cloud.loses = 1
    assert shop.finish(run(shop, module, stored(shop))).status == "success"
    first, second = cloud.arrived
    assert first.body == second.body
    assert first.headers == second.headers


def test_another_file_has_another_key(shop: Workshop, cloud: Cloud) -> None:
    flow = [
        step(1, "shop.body", file="{{input.a}}"),
        step(2, "shop.body", file="{{input.b}}"),
    ]
    for one, name in zip(flow, "ab", strict=True):
        one.pop("file")
        one["map"] = {"file": f"{{{{input.{name}}}}}"}
    shop.finish(shop.start(flow, {"a": stored(shop), "b": stored(shop, b"other")}))
    assert len({one.headers["idempotency-key"] for one in cloud.arrived}) == 2


def test_the_size_is_that_of_the_stored_file(shop: Workshop, cloud: Cloud) -> None:
    assert shop.finish(run(shop, "body", stored(shop, size=1))).status == "success"
    assert cloud.arrived[0].body == BYTES


def test_a_file_that_is_not_stored_fails_before_anything_is_sent(
    shop: Workshop, cloud: Cloud
) -> None:
    run_id = run(shop, "form", stored(shop, sha256="0" * 64))
    assert shop.finish(run_id).status == "error"
    assert "is not stored here" in shop.run(run_id).reason
    assert (cloud.arrived, sent(shop)) == ([], [])


@pytest.mark.parametrize(("loses", "kind"), [(0, "failed"), (1, "parked")])
def test_a_file_that_goes_before_it_is_sent_again_is_told(
    shop: Workshop, cloud: Cloud, loses: int, kind: str
) -> None:
    run_id = run(shop, "form", stored(shop))
    cloud.loses = loses
    with pytest.MonkeyPatch.context() as patch:
        crash_at(patch, "answered" if loses else "after-intent")
        patch.setattr("tallyloom.engine.finishing.TRIES_AT_ONCE", 1)
        patch.setattr(shop.clock, "wait", _stopped)
        with pytest.raises(Crash):
            shop.finish(run_id)
    with shop.database.begin() as on:
        on.execute(text("DELETE FROM blobs"))
    shop.clock.time += timedelta(minutes=1)
    assert shop.finish(run_id).status == "error"
    assert [one.kind for one in shop.incomplete.those(run=run_id)] == [kind]


def _stopped(_seconds: float) -> None:
    raise Crash
