"""The list of scenarios, as a person works with it."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.stories.web.site import Site

TIMED = """
schema: 1
name: Every hour
schedule: {every: 60 minutes}
flow:
  - {id: 1, module: tools.compose, map: {value: hello}}
"""
ASKING = """
schema: 1
name: Greeting
inputs: [{name: who, type: text, required: true}]
flow:
  - {id: 1, module: tools.compose, map: {value: "{{input.who}}"}}
"""
BARE = TIMED.replace("Every hour", "By hand").replace("schedule: {every: 60 minutes}\n", "")


def kept(site: Site, *texts: str) -> None:
    for text in texts:
        name = text.split("name: ")[1].splitlines()[0]
        site.house.scenarios.keep(name, text, site.house.clock.now())


def switch(page: Page, name: str) -> None:
    """Press the switch; what is pressed by mouse is its track, beside the box that is told."""
    page.get_by_role("switch", name=f"{name} starts by itself").press("Space")


def test_a_scenario_is_switched_on_and_back_and_one_that_cannot_says_why(site: Site) -> None:
    kept(site, TIMED, BARE)
    page = site.open("/scenarios")
    timed = page.get_by_role("switch", name="Every hour starts by itself")
    switch(page, "Every hour")
    expect(timed).to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(timed).not_to_be_checked()

    switch(page, "By hand")
    why = page.get_by_role("dialog", name="By hand cannot be switched on")
    expect(why.get_by_role("listitem")).to_contain_text("schedule")
    expect(why.get_by_role("link", name="Open the scenario")).to_be_visible()
    why.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("switch", name="By hand starts by itself")).not_to_be_checked()


def test_scenarios_are_searched_cloned_imported_and_deleted(site: Site) -> None:
    kept(site, TIMED, BARE)
    page = site.open("/scenarios")
    page.get_by_role("searchbox", name="Search scenarios by name").fill("hour")
    expect(page.get_by_role("link", name="By hand")).to_have_count(0)
    expect(page).to_have_url(f"{site.address}/scenarios?search=hour")

    page.get_by_role("button", name="More for Every hour").click()
    page.get_by_role("menuitem", name="Clone").click()
    page.get_by_role("textbox", name="Name of the clone").fill("Every other hour")
    page.get_by_role("dialog").get_by_role("button", name="Clone").click()
    expect(page.get_by_role("heading", level=1, name="Every other hour")).to_be_visible()

    site.open("/scenarios?do=import")
    page.get_by_role("textbox", name="The file").fill("schema: 1\nflow: []\n")
    page.get_by_role("button", name="Import", exact=True).last.click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Line 1")

    site.open("/scenarios")
    more = page.get_by_role("button", name="More for Every other hour")
    more.click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    more.click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Every other hour")).to_have_count(0)
    expect(page.get_by_role("link", name="By hand")).to_be_visible()


def test_one_with_inputs_is_asked_for_them_wherever_it_is_run_from(site: Site) -> None:
    kept(site, ASKING)
    page = site.open("/scenarios")
    page.get_by_role("button", name="More for Greeting").click()
    page.get_by_role("menuitem", name="Run once…").click()
    asked = page.get_by_role("dialog", name="Run once")
    expect(asked.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    run = page.get_by_role("button", name="Run once")
    expect(run).to_be_focused()

    run.click()
    asked.get_by_role("textbox", name="who").fill("Ridgeway")
    asked.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("heading", name="Last run")).to_be_visible()


def test_many_rows_are_scrolled_and_searched(site: Site) -> None:
    kept(site, *(BARE.replace("By hand", f"Number {each:03}") for each in range(250)))
    page = site.open("/scenarios")
    table = page.get_by_role("table", name="Scenarios")
    expect(table.get_by_role("link", name="Number 000")).to_be_visible()
    assert table.get_by_role("row").count() < 100
    last = table.get_by_role("link", name="Number 249")
    for rows in ("201", "251"):  # with the head; each page that comes moves the end on
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        expect(table).to_have_attribute("aria-rowcount", rows)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(last).to_be_visible()
    page.get_by_role("searchbox", name="Search scenarios by name").fill("number 123")
    expect(table.get_by_role("rowheader")).to_have_count(1)


def test_a_viewer_sees_no_button_that_refuses(site: Site) -> None:
    kept(site, TIMED)
    with site.person("viewer") as context:
        page = context.new_page()
        page.goto("/scenarios")
        expect(page.get_by_role("link", name="Every hour")).to_be_visible()
        expect(page.get_by_role("switch")).to_have_count(0)
        expect(page.get_by_role("button", name="New scenario")).to_have_count(0)
        page.get_by_role("button", name="More for Every hour").click()
        expect(page.get_by_role("menuitem")).to_have_text(["Export"])
        page.goto("/settings/people")
        expect(page.get_by_role("heading", level=1, name="Not found")).to_be_visible()
