"""A thousand events of ten organisations that come at once, and what reading them took."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL
from tests.stories.hearing import Hearing, hearing
from tests.stories.installation import Installation

from xero_emulator.fixture import Running

EVENTS = 100  # of each organisation
ORGANISATIONS = 10
# Calls promised, by how many of each organisation's events are of credit notes.
PROMISED = {0: 20, 20: 30}


@dataclass(frozen=True)
class Backlog:
    """`calls` is the emulator's count; `given` are the trigger's bundles by organisation."""

    calls: int
    statuses: frozenset[str]
    given: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def complete(self) -> bool:
        """Whether each event was given once, together with the record that it is about."""
        return self.statuses == {"success"} and all(
            len(bundles) == len({bundle["resourceId"] for bundle in bundles}) == EVENTS
            and all(bundle["resourceId"] in bundle["record"].values() for bundle in bundles)
            for bundles in self.given.values()
        )


def backlog(url: URL, home: Path, emulator: Running, notes: int) -> Backlog:
    """Half invoices and half contacts, less the credit notes among them; all heard at once."""
    half = (EVENTS - notes) // 2
    installation = Installation(url, home, emulator)
    installation.connect()
    with installation.opened() as shop, hearing(shop) as house:
        for tenant in house.tenants.values():
            house.bookkeeper.contacts(tenant, "Ridgeway")
        house.enable()
        for name in house.tenants:
            house.on(_document(name))
        _happen(house, half, notes)
        emulator.control.clear_log()

        house.heard()

        calls = int(emulator.control.counts()["api_calls"])
        given = {name: house.given(name) for name in house.tenants}
        return Backlog(calls, frozenset(run.status for run in house.runs()), given)


def _happen(house: Hearing, half: int, notes: int) -> None:
    for tenant in house.tenants.values():
        house.bookkeeper.contacts(tenant, *(f"Contact {n}" for n in range(half)))
    for tenant in house.tenants.values():
        house.bookkeeper.invoices(tenant, *(f"A-{n}" for n in range(half)))
    for tenant in house.tenants.values() if notes else ():
        house.bookkeeper.credit_notes(tenant, *(f"C-{n}" for n in range(notes)))


def _document(organisation: str) -> str:
    use = {"app": "xero", "connection": "xero", "organisation": organisation}
    watch = {"id": 1, "module": "xero.watch_events", "connection": "books"}
    document = {"name": organisation, "connections": {"books": use}, "flow": [watch]}
    return json.dumps({"schema": 1, **document})
