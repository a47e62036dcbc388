"""Somebody who has a keyboard and no mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

MOST = 150  # presses of Tab after which nobody would look any further
FOCUSED = "those => those.includes(document.activeElement)"


def reach(
    page: Page,
    role: str,
    name: str | re.Pattern[str],
    *,
    key: str = "Tab",
    within: Locator | None = None,
) -> None:
    """Press Tab until what is called so has the focus; it is what Enter acts on then."""
    wanted = (within or page).get_by_role(role, name=name)  # type: ignore[arg-type]
    wanted.first.wait_for(state="attached")  # what a label draws may be hidden itself
    for _ in range(MOST):
        if wanted.evaluate_all(FOCUSED):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{MOST} times {key} do not lead to the {role} {name!r}")


def press(
    page: Page, role: str, name: str | re.Pattern[str], *, within: Locator | None = None
) -> None:
    """Reach it, and press Enter."""
    reach(page, role, name, within=within)
    page.keyboard.press("Enter")


def enter(
    page: Page,
    name: str | re.Pattern[str],
    text: str,
    *,
    role: str = "textbox",
    within: Locator | None = None,
) -> None:
    """Reach a field, and type into it."""
    reach(page, role, name, within=within)
    page.keyboard.type(text)
