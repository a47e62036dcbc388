"""The scenario document: what a person writes in a `*.scenario.yaml`, as values.

Positions live apart under `ui:`, so that moving a module is a small difference and changes no
version of what the scenario does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tallyloom.flow.schedule import Schedule
from tallyloom.flow.schedule_form import schedule_schema
from tallyloom.kit import Value

ROUTER = "router"
ALL = "all"  # every warning that any module knows
MOST_ERRORS = 100
MOST_CYCLES = 1000
MOST_DAYS = 3650
INPUT_TYPES = ("text", "integer", "decimal", "money", "date", "boolean", "file", "any")


@dataclass(frozen=True, slots=True)
class Input:
    """A declared input; mapped as `{{input.name}}`."""

    name: str
    type: str = "text"
    required: bool = False
    default: Value = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A connection that the scenario uses, pinned to one organisation by its name or id.

    `line` is where it stands in its file, 1-based; 0 where it came from elsewhere.
    """

    name: str
    app: str
    connection: str
    organisation: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """The condition on the link into a module: any group holds in which all conditions hold."""

    name: str
    conditions: tuple[tuple[Mapping[str, Any], ...], ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One way out of a router. The fallback takes what no other route's filter lets through."""

    name: str
    flow: tuple[Step, ...]
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One module in its place. `id` is stable: mappings name it `{{id.field}}`.

    An aggregator names its `source`, the module whose operation it waits for. `line` is where
    the step stands in its file, 1-based; 0 where it came from elsewhere. `lines` tells it for its
    parts ("filter", "map.Date"); neither is part of what the step means.
    """

    id: int
    module: str
    map: Mapping[str, Value] = field(default_factory=dict)
    connection: str = ""
    filter: Filter | None = None
    source: int | None = None
    group_by: str = ""
    stop_if_empty: bool = False
    continue_if_empty: bool = False
    routes: tuple[Route, ...] = ()
    note: str = ""
    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the scenario runs. `page_size` cuts pages smaller than the engine would.

    Of a `confidential` scenario the history keeps counts and sizes, and no bundle; `keep` is for
    how many days it keeps them, None as long as others'. `stop_on` are the codes of warnings that
    stop a bundle before it is posted, or `ALL`. After `max_errors` failed runs on end a scenario
    that starts by the clock is switched off; `catch_up` lets the newest slot that was missed while
    nothing ran have its run; a trigger that left something behind is asked again at once, up to
    `max_cycles` times for one slot. `lines` are where the settings stand in the file.
    """

    strict_order: bool = False
    page_size: int | None = None
    zone: str = "UTC"
    stop_on: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    max_errors: int = 3
    max_cycles: int = 10
    catch_up: bool = False
    confidential: bool = False
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole scenario."""

    name: str
    flow: tuple[Step, ...]
    description: str = ""
    inputs: tuple[Input, ...] = ()
    connections: tuple[Use, ...] = ()
    settings: Settings = field(default_factory=Settings)
    schedule: Schedule | None = None
    ui: Mapping[str, Any] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """Every step, in the order in which the file shows them."""
        return _walk(self.flow)

    def use(self, name: str) -> Use:
        """The connection use of that name; KeyError where there is none."""
        return {use.name: use for use in self.connections}[name]


def _walk(flow: tuple[Step, ...]) -> Iterator[Step]:
    for step in flow:
        yield step
        for route in step.routes:
            yield from _walk(route.flow)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the file, for editors."""
    text = {"type": "string"}
    condition = {
        "type": "object",
        "properties": {"a": {}, "o": text, "b": {}},
        "required": ["a", "o"],
        "additionalProperties": False,
    }
    filter_ = {
        "type": "object",
        "properties": {
            "name": text,
            "conditions": {
                "description": "Groups joined by OR; the conditions in a group are joined by AND.",
                "type": "array",
                "items": {"type": "array", "items": condition},
            },
        },
        "required": ["conditions"],
        "additionalProperties": False,
    }
    step = {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "minimum": 1},
            "module": text | {"description": "app.module, or router"},
            "connection": text,
            "map": {"type": "object"},
            "filter": filter_,
            "source": {"type": "integer"},
            "group_by": text,
            "stop_if_empty": {"type": "boolean"},
            "continue_if_empty": {"type": "boolean"},
            "routes": {"type": "array", "items": {"$ref": "#/$defs/route"}},
            "note": text,
        },
        "required": ["id", "module"],
        "additionalProperties": False,
    }
    route = {
        "type": "object",
        "properties": {
            "name": text,
            "fallback": {"type": "boolean"},
            "flow": {"type": "array", "items": {"$ref": "#/$defs/step"}, "minItems": 1},
        },
        "required": ["flow"],
        "additionalProperties": False,
    }
    input_ = {
        "type": "object",
        "properties": {
            "name": text | {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
            "type": {"enum": list(INPUT_TYPES)},
            "required": {"type": "boolean"},
            "default": {},
            "help": text,
        },
        "required": ["name"],
        "additionalProperties": False,
    }
    use = {
        "type": "object",
        "properties": {"app": text, "connection": text, "organisation": text},
        "required": ["app", "connection", "organisation"],
        "additionalProperties": False,
    }
    settings = {
        "type": "object",
        "properties": {
            "strict_order": {"type": "boolean"},
            "page_size": {"type": "integer", "minimum": 1, "maximum": 1000},
            "zone": text,
            "stop_on": {
                "description": "Warnings before posting that stop a bundle: their codes, or all.",
                "anyOf": [{"const": ALL}, {"type": "array", "items": text}],
            },
            "confidential": {
                "description": "Keep counts and sizes in the history, and no bundle.",
                "type": "boolean",
            },
            "keep": {
                "description": "For how many days the history of its runs is kept.",
                "type": "integer",
                "minimum": 1,
                "maximum": MOST_DAYS,
            },
            "max_errors": {
                "description": "Failed runs on end after which its schedule is switched off.",
                "type": "integer",
                "minimum": 1,
                "maximum": MOST_ERRORS,
            },
            "max_cycles": {
                "description": "Runs for one slot while its trigger leaves something behind.",
                "type": "integer",
                "minimum": 1,
                "maximum": MOST_CYCLES,
            },
            "catch_up": {
                "description": "Run once for what was missed while nothing ran.",
                "type": "boolean",
            },
        },
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tallyloom scenario",
        "type": "object",
        "properties": {
            "schema": {"const": 1},
            "name": text | {"maxLength": 120},
            "description": text,
            "inputs": {"type": "array", "items": input_},
            "connections": {"type": "object", "additionalProperties": use},
            "settings": settings,
            "schedule": schedule_schema(),
            "flow": {"type": "array", "items": {"$ref": "#/$defs/step"}, "minItems": 1},
            "ui": {"type": "object"},
        },
        "required": ["schema", "name", "flow"],
        "additionalProperties": False,
        "$defs": {"step": step, "route": route},
    }
