"""What is told of one call that wrote something: what it carried, and how to do it by hand."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from tests.api.connecting import Office
from tests.offices import OpenOffice
from tests.store.ledger import with_run

from tallyloom.api.run_call import SHOWN
from tallyloom.kit import File, Form, Request, to_json
from tallyloom.store.calls import Made
from tallyloom.store.sends import Send, frozen

BODY = {"Name": "O'Neill"}
PDF = File("bill.pdf", "application/pdf", 3, "0" * 64)


@pytest.fixture
def desk(open_office: OpenOffice) -> Office:
    return open_office()


@pytest.fixture
def who(desk: Office) -> dict[str, str]:
    """An owner with the connection `books`."""
    made = desk.person()
    desk.register(made)
    desk.connected(made, name="books")
    return made


def carried(desk: Office, who: Any, request: Request, **more: Any) -> Any:
    """What is told of a call that sent this."""
    run, now = with_run(desk.house.database), desk.clock.now()
    connection = desk.house.connections.get("books")
    tenant = desk.house.connections.tenants(connection.id)[0]
    made = Send(
        id="s1",
        run_id=run,
        module=5,
        connection=connection.id,
        tenant=tenant.id,
        idempotency_key="key-1",
        again="safe",
        request=frozen(request),
        body=request.content(),
        state="frozen",
        frozen_at=now,
    )
    desk.house.sends.freeze([replace(made, **more)], [])
    desk.house.sends.mark_sent("s1", now)
    call = Made(run, 5, now, request.method, request.path, 200, 1, 2, 0.1, 0.0)
    desk.house.calls.add(call)
    (listed,) = desk.ask(who, "GET", f"/runs/{run}/calls")["items"]
    return desk.ask(who, "GET", f"/runs/{run}/calls/{listed['id']}")["carried"]


def words(command: str) -> tuple[list[str], dict[str, str]]:
    """A command as a shell reads it: the words that are no headers, and the headers."""
    all_ = shlex.split(command.replace("\\\n", ""))
    given = [all_[at + 1] for at, word in enumerate(all_) if word == "-H"]
    rest = [word for word in all_ if word != "-H" and word not in given]
    named = [one.partition(": ") for one in given]
    assert len({name.lower() for name, _, _ in named}) == len(named), "a header stands twice"
    return rest, {name.lower(): value for name, _, value in named}


def test_the_command_says_what_the_call_said(desk: Office, who: Any) -> None:
    told = carried(
        desk, who, Request("PUT", "/api.xro/2.0/Contacts", {"order": "a b"}, {"X": "1"}, BODY)
    )

    rest, given = words(told["command"])
    url = f"{desk.emulator.url}/api.xro/2.0/Contacts?order=a%20b"
    assert rest == ["curl", "-X", "PUT", url, "--data-raw", to_json(BODY).decode()]
    assert given["authorization"] == "Bearer $TOKEN"
    assert given["idempotency-key"] == told["idempotency_key"] == "key-1"
    assert given["content-type"] == "application/json"
    assert given["xero-tenant-id"] in desk.emulator.tenants().values()
    assert given["x"] == "1"
    assert told["body"] == BODY


def test_a_command_keeps_what_the_module_said_of_its_body(desk: Office, who: Any) -> None:
    request = Request(
        "POST", "/x?a=1", {"b": "2"}, {"Content-Type": "text/xml"}, b"<x/>", tenanted=False
    )

    rest, given = words(carried(desk, who, request)["command"])

    assert f"{desk.emulator.url}/x?a=1&b=2" in rest
    assert given["content-type"] == "text/xml"
    assert "xero-tenant-id" not in given


@pytest.mark.parametrize(
    "body",
    [PDF, Form(PDF, "file", {}), b"\xff\xfe", b"x" * (SHOWN + 1)],
    ids=["file", "form", "bytes", "too large"],
)
def test_there_is_no_command_for_a_body_that_it_cannot_hold(
    desk: Office, who: Any, body: Any
) -> None:
    told = carried(desk, who, Request("PUT", "/x", body=body))

    assert told["command"] == ""


@pytest.mark.parametrize("gone", ["app", "connection"])
def test_there_is_no_command_once_what_reached_the_service_is_gone(
    desk: Office, who: Any, gone: str
) -> None:
    """What it carried is told all the same."""
    told = carried(desk, who, Request("PUT", "/x", body=BODY))
    assert told["command"]
    if gone == "app":
        desk.house.apps.pop("xero")
    else:
        desk.house.connections.remove("books")

    (call,) = desk.ask(who, "GET", "/runs/r1/calls")["items"]
    told = desk.ask(who, "GET", f"/runs/r1/calls/{call['id']}")["carried"]

    assert (told["command"], told["body"]) == ("", BODY)


def test_nothing_is_told_of_what_a_confidential_run_carried(desk: Office, who: Any) -> None:
    assert carried(desk, who, Request("PUT", "/x", body=BODY))["body"] == BODY
    with desk.house.database.begin() as on:
        on.execute(text("UPDATE runs SET confidential = true"))

    (call,) = desk.ask(who, "GET", "/runs/r1/calls")["items"]

    assert desk.ask(who, "GET", f"/runs/r1/calls/{call['id']}")["carried"] is None
