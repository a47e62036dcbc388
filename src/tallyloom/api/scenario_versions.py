"""The versions of a scenario: told, compared, restored; and what was done to it, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query

from tallyloom.api.problems import LookAgain
from tallyloom.api.route import Asked, Body, IfMatch, Permission, Routes, Tagged
from tallyloom.api.scenario_facts import ScenarioDetail, the_scenario
from tallyloom.api.scenario_ready import Fault, faults
from tallyloom.api.scenario_saving import restored
from tallyloom.flow.differences import Change, changes, unified
from tallyloom.flow.read import values

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.store.scenarios import Saved

routes = Routes("scenarios")


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version. `by` is who saved it, as they were called then; "" where nobody is known."""

    number: int
    at: datetime
    by_id: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class VersionDetail:
    """One version with its text, the values in it and what is wrong with it now."""

    number: int
    at: datetime
    by_id: str
    by: str
    note: str
    text: str
    document: dict[str, Any]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Versions, the newest first, and the cursor of the next page."""

    items: list[VersionFacts]
    next: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions: line by line as `diff -u` says it, and by module."""

    older: int
    newer: int
    unified: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One thing that was done to a scenario.

    `kind` is created, edited, renamed, restored, imported, cloned, switched on, switched off or
    deleted. `version` is the one that it made, or that was switched on.
    """

    id: str
    at: datetime
    kind: str
    version: int | None
    by_id: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class RecentChange:
    """One thing that was done to any scenario, which may be `deleted` since; `kind` as in its own
    log."""

    id: str
    at: datetime
    scenario_id: str
    scenario: str
    deleted: bool
    kind: str
    version: int | None
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class RecentChanges:
    """The newest first."""

    items: list[RecentChange]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What was done to a scenario, the newest first, and the cursor of the next page."""

    items: list[LoggedChange]
    next: str | None


class Restoring(Body):
    """`note` is kept with the new version."""

    note: str = ""


Limit = Annotated[int, Query(ge=1, le=200)]
Before = Annotated[int, Query(ge=0, lt=2**31)]
BeforeRow = Annotated[int, Query(ge=0, lt=2**62)]
Number = Annotated[int, Query(ge=1, lt=2**31)]


def the_version(house: House, scenario_id: str, number: int) -> tuple[Saved, str]:
    """A version and its text. Raises LookAgain."""
    found = house.scenarios.saved(scenario_id, number) if 0 < number < 2**31 else None
    if found is None:
        raise LookAgain(f"The scenario has no version {number}.")
    return found


@routes.get("/scenarios/{scenario_id}/versions", Permission.SCENARIOS_READ)
def list_versions(
    asked: Asked, *, scenario_id: str, limit: Limit = 50, before: Before = 0
) -> VersionPage:
    """Every text that the scenario had, with who saved it and when."""
    the_scenario(asked.house, scenario_id)
    found = asked.house.scenarios.versions(scenario_id, before=before, limit=limit + 1)
    items = [VersionFacts(*_head(one)) for one in found[:limit]]
    return VersionPage(items, str(items[-1].number) if len(found) > limit else None)


@routes.get("/scenarios/{scenario_id}/versions/{number}", Permission.SCENARIOS_READ)
def show_version(asked: Asked, *, scenario_id: str, number: int) -> VersionDetail:
    """One version with its text."""
    the_scenario(asked.house, scenario_id)
    saved, text = the_version(asked.house, scenario_id, number)
    judged = asked.house.judge.judged(text)
    found = tuple(faults(asked.house, judged))
    return VersionDetail(*_head(saved), text, dict(judged.values), found)


@routes.get("/scenarios/{scenario_id}/versions/{number}/difference", Permission.SCENARIOS_READ)
def compare_versions(
    asked: Asked, *, scenario_id: str, number: int, to: Number | None = None
) -> Difference:
    """What differs between this version and `to`, by default the newest."""
    stored = the_scenario(asked.house, scenario_id)
    other = stored.number if to is None else to
    old = the_version(asked.house, scenario_id, number)[1]
    new = the_version(asked.house, scenario_id, other)[1]
    names = (f"version {number}", f"version {other}")
    found = tuple(changes(values(old), values(new)))
    return Difference(number, other, unified(old, new, names), found)


@routes.post("/scenarios/{scenario_id}/versions/{number}/restore", Permission.SCENARIOS_EDIT)
def restore_version(
    asked: Asked,
    *,
    scenario_id: str,
    number: int,
    body: Restoring | None = None,
    if_match: IfMatch = None,
) -> Tagged[ScenarioDetail]:
    """Make an old text the newest version; whatever is on goes on in its own version."""
    the_scenario(asked.house, scenario_id)
    text = the_version(asked.house, scenario_id, number)[1]
    note = (body.note if body else "") or f"Version {number} again."
    return restored(asked, scenario_id, text, note, if_match)


@routes.get("/scenarios/{scenario_id}/changes", Permission.SCENARIOS_READ)
def list_scenario_changes(
    asked: Asked, *, scenario_id: str, limit: Limit = 50, before: BeforeRow = 0
) -> ChangePage:
    """What was done to the scenario: edited, switched on and off, by whom and when."""
    the_scenario(asked.house, scenario_id)
    found = asked.house.scenarios.changes(scenario_id, before=before, limit=limit + 1)
    items = [
        LoggedChange(str(one.id), one.at, one.kind, one.version, one.by.id, one.by.name, one.note)
        for one in found[:limit]
    ]
    return ChangePage(items, items[-1].id if len(found) > limit else None)


@routes.get("/changes", Permission.SCENARIOS_READ)
def list_changes(asked: Asked, *, limit: Limit = 20) -> RecentChanges:
    """What was done to any scenario of late: edited, switched on and off, by whom and when."""
    return RecentChanges(
        [
            RecentChange(
                str(one.logged.id), one.logged.at, one.logged.scenario_id, one.scenario,
                one.deleted, one.logged.kind, one.logged.version, one.logged.by.name,
                one.logged.note,
            )
            for one in asked.house.scenarios.recent(limit)
        ]
    )  # fmt: skip


def _head(saved: Saved) -> tuple[int, datetime, str, str, str]:
    return saved.number, saved.at, saved.by.id, saved.by.name, saved.note
