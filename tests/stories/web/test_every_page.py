"""Every page, in both themes and at three widths: what holds for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.conftest import CHECKOUT
from tests.database import new_database
from tests.stories.installation import Installation
from tests.stories.web.contrast import uncovered
from tests.stories.web.looks import COLOURS, faults, picture, settled
from tests.stories.web.pages import PAGES, Looked
from tests.stories.web.seeded import Seeded, seeded
from tests.stories.web.site import PHONE, WIDE

from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running

ROUTES = CHECKOUT / "web" / "src" / "routes.tsx"
NARROW = {"width": 320, "height": 700}
THEMES = ("light", "dark")
# Whether it stays wider than the window for three seconds; the pages' policy lets nobody poll.
STAYS_WIDE = """async () => {
  const isWide = () => document.documentElement.scrollWidth > window.innerWidth
  const until = performance.now() + 3000
  while (isWide() && performance.now() < until) await new Promise(requestAnimationFrame)
  return isWide()
}"""


def test_every_address_of_the_pages_is_looked_at() -> None:
    addresses = re.findall(r"^  at\('([^']+)'", ROUTES.read_text("utf-8"), re.MULTILINE)
    assert addresses
    assert [one for one in addresses if not any(is_at(looked, one) for looked in PAGES)] == []


def is_at(looked: Looked, address: str) -> bool:
    """Whether it is at this address of the router: `/runs/$id` is where `/runs/{run}` is."""
    pattern = re.sub(r"\$\w+", "[^/]+", address)
    return re.fullmatch(pattern, looked.path.partition("?")[0]) is not None


@pytest.fixture(scope="module")
def installed(
    database_server: Embedded,
    launched_once: str,
    running: Running,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Seeded]:
    """One installation for all pages: they are only looked at."""
    running.control.reset()
    home = tmp_path_factory.mktemp("every page") / "home"
    with new_database(database_server, launched_once) as url:
        made = Installation(url, home, running)
        made.connect()
        with seeded(made, browser) as site:
            yield site


@pytest.fixture
def page(installed: Seeded, browser: Browser, looked: Looked) -> Iterator[Page]:
    """A page of the owner's browser, or of one in which nobody is signed in."""
    page = browser.new_page(viewport=WIDE) if looked.stranger else installed.site.context.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("looked", PAGES, ids=lambda looked: looked.name)
def test_a_page_is_for_everybody_and_every_screen(
    installed: Seeded, page: Page, looked: Looked, request: pytest.FixtureRequest
) -> None:
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.goto(installed.site.address + looked.path.format(**installed.named))
    page.get_by_role("heading", level=1).wait_for()
    looked.prepare(page)
    settled(page)

    pictures(page, looked.name, str(request.config.getoption("--pictures")))
    found = {theme: judged(page, theme) for theme in THEMES}
    wide = [size["width"] for size in (WIDE, PHONE, NARROW) if is_too_wide(page, size)]

    assert found == {theme: {"wrong": [], "uncovered": []} for theme in THEMES}
    assert wide == []
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.title()
    assert not [line for line in said if "Failed to load" not in line]


def judged(page: Page, theme: str) -> dict[str, object]:
    """What axe finds wrong in this theme, and contrasts that neither it nor our tokens cover."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    settled(page)
    told = faults(page, () if theme == THEMES[0] else COLOURS)
    return {"wrong": told["wrong"], "uncovered": uncovered(theme, told["unsure"])}


def is_too_wide(page: Page, size: dict[str, int]) -> bool:
    """Whether it stays too wide; what moves aside needs a moment for that."""
    page.set_viewport_size(size)  # type: ignore[arg-type]
    settled(page)
    return bool(page.evaluate(STAYS_WIDE))


def pictures(page: Page, name: str, folder: str) -> None:
    """Wide and narrow, light and dark, where somebody wants to see them."""
    for size in (PHONE, WIDE) if folder else ():
        for theme in THEMES:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            picture(page, Path(folder) / f"{name}-{size['width']}-{theme}.png")
