"""Fetches uv's wheel from a package index with nothing but Python, for a machine without pip."""

from __future__ import annotations

import base64
import hashlib
import json
import platform
import re
import ssl
import sysconfig
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from environment.sources import Sources, default_index, remote
from environment.talk import CannotInstall

JSON = "application/vnd.pypi.simple.v1+json"
NO_INDEX = (
    "no package index is known here: set PIP_INDEX_URL to the address of one, "
    "or put uv on PATH, or install Python's venv or pip"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One file an index offers."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides which wheel runs here. `system` and `processor` as in sysconfig's platform name,
    `release` the C library's version on Linux ((0, 0) when it is not glibc) or macOS's own."""

    system: str
    processor: str
    release: tuple[int, int]


def this_machine() -> Machine:
    system, _, processor = sysconfig.get_platform().partition("-")
    if system == "macosx":
        return Machine(system, processor.rpartition("-")[2], pair(platform.mac_ver()[0]))
    name, version = platform.libc_ver()
    return Machine(system, processor, pair(version) if name == "glibc" else (0, 0))


def pair(version: str) -> tuple[int, int]:
    numbers = [int(part) for part in version.split(".")[:2] if part.isdigit()] + [0, 0]
    return numbers[0], numbers[1]


def suits(tag: str, machine: Machine) -> int | None:
    """How well a platform tag suits: 0 best, None not at all.

    uv's musllinux programs are linked statically and run on every Linux, so they come second.
    """
    for rank, kind in enumerate(("manylinux", "musllinux", "macosx")):
        found = re.fullmatch(rf"{kind}_(\d+)_(\d+)_(\w+)", tag)
        if not found or found[3] not in {machine.processor, "universal2"}:
            continue
        wanted = (int(found[1]), int(found[2]))
        if kind == "musllinux" and machine.system == "linux":
            return rank
        if kind.startswith(machine.system[:3]) or (kind, machine.system) == ("manylinux", "linux"):
            return rank if wanted <= machine.release else None
    return None


def choose(links: Iterable[Link], version: str, machine: Machine) -> list[Link]:
    """The wheels of this version that run here, best first."""
    ranked = []
    for link in links:
        parts = link.name.removesuffix(".whl").split("-")
        if not link.name.endswith(".whl") or parts[:2] != ["uv", version]:
            continue
        ranks = [rank for tag in parts[-1].split(".") if (rank := suits(tag, machine)) is not None]
        if ranks:
            ranked.append((min(ranks), link))
    return [link for _, link in sorted(ranked, key=lambda pick: pick[0])]


def locked(lock: str) -> tuple[str, frozenset[str]]:
    """uv's version and the hashes its files may have, out of the lock's text."""
    found = re.search(r"^uv==(\S+)", lock, re.MULTILINE)
    if not found:
        raise CannotInstall(
            "requirements/installer.txt does not lock uv: restore it from version control"
        )
    return found[1], frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock))


def fetch_uv(sources: Sources, lock: str, into: Path, machine: Machine | None = None) -> Path:
    """Write uv's program to `into/bin/uv`, from a file whose hash is in the lock.

    Raises CannotInstall when no index is known, reached, or has the file.
    """
    version, hashes = locked(lock)
    door = Door(sources)
    links = [link for page in pages(sources) for link in door.links(page)]
    for link in choose(links, version, machine or this_machine()):
        wheel = door.read(link.address)
        if hashlib.sha256(wheel).hexdigest() in hashes:
            return unpack(wheel, into)
    raise CannotInstall(f"the package index has no uv {version} for {sysconfig.get_platform()}")


def pages(sources: Sources) -> list[str]:
    """Addresses of the pages that list uv's files."""
    index = None if sources.no_index else sources.index or default_index()
    indexes = [index, *sources.extra] if index else list(sources.extra)
    if not indexes and not sources.links:
        raise CannotInstall(NO_INDEX)
    return [f"{address.rstrip('/')}/uv/" for address in indexes] + list(sources.links)


def unpack(wheel: bytes, into: Path) -> Path:
    program = into / "bin" / "uv"
    program.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(BytesIO(wheel)) as files:
        inside = next(name for name in files.namelist() if name.endswith(".data/scripts/uv"))
        unfinished = program.with_suffix(".part")
        unfinished.write_bytes(files.read(inside))
    unfinished.chmod(0o755)
    return unfinished.replace(program)


class Door:
    """Reads addresses: http and https with the machine's certificates and proxies, and files."""

    def __init__(self, sources: Sources) -> None:
        self.context = trusting(sources.certificates)
        handlers: list[urllib.request.BaseHandler] = [
            urllib.request.HTTPSHandler(context=self.context)
        ]
        if sources.proxy:
            both = {"http": sources.proxy, "https": sources.proxy}
            handlers.append(urllib.request.ProxyHandler(both))
        self.opener = urllib.request.build_opener(*handlers)

    def links(self, page: str) -> list[Link]:
        """The files a page lists; none when the index does not know the name."""
        if not remote(page):
            return list(self.local_links(Path(unquote(page.removeprefix("file://")))))
        try:
            body, kind, address = self.answer(page)
        except urllib.error.HTTPError as refusal:
            if refusal.code == 404:
                return []
            raise CannotInstall(f"{public(page)} answered {refusal.code}") from refusal
        return read_json(body, address) if "json" in kind else read_html(body, address)

    def local_links(self, place: Path) -> Iterator[Link]:
        if (index := place / "index.html").is_file():
            yield from read_html(index.read_bytes(), index.as_uri())
        elif place.is_dir():
            yield from (Link(file.name, file.as_uri()) for file in place.glob("uv-*.whl"))

    def read(self, address: str) -> bytes:
        return self.answer(address)[0]

    def answer(self, address: str) -> tuple[bytes, str, str]:
        """Body, content type and final address."""
        try:
            with self.opener.open(request(address), timeout=60) as reply:
                kind = reply.headers.get("Content-Type", "")
                return reply.read(), kind, reply.geturl() or address
        except urllib.error.HTTPError:
            raise
        except OSError as reason:
            raise CannotInstall(f"cannot read {public(address)}: {reason}") from reason


def trusting(certificates: str | None) -> ssl.SSLContext:
    """A TLS context that trusts this file or folder, or what the machine trusts."""
    try:
        if certificates and Path(certificates).is_dir():
            return ssl.create_default_context(capath=certificates)
        return ssl.create_default_context(cafile=certificates)
    except OSError as reason:
        raise CannotInstall(f"cannot use the certificates in {certificates}: {reason}") from reason


def request(address: str) -> urllib.request.Request:
    """A name and password in the address become a header, as pip does."""
    parts = urlsplit(address)
    accept = {"Accept": f"{JSON}, text/html;q=0.5, */*;q=0.1"}
    if not parts.username:
        return urllib.request.Request(address, headers=accept)  # noqa: S310 - the user's own index
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    sealed = base64.b64encode(pair.encode()).decode()
    plain = public(address)
    return urllib.request.Request(  # noqa: S310 - the user's own index
        plain, headers={**accept, "Authorization": f"Basic {sealed}"}
    )


def public(address: str) -> str:
    """The address without its name and password: fit to print."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def read_json(body: bytes, page: str) -> list[Link]:
    files = json.loads(body)["files"]
    return [Link(file["filename"], urljoin(page, file["url"])) for file in files]


def read_html(body: bytes, page: str) -> list[Link]:
    anchors = Anchors()
    anchors.feed(body.decode())
    targets = [urljoin(page, href).partition("#")[0] for href in anchors.hrefs]
    return [Link(unquote(target.rpartition("/")[2]), target) for target in targets]


class Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hrefs += [value for name, value in attrs if (tag, name) == ("a", "href") and value]
