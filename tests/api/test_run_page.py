"""One run, as a person opens it: what went in and out, what was stopped, what failed and why."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.conftest import Site

from tallyloom.store.calls import Made
from tallyloom.store.journal import Entry, hidden

RUN = "run-warning000001"


@pytest.fixture
def shown(site: Site) -> Site:
    """A run with one module that made, stopped and failed something."""
    site.runs(1, status="warning")
    return site


def write(site: Site, *operations: dict[str, Any]) -> None:
    with site.house.database.begin() as on:
        site.house.journal.write(on, RUN, 0, [Entry(1, len(operations), operations)])


def test_a_bundle_is_shown_as_it_went_in_and_came_out(shown: Site) -> None:
    write(shown, {"path": "1.2", "in": {"value": "<b>bold</b>"}, "out": [{"total": 12.5}]})

    page = shown.get(f"/runs/{RUN}").text

    assert "bundle 1.2" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "&#34;total&#34;: 12.5" in page


def test_a_filter_says_why_it_stopped_a_bundle(shown: Site) -> None:
    write(shown, {"path": "7", "stopped": '"key": "C9" starts with "C".'})

    page = shown.get(f"/runs/{RUN}").text

    assert "stopped by the filter: &#34;key&#34;: &#34;C9&#34; starts with &#34;C&#34;." in page


def test_a_warning_is_shown_with_its_code(shown: Site) -> None:
    said = {"code": "late", "message": "The date is <past>.", "field": "Date"}
    write(shown, {"path": "7", "in": {}, "out": [{}], "warnings": [said]})

    page = shown.get(f"/runs/{RUN}").text

    assert "late: The date is &lt;past&gt;." in page
    assert "1 warning<" in page
    assert "1 warned" in page


def test_a_failure_says_where_it_is(shown: Site) -> None:
    trouble = {"remedy": "BadInput", "message": "value: wrong", "words": []}
    write(shown, {"path": "3", "trouble": trouble}, {"path": "4", "trouble": trouble})

    page = shown.get(f"/runs/{RUN}").text

    assert "failed 2 times" in page
    assert "A scenario:5, module 1 (tools.compose), bundle 3" in page
    assert "value: wrong" in page


def test_calls_are_shown_with_what_they_weighed_and_waited(shown: Site) -> None:
    now = shown.house.clock.now()
    shown.house.calls.add(Made(RUN, 1, now, "PUT", "/Invoices", 200, 1200, 500, 0.25, 1.5))
    shown.house.calls.add(Made(RUN, 1, now, "GET", "/Invoices", None, 0, 0, 0.1, 0.0, "cut off"))

    page = shown.get(f"/runs/{RUN}").text

    for figure in ("PUT /Invoices", "1.2 kB", "500 B", "250 ms", "1.50 s", "no answer", "cut off"):
        assert figure in page


def test_many_operations_are_cut_and_one_module_shows_more(shown: Site) -> None:
    write(shown, *({"path": str(n), "in": {}, "out": [{}]} for n in range(1, 301)))

    few, many = shown.get(f"/runs/{RUN}").text, shown.get(f"/runs/{RUN}?module=1").text

    assert few.count("<details>") == 10
    assert f'<a href="/runs/{RUN}?module=1">show more</a>' in few
    assert many.count("<details>") == 200
    assert "100 more" in many


def test_a_huge_value_is_cut(shown: Site) -> None:
    write(shown, {"path": "1", "in": {"text": "x" * 1_000_000}, "out": []})

    page = shown.get(f"/runs/{RUN}").text

    assert len(page) < 50_000
    assert "more characters" in page


def test_a_run_that_waits_says_for_what_and_how_to_go_on(site: Site) -> None:
    site.runs(1, status="running")
    site.house.runs.wait(
        "run-running000001", None, "The consent ended; connect again.", retry=False
    )

    page = site.get("/runs/run-running000001").text

    assert "The consent ended; connect again." in page
    assert "tallyloom runs resume" in page


def test_of_a_confidential_operation_only_sizes_are_shown(shown: Site) -> None:
    whole = Entry(1, 1, [{"path": "7", "in": {"Name": "Anna"}, "out": [{"id": 1}, {"id": 2}]}])
    with shown.house.database.begin() as on:
        shown.house.journal.write(on, RUN, 0, [hidden(whole)])

    page = shown.get(f"/runs/{RUN}").text

    assert "15 B in, 2 bundles of 16 B out" in page
    assert "2 out" in page
    assert "Anna" not in page
