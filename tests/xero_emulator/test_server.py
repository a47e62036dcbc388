"""One port for every host: the order in which a call is looked at, and honest refusals."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from signal import SIGINT, SIGTERM

import httpx2
import pytest

from xero_emulator.fixture import EmulatorDidNotStart, Running, running_emulator
from xero_emulator.world import Parts


def problem(answer: httpx2.Response) -> dict[str, object]:
    told: dict[str, object] = answer.json()
    assert len(str(told.pop("Instance"))) == 36
    return told


def shape(title: str, status: int, detail: str) -> dict[str, object]:
    shown = {"Type": None, "Title": title, "Status": status, "Detail": detail}
    return shown | {"Extensions": {}}


def test_a_call_reaches_the_books_of_the_organisation_it_names(connect, app) -> None:
    australian = connect(country="AU")
    assert app.post("for London").json() == {"count": 2}
    assert app.notes() == ["planted", "for London"]
    assert australian.notes() == ["planted"]
    assert australian.get("/Notes/7").json() == {"asked": "7", "of": "Notes of AU"}


def test_the_emulator_takes_a_write_to_any_organisation_the_token_covers(app) -> None:
    answer = app.call("POST", "/Notes", "wrong books", xero_tenant_id=app.tenant.upper())
    assert answer.status_code == 200
    assert app.notes() == ["planted", "wrong books"]


def test_query_parameters_keep_their_last_value_and_blanks(app) -> None:
    answer = app.get("/Notes?page=1&page=2&where=Name%3D%3D%22a+b%22&empty=")
    assert answer.json()["query"] == {"page": "2", "where": 'Name=="a b"', "empty": ""}


def test_path_segments_are_decoded_one_by_one(app) -> None:
    assert app.get("/Notes/a%2Fb%20c").json()["asked"] == "a/b c"


def test_letter_case_and_a_closing_slash_do_not_matter_in_a_path(app) -> None:
    assert app.get("/notes/").json()["notes"] == ["planted"]


def test_another_api_lives_below_its_own_base(emulator: Running, connect) -> None:
    app = connect(scope="files")
    answer = httpx2.get(f"{emulator.url}/files.xro/1.0/Files", headers=app.headers())
    assert answer.json()["notes"] == ["planted"]


def test_a_call_without_a_token_is_refused(emulator: Running) -> None:
    answer = httpx2.get(f"{emulator.url}/api.xro/2.0/Notes")
    assert answer.status_code == 401
    assert problem(answer) == shape("Unauthorized", 401, "AuthenticationUnsuccessful")


def test_a_garbage_token_is_refused(app) -> None:
    answer = app.get(authorization="Bearer garbage")
    assert answer.status_code == 401
    assert problem(answer) == shape("Unauthorized", 401, "AuthenticationUnsuccessful")


def test_an_access_token_expires_after_thirty_minutes(app) -> None:
    app.emulator.control.advance(1799)
    assert app.get().status_code == 200
    app.emulator.control.advance(1)
    answer = app.get()
    assert answer.status_code == 401
    says = "TokenExpired: token expired at 03/02/2026 12:30:00"
    assert problem(answer) == shape("Unauthorized", 401, says)


def test_a_token_without_the_scope_is_refused_for_that_operation_only(connect) -> None:
    app = connect(scope="accounting.contacts.read offline_access")
    assert app.get().status_code == 200
    answer = app.post()
    assert answer.status_code == 401
    assert problem(answer) == shape("Unauthorized", 401, "AuthorizationUnsuccessful")
    assert app.notes() == ["planted"]


def test_a_missing_tenant_is_forbidden(app) -> None:
    headers = {"authorization": f"Bearer {app.token}"}
    answer = app.http.get(f"{app.emulator.url}/api.xro/2.0/Notes", headers=headers)
    assert answer.status_code == 403
    assert problem(answer) == shape("Forbidden", 403, "AuthenticationUnsuccessful")


def test_an_organisation_that_was_not_chosen_is_forbidden(connect) -> None:
    app = connect(country="AU", tenants=["11111111-1111-4111-8111-111111111111"])
    assert app.get().status_code == 403
    assert app.get(xero_tenant_id="33333333-3333-4333-8333-333333333333").status_code == 403


def test_an_unknown_path_is_html(app) -> None:
    answer = app.get("/Nothing/Here")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == "The resource you're looking for cannot be found"


def test_an_unknown_path_outside_every_api_is_html(emulator: Running) -> None:
    answer = httpx2.get(f"{emulator.url}/elsewhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_method_that_a_known_path_does_not_have_is_not_implemented(app) -> None:
    answer = app.call("PATCH", "/Notes", "x")
    assert answer.status_code == 501
    assert answer.text == "The Api Method called is not implemented"
    assert app.notes() == ["planted"]


def test_head_is_get_without_the_body(app) -> None:
    answer = app.call("HEAD", "/Notes/1")
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["content-length"]) == len(app.get("/Notes/1").content)


def test_a_body_over_ten_megabytes_is_refused(app) -> None:
    assert app.post("x" * (10 * 1024 * 1024)).status_code == 200
    assert app.post("x" * (10 * 1024 * 1024 + 1)).status_code == 413
    assert len(app.notes()) == 2


def test_a_chunked_body_over_ten_megabytes_is_refused(app) -> None:
    pieces = (b"x" * 1_000_000 for _ in range(11))
    address = f"{app.emulator.url}/api.xro/2.0/Notes"
    assert app.http.post(address, content=pieces, headers=app.headers()).status_code == 413
    assert app.notes() == ["planted"]


def test_half_a_request_is_never_processed(app) -> None:
    host, port = app.emulator.url.removeprefix("http://").split(":")
    head = "".join(f"{name}: {value}\r\n" for name, value in app.headers().items())
    with socket.create_connection((host, int(port))) as half:
        start = f"POST /api.xro/2.0/Notes HTTP/1.1\r\nhost: {host}\r\ncontent-length: 99\r\n"
        half.sendall(f"{start}{head}\r\nhalf a note".encode())
    assert app.post("a whole one").json() == {"count": 2}
    assert app.notes() == ["planted", "a whole one"]


def test_a_fault_in_a_resource_is_a_500_in_xeros_shape(app) -> None:
    answer = app.post(path="/Notes/Break")
    assert answer.status_code == 500
    assert answer.json()["ErrorNumber"] == 500
    assert answer.json()["Type"] == "UnknownErrorException"


@pytest.mark.parametrize("path", ["/Notes", "/Nothing", "/Notes/1"])
def test_every_answer_has_a_correlation_id_and_the_counters(app, path: str) -> None:
    answer = app.get(path)
    assert len(answer.headers["xero-correlation-id"]) == 36
    assert answer.headers["x-minlimit-remaining"] == "59"
    assert answer.headers["x-daylimit-remaining"] == "4999"
    assert answer.headers["x-appminlimit-remaining"] == "9999"


def test_what_is_refused_before_it_is_counted_tells_the_counters_too(app, connect) -> None:
    reader = connect("reader", scope="accounting.contacts.read")
    large = app.call("PUT", "/Notes", b"x" * (10 * 1024 * 1024 + 1))
    scope_missing = reader.post("a note")
    app.emulator.control.advance(1800)
    expired = app.get()
    for answer, status in ((large, 413), (scope_missing, 401), (expired, 401)):
        assert answer.status_code == status
        left = [answer.headers[f"x-{name}limit-remaining"] for name in ("day", "min", "appmin")]
        assert left == ["5000", "60", "10000"]


def test_two_calls_to_one_organisation_never_touch_its_books_at_once(app, in_background) -> None:
    hold = app.emulator.control.fault("hold", method="POST", times=4)
    calls = [in_background(app.post, f"note {number}") for number in range(4)]
    app.emulator.control.wait_held(hold, 4)
    app.emulator.control.release(hold)
    assert sorted(call.result().json()["count"] for call in calls) == [2, 3, 4, 5]
    assert len(app.notes()) == 5


def test_a_broken_start_is_told_to_who_waits(tmp_path: Path) -> None:
    def plant(seed, now):  # type: ignore[no-untyped-def]
        raise ValueError("no such seed")

    with pytest.raises(EmulatorDidNotStart) as told, running_emulator(parts=Parts((), plant, str)):
        pass
    assert str(told.value.__cause__) == "no such seed"


def start(*options: str) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "xero_emulator", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Xero emulator ready at http://127.0.0.1:"), process.communicate()
    return process, line.split(" at ")[1].split(" ")[0]


@pytest.mark.parametrize("stop", [SIGTERM, SIGINT])
def test_the_program_prints_its_address_and_saves_its_state_on_a_clean_stop(
    tmp_path: Path, stop: int
) -> None:
    state = tmp_path / "state.json"
    process, url = start("--seed", "empty", "--state", str(state), "--client", "an-app:its-secret")
    before = httpx2.get(f"{url}/_emulator/state").json()
    process.send_signal(stop)
    said, errors = process.communicate(timeout=30)
    assert (process.returncode, said, errors) == (0, "", "")
    assert state.stat().st_mode & 0o777 == 0o600

    process, url = start("--state", str(state), "--client", "an-app:its-secret")
    after = httpx2.get(f"{url}/_emulator/state").json()
    process.send_signal(stop)
    process.communicate(timeout=30)
    assert after["seed"] == "empty"
    assert after["clients"] == ["an-app"]
    assert after["organisations"] == before["organisations"]


def test_a_taken_port_is_a_clear_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "xero_emulator", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"xero-emulator: cannot listen on 127.0.0.1 port {port}: ")


def test_a_client_without_a_colon_is_refused_on_the_command_line() -> None:
    command = [sys.executable, "-m", "xero_emulator", "--client", "only-an-id"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert "write ID:SECRET" in ended.stderr


def test_a_state_file_that_could_not_be_written_is_refused_at_the_start(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "missing" / "state.json")
    command = [sys.executable, "-m", "xero_emulator", "--state", nowhere]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert "must be a folder that can be written" in ended.stderr


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 99}'])
def test_a_state_file_that_is_none_is_left_alone(tmp_path: Path, content: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(content)
    command = [sys.executable, "-m", "xero_emulator", "--port", "0", "--state", str(state)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr.startswith("xero-emulator: ")
    assert "Traceback" not in ended.stderr
    assert state.read_text() == content
