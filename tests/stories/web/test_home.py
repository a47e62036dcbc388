"""Home says what needs somebody, and leads there."""

from __future__ import annotations

from playwright.sync_api import Browser, expect
from tests.stories.installation import Installation
from tests.stories.web.seeded import seeded


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
