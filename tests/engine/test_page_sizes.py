"""Nothing depends on where pages are cut, where steps end, or how often a step is repeated."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, text
from tests.engine.flows import ROWS, SMALL, flows
from tests.engine.reference import Reference
from tests.engine.workshop import MODULES, Outcome, Workshop, scenario

from tallyloom.engine import pages, runner
from tallyloom.flow.check import check
from tallyloom.flow.read import read
from tallyloom.store.database import Database
from tallyloom.store.json import dumps
from tallyloom.store.runs import Runs

quick = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Crash(Exception):
    """The process dies here."""


class Crashing(Runs):
    """Rows of a process that dies once in each step, when all but the commit is done."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._died: set[int] = set()

    def advance(self, on: Connection, run_id: str, *rest: Any, **named: Any) -> None:
        super().advance(on, run_id, *rest, **named)
        at = on.execute(text("SELECT step FROM runs WHERE id = :id"), {"id": run_id}).scalar_one()
        if at not in self._died:
            self._died.add(at)
            raise Crash


def left_over(database: Database) -> int:
    """Rows that an ended run should not leave behind."""
    with database.connect() as on:
        tables = ("stack", "aggregate_items", "aggregate_groups")
        return sum(
            int(on.scalar(text(f"SELECT count(*) FROM {name}")) or 0)  # noqa: S608
            for name in tables
        )


@given(flow=flows(), rows=ROWS, stride=SMALL, enough=SMALL)
@quick
def test_page_sizes_give_what_one_bundle_at_a_time_gives(
    database: Database, flow: Any, rows: Any, stride: int, enough: int
) -> None:
    check(read(dumps(scenario(flow, {"rows": rows}, {}))), MODULES, frozenset({"shop"}))
    workshop = Workshop(database)
    wanted = Reference(flow, rows).outcome()

    assert workshop.do(flow, {"rows": rows}) == wanted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "STRIDE", stride)
        patch.setattr(runner, "ENOUGH", enough)
        for size in (1, 7, 100, 1000):
            assert workshop.do(flow, {"rows": rows}, page_size=size) == wanted
        assert workshop.do(flow, {"rows": rows}, strict_order=True) == wanted
    assert not left_over(database)


@given(flow=flows(), rows=ROWS, stride=SMALL, enough=SMALL)
@quick
def test_a_step_that_is_repeated_after_a_crash_gives_the_same_journal(
    database: Database, flow: Any, rows: Any, stride: int, enough: int
) -> None:
    workshop = Workshop(database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "STRIDE", stride)
        patch.setattr(runner, "ENOUGH", enough)
        whole = workshop.do(flow, {"rows": rows})
        assert _crashing(workshop, flow, rows) == whole


def _crashing(workshop: Workshop, flow: Any, rows: Any) -> Outcome:
    """The same run by processes that die in every step."""
    run_id = workshop.start(flow, {"rows": rows})
    runs = Crashing(workshop.database)
    while not workshop.run(run_id).ended:
        try:
            workshop.finish(run_id, workshop.runner(runs))
        except Crash:
            continue
    return workshop.outcome(run_id)


ROWS_OF_A_FILE = 2500
GROUPED = [
    {"id": 1, "module": "csv.parse", "map": {"file": "{{input.rows}}"}},
    {
        "id": 2,
        "module": "tools.aggregate",
        "source": 1,
        "group_by": "{{1.No}}",
        "filter": {"conditions": [[{"a": "{{1.Qty}}", "o": "number:greater", "b": "0"}]]},
        "map": {"q": "{{1.Qty}}"},
    },
    {
        "id": 3,
        "module": "tools.compose",
        "map": {"value": '{{2.key}}: {{join(map(2.array; "q"); ",")}}'},
    },
]


def test_a_file_larger_than_any_page_gives_the_same_groups_at_every_size(
    workshop: Workshop,
) -> None:
    rows = [(at * 7919 % 613, at % 9) for at in range(ROWS_OF_A_FILE)]
    lines = "".join(f"{number},{quantity}\n" for number, quantity in rows)
    kept = workshop.blobs.save([b"No,Qty\n", lines.encode()])
    file = {"name": "r.csv", "type": "text/csv", "size": kept.size, "sha256": kept.sha256}
    groups: dict[int, list[str]] = {}
    for number, quantity in rows:
        if quantity:
            groups.setdefault(number, []).append(str(quantity))
    wanted = [f"{number}: {','.join(quantities)}" for number, quantities in groups.items()]

    for size in (1, 7, 100, 1000):
        outcome = workshop.do(GROUPED, {"rows": file}, page_size=size)
        assert [bundle["value"] for _, bundle in outcome.out[3]] == wanted
        assert outcome.operations == {1: 1, 2: len(wanted), 3: len(wanted)}
