"""Runs one module in a scenario of its own, over HTTP, under a connection made for it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from tests.stories.installation import REDIRECT, Shop
from tests.sweep.books import SCOPES, Books
from tests.sweep.case import Given, Outcome, Upload
from tests.sweep.recorder import Recorder

from tallyloom.connections.vault import Secret
from tallyloom.flow.problems import CorrectScenario
from tallyloom.kit import File
from xero_emulator.fixture import Running

# What every connection needs: to tell one organisation from another before a write.
BARE = ("openid", "offline_access", "accounting.budgets.read")  # which no module needs
ALWAYS = (*BARE, "accounting.settings.read")
ABSENT = "An organisation that nobody connected"
# The service remembers what an app was once allowed: no two desks ask under the same name.
NUMBERS = itertools.count(1)


@dataclass
class Desk:
    """A house whose calls pass a recorder; each connection is another Xero app with its limits."""

    shop: Shop
    emulator: Running
    recorder: Recorder
    _tokens: dict[str, str] = field(default_factory=dict)

    def books(self, country: str) -> Books:
        """The organisation of a country, as another program sees it; its app has its own limits."""
        told = self.emulator.consent(f"books-{next(NUMBERS)}", SCOPES)
        return Books(self.emulator, country, str(told["access_token"]))

    def connect(
        self,
        scopes: Sequence[str],
        vocabulary: str = "granular",
        always: Sequence[str] = ALWAYS,
    ) -> str:
        """A connection with exactly these permissions; its name."""
        name = f"xero {next(NUMBERS)}"
        bases = dict.fromkeys(("login", "identity"), self.emulator.url)
        connections = self.shop.house.connections
        made = connections.registrations.add(
            "xero",
            name.replace(" ", "-"),
            Secret("secret"),
            name=name,
            vocabulary=vocabulary,
            bases=bases | {"api": self.recorder.url},
        )
        asked = tuple(dict.fromkeys((*always, *scopes)))
        connections.walk(connections.begin(name, made.id, redirect=REDIRECT, scopes=asked))
        return name

    def run(self, module: str, given: Given, connection: str, organisation: str) -> Outcome:
        """Run a scenario of this one module until it has ended or waits for somebody."""
        mapped = {name: self._stored(value) for name, value in given.items()}
        return self._flowed([self._step(1, module, mapped)], connection, organisation)

    def run_many(
        self, module: str, rows: Sequence[Given], connection: str, organisation: str
    ) -> Outcome:
        """The same with a bundle for each row; names stand in the rows as they are."""
        names = dict.fromkeys(name for row in rows for name in row)
        columns = {name: f"c{at}" for at, name in enumerate(names)}
        listed = [{columns[name]: value for name, value in row.items()} for row in rows]
        flow = [
            {"id": 1, "module": "tools.iterate", "map": {"array": listed}},
            self._step(2, module, {name: f"{{{{1.{at}}}}}" for name, at in columns.items()}),
        ]
        return self._flowed(flow, connection, organisation)

    def _step(self, id_: int, module: str, mapped: Given) -> dict[str, Any]:
        named = {"id": id_, "module": f"xero.{module}", "connection": "xero"}
        return named | {"map": mapped}

    def _flowed(self, flow: Sequence[Any], connection: str, organisation: str) -> Outcome:
        use = {"app": "xero", "connection": connection, "organisation": organisation}
        document = json.dumps(
            {
                "schema": 1,
                "name": f"{flow[-1]['module']} {next(NUMBERS)}",
                "connections": {"xero": use},
                "flow": list(flow),
            },
            default=str,
        )
        try:
            run_id = self.shop.start(scenario=document)
        except CorrectScenario as refused:
            return Outcome("refused", reason=str(refused))
        run = self.shop.waited(run_id)
        done = [
            operation
            for entry in self.shop.house.journal.read(run.id, flow[-1]["id"])
            for operation in entry.operations
        ]
        return Outcome(
            status=run.status,
            bundles=[bundle for each in done for bundle in each.get("out", ())],
            troubles=[each["trouble"] for each in done if "trouble" in each],
            warnings=[warning for each in done for warning in each.get("warnings", ())],
            reason=run.reason or "",
            files=self._bytes,
        )

    @contextmanager
    def another_organisation_behind(self, connection: str) -> Iterator[None]:
        """Meanwhile it is as if the service gave another organisation's books under the same id."""
        self._recognised(connection, json.dumps({"OrganisationID": "another"}))
        yield
        self._recognised(connection, None)  # else connections made later know it by this too

    def _recognised(self, connection: str, facts: str | None) -> None:
        id_ = self.shop.house.connections.get(connection).id
        with self.shop.house.database.begin() as on:
            on.execute(
                text("UPDATE tenants SET fingerprint = :facts WHERE connection_id = :id"),
                {"facts": facts, "id": id_},
            )

    def _stored(self, value: Any) -> Any:
        if not isinstance(value, Upload):
            return value
        kept = self.shop.house.blobs.save([value.content])
        return File(value.name, value.type, kept.size, kept.sha256).as_value()

    def _bytes(self, file: Any) -> bytes:
        with self.shop.house.blobs.open(file["sha256"]) as chunks:
            return b"".join(chunks)
