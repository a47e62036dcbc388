"""From the text of a scenario file to a document: every fault with its line and its remedy."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tallyloom.flow.document import Document, Filter, Input, Route, Settings, Step, Use
from tallyloom.flow.problems import CorrectScenario
from tallyloom.flow.read import read

HEAD = "schema: 1\nname: Shop\n"
FLOW = "flow:\n  - id: 1\n    module: tools.compose\n"


def faults(text: str) -> list[str]:
    """The lines of the message that a file gets."""
    with pytest.raises(CorrectScenario) as told:
        read(text, "shop.yaml")
    return str(told.value).splitlines()


def mapped(text: str) -> Any:
    """What the map of the only module holds, under `v`."""
    return read(f"{HEAD}{FLOW}    map:\n      v: {text}\n").flow[0].map["v"]


def test_a_whole_scenario_becomes_a_document() -> None:
    text = """
schema: 1
name: Shop
description: Rows to documents.
inputs:
  - {name: rows, type: file, required: true, help: A CSV file.}
  - {name: limit, type: integer, default: 5}
connections:
  books: {app: xero, connection: main, organisation: Demo}
settings: {strict_order: true, page_size: 7, zone: Europe/London, stop_on: [late, big]}
flow:
  - id: 1
    module: csv.parse
    map: {file: "{{input.rows}}"}
  - id: 2
    module: tools.aggregate
    source: 1
    group_by: "{{1.No}}"
    stop_if_empty: true
    note: One for each document.
    filter:
      name: Real
      conditions: [[{a: "{{1.Q}}", o: "number:notequal", b: "0"}]]
  - id: 3
    module: router
    routes:
      - name: All
        flow: [{id: 4, module: xero.create_invoice, connection: books}]
      - name: Rest
        fallback: true
        flow: [{id: 5, module: tools.iterate, continue_if_empty: true}]
ui: {positions: {"1": [0, 0]}}
"""
    condition = {"a": "{{1.Q}}", "o": "number:notequal", "b": "0"}
    assert read(text) == Document(
        name="Shop",
        description="Rows to documents.",
        inputs=(
            Input("rows", "file", True, None, "A CSV file."),
            Input("limit", "integer", default=5),
        ),
        connections=(Use("books", "xero", "main", "Demo"),),
        settings=Settings(True, 7, "Europe/London", ("late", "big")),
        flow=(
            Step(1, "csv.parse", {"file": "{{input.rows}}"}),
            Step(
                2,
                "tools.aggregate",
                source=1,
                group_by="{{1.No}}",
                stop_if_empty=True,
                note="One for each document.",
                filter=Filter("Real", ((condition,),)),
            ),
            Step(
                3,
                "router",
                routes=(
                    Route("All", (Step(4, "xero.create_invoice", connection="books"),)),
                    Route("Rest", (Step(5, "tools.iterate", continue_if_empty=True),), True),
                ),
            ),
        ),
        ui={"positions": {"1": [0, 0]}},
    )


def test_what_the_history_keeps_is_a_setting() -> None:
    settings = read(f"{HEAD}settings: {{confidential: true, keep: 7}}\n{FLOW}").settings
    assert (settings.confidential, settings.keep) == (True, 7)
    assert (read(f"{HEAD}{FLOW}").settings.confidential, Settings().keep) == (False, None)


def test_json_is_read_too_with_tabs_for_indentation() -> None:
    scenario = {"schema": 1, "name": "J", "flow": [{"id": 1, "module": "a.b", "map": {"x": 1.5}}]}
    assert read(json.dumps(scenario, indent="\t")).flow[0].map == {"x": Decimal("1.5")}


def test_a_byte_order_mark_is_no_part_of_the_scenario() -> None:
    assert read(f"\ufeff{HEAD}{FLOW}").name == "Shop"


def test_each_part_of_a_module_knows_its_line() -> None:
    step = read(f"{HEAD}{FLOW}    map:\n      a: 1\n      b: 2\n").flow[0]
    assert (step.line, step.lines["module"], step.lines["map.b"]) == (4, 5, 8)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12345678901234567.89", Decimal("12345678901234567.89")),
        ("1.10", Decimal("1.10")),
        ("1_000", 1000),
        ("0x10", 16),
        ("true", True),
        ("&x true", True),
        ("no", "no"),
        ("2010-12-01", "2010-12-01"),
        ("2010-12-01T08:26:00Z", "2010-12-01T08:26:00Z"),
        (".inf", ".inf"),
        ("null", None),
        ("'007'", "007"),
        ("[1, {a: 2.50}]", [1, {"a": Decimal("2.50")}]),
    ],
)
def test_a_value_is_what_is_written(text: str, value: Any) -> None:
    found = mapped(text)
    assert (found, type(found)) == (value, type(value))


def test_a_number_keeps_its_last_zero() -> None:
    assert str(mapped("1.10")) == "1.10"


def test_a_merge_brings_its_values_in() -> None:
    text = f"{HEAD}{FLOW}    map:\n      <<: &d {{a: 1}}\n      b: 2\n"
    assert read(text).flow[0].map == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "",
            "shop.yaml:1: A scenario is a collection with schema, name and flow; this file is not.",
        ),
        ("- a\n", "shop.yaml:1: A scenario is a collection with schema, name and flow; this file"),
        (f"{HEAD}name: Again\n{FLOW}", "shop.yaml:3: found duplicate key"),
        (f"{HEAD}flow: [\n", "shop.yaml:4: This is not YAML: "),
        (f"{HEAD}flow:\n\t- id: 1\n", "shop.yaml:4: This is not YAML: "),
        (f"name: S\x00hop\n{FLOW}", "shop.yaml:1: This is not YAML: "),
        (f"{HEAD}---\n{FLOW}", "shop.yaml:3: This is not YAML: "),
        (f"name: Shop\n{FLOW}", "shop.yaml:1: Write schema: 1;"),
        (f"schema: 2\nname: Shop\n{FLOW}", "shop.yaml:1: Write schema: 1;"),
        (f"schema: 1\n{FLOW}", "shop.yaml:1: Give the scenario a name."),
        (f"schema: 1\nname: ' '\n{FLOW}", "shop.yaml:2: Give the scenario a name."),
        (HEAD, "shop.yaml:1: Put at least one module into the flow of the scenario."),
        (
            f"{HEAD}flow: []\n",
            "shop.yaml:3: Put at least one module into the flow of the scenario.",
        ),
        (f"{HEAD}flow: {{id: 1}}\n", "shop.yaml:3: flow is a list: begin each entry with a dash."),
        (f"{HEAD}flow: [csv.parse]\n", "shop.yaml: Expected a module, a collection; found"),
        (
            f"{HEAD}flows: 1\n{FLOW}",
            "shop.yaml:3: the scenario has no 'flows'. Did you mean 'flow'?",
        ),
        (f"{HEAD}zzz: 1\n{FLOW}", "shop.yaml:3: the scenario has no 'zzz'. Known: schema, name,"),
        (
            f"{HEAD}{FLOW}    conection: books\n",
            "shop.yaml:6, module 1: module 1 has no 'conection'. Did you mean 'connection'?",
        ),
        (f"{HEAD}flow:\n  - module: a.b\n", "shop.yaml:4: Give the module an id: a whole number"),
        (f"{HEAD}flow:\n  - {{id: 0, module: a.b}}\n", "shop.yaml:4: Give the module an id"),
        (f"{HEAD}flow:\n  - {{id: true, module: a.b}}\n", "shop.yaml:4: Give the module an id"),
        (f"{HEAD}flow:\n  - {{id: one, module: a.b}}\n", "shop.yaml:4: Give the module an id"),
        (f"{HEAD}flow:\n  - id: 3\n", "shop.yaml:4, module 3: Say which module this is"),
        (f"{HEAD}{FLOW}    map: [a]\n", "shop.yaml:6, module 1: map is a collection: name: value"),
        (f"{HEAD}{FLOW}    source: one\n", "shop.yaml:6, module 1: source is the id of a module"),
        (
            f"{HEAD}{FLOW}    stop_if_empty: no\n",
            "shop.yaml:6, module 1: Write stop_if_empty: true",
        ),
        (f"{HEAD}{FLOW}    filter: yes\n", "shop.yaml:6, module 1: A filter has conditions:"),
        (
            f"{HEAD}{FLOW}    filter: {{conditions: [{{a: x}}]}}\n",
            "shop.yaml:6, module 1: conditions are groups (OR) of conditions (AND).",
        ),
        (
            f"{HEAD}{FLOW}    filter:\n      conditions: [[{{a: x, op: exist}}]]\n",
            "shop.yaml:7, module 1: a condition has no 'op'. Did you mean 'o'?",
        ),
        (
            f"{HEAD}{FLOW}    filter:\n      conditions: []\n      nam: x\n",
            "shop.yaml:8, module 1: the filter has no 'nam'. Did you mean 'name'?",
        ),
        (
            f"{HEAD}flow: [{{id: 1, module: router}}]\n",
            "shop.yaml:3, module 1: A router, and only a router, has routes.",
        ),
        (
            f"{HEAD}{FLOW}    routes: [{{flow: [{{id: 2, module: a.b}}]}}]\n",
            "shop.yaml:6, module 1: A router, and only a router, has routes.",
        ),
        (
            f"{HEAD}flow:\n  - id: 1\n    module: router\n    routes:\n      - {{name: A}}\n",
            "shop.yaml:7, module 1: Put at least one module into route 1 (A).",
        ),
        (
            f"{HEAD}flow:\n  - id: 1\n    module: router\n    routes:\n"
            "      - {fallback: no, flow: [{id: 2, module: a.b}]}\n",
            "shop.yaml:7, module 1: Write fallback: true or fallback: false.",
        ),
        (
            f"{HEAD}flow:\n  - id: 1\n    module: router\n    routes:\n"
            "      - {nam: A, flow: [{id: 2, module: a.b}]}\n",
            "shop.yaml:7, module 1: a route of module 1 has no 'nam'. Did you mean 'name'?",
        ),
        (
            f"{HEAD}inputs: [rows]\n{FLOW}",
            "shop.yaml: Expected an input, a collection; found 'rows'.",
        ),
        (f"{HEAD}inputs: [{{name: a b}}]\n{FLOW}", "shop.yaml:3: Name the input with letters,"),
        (
            f"{HEAD}inputs: [{{name: a, type: csv}}]\n{FLOW}",
            "shop.yaml:3: The type of an input is one of text, integer,",
        ),
        (
            f"{HEAD}inputs: [{{name: a, requird: 1}}]\n{FLOW}",
            "shop.yaml:3: an input has no 'requird'.",
        ),
        (f"{HEAD}connections: [a]\n{FLOW}", "shop.yaml:3: connections is a collection of names."),
        (f"{HEAD}connections: {{a: b}}\n{FLOW}", "shop.yaml: Expected the connection 'a'"),
        (
            f"{HEAD}connections:\n  a: {{app: xero, connection: main}}\n{FLOW}",
            "shop.yaml:4: Say which organisation the connection 'a' uses.",
        ),
        (
            f"{HEAD}settings:\n  stop_on: most\n{FLOW}",
            "shop.yaml:4: stop_on is all, or a list of codes of warnings.",
        ),
        (f"{HEAD}settings: 5\n{FLOW}", "shop.yaml: Expected settings, a collection; found 5."),
        (f"{HEAD}settings: {{page_size: 0}}\n{FLOW}", "shop.yaml:3: page_size is a whole number"),
        (f"{HEAD}settings: {{keep: 0}}\n{FLOW}", "shop.yaml:3: keep is a number of days"),
        (f"{HEAD}settings: {{keep: 3651}}\n{FLOW}", "shop.yaml:3: keep is a number of days"),
        (f"{HEAD}settings: {{confidential: no}}\n{FLOW}", "shop.yaml:3: Write confidential"),
        (
            f"{HEAD}settings: {{page_size: true}}\n{FLOW}",
            "shop.yaml:3: page_size is a whole number",
        ),
        (
            f"{HEAD}settings: {{strict_order: no}}\n{FLOW}",
            "shop.yaml:3: Write strict_order: true or",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(text: str, fault: str) -> None:
    assert any(line.startswith(fault) for line in faults(text)), faults(text)


def test_all_faults_are_told_at_once() -> None:
    found = faults("schema: 1\nname: S\nflow:\n  - {id: 0, module: a.b, mop: 1}\n  - {id: 2}\n")
    assert [line.partition(":")[2].partition(":")[0] for line in found] == ["4", "4", "5, module 2"]


def test_a_few_lines_that_would_make_billions_are_refused() -> None:
    lines = [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    text = "\n".join([f"{HEAD}ui:", "  a0: &a0 [1]", *lines, FLOW])
    assert faults(text) == [
        "shop.yaml:1: The file holds more than 100000 values, its aliases written out."
    ]


def test_a_file_that_is_nested_too_deep_is_refused() -> None:
    assert faults(f"{HEAD}ui: {'[' * 400}{']' * 400}\n{FLOW}") == [
        "shop.yaml:1: The file is nested too deep."
    ]
