"""The plan of a scenario: what follows what, what is kept, and what waits for what."""

from __future__ import annotations

from typing import Any

import pytest

from tallyloom.flow.plan import EFFECT_PAGE, PURE_PAGE, Plan, plan
from tallyloom.flow.read import read
from tallyloom.flow.stack import Close, Lineage, Page
from tallyloom.kit import (
    Action,
    Aggregate,
    Inputs,
    Iterate,
    Listen,
    Request,
    Search,
    Steps,
    Transform,
)
from tallyloom.store.json import dumps


def _post(_given: Inputs) -> Steps[Any]:
    yield Request("POST", "/")


MODULES = {
    "p.make": Transform(label="Make", about="", open_inputs=True, run=dict),
    "p.each": Iterate(label="Each", about="", open_inputs=True, items=lambda *_: iter(())),
    "p.gather": Aggregate(label="G", about="", open_inputs=True, item=dict, result=lambda _: {}),
    "p.post": Action(label="Post", about="", open_inputs=True, run=_post),
    "p.hear": Listen(
        label="Hear",
        about="",
        open_inputs=True,
        verify=lambda *_: False,
        events=lambda _: None,
        admits=lambda *_: True,
        enrich=lambda *_: _post({}),
        missed=lambda *_: _post({}),
    ),
    "p.find": Search(label="Find", about="", open_inputs=True, page=lambda *_: _post({})),
}


def planned(*flow: Any, **settings: Any) -> Plan:
    text = dumps({"schema": 1, "name": "S", "flow": list(flow), "settings": settings})
    return plan(read(text), MODULES)


def make(id_: int, value: str = "", **more: Any) -> dict[str, Any]:
    return {"id": id_, "module": "p.make", "map": {"v": value}, **more}


def each(id_: int, value: str = "") -> dict[str, Any]:
    return {"id": id_, "module": "p.each", "map": {"of": value}}


def gather(id_: int, source: int, value: str = "", **more: Any) -> dict[str, Any]:
    return {"id": id_, "module": "p.gather", "source": source, "map": {"v": value}, **more}


def facts(made: Plan, name: str) -> dict[int, Any]:
    return {node.id: getattr(node, name) for node in made.nodes}


def ids(made: Plan, indices: Any) -> list[int]:
    return [made.nodes[index].id for index in indices]


def test_a_cycle_begins_with_one_empty_bundle_at_the_first_module() -> None:
    assert planned(make(1)).begin() == [Page(0, (Lineage((), {}),))]


def test_modules_follow_each_other_and_routes_their_router() -> None:
    made = planned(
        make(1),
        {
            "id": 2,
            "module": "router",
            "routes": [
                {"flow": [make(3), make(4)]},
                {"flow": [make(5)], "fallback": True},
            ],
        },
    )
    assert facts(made, "next") == {1: 1, 2: None, 3: 3, 4: None, 5: None}
    router = made.node_of(2)
    assert ids(made, router.routes) == [3, 5]
    assert router.fallback == 1


def test_a_path_grows_by_what_brings_forth_many_and_shrinks_behind_an_aggregator() -> None:
    made = planned(make(1), each(2), make(3), each(4), gather(5, 4), gather(6, 2), make(7))
    assert facts(made, "depth") == {1: 0, 2: 0, 3: 1, 4: 1, 5: 2, 6: 2, 7: 1}
    assert facts(made, "span") == {1: 0, 2: 0, 3: 0, 4: 0, 5: 1, 6: 0, 7: 0}


def test_one_operation_of_an_aggregator_is_all_its_groups() -> None:
    made = planned(each(1), each(2), gather(3, 2, group_by="x"), each(4), gather(5, 3), make(6))
    five = made.node_of(5)
    assert (five.depth, five.span) == (3, 1)
    assert made.operation_of(five, Lineage((4, 2, 9), {})) == (4,)
    assert made.node_of(6).depth == 2


def test_only_what_is_read_here_or_later_is_kept() -> None:
    made = planned(
        make(1), make(2, "{{1.v}}"), make(3, "{{2.v}} {{input.x}}"), make(4, "{{1.a.b}}")
    )
    kept = {"2": frozenset({"1", "2"}), "3": frozenset({"1", "2"}), "4": frozenset({"1"})}
    assert {str(node.id): node.keep for node in made.nodes[1:]} == kept


def test_filters_and_group_by_are_read_too() -> None:
    condition = {"conditions": [[{"a": "{{1.v}}"}]]}
    made = planned(make(1), make(2), each(3), gather(4, 3, group_by="{{2.v}}", filter=condition))
    assert made.node_of(4).keep == {"1", "2"}
    assert made.node_of(3).keep == {"1", "2"}


def test_a_route_keeps_what_it_reads_and_the_router_what_any_does() -> None:
    made = planned(
        make(1),
        make(2),
        {
            "id": 3,
            "module": "router",
            "routes": [{"flow": [make(4, "{{1.v}}")]}, {"flow": [make(5, "{{2.v}}")]}],
        },
    )
    assert [made.node_of(id_).keep for id_ in (3, 4, 5)] == [{"1", "2"}, {"1"}, {"2"}]


def test_pages_are_large_until_a_call_follows() -> None:
    made = planned(make(1), each(2), gather(3, 2), make(4), {"id": 5, "module": "p.post"}, make(6))
    assert facts(made, "limit") == {
        1: PURE_PAGE,
        2: PURE_PAGE,
        3: PURE_PAGE,
        4: EFFECT_PAGE,
        5: EFFECT_PAGE,
        6: PURE_PAGE,
    }


@pytest.mark.parametrize(
    ("settings", "limits"),
    [
        ({"page_size": 7}, {1: 7, 2: 7}),
        ({"page_size": 500}, {1: 100, 2: 100}),
        ({"strict_order": True}, {1: 1, 2: 1}),
        ({"strict_order": True, "page_size": 7}, {1: 1, 2: 1}),
    ],
)
def test_a_scenario_may_ask_for_smaller_pages(
    settings: dict[str, Any], limits: dict[int, int]
) -> None:
    made = planned(make(1), {"id": 2, "module": "p.post"}, **settings)
    assert facts(made, "limit") == limits


def test_a_source_closes_its_aggregators_in_their_order() -> None:
    made = planned(
        each(1),
        {
            "id": 2,
            "module": "router",
            "routes": [{"flow": [gather(3, 1)]}, {"flow": [gather(4, 1), gather(5, 4)]}],
        },
    )
    assert {node.id: ids(made, node.closes) for node in made.nodes} == {
        1: [3, 4],
        2: [],
        3: [],
        4: [5],
        5: [],
    }


def test_what_lies_between_a_source_and_its_aggregator_holds_it() -> None:
    made = planned(each(1), make(2), each(3), make(4), gather(5, 3), make(6), gather(7, 1), make(8))
    assert {node.id: ids(made, node.holds) for node in made.nodes} == {
        1: [],
        2: [7],
        3: [7],
        4: [5, 7],
        5: [5, 7],
        6: [7],
        7: [7],
        8: [],
    }


def test_a_sibling_route_holds_nothing() -> None:
    made = planned(
        each(1),
        {
            "id": 2,
            "module": "router",
            "routes": [{"flow": [make(3), gather(4, 1)]}, {"flow": [make(5)]}],
        },
    )
    assert {node.id: ids(made, node.holds) for node in made.nodes} == {
        1: [],
        2: [4],
        3: [4],
        4: [4],
        5: [],
    }


def test_the_next_pages_hold_only_what_the_next_module_needs() -> None:
    made = planned(make(1), make(2), make(3, "{{2.v}}"), page_size=2)
    rows = [Lineage((n,), {"1": {"v": n}, "2": {"v": n}}) for n in (1, 2, 3)]
    kept = [Lineage((n,), {"2": {"v": n}}) for n in (1, 2, 3)]
    assert made.follow(made.node_of(2), rows) == [Page(2, kept[:2]), Page(2, kept[2:])]


def test_nothing_follows_the_last_module_or_no_bundle() -> None:
    made = planned(make(1), make(2))
    assert made.follow(made.node_of(2), [Lineage((), {})]) == []
    assert made.follow(made.node_of(1), []) == []


def test_what_a_router_lets_through_is_not_filtered_again() -> None:
    routes = [{"flow": [make(2)]}, {"flow": [make(3)]}]
    made = planned({"id": 1, "module": "router", "routes": routes})
    row = Lineage((1,), {})
    assert made.route(made.node_of(1), [[row], []]) == [Page(1, [row], admitted=True)]


def test_an_aggregator_is_closed_with_what_may_be_read_behind_it() -> None:
    made = planned(make(1), each(2), gather(3, 2), make(4, "{{1.v}}"))
    row = Lineage((), {"1": {"v": 1}, "9": {}})
    assert made.close(made.node_of(2), [row]) == [Close(2, (Lineage((), {"1": {"v": 1}}),))]
    assert made.close(made.node_of(2), []) == []


def test_a_module_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        planned(make(1)).node_of(7)


def hear(id_: int) -> dict[str, Any]:
    return {"id": id_, "module": "p.hear"}


def test_a_scenario_that_listens_begins_with_nothing_and_hears_events_side_by_side() -> None:
    made = planned(hear(1), make(2, "{{1.a}}"))
    assert made.begin() == []
    assert made.hear([{"a": 1}, {"a": 2}]) == [
        Page(0, [Lineage((1,), {"1": {"a": 1}}), Lineage((2,), {"1": {"a": 2}})])
    ]


def test_many_events_are_cut_into_pages_and_keep_their_numbers() -> None:
    strict = planned(hear(1), strict_order=True).hear([{}, {}])
    assert [[row.path for row in item.rows] for item in strict] == [[(1,)], [(2,)]]


def test_each_event_is_an_operation_for_whoever_gathers() -> None:
    made = planned(hear(1), each(2, "{{1.a}}"), gather(3, 1, "{{2.b}}"))
    assert facts(made, "depth")[1] == 1
    assert facts(made, "span")[3] == 1
