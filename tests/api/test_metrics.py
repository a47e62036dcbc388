"""Whoever watches over an installation gets figures, and no names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from tests.api.conftest import Site
from tests.api.people import somebody

from tallyloom.api import metrics
from tallyloom.api.access import Permission
from tallyloom.api.serving import serving
from tallyloom.api.watching import watching
from tallyloom.engine import counted
from tallyloom.house import House
from tallyloom.store.processes import Process

NOW = "2026-03-02T12:00:00+00:00"


def figures(told: str) -> dict[tuple[str, ...], float]:
    """Values by name and the values of labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def test_figures_need_a_token_that_may_see_how_the_installation_is(site: Site) -> None:
    viewer = somebody(site.house, "viewer")
    allowed = viewer.token([Permission.INSTALLATION_READ])
    narrow = viewer.token([Permission.HISTORY_READ])

    assert site.ask("GET", "/metrics").status == 401
    assert site.ask("GET", "/metrics", **narrow).status == 403
    answer = site.ask("GET", "/metrics", **allowed)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")


def test_runs_are_counted_by_status_with_what_they_did(site: Site) -> None:
    site.runs(3)
    site.runs(2, site.scenario("Another"), status="warning")

    told = figures(site.get("/metrics").text)

    assert told["tallyloom_runs", "success"] == 3
    assert told["tallyloom_runs", "warning"] == 2
    assert told["tallyloom_operations", "success"] == 1 + 2 + 3
    assert told["tallyloom_run_api_calls", "warning"] == 1 + 2


def test_what_waits_is_counted_and_how_long_it_has_waited(site: Site) -> None:
    version = site.scenario()
    with site.house.database.begin() as on:
        on.execute(
            text(
                "INSERT INTO runs (id, scenario_id, version, scenario, origin, inputs, status,"
                " started_at, not_before) VALUES ('r1', :id, :number, 'A', '{}', '{}', 'waiting',"
                " now() - interval '2 minutes', now() - interval '1 minute')"
            ),
            {"id": version.scenario_id, "number": version.number},
        )

    told = figures(site.get("/metrics").text)

    assert told["tallyloom_queue_waiting", "runs"] == 1
    assert 60 <= told["tallyloom_queue_age_seconds", "runs"] < 3600
    assert told["tallyloom_queue_age_seconds", "deliveries"] == 0


def test_what_this_process_did_is_counted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted.Counted()
    monkeypatch.setattr(metrics, "API_CALLS", calls)
    for status in (200, 201, 404, 429, 503, None):
        calls.add("xero", counted.outcome(status))

    told = figures(site.get("/metrics").text)

    name = "tallyloom_api_calls_total"
    assert {labels[2]: told[labels] for labels in told if labels[0] == name} == {
        "ok": 2,
        "refused": 1,
        "throttled": 1,
        "failed": 1,
        "unknown": 1,
    }


def test_webhook_calls_are_counted_by_what_they_were_answered(site: Site) -> None:
    name = "tallyloom_webhook_calls_total"
    before = figures(site.get("/metrics").text).get((name, "404"), 0)
    for _ in range(3):
        assert site.ask("POST", "/webhooks/nobody", b"{}").status == 404

    assert figures(site.get("/metrics").text)[name, "404"] == before + 3


def test_processes_are_counted_by_kind_and_version(site: Site) -> None:
    now = site.house.clock.now()
    for id_, kind in (("a", "worker"), ("b", "worker"), ("c", "server")):
        site.house.processes.say(Process(id_, kind, "here", 1, "9", "", ()), now)

    told = figures(site.get("/metrics").text)

    assert told["tallyloom_processes", "worker", "9"] == 2
    assert told["tallyloom_processes", "server", "9"] == 1
    assert abs(told["tallyloom_process_clock_ahead_seconds", "server-here-1"]) < 60


def test_every_figure_has_our_name_a_unit_where_it_has_one_and_a_sentence(site: Site) -> None:
    site.runs(1)
    own = [
        family
        for family in text_string_to_metric_families(site.get("/metrics").text)
        if not family.name.startswith(("process_", "python_"))
    ]
    assert len(own) > 20
    for family in own:
        assert re.fullmatch(r"tallyloom_[a-z_]+", family.name)
        assert family.documentation.endswith("."), family.name


@pytest.fixture
def house(site: Site) -> House:
    return site.house


def test_a_worker_tells_this_machine_how_it_is_without_a_token(house: House) -> None:
    with serving(house, "127.0.0.1", (0,), watching(house, "127.0.0.1")) as address:
        worker = Site(house, address)
        assert "tallyloom_runs" in worker.get("/metrics").text
        assert worker.get("/healthz").status == 200
        assert worker.get("/api/v1/runs").status == 404
        assert worker.get("/metrics", Host="elsewhere.example").status == 400


def test_a_worker_that_others_reach_asks_for_a_token(site: Site, house: House) -> None:
    with serving(house, "127.0.0.1", (0,), watching(house, "0.0.0.0")) as address:  # noqa: S104
        worker = Site(house, address)
        assert worker.get("/healthz").status == 200
        assert worker.get("/metrics").status == 401
        assert worker.get("/metrics", **site.owner).status == 200


def test_nobody_is_believed_to_be_another_unless_a_proxy_is_named(
    tmp_path: Path, site: Site
) -> None:
    """Who asks is written into the sessions of people; a caller may say anything."""
    seen: list[str] = []

    async def web(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        seen.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    said = {"X-Forwarded-For": "203.0.113.7"}
    for proxies in ("", "10.9.8.7", "127.0.0.1"):
        settings = site.house.settings.model_copy(
            update={"trusted_proxies": tuple(filter(None, [proxies]))}
        )
        house = House(settings, site.house.clock, site.house.database)
        with serving(house, "127.0.0.1", (0,), web) as address:
            Site(house, address).ask("GET", "/", **said)

    assert seen == ["127.0.0.1", "127.0.0.1", "203.0.113.7"]
