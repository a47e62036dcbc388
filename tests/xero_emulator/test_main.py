"""The command: how it starts, what it refuses to start with, and what it says then."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

LATER = ("cryptography", "httpx2", "joserfc", "fpdf", "faker")


def test_what_is_slow_to_load_waits_until_somebody_needs_it() -> None:
    program = (
        "import sys; from xero_emulator.__main__ import World, clock_at, real_parts; "
        "World(real_parts(), clock_at('real')).plant(); "
        f"print([name for name in {LATER!r} if name in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, check=False, capture_output=True, text=True)
    assert said.stdout.strip() == "[]", said.stderr


def refused(*options: str) -> str:
    """What the command says when it cannot start: one sentence, on stderr, and status 2."""
    command = [sys.executable, "-m", "xero_emulator", "--port", "0", *options]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr
    return ended.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            ["--port", "99999"],
            "argument --port: '99999' is no port: write a number from 0 to 65535",
        ),
        (["--port", "-1"], "argument --port: '-1' is no port"),
        (["--tls-port", "99999"], "argument --tls-port: '99999' is no port"),
        (["--seed", "garden"], "The seed must be demo, empty, or a YAML file"),
        (["--webhook", "http://["], "A webhook needs an http:// or https:// address"),
        (
            ["--webhook", "http://localhost:99999/"],
            "A webhook needs an http:// or https:// address",
        ),
        (["--webhook-key", "abc"], "--webhook-key signs what goes to --webhook URL"),
        (["--clock", "http://["], "cannot read the time from http://["),
        (["--state", "."], "argument --state: '.' is a folder: name a file in it"),
    ],
)
def test_what_cannot_be_started_is_a_sentence(options: list[str], says: str) -> None:
    assert says in refused(*options)


def test_a_seed_that_is_no_yaml_is_one_line(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text("organisations: [")
    assert f"{str(seed)!r} is none: while parsing" in refused("--seed", str(seed))


def test_a_state_that_is_none_names_the_file_and_the_way_out(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text("{}")
    told = refused("--state", str(state))
    assert f"{state} is no state to go on from: move it away" in told


@pytest.mark.parametrize("option", ["--port", "--tls-port", "--proxy-port"])
def test_a_taken_port_names_the_remedy(option: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = refused(option, port, "--tls-folder", str(tmp_path))
    assert told.startswith(f"xero-emulator: cannot listen on 127.0.0.1 port {port}: ")
    assert "Choose another --port" in told
