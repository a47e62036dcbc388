"""The scenario document, and the schema that editors check it with."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from ruamel.yaml import YAML

from tallyloom.flow.document import Document, Route, Step, json_schema
from tallyloom.flow.problems import CorrectScenario
from tallyloom.flow.read import read
from tallyloom.store.json import dumps

EXAMPLES = Path(__file__).parents[2] / "examples"
EVERYTHING: dict[str, Any] = {
    "schema": 1,
    "name": "All",
    "description": "Every part.",
    "inputs": [{"name": "rows", "type": "file", "required": True, "default": None, "help": "CSV"}],
    "connections": {"books": {"app": "xero", "connection": "main", "organisation": "Demo"}},
    "settings": {"strict_order": False, "page_size": 7, "zone": "UTC", "stop_on": ["late"]},
    "flow": [
        {"id": 1, "module": "csv.parse", "map": {"file": "{{input.rows}}"}},
        {
            "id": 2,
            "module": "tools.aggregate",
            "source": 1,
            "group_by": "{{1.No}}",
            "stop_if_empty": True,
            "note": "One each.",
            "filter": {"name": "Real", "conditions": [[{"a": "{{1.Q}}", "o": "exist"}]]},
        },
        {
            "id": 3,
            "module": "router",
            "routes": [
                {
                    "name": "A",
                    "fallback": False,
                    "flow": [
                        {"id": 4, "module": "tools.iterate", "continue_if_empty": True},
                        {"id": 5, "module": "xero.create_invoice", "connection": "books"},
                    ],
                }
            ],
        },
    ],
    "ui": {"positions": {"1": [0, 0]}},
}


def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def objects(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the objects are whose keys the document fixes."""
    free = {"map", "ui", "connections"} & set(place[-1:])
    if isinstance(value, dict):
        if not free:
            yield place
        for key, inner in value.items():
            if key not in ("map", "ui"):
                yield from objects(inner, (*place, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from objects(inner, (*place, at))


def with_typo(place: tuple[Any, ...]) -> dict[str, Any]:
    """Everything, with a key that does not exist at this place."""
    changed = deepcopy(EVERYTHING)
    inner: Any = changed
    for part in place:
        inner = inner[part]
    inner["nmae"] = "x"
    return changed


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.scenario.yaml")), ids=lambda p: p.stem)
def test_the_schema_accepts_the_examples(path: Path) -> None:
    validator().validate(YAML(typ="safe").load(path.read_text()))


def test_the_schema_and_the_reader_accept_every_part() -> None:
    validator().validate(EVERYTHING)
    assert read(dumps(EVERYTHING)).name == "All"


@pytest.mark.parametrize("place", list(objects(EVERYTHING)), ids=str)
def test_the_schema_and_the_reader_refuse_a_typo_anywhere(place: tuple[Any, ...]) -> None:
    wrong = with_typo(place)
    assert not validator().is_valid(wrong)
    with pytest.raises(CorrectScenario, match="nmae"):
        read(dumps(wrong))


@pytest.mark.parametrize("missing", ["schema", "name", "flow"])
def test_the_schema_and_the_reader_ask_for_what_is_needed(missing: str) -> None:
    wrong = {key: value for key, value in EVERYTHING.items() if key != missing}
    assert not validator().is_valid(wrong)
    with pytest.raises(CorrectScenario, match=missing):
        read(dumps(wrong))


def test_steps_come_in_the_order_of_the_file_routes_included() -> None:
    inner = (Route("A", (Step(3, "a.b"), Step(4, "a.b"))), Route("B", (Step(5, "a.b"),)))
    document = Document("D", (Step(1, "a.b"), Step(2, "router", routes=inner)))
    assert [step.id for step in document.steps()] == [1, 2, 3, 4, 5]


def test_where_a_step_stands_is_no_part_of_what_it_means() -> None:
    assert Step(1, "a.b", line=3, lines={"map": 4}) == Step(1, "a.b", line=9)


def test_numbers_in_a_map_are_exact() -> None:
    scenario = {"schema": 1, "name": "N", "flow": [{"id": 1, "module": "a.b", "map": {}}]}
    scenario["flow"][0]["map"] = {"price": Decimal("0.10")}  # type: ignore[index]
    assert str(read(dumps(scenario)).flow[0].map["price"]) == "0.10"
