"""uv's wheel comes from an index only with a hash of the lock, and for this machine."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from environment.sources import Sources
from environment.talk import CannotInstall
from environment.wheel import Link, Machine, choose, fetch_uv, pair, public, suits

DEBIAN = Machine("linux", "x86_64", (2, 36))
ALPINE = Machine("linux", "x86_64", (0, 0))
OLD = Machine("linux", "x86_64", (2, 12))
MAC = Machine("macosx", "arm64", (14, 5))
NAME = "uv-9.9.9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"


def wheel(text: str = "#!/bin/sh\necho uv 9.9.9\n") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as files:
        files.writestr("uv-9.9.9.data/scripts/uv", text)
        files.writestr("uv/__init__.py", "")
    return held.getvalue()


def lock_for(body: bytes) -> str:
    return f"uv==9.9.9 \\\n    --hash=sha256:{hashlib.sha256(body).hexdigest()}\n"


@pytest.mark.parametrize(
    ("tag", "machine", "rank"),
    [
        ("manylinux_2_17_x86_64", DEBIAN, 0),
        ("manylinux_2_17_x86_64", OLD, None),
        ("manylinux_2_17_x86_64", ALPINE, None),
        ("musllinux_1_1_x86_64", ALPINE, 1),
        ("musllinux_1_1_x86_64", OLD, 1),
        ("manylinux_2_17_aarch64", DEBIAN, None),
        ("macosx_11_0_arm64", MAC, 2),
        ("macosx_15_0_arm64", MAC, None),
        ("macosx_11_0_universal2", MAC, 2),
        ("macosx_11_0_arm64", DEBIAN, None),
        ("musllinux_1_1_arm64", MAC, None),
        ("win_amd64", DEBIAN, None),
    ],
)
def test_a_wheel_suits_by_its_tag(tag: str, machine: Machine, rank: int | None) -> None:
    assert suits(tag, machine) == rank


def test_the_best_wheel_of_the_version_comes_first() -> None:
    names = [
        "uv-9.9.9.tar.gz",
        "uv-9.9.8-py3-none-manylinux_2_17_x86_64.whl",
        "uv-9.9.9-py3-none-musllinux_1_1_x86_64.whl",
        NAME,
    ]
    chosen = choose([Link(name, name) for name in names], "9.9.9", DEBIAN)
    assert [link.name for link in chosen] == [NAME, names[2]]


@pytest.mark.parametrize(("text", "numbers"), [("2.36", (2, 36)), ("14", (14, 0)), ("", (0, 0))])
def test_a_version_has_two_numbers(text: str, numbers: tuple[int, int]) -> None:
    assert pair(text) == numbers


class Index(ThreadingHTTPServer):
    """A simple index (PEP 503 and 691) of one file, behind a name and a password."""

    def __init__(self, body: bytes, kind: str) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.body = body
        self.kind = kind
        self.address = f"http://me:p%40ss@127.0.0.1:{self.server_port}/simple"

    def page(self) -> bytes:
        link = f"../../files/{NAME}"
        if self.kind == "html":
            return f'<a href="{link}#sha256=abc" data-x="1">{NAME}</a>'.encode()
        return json.dumps({"files": [{"filename": NAME, "url": link}]}).encode()


class Answers(BaseHTTPRequestHandler):
    server: Index

    def do_GET(self) -> None:
        known = {"/simple/uv/": self.server.page(), f"/files/{NAME}": self.server.body}
        allowed = (
            self.headers.get("Authorization") == f"Basic {base64.b64encode(b'me:p@ss').decode()}"
        )
        status = 200 if self.path in known else 404
        # The file itself is read without the header, as from a separate host of files.
        self.send_response(401 if self.path.startswith("/simple") and not allowed else status)
        kind = "text/html" if self.server.kind == "html" else "application/vnd.pypi.simple.v1+json"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(known.get(self.path, b""))

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing: the answer is what is tested."""


@pytest.fixture(params=["html", "json"])
def index(request: pytest.FixtureRequest) -> Iterator[Index]:
    with Index(wheel(), request.param) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_uv_comes_from_the_configured_index(index: Index, tmp_path: Path) -> None:
    program = fetch_uv(Sources(index=index.address), lock_for(wheel()), tmp_path, DEBIAN)
    assert program == tmp_path / "bin" / "uv"
    assert "uv 9.9.9" in program.read_text()
    assert program.stat().st_mode & 0o777 == 0o755


def test_a_file_that_is_not_in_the_lock_is_not_installed(index: Index, tmp_path: Path) -> None:
    other = lock_for(wheel("another"))
    with pytest.raises(CannotInstall, match=r"the package index has no uv 9\.9\.9"):
        fetch_uv(Sources(index=index.address), other, tmp_path, DEBIAN)
    assert not list(tmp_path.iterdir())


def test_an_index_that_refuses_is_named_without_its_password(index: Index, tmp_path: Path) -> None:
    address = index.address.replace("p%40ss", "wrong")
    with pytest.raises(CannotInstall, match=r"^http://127\.0\.0\.1:\d+/simple/uv/ answered 401$"):
        fetch_uv(Sources(index=address), lock_for(wheel()), tmp_path, DEBIAN)


def test_an_index_without_uv_leaves_the_word_to_the_next(index: Index, tmp_path: Path) -> None:
    empty = index.address.replace("/simple", "/other")
    sources = Sources(index=empty, extra=(index.address,))
    assert fetch_uv(sources, lock_for(wheel()), tmp_path, DEBIAN).is_file()


def test_a_folder_of_wheels_is_enough(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(wheel())
    sources = Sources(links=(str(tmp_path),), no_index=True)
    assert fetch_uv(sources, lock_for(wheel()), tmp_path / "uv", DEBIAN).is_file()


def test_an_index_in_a_folder_is_enough(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / NAME).write_bytes(wheel())
    page = tmp_path / "simple" / "uv" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(f'<a href="../../files/{NAME}">{NAME}</a>')
    sources = Sources(index=(tmp_path / "simple").as_uri())
    assert fetch_uv(sources, lock_for(wheel()), tmp_path / "uv", DEBIAN).is_file()


def test_without_an_index_it_says_which_variable_to_set(tmp_path: Path) -> None:
    with pytest.raises(CannotInstall, match="set PIP_INDEX_URL"):
        fetch_uv(Sources(no_index=True), lock_for(wheel()), tmp_path, DEBIAN)


def test_no_network_is_said_with_the_address(tmp_path: Path) -> None:
    sources = Sources(index="http://127.0.0.1:9/simple")
    with pytest.raises(CannotInstall, match=r"cannot read http://127\.0\.0\.1:9/simple/uv/"):
        fetch_uv(sources, lock_for(wheel()), tmp_path, DEBIAN)


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    sources = Sources(index="https://127.0.0.1:9/simple", certificates=str(empty))
    with pytest.raises(CannotInstall, match=f"^cannot use the certificates in {empty}"):
        fetch_uv(sources, lock_for(wheel()), tmp_path, DEBIAN)


def test_an_address_is_printed_without_its_password() -> None:
    assert public("https://me:secret@host.example/simple") == "https://host.example/simple"
