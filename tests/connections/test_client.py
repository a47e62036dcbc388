"""What a client sends lands in its own organisation or nowhere."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tallyloom.connections.client import Client
from tallyloom.connections.trouble import WrongOrganisation
from tallyloom.egress import ForbiddenDestination, NotSent
from tallyloom.kit import Answer, BadInput, File, Reconnect, Request, Trouble

UK, AU = "Demo Company (UK)", "Demo Company (AU)"
ORGANISATION = "/api.xro/2.0/Organisation"
TENANT = "xero-tenant-id"
LOOK = Request("GET", ORGANISATION)


def last_headers(office: Any) -> dict[str, str]:
    """What left with the last call, the credential apart."""
    return dict(office.door.sent[-1].headers)


def test_a_client_cannot_be_made_without_an_organisation(connected: Any) -> None:
    client = connected.client(UK)
    by = connected.connections.registrations.get("web")
    for missing in (None, "", object()):
        with pytest.raises(TypeError, match="organisation"):
            Client(client._parts, client._app, by, client.connection, missing)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Client(client._parts, client._app, by, client.connection)  # type: ignore[call-arg]


def test_a_client_cannot_be_made_for_another_connections_organisation(connected: Any) -> None:
    connected.consent("other")
    mine, other = connected.client(UK), connected.client(UK, "other")
    by = connected.connections.registrations.get("web")
    with pytest.raises(TypeError, match="not one of this connection"):
        Client(mine._parts, mine._app, by, mine.connection, other.tenant)


def test_nothing_names_another_organisation_afterwards(connected: Any) -> None:
    client = connected.client(UK)
    for method in (Client.send, Client.assure, Client.verify):
        assert not {"tenant", "organisation"} & set(inspect.signature(method).parameters)
    for name in ("tenant", "connection", "other"):
        with pytest.raises(AttributeError):
            setattr(client, name, connected.client(AU).tenant)


words = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=12)
names = st.sampled_from(
    ["xero-tenant-id", "Xero-Tenant-Id", "XERO-TENANT-ID", "Accept", "X-Any", "Authorization"]
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    headers=st.dictionaries(names, words, max_size=3),
    query=st.dictionaries(words, words, max_size=2),
    path=st.sampled_from(["", "/", "/..", "//api", "?a=b", "#x", "@evil", "/%2e%2e"]) | words,
    sneak=st.booleans(),
    tenanted=st.booleans(),
)
def test_no_request_of_one_organisation_carries_anothers_id(
    connected: Any,
    headers: dict[str, str],
    query: dict[str, str],
    path: str,
    sneak: bool,
    tenanted: bool,
) -> None:
    client = connected.client(UK)
    other = connected.client(AU).tenant.id
    if sneak:
        headers = dict.fromkeys(headers, other)
    connected.door.sent.clear()
    request = Request(
        "GET", f"{ORGANISATION}{path}", query=query, headers=headers, tenanted=tenanted
    )
    with suppress(Trouble):
        client.send(request)
    for outgoing in connected.door.sent:
        ids = [value for name, value in outgoing.headers.items() if name.lower() == TENANT]
        assert ids == ([client.tenant.id] if tenanted else [])
        assert outgoing.url.startswith(f"{connected.emulator.url}/")


def test_a_request_goes_out_with_what_the_connection_adds(connected: Any) -> None:
    client = connected.client(UK)
    body = {"Contacts": [{"Name": "A & B"}]}
    request = Request("POST", "/api.xro/2.0/Contacts", {"summarizeErrors": "false"}, body=body)
    exchange = client.send(request, key="key-1")
    headers = last_headers(connected)
    assert headers.pop("user-agent").startswith("Tallyloom/")
    assert headers == {
        TENANT: client.tenant.id,
        "idempotency-key": "key-1",
        "accept": "application/json",
        "content-type": "application/json",
    }
    assert exchange.bytes_out == len(request.content())
    assert exchange.bytes_in == len(exchange.answer.body)
    assert exchange.seconds > 0


def test_without_a_key_no_key_is_sent(connected: Any) -> None:
    connected.client(UK).send(LOOK)
    assert "idempotency-key" not in last_headers(connected)


@pytest.mark.parametrize("name", ["Authorization", "xero-TENANT-id", "Idempotency-Key"])
def test_what_the_connection_sets_nobody_else_sets(connected: Any, name: str) -> None:
    with pytest.raises(BadInput, match="set by the connection"):
        connected.client(UK).send(Request("GET", ORGANISATION, headers={name: "x"}))
    assert connected.log() == []


@pytest.mark.parametrize("path", ["", "Organisation", "@evil.example/", ".evil.example/"])
def test_a_path_cannot_lead_to_another_host(connected: Any, path: str) -> None:
    with pytest.raises(BadInput, match="slash"):
        connected.client(UK).send(Request("GET", path))


def test_an_unknown_base_is_told(connected: Any) -> None:
    with pytest.raises(BadInput, match="no base address named 'files'"):
        connected.client(UK).send(Request("GET", "/x", base="files"))


def test_an_expired_token_is_renewed_within_the_call(connected: Any) -> None:
    client = connected.client(UK)
    connected.emulator.control.revoke("access")
    exchange = client.send(LOOK)
    assert exchange.answer.ok
    paths = [row["path"] for row in connected.log()]
    assert paths == [ORGANISATION, "/connect/token", ORGANISATION]


def test_a_missing_permission_is_answered_and_renews_nothing(connected: Any) -> None:
    client = connected.client(UK)
    answer = client.send(Request("GET", "/api.xro/2.0/Invoices")).answer
    assert answer.status == 401
    assert b"AuthorizationUnsuccessful" in answer.body
    assert connected.token_calls() == 0


def test_a_token_that_is_refused_again_asks_a_person(connected: Any) -> None:
    client = connected.client(UK)
    connected.emulator.control.fault("status", path=ORGANISATION, status=401, times=None)
    with pytest.raises(Reconnect):
        client.send(LOOK)
    assert connected.connections.get("main").state == "needs_reconnect"


def test_other_statuses_are_for_the_caller_to_judge(connected: Any) -> None:
    connected.emulator.control.fault("status", path=ORGANISATION, status=503)
    assert connected.client(UK).send(LOOK).answer.status == 503


def test_the_token_goes_to_the_connections_bases_only(connected: Any) -> None:
    client = connected.client(UK)
    client._bases["api"] = "https://elsewhere.invalid"
    with pytest.raises((ForbiddenDestination, NotSent)):
        client.send(LOOK)
    assert connected.log() == []


class Shelf:
    """Blobs in memory, with the shape of the blob store."""

    def __init__(self, **kept: bytes) -> None:
        self.kept = kept

    @contextmanager
    def open(self, sha256: str, offset: int = 0) -> Iterator[Iterator[bytes]]:
        yield iter([self.kept[sha256][offset:]])

    def save(self, chunks: Iterable[bytes]) -> File:
        self.kept["saved"] = b"".join(chunks)
        return File("", "", len(self.kept["saved"]), "saved")


def test_an_answer_is_saved_as_a_file(connected: Any) -> None:
    shelf = Shelf()
    request = Request("GET", ORGANISATION, save_as="organisation.json")
    answer = connected.client(UK).send(request, blobs=shelf).answer
    size = len(shelf.kept["saved"])
    assert answer.file == File("organisation.json", "application/json", size, "saved")
    assert answer.body == b""
    assert b"Demo Company (UK)" in shelf.kept["saved"]


def test_a_file_is_sent_again_whole_when_the_token_had_expired(connected: Any) -> None:
    shelf = Shelf(abc=b'{"Contacts":[{"Name":"From a file"}]}')
    file = File("contacts.json", "application/json", len(shelf.kept["abc"]), "abc")
    connected.emulator.control.revoke("access")
    request = Request("POST", "/api.xro/2.0/Contacts", body=file)
    exchange = connected.client(UK).send(request, blobs=shelf)
    assert b"From a file" in exchange.answer.body
    assert exchange.bytes_out == 2 * file.size


# Whether the organisation is still the one it was.


def test_an_organisation_is_looked_at_once_in_ten_minutes(connected: Any) -> None:
    client, calls = connected.client(UK), []

    def send(request: Request) -> Answer:
        calls.append(request)
        return client.send(request).answer

    client.assure(send)
    client.assure(send)
    connected.client(UK).assure(send)
    assert len(calls) == 1
    connected.emulator.control.advance(600)
    client.assure(send)
    assert len(calls) == 2


def swapped(office: Any) -> None:
    """As after a restored backup: what was recorded is of another organisation."""
    with office.database.begin() as on:
        on.execute(
            text(
                "UPDATE tenants SET verified_at = NULL, fingerprint ="
                """ '{"OrganisationID": "another", "CountryCode": "GB"}'"""
                " WHERE fingerprint IS NOT NULL"
            )
        )


def test_an_organisation_that_is_another_one_gets_nothing_more(connected: Any) -> None:
    client = connected.client(UK)
    client.assure(lambda request: client.send(request).answer)
    swapped(connected)
    with pytest.raises(WrongOrganisation, match=r"OrganisationID was 'another' and is"):
        client.assure(lambda request: client.send(request).answer)
    connected.emulator.control.clear_log()
    for again in (client.send, lambda _: connected.client(UK)):
        with pytest.raises(WrongOrganisation):
            again(LOOK)
    with pytest.raises(WrongOrganisation):
        client.assure(lambda request: client.send(request).answer)
    assert connected.log() == []
    assert connected.client(AU).send(LOOK).answer.ok


def test_a_person_verifies_or_accepts_a_frozen_organisation(connected: Any) -> None:
    client = connected.client(UK)
    client.assure(lambda request: client.send(request).answer)
    swapped(connected)
    for _ in range(2):
        with pytest.raises(WrongOrganisation):
            connected.connections.verify("main")
    connected.connections.accept("main", UK)
    client.assure(lambda request: client.send(request).answer)
    connected.connections.verify("main")
    assert client.send(LOOK).answer.ok


def test_an_organisation_that_is_itself_again_is_used_again(connected: Any) -> None:
    client = connected.client(UK)
    client.assure(lambda request: client.send(request).answer)
    with connected.database.connect() as on:
        good = on.scalar(text("SELECT fingerprint::text FROM tenants WHERE fingerprint <> 'null'"))
    swapped(connected)
    with pytest.raises(WrongOrganisation):
        client.assure(lambda request: client.send(request).answer)
    with connected.database.begin() as on:
        on.execute(
            text("UPDATE tenants SET fingerprint = CAST(:good AS jsonb) WHERE frozen <> ''"),
            {"good": good},
        )
    connected.connections.verify("main")
    assert client.send(LOOK).answer.ok
