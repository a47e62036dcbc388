"""The apps that are installed: what they are called, how they are connected, what they allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallyloom.api.problems import LookAgain
from tallyloom.api.route import Asked, Permission, Routes
from tallyloom.flow.document import json_schema
from tallyloom.kit import OAuth2
from tallyloom.kit.picks import scopes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tallyloom.kit import App, Limits, Module, Scopes

routes = Routes("apps")
VOCABULARIES = ("granular", "broad")


@dataclass(frozen=True, slots=True)
class AppFacts:
    """An installed app. `modules` counts them; `connection` is oauth2 or none."""

    name: str
    label: str
    about: str
    version: str
    modules: int
    needs_connection: bool
    connection: str


@dataclass(frozen=True, slots=True)
class AppPage:
    """All installed apps, by name."""

    items: list[AppFacts]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class AppScope:
    """A permission of the app's service in one vocabulary (granular or broad).

    `allows` says it in plain words. `modules` are those that need it to work, `pick_lists` those
    that need it for their pick-lists alone; `always` is asked for whatever modules are used, and
    `chosen` is given only to registrations of the service's choice.
    """

    name: str
    vocabulary: str
    allows: str
    modules: tuple[str, ...]
    pick_lists: tuple[str, ...]
    always: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class AppLimits:
    """The calls that the service allows; null is without end.

    `minute` and `at_once` count for each organisation, `app_minute` for all of a registration's;
    `days` are calls a day by tier, and `tier` is the one that counts where nobody says another.
    """

    minute: int | None
    at_once: int | None
    app_minute: int | None
    days: dict[str, int]
    tier: str


@dataclass(frozen=True, slots=True)
class PickListFacts:
    """A pick-list. `searches` tells that the service itself is asked for what is typed."""

    name: str
    label: str
    searches: bool


@dataclass(frozen=True, slots=True)
class AppDetail(AppFacts):
    """An installed app with its permissions, limits and pick-lists."""

    scopes: tuple[AppScope, ...]
    limits: AppLimits
    pick_lists: tuple[PickListFacts, ...]
    groups: tuple[str, ...]


@routes.get("/apps", Permission.SCENARIOS_READ)
def list_apps(asked: Asked) -> AppPage:
    """Every installed app."""
    return AppPage([AppFacts(*_head(app)) for app in asked.house.apps.values()])


@routes.get("/apps/{name}", Permission.SCENARIOS_READ)
def show_app(asked: Asked, *, name: str) -> AppDetail:
    """One app: how it is connected, its permissions in both vocabularies, its limits."""
    app = the_app(asked.house.apps, name)
    return AppDetail(
        *_head(app),
        scopes=tuple(_scopes(app)),
        limits=_limits(app.limits),
        pick_lists=tuple(
            PickListFacts(key, one.label, one.searches) for key, one in app.pick_lists.items()
        ),
        groups=tuple(dict.fromkeys(module.group for module in app.modules.values())),
    )


@routes.get("/schema", Permission.SCENARIOS_READ)
def scenario_schema(_asked: Asked) -> dict[str, Any]:
    """The JSON Schema (2020-12) of scenario files, for editors."""
    return json_schema()


def the_app(apps: Mapping[str, App], name: str) -> App:
    """Raises LookAgain."""
    if name not in apps:
        raise LookAgain(f"There is no app {name!r}; there is {', '.join(apps)}.")
    return apps[name]


def _head(app: App) -> tuple[str, str, str, str, int, bool, str]:
    needed = isinstance(app.connection, OAuth2)
    kind = "oauth2" if needed else "none"
    return app.name, app.label, app.about, app.version, len(app.modules), needed, kind


def _limits(limits: Limits) -> AppLimits:
    return AppLimits(
        limits.minute, limits.at_once, limits.app_minute, dict(limits.days), limits.tier
    )


def _scopes(app: App) -> Iterable[AppScope]:
    if not isinstance(app.connection, OAuth2):
        return
    modules = list(app.modules.values())
    for vocabulary in VOCABULARIES:
        chosen = app.connection.chosen.named(vocabulary)
        work = _needing(vocabulary, ((one, one.scopes) for one in modules))
        picks = _needing(
            vocabulary, ((one, scopes_of(one.inputs, app.pick_lists)) for one in modules)
        )
        for name in sorted({*app.connection.always, *chosen, *work, *picks}):
            does = work.get(name, [])
            yield AppScope(
                name=name,
                vocabulary=vocabulary,
                allows=app.connection.sentence(name),
                modules=tuple(does),
                pick_lists=tuple(one for one in picks.get(name, []) if one not in does),
                always=name in app.connection.always,
                chosen=name in chosen,
            )


def _needing(vocabulary: str, needs: Iterable[tuple[Module, Scopes]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module, scopes in needs:
        for name in scopes.named(vocabulary):
            found.setdefault(name, []).append(module.name)
    return found
