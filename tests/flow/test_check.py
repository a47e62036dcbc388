"""What a person can fix before a scenario runs, one message at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tallyloom.flow.check import check
from tallyloom.flow.problems import CorrectScenario
from tallyloom.flow.read import read
from tallyloom.kit import (
    Action,
    Aggregate,
    App,
    Choice,
    Found,
    Inputs,
    Integer,
    Iterate,
    Module,
    Request,
    Search,
    Seen,
    Steps,
    Text,
    Transform,
    Value,
    Watch,
)
from tallyloom.store.json import dumps


def _post(_given: Inputs) -> Steps[dict[str, Value]]:
    yield Request("POST", "/")
    return {}


def _page(_given: Inputs, _token: Value) -> Steps[Found]:
    yield Request("GET", "/")
    return Found([])


def _poll(_given: Inputs, _cursor: Value) -> Steps[Seen]:
    yield Request("GET", "/")
    return Seen([], None)


PARTS = App(
    name="parts",
    label="Parts",
    about="A module of each kind.",
    modules={
        "make": Transform(label="Make", about="", open_inputs=True, run=dict),
        "warn": Transform(label="Warn", about="", cautions={"late": "It is late."}, run=dict),
        "say": Transform(
            label="Say",
            about="",
            inputs=(
                Text(name="text", label="Text", required=True, max_length=5),
                Integer(name="times", label="Times", default=1),
                Choice(name="tone", label="Tone", options={"soft": "Soft", "loud": "Loud"}),
            ),
            run=dict,
        ),
        "each": Iterate(label="Each", about="", open_inputs=True, items=lambda *_: iter(())),
        "gather": Aggregate(
            label="Gather", about="", open_inputs=True, item=dict, result=lambda _: {}
        ),
    },
)
SHOP = App(
    name="shop",
    label="Shop",
    about="A service.",
    modules={
        "post": Action(label="Post", about="", open_inputs=True, run=_post),
        "find": Search(label="Find", about="", open_inputs=True, page=_page),
        "watch": Watch(label="Watch", about="", open_inputs=True, poll=_poll),
    },
)
MODULES: Mapping[str, Module] = {
    module.name: module for app in (PARTS, SHOP) for module in app.modules.values()
}
BOOKS = {"books": {"app": "shop", "connection": "main", "organisation": "Demo"}}


def make(id_: int, value: Any = "", **more: Any) -> dict[str, Any]:
    return {"id": id_, "module": "parts.make", "map": {"v": value}, **more}


def router(id_: int, *routes: Any) -> dict[str, Any]:
    return {"id": id_, "module": "router", "routes": list(routes)}


def problems(*flow: Any, **top: Any) -> Sequence[str]:
    """The messages for a scenario of these modules, with the module that each names."""
    try:
        check(
            read(dumps({"schema": 1, "name": "S", "flow": list(flow), **top})),
            MODULES,
            frozenset({"shop"}),
        )
    except CorrectScenario as told:
        return [f"{problem.module}: {problem.message}" for problem in told.problems]
    return []


def test_a_scenario_that_can_run_has_no_problems() -> None:
    assert not problems(
        {"id": 1, "module": "shop.watch", "connection": "books"},
        {"id": 2, "module": "parts.each", "map": {"of": "{{1.rows}}"}, "continue_if_empty": True},
        {
            "id": 3,
            "module": "parts.gather",
            "source": 2,
            "group_by": "{{2.k}}",
            "stop_if_empty": True,
        },
        make(4, "{{3.key}} {{1.at}} {{input.who}} {{executionId}} {{var.x}} {{now}}"),
        router(
            5,
            {"flow": [make(6, "{{4.v}}", filter={"conditions": [[{"a": "{{3.key}}"}]]})]},
            {"fallback": True, "flow": [make(7, "{{4.v}}")]},
        ),
        inputs=[{"name": "who"}],
        connections=BOOKS,
    )


def test_the_message_names_file_line_and_module() -> None:
    step = "  - id: 1\n    module: parts.make\n    map:\n      v: '{{9.x}}'\n"
    text = f"schema: 1\nname: S\nflow:\n{step}"
    with pytest.raises(CorrectScenario) as told:
        check(read(text), MODULES, frozenset(), "shop.yaml")
    assert str(told.value) == ("shop.yaml:7, module 1: It reads module 9, which does not exist.")


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        (
            [{"id": 1, "module": "parts.mak"}],
            "1: There is no module 'parts.mak'. Did you mean parts.make?",
        ),
        ([{"id": 1, "module": "zzz"}], "1: There is no module 'zzz'. See tallyloom modules list."),
        ([make(1), make(1)], "1: There is another module 1; ids are unique."),
        (
            [make(1), {"id": 2, "module": "shop.watch", "connection": "books"}],
            "2: Watch is a trigger: it can only come first.",
        ),
        ([make(1, connection="books")], "1: Make needs no connection; remove it."),
        (
            [{"id": 1, "module": "shop.post"}],
            "1: Say which of the connections it uses (books, other): connection: NAME.",
        ),
        (
            [{"id": 1, "module": "shop.post", "connection": "boks"}],
            "1: 'boks' is not under connections; there is books, other.",
        ),
        (
            [{"id": 1, "module": "shop.post", "connection": "other"}],
            "1: 'other' does not connect shop.",
        ),
        ([make(1, source=1)], "1: Only an aggregator has a source; remove it."),
        ([make(1, group_by="x")], "1: Only an aggregator groups; remove group_by."),
        ([make(1, stop_if_empty=True)], "1: Only an aggregator stops if empty; remove it."),
        (
            [make(1, continue_if_empty=True)],
            "1: Only a search or an iterator may find nothing; remove continue_if_empty.",
        ),
        (
            [make(1), {"id": 2, "module": "parts.gather"}],
            "2: Say whose bundles it gathers: source: the id of a module.",
        ),
        (
            [make(1), {"id": 2, "module": "parts.gather", "source": 3}, make(3)],
            "2: Module 3 does not come before it.",
        ),
        (
            [make(1), {"id": 2, "module": "parts.gather", "source": 1}, make(3, "{{1.v}}")],
            "3: It reads module 1, which does not come before it, or lies behind an aggregator.",
        ),
        (
            [make(1, "{{2.v}}"), make(2)],
            "1: It reads module 2, which does not come before it, or lies",
        ),
        ([make(1, "{{1.v}}")], "1: It reads module 1, which does not come before it, or lies"),
        ([make(1, "{{7.v}}")], "1: It reads module 7, which does not exist."),
        ([make(1, "{{input.cat}}")], "1: There is no input 'cat'; there is who."),
        (
            [make(1, "{{InvoiceNo}}")],
            "1: 'InvoiceNo' is no value; a module's is written with its id, {{1.InvoiceNo}}.",
        ),
        (
            [make(1, "{{inputs.who}}")],
            "1: 'inputs' is no value; a module's is written with its id, {{1.inputs}}."
            " Did you mean input?",
        ),
        ([make(1, "{{now(}}")], "1: v: "),
        ([make(1, "{{foo(1)}}")], "1: v: "),
        (
            [make(1), make(2, filter={"conditions": [[{"a": "{{1.v}}", "o": "text:equl"}]]})],
            "2: filter: ",
        ),
        (
            [make(1), make(2, filter={"conditions": [[{"a": "{{2.v}}"}]]})],
            "2: It reads module 2, which does not come before it",
        ),
        (
            [make(1), {"id": 2, "module": "parts.gather", "source": 1, "group_by": "{{5.x}}"}],
            "2: It reads module 5, which does not exist.",
        ),
        (
            [{"id": 1, "module": "parts.say", "map": {"text": "a", "tims": 2}}],
            "1: Say has no input 'tims'. Did you mean 'times'?",
        ),
        (
            [{"id": 1, "module": "parts.say", "map": {"text": "a", "zzz": 2}}],
            "1: Say has no input 'zzz'. Known: text, times, tone.",
        ),
        ([{"id": 1, "module": "parts.say"}], "1: Text: a value is required (map.text)."),
        (
            [{"id": 1, "module": "parts.say", "map": {"text": ""}}],
            "1: Text: a value is required (map.text).",
        ),
        (
            [{"id": 1, "module": "parts.say", "map": {"text": "too long"}}],
            "1: Text: 8 characters, at most 5 are allowed.",
        ),
        (
            [{"id": 1, "module": "parts.say", "map": {"text": "a", "times": "two"}}],
            "1: Times: “two” is not a number",
        ),
        (
            [router(1, {"flow": [make(2)]}), make(3)],
            "1: Routes never join again: a router comes last.",
        ),
        (
            [
                router(
                    1, {"fallback": True, "flow": [make(2)]}, {"fallback": True, "flow": [make(3)]}
                )
            ],
            "1: At most one route is the fallback.",
        ),
        (
            [router(1, {"fallback": True, "flow": [make(2, filter={"conditions": []})]})],
            "2: The fallback takes what no other route does; it has no filter.",
        ),
        (
            [router(1, {"flow": [make(2)]}, {"flow": [make(3, "{{2.v}}")]})],
            "3: It reads module 2, which does not come before it",
        ),
    ],
)
def test_a_problem_is_told_with_its_remedy(flow: list[Any], message: str) -> None:
    other = {"other": {"app": "parts", "connection": "main", "organisation": "Demo"}}
    found = problems(*flow, inputs=[{"name": "who"}], connections=BOOKS | other)
    assert any(one.startswith(message) for one in found), found


def test_a_missing_connection_is_asked_for_by_name() -> None:
    assert problems({"id": 1, "module": "shop.post", "connection": "books"}) == [
        "1: 'books' is not under connections; there is none yet."
    ]


def test_a_zone_that_is_none_is_told() -> None:
    assert problems(make(1), settings={"zone": "Mars/Base"}) == [
        "0: 'Mars/Base' is no time zone; write one like Europe/London."
    ]


@pytest.mark.parametrize(
    ("stop_on", "said"),
    [
        (["late"], ""),
        ("all", ""),
        (["late", "lat"], "No module of this scenario warns of 'lat'. Did you mean 'late'?"),
        (["other"], "No module of this scenario warns of 'other'. Known: late."),
    ],
)
def test_what_stops_a_bundle_is_a_code_of_its_modules(stop_on: Any, said: str) -> None:
    warns = {"id": 2, "module": "parts.warn"}
    found = problems(make(1), warns, settings={"stop_on": stop_on})
    assert found == ([f"0: {said}"] if said else [])


def test_a_code_that_none_of_the_modules_knows_is_told_with_its_line() -> None:
    settings = "settings:\n  stop_on:\n    - late\n"
    text = f"schema: 1\nname: S\n{settings}flow:\n  - {{id: 1, module: parts.make}}"
    with pytest.raises(CorrectScenario) as told:
        check(read(text), MODULES, frozenset())
    assert [(one.line, one.message) for one in told.value.problems] == [
        (4, "No module of this scenario warns of 'late'. None of them warns.")
    ]


def test_a_value_that_an_expression_makes_is_judged_when_it_runs() -> None:
    say = {"id": 1, "module": "parts.say", "map": {"text": "{{input.who}}", "times": "{{ignore}}"}}
    assert not problems(say, inputs=[{"name": "who"}])


def test_the_ancestors_of_a_source_stay_readable_behind_the_aggregator() -> None:
    gather = {"id": 3, "module": "parts.gather", "source": 2}
    each = {"id": 2, "module": "parts.each"}
    assert not problems(make(1), each, gather, make(4, "{{1.v}} {{3.array}}"))
