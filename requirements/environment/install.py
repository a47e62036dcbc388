"""Installs the locks and the checkout itself into the environment, when that is not done yet."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from environment.commands import run
from environment.place import Place, cache_home, place_for
from environment.sources import for_pip, for_uv, read_sources
from environment.talk import CannotInstall, say
from environment.uv import Search, find_uv, needs_ensurepip

LOCKS = ("build", "dev")
REMEDY = (
    "if a line above speaks of the network, set PIP_INDEX_URL, HTTPS_PROXY or SSL_CERT_FILE; "
    "otherwise install uv or Python's venv; then start again"
)


def ready(root: Path, env: Mapping[str, str]) -> Place:
    """The place of an environment that fits the checkout's locks, installed if need be."""
    if fits(root, root / ".venv"):
        return Place(root / ".venv", place_for(root, env).caches)
    place = place_for(root, env)
    if not fits(root, place.venv):
        with alone(place.venv.parent):
            if not fits(root, place.venv):
                install(root, place.venv, env)
    return place


def fits(root: Path, venv: Path) -> bool:
    """Whether this Python and these locks are what the environment was made from."""
    try:
        return stamp(venv).read_text() == fingerprint(root) and (venv / "bin/python").exists()
    except OSError:
        return False


def stamp(venv: Path) -> Path:
    return venv / "tallyloom.stamp"


def fingerprint(root: Path) -> str:
    digest = hashlib.sha256(f"{root}\0{sys.base_prefix}\0{sys.version}".encode())
    for file in (root / "pyproject.toml", *(lock(root, name) for name in LOCKS)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def lock(root: Path, name: str) -> Path:
    return root / "requirements" / f"{name}.txt"


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Two starts at the same moment install one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network folders know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def install(root: Path, venv: Path, env: Mapping[str, str]) -> None:
    if os.geteuid() == 0:
        # The database refuses to run as root: the account it runs as must be able to read this.
        os.umask(0o022)
    stamp(venv).unlink(missing_ok=True)
    if not works(venv, env):
        shutil.rmtree(venv, ignore_errors=True)
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"installing into {venv} with Python {version}; the first time takes a minute")
    try:
        fill(root, venv, env)
    except CannotInstall as reason:
        raise CannotInstall(f"cannot install: {reason}\ndev: {REMEDY}") from reason
    stamp(venv).write_text(fingerprint(root))


def works(venv: Path, env: Mapping[str, str]) -> bool:
    """Whether the environment is one of this Python's, so that only the difference is installed."""
    question = "import sys; print(sys.base_prefix, sys.version)"
    try:
        answer = run([venv / "bin" / "python", "-c", question], env)
    except CannotInstall:
        return False
    return answer.strip() == f"{sys.base_prefix} {sys.version}"


def fill(root: Path, venv: Path, env: Mapping[str, str]) -> None:
    search = Search(lock(root, "installer"), venv / "installer", read_sources(env), env)
    try:
        uv = find_uv(search)
    except CannotInstall:
        needs_ensurepip()
        say("going on with venv and pip alone")
        WithPip(root, venv, for_pip(search.sources, env)).install()
        return
    cache = {} if env.get("UV_CACHE_DIR") else {"UV_CACHE_DIR": str(cache_home(env) / "uv")}
    told = {**for_uv(search.sources, env), **cache, "UV_PYTHON_DOWNLOADS": "never"}
    WithUv(root, venv, told, uv).install()


@dataclass(frozen=True, slots=True)
class WithPip:
    root: Path
    venv: Path
    env: Mapping[str, str]

    def install(self) -> None:
        run([sys.executable, "-m", "venv", self.venv], self.env)
        for name in LOCKS:
            self.pip("--require-hashes", "--requirement", lock(self.root, name))
        self.pip("--no-deps", "--no-index", "--editable", self.root)

    def pip(self, *words: str | Path) -> None:
        built = ["--quiet", "--retries", "2", "--no-build-isolation", "--use-pep517"]
        python = self.venv / "bin" / "python"
        run([python, "-m", "pip", "install", *built, *words], self.env)


@dataclass(frozen=True, slots=True)
class WithUv:
    root: Path
    venv: Path
    env: Mapping[str, str]
    uv: Path

    def install(self) -> None:
        if not (self.venv / "bin" / "python").exists():
            self.run("venv", "--allow-existing", "--python", sys.executable, self.venv)
        # What builds comes first: the one dependency that is published as source needs it.
        self.pip("install", "--require-hashes", "--requirement", lock(self.root, "build"))
        self.pip("sync", "--require-hashes", "--no-build-isolation", lock(self.root, "dev"))
        here = ("--no-deps", "--no-build-isolation", "--offline", "--editable", self.root)
        self.pip("install", *here)

    def pip(self, verb: str, *words: str | Path) -> None:
        self.run("pip", verb, "--python", self.venv / "bin" / "python", *words)

    def run(self, *words: str | Path) -> None:
        run([self.uv, "--quiet", *words], self.env)
