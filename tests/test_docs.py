"""What the pages promise: that what they point at is there, and that what they show works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tallyloom.flow.check import check
from tallyloom.flow.read import read
from tallyloom.house import installed_apps, modules_by_name

CHECKOUT = Path(__file__).parent.parent
PAGES = sorted(
    [
        *CHECKOUT.glob("*.md"),
        *CHECKOUT.glob("docs/**/*.md"),
        *CHECKOUT.glob("examples/**/*.md"),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))

    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert missing == []


def test_the_scenario_that_the_tutorial_shows_has_nothing_to_correct() -> None:
    page = (CHECKOUT / "docs/learn/first-scenario.md").read_text(encoding="utf-8")
    [text] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)

    check(read(text), modules_by_name(installed_apps()), frozenset())


def test_the_ten_files_to_read_are_an_hour() -> None:
    page = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files = [CHECKOUT / link for link in re.findall(r"^\d+\. \[.*?\]\(([^)]+)\)", page, re.M)]

    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)

    assert len(files) == 10
    assert lines < 2500
