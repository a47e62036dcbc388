"""From the text of a scenario file to a `Document`, with the line of everything that is wrong."""

from __future__ import annotations

import difflib
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode

from tallyloom.flow.document import (
    ALL,
    INPUT_TYPES,
    MOST_CYCLES,
    MOST_DAYS,
    MOST_ERRORS,
    ROUTER,
    Document,
    Filter,
    Input,
    Route,
    Settings,
    Step,
    Use,
    json_schema,
)
from tallyloom.flow.problems import CorrectScenario, Problem
from tallyloom.flow.schedule import Schedule
from tallyloom.flow.schedule_form import schedule_of
from tallyloom.kit import Value

_SCHEMA = json_schema()
_STEP = _SCHEMA["$defs"]["step"]
_ROUTE = _SCHEMA["$defs"]["route"]
_FILTER = _STEP["properties"]["filter"]
_CONDITION = _FILTER["properties"]["conditions"]["items"]["items"]
# Values of a file, those that aliases repeat counted each time: a few lines could make billions.
MOST_VALUES = 100_000
REMEMBERED = 50_000  # characters of a text whose tree is kept for a while
# Of a module, as the journal keeps it.
MOST_ID = 2**31


def read(text: str, file: str = "scenario") -> Document:
    """The document that `text` (YAML, so JSON too) holds; `CorrectScenario` names each fault."""
    reader = _Reader()
    document = reader.document(_parsed(text, file))
    if reader.problems:
        raise CorrectScenario(reader.problems, file)
    return document


def values(text: str, file: str = "scenario") -> dict[str, Value]:
    """What a text holds as plain JSON values, not judged. Raises CorrectScenario: it is no YAML."""
    found: dict[str, Value] = _plain(_parsed(text, file))
    return found


class _AsWritten(RoundTripConstructor):
    """Numbers keep every digit, and dates are the text that stands in the file."""

    def number(self, node: ScalarNode) -> Decimal | str:
        try:
            number = Decimal(node.value)
        except InvalidOperation:
            return str(node.value)
        return number if number.is_finite() else str(node.value)

    def truth(self, node: ScalarNode) -> bool:
        return bool(node.value.lower() == "true")

    def text(self, node: ScalarNode) -> str:
        return str(node.value)


_AsWritten.add_constructor("tag:yaml.org,2002:float", _AsWritten.number)
_AsWritten.add_constructor("tag:yaml.org,2002:bool", _AsWritten.truth)
_AsWritten.add_constructor("tag:yaml.org,2002:timestamp", _AsWritten.text)


def _parsed(text: str, file: str) -> CommentedMap:
    """What nobody may change: the same text is often read several times on end."""
    tree = _tree if len(text) <= REMEMBERED else _tree.__wrapped__
    try:
        return tree(text)
    except CorrectScenario as wrong:
        raise CorrectScenario(wrong.problems, file) from None


@lru_cache(maxsize=16)
def _tree(text: str, file: str = "scenario") -> CommentedMap:
    yaml = YAML(typ="rt")
    yaml.Constructor = _AsWritten
    try:
        top = yaml.load(io.StringIO(text.removeprefix("\ufeff")))
    except DuplicateKeyError as error:
        raise CorrectScenario([Problem(_first(error), _line_of(error))], file) from None
    except MarkedYAMLError as error:
        message = f"This is not YAML: {_first(error)}. Check the indentation, colons and quotes."
        raise CorrectScenario([Problem(message, _line_of(error))], file) from None
    except YAMLError as error:
        raise CorrectScenario([Problem(f"This is not YAML: {error}.", 1)], file) from None
    except RecursionError:
        raise CorrectScenario([Problem("The file is nested too deep.", 1)], file) from None
    if not isinstance(top, CommentedMap):
        message = "A scenario is a collection with schema, name and flow; this file is not."
        raise CorrectScenario([Problem(message, 1)], file)
    if _size(top, {}) > MOST_VALUES:
        message = f"The file holds more than {MOST_VALUES} values, its aliases written out."
        raise CorrectScenario([Problem(message, 1)], file)
    return top


def _size(node: Any, known: dict[int, int]) -> int:
    """How many values a node holds; one that holds itself is without end."""
    if not isinstance(node, Mapping | list):
        return 1
    if id(node) not in known:
        known[id(node)] = MOST_VALUES + 1
        inner = node.values() if isinstance(node, Mapping) else node
        known[id(node)] = 1 + sum(_size(item, known) for item in inner)
    return known[id(node)]


def _first(error: MarkedYAMLError) -> str:
    return str(error.problem or error.context or "it cannot be read").strip().rstrip(".")


def _line_of(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


class _Reader:
    """Collects every problem of a file, so that a person mends it in one go."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def document(self, top: CommentedMap) -> Document:
        self._known(top, _SCHEMA, "the scenario")
        if top.get("schema") != 1:
            self._wrong("Write schema: 1; this is the form that this version reads.", top, "schema")
        name = top.get("name")
        if not isinstance(name, str) or not name.strip():
            self._wrong("Give the scenario a name.", top, "name")
        return Document(
            name=str(name),
            description=str(top.get("description") or ""),
            inputs=tuple(self._input(item) for item in self._list(top, "inputs")),
            connections=self._uses(top),
            settings=self._settings(top),
            schedule=self._schedule(top),
            flow=self._flow(top, "the flow of the scenario"),
            ui=_plain(top.get("ui") or {}),
        )

    def _flow(
        self, node: CommentedMap, where: str, module: int = 0, part: str = "flow"
    ) -> tuple[Step, ...]:
        steps = self._list(node, "flow")
        if not steps:
            message = f"Put at least one module into {where}."
            self.problems.append(Problem(message, _line(node, "flow"), module, part))
        return tuple(self._step(step) for step in steps if self._is_map(step, "a module"))

    def _step(self, node: CommentedMap) -> Step:
        id_ = node.get("id")
        number = id_ if isinstance(id_, int) and not isinstance(id_, bool) else 0
        self._known(node, _STEP, f"module {number or '?'}", number)
        if not 0 < number < MOST_ID:
            self._wrong("Give the module an id: a whole number from 1.", node, "id")
        module = str(node.get("module") or "")
        if not module:
            self._wrong("Say which module this is, such as module: csv.parse.", node, module=number)
        routes = tuple(
            self._route(one, number, at) for at, one in enumerate(self._list(node, "routes"))
        )
        if (module == ROUTER) != bool(routes):
            self._wrong("A router, and only a router, has routes.", node, "routes", number)
        return Step(
            id=number,
            module=module,
            map=self._mapping(node, number),
            connection=str(node.get("connection") or ""),
            filter=self._filter(node, number),
            source=self._source(node, number),
            group_by=str(node.get("group_by") or ""),
            stop_if_empty=self._flag(node, "stop_if_empty", number),
            continue_if_empty=self._flag(node, "continue_if_empty", number),
            routes=routes,
            note=str(node.get("note") or ""),
            line=_line(node),
            lines=_lines(node),
        )

    def _source(self, node: CommentedMap, module: int) -> int | None:
        source = node.get("source")
        if source is None or (isinstance(source, int) and not isinstance(source, bool)):
            return source
        self._wrong("source is the id of a module, a whole number.", node, "source", module)
        return None

    def _mapping(self, node: CommentedMap, module: int) -> Mapping[str, Value]:
        found = node.get("map")
        if found is None:
            return {}
        if not isinstance(found, CommentedMap):
            self._wrong("map is a collection: name: value, a line for each.", node, "map", module)
            return {}
        mapping: Mapping[str, Value] = _plain(found)
        return mapping

    def _filter(self, node: CommentedMap, module: int) -> Filter | None:
        found = node.get("filter")
        if found is None:
            return None
        if not isinstance(found, CommentedMap) or not isinstance(found.get("conditions"), list):
            self._wrong("A filter has conditions: [[{a, o, b}]].", node, "filter", module)
            return None
        self._known(found, _FILTER, "the filter", module)
        groups = found["conditions"]
        if not all(isinstance(g, list) and all(isinstance(c, dict) for c in g) for g in groups):
            self._wrong("conditions are groups (OR) of conditions (AND).", node, "filter", module)
            return None
        for condition in (one for group in groups for one in group):
            self._known(condition, _CONDITION, "a condition", module)
        groups = _plain(groups)
        return Filter(str(found.get("name") or ""), tuple(tuple(group) for group in groups))

    def _route(self, node: Any, module: int, at: int) -> Route:
        if not self._is_map(node, "a route"):
            return Route("", ())
        self._known(node, _ROUTE, f"a route of module {module}", module)
        name = str(node.get("name") or "")
        where = f"route {at + 1} ({name})" if name else f"route {at + 1}"
        flow = self._flow(node, where, module, f"routes.{at}")
        return Route(name, flow, self._flag(node, "fallback", module))

    def _input(self, node: Any) -> Input:
        if not self._is_map(node, "an input"):
            return Input("")
        self._known(node, _SCHEMA["properties"]["inputs"]["items"], "an input")
        name, type_ = str(node.get("name") or ""), str(node.get("type") or "text")
        if not name.isidentifier():
            self._wrong("Name the input with letters, digits and _.", node, "name")
        if type_ not in INPUT_TYPES:
            self._wrong(f"The type of an input is one of {', '.join(INPUT_TYPES)}.", node, "type")
        default = _plain(node.get("default"))
        required = self._flag(node, "required")
        return Input(name, type_, required, default, str(node.get("help") or ""))

    def _uses(self, top: CommentedMap) -> tuple[Use, ...]:
        found = top.get("connections") or {}
        if not isinstance(found, CommentedMap):
            if found:
                self._wrong("connections is a collection of names.", top, "connections")
            return ()
        return tuple(self._use(str(name), node) for name, node in found.items())

    def _use(self, name: str, node: Any) -> Use:
        if not self._is_map(node, f"the connection {name!r}"):
            return Use(name, "", "", "")
        schema = _SCHEMA["properties"]["connections"]["additionalProperties"]
        self._known(node, schema, f"the connection {name!r}")
        for needed in ("app", "connection", "organisation"):
            if not node.get(needed):
                self._wrong(f"Say which {needed} the connection {name!r} uses.", node)
        app, connection, organisation = (
            str(node.get(key) or "") for key in ("app", "connection", "organisation")
        )
        return Use(name, app, connection, organisation, _line(node))

    def _settings(self, top: CommentedMap) -> Settings:
        node = top.get("settings")
        if node is None:
            return Settings()
        if not self._is_map(node, "settings"):
            return Settings()
        self._known(node, _SCHEMA["properties"]["settings"], "settings")
        size = node.get("page_size")
        if size is not None and (type(size) is not int or not 1 <= size <= 1000):
            self._wrong("page_size is a whole number from 1 to 1000.", node, "page_size")
            size = None
        zone = str(node.get("zone") or "UTC")
        lines = {str(key): _line(node, key) for key in node}
        stops = self._stop_on(node)
        return Settings(
            self._flag(node, "strict_order"),
            size,
            zone,
            stops,
            lines,
            self._number(node, "max_errors", Settings().max_errors, MOST_ERRORS),
            self._number(node, "max_cycles", Settings().max_cycles, MOST_CYCLES),
            self._flag(node, "catch_up"),
            self._flag(node, "confidential"),
            self._days(node),
        )

    def _days(self, node: CommentedMap) -> int | None:
        found = node.get("keep")
        if found is None or (type(found) is int and 1 <= found <= MOST_DAYS):
            return found
        self._wrong(f"keep is a number of days, from 1 to {MOST_DAYS}.", node, "keep")
        return None

    def _number(self, node: CommentedMap, key: str, usual: int, most: int) -> int:
        found = node.get(key)
        if found is None:
            return usual
        if type(found) is not int or not 1 <= found <= most:
            self._wrong(f"{key} is a whole number from 1 to {most}.", node, key)
            return usual
        return found

    def _schedule(self, top: CommentedMap) -> Schedule | None:
        if "schedule" not in top:
            return None
        node = top["schedule"]
        lines = {"": _line(top, "schedule")}
        if isinstance(node, CommentedMap):
            lines |= {str(key): _line(node, key) for key in node}
        try:
            return schedule_of(_plain(node), lines)
        except CorrectScenario as wrong:
            self.problems += wrong.problems
            return None

    def _stop_on(self, node: CommentedMap) -> tuple[str, ...]:
        found = node.get("stop_on")
        if found is None:
            return ()
        if found == ALL:
            return (ALL,)
        if not isinstance(found, CommentedSeq) or not all(isinstance(one, str) for one in found):
            self._wrong("stop_on is all, or a list of codes of warnings.", node, "stop_on")
            return ()
        return tuple(map(str, found))

    def _flag(self, node: CommentedMap, key: str, module: int = 0) -> bool:
        """Only true and false: `no` is a text in YAML 1.2, and any text would count as yes."""
        found = node.get(key)
        if found is None or isinstance(found, bool):
            return bool(found)
        self._wrong(f"Write {key}: true or {key}: false.", node, key, module)
        return False

    def _known(self, node: CommentedMap, schema: Any, where: str, module: int = 0) -> None:
        names = list(schema["properties"])
        for key in node:
            if key not in names:
                near = difflib.get_close_matches(str(key), names, 1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names)}."
                self._wrong(f"{where} has no {str(key)!r}. {hint}", node, str(key), module)

    def _list(self, node: CommentedMap, key: str) -> Sequence[Any]:
        found = node.get(key)
        if found is None:
            return ()
        if not isinstance(found, CommentedSeq):
            self._wrong(f"{key} is a list: begin each entry with a dash.", node, key)
            return ()
        return found

    def _is_map(self, node: Any, what: str) -> bool:
        if not isinstance(node, CommentedMap):
            self.problems.append(Problem(f"Expected {what}, a collection; found {node!r}."))
            return False
        return True

    def _wrong(self, message: str, node: CommentedMap, key: str = "", module: int = 0) -> None:
        self.problems.append(Problem(message, _line(node, key), module, key))


def _line(node: CommentedMap, key: str = "") -> int:
    # What a merge (<<) brought in has no line of its own here.
    place = (node.lc.data or {}).get(key)
    return int(place[0] if place else node.lc.line) + 1


def _lines(node: CommentedMap) -> dict[str, int]:
    """Where each part of a step stands: "filter", "group_by", "map.Date"."""
    lines = {str(key): _line(node, key) for key in node}
    mapped = node.get("map")
    if isinstance(mapped, CommentedMap):
        lines |= {f"map.{key}": _line(mapped, key) for key in mapped}
    return lines


def _plain(node: Any) -> Any:
    """The YAML values as plain JSON values: numbers exact, dates as they are written."""
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(item) for item in node]
    if node is None or isinstance(node, bool | int):
        return node if node is None or isinstance(node, bool) else int(node)
    return node if isinstance(node, Decimal) else str(node)
