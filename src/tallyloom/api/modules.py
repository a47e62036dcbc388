"""The modules that scenarios are made of: their forms, samples, permissions and pick-lists."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import Query

from tallyloom.api.apps import the_app
from tallyloom.api.problems import CorrectRequest, LookAgain
from tallyloom.api.route import Asked, Permission, Routes
from tallyloom.kit import Action, Listen, Module, Scopes, Search, Universal, Watch, from_json
from tallyloom.kit.render import describe, form, json_schema
from tallyloom.store.json import dumps

if TYPE_CHECKING:
    from tallyloom.house import House

routes = Routes("modules")

NONE, READS, WRITES, DELETES = "none", "reads", "writes", "deletes"
READ = ".read"


@dataclass(frozen=True, slots=True)
class Permissions:
    """What must be allowed, in the two vocabularies of scopes."""

    granular: tuple[str, ...]
    broad: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A module in the list.

    `effect` is what a bundle brings about outside: none, reads, writes (what may be lost or doubled
    by a blind repetition; Tallyloom writes each once) or deletes.
    """

    name: str
    app: str
    label: str
    kind: str
    group: str
    about: str
    effect: str
    permissions: Permissions


@dataclass(frozen=True, slots=True)
class ModulePage:
    """Modules in the order of their apps and groups."""

    items: list[ModuleFacts]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class ModuleDetail(ModuleFacts):
    """A module whole. `form` is what a screen needs to draw it: inputs with kind, label, help,
    required, advanced, default, options and pick-list; outputs; cautions; a sample. `schema` is the
    JSON Schema of its inputs, `text` all of it as a terminal shows it."""

    pick_list_permissions: Permissions
    cautions: dict[str, str]
    form: dict[str, Any]
    schema: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class PickFacts:
    """One choice: what is put in, what a person reads, and what tells it from its like."""

    value: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class PickPage:
    """Choices, and where the next page begins: give `next` as `after`."""

    items: list[PickFacts]
    next: str | None


Given = Annotated[list[str], Query(description="What the form holds beside it, as FIELD=VALUE.")]


@routes.get("/modules", Permission.SCENARIOS_READ)
def list_modules(
    asked: Asked, *, app: str = "", group: str = "", kind: str = "", search: str = ""
) -> ModulePage:
    """Every module with what it does and the permissions it needs.

    `app`, `group` and `kind` (action, search, polling trigger, …) narrow it down; `search` finds
    words in name, label and description.
    """
    if app:
        the_app(asked.house.apps, app)
    words = search.casefold().split()
    found = [
        module
        for module in asked.house.modules.values()
        if app in ("", module.app)
        and group in ("", module.group)
        and kind in ("", module.kind)
        and all(word in _text(module) for word in words)
    ]
    return ModulePage([ModuleFacts(*_head(module)) for module in found])


@routes.get("/modules/{name}", Permission.SCENARIOS_READ)
def show_module(asked: Asked, *, name: str) -> ModuleDetail:
    """One module: its form, what it gives, and the permissions it needs."""
    module = the_module(asked.house, name)
    lists = asked.house.apps[module.app].pick_lists
    drawn = form(module, lists)
    picks = drawn["pickListPermissions"]
    return ModuleDetail(
        *_head(module),
        pick_list_permissions=Permissions(tuple(picks["granular"]), tuple(picks["broad"])),
        cautions=dict(module.cautions),
        form=drawn,
        schema=json_schema(module),
        text=describe(module, lists),
    )


@routes.get("/modules/{name}/picks", Permission.SCENARIOS_EDIT)
def list_module_picks(
    asked: Asked,
    *,
    name: str,
    field: str,
    connection: str,
    organisation: str,
    search: str = "",
    after: str = "",
    anew: bool = False,
    given: Given = [],  # noqa: B006 - it is read, never changed
) -> PickPage:
    """What can be chosen for a field of a module, such as `LineItems.AccountCode`.

    The service is asked in the name of the connection; what it said is kept for ten minutes
    unless it is to be asked `anew`.
    """
    module = the_module(asked.house, name)
    listed = asked.house.picks.list_of(module, field)
    return _picks(
        asked.house, (module.app, listed), (connection, organisation), given, search, after, anew
    )


@routes.get("/apps/{name}/picks/{listed}", Permission.SCENARIOS_EDIT)
def list_app_picks(
    asked: Asked,
    *,
    name: str,
    listed: str,
    connection: str,
    organisation: str,
    search: str = "",
    after: str = "",
    anew: bool = False,
    given: Given = [],  # noqa: B006 - it is read, never changed
) -> PickPage:
    """What a pick-list of an app offers."""
    the_app(asked.house.apps, name)
    return _picks(
        asked.house, (name, listed), (connection, organisation), given, search, after, anew
    )


def _picks(
    house: House,
    listed: tuple[str, str],
    whose: tuple[str, str],
    given: list[str],
    search: str,
    after: str,
    anew: bool,
) -> PickPage:
    found = house.picks.choices(
        *whose, *listed, dict(map(_pair, given)), search=search, after=_token(after), anew=anew
    )
    items = [PickFacts(str(one.value), one.label, one.hint) for one in found.picks]
    return PickPage(items, None if found.after is None else dumps(found.after))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise CorrectRequest(f"given: {text!r} is not written as FIELD=VALUE.", field="given")
    return name, value


def _token(text: str) -> Any:
    """Where a page ended, as it was given out; a text that is no JSON stands for itself."""
    try:
        return from_json(text) if text else None
    except msgspec.DecodeError:
        return text


def the_module(house: House, name: str) -> Module:
    """Raises LookAgain, which tells what was meant."""
    if name not in house.modules:
        near = difflib.get_close_matches(name, house.modules, 1)
        hint = f"Did you mean {near[0]}?" if near else "See the list of modules."
        raise LookAgain(f"There is no module {name!r}. {hint}")
    return house.modules[name]


def effect(module: Module) -> str:
    """What a bundle of this module brings about outside."""
    if module.pure:
        return NONE
    if isinstance(module, Search | Watch | Listen):
        return READS
    if isinstance(module, Action) and module.destructive:
        return DELETES
    if isinstance(module, Universal) or not isinstance(module, Action):
        return WRITES
    return READS if module.gather is not None or _only_reads(module.scopes) else WRITES


def _only_reads(scopes: Scopes) -> bool:
    names = scopes.granular or scopes.broad
    return bool(names) and all(name.endswith(READ) for name in names)


def _head(module: Module) -> tuple[str, str, str, str, str, str, str, Permissions]:
    needs = Permissions(tuple(module.scopes.granular), tuple(module.scopes.broad))
    return (
        module.name,
        module.app,
        module.label,
        module.kind,
        module.group,
        module.about,
        effect(module),
        needs,
    )


def _text(module: Module) -> str:
    return f"{module.name} {module.label} {module.about} {module.group}".casefold()
