"""Home says what needs somebody, and leads there."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect
from tests.stories.installation import Installation
from tests.stories.web.asking import BASES, SECRET, UK, allow, asking, consent_page, unconnected
from tests.stories.web.seeded import seeded

from tallyloom.store.embedded import Embedded


def test_what_waits_is_told_first_and_leads_to_its_answer(
    installation: Installation, browser: Browser
) -> None:
    with seeded(installation, browser) as made:
        page = made.site.open("/")
        waits = page.get_by_role("region", name="Needs you").get_by_role("link")
        expect(waits.first).to_contain_text("Sales of the day: 1 bundle stopped")
        quota = page.get_by_role("region", name="Calls left today")
        expect(quota).to_contain_text("of 4,500")
        runs = page.get_by_role("table", name="Last runs")
        expect(runs.get_by_role("link", name="Shop invoices")).to_be_visible()
        expect(page.get_by_role("region", name="First steps")).to_have_count(0)
        waits.first.click()
        expect(page.get_by_role("heading", level=1, name="Incomplete")).to_be_visible()


def test_a_new_installation_leads_step_by_step_until_all_is_done(
    database_server: Embedded, launched_once: str, tmp_path: Path, browser: Browser
) -> None:
    home = tmp_path / "home"
    with (
        asking() as service,
        unconnected(database_server, launched_once, service, home, browser) as site,
    ):
        page = site.open("/")
        steps = page.get_by_role("region", name="First steps")
        done = steps.get_by_role("listitem").filter(has=page.get_by_text("done", exact=True))
        expect(steps.get_by_role("listitem")).to_have_count(3)
        expect(done).to_have_count(0)

        steps.get_by_role("link", name="Connect").click()
        page.get_by_role("textbox", name="Client id").fill("web")
        page.get_by_role("textbox", name="Client secret").fill(SECRET)
        page.get_by_role("switch", name="More about it").click()
        for base in BASES:
            page.get_by_label(f"Base address: {base}").fill(site.shop.emulator.url)
        page.get_by_role("button", name="Save the Xero app").click()
        expect(page.get_by_role("textbox", name="Name")).to_be_visible()
        page.get_by_role("link", name="Home").click()
        expect(done).to_have_text([re.compile("Register an app")])

        steps.get_by_role("link", name="Connect").click()
        page.get_by_role("button", name="Save", exact=True).click()
        allow(consent_page(page), UK)
        expect(page.get_by_role("heading", level=1, name=UK)).to_be_visible()
        page.get_by_role("link", name="Home").click()
        expect(done).to_have_count(2)

        steps.get_by_role("link", name="New scenario").click()
        page.get_by_role("textbox", name="Name").fill("The first one")
        page.get_by_role("button", name="Create", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="The first one")).to_be_visible()
        page.get_by_role("link", name="Home").click()
        expect(page.get_by_role("heading", level=1, name="Home")).to_be_visible()
        expect(page.get_by_role("region", name="Needs you")).to_be_visible()
        expect(steps).to_have_count(0)
