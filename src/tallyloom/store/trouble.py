"""What can go wrong with the database, named for what to do next."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tallyloom.kit.trouble import Trouble


class StoreTrouble(Trouble):
    """The database cannot be used."""


class FreeSpace(StoreTrouble):
    """The disk is full. Nothing was half written; free some space and start again."""


class MakeWritable(StoreTrouble):
    """The data folder cannot be written; make it writable or set TALLYLOOM_HOME to another one."""


class UseItsOwner(StoreTrouble):
    """The data folder belongs to another user; run as that user or set TALLYLOOM_HOME."""


class UpgradeTallyloom(StoreTrouble):
    """The data was written by a newer version; install that version or a later one."""


class RestoreBackup(StoreTrouble):
    """The data was written by an older PostgreSQL; restore a backup into a new data folder."""


class SetDatabaseUrl(StoreTrouble):
    """No embedded database can run here; set TALLYLOOM_DATABASE_URL to a PostgreSQL server."""


class Reinstall(StoreTrouble):
    """The embedded PostgreSQL is missing; install Tallyloom again."""


class ReadServerLog(StoreTrouble):
    """The embedded database did not start; its log says why."""


class WaitForRecovery(StoreTrouble):
    """The embedded database is still recovering from a crash; try again in a minute."""


class StopOtherServer(StoreTrouble):
    """A server that this process cannot reach holds the data folder; stop it first."""


class CheckDatabaseUrl(StoreTrouble):
    """The database server does not answer; check TALLYLOOM_DATABASE_URL and the server."""


class NoSuchBlob(StoreTrouble):
    """The file is no longer stored; run again from the step that made it."""


FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST})


@contextmanager
def naming(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about `folder` into trouble that names its remedy."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        if error.errno in FULL:
            raise FreeSpace(
                f"No space is left on the disk of {folder}. Free some space, or set "
                "TALLYLOOM_HOME to a folder on another disk."
            ) from error
        if error.errno in CLOSED:
            raise MakeWritable(
                f"{where} cannot be written ({error.strerror}). Make {folder} writable, or set "
                "TALLYLOOM_HOME to a folder that is."
            ) from error
        raise
