"""What is installed: the apps, and the help of each of their modules."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.stories.installation import EXAMPLE
from tests.stories.web.asking import UK
from tests.stories.web.site import Site, path_of
from tests.stories.web.test_diagram import stored

from tallyloom.api.access import TERMINAL
from tallyloom.api.modules import show_module
from tallyloom.api.route import Asked

SOME = 3  # every one so far from the last is looked at; of the others what is told of them
GO = "path => window.history.pushState({}, '', path)"


def test_a_module_is_found_and_taken_into_a_scenario(site: Site) -> None:
    page = site.open("/apps")
    card = page.get_by_role("listitem").filter(has_text="113 modules")
    expect(card.get_by_text("1 connection")).to_be_visible()
    card.get_by_role("link").click()
    expect(page.get_by_role("region", name="Calls that the service allows")).to_contain_text("60")
    scopes = page.get_by_role("region", name="Permissions")
    expect(scopes.get_by_text("accounting.invoices", exact=True)).to_be_visible()
    scopes.get_by_text("Broad").click()
    expect(scopes.get_by_text("accounting.transactions", exact=True)).to_be_visible()
    assert path_of(page).endswith("?vocabulary=broad")

    page.get_by_label("Search the modules").fill("create an invoice")
    page.get_by_role("link", name="Create an Invoice", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Create an Invoice")).to_be_visible()
    does = page.get_by_role("region", name="What it does")
    expect(does.get_by_text("If it exists already")).to_be_visible()
    needed = page.get_by_role("region", name="Required permissions")
    expect(needed.get_by_text("accounting.invoices", exact=True).first).to_be_visible()
    expect(page.get_by_role("region", name="In a file")).to_contain_text("xero.create_invoice")
    takes = page.get_by_role("region", name="What it takes")
    takes.get_by_text("Table").click()
    row = takes.get_by_role("row").filter(has_text="if_exists")
    expect(row.get_by_text("one of fail, use, update")).to_be_visible()
    gives = page.get_by_role("region", name="What it gives")
    expect(gives.get_by_role("tree", name="A sample")).to_be_visible()

    page.get_by_role("button", name="Use it in a scenario").click()
    page.get_by_label("Name of the scenario").fill("My invoices")
    page.get_by_role("button", name="Create the scenario").click()
    expect(page).to_have_url(re.compile(r"/scenarios/[^/]+\?module=1"))
    expect(page.get_by_role("heading", level=1, name="My invoices")).to_be_visible()
    panel = page.get_by_role("complementary", name="1 Create an Invoice")
    expect(panel.get_by_role("combobox", name="Connection")).to_be_visible()


def test_a_module_is_put_where_a_scenario_has_a_place_for_it(site: Site) -> None:
    stored(site, EXAMPLE.read_text("utf-8"))
    page = site.open("/apps/xero/modules/create_contact")
    page.get_by_role("button", name="Use it in a scenario").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="In an existing scenario").check()
    dialog.get_by_role("combobox", name="Scenario").click()
    page.get_by_role("option", name="Shop invoices").click()
    # Nothing stands behind the router that ends it.
    place = dialog.get_by_role("combobox", name="Place")
    expect(place).to_have_value("After 3 Create a Contact")
    place.click()
    page.get_by_role("option", name="After 6 Create a Credit Note").click()
    dialog.get_by_role("button", name="Add it").click()
    expect(page).to_have_url(re.compile(r"/scenarios/[^/]+\?module=7"))
    panel = page.get_by_role("complementary", name="7 Create a Contact")
    expect(panel.get_by_role("combobox", name="Organisation")).to_have_value(UK)

    page.goto(f"{site.address}/apps/xero/modules/watch_contacts")
    page.get_by_role("button", name="Use it in a scenario").click()
    dialog.get_by_role("radio", name="In an existing scenario").check()
    dialog.get_by_role("combobox", name="Scenario").click()
    page.get_by_role("option", name="Shop invoices").click()
    expect(place).to_have_value("Before 1 Parse a CSV File")


def test_every_module_has_its_page(site: Site) -> None:
    page = site.open("/apps")
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    modules = list(site.house.modules.values())
    assert len([one for one in modules if one.app == "xero"]) == 113
    for at, one in enumerate(modules):
        told = show_module(Asked(site.house, TERMINAL), name=one.name)
        assert told.text, told.form
        if at % SOME:
            continue
        page.evaluate(GO, f"/apps/{one.app}/modules/{one.name.partition('.')[2]}?fields=table")
        page.locator("h1", has_text=one.label).locator("xpath=../..").get_by_text(
            one.name, exact=True
        ).wait_for()
        page.get_by_role("region", name="Required permissions").wait_for()
    assert said == []


def test_what_is_not_there_is_said(site: Site) -> None:
    page = site.open("/apps/xero/modules/create_invoise")
    expect(page.get_by_text("Did you mean xero.create_invoice?")).to_be_visible()
    page = site.open("/apps/xero?search=no+such+module")
    expect(page.get_by_text("No module is found")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("link", name="Create an Invoice", exact=True)).to_be_visible()
