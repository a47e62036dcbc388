"""Everything in one process, from its start to its stop."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.request

from tests.cli.desk import COMMAND, Desk, posted


def up(desk: Desk) -> tuple[subprocess.Popen[str], str]:
    """A running `up` and its address."""
    words = [*COMMAND, "up", "--no-open", "--listen", "127.0.0.1:0", "--json"]
    running = subprocess.Popen(
        words, env=desk.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    return running, str(json.loads(running.stdout.readline())["address"])


def get(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


def test_it_serves_moves_runs_that_others_added_and_stops_when_told(connected: Desk) -> None:
    running, address = up(connected)
    try:
        assert json.loads(get(f"{address}/readyz"))["status"] == "ready"
        run_id = connected.run("--detach", "--json").json["id"]
        while connected("runs", "show", run_id, "--json").json["status"] != "success":
            assert running.poll() is None
        page = get(f"{address}/runs/{run_id}")
    finally:
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=60)

    assert running.returncode == 143, err
    assert "Create an Invoice" in page
    assert len(posted(connected)) == 3
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_named_with_what_to_do(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = desk("up", "--no-open", "--listen", f"127.0.0.1:{port}")

    assert said.code == 6
    assert f"127.0.0.1:{port}" in said.flat
    assert "--listen" in said.flat
