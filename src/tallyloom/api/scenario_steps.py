"""A scenario changed by call: its modules, connections and settings.

Each change is made to the newest text where it differs, so that ids stay, and comments survive. It
is stored even where the scenario cannot run then; `faults` of the answer say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from tallyloom.api.problems import CorrectRequest
from tallyloom.api.route import Asked, Body, IfMatch, Permission, Routes, Tagged
from tallyloom.api.scenario_facts import ScenarioDetail
from tallyloom.api.scenario_saving import edited
from tallyloom.flow import edit
from tallyloom.flow.document import json_schema
from tallyloom.flow.read import MOST_ID
from tallyloom.store.scenarios import Stored

routes = Routes("scenarios")
KEYS = frozenset(json_schema()["$defs"]["step"]["properties"]) - {"id"}

Id = Annotated[int, Field(ge=0, lt=MOST_ID)]


class PlaceBody(Body):
    """Where a module stands: directly behind the module `after` (0: first).

    In a route, `router` is the router's id and `route` counts its routes from 0; `after` is then a
    module of that route, or 0. Without any of them it stands last in the main line.
    """

    after: Id | None = None
    router: Id | None = None
    route: Annotated[int, Field(ge=0, lt=1000)] = 0
    note: str = ""

    @property
    def place(self) -> edit.Place:
        return edit.Place(self.after, self.router, self.route)


class AddedModule(PlaceBody):
    """A new module: `module` holds what its file would (module, connection, map, filter, …), and
    where it stands. Without an id of its own it gets one that no module ever had."""

    module: dict[str, Any]


class ChangedModule(Body):
    """Other facts of a module. `change` replaces what it names (map, connection, filter, note, …;
    null takes it away), `fields` single fields of its map, and `without` takes fields away."""

    change: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    without: list[str] = []
    note: str = ""


class UseBody(Body):
    """Which connection and organisation stand behind a name; `app` may be left out where the name
    is known."""

    connection: str
    organisation: str
    app: str | None = None
    note: str = ""


class SettingsBody(Body):
    """All settings of a scenario; null for the usual ones."""

    settings: dict[str, Any] | None
    note: str = ""


@routes.post("/scenarios/{scenario_id}/modules", Permission.SCENARIOS_EDIT, status=201)
def add_module(
    asked: Asked, *, scenario_id: str, body: AddedModule, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Put one more module into the flow. A router takes what follows there into its first route."""
    module = body.module
    _known(module, also={"id"})
    given = module.get("id")
    if given is not None and (type(given) is not int or not 0 < given < MOST_ID):
        raise CorrectRequest("An id is a whole number from 1.", field="module.id")

    def change(stored: Stored, document: dict[str, Any]) -> Mapping[str, Any]:
        id_ = given or edit.fresh(document, stored.last_module)
        return edit.added(document, {"id": id_} | module | {"id": id_}, body.place)

    return edited(asked, scenario_id, change, if_match=if_match, note=body.note)


@routes.patch("/scenarios/{scenario_id}/modules/{module}", Permission.SCENARIOS_EDIT)
def change_module(
    asked: Asked, *, scenario_id: str, module: int, body: ChangedModule, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Change what a module does; its id stays."""
    _known(body.change)

    def change(_stored: Stored, document: dict[str, Any]) -> Mapping[str, Any]:
        return edit.changed(document, module, _difference(document, module, body))

    return edited(asked, scenario_id, change, if_match=if_match, note=body.note)


def _difference(document: dict[str, Any], module: int, body: ChangedModule) -> dict[str, Any]:
    if not (body.fields or body.without):
        return body.change
    step = next((one for one in edit.steps(document) if one.get("id") == module), {})
    found = body.change.get("map", step.get("map"))
    map_ = {**(found if isinstance(found, Mapping) else {}), **body.fields}
    return body.change | {"map": {k: v for k, v in map_.items() if k not in body.without}}


@routes.delete("/scenarios/{scenario_id}/modules/{module}", Permission.SCENARIOS_EDIT)
def remove_module(
    asked: Asked, *, scenario_id: str, module: int, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Take a module out of the flow; a router takes its routes with it."""
    return edited(
        asked,
        scenario_id,
        lambda _stored, document: edit.removed(document, module),
        if_match=if_match,
    )


@routes.post("/scenarios/{scenario_id}/modules/{module}/move", Permission.SCENARIOS_EDIT)
def move_module(
    asked: Asked, *, scenario_id: str, module: int, body: PlaceBody, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Put a module elsewhere in the flow, with what stands in it."""
    return edited(
        asked,
        scenario_id,
        lambda _stored, document: edit.moved(document, module, body.place),
        if_match=if_match,
        note=body.note,
    )


@routes.put("/scenarios/{scenario_id}/connections/{name}", Permission.SCENARIOS_EDIT)
def use_connection(
    asked: Asked, *, scenario_id: str, name: str, body: UseBody, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Say which connection and organisation the modules mean by a name."""

    def change(_stored: Stored, document: dict[str, Any]) -> Mapping[str, Any]:
        uses = document.get("connections")
        known = uses.get(name) if isinstance(uses, Mapping) else None
        app = body.app or (known.get("app") if isinstance(known, Mapping) else None)
        if not app:
            raise CorrectRequest(f"{name} is a new name; say of which app it is.", field="app")
        use = {"app": app, "connection": body.connection, "organisation": body.organisation}
        return edit.using(document, name, use)

    return edited(asked, scenario_id, change, if_match=if_match, note=body.note)


@routes.delete("/scenarios/{scenario_id}/connections/{name}", Permission.SCENARIOS_EDIT)
def drop_connection(
    asked: Asked, *, scenario_id: str, name: str, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Take a name away under which modules called a connection."""
    return edited(
        asked,
        scenario_id,
        lambda _stored, document: edit.using(document, name, None),
        if_match=if_match,
    )


@routes.put("/scenarios/{scenario_id}/settings", Permission.SCENARIOS_EDIT)
def set_settings(
    asked: Asked, *, scenario_id: str, body: SettingsBody, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Set how the scenario runs."""
    return edited(
        asked,
        scenario_id,
        lambda _stored, document: edit.with_part(document, "settings", body.settings or None),
        if_match=if_match,
        note=body.note,
    )


def _known(module: Mapping[str, Any], also: set[str] | None = None) -> None:
    unknown = [name for name in module if name not in KEYS | (also or set())]
    if unknown:
        raise CorrectRequest(
            f"A module has no {unknown[0]!r}; it has {', '.join(sorted(KEYS))}.",
            field=unknown[0],
        )
