"""Connections, from the first client id to the last farewell, by a person at the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.api.people import somebody
from tests.stories.web.asking import (
    AU,
    BASES,
    SECRET,
    UK,
    allow,
    asking,
    consent_page,
    registered,
    unconnected,
)
from tests.stories.web.looks import faults, settled
from tests.stories.web.site import Site

from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running

CONTACTS = """
schema: 1
name: Address book
connections: {books: {app: xero, connection: CALLED, organisation: "Demo Company (UK)"}}
flow:
  - {id: 1, module: xero.search_contacts, connection: books, continue_if_empty: true}
"""
SEARCH = {"module": "xero.search_invoices", "connection": "books"}


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with asking() as running:
        yield running


@pytest.fixture
def desk(
    service: Running,
    database_server: Embedded,
    launched_once: str,
    tmp_path: Path,
    browser: Browser,
) -> Iterator[Site]:
    with unconnected(database_server, launched_once, service, tmp_path / "home", browser) as site:
        yield site


@pytest.fixture
def ask(desk: Site) -> Iterator[Any]:
    """Calls of the API by an owner's program, for what the story begins with."""
    headers = somebody(desk.house).token()
    base = f"{desk.address}/api/v1"
    with httpx2.Client(base_url=base, headers=headers, timeout=60.0) as http:

        def asked(method: str, path: str, body: Any = None) -> Any:
            answer = http.request(method, path, json=body)
            assert answer.is_success, answer.text
            return answer.json() if answer.content else None

        yield asked


def connected(desk: Site, *organisations: str, name: str = "") -> Page:
    """The short way: a name, Save, a login, Allow; the page of the connection."""
    page = desk.open("/connections/new")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()
    allow(consent_page(page), *organisations)
    if len(organisations) > 1:
        page.get_by_role("button", name="Use all of them").click()
    expect(page.get_by_role("heading", level=1, name=name or organisations[0])).to_be_visible()
    return page


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def test_an_owner_registers_mends_the_secret_and_connects_two_organisations(desk: Site) -> None:
    page = desk.open("/connections")
    page.get_by_role("link", name="Create a connection").first.click()

    # The step of the registration, in place.
    steps = page.get_by_role("list", name="Steps")
    expect(steps.locator("[aria-current=step]")).to_contain_text("Xero app")
    expect(page.get_by_role("link", name="Developer site of Xero")).to_be_visible()
    redirect = desk.house.settings.listen.replace("127.0.0.1", "http://localhost")
    expect(page.get_by_text(f"{redirect}/oauth/callback", exact=True)).to_be_visible()
    page.get_by_role("textbox", name="Client id").fill("web")
    page.get_by_role("textbox", name="Client secret").fill("not the secret")
    page.get_by_role("switch", name="More about it").click()
    for base in BASES:
        page.get_by_label(f"Base address: {base}").fill(desk.shop.emulator.url)
    page.get_by_role("button", name="Save the Xero app").click()

    # A wrong secret shows once somebody has allowed access; it is mended where it is told.
    expect(steps.locator("[aria-current=step]")).to_contain_text("Name and permissions")
    page.get_by_role("textbox", name="Name").fill("Books")
    page.get_by_role("button", name="Save", exact=True).click()
    tab = consent_page(page)
    settled(tab)
    assert faults(tab)["wrong"] == []
    tab.get_by_role("button", name="Allow access").click()
    tab.get_by_role("heading", name="Not connected").wait_for()
    tab.close()
    expect(page.get_by_role("alert")).to_contain_text("secret")
    page.get_by_role("button", name="Correct the client id and secret").click()
    page.get_by_role("textbox", name="Client secret").fill(SECRET)
    page.get_by_role("button", name="Save and try again").click()
    allow(consent_page(page), UK, AU)

    # Two organisations in one consent: one of them is used.
    page.get_by_role("checkbox", name=AU).uncheck()
    page.get_by_role("button", name="Use these 1").click()
    expect(page.get_by_role("heading", level=1, name="Books")).to_be_visible()
    expect(row(page, AU).first).to_contain_text("left out")
    expect(row(page, UK).first).to_contain_text("used")
    settled(page)
    assert faults(page)["wrong"] == []


def test_permissions_are_chosen_the_consent_cancelled_and_begun_again(desk: Site) -> None:
    registered(desk)
    page = desk.open("/connections/new?app=xero")
    page.get_by_role("switch", name="Show advanced settings").click()
    needed = page.get_by_role("group", name="Needed by the modules in use")
    expect(needed.get_by_role("checkbox", name="Read contacts")).to_be_checked()
    expect(needed.get_by_role("checkbox", name="Stay connected")).to_be_disabled()
    page.get_by_role("checkbox", name="Read the report Balance Sheet").check()
    page.get_by_role("button", name="Save", exact=True).click()

    tab = consent_page(page)
    expect(tab.get_by_text("accounting.reports.balancesheet.read")).to_be_visible()
    tab.get_by_role("button", name="Cancel").click()
    tab.get_by_role("heading", name="Not connected").wait_for()
    tab.close()

    expect(page.get_by_role("alert")).to_contain_text("Consent was not given")
    page.get_by_role("button", name="Try again").click()
    tab = consent_page(page)
    expect(tab.get_by_text("accounting.reports.balancesheet.read")).to_be_visible()
    allow(tab, UK)
    expect(page.get_by_role("heading", level=1, name=UK)).to_be_visible()
    allowed = page.get_by_role("region", name="What it may do")
    expect(allowed.get_by_text("Read the report Balance Sheet.")).to_be_visible()


def test_a_refused_permission_names_its_modules_and_the_offer_is_taken(
    desk: Site, ask: Any
) -> None:
    desk.shop.emulator.control.apps(scopes="granular")
    registered(desk, vocabulary="broad")
    text = CONTACTS.replace("CALLED", "later").replace("search_contacts", "search_invoices")
    ask("POST", "/scenarios", {"text": text})

    page = desk.open("/connections/new")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Search for Invoices")
    refused = page.get_by_role("list", name="Refused permissions")
    expect(refused).to_contain_text("accounting.transactions.read")
    page.get_by_role("button", name="Use the granular permissions").click()
    tab = consent_page(page)
    expect(tab.get_by_text("accounting.invoices.read")).to_be_visible()
    allow(tab, UK)

    expect(page.get_by_role("heading", level=1, name=UK)).to_be_visible()
    (kept,) = desk.house.connections.registrations.list()
    assert kept.vocabulary == "granular"


def test_a_module_is_added_that_needs_more_and_the_permissions_are_extended_there(
    desk: Site, ask: Any
) -> None:
    registered(desk)
    connected(desk, UK, name="Books")
    scenario = ask("POST", "/scenarios", {"text": CONTACTS.replace("CALLED", "Books")})["id"]
    page = desk.open(f"/scenarios/{scenario}")
    expect(page.get_by_role("button", name="Run once")).to_be_enabled()

    # Told before it is chosen, and in its settings once it is.
    page.get_by_role("button", name="Add a module after 1 ").click()
    page.get_by_role("combobox", name="Search modules").fill("Search for Invoices")
    about = page.get_by_role("region", name="Search for Invoices")
    expect(about.get_by_text("Books: lacks accounting.invoices.read")).to_be_visible()
    about.get_by_role("button", name="Add this module").click()
    panel = page.get_by_role("complementary", name="2 Search for Invoices")
    told = panel.get_by_role("status").filter(has_text="accounting.invoices.read")
    expect(told).to_be_visible()
    first = page.get_by_role("region", name="What is to be done first")
    expect(first).to_contain_text("1 thing to do before it can run")

    told.get_by_role("button", name="Allow access").click()
    dialog = page.get_by_role("dialog", name="Extend the permissions")
    expect(dialog.get_by_text("Search for Invoices")).to_be_visible()
    dialog.get_by_role("button", name="Continue").click()
    tab = consent_page(page)
    expect(tab.get_by_text("accounting.invoices.read")).to_be_visible()
    allow(tab, UK)
    expect(dialog).to_be_hidden()
    expect(told).to_have_count(0)
    expect(first).to_have_count(0)

    page.get_by_role("button", name="Run once").click()
    expect(page.get_by_role("button", name=re.compile("^2 Search.*, success"))).to_be_visible()
    desk.open("/connections")
    row(page, "Books").get_by_role("link", name="Books").click()
    allowed = page.get_by_role("region", name="What it may do")
    expect(allowed.get_by_text("accounting.invoices.read")).to_be_visible()


def test_one_that_was_revoked_is_told_of_reauthorised_and_its_scenario_runs_again(
    desk: Site, ask: Any
) -> None:
    registered(desk)
    connected(desk, UK, name="Books")
    scenario = ask("POST", "/scenarios", {"text": CONTACTS.replace("CALLED", "Books")})["id"]

    # Somebody ends it at the service. The next run tells.
    desk.shop.emulator.control.revoke("all")
    page = desk.open(f"/scenarios/{scenario}")
    page.get_by_role("button", name="Run once").click()
    first = page.get_by_role("region", name="What is to be done first")
    expect(first).to_contain_text("Books")
    desk.aside(desk.house.watcher.judge)
    first.get_by_role("link", name="Open the connection").click()
    told = page.get_by_role("region", name="What was told of it")
    expect(told).to_contain_text("Books was revoked")
    desk.open("/connections?state=ailing")
    expect(row(page, "Books")).to_contain_text("revoked")

    # Once more in place: the scenario goes on with the same connection.
    page.get_by_role("button", name="Reauthorise Books").click()
    page.get_by_role("dialog").get_by_role("button", name="Continue").click()
    allow(consent_page(page), UK)
    expect(page.get_by_text("Every connection is well")).to_be_visible()
    desk.open(f"/scenarios/{scenario}")
    expect(first).to_have_count(0)
    page.get_by_role("button", name="Run once").click()
    expect(page.get_by_role("button", name=re.compile("^1 Search.*, success"))).to_be_visible()


def test_what_scenarios_lack_is_counted_and_extended_at_the_connection(
    desk: Site, ask: Any
) -> None:
    registered(desk)
    connected(desk, UK, name="Books")
    scenario = ask("POST", "/scenarios", {"text": CONTACTS.replace("CALLED", "Books")})["id"]
    ask("POST", f"/scenarios/{scenario}/modules", {"module": SEARCH})

    page = desk.open("/connections")
    expect(row(page, "Books")).to_contain_text("3 of 4")
    row(page, "Books").get_by_role("link", name="Books").click()
    page.get_by_role("button", name="Extend the permissions").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("accounting.invoices.read")).to_be_visible()
    expect(dialog.get_by_text("Search for Invoices")).to_be_visible()
    dialog.get_by_role("button", name="Continue").click()
    allow(consent_page(page), UK)
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Extend the permissions")).to_be_hidden()


def test_a_member_connects_through_their_own_client_id_renames_and_deletes(
    desk: Site, ask: Any
) -> None:
    registered(desk, secret="another one")
    page = desk.person("member").new_page()
    page.goto("/connections/new")
    page.get_by_role("switch", name="Show advanced settings").click()
    page.get_by_role("switch", name="Use my own client id and secret").click()
    page.get_by_role("radio", name="Mobile or desktop app").check()
    page.get_by_role("textbox", name="Client id").fill("pkce")
    page.get_by_role("button", name="Save the Xero app").click()
    through = page.get_by_role("combobox", name="Through which Xero app")
    expect(through).to_have_value("xero pkce (your own)")
    page.get_by_role("textbox", name="Name").fill("Mine")
    page.get_by_role("button", name="Save", exact=True).click()
    allow(consent_page(page), UK)
    expect(page.get_by_role("heading", level=1, name="Mine")).to_be_visible()

    ask("POST", "/scenarios", {"text": CONTACTS.replace("CALLED", "Mine")})
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Name").fill("My books")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1, name="My books")).to_be_visible()
    expect(page.get_by_text("Former names")).to_be_visible()

    # The scenario that wrote its former name would miss it.
    page.reload()
    expect(page.get_by_role("region", name="Used by", exact=True)).to_contain_text("Address book")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="Address book")).to_be_visible()
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    dialog.get_by_role("textbox").fill("My books")
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nothing is connected yet")).to_be_visible()
    page.context.close()


def test_a_viewer_sees_and_can_do_nothing(desk: Site) -> None:
    registered(desk)
    connected(desk, UK)
    page = desk.person("viewer").new_page()
    page.goto("/connections")
    expect(page.get_by_role("link", name=UK)).to_be_visible()
    expect(page.get_by_role("link", name="Create a connection")).to_be_hidden()
    page.get_by_role("link", name=UK).click()
    expect(page.get_by_role("region", name="What it may do")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_be_hidden()
    page.context.close()
