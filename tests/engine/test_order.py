"""The order of things: depth first, routes one after another, aggregators by their source."""

from __future__ import annotations

import pytest
from tests.engine.workshop import Workshop, router, step, values, where


def each(id_: int, of: str = "{{input.rows}}") -> dict[str, object]:
    return step(id_, "parts.each", of)


def note(id_: int, of: str, **more: object) -> dict[str, object]:
    return step(id_, "parts.note", of, **more)


def gather(id_: int, source: int, of: str, **more: object) -> dict[str, object]:
    return step(id_, "parts.gather", of, source=source, **more)


def journaled(workshop: Workshop, run_id: str) -> list[tuple[int, object]]:
    """Each bundle that a module gave out, over all modules in the order of the journal."""
    return [
        (entry.module, bundle["v"])
        for entry in workshop.journal.read(run_id)
        for did in entry.operations
        for bundle in did.get("out", ())
    ]


@pytest.mark.parametrize("settings", [{"strict_order": True}, {"page_size": 1}])
def test_one_bundle_at_a_time_goes_through_all_routes_before_the_next(
    workshop: Workshop, settings: dict[str, object]
) -> None:
    flow = [
        each(1),
        each(2, "{{1.v}}"),
        router(3, [note(4, "a{{2.v}}")], [note(5, "b{{2.v}}"), note(6, "c{{2.v}}")]),
    ]
    run_id = workshop.start(flow, {"rows": [[1, 2], [3, 5]]}, **settings)
    workshop.finish(run_id)
    assert [one for one in journaled(workshop, run_id) if one[0] > 3] == [
        (4, "a1"), (5, "b1"), (6, "c1"),
        (4, "a2"), (5, "b2"), (6, "c2"),
        (4, "a3"), (5, "b3"), (6, "c3"),
        (4, "a5"), (5, "b5"), (6, "c5"),
    ]  # fmt: skip


def test_a_page_goes_through_one_route_before_the_next(workshop: Workshop) -> None:
    flow = [each(1), router(2, [note(3, "a{{1.v}}"), note(4, "b{{1.v}}")], [note(5, "c{{1.v}}")])]
    run_id = workshop.start(flow, {"rows": [1, 2]})
    workshop.finish(run_id)
    assert [one for one in journaled(workshop, run_id) if one[0] > 2] == [
        (3, "a1"), (3, "a2"), (4, "b1"), (4, "b2"), (5, "c1"), (5, "c2"),
    ]  # fmt: skip


def test_the_fallback_takes_what_no_other_route_does(workshop: Workshop) -> None:
    small = where("{{1.v}}", "number:less", "3")
    odd = where("{{1.v}}", "text:equal", "1")
    flow = [
        each(1),
        router(
            2,
            [note(3, "{{1.v}}", filter=small)],
            [note(4, "{{1.v}}", filter=odd)],
            fallback=[note(5, "{{1.v}}")],
        ),
    ]
    outcome = workshop.do(flow, {"rows": [1, 2, 3, 5]})
    assert [values(outcome, id_) for id_ in (3, 4, 5)] == [[1, 2], [1], [3, 5]]


def test_what_a_filter_cannot_decide_does_not_fall_back(workshop: Workshop) -> None:
    small = where("{{1.v}}", "number:less", "3")
    flow = [each(1), router(2, [note(3, "{{1.v}}", filter=small)], fallback=[note(4, "{{1.v}}")])]
    outcome = workshop.do(flow, {"rows": [1, [], 3]})
    assert (values(outcome, 3), values(outcome, 4)) == ([1], [3])
    assert outcome.troubles == {3: ["2"]}


def test_a_filter_says_why_it_stopped_a_bundle(workshop: Workshop) -> None:
    flow = [each(1), note(2, "{{1.v}}", filter=where("{{1.v}}", "number:greater", "2"))]
    run_id = workshop.start(flow, {"rows": [1, 3]})
    workshop.finish(run_id)
    stopped = [
        did
        for entry in workshop.journal.read(run_id, module=2)
        for did in entry.operations
        if "stopped" in did
    ]
    assert [did["path"] for did in stopped] == ["1"]
    assert "1" in stopped[0]["stopped"]
    assert "2" in stopped[0]["stopped"]


def test_a_filter_costs_no_operation(workshop: Workshop) -> None:
    flow = [each(1), note(2, "{{1.v}}", filter=where("{{1.v}}", "number:greater", "9"))]
    assert workshop.do(flow, {"rows": [1, 2, 3]}).operations == {1: 1}


def test_a_mapping_reads_the_latest_bundle_of_each_ancestor(workshop: Workshop) -> None:
    flow = [each(1), each(2, "{{1.v}}"), note(3, "{{length(1.v)}}-{{2.v}}")]
    outcome = workshop.do(flow, {"rows": [[1], [2, 3]]})
    assert values(outcome, 3) == ["1-1", "2-2", "2-3"]


def test_an_iterator_in_an_iterator_lengthens_the_path(workshop: Workshop) -> None:
    flow = [each(1), each(2, "{{1.v}}"), note(3, "{{2.v}}")]
    outcome = workshop.do(flow, {"rows": [[5], [6, 7]]})
    assert outcome.out[3] == [("1.1", {"v": 5}), ("2.1", {"v": 6}), ("2.2", {"v": 7})]


def test_an_iterator_is_one_operation_for_each_bundle_that_enters(workshop: Workshop) -> None:
    outcome = workshop.do([each(1), each(2, "{{1.v}}")], {"rows": [[5], [6, 7], []]})
    assert outcome.operations == {1: 1, 2: 3}


def test_an_aggregator_gathers_each_operation_of_its_source(workshop: Workshop) -> None:
    flow = [each(1), each(2, "{{1.v}}"), gather(3, 2, "{{2.v}}"), note(4, "{{1.v}}")]
    outcome = workshop.do(flow, {"rows": [[1, 2], [], [3]]})
    assert outcome.out[3] == [
        ("1.1", {"v": [1, 2]}),
        ("2.1", {"v": []}),
        ("3.1", {"v": [3]}),
    ]
    assert values(outcome, 4) == [[1, 2], [], [3]]


def test_an_aggregator_of_a_farther_source_gathers_across_the_nearer(workshop: Workshop) -> None:
    flow = [each(1), each(2, "{{1.v}}"), gather(3, 1, "{{2.v}}")]
    assert workshop.do(flow, {"rows": [[1, 2], [], [3]]}).out[3] == [("1", {"v": [1, 2, 3]})]


def test_groups_come_in_the_order_in_which_each_was_first_seen(workshop: Workshop) -> None:
    flow = [each(1), gather(2, 1, "{{1.v}}", group_by="{{1.v % 3}}")]
    outcome = workshop.do(flow, {"rows": [2, 3, 5, 1, 6, 7]}, page_size=2)
    assert outcome.out[2] == [
        ("1", {"key": "2", "v": [2, 5]}),
        ("2", {"key": "0", "v": [3, 6]}),
        ("3", {"key": "1", "v": [1, 7]}),
    ]


@pytest.mark.parametrize(
    ("value", "key"),
    [(True, "true"), (None, ""), ([1, "a"], "1,a"), ("", ""), (0, "0")],
)
def test_the_key_of_a_group_is_the_text_of_its_value(
    workshop: Workshop, value: object, key: str
) -> None:
    flow = [each(1), gather(2, 1, "x", group_by="{{1.v}}")]
    ((_, bundle),) = workshop.do(flow, {"rows": [value]}).out[2]
    assert bundle == {"key": key, "v": ["x"]}


def test_numbers_that_are_equal_are_one_group(workshop: Workshop) -> None:
    flow = [each(1), gather(2, 1, "x", group_by="{{1.v}}")]
    outcome = workshop.do(flow, {"rows": ["1", 1, 1]})
    assert values(outcome, 2) == [["x", "x", "x"]]


def test_a_group_by_that_is_no_text_fails_the_bundle_and_holds_all_back(
    workshop: Workshop,
) -> None:
    flow = [each(1), gather(2, 1, "x", group_by="{{1.v}}")]
    outcome = workshop.do(flow, {"rows": [1, {"a": 1}, 2]})
    assert outcome.out.get(2, []) == []
    assert outcome.troubles == {2: ["1", "2", "2"]}


def test_an_aggregator_without_groups_gives_one_bundle_of_nothing(workshop: Workshop) -> None:
    assert values(workshop.do([each(1), gather(2, 1, "{{1.v}}")], {"rows": []}), 2) == [[]]


def test_an_aggregator_with_groups_gives_none_of_nothing(workshop: Workshop) -> None:
    flow = [each(1), gather(2, 1, "{{1.v}}", group_by="{{1.v}}")]
    assert values(workshop.do(flow, {"rows": []}), 2) == []


def test_an_aggregator_that_stops_if_empty_ends_the_way(workshop: Workshop) -> None:
    flow = [each(1), gather(2, 1, "{{1.v}}", stop_if_empty=True), note(3, "x")]
    assert workshop.do(flow, {"rows": []}).out == {}
    assert values(workshop.do(flow, {"rows": [1]}), 3) == ["x"]


def test_what_a_filter_keeps_from_an_aggregator_just_contributes_nothing(
    workshop: Workshop,
) -> None:
    flow = [each(1), gather(2, 1, "{{1.v}}", filter=where("{{1.v}}", "number:less", "3"))]
    assert values(workshop.do(flow, {"rows": [1, 5, 2]}), 2) == [[1, 2]]


@pytest.mark.parametrize("module", ["parts.each", "shop.find"])
def test_a_module_that_finds_nothing_ends_the_way_unless_told_to_go_on(
    workshop: Workshop, module: str
) -> None:
    ends = [step(1, module, "{{input.rows}}"), note(2, "x{{1.v}}")]
    goes_on = [step(1, module, "{{input.rows}}", continue_if_empty=True), note(2, "x{{1.v}}")]
    assert values(workshop.do(ends, {"rows": []}), 2) == []
    assert workshop.do(goes_on, {"rows": []}).out[2] == [("1", {"v": "x"})]
    assert values(workshop.do(goes_on, {"rows": [1, 2]}), 2) == ["x1", "x2"]


def test_a_search_brings_forth_its_pages_one_after_another(workshop: Workshop) -> None:
    flow = [each(1), step(2, "shop.find", "{{1.v}}"), gather(3, 2, "{{2.v}}")]
    outcome = workshop.do(flow, {"rows": [[1, 2, 3, 5, 6], [], [7]]})
    assert values(outcome, 3) == [[1, 2, 3, 5, 6], [], [7]]
    assert outcome.operations[2] == 3


def test_an_aggregator_of_an_aggregator_gathers_all_its_groups(workshop: Workshop) -> None:
    flow = [
        each(1),
        each(2, "{{1.v}}"),
        gather(3, 2, "{{2.v}}", group_by="{{2.v % 2}}"),
        note(4, "{{sum(3.v)}}"),
        gather(5, 3, "{{3.key}}:{{4.v}}"),
        note(6, "{{1.v}}"),
    ]
    outcome = workshop.do(flow, {"rows": [[1, 2, 5], [7]]}, page_size=1)
    assert outcome.out[5] == [("1.1", {"v": ["1:6", "0:2"]}), ("2.1", {"v": ["1:7"]})]
    assert values(outcome, 6) == [[1, 2, 5], [7]]


def test_rows_of_a_file_are_grouped_by_the_installed_apps(workshop: Workshop) -> None:
    kept = workshop.blobs.save([b"No,Qty\n1,2\n2,3\n1,5\n"])
    file = {"name": "r.csv", "type": "text/csv", "size": kept.size, "sha256": kept.sha256}
    flow = [
        {"id": 1, "module": "csv.parse", "map": {"file": "{{input.rows}}"}},
        {
            "id": 2,
            "module": "tools.aggregate",
            "source": 1,
            "group_by": "{{1.No}}",
            "map": {"q": "{{1.Qty}}"},
        },
        {"id": 3, "module": "tools.compose", "map": {"value": "{{2.key}}: {{length(2.array)}}"}},
    ]
    outcome = workshop.do(flow, {"rows": file})
    assert [bundle["value"] for _, bundle in outcome.out[3]] == ["1: 2", "2: 1"]
