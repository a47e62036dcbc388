"""Where the environment and the caches of a checkout go."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from environment.talk import CannotInstall


@dataclass(frozen=True, slots=True)
class Place:
    """`venv` holds the environment. `caches` is where tools may write when the checkout may not
    be written to, and None when they may write beside the sources."""

    venv: Path
    caches: Path | None


def place_for(root: Path, env: Mapping[str, str]) -> Place:
    """The checkout's own `.venv`, or a folder in the user's cache when that cannot be written."""
    if writable(root):
        inside = root / ".venv"
        venv = inside if not inside.exists() or writable(inside) else outside(root, env) / "venv"
        return Place(venv, None)
    return Place(outside(root, env) / "venv", outside(root, env))


def writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=True)


def outside(root: Path, env: Mapping[str, str]) -> Path:
    """One folder per checkout, the same at every start."""
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return cache_home(env) / "tallyloom" / name


def cache_home(env: Mapping[str, str]) -> Path:
    """The first of XDG_CACHE_HOME, HOME/.cache and the account's home that can be written,
    else a private folder in the temporary one."""
    for folder in usual_cache_homes(env):
        nearest = next(place for place in (folder, *folder.parents) if place.exists())
        if nearest.is_dir() and writable(nearest):
            return folder
    return private_temporary_folder()


def usual_cache_homes(env: Mapping[str, str]) -> Iterator[Path]:
    if Path(env.get("XDG_CACHE_HOME", "")).is_absolute():
        yield Path(env["XDG_CACHE_HOME"])
    for home in (env.get("HOME", ""), account_home()):
        # A home that is not there is not ours to create.
        if Path(home).is_absolute() and Path(home).is_dir():
            yield Path(home, ".cache")


def account_home() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        return ""


def private_temporary_folder() -> Path:
    folder = Path(tempfile.gettempdir(), f"tallyloom-{os.geteuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    # The name can be guessed: a folder or a link that somebody else laid there is not to be used.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise CannotInstall(
            f"{folder} is not private to you: set XDG_CACHE_HOME to a folder of yours"
        )
    return folder
