"""Which server is spoken to, and how its token is kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tallyloom.cli import servers
from tallyloom.cli.exits import CorrectCommand

TOKEN = "tly_a-token-that-nobody-may-see"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALLYLOOM_HOME", str(tmp_path))
    monkeypatch.delenv(servers.TOKEN, raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://books.example", "https://books.example"),
        (" https://Books.Example:443/ ", "https://books.example"),
        ("https://books.example:8443/tallyloom/", "https://books.example:8443/tallyloom"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_kept_in_one_way(given: str, kept: str) -> None:
    assert servers.address(given) == kept


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("http://books.example", "write https://books.example"),
        ("http://10.0.0.1:8080", "would show your token"),
        ("http://localhost.books.example", "would show your token"),
        ("books.example", "is not the address of a server"),
        ("ftp://books.example", "is not the address of a server"),
        ("https://books.example:port", "is not the address of a server"),
        ("https://", "is not the address of a server"),
        ("https://me:secret@books.example", "has no name"),
        ("https://books.example?x=1", "no question mark"),
    ],
)
def test_a_token_never_goes_where_others_can_read_it(given: str, said: str) -> None:
    with pytest.raises(CorrectCommand, match=said):
        servers.address(given)


def test_a_token_is_kept_for_its_owner_and_its_server_alone(home: Path) -> None:
    file = servers.keep("https://books.example", TOKEN)
    servers.keep("https://other.example", "tly_other")

    assert file.is_relative_to(home)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert servers.server("https://books.example/").token == TOKEN
    assert servers.server("https://books.example:8443").token == ""
    assert TOKEN not in repr(servers.server("https://books.example"))


def test_the_variable_outranks_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    servers.keep("https://books.example", TOKEN)
    monkeypatch.setenv(servers.TOKEN, "tly_of-the-variable\n")

    assert servers.server("https://books.example").token == "tly_of-the-variable"


def test_a_token_is_forgotten_once() -> None:
    servers.keep("https://books.example", TOKEN)

    assert servers.forget("https://books.example")
    assert not servers.forget("https://books.example")
    assert servers.server("https://books.example").token == ""


@pytest.mark.parametrize("text", ["{", "[]", "\xff"])
def test_a_file_that_cannot_be_read_is_named(text: str) -> None:
    file = servers.keep("https://books.example", TOKEN)
    file.write_bytes(text.encode("latin-1"))

    with pytest.raises(CorrectCommand, match="remove it and log in again"):
        servers.server("https://books.example")


def test_a_file_that_others_could_write_is_replaced_not_written_into() -> None:
    file = servers.keep("https://books.example", TOKEN)
    file.chmod(0o666)
    before = file.stat().st_ino

    servers.keep("https://books.example", "tly_new")

    assert file.stat().st_ino != before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
