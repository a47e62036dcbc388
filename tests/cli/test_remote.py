"""Every command against a server: with a token, without one, and where no server is."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
import structlog
from sqlalchemy import text
from tests.cli.desk import COMMAND, ROWS, SCENARIO, changed
from tests.cli.serving import Server, Terminal, server
from tests.cli.test_manual import commands
from tests.database import new_database

from tallyloom.api.access import Permission, Role
from tallyloom.cli.desk import HouseDesk
from tallyloom.cli.screen import Screen
from tallyloom.store.deliveries import Arrival
from tallyloom.store.embedded import Embedded
from tallyloom.store.ids import new_id
from xero_emulator.fixture import Running

UK = "Demo Company (UK)"
ONE = "schema: 1\nname: One\nflow:\n  - {id: 1, module: tools.compose}\n"
HEARD = f"""
schema: 1
name: Heard
connections:
  books: {{app: xero, connection: xero, organisation: {UK}}}
flow:
  - {{id: 1, module: xero.watch_events, connection: books}}
"""
NEW = ("--headless", "--client-id", "another", "--client-secret", "s", "--base-url", "{emulator}")
HERE = ("--connection", "xero", "--organisation", UK)

# What is typed for each command, in this order; {words} stand for what the test has made.
CASES: dict[str, tuple[str, ...]] = {
    "doctor": (),
    "apps list": (),
    "modules list": ("--app", "xero"),
    "modules show": ("xero.create_invoice",),
    "modules picks": ("xero.create_invoice", "LineItems.AccountCode", *HERE),
    "scenario check": ("{shop}",),
    "scenario run": ("{shop}", "--input", f"rows=@{ROWS}"),
    "scenario list": (),
    "scenario import": ("{one}", "--note", "the first"),
    "scenario export": ("One", "--version", "1"),
    "scenario clone": ("Shop invoices", "Shop invoices too", "--use", f"books=xero:{UK}"),
    "scenario delete": ("Shop invoices too", "--yes"),
    "scenario on": ("{heard}",),
    "scenario off": ("Heard",),
    "scenario versions": ("Shop invoices",),
    "scenario diff": ("{shop}",),
    "scenario schedule": ("Shop invoices",),
    "scenario restore": ("Shop invoices", "1"),
    "runs list": ("--status", "success"),
    "runs show": ("{run}", "-m", "5"),
    "runs log": ("{run}", "--advanced"),
    "runs follow": ("{run}",),
    "runs search": ("900001",),
    "runs resume": ("{waiting}",),
    "runs cancel": ("{waits}",),
    "incomplete list": ("--all",),
    "incomplete causes": (),
    "incomplete show": ("{failed}",),
    "incomplete look": ("{failed}",),
    "incomplete retry": ("{failed}",),
    "incomplete resolve": ("{fails}", "--drop"),
    "connections list": (),
    "connections add": ("xero", "--name", "second", *NEW),
    "connections show": ("second",),
    "connections limits": ("second", "--tier", "starter"),
    "connections verify": ("second",),
    "connections rename": ("second", "third"),
    "connections reauthorise": ("third", "--headless"),
    "connections accept": ("third", UK),
    "connections used-by": ("xero",),
    "connections missing": ("third",),
    "connections remove": ("third", "--yes"),
    "connections webhook": ("xero xero",),
    "webhooks list": (),
    "webhooks deliveries": (),
    "webhooks show": ("{delivery}",),
    "webhooks retry": ("{delivery}",),
    "users list": (),
    "users invite": ("ann@books.example", "--role", "viewer"),
    "users link": ("ann@books.example",),
    "users remove": ("ann@books.example",),
    "tokens list": (),
    "tokens create": ("another",),
    "tokens revoke": ("{token}",),
}
CODES = {"incomplete retry": 1}  # the service refuses it again
UNKNOWN = "0123456789"


@pytest.fixture(autouse=True)
def no_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands and their server run in this process here, which has one stdout."""
    monkeypatch.setattr(Screen, "log", lambda _screen, _level: None)
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def there(
    tmp_path_factory: pytest.TempPathFactory, database_server: Embedded, shared_emulator: Running
) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("server")
    with new_database(database_server) as url:
        address = url.render_as_string(hide_password=False)
        with server(home, address, shared_emulator) as running:
            running.connect()
            yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="module")
def terminal(there: Server, home: Path) -> Terminal:
    return Terminal(home, there.address, there.token())


@pytest.fixture(scope="module")
def files(home: Path) -> dict[str, str]:
    """The scenarios that commands are given."""
    texts = {"one": ONE, "heard": HEARD}
    for name, told in texts.items():
        (home / f"{name}.scenario.yaml").write_text(told, "utf-8")
    return {"shop": str(SCENARIO)} | {each: str(home / f"{each}.scenario.yaml") for each in texts}


def typed(name: str, made: Mapping[str, str]) -> list[str]:
    """A command with what the test has made put in; without it, something nobody knows."""
    words = [*name.split(), *CASES[name]]
    return [made.get(word[1:-1], UNKNOWN) if word[0] == "{" else word for word in words]


def asks_servers() -> list[str]:
    """Every command that takes --server."""
    return [
        name
        for name, command in commands().items()
        if any("--server" in one.opts for one in command.params)
    ]


def test_every_command_that_takes_a_server_has_a_case() -> None:
    assert sorted(CASES) == sorted(asks_servers())


def test_what_works_at_the_machine_alone_takes_no_server() -> None:
    alone = set(commands()) - set(asks_servers())

    assert alone == {"up", "server", "worker", "demo", "schema", "login", "logout"}


def test_every_command_works_against_a_server(
    there: Server, terminal: Terminal, files: dict[str, str], home: Path
) -> None:
    made = {**files, "emulator": there.emulator.url, **_made(there, terminal, home)}
    wrong = {}
    for name in CASES:
        if name == "incomplete list":
            made |= _failed(terminal, home)
        said = terminal(*typed(name, made), "--json")
        if said.code != CODES.get(name, 0) or not _is_json(said.out):
            wrong[name] = (said.code, said.out[-300:], said.err[-600:])
        if name in ("scenario run", "tokens create") and said.out:
            made[{"scenario run": "run", "tokens create": "token"}[name]] = said.json["id"]

    assert wrong == {}


def _is_json(text: str) -> bool:
    return all(isinstance(json.loads(line), dict) for line in text.splitlines())


def _made(there: Server, terminal: Terminal, home: Path) -> dict[str, str]:
    """Runs that wait for tomorrow, and a delivery that nobody can read."""
    house, now = there.house, there.house.clock.now()
    version = house.scenarios.keep("Later", ONE.replace("One", "Later"), now)
    ids = {}
    for name in ("waiting", "waits"):
        ids[name] = new_id(now)
        row = {"scenario_id": version.scenario_id, "version": 1, "scenario": "Later", "bytes": 0}
        at = now + timedelta(days=1)
        told = {"id": ids[name], "origin": {}, "inputs": {}, "started_at": at, **row}
        with house.database.begin() as on:
            house.runs.add(told, [], within=on)
            on.execute(
                text("UPDATE runs SET started_at = :now WHERE id = :id"),
                {"now": now, "id": ids[name]},
            )
    [registration] = house.connections.registrations.list()
    house.deliveries.keep([Arrival(registration.id, b"{")], now)
    while True:
        [delivery] = terminal("webhooks", "deliveries", "--json").lines
        if delivery["outcome"] != "waiting":
            return {**ids, "delivery": str(delivery["id"])}
        time.sleep(0.05)


def _failed(terminal: Terminal, home: Path) -> dict[str, str]:
    """Two documents that the service refused."""
    scenario = changed(
        home,
        SCENARIO,
        ('AccountCode: "200"', 'AccountCode: "nope"'),
        ("name: Shop invoices", "name: Refused"),
        ("if_exists: use", "if_exists: fail"),
    )
    ran = terminal("scenario", "run", scenario, "--input", f"rows=@{ROWS}", "--json")
    assert ran.code == 1, ran.err
    waiting = terminal("incomplete", "list", "--json").lines
    return {"failed": waiting[0]["id"], "fails": waiting[1]["id"]}


def test_a_token_without_the_permission_ends_with_4_and_the_sentence(
    there: Server, home: Path, files: dict[str, str]
) -> None:
    nothing = Terminal(home, there.address, there.token(()))
    wrong = {}
    for name in CASES:
        said = nothing(*typed(name, files), "--json")
        error = json.loads(said.err.splitlines()[-1])["error"] if said.err else {}
        if (said.code, said.out, error.get("remedy")) != (4, "", "AskForPermission"):
            wrong[name] = said

    assert wrong == {}


def test_what_a_viewer_may_not_do_is_said_with_the_permission(there: Server, home: Path) -> None:
    viewer = Terminal(home, there.address, there.token(role=Role.VIEWER))

    assert viewer("runs", "list").code == 0
    refused = viewer("users", "list")
    assert refused.code == 4
    assert f"needs the permission {Permission.USERS_EDIT}" in refused.flat


def test_without_a_good_token_every_command_says_how_to_log_in(
    there: Server, home: Path, files: dict[str, str]
) -> None:
    stranger = Terminal(home, there.address, "tly_wrong")
    wrong = {}
    for name in CASES:
        said = stranger(*typed(name, files))
        if said.code != 4 or f"tallyloom login {there.address}" not in said.flat:
            wrong[name] = said

    assert wrong == {}
    for token in ("", "wrong"):
        assert Terminal(home, there.address, token)("apps", "list").code == 4


def test_where_no_server_is_every_command_ends_with_75(home: Path, files: dict[str, str]) -> None:
    nowhere = Terminal(home, "http://127.0.0.1:1", "tly_some")
    wrong = {}
    for name in CASES:
        said = nowhere(*typed(name, files))
        if said.code != 75 or "http://127.0.0.1:1 does not answer" not in said.flat:
            wrong[name] = said

    assert wrong == {}


def test_a_person_logs_in_once_and_is_forgotten(there: Server, home: Path) -> None:
    person = Terminal(home)
    token = there.token()

    refused = person("login", there.address, typed="tly_wrong\n")
    assert refused.code == 4
    logged_in = person("login", there.address, typed=f"{token}\n", TALLYLOOM_TOKEN=None)
    assert logged_in.code == 0, logged_in.err
    assert token not in logged_in.out + logged_in.err

    assert person("apps", "list", "--server", there.address).code == 0
    assert person("apps", "list", TALLYLOOM_SERVER=f"{there.address}/").code == 0
    assert person("logout", there.address).code == 0
    assert person("apps", "list", "--server", there.address).code == 4
    assert person("logout", there.address).code == 3


def test_the_program_itself_prints_data_on_stdout_and_nothing_else(
    there: Server, home: Path
) -> None:
    variables = {"TALLYLOOM_HOME": str(home), "TALLYLOOM_TOKEN": there.token()}
    words = [*COMMAND, "apps", "list", "--json", "--server", there.address]
    done = subprocess.run(
        words, env={**os.environ, **variables}, capture_output=True, text=True, check=True
    )

    assert [json.loads(line)["name"] for line in done.stdout.splitlines()][-1] == "xero"
    assert done.stderr == ""


def test_a_token_goes_over_the_net_with_tls_alone(home: Path) -> None:
    said = Terminal(home, "http://books.example", "tly_some")("apps", "list")

    assert said.code == 2
    assert "write https://books.example" in said.flat


# What is said is the same as at the machine itself.


def test_what_is_wrong_is_said_in_the_same_words_with_the_same_code(
    terminal: Terminal, home: Path
) -> None:
    rows = ("--input", f"rows=@{ROWS}")
    wrong = changed(home, SCENARIO, ("ContactNumber: ", "ContactNumbr: "))
    refused = terminal("scenario", "run", wrong, *rows)
    unknown = changed(home, SCENARIO, (UK, "Demo Company (DE)"))
    nowhere = terminal("scenario", "run", unknown, *rows)

    for words, code, said in (
        (("runs", "show", "nothing"), 3, "There is no run 'nothing'"),
        (("runs", "show", ""), 3, "There is nothing with the id ''"),
        (("modules", "show", "xero.creat_invoice"), 3, "Did you mean xero.create_invoice?"),
        (("connections", "show", "nope"), 3, "There is no connection named 'nope'"),
        (("connections", "add", "csv"), 2, "needs no connection"),
        (("connections", "rename", "xero", "x" * 300), 2, "name: String should have at most 200"),
        (("scenario", "export", "nope"), 3, "There is no scenario 'nope'"),
        (("scenario", "run", SCENARIO), 5, "the input rows is required; add --input rows=@FILE"),
    ):
        done = terminal(*words)
        assert (done.code, said in done.flat) == (code, True), (words, done)
    assert refused.code == 5
    assert "Did you mean 'ContactNumber'?" in refused.flat
    assert (nowhere.code, "does not reach an organisation" in nowhere.flat) == (3, True)


# Servers that are of another version, or none.


class Another(BaseHTTPRequestHandler):
    """Answers everything with what the test has put here."""

    answers: dict[str, tuple[int, str, Any]] = {}

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        status, media, body = self.answers.get(path, self.answers[""])
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_of: object) -> None:
        """Not in the log of the tests."""


@pytest.fixture
def another(home: Path) -> Iterator[Terminal]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Another)
    thread = Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield Terminal(home, f"http://127.0.0.1:{listening.server_address[1]}", "tly_some")
    listening.shutdown()
    listening.server_close()


JSON = "application/json"
PROBLEM = "application/problem+json"
NOT_THERE = {"title": "Not Found", "detail": "There is nothing here.", "remedy": "LookAgain"}
INVALID = {"title": "Unprocessable", "detail": "Correct it.", "remedy": "CorrectRequest"}


def described(version: str, *paths: str) -> dict[str, Any]:
    return {"info": {"version": version}, "paths": {path: {"get": {}} for path in paths}}


def test_a_server_that_does_not_know_a_command_is_told_apart_by_its_version(
    another: Terminal,
) -> None:
    Another.answers = {
        "": (404, PROBLEM, NOT_THERE),
        "/api/v1/openapi.json": (200, JSON, described("0.0.1")),
    }
    older = another("apps", "list")

    assert older.code == 6
    assert "is Tallyloom 0.0.1, which does not offer this" in older.flat
    assert metadata.version("tallyloom") in older.flat


def test_what_is_not_there_is_not_taken_for_a_version(another: Terminal) -> None:
    Another.answers = {
        "": (404, PROBLEM, NOT_THERE),
        "/api/v1/openapi.json": (200, JSON, described("99.0", "/api/v1/modules/{name}")),
    }
    assert another("modules", "show", "nope").code == 3


def test_a_request_that_a_newer_server_refuses_names_both_versions(another: Terminal) -> None:
    Another.answers = {
        "": (422, PROBLEM, INVALID),
        "/api/v1/openapi.json": (200, JSON, described("99.0", "/api/v1/apps")),
    }
    newer = another("apps", "list")

    assert newer.code == 5
    assert "Correct it." in newer.flat
    assert "Tallyloom 99.0" in newer.flat


def test_an_answer_of_another_shape_tells_to_compare_the_versions(another: Terminal) -> None:
    Another.answers = {"": (200, JSON, {"things": []})}
    older = another("apps", "list")

    assert older.code == 1
    assert f"tallyloom doctor --server {another.address}" in older.flat


@pytest.mark.parametrize(
    ("status", "media", "code"),
    [(200, "text/html", 3), (404, "text/html", 3), (502, "text/html", 75), (503, "text/plain", 75)],
)
def test_what_is_no_tallyloom_is_said_to_be_none(
    another: Terminal, status: int, media: str, code: int
) -> None:
    Another.answers = {"": (status, media, "<p>Something else</p>")}

    said = another("apps", "list")

    assert said.code == code, said.err
    assert "Traceback" not in said.err


# What people read.


def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_done_twice(
    there: Server, terminal: Terminal, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tallyloom.cli.remote import RemoteDesk

    sent, lost = RemoteDesk._sent, []

    def losing(desk: RemoteDesk, asked: Any, headers: dict[str, str]) -> Any:
        answer = sent(desk, asked, headers)
        if asked.method == "POST" and not lost:
            lost.append(asked.path)
            raise httpx2.ReadError("the line broke")
        return answer

    before = len(there.house.runs.newest())
    terminal("scenario", "import", files["one"], "--new-version")
    monkeypatch.setattr(RemoteDesk, "_sent", losing)
    ran = terminal("scenario", "run", "One", "--detach")

    assert ran.code == 0, ran.err
    assert lost
    assert len(there.house.runs.newest()) == before + 1


def test_ctrl_c_leaves_the_run_going_and_says_so(
    there: Server, terminal: Terminal, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tallyloom.cli import waiting

    def interrupted(*_of: Any) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(waiting, "_over", interrupted)
    stopped = terminal("scenario", "run", files["one"])
    monkeypatch.undo()

    assert stopped.code == 130
    assert f"The run goes on at {there.address}" in stopped.flat
    [run_id] = [line[4:] for line in stopped.err.splitlines() if line.startswith("run ")]
    assert terminal("runs", "follow", run_id).code == 0


def test_versions_are_listed_compared_exported_and_restored(terminal: Terminal, home: Path) -> None:
    file = home / "kept.scenario.yaml"
    file.write_text(ONE.replace("One", "Kept"), "utf-8")
    first = terminal("scenario", "import", file)
    file.write_text(ONE.replace("One", "Kept") + "# A comment.\n", "utf-8")
    compared = terminal("scenario", "diff", file)
    taken = terminal("scenario", "import", file)
    second = terminal("scenario", "import", file, "--new-version", "--note", "said why")
    listed = terminal("scenario", "versions", "Kept")
    exported = terminal("scenario", "export", "Kept", "-o", home / "out.yaml")
    between = terminal("scenario", "diff", "Kept")
    restored = terminal("scenario", "restore", "Kept", "1")

    assert "✓ Kept: version 1" in first.out
    assert "+# A comment." in compared.out
    assert taken.code == 6
    assert "✓ Kept: version 2" in second.out
    assert "said why" in listed.out
    assert exported.code == 0
    assert (home / "out.yaml").read_text("utf-8") == file.read_text("utf-8")
    assert terminal("scenario", "export", "Kept", "--version", "2").out == file.read_text("utf-8")
    assert "+# A comment." in between.out
    assert "✓ Kept: version 3" in restored.out
    assert terminal("scenario", "export", "Kept").out == ONE.replace("One", "Kept")


def test_a_draft_is_stored_and_says_what_is_wrong(terminal: Terminal, home: Path) -> None:
    file = home / "draft.scenario.yaml"
    file.write_text(ONE.replace("One", "Draft").replace("compose", "compsoe"), "utf-8")

    kept = terminal("scenario", "import", file)

    assert kept.code == 0
    assert "(draft)" in kept.out
    assert f"{file}:4" in kept.flat.replace(" ", "") or f"{file}:" in kept.flat
    assert terminal("scenario", "run", "Draft").code == 5
    assert terminal("scenario", "delete", "Draft", typed="n\n").code == 0
    assert terminal("scenario", "export", "Draft").code == 0
    assert terminal("scenario", "delete", "Draft", typed="y\n").code == 0
    assert terminal("scenario", "export", "Draft").code == 3


def test_a_scenario_starts_by_the_clock_and_says_when(terminal: Terminal, home: Path) -> None:
    file = home / "daily.scenario.yaml"
    text_ = ONE.replace("One", "Daily") + "schedule: {daily: '09:00'}\n"
    file.write_text(text_, "utf-8")

    on = terminal("scenario", "on", file)

    assert on.code == 0, on.err
    assert "Daily is on: version 1 starts every day at 09:00." in on.out
    assert len(on.out.splitlines()) == 6
    assert "on" in terminal("scenario", "list", "--name", "Daily").out.splitlines()[-1].split()
    told = terminal("scenario", "schedule", "Daily")
    assert "Daily  on  every day at 09:00 (UTC)" in told.out
    assert len(told.out.splitlines()) == 6
    assert terminal("scenario", "off", "Daily").code == 0


def test_what_people_read_fits_a_terminal(
    terminal: Terminal, files: dict[str, str], home: Path
) -> None:
    ran = terminal("scenario", "run", files["shop"], "--input", f"rows=@{ROWS}")
    run_id = terminal("runs", "list", "--json").lines[0]["id"]
    for words in (
        ("runs", "log", run_id),
        ("runs", "log", run_id, "--advanced"),
        ("runs", "search", "900001"),
        ("incomplete", "causes"),
        ("webhooks", "list"),
        ("webhooks", "deliveries"),
        ("connections", "used-by", "xero"),
        ("users", "list"),
    ):
        said = terminal(*words)
        assert said.code == 0, said.err
        assert said.out
    assert "✓ Shop invoices  success" in ran.out
    assert "Create an Invoice" in terminal("runs", "log", run_id).out


SAME = (
    ("apps", "list"),
    ("modules", "list"),
    ("modules", "show", "xero.create_invoice"),
    ("scenario", "list"),
    ("runs", "list"),
    ("incomplete", "list", "--all"),
    ("connections", "list"),
    ("connections", "show", "xero"),
    ("connections", "used-by", "xero"),
    ("webhooks", "list"),
    ("users", "list"),
)


@pytest.mark.parametrize("words", SAME, ids=" ".join)
@pytest.mark.parametrize("json_", ["--json", "--no-color"])
def test_a_server_and_the_machine_itself_print_the_same(
    there: Server,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    json_: str,
) -> None:
    over_http = terminal(*words, json_)
    monkeypatch.setattr(Screen, "desk", lambda _screen: nullcontext(HouseDesk(there.house)))
    here = terminal(*words, json_)

    assert over_http.code == 0, over_http.err
    assert here.out == over_http.out
