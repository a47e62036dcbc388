"""One PostgreSQL data folder: make it, start a server on it, find the one that runs, stop it."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tallyloom.store.account import account_for
from tallyloom.store.binaries import binaries_for
from tallyloom.store.trouble import (
    FreeSpace,
    ReadServerLog,
    RestoreBackup,
    SetDatabaseUrl,
    StopOtherServer,
    UpgradeTallyloom,
    WaitForRecovery,
)

MAJOR = 18
OWNER = "tallyloom"
DATABASE = "tallyloom"
PATIENCE = 60.0
BRIEFLY = 10.0
LOG_LIMIT = 10_000_000

# What differs from PostgreSQL's defaults; fsync, full_page_writes and synchronous_commit stay on.
SERVER_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "cluster_name": "tallyloom",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "min_wal_size": "32MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    # Rows are found by key: helpers for big scans would only take memory and start-up time.
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    # Nobody replicates from an embedded database; `backup` reads it through SQL.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
}

# A server outlives the process that started it, and only its parent can take its exit status:
# kept here, it is taken when this process stops a server, and never complained about.
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What a running server says of itself in `postmaster.pid`."""

    pid: int
    socket_folder: Path
    status: str

    @classmethod
    def read(cls, data: Path) -> Postmaster | None:
        """None when there is no such file or it is still being written."""
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
            return cls(int(lines[0]), Path(lines[4]), lines[7].strip())
        except (FileNotFoundError, IndexError, ValueError):
            return None


class Cluster:
    """The files of one embedded server, in `folder`: data, log, password, locks.

    The server holds a lock on the file `server` for as long as any process of it lives. That is
    how the next process knows, whatever became of the one that started it, without trusting
    process ids (which are used again after a restart, and mean nothing between containers).
    """

    def __init__(self, folder: Path, extra: Mapping[str, str]) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self.account = account_for(self.data)
        self._settings = {**SERVER_SETTINGS, **extra}

    # -- making

    def exists(self) -> bool:
        """Whether there is data. Raises UpgradeTallyloom or RestoreBackup for another version's."""
        try:
            found = int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return False
        if found > MAJOR:
            raise UpgradeTallyloom(
                f"{self.data} was written by PostgreSQL {found}; this version of Tallyloom brings "
                f"{MAJOR}. Install the newer Tallyloom again, or set TALLYLOOM_HOME to another "
                "folder."
            )
        if found < MAJOR:
            raise RestoreBackup(
                f"{self.data} was written by PostgreSQL {found}; this version of Tallyloom brings "
                f"{MAJOR}. Back it up with the older Tallyloom, and restore it into a new folder."
            )
        return True

    def create(self, password: str) -> None:
        """Make the data, with both roles and the database, or leave nothing behind."""
        making = self.folder / "data.new"
        if making.exists():
            shutil.rmtree(making)
        making.mkdir(mode=0o700)
        self.account.own(making)
        with self._opened(making) as (name, handle), self._secret(password) as secret:
            self._initialise(name, handle, secret)
            self._single(name, handle, self._roles(password))
        making.rename(self.data)

    def set_password(self, password: str) -> None:
        """Give both roles this password; the server must be down."""
        statements = [f"ALTER ROLE {role} PASSWORD '{password}'" for role in ("postgres", OWNER)]
        with self._opened(self.data) as (name, handle):
            self._single(name, handle, statements)

    def _roles(self, password: str) -> list[str]:
        # The program's own role is no superuser: a slip in a statement must not reach files.
        return [
            f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{password}'",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        ]

    def _initialise(self, name: str, handle: int, secret: Path) -> None:
        options = [
            "--username=postgres",
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--no-instructions",
            *(["--no-sync"] if self._settings.get("fsync") == "off" else []),
        ]
        self._finish("initdb", ["-D", name, *options], handle, b"")

    def _single(self, name: str, handle: int, statements: list[str]) -> None:
        # In single-user mode `-j` ends a statement at a semicolon and an empty line.
        text = "".join(f"{statement};\n\n" for statement in statements)
        options = ["--single", "-j", "-D", name, "postgres"]
        self._finish("postgres", options, handle, text.encode())

    def _finish(self, program: str, options: list[str], handle: int, text: bytes) -> None:
        binary = binaries_for(self.account) / "bin" / program
        with self._lock_file() as lock:
            self._demand_lock(lock)
            running = self.account.start(
                [binary, *options],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(handle, lock),
            )
        said = running.communicate(text)[0].decode(errors="replace")
        if running.returncode or "ERROR:" in said:
            raise self._explain(said)

    @contextmanager
    def _secret(self, password: str) -> Iterator[Path]:
        """The password in a file that only the server's user reads, for as long as it is needed."""
        folder = self.account.private_folder()
        try:
            path = folder / "password"
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(password)
            yield self.account.own(path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _opened(self, data: Path) -> Iterator[tuple[str, int]]:
        """A name and a handle by which the server's user reaches its folder.

        As root the folders above are closed to that user, and stay so: it is handed the folder
        already open, and /proc/self/fd gives the open folder a name.
        """
        handle = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            if not self.account.borrowed:
                yield str(data), handle
            elif Path("/proc/self/fd").is_dir():
                yield f"/proc/self/fd/{handle}", handle
            else:
                raise SetDatabaseUrl(
                    "The embedded database cannot run as root on this system. Run as another "
                    "user, or set TALLYLOOM_DATABASE_URL."
                )
        finally:
            os.close(handle)

    # -- running

    def alive(self) -> bool:
        """Whether any process of a server on this folder lives."""
        with self._lock_file() as handle:
            return not _try_lock(handle)

    def start(self, socket_folder: Path) -> None:
        """Start a server and return when it accepts connections.

        Raises ReadServerLog with the log's last lines, FreeSpace, StopOtherServer.
        """
        self._clear_stale()
        before = self._turn_log()
        child = self._launch(socket_folder)
        _children.append(child)
        _wait_until(lambda: self.ready() or child.poll() is not None)
        if not self.ready():
            raise self._explain(self.log.read_bytes()[before:].decode(errors="replace"))

    def _launch(self, socket_folder: Path) -> subprocess.Popen[bytes]:
        settings = {**self._settings, "unix_socket_directories": str(socket_folder)}
        pairs = [part for key in settings for part in ("-c", f"{key}={settings[key]}")]
        binary = binaries_for(self.account) / "bin" / "postgres"
        with (
            self._opened(self.data) as (name, handle),
            self._lock_file() as lock,
            self._open(self.log, os.O_APPEND) as log,
        ):
            self._demand_lock(lock)
            return self.account.start(
                [binary, "-D", name, *pairs], stdout=log, stderr=log, pass_fds=(handle, lock)
            )

    def ready(self) -> bool:
        """Whether the running server accepts connections."""
        postmaster = Postmaster.read(self.data)
        if postmaster is None or postmaster.status != "ready":
            return False
        return self.alive() and self._process(postmaster) is not None

    def settle(self) -> bool:
        """Wait while a server starts, recovers or stops; True when one is ready.

        Raises WaitForRecovery when that takes more than a minute.
        """
        _wait_until(lambda: self.ready() or not self.alive(), BRIEFLY)
        postmaster = Postmaster.read(self.data)
        if postmaster and self.alive() and self._process(postmaster):
            _wait_until(lambda: self.ready() or not self.alive())
            if not self.ready() and self.alive():
                raise WaitForRecovery(
                    f"The embedded database is still {postmaster.status}; after a crash it reads "
                    f"its journal first. Try again in a minute; {self.log} tells how it goes."
                )
        return self.ready()

    def stop(self) -> None:
        """Stop the server, whoever started it: asked, then told, then killed."""
        for how, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            if self._signal(how) and _wait_until(lambda: not self.alive(), patience):
                break
        for child in [*_children]:
            if child.poll() is not None:
                _children.remove(child)

    def _signal(self, how: signal.Signals) -> bool:
        postmaster = Postmaster.read(self.data)
        process = self._process(postmaster) if postmaster else None
        if process is not None:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(how)
        return process is not None

    def _process(self, postmaster: Postmaster) -> psutil.Process | None:
        """The process that wrote `postmaster.pid`, unless it is gone and its number is another's.

        Its command line names the socket's folder, which no other server shares.
        """
        try:
            process = psutil.Process(postmaster.pid)
            named = any(str(postmaster.socket_folder) in part for part in process.cmdline())
            return process if named and process.name().startswith("postgres") else None
        except psutil.Error:
            return None

    def _clear_stale(self) -> None:
        """Remove what a server that died left, unless its number now belongs to a real server."""
        postmaster = Postmaster.read(self.data)
        if postmaster is None:
            return
        if self._process(postmaster):
            raise StopOtherServer(
                f"A PostgreSQL server that Tallyloom did not start (process {postmaster.pid}) "
                f"uses {self.data}. Stop it, then start again."
            )
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _turn_log(self) -> int:
        with self._open(self.log, os.O_APPEND) as log:
            size = os.fstat(log).st_size
            if size > LOG_LIMIT:
                os.ftruncate(log, 0)
                return 0
            return size

    def _explain(self, said: str) -> ReadServerLog | FreeSpace:
        if "No space left on device" in said or "Disk quota exceeded" in said:
            return FreeSpace(
                f"No space is left on the disk of {self.folder}. Free some space, or set "
                "TALLYLOOM_HOME to a folder on another disk."
            )
        last = "\n".join(said.strip().splitlines()[-8:])
        return ReadServerLog(
            f"The embedded database did not start. Its log is {self.log}; it ends with:\n{last}"
        )

    # -- files

    def _demand_lock(self, handle: int) -> None:
        if not _try_lock(handle):
            raise StopOtherServer(f"Another server has just been started on {self.data}.")

    @contextmanager
    def _lock_file(self) -> Iterator[int]:
        with self._open(self.folder / "server", 0) as handle:
            yield handle

    @contextmanager
    def _open(self, path: Path, flags: int) -> Iterator[int]:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | flags, 0o600)
        try:
            yield handle
        finally:
            os.close(handle)


def new_password() -> str:
    """256 bits in letters that need no quoting anywhere."""
    return secrets.token_urlsafe(32)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_until(true: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Look every few milliseconds; False when it is still not so after `patience` seconds."""
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
