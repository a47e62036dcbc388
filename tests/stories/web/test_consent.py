"""A consent that comes to nothing: what the pages say then, and the way on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.web.asking import UK, allow, asking, consent_page, registered, unconnected
from tests.stories.web.looks import faults, settled
from tests.stories.web.site import Site

from tallyloom.clock import SystemClock
from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running


class Later(SystemClock):
    """The time of this machine, until it is later."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


class Open(Protocol):
    def __call__(self, **more: Any) -> AbstractContextManager[Site]: ...


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with asking() as running:
        yield running


@pytest.fixture
def open_desk(
    service: Running,
    database_server: Embedded,
    launched_once: str,
    tmp_path: Path,
    browser: Browser,
) -> Open:
    """Opens an installation at which nothing is connected; `more` are its clock and settings."""

    def opened(**more: Any) -> AbstractContextManager[Site]:
        home = tmp_path / "home"
        return unconnected(database_server, launched_once, service, home, browser, **more)

    return opened


def begun(desk: Site) -> Page:
    """The wizard, once a name was given and saved."""
    registered(desk)
    page = desk.open("/connections/new")
    page.get_by_role("textbox", name="Name").fill("Books")
    page.get_by_role("button", name="Save", exact=True).click()
    return page


def test_who_comes_back_too_late_is_told_so_and_begins_once_more(open_desk: Open) -> None:
    clock = Later()
    with open_desk(clock=clock) as desk:
        page = begun(desk)
        tab = consent_page(page)
        clock.ahead = timedelta(minutes=11)
        expect(page.get_by_role("alert")).to_contain_text("Nobody came back within ten minutes")
        settled(page)
        assert faults(page)["wrong"] == []

        # The tab that was left open connects nothing any more.
        tab.get_by_role("button", name="Allow access").click()
        expect(tab.get_by_role("heading", level=1, name="Ask again")).to_be_visible()
        tab.close()
        assert desk.house.connections.list() == []

        page.get_by_role("button", name="Begin once more").click()
        allow(consent_page(page), UK)
        expect(page.get_by_role("heading", level=1, name="Books")).to_be_visible()


def test_a_redirect_address_that_the_service_does_not_take_is_told_before_anybody_goes(
    open_desk: Open,
) -> None:
    with open_desk(public_url="http://books.example") as desk:
        desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = begun(desk)
        redirect = "http://books.example/oauth/callback"
        expect(page.get_by_role("alert")).to_contain_text(
            f"The service does not know the redirect address {redirect}."
        )
        expect(page.get_by_role("link", name="Log in and allow access")).to_have_count(0)
        settled(page)
        assert faults(page)["wrong"] == []
        page.get_by_role("button", name="Copy the redirect address").click()
        assert page.evaluate("navigator.clipboard.readText()") == redirect

        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert")).to_contain_text(redirect)
        page.get_by_role("button", name="Back").click()
        expect(page.get_by_role("textbox", name="Name")).to_have_value("Books")
