"""Takes the picture at the top of the README, of the demo as anybody gets it.

python -m tests.stories.web.pictures docs/pictures/scenario.png
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page
from tests.stories.web.browser import chromium, launched
from tests.stories.web.looks import settled

SCENARIO = "Shop invoices"
SIZE = {"width": 1440, "height": 1100}


@contextmanager
def demo() -> Iterator[str]:
    """The demo, on any free port; the link that signs in."""
    command = [sys.executable, "-c", "from tallyloom.cli import main; main()"]
    with subprocess.Popen(
        [*command, "demo", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        try:
            told = (json.loads(line) for line in running.stdout)
            yield next(one["sign_in"] for one in told if "sign_in" in one)
        finally:
            running.send_signal(signal.SIGINT)


def open_scenario(page: Page, link: str) -> None:
    """From the link to the scenario, by its row in the list."""
    page.goto(link)
    page.get_by_role("navigation").get_by_role("link", name="Scenarios").click()
    page.get_by_role("heading", level=1, name="Scenarios").wait_for()
    page.get_by_role("main").get_by_role("link", name=SCENARIO, exact=True).first.click()
    page.get_by_role("heading", level=1, name=SCENARIO).wait_for()
    page.get_by_role("heading", level=2, name="Last run").wait_for()
    settled(page)


def main() -> int:
    file, program = Path(sys.argv[1]), chromium()
    assert program is not None, "there is no Chromium here"
    with demo() as link, launched(program) as browser:
        page = browser.new_page(viewport=SIZE, color_scheme="light", locale="en-GB")  # type: ignore[arg-type]
        page.set_default_timeout(120_000)
        open_scenario(page, link)
        page.mouse.move(0, 0)
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
