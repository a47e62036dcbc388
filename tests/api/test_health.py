"""Whoever watches the process can ask it how it is."""

from __future__ import annotations

import json

from tests.api.conftest import Site

from tallyloom.store.processes import Process


def test_a_process_that_serves_is_alive(site: Site) -> None:
    assert site.get("/healthz").status == 200


def test_it_is_ready_only_when_the_engine_moves_runs(site: Site) -> None:
    before = site.get("/readyz")
    site.house.engine.launch()
    after = site.get("/readyz")

    assert before.status == 503
    assert "engine" in json.loads(before.text)["checks"]["engine"]
    assert json.loads(before.text)["checks"]["database"] == "ok"
    assert after.status == 200
    assert json.loads(after.text)["status"] == "ready"


def test_it_is_ready_when_a_worker_elsewhere_moves_runs(site: Site) -> None:
    house, now = site.house, site.house.clock.now()
    house.processes.say(Process("a", "server", "there", 1, "1", "", ()), now)
    without = site.get("/readyz")
    house.processes.say(Process("b", "worker", "there", 2, "1", "", ()), now)

    assert without.status == 503
    assert site.get("/readyz").status == 200


def test_it_is_not_ready_without_its_key(site: Site) -> None:
    site.house.engine.launch()
    vars(site.house)["vault"] = None

    told = site.get("/readyz")

    assert told.status == 503
    assert "log" in json.loads(told.text)["checks"]["key"]


def test_it_is_not_ready_without_its_database(site: Site) -> None:
    site.house.database.engine.dispose()
    site.house.database.__dict__["engine"] = _Gone()

    told = site.get("/readyz")

    assert told.status == 503
    assert "does not answer" in json.loads(told.text)["checks"]["database"]
    assert site.get("/healthz").status == 200


class _Gone:
    """An engine whose server has gone away."""

    pool = None

    def connect(self) -> None:
        raise ConnectionError

    def dispose(self) -> None:
        """There is nothing to give back."""
