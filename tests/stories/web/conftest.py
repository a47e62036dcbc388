"""A browser for the stories of each file, and a served house for each of them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.conftest import NO_BROWSER, NOT_BUILT
from tests.stories.installation import Installation
from tests.stories.web.browser import chromium, launched
from tests.stories.web.looks import AXE
from tests.stories.web.site import PATIENCE, Site, opened

from tallyloom.api.screens import built


# Closed before a test of another file comes between: its driver keeps the loop of the thread, and
# where a loop is running no engine starts.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.skip(NO_BROWSER)
    if os.environ.get("TALLYLOOM_SKIP_WEB") or not (built() and AXE.is_file()):
        pytest.skip(NOT_BUILT)
    expect.set_options(timeout=PATIENCE)
    with launched(program) as browser:
        yield browser


@pytest.fixture
def site(installation: Installation, browser: Browser) -> Iterator[Site]:
    """An installation that is connected to every organisation, and its owner at the screen."""
    with opened(installation, browser) as site:
        yield site
