"""The bell: what nobody has read yet, what it is about, and when it falls silent."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.stories.web.looks import faults, settled
from tests.stories.web.site import Site

TEXT = "schema: 1\nname: Night work\nflow: []\n"


def test_a_notice_is_read_where_it_leads_and_the_others_all_at_once(site: Site) -> None:
    house = site.house
    scenario = house.scenarios.keep("Night work", TEXT, house.clock.now()).scenario_id
    for subject, about in (
        ("xero expires soon", {"connection": "gone"}),
        ("this is a test", {}),
        ("Night work was switched off", {"scenario": scenario}),
    ):
        house.notices.tell("story", subject, "It says why.", about=about)
    page = site.open("/")

    page.get_by_role("button", name="3 unread notices").click()
    told = page.get_by_role("dialog", name="notice")
    expect(told.get_by_role("link").first).to_contain_text("Night work was switched off")
    settled(page)
    # Of what is half covered by what floats, less than a finger's width is left to see.
    assert [one["id"] for one in faults(page)["wrong"] if one["id"] != "target-size"] == []
    told.get_by_role("link", name="Night work was switched off").click()
    expect(page.get_by_role("heading", level=1, name="Night work")).to_be_visible()
    expect(told).to_be_hidden()

    bell = page.get_by_role("button", name="2 unread notices")
    bell.click()
    expect(told.get_by_role("link", name="this is a test")).to_be_visible()
    expect(told.get_by_role("link", name="Night work")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(bell).to_be_focused()
    bell.press("Enter")
    told.get_by_role("button", name="Mark all as read").click()
    expect(told).to_contain_text("Nothing new.")
    expect(page.get_by_role("button", name="Notices", exact=True)).to_be_visible()

    told.get_by_role("link", name="All notices").click()
    kept = page.get_by_role("table", name="Notices")
    expect(kept.get_by_role("rowheader")).to_have_count(3)
    kept.get_by_role("link", name="Night work was switched off").click()
    expect(page.get_by_role("heading", level=1, name="Night work")).to_be_visible()


def test_a_viewer_reads_notices_but_leaves_them_to_the_owner(site: Site) -> None:
    site.house.notices.tell("story", "this is a test", "It says why.")
    page = site.person("viewer").new_page()
    page.goto("/")
    page.get_by_role("button", name="1 unread notice").click()
    told = page.get_by_role("dialog", name="notice")
    expect(told.get_by_role("link", name="this is a test")).to_be_visible()
    expect(told.get_by_role("button", name="Mark all as read")).to_have_count(0)
    told.get_by_role("link", name="this is a test").click()
    expect(page.get_by_role("table", name="Notices")).to_be_visible()
    expect(page.get_by_role("button", name="1 unread notice")).to_be_visible()
    page.context.close()
