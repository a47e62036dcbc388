"""What a module is given: its fields for one bundle, the same when a step is repeated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.engine.workshop import NOON

from tallyloom.engine.given import Cycle, Giver
from tallyloom.flow.check import VARIABLES
from tallyloom.flow.plan import Plan, plan
from tallyloom.flow.read import read
from tallyloom.flow.stack import Lineage
from tallyloom.kit import Anything, BadInput, Lines, Text, Transform
from tallyloom.store.json import dumps

MODULES = {
    "p.any": Transform(label="Any", about="", open_inputs=True, run=dict),
    "p.say": Transform(
        label="Say",
        about="",
        inputs=(
            Text(name="text", label="Text", required=True),
            Anything(name="more", label="More"),
            Lines(name="lines", label="Lines", of=(Text(name="t", label="T"),)),
        ),
        run=dict,
    ),
}


def planned(*mapped: Any, module: str = "p.any", **more: Any) -> Plan:
    flow = [
        {"id": at, "module": module, "map": fields, **more}
        for at, fields in enumerate(mapped, start=1)
    ]
    return plan(read(dumps({"schema": 1, "name": "S", "flow": flow})), MODULES)


def given(
    made: Plan, seen: Any = None, path: tuple[int, ...] = (1,), run: str = "r", node: int = 0
) -> Any:
    cycle = Cycle(run, NOON, {"who": "Ada"}, "Europe/London")
    return Giver(made.nodes[node], cycle).inputs(Lineage(path, seen or {}))


def test_fields_read_bundles_inputs_and_the_recorded_start() -> None:
    made = planned({"a": "{{1.x}}", "b": "{{input.who}}", "c": "{{now}}", "d": 5})
    assert given(made, {"1": {"x": [1]}}) == {
        "a": [1],
        "b": "Ada",
        "c": "2026-03-02T12:00:00.000Z",
        "d": 5,
    }


def test_every_variable_that_a_check_knows_has_a_value() -> None:
    made = planned({name: f"{{{{{name}}}}}" for name in VARIABLES})
    assert all(given(made).values())


def test_a_uuid_is_the_same_when_the_step_is_repeated() -> None:
    made = planned({"a": "{{uuid}}"})
    assert given(made) == given(made)
    UUID(given(made)["a"])


def test_no_two_uuids_are_the_same() -> None:
    made = planned({"a": "{{uuid}}", "b": "{{uuid}} {{uuid}}"}, {"a": "{{uuid}}"})
    found = [
        uuid
        for inputs in (
            given(made),
            given(made, path=(2,)),
            given(made, run="s"),
            given(made, node=1),
        )
        for text in inputs.values()
        for uuid in text.split()
    ]
    assert len(found) == 10
    assert len(set(found)) == 10


def test_a_wrong_expression_names_its_field() -> None:
    with pytest.raises(BadInput, match="a: ") as told:
        given(planned({"a": "{{parseNumber(1.x)}}"}), {"1": {"x": "many"}})
    assert told.value.field == "a"


def test_a_blank_field_is_not_given() -> None:
    made = planned({"text": "x", "more": "{{1.nothing}}"}, module="p.say")
    assert given(made, {"1": {}}) == {"text": "x"}


def test_a_required_field_that_came_out_blank_is_told() -> None:
    with pytest.raises(BadInput, match="Text"):
        given(planned({"text": "{{1.nothing}}"}, module="p.say"), {"1": {}})


@pytest.mark.parametrize(
    ("word", "value"),
    [("null", None), ("emptystring", ""), ("erase", None)],
)
def test_what_is_cleared_on_purpose_is_given(word: str, value: Any) -> None:
    made = planned({"text": "x", "more": f"{{{{{word}}}}}"}, module="p.say")
    assert given(made) == {"text": "x", "more": value}


def test_what_is_ignored_is_not_given() -> None:
    made = planned({"text": "x", "more": "{{ignore}}"}, module="p.say")
    assert given(made) == {"text": "x"}


def test_erased_lines_are_no_lines() -> None:
    made = planned({"text": "x", "lines": "{{erase}}"}, module="p.say")
    assert given(made) == {"text": "x", "lines": []}


def test_a_later_moment_changes_nothing_that_was_given() -> None:
    made = planned({"a": "{{now}}"})
    first = given(made)
    late = Cycle("r", NOON, {}, "UTC")
    assert Giver(made.nodes[0], late).inputs(Lineage((9,), {})) == first
    other = Cycle("r", NOON + timedelta(days=1), {}, "UTC")
    assert Giver(made.nodes[0], other).inputs(Lineage((9,), {})) != first
