"""What the front doors tell of scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tallyloom.api.problems import LookAgain
from tallyloom.api.route import Tagged
from tallyloom.api.scenario_ready import Fault, faults
from tallyloom.engine.switching import Hindrance
from tallyloom.flow.gist import Gist, gist_of

if TYPE_CHECKING:
    from tallyloom.flow.document import Document
    from tallyloom.house import House
    from tallyloom.store.scenarios import Standing, Stored

DRAFT, OFF, ON, HELD_UP, DEACTIVATED = "draft", "off", "on", "held up", "deactivated"


@dataclass(frozen=True, slots=True)
class InputFacts:
    """An input that the scenario declares."""

    name: str
    type: str
    required: bool
    default: Any
    help: str


@dataclass(frozen=True, slots=True)
class UseFacts:
    """A connection under the name by which the scenario's modules call it."""

    name: str
    app: str
    connection: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFacts:
    """A scenario in the list.

    `version` is the newest, `on_version` the one that starts by itself. `state` is draft (it
    cannot run as it is), off, on, held up (on, but `trouble` says why it does not start) or
    deactivated (switched off by rule, `trouble` says why). Of one that is on, `trouble` also says
    what is the matter with its connections. `waiting` are events that wait for it, `incomplete` are
    bundles that wait for an answer; `has_inputs` tells that a run asks for values.
    """

    id: str
    name: str
    description: str
    version: int
    saved_at: datetime
    saved_by: str
    state: str
    on: bool
    on_version: int | None
    since: datetime | None
    next_at: datetime | None
    trouble: str
    waiting: int
    problems: int
    modules: int
    apps: tuple[str, ...]
    last_run: str | None
    last_status: str | None
    last_started_at: datetime | None
    incomplete: int
    has_inputs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioDetail(ScenarioFacts):
    """A scenario with its newest text, and everything that is wrong with that.

    `text` is the file as it was written, `document` its values. `faults` are what keeps it from
    running, in the text and in its connections; `hindrances` what keeps it from being switched on,
    and `cannot` the first of them as a sentence ("" where it can be).
    """

    created_at: datetime
    note: str
    text: str
    document: dict[str, Any]
    inputs: tuple[InputFacts, ...]
    connections: tuple[UseFacts, ...]
    schedule: Any
    cannot: str
    faults: tuple[Fault, ...]
    hindrances: tuple[Hindrance, ...]


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """Scenarios by name, and the cursor of the next page."""

    items: list[ScenarioFacts]
    next: str | None


def the_scenario(house: House, scenario_id: str) -> Stored:
    """Raises LookAgain."""
    found = house.scenarios.get(scenario_id)
    if found is None:
        raise LookAgain(
            f"There is no scenario with the id {scenario_id}; it may have been deleted."
        )
    return found


def listed(house: House, stored: Sequence[Stored]) -> list[ScenarioFacts]:
    """The facts of a page of scenarios, with one look at each table."""
    standings = house.scenarios.standings([one.id for one in stored])
    gists = house.gists.of((one.id, one.number) for one in stored)
    hurt = house.uses.troubles()
    return [
        ScenarioFacts(
            **_facts(one, standings[one.id], gists[one.id, one.number], hurt.get(one.id, ""))
        )
        for one in stored
    ]


def shown(house: House, scenario_id: str) -> Tagged[ScenarioDetail]:
    """One scenario whole; its tag is the number of the newest version. Raises LookAgain."""
    stored = the_scenario(house, scenario_id)
    judged = house.judge.judged(stored.document)
    found = tuple(faults(house, judged))
    hindrances = tuple(house.switch.hindrances(judged.plan)) if judged.plan else ()
    standing = house.scenarios.standings([scenario_id])[scenario_id]
    detail = ScenarioDetail(
        **_facts(
            stored,
            standing,
            gist_of(judged, house.modules),
            house.uses.troubles().get(scenario_id, ""),
        ),
        created_at=stored.created_at,
        note=stored.saved.note,
        text=stored.document,
        document=dict(judged.values),
        inputs=input_facts(judged.document),
        connections=use_facts(judged.document),
        schedule=judged.values.get("schedule"),
        cannot=next(iter([one.message for one in found] + [one.message for one in hindrances]), ""),
        faults=found,
        hindrances=hindrances,
    )
    return Tagged(detail, str(stored.number))


def _facts(stored: Stored, standing: Standing, gist: Gist, hurt: str) -> dict[str, Any]:
    return {
        "id": stored.id,
        "name": stored.name,
        "description": gist.description,
        "version": stored.number,
        "saved_at": stored.saved.at,
        "saved_by": stored.saved.by.name,
        "state": _state(standing, gist),
        "on": standing.on,
        "on_version": standing.version if standing.on else None,
        "since": standing.since if standing.on else None,
        "next_at": standing.next_at if standing.on else None,
        "trouble": standing.trouble or hurt,
        "waiting": standing.waiting,
        "problems": gist.problems,
        "modules": len(gist.steps),
        "apps": gist.apps,
        "last_run": standing.last_run,
        "last_status": standing.last_status,
        "last_started_at": standing.last_started_at,
        "incomplete": standing.incomplete,
        "has_inputs": gist.inputs,
    }


def _state(standing: Standing, gist: Gist) -> str:
    if standing.on:
        return HELD_UP if standing.trouble else ON
    if gist.problems:
        return DRAFT
    return DEACTIVATED if standing.trouble else OFF


def input_facts(document: Document | None) -> tuple[InputFacts, ...]:
    declared = document.inputs if document else ()
    return tuple(InputFacts(i.name, i.type, i.required, i.default, i.help) for i in declared)


def use_facts(document: Document | None) -> tuple[UseFacts, ...]:
    uses = document.connections if document else ()
    return tuple(UseFacts(u.name, u.app, u.connection, u.organisation) for u in uses)
