"""An installation at which nothing is connected, beside a service that asks the person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from tests.api.connecting import CLIENTS, SECRET
from tests.database import new_database
from tests.stories.installation import Installation
from tests.stories.web.site import Site, opened

from tallyloom.connections.vault import Secret
from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running, running_emulator

UK, AU = "Demo Company (UK)", "Demo Company (AU)"
BASES = ("login", "identity", "api")


@contextmanager
def asking() -> Iterator[Running]:
    with running_emulator(seed="empty", clients=CLIENTS, auto_consent=False) as running:
        yield running


@contextmanager
def unconnected(
    server: Embedded, template: str, emulator: Running, home: Path, browser: Browser, **more: Any
) -> Iterator[Site]:
    """Served, with its owner at the screen; nothing is registered and nothing is connected."""
    emulator.control.reset()
    with (
        new_database(server, template) as url,
        opened(Installation(url, home, emulator), browser, **more) as site,
    ):
        yield site


def registered(site: Site, client: str = "web", **how: Any) -> str:
    """The installation's registration, made by an owner some time ago; its id."""
    secret = dict(CLIENTS)[client]
    given = how.pop("secret", secret)
    row = site.house.connections.registrations.add(
        "xero",
        client,
        Secret(given) if given else None,
        bases=dict.fromkeys(BASES, site.shop.emulator.url),
        **how,
    )
    return row.id


def consent_page(page: Page, button: str = "Log in and allow access") -> Page:
    """What the service shows, in the tab that the button opens."""
    with page.context.expect_page() as found:
        page.get_by_role("link", name=button).click()
    tab = found.value
    tab.get_by_role("heading", name=re.compile("wants to connect")).wait_for()
    return tab


def allow(tab: Page, *organisations: str) -> None:
    """Choose these organisations and no others, allow access, and close the tab."""
    for box in tab.get_by_role("checkbox").all():
        box.uncheck()
    for name in organisations:
        tab.get_by_role("checkbox", name=name).check()
    tab.get_by_role("button", name="Allow access").click()
    tab.get_by_role("heading", name="Connected").wait_for()
    tab.close()


__all__ = ["AU", "SECRET", "UK", "allow", "asking", "consent_page", "registered", "unconnected"]
