"""A bundle that fails stops alone; what lacks it is held back, and a person can see both."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engine.workshop import BREAK, Workshop, router, step, values, where

from tallyloom.engine.runner import verdict
from tallyloom.flow.stack import Page, Source, load
from tallyloom.store.incomplete import Incomplete
from tallyloom.store.json import unpacked


def ended(workshop: Workshop, flow: list[Any], rows: Any) -> str:
    run_id = workshop.start(flow, {"rows": rows})
    workshop.finish(run_id)
    return run_id


def each(id_: int, of: str = "{{input.rows}}", **more: Any) -> Any:
    return step(id_, "parts.each", of, **more)


def note(id_: int, of: str, **more: Any) -> Any:
    return step(id_, "parts.note", of, **more)


def gather(id_: int, source: int, of: str, **more: Any) -> Any:
    return step(id_, "parts.gather", of, source=source, **more)


def stored(workshop: Workshop, run_id: str) -> list[Incomplete]:
    return workshop.incomplete.those(run=run_id)


def remedies(workshop: Workshop, run_id: str) -> list[tuple[int, str]]:
    return [(one.module, one.trouble["remedy"]) for one in stored(workshop, run_id)]


@pytest.mark.parametrize("module", ["parts.note", "shop.post"])
def test_a_bundle_that_fails_stops_alone(workshop: Workshop, module: str) -> None:
    run_id = ended(workshop, [each(1), step(2, module, "{{1.v}}"), note(3, "{{2.v}}")], [1, 4, 2])
    outcome = workshop.outcome(run_id)
    assert values(outcome, 3) == [1, 2]
    assert outcome.troubles == {2: ["2"]}
    assert remedies(workshop, run_id) == [(2, "BadInput")]


def test_it_is_stored_with_what_it_carried_and_goes_on_from_there(workshop: Workshop) -> None:
    run_id = ended(workshop, [each(1), note(2, "{{1.v}}")], [1, 4])
    (one,) = stored(workshop, run_id)
    item = load(unpacked(one.item))
    assert isinstance(item, Page)
    assert (item.node, item.admitted) == (1, True)
    assert [(row.path, row.seen) for row in item.rows] == [((2,), {"1": {"v": 4}})]


def test_what_a_filter_could_not_decide_is_asked_again_when_it_goes_on(workshop: Workshop) -> None:
    flow = [each(1), note(2, "{{1.v}}", filter=where("{{1.v}}", "number:less", "3"))]
    (one,) = stored(workshop, ended(workshop, flow, [[]]))
    item = load(unpacked(one.item))
    assert isinstance(item, Page)
    assert not item.admitted


def test_a_source_that_breaks_off_goes_on_with_what_it_has_not_given(workshop: Workshop) -> None:
    flow = [each(1), step(2, "shop.find", "{{1.v}}"), note(3, "{{2.v}}")]
    run_id = ended(workshop, flow, [[1, 2, 3, BREAK]])
    assert values(workshop.outcome(run_id), 3) == [1, 2, 3]
    (one,) = stored(workshop, run_id)
    item = load(unpacked(one.item))
    assert isinstance(item, Source)
    assert (item.node, item.ordinal, item.token) == (1, 3, 3)


@pytest.mark.parametrize("module", ["parts.each", "shop.find"])
def test_an_aggregate_of_a_source_that_broke_off_is_not_made(
    workshop: Workshop, module: str
) -> None:
    flow = [each(1), step(2, module, "{{1.v}}"), gather(3, 2, "{{2.v}}")]
    outcome = workshop.outcome(ended(workshop, flow, [[1, 2, 3, BREAK], [5]]))
    assert outcome.out[3] == [("2.1", {"v": [5]})]


def test_a_source_that_fails_before_its_first_bundle_makes_no_empty_aggregate(
    workshop: Workshop,
) -> None:
    outcome = workshop.outcome(ended(workshop, [each(1), gather(2, 1, "{{1.v}}")], [BREAK, 1]))
    assert outcome.out == {}
    assert outcome.failed == 1


def test_the_first_module_of_a_cycle_leaves_nothing_to_go_on_from(workshop: Workshop) -> None:
    assert stored(workshop, ended(workshop, [each(1)], [1, BREAK])) == []


def test_a_first_module_that_writes_is_stored(workshop: Workshop) -> None:
    flow = [step(1, "shop.post", "{{input.rows}}")]
    assert remedies(workshop, ended(workshop, flow, 4)) == [(1, "BadInput")]


def test_an_aggregate_that_lacks_a_bundle_is_held_back(workshop: Workshop) -> None:
    flow = [each(1), note(2, "{{1.v}}"), gather(3, 1, "{{2.v}}"), note(4, "{{3.v}}")]
    run_id = ended(workshop, flow, [1, 4, 2])
    assert values(workshop.outcome(run_id), 4) == []
    assert remedies(workshop, run_id) == [(2, "BadInput"), (3, "HeldBack")]
    assert (
        "1 of the bundles of this aggregate failed"
        in stored(workshop, run_id)[1].trouble["message"]
    )


def test_a_bundle_whose_group_is_known_holds_back_that_group_alone(workshop: Workshop) -> None:
    flow = [each(1), gather(2, 1, "{{1.v}}", group_by="{{1.v % 2}}")]
    run_id = ended(workshop, flow, [1, 4, 2, 3])
    outcome = workshop.outcome(run_id)
    assert outcome.out[2] == [("1", {"key": "1", "v": [1, 3]})]
    assert outcome.troubles == {2: ["2", "2"]}
    assert "group “0”" in stored(workshop, run_id)[1].trouble["message"]


def test_a_group_without_a_name_is_held_back_alone_too(workshop: Workshop) -> None:
    flow = [each(1), gather(2, 1, "{{1.v}}", group_by="{{if(1.v > 3; emptystring; 1.v)}}")]
    assert values(workshop.outcome(ended(workshop, flow, [1, 4, 5])), 2) == [[1]]


def test_a_bundle_whose_group_is_not_known_holds_back_every_group(workshop: Workshop) -> None:
    flow = [each(1), note(2, "{{1.v}}"), gather(3, 1, "{{2.v}}", group_by="{{1.v % 2}}")]
    run_id = ended(workshop, flow, [1, 4, 2])
    outcome = workshop.outcome(run_id)
    assert outcome.out.get(3, []) == []
    assert outcome.troubles[3] == ["1", "2"]


def test_other_operations_of_the_source_are_not_held_back(workshop: Workshop) -> None:
    flow = [each(1), each(2, "{{1.v}}"), note(3, "{{2.v}}"), gather(4, 2, "{{3.v}}")]
    outcome = workshop.outcome(ended(workshop, flow, [[1, 4], [2]]))
    assert outcome.out[4] == [("2.1", {"v": [2]})]


def test_an_aggregate_of_aggregates_lacks_what_is_held_back(workshop: Workshop) -> None:
    flow = [
        each(1),
        each(2, "{{1.v}}"),
        note(3, "{{2.v}}"),
        gather(4, 2, "{{3.v}}"),
        gather(5, 4, "{{4.v}}"),
    ]
    outcome = workshop.outcome(ended(workshop, flow, [[1, 4], [2]]))
    assert outcome.out[5] == [("2.1", {"v": [[2]]})]


def test_a_bundle_that_fails_in_a_sibling_route_holds_nothing_back(workshop: Workshop) -> None:
    flow = [each(1), router(2, [gather(3, 1, "x")], [note(4, "{{1.v}}")])]
    assert values(workshop.outcome(ended(workshop, flow, [1, 4])), 3) == [["x", "x"]]


@pytest.mark.parametrize(
    ("rows", "status", "reason"),
    [
        ([1, 2], "success", ""),
        ([1, 4], "warning", "Module 2: 4 cannot be used."),
        ([1, 4, 9], "warning", "Module 2: 4 cannot be used. 2 bundles failed in all."),
        ([4], "error", "Module 2: 4 cannot be used."),
        ([], "success", ""),
    ],
)
def test_a_run_ends_as_its_bundles_did(
    workshop: Workshop, rows: list[int], status: str, reason: str
) -> None:
    run = workshop.run(ended(workshop, [each(1), note(2, "{{1.v}}")], rows))
    assert (run.status, run.reason) == (status, reason)
    assert verdict(run) == (status, reason)


def test_a_run_that_ended_does_not_move(workshop: Workshop) -> None:
    run_id = ended(workshop, [note(1, "x")], [])
    before = workshop.run(run_id)
    assert workshop.finish(run_id) == before


def of_file(workshop: Workshop, content: bytes, then: Any) -> str:
    """A run of the rows of a file, which may hold any byte."""
    kept = workshop.blobs.save([content])
    file = {"name": "r.csv", "type": "text/csv", "size": kept.size, "sha256": kept.sha256}
    parse = {"id": 1, "module": "csv.parse", "map": {"file": "{{input.rows}}"}}
    return ended(workshop, [parse, then], file)


def test_text_that_the_database_cannot_hold_fails_its_bundle_alone(workshop: Workshop) -> None:
    run_id = of_file(workshop, b"v\na\nb\0\n", gather(2, 1, "x", group_by="{{1.v}}"))
    assert remedies(workshop, run_id)[0] == (2, "BadInput")
    assert "NUL" in stored(workshop, run_id)[0].trouble["message"]


def test_a_message_that_the_database_cannot_hold_is_told_all_the_same(workshop: Workshop) -> None:
    run_id = of_file(workshop, b"v\na\0b\n", note(2, "{{parseNumber(1.v)}}"))
    (one,) = stored(workshop, run_id)
    assert "a\ufffdb" in one.trouble["message"]
    assert "a\ufffdb" in workshop.run(run_id).reason
