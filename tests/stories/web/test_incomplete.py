"""A person answers what waits: sees what was sent, looks what is there, and says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.stories.installation import Installation
from tests.stories.test_incomplete import BILLS, PAPER, SALES, bills, never_answered
from tests.stories.test_looking import post
from tests.stories.web.keys import press, reach
from tests.stories.web.site import Site, aside, opened, path_of

from tallyloom.api.access import TERMINAL
from tallyloom.api.incomplete import list_incomplete
from tallyloom.api.route import Asked
from xero_emulator.fixture import Running

REFUSED = b"number,account\nT001,9999\nT002,9999\nT003,9999\n"
SOLD = {
    "Type": "ACCREC",
    "Status": "AUTHORISED",
    "Contact": {"Name": "Customer"},
    "DueDate": "2026-05-01",
}
AFTER = """
  - {id: 3, module: xero.get_invoice, connection: books, map: {InvoiceID: "{{2.InvoiceID}}"}}
"""
LINE = {"Description": "A thing", "Quantity": 1, "AccountCode": "200"}


@pytest.fixture
def parked(installation: Installation, emulator: Running, browser: Browser) -> Iterator[Site]:
    """An invoice whose answer was lost, and one of its number that is not what was sent."""
    other = SOLD | {"InvoiceNumber": "S017", "LineItems": [LINE | {"UnitAmount": 12}]}
    post(emulator, "PUT", "Invoices", {"Invoices": [other]})
    row = b"number,account\nS017,200\n"
    aside(lambda: never_answered(installation, SALES + AFTER, row, "drop_before"))
    with opened(installation, browser) as site:
        yield site


def test_a_parked_document_is_answered_by_keyboard_alone(parked: Site) -> None:
    page = parked.open("/incomplete")
    expect(page.get_by_text("1 document waits for an answer")).to_be_visible()
    press(page, "link", re.compile("^Open$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("S017")
    sent = page.get_by_role("region", name="What was sent")
    expect(sent.get_by_role("row", name="Line items 1 › Unit amount 10")).to_be_visible()
    expect(sent.get_by_text("Demo Company (UK)")).to_be_visible()
    expect(sent.get_by_text("none came")).to_be_visible()

    press(page, "button", "Look in Xero")
    held = page.get_by_role("region", name="What Xero holds now")
    expect(held.get_by_text("There, but different")).to_be_visible()
    expect(held.get_by_text("1 field differs")).to_be_visible()
    amount = held.get_by_role("row", name="Line items 1 › Unit amount 10 12.00 differs")
    expect(amount).to_be_visible()

    reach(page, "radio", "It is there")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Send again")).to_be_checked()
    expect(page.get_by_role("note")).to_contain_text("something like it in Xero")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="It is there")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="S017")).to_be_focused()
    page.keyboard.press("Enter")

    answer = page.get_by_role("region", name="The answer")
    expect(answer.get_by_text("posted as")).to_be_visible()
    expect(answer.get_by_text("owner")).to_be_visible()
    expect(answer.get_by_text("success")).to_be_visible()
    press(page, "link", re.compile("^Incomplete$"))
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()


def test_a_document_is_dropped_with_a_reason(
    installation: Installation, emulator: Running, browser: Browser
) -> None:
    aside(lambda: never_answered(installation, BILLS, PAPER, "drop_after"))
    with opened(installation, browser) as site:
        (one,) = list_incomplete(Asked(site.house, TERMINAL)).items
        page = site.open(f"/incomplete/{one.id}")
        page.get_by_role("button", name="Look in Xero").click()
        expect(page.get_by_text("It cannot be looked for")).to_be_visible()
        page.get_by_role("radio", name="It is there").check()
        expect(page.get_by_role("button", name="It was posted as this")).to_be_disabled()
        page.get_by_role("radio", name="Drop it").check()
        page.get_by_label("Why it is dropped").fill("Paid in cash")
        # Somebody else is quicker.
        other = site.person().new_page()
        other.goto(f"/incomplete/{one.id}")
        other.get_by_role("radio", name="Drop it").check()
        other.get_by_label("Why it is dropped").fill("Sent by post")
        other.get_by_role("button", name="Drop it").click()
        expect(other.get_by_text("dropped: Sent by post").last).to_be_visible()
        page.get_by_role("button", name="Drop it").click()
        expect(page.get_by_text("It was answered before: dropped: Sent by post.")).to_be_visible()
        expect(page.get_by_role("region", name="The answer")).to_contain_text("Sent by post")
        other.context.close()
    assert len(bills(emulator)) == 1


def test_many_alike_are_sent_again_after_it_was_mended(site: Site) -> None:
    site.aside(lambda: site.shop.run(REFUSED, SALES))
    page = site.open("/incomplete")
    expect(page.get_by_text("3 documents", exact=True)).to_be_visible()
    page.get_by_role("button", name="Show documents").click()
    expect(page.get_by_role("link", name="T002 · 9999")).to_be_visible()
    assert "cause=" in path_of(page)
    account = {"Code": "9999", "Name": "Late sales", "Type": "REVENUE"}
    post(site.shop.emulator, "PUT", "Accounts", account)
    page.get_by_role("button", name="Send all again…").click()
    asked = page.get_by_role("dialog")
    expect(asked.get_by_text("Nothing was written when it failed")).to_be_visible()
    asked.get_by_role("button", name="Send again 3 documents").click()
    expect(page.get_by_text("3 documents go on.")).to_be_visible()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    page.get_by_role("link", name="See what was answered").click()
    expect(page.get_by_text("3 documents", exact=True).last).to_be_visible()
    page.get_by_role("button", name="Show documents").click()
    page.get_by_role("link", name="T003 · 9999").click()
    page.get_by_role("region", name="The answer").get_by_role("link").click()
    expect(page).to_have_url(re.compile("/runs/"))


def test_what_is_looked_for_is_in_the_address(site: Site) -> None:
    site.aside(lambda: site.shop.run(REFUSED, SALES))
    page = site.open("/incomplete")
    page.get_by_label("Search the messages").fill("nothing like it")
    expect(page.get_by_text("Nothing is found by these filters")).to_be_visible()
    assert path_of(page) == "/incomplete?text=nothing+like+it"
    page.reload()
    expect(page.get_by_label("Search the messages")).to_have_value("nothing like it")
    page.get_by_role("button", name="Clear filters").first.click()
    expect(page.get_by_text("3 documents", exact=True)).to_be_visible()
    page.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="Outcome unknown").click()
    expect(page.get_by_text("Nothing is found by these filters")).to_be_visible()
    assert path_of(page) == "/incomplete?kind=parked"
    page.get_by_role("button", name="Clear filters").first.click()
    page.get_by_role("combobox", name="Scenario").click()
    page.get_by_role("option", name="Sales").click()
    expect(page).to_have_url(re.compile(r"/incomplete\?scenario=Sales$"))
    expect(page.get_by_text("3 documents", exact=True)).to_be_visible()


def test_a_viewer_sees_it_and_cannot_answer(site: Site) -> None:
    site.aside(lambda: site.shop.run(REFUSED, SALES))
    (one, *_) = list_incomplete(Asked(site.house, TERMINAL)).items
    page = site.person("viewer").new_page()
    page.goto(f"{site.address}/incomplete/{one.id}")
    expect(page.get_by_text("You may see this and not answer it")).to_be_visible()
    expect(page.get_by_role("button", name="Look in Xero")).to_have_count(0)
    page.context.close()
