"""A served installation, and somebody who sits in front of its pages."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response
from tests.api.people import somebody
from tests.stories.installation import Installation, Shop

from tallyloom.api.route import API
from tallyloom.api.serving import answering, bound
from tallyloom.clock import Clock
from tallyloom.house import House

HOST = "127.0.0.1"
PATIENCE = 20_000  # milliseconds for which a page may take to show something
Told = TypeVar("Told")
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Site:
    """The pages of an installation at work; `page` is an owner's, signed in."""

    shop: Shop
    address: str
    browser: Browser
    context: BrowserContext
    answering: ExitStack = field(default_factory=ExitStack)
    # What no page may do: throw, or ask what the API does not understand.
    broken: list[str] = field(default_factory=list)

    @property
    def house(self) -> House:
        return self.shop.house

    @cached_property
    def page(self) -> Page:
        return self.context.new_page()

    def aside(self, do: Callable[[], Told]) -> Told:
        """What moves runs, from a test: the browser's driver keeps this thread's loop busy."""
        return aside(do)

    def answer(self, listening: socket.socket | None = None) -> None:
        """Begin to answer at its address, which was taken before or is free."""
        port = urlsplit(self.address).port or 0
        taken = self.answering.enter_context(listening or bound(HOST, (port,)))
        self.answering.enter_context(answering(self.house, HOST, taken))

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nobody answers at its address, as while a server is started anew."""
        self.answering.close()
        yield
        self.answer()

    def open(self, path: str) -> Page:
        """The page at this address, once its heading is there."""
        self.page.goto(self.address + path)
        self.page.get_by_role("heading", level=1).wait_for()
        return self.page

    def person(self, role: str = "owner", **how: Any) -> BrowserContext:
        """A browser of its own in which somebody of this role is signed in."""
        context = self.browser.new_context(base_url=self.address, **{"viewport": WIDE, **how})
        context.set_default_timeout(PATIENCE)
        name, _, secret = somebody(self.house, role).session()["Cookie"].partition("=")
        context.add_cookies([{"name": name, "value": secret, "url": self.address}])
        context.on("weberror", lambda error: self.broken.append(str(error.error)))
        context.on("response", self._look)
        return context

    def _look(self, response: Response) -> None:
        asked = urlsplit(response.url).path.startswith(API) and response.request.method == "GET"
        if asked and response.status in (400, 422):
            self.broken.append(f"{response.status} {response.url}")


@contextmanager
def opened(
    installation: Installation, browser: Browser, clock: Clock | None = None, **more: Any
) -> Iterator[Site]:
    """The installation, served where services send people back to, with its engine at work."""
    with (
        bound(HOST, (0,)) as listening,
        installation.opened(clock, listen=f"{HOST}:{_port(listening)}", **more) as shop,
    ):
        aside(shop.house.engine.launch)
        shop.launched = True
        site = Site(shop, f"http://localhost:{_port(listening)}", browser, None)  # type: ignore[arg-type]
        with site.answering:
            site.answer(listening)
            site.context = site.person()
            try:
                yield site
            finally:
                site.context.close()
                aside(shop.house.close)
            assert not site.broken, site.broken


def aside(do: Callable[[], Told]) -> Told:
    """Do something in a thread that has no loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(do).result()


def _port(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def path_of(page: Page) -> str:
    """Where a page is, without the server."""
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
