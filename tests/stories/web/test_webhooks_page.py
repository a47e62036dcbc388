"""A service calls, and whoever looks at the pages sees it come."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect
from tests.stories.hearing import Hearing, hearing
from tests.stories.installation import Installation
from tests.stories.test_deliveries import filtered, tell
from tests.stories.test_webhooks import BRITISH, document
from tests.stories.web.site import Site, path_of


def heard_by(site: Site) -> Hearing:
    return Hearing(site.shop, site.address.replace("localhost", "127.0.0.1"))


def test_a_signed_delivery_appears_without_a_reload(site: Site) -> None:
    house = heard_by(site)
    page = site.open("/webhooks")
    expect(page.get_by_text("No service calls yet")).to_be_visible()
    page.get_by_role("button", name="Create a webhook").first.click()
    expect(page.get_by_role("dialog", name="Create a webhook")).to_be_visible()
    page.keyboard.press("Escape")
    site.aside(house.enable)
    site.aside(lambda: house.on(document()))
    expect(page.get_by_role("table", name="Webhooks").get_by_text("listening")).to_be_visible()
    expect(page.get_by_text("the service asked", exact=True)).to_be_visible()

    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    site.aside(house.heard)
    row = page.get_by_role("row").filter(has_text="Invoice created")
    expect(row.get_by_text("success")).to_be_visible()
    row.get_by_role("link").first.click()
    call = page.get_by_role("dialog", name="Delivery")
    expect(call.get_by_text("Invoice created in Demo Company (UK)")).to_be_visible()
    expect(call.get_by_text("right", exact=True)).to_be_visible()
    expect(call.get_by_role("tree", name="What the call carried")).to_be_visible()
    assert "delivery=" in path_of(page)
    call.get_by_role("link", name="run").first.click()
    expect(page).to_have_url(re.compile("/runs/"))


def test_what_failed_of_a_delivery_is_done_again(site: Site) -> None:
    house = heard_by(site)
    site.aside(house.enable)
    site.aside(lambda: house.on(filtered()))
    site.aside(lambda: tell(house, 1, "none", "2"))
    site.aside(house.moved)
    page = site.open(f"/webhooks/{house.registration}?outcome=warning")
    expect(page.get_by_role("region", name="How it stands")).to_contain_text("nothing is missing")
    page.get_by_role("combobox", name="Scenario").click()
    page.get_by_role("option", name="Heard").click()
    expect(page).to_have_url(re.compile("scenario=Heard"))
    page.get_by_role("row").filter(has_text="warning").get_by_role("link").first.click()
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_text("1 part of it goes on.")).to_be_visible()


def test_what_waits_for_a_scenario_is_seen_and_dropped(
    installation: Installation, browser: Browser
) -> None:
    """Nothing moves here, so that events wait."""
    with installation.opened() as shop, hearing(shop) as house:
        house.enable()
        house.on(filtered())
        tell(house, 1, "1", "2", "3")
        house.sort()
        site = Site(shop, house.address, browser, None)  # type: ignore[arg-type]
        site.context = site.person()
        try:
            drop_one_of_three(site, house)
        finally:
            site.context.close()


def drop_one_of_three(site: Site, house: Hearing) -> None:
    page = site.open(f"/webhooks/{house.registration}")
    page.get_by_role("button", name="3 events wait for Heard").click()
    queue = page.get_by_role("dialog", name="Queue of Heard")
    expect(queue.get_by_role("listitem")).to_have_count(3)
    queue.get_by_role("button", name="Drop").nth(1).click()
    page.get_by_role("button", name="Drop", exact=True).click()
    expect(queue.get_by_role("listitem")).to_have_count(2)
    page.keyboard.press("Escape")
    page.get_by_role("row").filter(has_text="3 × Invoice created").get_by_role("link").first.click()
    call = page.get_by_role("dialog", name="Delivery")
    expect(call.get_by_text("dropped", exact=True)).to_be_visible()
    call.get_by_role("button", name="Retry").click()
    expect(call.get_by_text("dropped", exact=True)).to_have_count(0)
    expect(call.get_by_text("waiting", exact=True)).to_have_count(4)
