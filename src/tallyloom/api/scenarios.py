"""Scenarios: listed, read, written, cloned, deleted, imported and exported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Query, Response

from tallyloom.api.problems import CorrectRequest
from tallyloom.api.route import Asked, Body, IfMatch, Permission, Routes, Tagged
from tallyloom.api.scenario_facts import (
    ScenarioDetail,
    ScenarioPage,
    listed,
    shown,
    the_scenario,
)
from tallyloom.api.scenario_ready import by
from tallyloom.api.scenario_saving import (
    ScenarioText,
    added,
    assure_read,
    edited,
    replaced,
    storable,
    text_of,
)
from tallyloom.api.scenario_versions import the_version
from tallyloom.flow.edit import using, with_part
from tallyloom.flow.read import values
from tallyloom.flow.rewrite import rewritten
from tallyloom.store.changes import Change
from tallyloom.store.scenarios import Stored, SwitchOff

routes = Routes("scenarios")
YAML = "application/yaml"


class ImportedText(Body):
    """The text of a file. `if_exists` says what becomes of one whose name is known here: `fail`,
    or `version`, a new version of that scenario (none, where one holds exactly this text)."""

    text: str
    if_exists: Literal["fail", "version"] = "fail"
    note: str = ""


class Target(Body):
    """Another connection, reaching another organisation."""

    connection: str
    organisation: str


class CloneBody(Body):
    """The clone's name, and other connections under the names by which its modules call them."""

    name: str
    connections: dict[str, Target] = {}
    note: str = ""


class Described(Body):
    """Another name, another description; what is left out stays."""

    name: str | None = None
    description: str | None = None
    note: str = ""


@routes.get("/scenarios", Permission.SCENARIOS_READ)
def list_scenarios(
    asked: Asked,
    *,
    name: str = "",
    named: str = "",
    on: bool | None = None,
    ailing: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str = "",
) -> ScenarioPage:
    """Scenarios by name.

    `name` is a part of their names, `named` the whole name of one, `on` whether they start by
    themselves, `ailing` whether they need somebody: one does not start, was switched off by rule,
    failed when it last ran, or has something that waits for an answer. `after` is the `next` of
    the page before.
    """
    house = asked.house
    ill = [] if ailing is None else [*house.scenarios.ailing(), *house.uses.troubles()]
    found = house.scenarios.page(
        holds=name,
        named=named,
        on=on,
        only=ill if ailing else None,
        but=ill if ailing is False else (),
        after=after,
        limit=limit + 1,
    )
    items = listed(house, found[:limit])
    return ScenarioPage(items, items[-1].id if len(found) > limit else None)


@routes.post("/scenarios", Permission.SCENARIOS_EDIT, status=201)
def create_scenario(asked: Asked, *, body: ScenarioText) -> Tagged[ScenarioDetail]:
    """Make a scenario from a text or a document; it is off.

    One that cannot run yet is stored as a draft, and `faults` say why; it needs a name.
    """
    return added(asked, text_of(body), "created", body.note)


@routes.post("/scenarios/import", Permission.SCENARIOS_EDIT)
def import_scenario(asked: Asked, *, body: ImportedText) -> Tagged[ScenarioDetail]:
    """Take a file in, as it is written."""
    if body.if_exists == "fail":
        return added(asked, body.text, "imported", body.note)
    save = storable(body.text).save(asked, "imported", body.note)
    house = asked.house
    kept = house.scenarios.keep(
        save.name, save.document, house.clock.now(), save.by, kind="imported", note=save.note
    )
    return shown(house, kept.scenario_id)


@routes.get("/scenarios/{scenario_id}", Permission.SCENARIOS_READ)
def show_scenario(asked: Asked, *, scenario_id: str) -> Tagged[ScenarioDetail]:
    """One scenario with its newest text, its document, and how it stands."""
    return shown(asked.house, scenario_id)


@routes.get("/scenarios/{scenario_id}/text", Permission.SCENARIOS_READ, media=YAML)
def export_scenario(asked: Asked, *, scenario_id: str, version: int | None = None) -> Response:
    """The file as it was written, comments and order included: the newest version, or another."""
    stored = the_scenario(asked.house, scenario_id)
    text = stored.document
    if version is not None:
        text = the_version(asked.house, scenario_id, version)[1]
    headers = {
        "Content-Disposition": f'attachment; filename="{_slug(stored.name)}.scenario.yaml"',
        "ETag": f'"{version or stored.number}"',
    }
    return Response(text.encode(), headers=headers, media_type=f"{YAML}; charset=utf-8")


@routes.put("/scenarios/{scenario_id}", Permission.SCENARIOS_EDIT, troubles=(428,))
def replace_scenario(
    asked: Asked, *, scenario_id: str, body: ScenarioText, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Store another text: a new version, unless it is the newest one's.

    `If-Match` must name the ETag that was read (or `*`, to replace whatever is there): where
    somebody else saved meanwhile nothing is stored, and 412 tells what differs. A document changes
    the stored text only where it differs, so that comments survive.
    """
    return replaced(asked, scenario_id, body, if_match)


@routes.patch("/scenarios/{scenario_id}", Permission.SCENARIOS_EDIT)
def describe_scenario(
    asked: Asked, *, scenario_id: str, body: Described, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Give it another name or description."""

    def edit(_stored: Stored, document: dict[str, Any]) -> Mapping[str, Any]:
        if body.name is not None:
            document = with_part(document, "name", body.name)
        if body.description is not None:
            document = with_part(document, "description", body.description or None)
        return document

    return edited(asked, scenario_id, edit, if_match=if_match, note=body.note)


@routes.delete("/scenarios/{scenario_id}", Permission.SCENARIOS_EDIT, status=204)
def delete_scenario(
    asked: Asked, *, scenario_id: str, off: bool = False, if_match: IfMatch = None
) -> None:
    """Delete a scenario that is off; with `off` it is switched off first.

    Its name is free again, what waited for it is dropped, and its history stays.
    """
    house = asked.house
    stored = the_scenario(house, scenario_id)
    assure_read(house, stored, if_match)
    if off and house.scenarios.standings([scenario_id])[scenario_id].on:
        switched_off(asked, stored)
    try:
        house.scenarios.remove(scenario_id, house.clock.now(), by(asked.who))
    except SwitchOff:
        raise SwitchOff(
            f"{stored.name} is on. Switch it off first, or delete it with off=true."
        ) from None


@routes.post("/scenarios/{scenario_id}/clones", Permission.SCENARIOS_EDIT, status=201)
def clone_scenario(asked: Asked, *, scenario_id: str, body: CloneBody) -> Tagged[ScenarioDetail]:
    """Make another scenario of its newest text, under another name; it is off.

    Its connections are kept, or replaced by those that are given.
    """
    stored = the_scenario(asked.house, scenario_id)
    new = with_part(values(stored.document), "name", body.name)
    uses = new.get("connections")
    uses = uses if isinstance(uses, Mapping) else {}
    for name, target in body.connections.items():
        if name not in uses or not isinstance(uses[name], Mapping):
            there = ", ".join(uses) or "none"
            raise CorrectRequest(
                f"{stored.name} has no connection {name!r}; it has {there}.",
                field=f"connections.{name}",
            )
        new = using(new, name, {**uses[name], **target.model_dump()})
    note = body.note or f"Clone of {stored.name}, version {stored.number}."
    return added(asked, rewritten(stored.document, new), "cloned", note)


def switched_off(asked: Asked, stored: Stored) -> bool:
    """Switch it off and write it down; False where it was off."""
    house = asked.house
    if not house.switch.off(stored.id):
        return False
    change = Change("switched off", house.clock.now(), by(asked.who))
    house.scenarios.log(stored.id, change)
    return True


def _slug(name: str) -> str:
    """A name that any file system and any header can hold."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:60] or "scenario"
