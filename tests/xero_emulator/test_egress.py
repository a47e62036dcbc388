"""The egress meter: what counts, for whom, and in which month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest

from xero_emulator.egress import Egress
from xero_emulator.fixture import Running, running_emulator

MARCH = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)


def used(app) -> dict[str, int]:
    return dict(app.emulator.control.app("test-app")["egress"])


def test_bodies_are_counted_by_app_and_month(app, connect) -> None:
    control = app.emulator.control
    other = connect("another-app")
    sizes = [len(app.get().content), len(app.post("wrong").content)]
    assert used(app) == {"2026-03": sum(sizes)}
    assert control.app("another-app")["egress"] == {}
    other.get()
    control.set_clock("2026-04-01T00:00:00Z")
    token = app.emulator.consent()["access_token"]
    april = len(app.get(authorization=f"Bearer {token}").content)
    assert used(app) == {"2026-03": sum(sizes), "2026-04": april}


def test_what_is_refused_before_an_organisation_is_known_is_free(app) -> None:
    app.get(authorization="Bearer garbage")
    app.http.get(f"{app.emulator.url}/connections", headers=app.headers())
    assert used(app) == {}


def test_only_what_left_is_counted(app, lost) -> None:
    app.emulator.control.fault("cut", at=5)
    lost(app.get)
    assert used(app) == {"2026-03": 5}
    app.emulator.control.fault("drop_after")
    lost(app.get)
    assert used(app) == {"2026-03": 5}


def test_reset_begins_anew_and_a_snapshot_remembers(app) -> None:
    app.get()
    before, kept = used(app), app.emulator.control.snapshot()
    app.emulator.control.reset(keep_identity=True)
    assert used(app) == {}
    app.emulator.control.load_snapshot(kept)
    assert used(app) == before


@pytest.fixture(scope="module")
def xero() -> Iterator[Running]:
    with running_emulator(seed="empty") as emulator:
        yield emulator


@pytest.mark.parametrize("path", ["Organisation", "organisation", "Organisation/Actions"])
def test_the_organisation_endpoint_is_free(xero: Running, path: str) -> None:
    token = xero.consent("reader")["access_token"]
    headers = {"authorization": f"Bearer {token}", "xero-tenant-id": xero.tenants()["GB"]}
    answer = httpx2.get(f"{xero.url}/api.xro/2.0/{path}", headers=headers)
    assert (answer.status_code, bool(answer.content)) == (200, True)
    assert xero.control.app("reader")["egress"] == {}


def test_a_path_that_only_begins_alike_is_not_free() -> None:
    meter = Egress()
    meter.add("app", "/api.xro/2.0/OrganisationsLike", 7, MARCH)
    meter.add("app", "/files.xro/1.0/Organisation", 5, MARCH)
    meter.add("app", "/api.xro/2.0/Invoices", 0, MARCH)
    assert dict(meter.of("app")) == {"2026-03": 12}
