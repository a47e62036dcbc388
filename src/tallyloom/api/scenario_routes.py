"""The routes of a router, changed by call: each change is made to the newest text where it differs.

A route is known by its place among those of its router, counted from 0.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tallyloom.api.route import Asked, Body, IfMatch, Permission, Routes, Tagged
from tallyloom.api.scenario_facts import ScenarioDetail
from tallyloom.api.scenario_saving import edited
from tallyloom.flow.routes import route_added, route_changed, route_moved, route_removed

routes = Routes("scenarios")

At = Annotated[int, Field(ge=0, lt=1000)]


class NewRoute(Body):
    """One more route, which has no modules yet."""

    name: str = ""
    note: str = ""


class ChangedRoute(Body):
    """Another name, "" for none; or whether it is the fallback, which takes the bundles that no
    other route does. Then no other route is, and the filter of its first module goes."""

    name: str | None = None
    fallback: bool | None = None
    note: str = ""


class MovedRoute(Body):
    """The place that the route shall have; routes work in their order."""

    to: At
    note: str = ""


@routes.post(
    "/scenarios/{scenario_id}/modules/{module}/routes", Permission.SCENARIOS_EDIT, status=201
)
def add_route(
    asked: Asked, *, scenario_id: str, module: int, body: NewRoute, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Give a router one more route, the last."""
    return edited(
        asked,
        scenario_id,
        lambda _stored, document: route_added(document, module, body.name),
        if_match=if_match,
        note=body.note,
    )


@routes.patch("/scenarios/{scenario_id}/modules/{module}/routes/{route}", Permission.SCENARIOS_EDIT)
def change_route(
    asked: Asked,
    *,
    scenario_id: str,
    module: int,
    route: int,
    body: ChangedRoute,
    if_match: IfMatch = None,
) -> Tagged[ScenarioDetail]:
    """Name a route, or make it the fallback."""
    return edited(
        asked,
        scenario_id,
        lambda _stored, document: route_changed(
            document, module, route, name=body.name, fallback=body.fallback
        ),
        if_match=if_match,
        note=body.note,
    )


@routes.post(
    "/scenarios/{scenario_id}/modules/{module}/routes/{route}/move", Permission.SCENARIOS_EDIT
)
def move_route(
    asked: Asked,
    *,
    scenario_id: str,
    module: int,
    route: int,
    body: MovedRoute,
    if_match: IfMatch = None,
) -> Tagged[ScenarioDetail]:
    """Put a route elsewhere among those of its router, with its modules."""
    return edited(
        asked,
        scenario_id,
        lambda _stored, document: route_moved(document, module, route, body.to),
        if_match=if_match,
        note=body.note,
    )


@routes.delete(
    "/scenarios/{scenario_id}/modules/{module}/routes/{route}", Permission.SCENARIOS_EDIT
)
def remove_route(
    asked: Asked, *, scenario_id: str, module: int, route: int, if_match: IfMatch = None
) -> Tagged[ScenarioDetail]:
    """Take a route away from its router, and its modules with it."""
    return edited(
        asked,
        scenario_id,
        lambda _stored, document: route_removed(document, module, route),
        if_match=if_match,
    )
