"""From an empty scenario to a posted invoice, by mouse: text is typed, no other key is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.stories.web.asking import UK, allow, asking, consent_page, registered, unconnected
from tests.stories.web.site import Site

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


def test_an_empty_scenario_becomes_a_posted_invoice_by_mouse(site: Site) -> None:
    pressed = watched(site, "keydown")
    page = site.open("/scenarios")
    begin(page, "First light")
    add(page, "Add the first module", "Compose a Value", anything=True)
    panel(page).get_by_role("textbox", name="Value").fill("A lantern of brass")
    save(page)

    add(page, "Add a module after 1 Compose a Value", "Create an Invoice")
    connect(page)
    fill(page)
    save(page)
    expect(page.get_by_role("region", name="What is to be done first")).to_have_count(0)

    page.get_by_role("button", name="Run once").click()
    expect(page.get_by_role("heading", name="Last run")).to_be_visible()
    expect(bubble(page, 2)).to_be_visible()
    page.get_by_role("link", name="Open the run").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("First light")

    assert pressed == []
    invoice = posted(site)
    assert invoice["Contact"]["Name"] == "Ridgeway"
    assert [line["Description"] for line in invoice["LineItems"]] == ["A lantern of brass"]
    assert (invoice["Status"], str(invoice["SubTotal"])) == ("AUTHORISED", "25.00")


def watched(site: Site, kind: str) -> list[str]:
    """Where something of this kind is done from now on, on every page that is opened."""
    done: list[str] = []

    def keep(where: str) -> None:
        done.append(where)

    site.context.expose_function("done", keep)
    told = "event => { if (event.isTrusted) done(event.target.outerHTML.slice(0, 100)) }"
    site.context.add_init_script(f"addEventListener('{kind}', {told}, true)")
    return done


def begin(page: Page, name: str) -> None:
    page.get_by_role("button", name="New scenario").first.click()
    asked = page.get_by_role("dialog")
    asked.get_by_role("textbox", name="Name").fill(name)
    asked.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def add(page: Page, place: str, module: str, *, anything: bool = False) -> None:
    page.get_by_role("button", name=place).click()
    if anything:
        page.get_by_text("All modules", exact=True).click()
    page.get_by_role("combobox", name="Search modules").fill(module)
    page.get_by_role("option", name=module).first.click()
    expect(panel(page).get_by_role("heading", name=module)).to_be_visible()


def connect(page: Page) -> None:
    """Where the module asks for it, through the service's own page."""
    panel(page).get_by_role("button", name="Create a connection").click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    allow(consent_page(page), UK)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(panel(page).get_by_role("combobox", name="Organisation")).to_have_value(UK)


def fill(page: Page) -> None:
    form = panel(page)
    form.get_by_role("combobox", name="Type").select_option("Sales invoice")
    form.get_by_role("textbox", name="Contact name").fill("Ridgeway")
    line = form.get_by_role("group", name="Lines 1", exact=True)
    line.get_by_role("textbox", name="Description").click()
    line.get_by_role("button", name="Insert a value").first.click()
    values = page.get_by_role("dialog", name="Insert a value")
    values.get_by_role("treeitem", name="Value value").click()
    line.get_by_role("textbox", name="Quantity").fill("2")
    line.get_by_role("textbox", name="Unit price").fill("12.50")
    line.get_by_role("textbox", name="Account").click()
    page.get_by_role("option", name="200 Sales").click()
    form.get_by_role("textbox", name="Due date").fill("2026-12-31")
    form.get_by_role("combobox", name="Status").select_option("Approved")


def save(page: Page) -> None:
    button = panel(page).get_by_role("button", name="Save")
    button.click()
    expect(button).to_be_disabled()
    expect(panel(page).get_by_text("Not saved yet")).to_have_count(0)


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary")


def bubble(page: Page, module: int) -> Locator:
    """The module, once its bubble says that it did what it should."""
    return page.get_by_role("button", name=f"{module} Create an Invoice").and_(
        page.get_by_label("1 operation, 2 API calls, success")
    )


def posted(site: Site) -> dict[str, Any]:
    """The one invoice in the books."""
    emulator = site.shop.emulator
    books = next(id_ for id_, name in emulator.tenants_by_id().items() if name == UK)
    (invoice,) = emulator.control.ledger(books)["invoices"]
    found: dict[str, Any] = invoice
    return found
