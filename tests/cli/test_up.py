"""Everything in one process, from its start to its stop."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.request

from tests.api.people import somebody
from tests.cli.desk import COMMAND, Desk, posted

from tallyloom.api.screens import built


def up(desk: Desk) -> tuple[subprocess.Popen[str], str]:
    """A running `up` and its address."""
    words = [*COMMAND, "up", "--no-open", "--listen", "127.0.0.1:0", "--json"]
    running = subprocess.Popen(
        words, env=desk.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    return running, str(json.loads(running.stdout.readline())["address"])


def get(address: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return str(answer.read().decode())


def test_it_serves_moves_runs_that_others_added_and_stops_when_told(connected: Desk) -> None:
    running, address = up(connected)
    try:
        assert json.loads(get(f"{address}/readyz"))["status"] == "ready"
        run_id = connected.run("--detach", "--json").json["id"]
        while connected("runs", "show", run_id, "--json").json["status"] != "success":
            assert running.poll() is None
        with connected.house() as house:
            whose = somebody(house).token()
            page = get(f"{address}/runs/{run_id}", **whose) if built() else ""
            told = get(f"{address}/api/v1/runs/{run_id}", **whose)
    finally:
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=60)

    assert running.returncode == 143, err
    assert "<title>Tallyloom</title>" in page or not built()
    assert json.loads(told)["status"] == "success"
    assert len(posted(connected)) == 3
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_named_with_what_to_do(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = desk("up", "--no-open", "--listen", f"127.0.0.1:{port}")

    assert said.code == 6
    assert f"127.0.0.1:{port}" in said.flat
    assert "--listen" in said.flat


def test_the_first_start_prints_a_link_that_works_once(desk: Desk) -> None:
    running, address = up(desk)
    try:
        assert running.stdout is not None
        link = str(json.loads(running.stdout.readline())["first_start"])
        page = get(link)
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)

    assert link.startswith(f"{address}/link?code=")
    assert "<h1>First start</h1>" in page


def test_a_terminal_invites_people_and_makes_tokens(desk: Desk) -> None:
    invited = desk("users", "invite", "anna@example.org", "--role", "owner", "--json").json
    made = desk("tokens", "create", "nightly", "--login", "anna@example.org", "--json").json
    listed = desk("tokens", "list", "--login", "anna@example.org", "--json").lines
    people = desk("users", "list", "--json").lines

    with desk.house() as house:
        noted = house.audit.newest(limit=2)
    assert [(one.name, one.operation) for one in noted] == [
        ("terminal", "create_token"),
        ("terminal", "invite_user"),
    ]
    assert "/link?code=" in invited["link"]["url"]
    assert made["secret"].startswith("tly_")
    assert [token["name"] for token in listed] == ["nightly"]
    assert [(one["login"], one["state"]) for one in people] == [("anna@example.org", "invited")]
    assert desk("tokens", "revoke", made["id"], "--login", "anna@example.org").code == 0
    nobodys = desk("tokens", "create", "nightly")
    assert nobodys.code == 2
    assert "--login" in nobodys.flat
    assert desk("users", "remove", "anna@example.org").code == 0
    assert desk("users", "link", "anna@example.org").code == 3
    assert "/link?code=" in desk("users", "link").out
