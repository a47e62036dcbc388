"""A real Chromium, from this machine's packages: on PATH, or where TALLYLOOM_CHROMIUM says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "TALLYLOOM_CHROMIUM"


def chromium() -> str | None:
    """Where the browser is; None where there is none."""
    named = os.environ.get(VARIABLE)
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """The browser, for as long as the block lasts. Chromium's sandbox does not work for root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    words = ["--disable-dev-shm-usage", *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=words)
        try:
            yield browser
        finally:
            browser.close()
