"""Each fault, as the client sees it and as the books and the log tell it afterwards."""

from __future__ import annotations

import socket

import httpx2
import pytest


def test_drop_after_processes_the_call_and_gives_no_answer(app, lost) -> None:
    app.emulator.control.fault("drop_after", method="POST")
    assert "without sending a response" in lost(app.post, "kept")
    assert app.notes() == ["planted", "kept"]
    row = app.emulator.control.log("/api.xro")[-1]
    assert (row["status"], row["bytes_out"]) == (0, 0)


def test_drop_before_processes_and_counts_nothing(app, lost) -> None:
    app.emulator.control.fault("drop_before", method="POST")
    lost(app.post, "never seen")
    assert app.notes() == ["planted"]
    assert app.get().headers["x-minlimit-remaining"] == "59"


@pytest.mark.parametrize("at", [0, 1, 10])
def test_cut_sends_so_many_bytes_of_the_body(app, lost, at: int) -> None:
    app.emulator.control.fault("cut", at=at)
    says = lost(app.post, "kept")
    assert f"received {at} bytes, expected 12" in says
    assert app.notes() == ["planted", "kept"]
    assert app.emulator.control.log("/api.xro")[-1]["bytes_out"] == at


def raw(app, request: bytes) -> bytes:
    host, port = app.emulator.url.removeprefix("http://").split(":")
    seen = b""
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(request)
        while piece := line.recv(65_536):
            seen += piece
    return seen


def raw_get(app) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in app.headers().items())
    close = "host: x\r\nconnection: close\r\n"
    return f"GET /api.xro/2.0/Notes/1 HTTP/1.1\r\n{close}{head}\r\n".encode()


def test_cut_can_end_anywhere_in_the_whole_answer(app) -> None:
    app.emulator.control.limits(enabled=False)
    app.emulator.control.fault("cut", at=10_000, of="answer")
    whole = raw(app, raw_get(app))
    assert whole.startswith(b"HTTP/1.1 200 OK\r\n")
    assert whole.endswith(b'{"asked": "1", "of": "Notes of GB"}')
    for at in (1, 12, 60, len(whole) - 1):
        app.emulator.control.fault("cut", at=at, of="answer")
        assert len(raw(app, raw_get(app))) == at


def test_status_answers_instead_of_processing(app) -> None:
    control = app.emulator.control
    control.fault(
        "status", status=503, body="busy", content_type="text/plain", headers={"x-y": "z"}
    )
    answer = app.post("refused")
    assert (answer.status_code, answer.text, answer.headers["x-y"]) == (503, "busy", "z")
    assert answer.headers["content-type"] == "text/plain"
    assert app.notes() == ["planted"]


def test_throttle_answers_like_a_limit(app) -> None:
    app.emulator.control.fault("throttle", problem="day", retry_after=900)
    answer = app.post("refused")
    assert (answer.status_code, answer.content) == (429, b"")
    assert answer.headers["retry-after"] == "900"
    assert answer.headers["x-rate-limit-problem"] == "day"


@pytest.mark.parametrize(
    ("problem", "name"),
    [
        ("minute", "x-minlimit-remaining"),
        ("day", "x-daylimit-remaining"),
        ("appminute", "x-appminlimit-remaining"),
    ],
)
def test_throttle_says_that_nothing_is_left_as_the_recorded_429_does(
    app, problem: str, name: str
) -> None:
    app.emulator.control.fault("throttle", problem=problem)
    refused, answered = app.get(), app.get()
    assert (refused.status_code, refused.headers.get_list(name)) == (429, ["0"])
    assert int(answered.headers[name]) > 0


def test_the_headers_of_a_scripted_status_count_more_than_the_counters(app) -> None:
    app.emulator.control.fault("status", status=503, headers={"x-minlimit-remaining": "7"})
    assert app.get().headers.get_list("x-minlimit-remaining") == ["7"]


def test_a_fault_minds_no_letter_case_in_method_and_organisation(app) -> None:
    app.emulator.control.fault("status", status=503, method="get", tenant=app.tenant.upper())
    assert [app.get().status_code for _ in range(2)] == [503, 200]


def test_a_fault_of_one_organisation_strikes_its_custom_connection(app) -> None:
    app.emulator.control.fault("status", status=503, tenant=app.tenant)
    asked = {"grant_type": "client_credentials", "scope": "accounting.contacts"}
    told = app.http.post(f"{app.emulator.url}/connect/token", data=asked, auth=("custom", "s"))
    headers = {"authorization": f"Bearer {told.json()['access_token']}"}
    address = f"{app.emulator.url}/api.xro/2.0/Notes"
    assert [app.http.get(address, headers=headers).status_code for _ in range(2)] == [503, 200]


def test_a_storm_of_429_ends_after_its_times(app) -> None:
    app.emulator.control.fault("throttle", times=3)
    assert [app.get().status_code for _ in range(4)] == [429, 429, 429, 200]


def test_html_comes_with_status_200_and_does_not_parse(app) -> None:
    app.emulator.control.fault("html")
    answer = app.get()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_drip_sends_everything_in_small_pieces(app) -> None:
    app.emulator.control.fault("drip", bytes=5, seconds=0)
    headers = app.headers()
    with app.http.stream("GET", f"{app.emulator.url}/api.xro/2.0/Notes/1", headers=headers) as slow:
        pieces = list(slow.iter_raw())
    assert b"".join(pieces) == b'{"asked": "1", "of": "Notes of GB"}'


def test_delay_holds_the_call_and_then_answers(app) -> None:
    app.emulator.control.fault("delay", seconds=0.01)
    assert app.post("late").json() == {"count": 2}


def test_a_client_that_gives_up_waiting_finds_its_write_done(app) -> None:
    control = app.emulator.control
    hold = control.fault("hold", method="POST")
    with pytest.raises(httpx2.ReadTimeout):
        app.http.post(
            f"{app.emulator.url}/api.xro/2.0/Notes",
            content="late",
            headers=app.headers(),
            timeout=0.2,
        )
    control.wait_held(hold)
    assert app.notes() == ["planted"]
    control.release(hold)
    assert app.get("/Notes").json()["notes"] == ["planted", "late"]


def test_removing_a_hold_lets_its_calls_go(app, in_background) -> None:
    control = app.emulator.control
    hold = control.fault("hold")
    call = in_background(app.get)
    control.wait_held(hold)
    control.clear_faults()
    assert call.result().status_code == 200


def test_a_revoked_token_mid_run_is_a_401(app) -> None:
    app.emulator.control.fault("revoke", what="access", nth=3)
    assert [app.get().status_code for _ in range(4)] == [200, 200, 401, 401]


def test_a_connection_cut_mid_run_is_a_403(app, connect) -> None:
    australian = connect(country="AU")
    app.emulator.control.fault("revoke", what="connections", nth=2, tenant=app.tenant)
    assert [app.get().status_code for _ in range(3)] == [200, 403, 403]
    assert australian.get().status_code == 200


def test_a_fault_strikes_the_nth_matching_call_only(app) -> None:
    control = app.emulator.control
    control.fault("status", status=503, method="POST", path="/api.xro/2.0/Notes", nth=2)
    statuses = [app.post("a").status_code, app.get().status_code, app.post("b").status_code]
    assert [*statuses, app.post("c").status_code] == [200, 200, 503, 200]
    (shown,) = control.faults()
    assert (shown["seen"], shown["struck"]) == (3, 1)


def test_a_path_is_a_pattern(app) -> None:
    app.emulator.control.fault("status", status=503, path="*/Notes/*")
    assert app.get("/Notes").status_code == 200
    assert app.get("/Notes/1").status_code == 503


def test_a_fault_strikes_one_organisation_only(app, connect) -> None:
    australian = connect(country="AU")
    app.emulator.control.fault("status", status=503, tenant=australian.tenant)
    assert (app.get().status_code, australian.get().status_code) == (200, 503)


def test_several_faults_strike_one_call(app, lost) -> None:
    app.emulator.control.fault("delay", seconds=0)
    app.emulator.control.fault("drop_after")
    lost(app.post, "kept")
    assert app.notes() == ["planted", "kept"]
    assert app.emulator.control.log("/api.xro")[-1]["faults"] == ["1", "2"]


def test_the_token_address_can_be_struck_too(app, lost) -> None:
    app.emulator.control.fault("drop_after", path="/connect/token")
    lost(app.emulator.consent)


def lottery(app, seed: int) -> list[int]:
    app.emulator.control.clear_faults()
    app.emulator.control.fault("status", status=503, probability=0.2, seed=seed)
    return [app.get("/Notes/1").status_code for _ in range(40)]


def test_chance_strikes_the_same_calls_for_the_same_seed(app) -> None:
    app.emulator.control.limits(enabled=False)
    first, again, other = lottery(app, 7), lottery(app, 7), lottery(app, 8)
    assert first == again
    assert first != other
    assert 0 < first.count(503) < 20


def test_faults_never_strike_control(app) -> None:
    app.emulator.control.fault("drop_before", times=None)
    assert app.emulator.control.state()["faults"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"do": "explode"},
        {"status": 503},
        {"do": "status"},
        {"do": "cut", "at": -1},
        {"do": "hold", "color": "red"},
        {"do": "drop_after", "probability": 2},
        {"do": "status", "status": 204, "body": "but it has none"},
        {"do": "status", "status": 503, "headers": {"no name": "x"}},
        {"do": "status", "status": 503, "headers": {"X-Split": "a\r\nX-Other: b"}},
        {"do": "status", "status": 503, "headers": {"X-Tick": "\u2713"}},
        {"do": "status", "status": 503, "headers": {"Content-Length": "3"}},
        {"do": "status", "status": 503, "content_type": "text/html\n"},
        {"do": "throttle", "problem": "minute\n"},
        {"do": "throttle", "retry_after": -1},
        {"do": "html", "status": 99},
        {"do": "html", "status": 204},
    ],
)
def test_an_unknown_fault_is_refused_with_what_is_wrong(app, fault) -> None:
    answer = app.http.post(f"{app.emulator.url}/_emulator/faults", json=fault)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert app.emulator.control.faults() == []
