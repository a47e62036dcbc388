"""Registrations: tested, changed, listened to and removed, at the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.stories.web.asking import SECRET, asking, registered, unconnected
from tests.stories.web.site import Site

from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running

KEY = "a key that the service made up"


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


def test_a_registration_is_tested_changed_and_removed(desk: Site) -> None:
    registered(desk, secret="not the secret")
    page = desk.open("/registrations")
    page.get_by_role("link", name="xero web").click()

    page.get_by_role("button", name="Test it").click()
    expect(page.get_by_text("client id and secret: refused")).to_be_visible()
    page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Our books")
    dialog.get_by_role("textbox", name="Client secret").fill(SECRET)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name="Our books")).to_be_visible()
    page.get_by_role("button", name="Test it").click()
    expect(page.get_by_text("client id and secret: known")).to_be_visible()
    expect(page.get_by_text("permissions: known")).to_be_visible()

    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Nothing is registered yet")).to_be_visible()


def test_a_webhook_is_set_up_step_by_step_until_the_service_has_asked(desk: Site) -> None:
    row = registered(desk)
    page = desk.open(f"/registrations/{row}")
    page.get_by_role("button", name="Create a webhook").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Only this machine reaches this address")).to_be_visible()
    expect(dialog.get_by_text("the key comes first")).to_be_visible()
    address = dialog.get_by_text(f"/webhooks/{row}").inner_text()
    dialog.get_by_role("textbox", name="Signing key").fill(KEY)
    dialog.get_by_role("button", name="Save the key").click()
    expect(dialog.get_by_text("waiting for Xero to ask")).to_be_visible()

    # At the developer site it is pasted, and the service asks: it shows without a reload.
    control = desk.shop.emulator.control
    control.webhook(address, client_id="web", key=KEY)
    expect(dialog.get_by_text("proved")).to_be_visible()

    # Another key, while the one before it is believed for a while.
    dialog.get_by_role("button", name="Replace it").click()
    dialog.get_by_role("textbox", name="Signing key").fill("another one")
    expect(dialog.get_by_role("checkbox", name="Believe the key before it")).to_be_checked()
    dialog.get_by_role("button", name="Save the key").click()
    expect(dialog.get_by_role("button", name="Replace it")).to_be_visible()
    rows = desk.house.connections.registrations
    assert [key.reveal() for key in rows.webhook_keys(rows.get(row))] == ["another one", KEY]
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text("kept, sealed")).to_have_count(2)
