"""Finds uv, or gets it: four ways, each tried when the one before it has failed."""

from __future__ import annotations

import importlib
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from environment.commands import run
from environment.sources import Sources, for_pip
from environment.talk import CannotInstall, NotThere, say
from environment.wheel import fetch_uv, locked

OLDEST = (0, 5)


@dataclass(frozen=True, slots=True)
class Search:
    """What the ways to uv need: the lock that pins it, a folder to put it, where to look."""

    lock: Path
    folder: Path
    sources: Sources
    env: Mapping[str, str]


def find_uv(search: Search) -> Path:
    """uv's program. Raises CannotInstall when every way has failed, after a line about each."""
    for name, way in WAYS:
        try:
            return way(search)
        except NotThere:
            continue
        except CannotInstall as reason:
            say(f"{name}: {reason}")
    raise CannotInstall("uv could not be had in any of these ways")


def on_path(search: Search) -> Path:
    found = shutil.which("uv", path=search.env.get("PATH"))
    if not found:
        raise NotThere
    version = uv_version(Path(found), search.env)
    if tuple(map(int, version.split(".")[:2])) < OLDEST:
        raise CannotInstall(
            f"{found} is older than {'.'.join(map(str, OLDEST))}: run uv self update"
        )
    return Path(found)


def uv_version(program: Path, env: Mapping[str, str]) -> str:
    said = re.match(r"uv (\d+\.\d+\.\d+)", run([program, "--version"], env))
    return said[1] if said else "0.0.0"


def kept(search: Search) -> Path:
    """The one that an earlier start got."""
    program = search.folder / "bin" / "uv"
    if not program.is_file():
        raise NotThere
    if uv_version(program, search.env) != locked(search.lock.read_text())[0]:
        raise NotThere
    return program


def by_venv(search: Search) -> Path:
    """A small environment of its own, with the pip that Python brings."""
    needs_ensurepip()
    fresh(search.folder)
    run([sys.executable, "-m", "venv", search.folder], search.env)
    return by_pip(search, search.folder / "bin" / "python", [])


def needs_ensurepip() -> None:
    """Debian and others ship them apart; asking first gives the better message."""
    try:
        importlib.import_module("ensurepip").version()
        importlib.import_module("venv")
    except (ImportError, AttributeError) as reason:
        raise CannotInstall("this Python comes without venv or ensurepip") from reason


def by_pip_target(search: Search) -> Path:
    """Into a folder, which a pip that minds its system's packages (PEP 668) allows."""
    fresh(search.folder)
    return by_pip(search, Path(sys.executable), ["--target", search.folder])


def by_pip(search: Search, python: Path, where: list[str | Path]) -> Path:
    flags = ["--quiet", "--retries", "2", "--only-binary", ":all:", "--require-hashes"]
    command = [python, "-m", "pip", "install", *flags, *where, "--requirement", search.lock]
    run(command, for_pip(search.sources, search.env))
    run([search.folder / "bin" / "uv", "--version"], search.env)
    return search.folder / "bin" / "uv"


def by_wheel(search: Search) -> Path:
    fresh(search.folder)
    return fetch_uv(search.sources, search.lock.read_text(), search.folder)


def fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)


WAYS: tuple[tuple[str, Callable[[Search], Path]], ...] = (
    ("uv on PATH", on_path),
    ("uv kept by an earlier start", kept),
    ("uv by venv and pip", by_venv),
    ("uv by pip --target", by_pip_target),
    ("uv's wheel from the index", by_wheel),
)
