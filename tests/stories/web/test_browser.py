"""The browser of the stories, which leaves the process as it was."""

from __future__ import annotations

import asyncio

import pytest
from tests.conftest import NO_BROWSER
from tests.stories.web.browser import chromium, launched


def test_no_loop_is_left_running_when_the_browser_is_closed() -> None:
    program = chromium()
    if program is None:
        pytest.skip(NO_BROWSER)

    with launched(program) as browser:
        assert browser.is_connected()

    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()
