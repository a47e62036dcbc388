"""The frame around every page: coming in, getting about, and going out."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect
from tests.stories.installation import Installation
from tests.stories.web.looks import faults, settled
from tests.stories.web.site import PHONE, Site, opened

from tallyloom.api.people import first_link

PASSWORD = "correct horse battery"
REFUSED = """async () => {
  for (let answered = true; answered; )
    await fetch('/api/v1/me', { cache: 'no-store' }).catch(() => { answered = false })
}"""


def test_whoever_sees_the_terminal_becomes_the_owner_and_signs_in_again(
    installation: Installation, browser: Browser
) -> None:
    with opened(installation, browser) as site:
        with site.house.database.begin() as on:
            on.exec_driver_sql("DELETE FROM users")
        link = first_link(site.house, site.address)
        with browser.new_context(base_url=site.address) as context:
            page = context.new_page()
            page.goto(link.url)
            page.get_by_label("Your name").fill("Anna")
            page.get_by_label("E-mail address").fill("anna@example.org")
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_label("The password once more").fill(PASSWORD)
            page.get_by_role("button", name="Go on").click()
            expect(page.get_by_role("heading", level=1, name="Home")).to_be_visible()
            _leave(page)
            page.goto("/scenarios")
            for word, said in (("wrong", "Sign in"), (PASSWORD, "Scenarios")):
                page.get_by_label("E-mail address").fill("anna@example.org")
                page.get_by_label("Password").fill(word)
                page.get_by_role("button", name="Sign in").click()
                expect(page.get_by_role("heading", level=1, name=said)).to_be_visible()


def _leave(page: Page) -> None:
    """By keyboard alone."""
    page.get_by_role("button", name="Anna").press("Enter")
    page.get_by_role("menuitem", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_every_place_is_reached_by_the_navigation(site: Site) -> None:
    page = site.open("/")
    for name in ("Scenarios", "History", "Incomplete", "Connections", "Webhooks", "Apps"):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        page.get_by_role("heading", level=1, name=name).wait_for()
    settled(page)
    assert faults(page)["wrong"] == []


def test_anything_is_found_by_keyboard(site: Site) -> None:
    text = "schema: 1\nname: Ledger of the sea\nflow: []\n"
    site.house.scenarios.keep("Ledger of the sea", text, site.house.clock.now())
    page = site.open("/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find").fill("sea")
    expect(page.get_by_role("option", name="Ledger of the sea")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/scenarios/[0-9a-f-]+"))

    site.open("/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1, name="Scenarios")).to_be_visible()
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()


def test_a_narrow_window_keeps_its_places_in_a_drawer(site: Site) -> None:
    page = site.open("/")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    opener = page.get_by_role("button", name="Places")
    drawer = page.get_by_role("dialog", name="Tallyloom")
    expect(page.get_by_role("navigation", name="Places")).to_be_hidden()

    opener.press("Enter")
    expect(drawer.get_by_role("link", name="Home")).to_have_attribute("aria-current", "page")
    settled(page)
    assert faults(page)["wrong"] == []
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()

    opener.click()
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()

    opener.click()
    drawer.get_by_role("link", name="Scenarios").click()
    expect(page.get_by_role("heading", level=1, name="Scenarios")).to_be_visible()
    expect(drawer).to_be_hidden()
    expect(page.locator("#content")).to_be_focused()

    opener.click()
    drawer.get_by_role("button", name="owner").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_a_silent_server_is_told_of_and_loses_nothing_that_was_typed(site: Site) -> None:
    page = site.open("/scenarios?do=new")
    name = page.get_by_role("dialog").get_by_role("textbox", name="Name")
    create = page.get_by_role("button", name="Create", exact=True)
    silent = page.get_by_text("The server does not answer, so this may be old")
    name.fill("Typed in the silence")
    with site.silent():
        expect(silent).to_be_visible()
        create.click()
        expect(page.get_by_text("The server does not answer. Is it running?")).to_be_visible()
        expect(name).to_have_value("Typed in the silence")
    expect(silent).to_be_hidden()
    create.click()
    expect(page.get_by_role("heading", level=1, name="Typed in the silence")).to_be_visible()


def test_a_lost_network_is_told_of_until_it_is_back(site: Site) -> None:
    page = site.open("/")
    silent = page.get_by_text("The server does not answer")
    site.context.set_offline(True)
    # The page may hear of it, and open its line anew, before the browser refuses anything.
    page.evaluate(REFUSED)
    page.evaluate("() => void window.dispatchEvent(new Event('offline'))")
    expect(silent).to_be_visible()
    site.context.set_offline(False)
    expect(silent).to_be_hidden()
