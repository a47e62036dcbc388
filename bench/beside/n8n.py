"""n8n on the same machine with the same flow, to measure beside it.

It is no part of the project and is not installed by it. In an empty folder outside the checkout,
with Node 20 or newer, a C++ compiler, make and Python:

    npm init -y
    npm pkg set dependencies.n8n=1.123.81 overrides.xlsx=0.18.5
    npm install --ignore-scripts
    npm rebuild sqlite3

and name that folder in TALLYLOOM_BENCH_N8N, or by `--n8n`.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

VERSION = "1.123.81"
PORT = 45678
HOOK = "heard"
WORKFLOW = "tallyloombench01"
STARTS = 180.0  # seconds
LOOK = 0.05
SETTINGS = {
    "DB_SQLITE_POOL_SIZE": "4",
    "EXECUTIONS_DATA_SAVE_ON_SUCCESS": "all",
    "N8N_DIAGNOSTICS_ENABLED": "false",
    "N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS": "true",
    "N8N_EXPRESSION_ENGINE": "legacy",
    "N8N_LISTEN_ADDRESS": "127.0.0.1",
    "N8N_LOG_LEVEL": "error",
    "N8N_PERSONALIZATION_ENABLED": "false",
    "N8N_PORT": str(PORT),
    "N8N_RUNNERS_ENABLED": "false",
    "N8N_TEMPLATES_ENABLED": "false",
    "N8N_VERSION_NOTIFICATIONS_ENABLED": "false",
}


def found(folder: str) -> Path | None:
    """Its folder, if the version that is measured is installed there."""
    path = Path(folder) if folder else None
    about = path / "node_modules" / "n8n" / "package.json" if path else None
    if path is None or about is None or not about.is_file():
        return None
    return path if json.loads(about.read_text("utf-8"))["version"] == VERSION else None


@dataclass(frozen=True)
class N8n:
    """One that runs, with the flow active."""

    home: Path

    url = f"http://127.0.0.1:{PORT}/webhook/{HOOK}"

    def finished(self) -> int:
        """How many executions have succeeded, each with its data in the history."""
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as on:
            row = on.execute(
                "SELECT count(*) FROM execution_entity e JOIN execution_data d"
                " ON d.executionId = e.id WHERE e.status = 'success' AND length(d.data) > 0"
            ).fetchone()
        return int(row[0])

    @property
    def _file(self) -> Path:
        return self.home / ".n8n" / "database.sqlite"


@contextmanager
def running(folder: Path, home: Path) -> Iterator[N8n]:
    """n8n with an empty database in `home`, once its webhook answers."""
    environment = {**os.environ, **SETTINGS, "N8N_USER_FOLDER": str(home)}
    file = home / "flow.json"
    file.write_text(json.dumps(flow()), "utf-8")
    for arguments in (
        ("import:workflow", f"--input={file}"),
        ("update:workflow", f"--id={WORKFLOW}", "--active=true"),
    ):
        _command(folder, home, environment, *arguments)
    log = (home / "log").open("wb")
    started = _n8n(folder, "start")
    with log, subprocess.Popen(started, env=environment, stdout=log, stderr=log) as n8n:
        try:
            _answers(n8n, home)
            yield N8n(home)
        finally:
            n8n.terminate()


def flow() -> Mapping[str, Any]:
    """Webhook, set, filter, set; answered at once, as webhooks that tell of events want it."""
    nodes = [
        _node("Webhook", "webhook", 2, {"httpMethod": "POST", "path": HOOK, "options": {}})
        | {"webhookId": HOOK},
        _node("Set", "set", 3.4, _assigned("kind", "={{ $json.body.events[0].eventCategory }}")),
        _node("Filter", "filter", 2.2, _CREATED),
        _node("Set again", "set", 3.4, _assigned("said", "={{ $json.kind }} was created")),
    ]
    names = [node["name"] for node in nodes]
    links = {
        name: {"main": [[{"node": after, "type": "main", "index": 0}]]}
        for name, after in pairwise(names)
    }
    return {"id": WORKFLOW, "name": "Heard", "nodes": nodes, "connections": links,
            "active": False, "settings": {}}  # fmt: skip


def _node(name: str, kind: str, version: float, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": name.lower().replace(" ", "-"),
        "name": name,
        "type": f"n8n-nodes-base.{kind}",
        "typeVersion": version,
        "position": [0, 0],
        "parameters": dict(parameters),
    }


def _assigned(name: str, value: str) -> Mapping[str, Any]:
    one = {"id": name, "name": name, "value": value, "type": "string"}
    return {"assignments": {"assignments": [one]}, "includeOtherFields": True, "options": {}}


_CREATED: Mapping[str, Any] = {
    "conditions": {
        "options": {
            "caseSensitive": True,
            "leftValue": "",
            "typeValidation": "strict",
            "version": 2,
        },
        "conditions": [
            {
                "id": "created",
                "leftValue": "={{ $json.body.events[0].eventType }}",
                "rightValue": "CREATE",
                "operator": {"type": "string", "operation": "equals"},
            }
        ],
        "combinator": "and",
    },
    "options": {},
}  # fmt: skip


def _n8n(folder: Path, *arguments: str) -> list[str]:
    return ["node", str(folder / "node_modules" / "n8n" / "bin" / "n8n"), *arguments]


def _command(folder: Path, home: Path, environment: Mapping[str, str], *arguments: str) -> None:
    done = subprocess.run(
        _n8n(folder, *arguments), env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"n8n {arguments[0]}: {done.stdout}{done.stderr}")


def _answers(n8n: subprocess.Popen[bytes], home: Path) -> None:
    """Wait until its webhook is there: asked with GET, it then says that it wants a POST."""
    until = time.monotonic() + STARTS
    while time.monotonic() < until and n8n.poll() is None:
        if "POST" in _said():
            return
        time.sleep(LOOK)
    raise RuntimeError(f"n8n does not start: {(home / 'log').read_text('utf-8')}")


def _said() -> str:
    try:
        with urllib.request.urlopen(N8n.url, timeout=5) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError:
        return ""
