"""The demo runs the example, prints where everything is, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import psutil
import pytest
from tests.cli.desk import COMMAND

from tallyloom.api.screens import built

LONG = "a-folder-whose-name-is-as-long-as-some-companies-like-them"


@pytest.fixture
def environment(tmp_path: Path, caches: Path) -> dict[str, str]:
    """A data folder with a name of 150 characters or more."""
    home = tmp_path
    while len(str(home)) < 150:
        home = home / LONG
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TALLYLOOM_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "TALLYLOOM_HOME": str(home), "PYTHONPYCACHEPREFIX": str(caches)}


@pytest.fixture
def nothing_left(environment: dict[str, str]) -> Iterator[None]:
    """Fails if a process of the demo is still there when the test has ended."""
    yield
    left = [process for process in psutil.process_iter() if _mentions(process, environment)]
    assert left == []


def _mentions(process: psutil.Process, environment: dict[str, str]) -> bool:
    with suppress(psutil.Error):
        home = environment["TALLYLOOM_HOME"]
        ours = process.environ().get("TALLYLOOM_HOME") == home
        return ours or any(home in word for word in process.cmdline())
    return False


def demo(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "demo", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def history(house: str, link: str) -> dict[str, Any]:
    """What whoever opens the link, which signs in once, finds there."""
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with _opened(visitor, link) as page:
        assert page.url == f"{house}/"
    lists = ("scenarios", "runs", "incomplete/causes", "connections")
    return {path: _items(visitor, f"{house}/api/v1/{path}") for path in lists}


def _opened(visitor: urllib.request.OpenerDirector, link: str) -> Any:
    try:
        return visitor.open(link)
    except HTTPError as answer:
        if built():
            raise
        return answer  # it says that the pages are not built


def _items(visitor: urllib.request.OpenerDirector, url: str) -> Any:
    with visitor.open(url) as answer:
        return json.load(answer)["items"]


@pytest.mark.usefixtures("nothing_left")
def test_the_demo_runs_the_example_and_says_where_everything_is(
    environment: dict[str, str],
) -> None:
    running = demo(environment, "--exit", "--json")
    out, err = running.communicate(timeout=120)

    assert running.returncode == 0, err
    told = json.loads(out)
    assert told["run"]["status"] == "success"
    assert told["wrote"]["Create an Invoice"] == 3
    assert told["wrote"]["Create a Credit Note"] == 1
    assert told["house"].startswith("http://localhost:")
    assert told["emulator"].startswith("http://127.0.0.1:")
    assert list(Path(environment["TALLYLOOM_HOME"], "demo").iterdir()) == [
        Path(environment["TALLYLOOM_HOME"], "demo/lock")
    ]


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_stops_everything_when_it_is_stopped(
    environment: dict[str, str], stop: signal.Signals
) -> None:
    running = demo(environment)
    assert running.stdout is not None
    assert running.stderr is not None
    lines = iter(running.stdout.readline, "")
    try:
        seen = [
            next(line for line in lines if line.startswith(name))
            for name in ("house", "ran", "sign in")
        ]
        told = history(seen[0].split()[1], seen[2].split()[2])
    finally:
        running.send_signal(stop)
        _, err = running.communicate(timeout=60)

    assert "Shop invoices" in seen[1]
    assert {one["name"]: one["on"] for one in told["scenarios"]} == {
        "Large invoices": True,
        "Shop invoices": False,
    }
    by_hand = [one["status"] for one in told["runs"] if one["scenario"] == "Shop invoices"]
    assert by_hand == ["success", "warning", "success"]
    # What the other one posts starts this one.
    assert {one["began"] for one in told["runs"] if one["scenario"] == "Large invoices"} == {
        "instant"
    }
    # The line that cannot be read, and the document that it holds back.
    assert [one["remedy"] for one in told["incomplete/causes"]] == ["BadInput", "HeldBack"]
    assert [one["state"] for one in told["connections"]] == ["ok"]
    assert running.returncode == (130 if stop is signal.SIGINT else 143), err
    assert "Traceback" not in err


@pytest.mark.usefixtures("nothing_left")
def test_the_demo_that_is_stopped_while_it_starts_leaves_nothing(
    environment: dict[str, str],
) -> None:
    running = demo(environment, "--exit")
    server = Path(environment["TALLYLOOM_HOME"], "demo/postgres/data/postmaster.pid")
    while running.poll() is None and not server.exists():
        time.sleep(0.01)

    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)

    assert running.returncode == 130, err


@pytest.mark.usefixtures("nothing_left")
def test_a_demo_that_was_killed_is_cleaned_up_by_the_next_one(environment: dict[str, str]) -> None:
    killed = demo(environment)
    assert killed.stdout is not None
    next(line for line in iter(killed.stdout.readline, "") if line.startswith("house"))
    killed.kill()
    killed.wait(60)

    again = demo(environment, "--exit", "--json")
    out, err = again.communicate(timeout=120)

    killed.communicate(timeout=60)
    assert again.returncode == 0, err
    assert json.loads(out)["run"]["status"] == "success"


@pytest.mark.usefixtures("nothing_left")
def test_two_demos_do_not_share_a_data_folder(environment: dict[str, str]) -> None:
    first = demo(environment)
    assert first.stdout is not None
    next(line for line in iter(first.stdout.readline, "") if line.startswith("house"))

    second = demo(environment, "--exit")
    _, err = second.communicate(timeout=60)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)

    assert second.returncode == 6
    assert "The demo is running already" in " ".join(err.split())
