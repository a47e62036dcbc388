"""A person at a terminal: the real command line, in a process of its own, on a real database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import text

from tallyloom.connections.vault import Secret
from tallyloom.house import House, open_house
from tallyloom.settings import load
from tallyloom.store.database import Database
from xero_emulator.fixture import Running

CHECKOUT = Path(__file__).parent.parent.parent
EXAMPLE = CHECKOUT / "examples/shop-invoices"
SCENARIO = EXAMPLE / "shop-invoices.scenario.yaml"
ROWS = EXAMPLE / "rows.csv"
COMMAND = (sys.executable, "-c", "from tallyloom.cli import main; main()")
REDIRECT = "http://localhost:8080/callback"
WRITTEN = ("effects", "sends", "calls", "incomplete")
TABLES = (
    *("runs", "stack", "journal", "scenarios", "versions", "blobs", *WRITTEN),
    *("connections", "registrations"),
)
SECONDS = 120


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout."""
        return msgspec.json.decode(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON Lines on stdout."""
        return [msgspec.json.decode(line) for line in self.out.splitlines()]

    @property
    def flat(self) -> str:
        """What was said on stderr, its line breaks gone."""
        return " ".join(self.err.split())


@dataclass(frozen=True, slots=True)
class Desk:
    """One installation, and the books that it may reach."""

    home: Path
    emulator: Running
    caches: Path
    database: Database | None = None
    variables: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *words: str | Path, typed: str = "", **variables: str) -> Said:
        done = subprocess.run(
            [*COMMAND, *map(str, words)],
            env=self.environment(**variables),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
            cwd=CHECKOUT,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    def environment(self, **variables: str) -> dict[str, str]:
        gone = ("TALLYLOOM_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: it for name, it in os.environ.items() if not name.startswith(gone)}
        place = {"TALLYLOOM_HOME": str(self.home)}
        if self.database is not None:
            place["TALLYLOOM_DATABASE_URL"] = self.database.url
        address = urlsplit(self.emulator.url).netloc
        return {
            **kept,
            **place,
            "TALLYLOOM_ALLOW_ADDRESSES": address,
            "PYTHONWARNINGS": "ignore",
            "PYTHONPYCACHEPREFIX": str(self.caches),
            **self.variables,
            **variables,
        }

    def run(self, *more: str | Path, scenario: Path = SCENARIO, rows: Path = ROWS) -> Said:
        """Run the example."""
        return self("scenario", "run", scenario, "--input", f"rows=@{rows}", *more)

    @contextmanager
    def house(self) -> Iterator[House]:
        """The same installation from inside."""
        url = self.database.url if self.database else None
        address = urlsplit(self.emulator.url).netloc
        given = {"home": self.home, "database_url": url, "allow_addresses": address}
        with open_house(load(given)) as house:
            yield house

    def connect(self, name: str = "xero") -> None:
        """As `connections add` would, without starting a process."""
        with self.house() as house:
            bases = dict.fromkeys(("login", "identity", "api"), self.emulator.url)
            made = house.connections.registrations.add(
                "xero", "desk", Secret("secret"), name=f"xero {name}", bases=bases
            )
            house.connections.walk(house.connections.begin(name, made.id, redirect=REDIRECT))

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        assert self.database is not None
        with self.database.connect() as on:
            return {
                name: on.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608
                for name in TABLES
            }

    def books(self) -> Any:
        """Everything in the books, of every organisation."""
        return self.emulator.control.ledger()


def posted(desk: Desk, what: str = "invoices") -> list[Any]:
    """The documents of one kind in all organisations."""
    return [one for books in desk.books().values() for one in books[what]]


def changed(folder: Path, source: Path, *changes: tuple[str, str]) -> Path:
    """A copy of a file with something else in it."""
    text_ = source.read_text("utf-8")
    for before, after in changes:
        assert before in text_
        text_ = text_.replace(before, after)
    copy = folder / source.name
    copy.write_text(text_, "utf-8")
    return copy
