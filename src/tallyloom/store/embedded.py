"""The database that needs no installing: PostgreSQL from the wheel, shared by all our processes.

Every process that uses it holds a shared lock on the file `users`; the one that leaves last, and
so can lock it alone, stops the server. A process that is killed leaves nothing to clean up: the
kernel drops its lock, the server goes on, and the next process joins it.
"""

from __future__ import annotations

import atexit
import fcntl
import logging
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

from tallyloom.store.cluster import DATABASE, OWNER, Cluster, Postmaster, new_password
from tallyloom.store.trouble import StopOtherServer, StoreTrouble, naming

log = logging.getLogger(__name__)

FOLDER = "postgres"
# For a database that is thrown away: nothing waits for the disk, least of all the end.
PASSING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Embedded:
    """One process's share in the embedded server of a data folder; a context manager.

    `home` is the data folder, made when it is missing (mode 0700); no folder that exists has its
    mode changed. `say` gets the one line a person should know: which user runs the server.
    Raises what `store.trouble` names.
    """

    def __init__(
        self,
        home: Path,
        *,
        extra: Mapping[str, str] | None = None,
        say: Callable[[str], None] = log.info,
    ) -> None:
        self._folder = home / FOLDER
        self._say = say
        self._users = -1
        atexit.register(self.close)
        with naming(home):
            _private(self._folder)
            self._cluster = Cluster(self._folder, extra or {})
            with self._door():
                self._join()

    def __enter__(self) -> Embedded:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def url(self, database: str = DATABASE, user: str = OWNER) -> URL:
        """Where to connect; it stays the same when the server has to be started again."""
        return URL.create(
            "postgresql+psycopg",
            username=user,
            password=self._password(),
            database=database,
            query={"host": str(self._socket_folder())},
        )

    @property
    def pid(self) -> int | None:
        """The server's process id."""
        postmaster = Postmaster.read(self._cluster.data)
        return postmaster.pid if postmaster else None

    def revive(self) -> None:
        """Start the server again if it has died; for a connection that failed."""
        with naming(self._folder), self._door():
            if self._users >= 0:
                self._run()

    def close(self) -> None:
        """Leave; the last one to leave stops the server. Harmless a second time."""
        atexit.unregister(self.close)
        users, self._users = self._users, -1
        if users >= 0:
            # A server whose folder was removed notices within a minute and stops by itself.
            with suppress(FileNotFoundError), self._door():
                os.close(users)
                self._stop_if_last()

    # -- behind the door: one process at a time joins, starts or stops

    def _join(self) -> None:
        try:
            self._run()
        except (KeyboardInterrupt, SystemExit):
            # A server that is just starting has no user yet and would be left to nobody.
            with suppress(StoreTrouble):
                self._cluster.settle()
            self._stop_if_last()
            raise
        self._users = _open(self._folder / "users")
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def _run(self) -> None:
        cluster = self._cluster
        if cluster.settle() and self._reachable():
            return
        if cluster.alive():
            self._replace_unreachable()
        if not cluster.exists():
            cluster.create(self._new_password())
        elif not (self._folder / "password").exists():
            cluster.set_password(self._new_password())
        try:
            cluster.start(self._socket_folder_for_start())
        except StoreTrouble:
            self._forget_socket_folder()
            raise
        if cluster.account.borrowed:
            self._say(
                f"PostgreSQL refuses root, so the user {cluster.account.name} runs the embedded "
                f"database in {cluster.data}."
            )

    def _replace_unreachable(self) -> None:
        """A server whose socket is gone (a cleaned /tmp) serves nobody who comes after."""
        self._cluster.stop()
        if self._cluster.alive():
            raise StopOtherServer(
                f"A database server that this process cannot see, in another container perhaps, "
                f"uses {self._cluster.data}. Stop it, or set TALLYLOOM_HOME to another folder."
            )

    def _stop_if_last(self) -> None:
        users = _open(self._folder / "users")
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            self._cluster.stop()
            self._forget_socket_folder()
        finally:
            os.close(users)

    @contextmanager
    def _door(self) -> Iterator[None]:
        handle = _open(self._folder / "door")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    # -- the password

    def _password(self) -> str:
        return (self._folder / "password").read_text().strip()

    def _new_password(self) -> str:
        password = new_password()
        _write(self._folder / "password", password)
        return password

    # -- the socket's folder: short, private, and found through the file `socket`

    def _socket_folder(self) -> Path:
        return Path((self._folder / "socket").read_text().strip())

    def _reachable(self) -> bool:
        try:
            folder = self._socket_folder()
        except FileNotFoundError:
            return False
        return self._trusted(folder) and (folder / ".s.PGSQL.5432").is_socket()

    def _trusted(self, folder: Path) -> bool:
        """A real folder, of the server's user and closed to everyone else."""
        try:
            facts = folder.lstat()
        except OSError:
            return False
        return (
            stat.S_ISDIR(facts.st_mode)
            and facts.st_uid == self._cluster.account.uid
            and stat.S_IMODE(facts.st_mode) == 0o700
        )

    def _socket_folder_for_start(self) -> Path:
        """The one of the server that died, so that its address stays good, else a new one."""
        try:
            folder = self._socket_folder()
        except FileNotFoundError:
            folder = None
        if folder is not None and self._trusted(folder):
            for left in folder.glob(".s.PGSQL.*"):
                left.unlink()
            return folder
        folder = self._cluster.account.private_folder()
        _write(self._folder / "socket", str(folder))
        return folder

    def _forget_socket_folder(self) -> None:
        with suppress(FileNotFoundError):
            folder = self._socket_folder()
            (self._folder / "socket").unlink()
            if self._trusted(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _private(folder: Path) -> None:
    """Make the folder and those missing above it, all private; leave alone what exists."""
    for place in (*reversed(folder.parents), folder):
        if not place.exists():
            place.mkdir(mode=0o700, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, os.strerror(13), str(folder))


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and on the disk when this returns."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
