"""A scenario on its page: it runs, starts by itself, and is changed, while somebody looks."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect
from tests.stories.hearing import Hearing
from tests.stories.installation import Installation, MovedClock
from tests.stories.test_webhooks import BRITISH, document
from tests.stories.web.site import Site, opened

READING = """
# Who owes us something.
schema: 1
name: Reading
schedule: {every: 15 minutes}
connections: {books: {app: xero, connection: xero, organisation: "Demo Company (UK)"}}
flow:
  - {id: 1, module: tools.compose, map: {value: Ridgeway}}
  - {id: 2, module: xero.search_contacts, connection: books}
"""


def stored(site: Site, text: str = READING) -> str:
    """A scenario that is there, and off; its id."""
    house = site.house
    ready = site.shop.ready(text)
    return house.scenarios.keep(ready.document.name, text, house.clock.now()).scenario_id


def test_a_run_is_watched_while_it_moves(site: Site) -> None:
    page = site.open(f"/scenarios/{stored(site)}")
    control = site.shop.emulator.control
    held = control.fault("hold", method="GET", path="*/Contacts*", nth=1)
    page.get_by_role("button", name="Run once").click()
    control.wait_held(held)

    expect(page.get_by_role("heading", name="Running now")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^1 Compose.* 1 operation"))).to_be_visible()
    expect(page.get_by_role("button", name="Cancel the run")).to_be_visible()
    control.release(held)

    expect(page.get_by_role("heading", name="Last run")).to_be_visible()
    search = page.get_by_role("button", name=re.compile(r"^2 .*1 API call, success"))
    search.click()
    panel = page.get_by_role("complementary", name="2 Search")
    panel.get_by_role("tab", name="Help").click()
    expect(panel.get_by_text("accounting.contacts.read").first).to_be_visible()
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)


def test_what_is_seen_is_what_runs_though_nobody_saved_it(site: Site) -> None:
    page = site.open(f"/scenarios/{stored(site)}?module=1")
    panel = page.get_by_role("complementary")
    panel.get_by_role("textbox", name="Value").fill("Hamilton")
    page.get_by_role("button", name="Run once").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("heading", name="Last run")).to_be_visible()
    panel.get_by_role("tab", name="Output").click()
    expect(panel.get_by_text("Hamilton").first).to_be_visible()


def test_it_is_switched_on_and_the_clock_starts_it(
    installation: Installation, browser: Browser
) -> None:
    clock = MovedClock(installation.emulator)
    with opened(installation, browser, clock) as site:
        page = site.open(f"/scenarios/{stored(site)}?tab=schedule")
        expect(page.get_by_role("listitem").filter(has_text=re.compile(r", \d\d:"))).to_have_count(
            5
        )
        page.get_by_role("switch", name="Off").locator("..").click()
        expect(page.get_by_role("switch", name="On")).to_be_checked()
        page.get_by_role("tab", name="Diagram").click()

        clock.wait(15 * 60)

        expect(page.get_by_role("heading", name="Last run")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^2 .*success"))).to_be_visible()
        page.get_by_role("tab", name="History").click()
        expect(page.get_by_role("row").filter(has_text="scheduled")).to_be_visible()


def test_what_a_service_tells_runs_it_without_a_reload(site: Site) -> None:
    house = Hearing(site.shop, site.address.replace("localhost", "127.0.0.1"))
    site.aside(house.enable)
    site.aside(lambda: house.on(document()))
    (told,) = site.house.scenarios.newest()
    page = site.open(f"/scenarios/{told.scenario_id}?tab=schedule")
    expect(page.get_by_text("begins with an instant trigger")).to_be_visible()
    page.get_by_role("tab", name="Diagram").click()

    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    site.aside(house.heard)

    expect(page.get_by_role("heading", name="Last run")).to_be_visible()
    page.get_by_role("button", name=re.compile("^2 Compose.*success")).click()
    page.get_by_role("tab", name="Output").click()
    expect(page.get_by_role("tree")).to_be_visible()


def test_the_file_is_corrected_at_its_line_and_a_version_restored(site: Site) -> None:
    scenario = stored(site)
    page = site.open(f"/scenarios/{scenario}?tab=yaml")
    write(page, "tools.compose", "tools.compost")
    expect(page.get_by_text("1 thing to correct")).to_be_visible()
    page.get_by_role("button", name="Line 8").click()
    expect(page.get_by_text("Not saved: the diagram still shows version 1.")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("draft", exact=True)).to_be_visible()

    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("heading", name="From version 1 to 2")).to_be_visible()
    changed = page.get_by_role("list", name="What changed")
    expect(changed).to_contain_text("module of module 1")
    page.get_by_role("button", name="Restore version 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Version 1 is the newest again.")).to_be_visible()
    expect(page.get_by_text("off", exact=True)).to_be_visible()
    page.get_by_role("tab", name="YAML").click()
    expect(page.get_by_text("# Who owes us something.")).to_be_visible()
    expect(page.get_by_role("textbox", name="The file of the scenario")).to_contain_text(
        "module: tools.compose,"
    )
    assert [one.document for one in site.house.scenarios.newest()] == [READING]


def test_who_was_overtaken_sees_what_changed_and_says_whose_counts(site: Site) -> None:
    scenario = stored(site)
    page = site.open(f"/scenarios/{scenario}?module=1")
    value = page.get_by_role("complementary").get_by_role("textbox", name="Value")
    value.fill("Mine")
    ready = site.shop.ready(READING.replace("Ridgeway", "Theirs"))
    site.house.scenarios.keep("Reading", ready.text, site.house.clock.now())

    page.get_by_role("button", name="Save").click()
    overtaken = page.get_by_role("dialog", name="Somebody else saved meanwhile")
    expect(overtaken.get_by_role("list", name="What they changed")).to_contain_text("map.value")
    overtaken.get_by_role("button", name="Apply mine again").click()

    expect(overtaken).to_have_count(0)
    expect(page.get_by_role("link", name="3", exact=True)).to_be_visible()
    (now,) = site.house.scenarios.newest()
    assert "value: Mine" in now.document
    page.get_by_role("tab", name="Settings", exact=True).last.click()
    expect(value).to_have_value("Mine")


def write(page: Page, before: str, after: str) -> None:
    """Put other words into the file."""
    field = page.get_by_role("textbox", name="The file of the scenario")
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(READING.replace(before, after))
