"""The history: what ran, narrowed, taken away, searched, and run again."""

from __future__ import annotations

import csv
import io
import re

from playwright.sync_api import Page, expect
from sqlalchemy import text
from tests.stories.installation import EXAMPLE
from tests.stories.web.looks import settled
from tests.stories.web.site import Site, path_of

HEAD = EXAMPLE.with_name("rows.csv").read_text("utf-8").splitlines()[0]
GOOD = "700001,S1,A lamp,2,12/1/10 8:26,2.50,17850,United Kingdom"
WRONG = "700002,S1,A vase,2,12/1/10 8:26,abc,17850,United Kingdom"


def rows(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines, ""]).encode()


def ran(site: Site, *lines: str) -> str:
    """The example runs with these rows; the id of its run."""
    return site.aside(lambda: site.shop.run(rows(*lines)).id)


def lines_of(page: Page) -> int:
    return page.get_by_role("table", name="Runs").get_by_role("rowheader").count()


def has_lines(page: Page, count: int) -> None:
    expect(page.get_by_role("table", name="Runs").get_by_role("rowheader")).to_have_count(count)


TICKED_AT_ONCE = """those => {
  for (const one of those.slice(0, 2)) one.click()
}"""


def test_two_ticks_are_two_filters_however_quick_they_are(site: Site) -> None:
    page = site.open("/runs")
    page.get_by_role("search").get_by_role("button", name="Status").click()
    ticked = page.get_by_role("menuitemcheckbox", checked=True)
    page.get_by_role("menuitemcheckbox").first.wait_for()
    page.get_by_role("menuitemcheckbox").evaluate_all(TICKED_AT_ONCE)
    expect(ticked).to_have_text(["success", "warning"])
    assert "status=success%2Cwarning" in path_of(page)


def test_the_history_is_narrowed_kept_in_the_address_and_taken_away(site: Site) -> None:
    ran(site, GOOD)
    ran(site, GOOD, WRONG)
    page = site.open("/")
    page.get_by_role("navigation").get_by_role("link", name="History").click()
    has_lines(page, 2)

    page.get_by_role("search").get_by_role("button", name="Status").click()
    page.get_by_role("menuitemcheckbox", name="warning").click()
    has_lines(page, 1)
    assert "status=warning" in path_of(page)
    page.keyboard.press("Escape")
    page.reload()
    has_lines(page, 1)
    expect(page.get_by_role("row", name="warning")).to_contain_text('"abc" is not a number')

    with page.expect_download() as downloading:
        page.get_by_role("link", name="Export CSV").click()
    taken = downloading.value.path().read_text("utf-8-sig")
    assert [row["status"] for row in csv.DictReader(io.StringIO(taken))] == ["warning"]

    page.get_by_label("Search names, ids and reasons").fill("no such thing")
    expect(page.get_by_text("No run is like this")).to_be_visible()
    page.get_by_role("button", name="Take the filters away").click()
    has_lines(page, 2)

    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitemcheckbox", name="Data").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="Data")).to_have_count(0)
    page.reload()
    has_lines(page, 2)
    expect(page.get_by_role("columnheader", name="Data")).to_have_count(0)


def test_a_run_appears_by_itself_and_several_are_run_again(site: Site) -> None:
    ran(site, GOOD)
    page = site.open("/runs")
    has_lines(page, 1)

    ran(site, GOOD)
    has_lines(page, 2)

    for box in page.get_by_role("checkbox", name="Choose the run").all():
        box.check()
    page.get_by_role("button", name="Run again").click()
    page.get_by_role("menuitem", name="In the version of now").click()
    expect(page.get_by_text("2 runs were added.")).to_be_visible()
    has_lines(page, 4)
    again = page.get_by_role("row").filter(has=page.get_by_role("link", name="once more"))
    expect(again.filter(has_text="success")).to_have_count(2)
    expect(page.get_by_label("All of these runs together")).to_contain_text(re.compile("success4"))


def test_what_was_done_to_a_scenario_stands_between_its_runs(site: Site) -> None:
    ran(site, GOOD)
    page = site.open("/runs?scenario=Shop+invoices")
    has_lines(page, 1)
    expect(page.get_by_role("table", name="Runs")).to_contain_text("created")


def test_a_customer_is_found_in_what_went_through_and_leads_to_the_operation(site: Site) -> None:
    ran(site, GOOD, WRONG)
    page = site.open("/runs")
    page.get_by_label("Look for").get_by_text("Bundles").click()
    page.get_by_role("textbox", name="Search in bundles").fill('"Customer 17850"')
    hit = page.get_by_role("link", name=re.compile("Module 3, .*went in: Name"))
    expect(hit).to_contain_text("Customer 17850")
    assert "q=%22Customer+17850%22" in path_of(page)
    hit.click()
    expect(page.get_by_role("heading", level=1, name="Shop invoices")).to_be_visible()
    expect(page.get_by_role("treeitem", name="Name: Customer 17850")).to_be_visible()
    assert "module=3&op=" in path_of(page)


def test_a_thousand_runs_scroll(site: Site) -> None:
    ran(site, GOOD)
    with site.house.database.begin() as on:
        on.execute(
            text(
                "INSERT INTO runs (id, scenario_id, version, scenario, origin, inputs, status,"
                " started_at, ended_at, operations, api_calls, bytes)"
                " SELECT '00-' || lpad(n::text, 6, '0'), scenario_id, version, scenario, '{}',"
                " '{}', 'success', timestamptz '2026-01-01' + n * interval '1 minute',"
                " timestamptz '2026-01-01' + n * interval '1 minute 1 second', n, n, n"
                " FROM runs, generate_series(1, 999) AS n"
            )
        )
    page = site.open("/runs")
    table = page.get_by_role("table", name="Runs")
    expect(table.locator("tr[aria-rowindex='2']")).to_be_visible()
    settled(page)  # a page that has just opened puts itself to its top
    while (known := str(table.get_attribute("aria-rowcount"))) != "1001":
        page.keyboard.press("End")
        expect(table).not_to_have_attribute("aria-rowcount", known)
    page.keyboard.press("End")
    expect(table.locator("tr[aria-rowindex='1001']")).to_be_attached()
    assert lines_of(page) < 100
