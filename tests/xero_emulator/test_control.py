"""The control API: look, reset, revoke, ledger, log, snapshot."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from xero_emulator.fixture import ControlRefused, Running, running_emulator


def test_state_shows_what_the_emulator_holds(app) -> None:
    state = app.emulator.control.state()
    assert state["now"] == "2026-03-02T12:00:00Z"
    assert state["seed"] == "demo"
    assert [each["country"] for each in state["organisations"]] == ["GB", "AU"]
    assert [each["client_id"] for each in state["connections"]] == ["test-app", "test-app"]
    assert state["limits"]["minute"] == 60
    assert state["state_file"] is None


def test_reset_begins_again_from_the_seed_and_forgets_consent(app) -> None:
    app.post("gone")
    app.emulator.control.fault("html", times=None)
    state = app.emulator.control.reset()
    assert (state["connections"], state["faults"], state["requests"]) == ([], 0, 0)
    assert app.notes() == ["planted"]
    assert app.get().status_code == 401


def test_reset_can_keep_consent_and_change_the_seed(app) -> None:
    app.post("gone")
    app.emulator.control.reset("empty", keep_identity=True)
    assert app.get().json()["notes"] == []
    assert app.emulator.control.state()["seed"] == "empty"


def test_reset_forgets_keys_and_counts(app) -> None:
    app.post("once", idempotency_key="k1")
    app.emulator.control.reset(keep_identity=True)
    answer = app.post("once", idempotency_key="k1")
    assert answer.json() == {"count": 2}
    assert answer.headers["x-daylimit-remaining"] == "4999"


def test_an_unknown_seed_changes_nothing(app) -> None:
    app.post("kept")
    with pytest.raises(ControlRefused, match=r"400.*no seed is called garden"):
        app.emulator.control.reset("garden")
    assert app.notes() == ["planted", "kept"]


def test_the_ledger_of_one_organisation_or_of_all(app) -> None:
    app.post("for London")
    ledgers = app.emulator.control.ledger()
    assert [ledgers[tenant] for tenant in app.emulator.tenants().values()] == [
        {"notes": ["planted"]},
        {"notes": ["planted", "for London"]},
    ]
    with pytest.raises(ControlRefused, match=r"404.*no organisation"):
        app.emulator.control.ledger("33333333-3333-4333-8333-333333333333")


def test_a_log_row_tells_the_whole_call(app) -> None:
    app.post("a note", path="/Notes?summarizeErrors=false", idempotency_key="k1")
    (row,) = app.emulator.control.log("/api.xro")
    assert row == {
        "time": "2026-03-02T12:00:00+00:00",
        "method": "POST",
        "path": "/api.xro/2.0/Notes",
        "query": "summarizeErrors=false",
        "kind": "api",
        "bytes_in": 6,
        "idempotency_key": "k1",
        "tenant": app.tenant,
        "client": "test-app",
        "operation": "updateNotes",
        "status": 200,
        "bytes_out": 12,
        "replayed": False,
        "in_flight": 1,
        "faults": [],
        "number": row["number"],
    }


def test_counts_leave_out_what_identity_answers(app) -> None:
    control = app.emulator.control
    control.clear_log()
    app.emulator.consent()
    app.http.get(f"{app.emulator.url}/connections", headers=app.headers())
    app.get()
    app.post("a note")
    app.get("/Nothing")
    counts = control.counts()
    assert (counts["api_calls"], counts["identity_calls"], counts["writes"]) == (4, 2, 1)
    assert counts["by_operation"] == {
        "getConnections": 1,
        "getNotes": 1,
        "updateNotes": 1,
        "/api.xro/2.0/Nothing": 1,
    }
    assert counts["by_status"] == {"200": 3, "404": 1}
    assert counts["bytes_in"] == 6


def test_the_log_can_be_read_on_from_a_number(app) -> None:
    app.get("/Notes/1")
    seen = app.emulator.control.log()[-1]["number"]
    app.get("/Notes/2")
    address = f"{app.emulator.url}/_emulator/log"
    rows = app.http.get(f"{address}?since={seen}").json()
    assert [row["path"] for row in rows] == ["/api.xro/2.0/Notes/2"]
    assert len(app.http.get(f"{address}?limit=1").json()) == 1
    assert app.http.get(f"{address}?since=yesterday").status_code == 400


def test_the_log_can_be_cleared(app) -> None:
    app.get()
    app.emulator.control.clear_log()
    assert app.emulator.control.log() == []


def test_revoking_access_leaves_the_connection(app) -> None:
    assert app.emulator.control.revoke("access") == {"access": 1}
    assert app.get().status_code == 401
    assert len(app.emulator.control.state()["connections"]) == 2


def test_revoking_one_connection_leaves_the_other(app, connect) -> None:
    australian = connect(country="AU")
    gone = app.emulator.control.revoke("connections", tenant_id=app.tenant)
    assert gone == {"connections": 1}
    assert (app.get().status_code, australian.get().status_code) == (403, 200)


def test_revoking_one_app_leaves_the_others(app, connect) -> None:
    other = connect("another-app")
    app.emulator.control.revoke("all", client_id="test-app")
    assert (app.get().status_code, other.get().status_code) == (401, 200)


def test_a_snapshot_brings_everything_back(app) -> None:
    control = app.emulator.control
    app.post("before", idempotency_key="k1")
    control.limits(day=100)
    kept = control.snapshot()
    app.post("after")
    control.reset("empty")
    control.limits(day=200)
    control.advance(9_999)

    state = control.load_snapshot(kept)
    assert (state["now"], state["seed"]) == ("2026-03-02T12:00:00Z", "demo")
    assert app.notes() == ["planted", "before"]
    again = app.post("before", idempotency_key="k1")
    assert again.json() == {"count": 2}
    assert again.headers["x-daylimit-remaining"] == "98"


def test_a_snapshot_goes_from_one_emulator_to_another(app, parts) -> None:
    app.post("taken along")
    with running_emulator(parts=parts) as other:
        other.control.load_snapshot(app.emulator.control.snapshot())
        answer = httpx2.get(f"{other.url}/api.xro/2.0/Notes", headers=app.headers())
    assert answer.json()["notes"] == ["planted", "taken along"]


@pytest.mark.parametrize("snapshot", [{}, {"version": 2}, {"version": 1}, [], "x"])
def test_a_snapshot_that_is_none_changes_nothing(app, snapshot) -> None:
    with pytest.raises(ControlRefused, match="400"):
        app.emulator.control.load_snapshot(snapshot)
    assert app.get().json()["notes"] == ["planted"]


def test_state_is_saved_on_stop_and_on_request_and_read_at_start(tmp_path: Path, parts) -> None:
    file = tmp_path / "xero.json"
    with running_emulator(parts=parts, state=file) as first:
        token = first.consent()
        headers = {"authorization": f"Bearer {token['access_token']}"}
        headers["xero-tenant-id"] = first.tenants()["GB"]
        first.control.call("POST", "/save")
        saved = file.read_bytes()
        httpx2.post(f"{first.url}/api.xro/2.0/Notes", content="late", headers=headers)
    assert file.read_bytes() != saved
    assert [each.name for each in tmp_path.iterdir()] == ["xero.json"]
    with running_emulator(parts=parts, state=file) as second:
        answer = httpx2.get(f"{second.url}/api.xro/2.0/Notes", headers=headers)
    assert answer.json()["notes"] == ["planted", "late"]


def test_what_the_command_line_says_counts_more_than_the_saved_state(tmp_path: Path, parts) -> None:
    file = tmp_path / "xero.json"
    with running_emulator(parts=parts, state=file, clients=[("old", "its secret")]) as first:
        first.control.apps(tier="plus", scopes="broad")
    with running_emulator(
        parts=parts, state=file, clients=[("new", "a secret")], tier="starter"
    ) as second:
        assert second.control.state()["clients"] == ["old", "new"]
        assert second.control.apps()["rules"]["tier"] == "starter"
        assert second.control.apps()["rules"]["scopes"] == "broad"


def test_saving_without_a_file_says_how(emulator: Running) -> None:
    with pytest.raises(ControlRefused, match=r"409.*--state FILE"):
        emulator.control.call("POST", "/save")


@pytest.mark.parametrize("body", ["{", "[1]", '"x"', '{"unknown": 1}'])
@pytest.mark.parametrize("path", ["reset", "clock", "faults", "limits", "revoke", "clients"])
def test_a_body_that_is_not_understood_is_a_400(emulator: Running, path: str, body: str) -> None:
    answer = httpx2.post(f"{emulator.url}/_emulator/{path}", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("limits", '[["minute", 3]]', "send a JSON object"),
        ("apps", "null", "send a JSON object"),
        ("organisations/{tenant}", "[1]", "send a JSON object"),
        ("webhooks/settings", "[1]", "send a JSON object"),
        ("reset", '{"a":' * 9999, "nested too deeply"),
        ("snapshot", "[" * 9999, "nested too deeply"),
        ("limits", '{"minute": -5}', "minute"),
        ("limits", '{"concurrent_retry_after": -1}', "concurrent_retry_after"),
        ("organisations/{tenant}", '{"email_cap": -1}', "email_cap"),
        ("organisations/{tenant}", '{"uncertified_apps": -2}', "uncertified_apps"),
        ("clients", '{"client_id": ""}', "client_id"),
        ("webhooks", '{"url": "http://localhost:1/", "client_id": ""}', "client_id"),
        ("webhooks", '{"url": "http://localhost:99999/"}', "a port that can be"),
        ("webhooks", '{"url": "http://["}', "an http:// or https:// address"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    app, path: str, body: str, says: str
) -> None:
    before = app.emulator.control.snapshot()
    address = f"{app.emulator.url}/_emulator/{path.format(tenant=app.tenant)}"
    answer = app.http.post(address, content=body)
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert app.emulator.control.snapshot() == before


@pytest.mark.parametrize("path", ["log?since=-1", "log?limit=many", "log/counts?since=1e3"])
def test_a_number_that_is_none_is_refused(emulator: Running, path: str) -> None:
    answer = httpx2.get(f"{emulator.url}/_emulator/{path}")
    assert answer.status_code == 400
    assert "a whole number" in answer.json()["error"]


def test_an_unknown_control_path_is_a_404(emulator: Running) -> None:
    nowhere = httpx2.get(f"{emulator.url}/_emulator/magic")
    assert nowhere.status_code == 404
    assert "GET /_emulator/state" in nowhere.json()["error"]
    otherwise = httpx2.get(f"{emulator.url}/_emulator/reset")
    assert otherwise.status_code == 405
    assert otherwise.json() == {"error": "this path takes POST, not GET"}
