"""Scenarios at work: checked, run, switched on and off.

Everything that can be wrong is found while nothing is written yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import NoResultFound

from tallyloom.api.problems import AskForPermission, LookAgain
from tallyloom.api.route import Asked, Body, Permission, Routes
from tallyloom.api.scenario_facts import (
    InputFacts,
    UseFacts,
    input_facts,
    the_scenario,
    use_facts,
)
from tallyloom.api.scenario_ready import (
    Fault,
    Ready,
    assure_connections,
    by,
    faults,
    inputs,
    origin,
    ready,
    runnable,
    start,
)
from tallyloom.api.scenario_saving import ScenarioText, storable, text_of
from tallyloom.api.scenario_versions import the_version
from tallyloom.api.scenarios import switched_off
from tallyloom.store.changes import Change
from tallyloom.store.scenarios import Version

if TYPE_CHECKING:
    from tallyloom.engine.switching import On
    from tallyloom.house import House
    from tallyloom.store.scenarios import Stored

routes = Routes("scenarios")


class CheckedText(ScenarioText):
    """A text or a document to look at; with `connections` also what its connections lack."""

    connections: bool = True


class RunInputs(Body):
    """Values for the inputs, a file as POST /files answered it; `version` is the newest where none
    is named."""

    inputs: dict[str, Any] = {}
    version: int | None = None


class RunText(Body):
    """A text to run: it becomes a version of the scenario of its name, unless one holds exactly
    this text. `file` is what messages call it."""

    text: str
    inputs: dict[str, Any] = {}
    file: str = ""


class OnVersion(Body):
    """Which version to switch on; the newest where none is named."""

    version: int | None = None


class OnText(Body):
    """A text to switch on: it becomes a version of the scenario of its name, unless one holds
    exactly this text. `file` is what messages call it."""

    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text is worth. `modules` counts them; `faults` are everything to correct."""

    ok: bool
    faults: tuple[Fault, ...]
    name: str
    description: str
    modules: int
    inputs: tuple[InputFacts, ...]
    connections: tuple[UseFacts, ...]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run that was added; an engine takes it in a moment."""

    id: str
    status: str
    scenario_id: str
    scenario: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchedOn:
    """A scenario that is on. What hears has an `organisation` and a `registration`, and `calls` is
    false while the service's signing key is not here; what starts by the clock has a `schedule` in
    words and its `next_runs`."""

    scenario_id: str
    name: str
    on: bool
    version: int
    since: datetime
    organisation: str | None
    registration: str | None
    calls: bool | None
    schedule: str | None
    next_runs: tuple[datetime, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A scenario that is off. `was` tells whether it had been on; `waiting` are events that wait
    until it is on again."""

    scenario_id: str
    name: str
    on: bool
    was: bool
    waiting: int


@routes.post("/scenarios/check", Permission.SCENARIOS_READ)
def check_scenario(asked: Asked, *, body: CheckedText) -> Checked:
    """Say everything that is wrong with a text, and where; nothing is stored."""
    judged = asked.house.judge.judged(text_of(body))
    found = tuple(
        one for one in faults(asked.house, judged) if body.connections or not one.connection
    )
    document = judged.document
    return Checked(
        ok=not found,
        faults=found,
        name=document.name if document else "",
        description=document.description.strip() if document else "",
        modules=sum(1 for _ in document.steps()) if document else 0,
        inputs=input_facts(document),
        connections=use_facts(document),
    )


@routes.post("/scenarios/run", Permission.SCENARIOS_RUN, status=202)
def run_text(asked: Asked, *, body: RunText) -> RunStarted:
    """Run a text; it is stored as a version, so it needs `scenarios:edit` too."""
    house = asked.house
    _may_edit(asked)
    file = body.file or storable(body.text).name
    made = ready(house, body.text, file)
    runnable(made)
    fitted = inputs(house, made.document, body.inputs)
    assure_connections(house, made.document, file)
    version = _kept(asked, body.text)
    return _started(version, start(house, version, made, fitted, origin(asked.who, body.file)))


@routes.post("/scenarios/{scenario_id}/run", Permission.SCENARIOS_RUN, status=202)
def run_scenario(asked: Asked, *, scenario_id: str, body: RunInputs | None = None) -> RunStarted:
    """Run a scenario once, now: its newest version, or another."""
    house, body = asked.house, body or RunInputs()
    version = _chosen(house, scenario_id, body.version)
    made = ready(house, version.document, version.name)
    runnable(made)
    fitted = inputs(house, made.document, body.inputs)
    assure_connections(house, made.document, version.name)
    return _started(version, start(house, version, made, fitted, origin(asked.who)))


@routes.post("/scenarios/on", Permission.SCENARIOS_RUN)
def switch_on_text(asked: Asked, *, body: OnText) -> SwitchedOn:
    """Switch a text on; it is stored as a version, so it needs `scenarios:edit` too."""
    _may_edit(asked)
    file = body.file or storable(body.text).name
    made = _switchable(asked.house, body.text, file)
    return _on(asked, _kept(asked, body.text), made)


@routes.post("/scenarios/{scenario_id}/on", Permission.SCENARIOS_RUN)
def switch_on(asked: Asked, *, scenario_id: str, body: OnVersion | None = None) -> SwitchedOn:
    """Let a scenario start by itself: when its service calls, or by the clock.

    What keeps it from that is said, and nothing changes then.
    """
    version = _chosen(asked.house, scenario_id, body.version if body else None)
    return _on(asked, version, _switchable(asked.house, version.document, version.name))


@routes.post("/scenarios/{scenario_id}/off", Permission.SCENARIOS_RUN)
def switch_off(asked: Asked, *, scenario_id: str) -> SwitchedOff:
    """Let a scenario start no more by itself; what waits for it waits until it is on again."""
    house = asked.house
    stored = the_scenario(house, scenario_id)
    was = switched_off(asked, stored)
    waiting = house.scenarios.standings([scenario_id])[scenario_id].waiting
    return SwitchedOff(scenario_id, stored.name, on=False, was=was, waiting=waiting)


def _may_edit(asked: Asked) -> None:
    if not asked.who.may(Permission.SCENARIOS_EDIT):
        raise AskForPermission(
            f"The text would become a version, which needs the permission"
            f" {Permission.SCENARIOS_EDIT}; run a stored scenario instead."
        )


def _kept(asked: Asked, text: str) -> Version:
    house = asked.house
    name = storable(text).name
    return house.scenarios.keep(name, text, house.clock.now(), by(asked.who))


def _chosen(house: House, scenario_id: str, number: int | None) -> Version:
    stored: Stored = the_scenario(house, scenario_id)
    if number is None:
        return stored.version
    return Version(scenario_id, number, stored.name, the_version(house, scenario_id, number)[1])


def _started(version: Version, run_id: str) -> RunStarted:
    return RunStarted(run_id, "waiting", version.scenario_id, version.name, version.number)


def _switchable(house: House, text: str, file: str) -> Ready:
    made = ready(house, text, file)
    house.switch.assure(made.plan, file)
    assure_connections(house, made.document, file)
    return made


def _on(asked: Asked, version: Version, made: Ready) -> SwitchedOn:
    house = asked.house
    try:
        now: On = house.switch.on(version, made.plan)
    except NoResultFound:  # deleted just before
        raise LookAgain from None
    if house.scenarios.get(version.scenario_id) is None:  # deleted just now
        house.switch.off(version.scenario_id)
        raise LookAgain
    change = Change("switched on", house.clock.now(), by(asked.who), version.number)
    house.scenarios.log(version.scenario_id, change)
    waiting = house.scenarios.standings([version.scenario_id])[version.scenario_id].waiting
    return SwitchedOn(
        scenario_id=version.scenario_id,
        name=version.name,
        on=True,
        version=version.number,
        waiting=waiting,
        **_starts(now),
    )


def _starts(now: On) -> Mapping[str, Any]:
    """What makes it start: events of a service, or the clock."""
    hears, timer = now.hears, now.timer
    since = hears.listener.since if hears else timer.since if timer else None
    return {
        "since": since,
        "organisation": hears.tenant.name if hears else None,
        "registration": hears.registration.name if hears else None,
        "calls": hears.calls if hears else None,
        "schedule": now.schedule.words() if now.schedule else None,
        "next_runs": tuple(now.next_runs),
    }
