"""From an empty scenario to a posted invoice, by keyboard: nothing is ever clicked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.web.asking import UK, asking, registered, unconnected
from tests.stories.web.keys import enter, press, reach
from tests.stories.web.site import Site
from tests.stories.web.test_by_mouse import bubble, panel, posted, watched

from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """It asks the person whether the app may have access."""
    with asking() as running:
        yield running


@pytest.fixture
def site(
    database_server: Embedded,
    launched_once: str,
    service: Running,
    tmp_path: Path,
    browser: Browser,
) -> Iterator[Site]:
    """Nothing is connected; somebody has registered the app."""
    with unconnected(database_server, launched_once, service, tmp_path, browser) as site:
        registered(site)
        yield site


def test_an_empty_scenario_becomes_a_posted_invoice_by_keyboard(site: Site) -> None:
    pointed = watched(site, "pointerdown")
    page = site.open("/scenarios")
    press(page, "button", "New scenario")
    page.get_by_role("dialog").wait_for()
    enter(page, "Name", "First light")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="First light")).to_be_visible()

    add_any(page, "Add the first module", "Compose a Value")
    expect(panel(page).get_by_role("textbox", name="Value")).to_be_focused()
    page.keyboard.type("A lantern of brass")
    save(page)

    press(page, "button", "Add a module after 1 Compose a Value")
    pick(page, "Create an Invoice")
    connect(page)
    fill(page)
    save(page)
    expect(page.get_by_role("region", name="What is to be done first")).to_have_count(0)

    press(page, "button", "Run once")
    expect(page.get_by_role("heading", name="Last run")).to_be_visible()
    expect(bubble(page, 2)).to_be_visible()
    press(page, "link", "Open the run")
    expect(page.get_by_role("heading", level=1)).to_contain_text("First light")

    assert pointed == []
    invoice = posted(site)
    assert invoice["Contact"]["Name"] == "Ridgeway"
    assert [line["Description"] for line in invoice["LineItems"]] == ["A lantern of brass"]
    assert (invoice["Status"], str(invoice["SubTotal"])) == ("AUTHORISED", "25.00")


def add_any(page: Page, place: str, module: str) -> None:
    press(page, "button", place)
    reach(page, "radio", "Triggers")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="All modules")).to_be_checked()
    reach(page, "combobox", "Search modules", key="Shift+Tab")
    pick(page, module)


def pick(page: Page, module: str) -> None:
    """The search has the focus; what it finds first is chosen."""
    expect(page.get_by_role("combobox", name="Search modules")).to_be_focused()
    page.keyboard.type(module)
    expect(page.get_by_role("option", name=module).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", name=module)).to_be_visible()


def connect(page: Page) -> None:
    expect(panel(page).get_by_role("button", name="Create a connection")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, "link", "Log in and allow access")
    with page.context.expect_page() as found:
        page.keyboard.press("Enter")
    tab = found.value
    tab.get_by_role("heading", name=re.compile("wants to connect")).wait_for()
    only(tab, UK)
    press(tab, "button", "Allow access")
    tab.get_by_role("heading", name="Connected").wait_for()
    tab.close()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(panel(page).get_by_role("combobox", name="Organisation")).to_have_value(UK)


def only(tab: Page, organisation: str) -> None:
    """Choose one of the organisations that are offered."""
    for box in tab.get_by_role("checkbox").all():
        name = box.evaluate("box => box.parentElement.firstChild.nextSibling.textContent")
        if box.is_checked() != (name == organisation):
            reach(tab, "checkbox", re.compile(re.escape(name)))
            tab.keyboard.press("Space")


def fill(page: Page) -> None:
    line = panel(page).get_by_role("group", name="Lines 1", exact=True)
    enter(page, "Type", "Sales", role="combobox", within=panel(page))
    enter(page, "Contact name", "Ridgeway")
    enter(page, "Due date", "12312026")
    reach(page, "textbox", "Description", within=line)
    press(page, "button", "Insert a value", within=line)
    page.get_by_role("dialog", name="Insert a value").wait_for()
    reach(page, "treeitem", "1 Compose a Value")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    enter(page, "Quantity", "2", within=line)
    enter(page, "Unit price", "12.50", within=line)
    enter(page, "Account", "200", within=line)
    expect(page.get_by_role("option", name="200 Sales")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    enter(page, "Status", "Approved", role="combobox", within=panel(page))


def save(page: Page) -> None:
    press(page, "button", "Save")
    expect(panel(page).get_by_role("button", name="Save")).to_be_disabled()
    expect(panel(page).get_by_role("button", name="Save")).to_be_focused()
    expect(panel(page).get_by_text("Not saved yet")).to_have_count(0)
