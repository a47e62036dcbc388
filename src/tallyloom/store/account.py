"""Which user of the operating system runs the embedded server, and what that user may reach."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallyloom.store.trouble import SetDatabaseUrl, UseItsOwner, naming

# PostgreSQL refuses to run as root. A user of our own keeps others out best; an administrator
# makes it with `useradd --system tallyloom`. We never add users to a machine.
UNPRIVILEGED = ("tallyloom", "postgres", "nobody")
# macOS allows 104 bytes for a socket's address, Linux 108; the name and a NUL are part of it.
SOCKET_FOLDER_LIMIT = 103 - len("/.s.PGSQL.5432")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system; `borrowed` when we are root and it is not."""

    name: str
    uid: int
    gid: int
    borrowed: bool

    def own(self, path: Path) -> Path:
        """Give the path to this user; only root has anything to give."""
        if self.borrowed:
            os.chown(path, self.uid, self.gid)
        return path

    def start(self, command: Sequence[str | Path], **more: Any) -> subprocess.Popen[bytes]:
        """Start a program as this user, in `/`, with an environment that hides ours."""
        identity: dict[str, Any] = (
            {"user": self.uid, "group": self.gid, "extra_groups": []} if self.borrowed else {}
        )
        more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen(  # noqa: S603 - our own binaries, no shell
            [str(part) for part in command],
            cwd="/",
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
            start_new_session=True,
            **identity,
            **more,
        )

    def private_folder(self) -> Path:
        """A new folder with a short name, mode 0700, that belongs to this user.

        mkdtemp makes the folder and never takes one that is there, so nobody can lay a link or a
        folder of their own in its place.
        """
        for place in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - the fallback
            if len(os.fsencode(place)) + 20 <= SOCKET_FOLDER_LIMIT and self.can_pass(place):
                with naming(place):
                    return self.own(Path(tempfile.mkdtemp(prefix="tallyloom-", dir=place)))
        raise SetDatabaseUrl(
            "The embedded database needs a folder for temporary files with a short name. Set "
            "TMPDIR to one, or set TALLYLOOM_DATABASE_URL."
        )

    def can_pass(self, folder: Path) -> bool:
        """Whether this user may go through the folder and everything above it."""
        if not self.borrowed:
            return folder.is_dir()
        real = folder.resolve()
        return all(self._may_enter(place) for place in (real, *real.parents))

    def _may_enter(self, place: Path) -> bool:
        try:
            facts = place.stat()
        except OSError:
            return False
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)


def account_for(data: Path) -> Account:
    """The user who owns the server's files, or for new ones the user who shall.

    Raises SetDatabaseUrl when root finds no user to run it as, UseItsOwner when the files are
    another user's.
    """
    mine = os.geteuid()
    try:
        owner = data.stat().st_uid
    except FileNotFoundError:
        owner = mine
    if mine == 0:
        return _account(owner) if owner else _unprivileged()
    if owner != mine:
        raise UseItsOwner(
            f"{data} belongs to {_name(owner)}. Run as that user, or set TALLYLOOM_HOME to a "
            "folder of your own."
        )
    return Account(_name(mine), mine, os.getegid(), borrowed=False)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _account(uid: int) -> Account:
    try:
        return Account(_name(uid), uid, pwd.getpwuid(uid).pw_gid, borrowed=True)
    except KeyError:
        return Account(_name(uid), uid, uid, borrowed=True)


def _unprivileged() -> Account:
    for name in UNPRIVILEGED:
        with suppress(KeyError):
            return _account(pwd.getpwnam(name).pw_uid)
    raise SetDatabaseUrl(
        "PostgreSQL refuses to run as root, and this machine has no user named "
        f"{', '.join(UNPRIVILEGED)}. Make one with `useradd --system tallyloom`, run as another "
        "user, or set TALLYLOOM_DATABASE_URL."
    )
