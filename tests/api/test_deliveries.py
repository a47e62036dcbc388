"""Deliveries over HTTP: lists, one of them, and what is not there."""

from __future__ import annotations

import json
from typing import Any

from tests.api.conftest import Site

from tallyloom.connections.vault import Secret
from tallyloom.store.deliveries import Arrival


def registration(site: Site) -> str:
    registrations = site.house.connections.registrations
    row = registrations.add("xero", "client", Secret("secret"))
    registrations.listen(row.id, Secret("the signing key"))
    return row.id


def asked(site: Site, path: str) -> Any:
    answer = site.get(f"/api/v1{path}")
    assert answer.status == 200, answer.text
    return json.loads(answer.text)


def test_a_webhook_is_told_with_its_address_and_never_with_its_key(site: Site) -> None:
    id_ = registration(site)
    answer = site.get("/api/v1/webhooks")
    [webhook] = json.loads(answer.text)["items"]
    assert webhook["address"].endswith(f"/webhooks/{id_}")
    assert (webhook["key"], webhook["status"], webhook["scenarios"]) == (True, "ask", [])
    assert "signing key" not in answer.text


def test_deliveries_come_page_by_page_the_newest_first(site: Site) -> None:
    by = registration(site)
    arrivals = [Arrival(by, b"%d" % number) for number in range(5)]
    site.house.deliveries.keep(arrivals, site.house.clock.now())

    first = asked(site, "/deliveries?limit=3")
    rest = asked(site, f"/deliveries?limit=3&before={first['next']}")

    ids = [one["id"] for one in first["items"] + rest["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 5
    assert rest["next"] is None
    assert {one["outcome"] for one in first["items"]} == {"waiting"}
    assert asked(site, f"/deliveries/{ids[0]}")["payload"] == 4


def test_what_cannot_be_asked_for_is_said(site: Site) -> None:
    post = ("POST", "/api/v1/deliveries/1/retry")
    gone = ("DELETE", "/api/v1/scenarios/none/queue/1")
    for method, path, status in (
        ("GET", "/api/v1/deliveries/1", 404),
        ("GET", f"/api/v1/deliveries/{2**70}", 404),
        ("GET", "/api/v1/deliveries?outcome=good", 422),
        ("GET", "/api/v1/scenarios/none/queue", 404),
        (*post, 404),
        (*gone, 404),
    ):
        answer = site.ask(method, path, **site.owner)
        assert answer.status == status, (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


def test_what_is_no_json_is_told_as_text(site: Site) -> None:
    arrival = Arrival(registration(site), b"\xffno JSON")
    site.house.deliveries.keep([arrival], site.house.clock.now())
    [one] = asked(site, "/deliveries")["items"]
    assert asked(site, f"/deliveries/{one['id']}")["payload"] == "\ufffdno JSON"
