"""A server of its own over HTTP, and a person at another machine who holds a token of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from click.testing import CliRunner
from tests.cli.desk import REDIRECT, Said
from typer.main import get_command

from tallyloom.api.access import EVERYTHING, Permission, Role
from tallyloom.api.serving import serving
from tallyloom.api.signing import TOKEN_PREFIX, digest, new_secret
from tallyloom.cli.application import application
from tallyloom.connections.vault import Secret
from tallyloom.house import House, open_house
from tallyloom.settings import load
from tallyloom.store.ids import new_id
from tallyloom.store.people import User
from tallyloom.store.sessions import Token
from xero_emulator.fixture import Running

NOWHERE = "postgresql://nobody:nothing@127.0.0.1:1/none"


@cache
def _command() -> Any:
    """The command line, put together once."""
    return get_command(application())


@dataclass(frozen=True, slots=True)
class Terminal:
    """Another machine: no data folder, no database, only an address and a token."""

    home: Path
    address: str = ""
    token: str = ""

    def __call__(self, *words: str | Path, typed: str = "", **variables: str | None) -> Said:
        given: dict[str, str | None] = {
            "TALLYLOOM_HOME": str(self.home),
            "TALLYLOOM_DATABASE_URL": NOWHERE,
            "TALLYLOOM_SERVER": self.address or None,
            "TALLYLOOM_TOKEN": self.token or None,
            "COLUMNS": "80",
            **variables,
        }
        done = CliRunner().invoke(_command(), list(map(str, words)), input=typed, env=given)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class Server:
    """A house that answers, its engine launched."""

    house: House
    address: str
    emulator: Running

    def token(
        self, permissions: Sequence[Permission] = tuple(EVERYTHING), role: Role = Role.OWNER
    ) -> str:
        """A new token of a new person."""
        now = self.house.clock.now()
        user = User(new_id(now), new_secret(), f"A {role}", role, "unusable", None, now)
        self.house.people.add(user)
        secret = new_secret(TOKEN_PREFIX)
        names = tuple(str(each) for each in permissions)
        token = Token(new_id(now), user.id, "desk", names, now, None, None)
        self.house.sessions.add_token(digest(secret), token)
        return secret

    def connect(self, name: str = "xero") -> None:
        """A consent to every organisation of the emulator."""
        bases = dict.fromkeys(("login", "identity", "api"), self.emulator.url)
        made = self.house.connections.registrations.add(
            "xero", "desk", Secret("secret"), name=f"xero {name}", bases=bases
        )
        connections = self.house.connections
        connections.walk(connections.begin(name, made.id, redirect=REDIRECT))

    def json(self, terminal: Terminal, *words: str | Path) -> Any:
        said = terminal(*words, "--json")
        assert said.code == 0, said.err
        return said.json


@contextmanager
def server(home: Path, url: str, emulator: Running) -> Iterator[Server]:
    settings = load(
        {"home": home, "database_url": url, "allow_addresses": urlsplit(emulator.url).netloc}
    )
    with open_house(settings) as house:
        house.engine.launch()
        with serving(house, "127.0.0.1", (0,)) as address:
            yield Server(house, address, emulator)
